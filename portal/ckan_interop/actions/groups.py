"""The actions on groups: the data domains (数据领域)."""

from portal.ckan_interop.actions import collections
from portal.ckan_interop.actions.call import Call
from portal.ckan_interop.actions.collections import Member
from portal.ckan_interop.envelope import array, rendered
from portal.ckan_interop.errors import NotFoundError, ValidationError
from portal.ckan_interop.wording import Message
from portal.shelf.criteria import Criteria, Term
from portal.shelf.store import Theme
from schemas.codes import codelist

MOST_PACKAGES = 1_000
# The domains are a code list and were never made one by one; CKAN shows a time for each, and clients read a text there.
CREATED = "2026-01-01T00:00:00"


def group_list(call: Call) -> bytes:
    """The names of the groups, by title.

    :param sort: `name`, `title` or `package_count`, with `asc` or `desc` (optional, default `title asc`)
    :param limit: at most so many (optional; at most 1000 names or 25 dicts)
    :param offset: leave out so many at the beginning (optional)
    :param groups: only those of these names (optional)
    :param q: only those with this text in name, title or description (optional)
    :param type: `group`; any other gives nothing (optional)
    :param all_fields: dicts instead of names (optional, default false)
    :param include_dataset_count: with all_fields: the number of datasets (optional, default true)
    :param include_extras: with all_fields: the extras (optional, default false)
    :param include_groups: with all_fields: the parents, of which there are none (optional, default false)
    """
    return collections.listed(call, map(_member, call.snapshot.themes()), "group")


def group_show(call: Call) -> bytes:
    """A group.

    :param id: the id or name of the group
    :param include_datasets: its datasets too, the last changed first, at most 10 (optional, default false)
    :param include_dataset_count: the number of its datasets (optional, default true)
    :param include_extras: the extras (optional, default true)
    :param include_groups: the parents, of which there are none (optional, default true)
    """
    theme = call.snapshot.theme(call.arguments.required("id"))
    if theme is None:
        raise NotFoundError
    return collections.shown(call, _member(theme), Term("groups", theme.slug))


def group_package_show(call: Call) -> bytes:
    """The datasets of a group, the last changed first.

    :param id: the id or name of the group
    :param limit: at most so many (optional, at most 1000)
    """
    key = call.arguments.required("id")
    theme = call.snapshot.theme(key)
    if theme is None and call.snapshot.department(key) is None:
        raise NotFoundError
    found = call.snapshot.find(Criteria(Term("groups", theme.slug), rows=_limit(call))).packages if theme else ()
    return array(found)


def group_autocomplete(call: Call) -> bytes:
    """Groups with a text in their name or title.

    :param q: the text
    :param limit: at most so many (optional, default 20)
    """
    return collections.suggested(call, map(_member, call.snapshot.themes()))


def group_list_authz(call: Call) -> bytes:  # noqa: ARG001 - every action is given the call
    """The groups that the caller may edit: none, nobody edits here."""
    return rendered([])


def _limit(call: Call) -> int:
    try:
        return min(call.arguments.natural("limit", MOST_PACKAGES), MOST_PACKAGES)
    except ValidationError:
        raise ValidationError({"message": Message("Limit must be a positive integer")}) from None


def _member(theme: Theme) -> Member:
    entry = codelist("sh_data_domain").get(theme.code)
    extras = {"cn_code": theme.code, "title_en": theme.title_en, "uri": entry.uri if entry else None}
    return Member(
        id=theme.id,
        name=theme.slug,
        title=theme.title_zh,
        description="",
        created=CREATED,
        package_count=theme.package_count,
        kind="group",
        extras=tuple((key, value) for key, value in extras.items() if value),
    )
