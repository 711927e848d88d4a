"""The actions on organizations: the units that provide data."""

from collections.abc import Mapping
from typing import Any

from portal.ckan_interop.actions import collections
from portal.ckan_interop.actions.call import Call
from portal.ckan_interop.actions.collections import Member
from portal.ckan_interop.errors import NotFoundError
from portal.shelf.criteria import Term
from portal.shelf.package_text import clean, naive
from portal.shelf.store import Department


def organization_list(call: Call) -> bytes:
    """The names of the organizations, by title.

    :param sort: `name`, `title` or `package_count`, with `asc` or `desc` (optional, default `title asc`)
    :param limit: at most so many (optional; at most 1000 names or 25 dicts)
    :param offset: leave out so many at the beginning (optional)
    :param organizations: only those of these names (optional)
    :param q: only those with this text in name, title or description (optional)
    :param type: `organization`; any other gives nothing (optional)
    :param all_fields: dicts instead of names (optional, default false)
    :param include_dataset_count: with all_fields: the number of datasets (optional, default true)
    :param include_extras: with all_fields: the extras (optional, default false)
    :param include_groups: with all_fields: the parents, of which there are none (optional, default false)
    """
    return collections.listed(call, map(_member, call.snapshot.departments()), "organization")


def organization_show(call: Call) -> bytes:
    """An organization.

    :param id: the id or name of the organization; a former name is good too
    :param include_datasets: its datasets too, the last changed first, at most 10 (optional, default false)
    :param include_dataset_count: the number of its datasets (optional, default true)
    :param include_extras: the extras (optional, default true)
    :param include_groups: the parents, of which there are none (optional, default true)
    """
    member = _member(_department(call, call.arguments.required("id")))
    return collections.shown(call, member, Term("owner_org", member.id))


def organization_autocomplete(call: Call) -> bytes:
    """Organizations with a text in their name or title.

    :param q: the text
    :param limit: at most so many (optional, default 20)
    """
    return collections.suggested(call, map(_member, call.snapshot.departments()))


def _department(call: Call, key: str) -> Department:
    present = call.snapshot.department(key)
    if present is not None:
        return present
    renamed = call.snapshot.redirect(key)
    found = call.snapshot.department(renamed) if renamed else None
    if found is None:
        raise NotFoundError
    return found


def _member(department: Department) -> Member:
    return Member(
        id=department.id,
        name=department.slug,
        title=clean(department.title),
        description=clean(department.description),
        created=naive(department.created_at),
        package_count=department.package_count,
        kind="organization",
        extras=tuple(_extras(department.document)),
    )


def _extras(document: Mapping[str, Any]) -> list[tuple[str, str]]:
    contact = document.get("contact", {})
    said = {
        "cn_uscc": document.get("credit_code"),
        "contact_address": contact.get("address"),
        "contact_email": contact.get("email"),
        "contact_phone": contact.get("phone"),
        "homepage": document.get("homepage"),
        "name_en": document.get("name_en"),
        "short_name": document.get("short_name"),
    }
    return [(key, clean(value)) for key, value in said.items() if value]
