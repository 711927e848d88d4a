"""What organizations and groups have in common: how they are listed and shown."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from portal.ckan_interop.actions.call import Call
from portal.ckan_interop.arguments import Arguments
from portal.ckan_interop.envelope import array, rendered, with_member
from portal.ckan_interop.errors import ValidationError
from portal.ckan_interop.wording import Message
from portal.shelf.criteria import Criteria, Expression

MOST_NAMES, MOST_DICTS = 1_000, 25
SHOWN_PACKAGES = 10
SUGGESTIONS = 20
_SORTS: Mapping[str, str] = {"name": "name", "title": "title", "package_count": "package_count", "packages": "package_count"}


@dataclass(frozen=True, slots=True)
class Member:
    """An organization or a group; `created` as CKAN writes moments, `kind` is `organization` or `group`."""

    id: str
    name: str
    title: str
    description: str
    created: str
    package_count: int
    kind: str
    extras: tuple[tuple[str, str], ...]


def listed(call: Call, members: Iterable[Member], kind: str) -> bytes:
    """The answer of `organization_list` or `group_list`."""
    arguments = call.arguments
    full = arguments.flag("all_fields", default=False)
    most = MOST_DICTS if full else MOST_NAMES
    limit, offset = min(arguments.natural("limit", most), most), arguments.natural("offset", 0)
    # Both are read before the kind is looked at, so that a wrong value is told in any case.
    ordered = _ordered(arguments, _chosen(arguments, members, f"{kind}s"))
    if arguments.text("type") not in (None, kind):
        return rendered([])
    page = ordered[offset : offset + limit]
    return rendered([_listed_fields(arguments, member) for member in page] if full else [member.name for member in page])


def shown(call: Call, member: Member, its_packages: Expression) -> bytes:
    """The answer of `organization_show` or `group_show`; users are never part of it."""
    arguments = call.arguments
    fields = _fields(member, counted=arguments.flag("include_dataset_count", default=True))
    fields |= _lists(arguments, member, default=True)
    if not arguments.flag("include_datasets", default=False):
        return rendered(fields)
    found = call.snapshot.find(Criteria(its_packages, rows=SHOWN_PACKAGES))
    return with_member(rendered(fields), "packages", array(found.packages))


def suggested(call: Call, members: Iterable[Member]) -> bytes:
    """The answer of `organization_autocomplete` or `group_autocomplete`."""
    text, limit = call.arguments.required("q"), call.arguments.natural("limit", SUGGESTIONS)
    found = [member for member in members if _mentions(text, member.name, member.title)]
    return rendered([{"id": member.id, "name": member.name, "title": member.title} for member in found[:limit]])


def _chosen(arguments: Arguments, members: Iterable[Member], plural: str) -> list[Member]:
    names = {name.strip() for text in arguments.texts(plural) for name in text.split(",")}
    text = arguments.text("q") or ""
    return [
        member
        for member in members
        if (not names or member.name in names) and _mentions(text, member.name, member.title, member.description)
    ]


def _mentions(text: str, *places: str) -> bool:
    return any(text.casefold() in place.casefold() for place in places)


def _ordered(arguments: Arguments, members: Sequence[Member]) -> list[Member]:
    field, descending = _order(arguments.text("sort") or arguments.text("order_by") or "title asc")
    by_title = sorted(members, key=lambda member: (member.title, member.name))
    if field == "package_count":
        # As in CKAN, an order by count leaves out what has no datasets.
        return sorted((member for member in by_title if member.package_count), key=lambda member: member.package_count, reverse=descending)
    return sorted(by_title, key=lambda member: str(getattr(member, field)), reverse=descending)


def _order(text: str) -> tuple[str, bool]:
    """The field to sort by, and whether the order is descending."""
    criteria = [part.split() for part in text.split(",")]
    if len(criteria) > 1:
        raise ValidationError({"message": Message("Too many sort criteria provided only 1 allowed")})
    name, *directions = criteria[0] or [""]
    if name not in _SORTS:
        raise ValidationError({"message": Message("Cannot sort by field `{field}`", field=name)})
    direction = directions[0].lower() if directions else "desc" if _SORTS[name] == "package_count" else "asc"
    if direction not in ("asc", "desc"):
        raise ValidationError({"message": Message("Invalid sort direction `{direction}`", direction=direction)})
    return _SORTS[name], direction == "desc"


def _listed_fields(arguments: Arguments, member: Member) -> dict[str, Any]:
    return _fields(member, counted=arguments.flag("include_dataset_count", default=True)) | _lists(arguments, member, default=False)


def _fields(member: Member, *, counted: bool) -> dict[str, Any]:
    return {
        "approval_status": "approved",
        "created": member.created,
        "description": member.description,
        "display_name": member.title,
        "id": member.id,
        "image_display_url": "",
        "image_url": "",
        "is_organization": member.kind == "organization",
        "name": member.name,
        "num_followers": 0,
        **({"package_count": member.package_count} if counted else {}),
        "state": "active",
        "title": member.title,
        "type": member.kind,
    }


def _lists(arguments: Arguments, member: Member, *, default: bool) -> dict[str, Any]:
    lists: dict[str, Any] = {}
    if arguments.flag("include_extras", default=default):
        lists["extras"] = [{"key": key, "value": value} for key, value in member.extras]
    if arguments.flag("include_groups", default=default):
        lists["groups"] = []
    return lists
