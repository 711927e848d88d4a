"""What of an entry is searched, and what it can be narrowed by: the only place that says so.

Both are read off the rendered package and the content it was made of, so that they can be worked out again when the
entry is taken off the shelf.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from portal.shelf.words import storable

# The fields with a text, each a plane of its own in the index. All of them together are the whole text.
PLANES = ("title", "tags", "notes", "unit", "items", "name", "author", "maintainer", "res_name", "res_description", "extras")
NUMBER_OF: Mapping[str, int] = {name: number for number, name in enumerate(PLANES)}
WHOLE = tuple(range(len(PLANES)))
# Nobody looks in these alone, so what stands in another field need not stand there again.
_ONLY_IN_THE_WHOLE = ("unit", "items", "extras")
# Where a word weighs more: an entry that would be found in its title and tags alone comes first.
HEADING = (NUMBER_OF["title"], NUMBER_OF["tags"])
TITLE = (NUMBER_OF["title"],)
NAMING = (NUMBER_OF["title"], NUMBER_OF["name"])

# The extras that are words for people. The others are codes, dates and addresses: a search for “1” is not one for open_type 1.
SEARCHED_EXTRAS = frozenset({"cn_format_note", "cn_open_condition", "cn_open_scope", "cn_provider_uscc", "contact_name", "spatial_text"})
EXTRA = "extras_"
# Longer values are texts or structures; nobody asks for them letter by letter, only whether there is one.
LONGEST_VALUE = 200
_ROOT_FIELDS = ("owner_org", "license_id", "state", "type", "version", "author", "maintainer", "creator_user_id")
_SINGLE = ("open_type", "update_frequency", "national_theme", "department_theme")
_SEVERAL: Mapping[str, str] = {"district": "districts", "scenario": "scenarios"}
# Fields whose value is the entry's own; they are looked up, not indexed.
OWN_FIELDS: Mapping[str, str] = {"id": "id", "name": "name"}
EXACT_FIELDS = frozenset(
    {*_ROOT_FIELDS, *_SINGLE, *_SEVERAL, "title_string", "dataset_type", "capacity", "organization", "groups", "tags"}
    | {"res_format", "res_type", "res_name", "res_description", "business_line", "data_items"},
)

Pair = tuple[str, str]
Texts = Mapping[int, tuple[str, ...]]


def texts(package: Mapping[str, Any], content: Mapping[str, Any]) -> Texts:
    """The texts of an entry by the number of their field, as they are written; fields without text are left out."""
    resources = package["resources"]
    organization = package["organization"] or {}
    by_name: dict[str, Iterable[str | None]] = {
        "title": [package["title"]],
        "tags": [tag["name"] for tag in package["tags"]],
        "notes": [package["notes"]],
        "unit": [organization.get("title")],
        "items": _item_names(content),
        "name": [package["name"]],
        "author": [package["author"]],
        "maintainer": [package["maintainer"]],
        "res_name": [each["name"] for each in resources],
        "res_description": [each["description"] for each in resources],
        "extras": [extra["value"] for extra in package["extras"] if extra["key"] in SEARCHED_EXTRAS],
    }
    said = {name: tuple(filter(None, values)) for name, values in by_name.items()}
    elsewhere = {value for name, values in said.items() if name not in _ONLY_IN_THE_WHOLE for value in values}
    for name in _ONLY_IN_THE_WHOLE:
        said[name] = tuple(value for value in said[name] if value not in elsewhere)
        elsewhere.update(said[name])
    return {NUMBER_OF[name]: values for name, values in said.items() if values}


def values(package: Mapping[str, Any], content: Mapping[str, Any]) -> frozenset[Pair]:
    """The (field, value) pairs of an entry, for exact search and for counting; see LONGEST_VALUE."""
    pairs = _pairs(package, content["document"], content)
    return frozenset((field, str(value)) for field, value in pairs if value is not None and value != "")


def canonical(field: str) -> str:
    """The name under which an exact field is kept: a name that we do not use is that of an extra, as in CKAN."""
    return storable(field if field in EXACT_FIELDS or field.startswith(EXTRA) else EXTRA + field)


def _pairs(package: Mapping[str, Any], document: Mapping[str, Any], content: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    yield from ((name, package[name]) for name in _ROOT_FIELDS)
    yield "title_string", package["title"]
    yield "dataset_type", package["type"]
    yield "capacity", "private" if package["private"] else "public"
    yield "organization", (package["organization"] or {}).get("name")
    yield from (("groups", group["name"]) for group in package["groups"])
    yield from (("tags", tag["name"]) for tag in package["tags"])
    yield from ((EXTRA + extra["key"], extra["value"]) for extra in package["extras"])
    for resource in package["resources"]:
        yield "res_format", resource["format"]
        yield "res_type", resource["resource_type"]
        yield "res_name", resource["name"]
        yield "res_description", resource["description"]
    yield "business_line", content.get("business_line")
    yield from ((name, document.get(name)) for name in _SINGLE)
    yield from ((field, code) for field, name in _SEVERAL.items() for code in document.get(name, ()))
    yield from (("data_items", name) for name in _item_names(content))


def _item_names(content: Mapping[str, Any]) -> list[str]:
    return [item["name"] for item in content["document"].get("items", ())]
