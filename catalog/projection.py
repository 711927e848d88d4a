"""What an audience may see of a document: the one projection, driven by `x-audience` in the schemas."""

from collections.abc import Mapping, Sequence
from typing import Any

from schemas.outline import Field, outline

OPEN, SHARED = "open", "shared"
AUDIENCES = (OPEN, SHARED)

# An audience sees the fields of its own label and of every wider one.
SEES: Mapping[str, frozenset[str]] = {OPEN: frozenset({OPEN}), SHARED: frozenset({OPEN, SHARED})}
UNCONDITIONAL, NOT_OPEN = "1", "3"


def project(name: str, document: Mapping[str, Any], audience: str) -> dict[str, Any]:
    """A copy of the document with only the fields of this audience; for the public, only items and data that are open."""
    visible = _fields(outline(name), document, SEES[audience])
    if name == "data_resource" and audience == OPEN:
        _leave_out_what_is_not_open(visible, document)
    return visible


def _fields(fields: Sequence[Field], document: Mapping[str, Any], seen: frozenset[str]) -> dict[str, Any]:
    return {field.name: _value(field, document[field.name], seen) for field in fields if field.name in document and field.audience in seen}


def _value(field: Field, value: Any, seen: frozenset[str]) -> Any:
    if not field.children:
        return value
    if isinstance(value, list):
        return [_fields(field.children, member, seen) for member in value]
    return _fields(field.children, value, seen)


def _leave_out_what_is_not_open(visible: dict[str, Any], document: Mapping[str, Any]) -> None:
    visible["items"] = [item for item in visible["items"] if item["open_type"] != NOT_OPEN]
    # Only data of 无条件开放 is ever public (上海市数据条例 Art 41); 有条件开放 shows the description and how to apply.
    offered = visible.get("distributions", ()) if document["open_type"] == UNCONDITIONAL else ()
    names = {item["name"] for item in visible["items"]}
    visible["distributions"] = [_without_closed_names(each, names) for each in offered if each["offered_to"] == OPEN]


def _without_closed_names(distribution: dict[str, Any], names: set[str]) -> dict[str, Any]:
    if "item_names" not in distribution:
        return distribution
    return distribution | {"item_names": [name for name in distribution["item_names"] if name in names]}
