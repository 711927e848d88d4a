"""A schema walked into ordered fields: what forms, workbooks, projections, comparisons and docs are made from."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from schemas.bilingual import Text
from schemas.loading import Schema, document_schema

# How a value is written in a form; a format says it, or a code list, or else the type.
KINDS_BY_TYPE = {"integer": "integer", "boolean": "flag", "object": "object", "string": "text"}


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a document.

    `pointer` leads to it from the top, with `*` for the positions of an array: `/items/*/share_type`.
    `kind` is "text", "paragraph", "integer", "flag", "code", "object", or the name of a format such as "date".
    A `repeated` field holds an array of values of that kind; the fields of an "object" are its `children`; a
    `nullable` one may be given as nothing.
    `audience` is "open", "shared" or "internal"; `grade` tells how grave a change is: "correction", "ordinary", "major".
    """

    name: str
    pointer: str
    title: Text
    hint: Text
    kind: str
    required: bool
    codelist: str | None
    audience: str
    grade: str
    group: str | None
    repeated: bool
    children: tuple["Field", ...]
    synonyms: tuple[str, ...] = ()
    minimum: int | None = None
    maximum: int | None = None
    pattern: str | None = None
    nullable: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """A part of a form, with its fields in order."""

    name: str
    title: Text
    fields: tuple[Field, ...]


@cache
def outline(name: str) -> tuple[Field, ...]:
    """The fields of a document, in the order of its schema."""
    return fields_of(document_schema(name))


def fields_of(schema: Schema, above: str = "", grade: str = "ordinary") -> tuple[Field, ...]:
    """The fields of an object schema that stands at `above`; a part is as grave as the whole unless it says otherwise."""
    required = schema.get("required", ())
    return tuple(
        _field(name, part, f"{above}/{name}", required=name in required, grade=grade) for name, part in schema.get("properties", {}).items()
    )


@cache
def groups(name: str) -> tuple[Group, ...]:
    """The parts of a document's form; () for a document that has none."""
    named = document_schema(name).get("x-groups", {})
    return tuple(Group(key, Text.of(group), tuple(field for field in outline(name) if field.group == key)) for key, group in named.items())


@cache
def field_at(name: str, pointer: str) -> Field | None:
    """The field of this pointer (with `*` for positions), wherever it is nested."""
    return next((field for field in every_field(outline(name)) if field.pointer == pointer), None)


def every_field(fields: tuple[Field, ...]) -> Iterator[Field]:
    """These fields and all below them, each before its children."""
    for field in fields:
        yield field
        yield from every_field(field.children)


def _field(name: str, schema: Schema, pointer: str, *, required: bool, grade: str) -> Field:
    repeated = schema.get("type") == "array"
    value: Schema = schema["items"] if repeated else schema
    own_grade = schema.get("x-grade", grade)
    low, high = _limits(value)
    return Field(
        name=name,
        pointer=pointer,
        title=Text.of(schema),
        hint=Text.hint_of(schema),
        kind=_kind(value),
        required=required,
        codelist=value.get("x-codelist"),
        audience=schema.get("x-audience", "internal"),
        grade=own_grade,
        group=schema.get("x-group"),
        repeated=repeated,
        children=fields_of(value, f"{pointer}/*" if repeated else pointer, own_grade),
        synonyms=tuple(schema.get("x-synonyms", ())),
        minimum=low,
        maximum=high,
        pattern=value.get("pattern"),
        nullable="null" in value["type"],
    )


def _kind(value: Schema) -> str:
    if "x-codelist" in value:
        return "code"
    if value.get("x-multiline"):
        return "paragraph"
    return str(value.get("format") or KINDS_BY_TYPE[_main_type(value)])


def _main_type(value: Schema) -> str:
    """The type of what is given; `null` beside it only means that nothing may be given."""
    types = value["type"]
    return str(types if isinstance(types, str) else types[0])


def _limits(value: Mapping[str, Any]) -> tuple[int | None, int | None]:
    """The least and greatest length of a text, or size of a number."""
    return value.get("minLength", value.get("minimum")), value.get("maxLength", value.get("maximum"))
