"""What people and other catalogues write, put into our words: 每天 becomes DAILY, 普遍公开 1, ２０１５年１０月９日 2015-10-09.

Only what is understood is changed; the rest stays as it was, for `schemas.library.check` to complain about.
Nothing here raises, and nothing given is altered.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from schemas.codes import Code, codelist, codelist_names
from schemas.formats import FORMATS
from schemas.outline import Field, outline

SEPARATORS = re.compile(r"[,，、;；\n]")
DATE = re.compile(r"([0-9]{4})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})日?(?:[ T]00:00:00)?|([0-9]{4})([0-9]{2})([0-9]{2})")
WHOLE_NUMBER = re.compile(r"[0-9]{1,3}(,[0-9]{3})+|[0-9]+")
FLAGS = {"是": True, "有": True, "true": True, "yes": True, "y": True, "√": True, "1": True} | dict.fromkeys(
    ("否", "无", "false", "no", "n", "×", "0"), False
)


@dataclass(frozen=True, slots=True, eq=False)
class Level:
    """The fields of one level of a document: by name, by whatever else they are called, and the levels below them."""

    named: Mapping[str, Field]
    called: Mapping[str, Field]
    below: Mapping[str, "Level"]


def normalise(name: str, document: Any) -> Any:
    """The document with labels and synonyms replaced by field names and codes; what is empty is left out.

    A value that should be a list may be one text with commas; dates, whole numbers and yes/no may be written
    as a spreadsheet writes them.
    """
    return _fields(_top(name), document) if isinstance(document, dict) else document


def field_called(name: str, label: str) -> Field | None:
    """The field of this document that has this name, title or synonym."""
    return _top(name).called.get(_key(label))


@cache
def _top(name: str) -> Level:
    return _level(outline(name))


def _level(fields: Sequence[Field]) -> Level:
    return Level(
        named={field.name: field for field in fields},
        called={word: field for field in fields for word in _names(field)},
        below={field.name: _level(field.children) for field in fields if field.children},
    )


def _fields(level: Level, document: dict[str, Any]) -> dict[str, Any]:
    normal: dict[str, Any] = {}
    for name, value in document.items():
        field = level.named.get(name) or _called_otherwise(level, name, document)
        put_right = _field(field, value, level.below.get(field.name)) if field else value
        if not _is_empty(put_right) or (put_right is None and field and field.nullable):
            normal[field.name if field else name] = put_right
    return normal


def _called_otherwise(level: Level, name: str, document: dict[str, Any]) -> Field | None:
    """The field that a foreign name means, unless the document has it under its own name too."""
    field = level.called.get(_key(name))
    return field if field and field.name not in document else None


def _names(field: Field) -> set[str]:
    return {_key(name) for name in (field.name, field.title.zh, field.title.en, *field.synonyms)}


def _field(field: Field, value: Any, below: Level | None) -> Any:
    if not field.repeated:
        return _single(field, value, below)
    members = SEPARATORS.split(value) if isinstance(value, str) and not below else value
    if not isinstance(members, list):
        return value
    normal = [member for member in (_single(field, member, below) for member in members) if not _is_empty(member)]
    return normal if below else _once_each(normal)


def _single(field: Field, value: Any, below: Level | None) -> Any:
    if below:
        return _fields(below, value) if isinstance(value, dict) else value
    if isinstance(value, str):
        return _text(field, value.replace("\r\n", "\n").strip())
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _number(field, value)
    return value


def _text(field: Field, text: str) -> Any:
    plain = unicodedata.normalize("NFKC", text)
    match field.kind:
        case "code":
            return _code(str(field.codelist), text)
        case "flag":
            return FLAGS.get(plain.casefold(), text)
        case "integer":
            return int(plain.replace(",", "")) if WHOLE_NUMBER.fullmatch(plain) else text
        case "date":
            return _date(plain) or text
    spellings = (plain, plain.upper(), text) if field.kind in FORMATS else (text, plain, plain.upper())
    return next((spelling for spelling in spellings if _is_written_well(field, spelling)), text)


def _number(field: Field, number: float) -> Any:
    """Spreadsheets make numbers of codes (307001) and decimals of whole numbers (12.0)."""
    if isinstance(number, float) and not number.is_integer():
        return number
    return int(number) if field.kind == "integer" else _text(field, str(int(number)))


def _is_written_well(field: Field, text: str) -> bool:
    if field.pattern:
        return bool(re.search(field.pattern, text))
    return FORMATS[field.kind](text) if field.kind in FORMATS else True


def _date(text: str) -> str | None:
    if not (parts := DATE.fullmatch(text)):
        return None
    year, month, day = (part for part in parts.groups() if part)
    return f"{year}-{month:0>2}-{day:0>2}"


def _code(list_name: str, text: str) -> str:
    return _words(list_name).get(_key(text), text)


@cache
def _words(list_name: str) -> dict[str, str]:
    """Every word for a code of this list; where two codes share a word, the earlier kind of word wins."""
    words: dict[str, str] = {}
    for word, code in _spoken(list_name):
        words.setdefault(_key(word), code)
    return words


def _spoken(list_name: str) -> Iterator[tuple[str, str]]:
    """Words with their codes: the codes themselves, the names, the synonyms, older lists, and code and name in one."""
    entries = codelist(list_name).entries
    yield from ((entry.code, entry.code) for entry in entries)
    yield from ((word, entry.code) for entry in entries for word in (entry.zh, entry.en))
    yield from ((word, entry.code) for entry in entries for word in entry.synonyms)
    yield from ((entry.zh, entry.attributes["maps_to"]) for entry in _older(list_name))
    yield from ((f"{entry.code}{entry.zh}", entry.code) for entry in entries)


def _older(list_name: str) -> Iterator[Code]:
    """The entries of lists that this one has replaced."""
    for name in codelist_names():
        if codelist(name).maps_to == list_name:
            yield from codelist(name)


def _key(word: str) -> str:
    """Words are the same whatever their width, case and inner spaces."""
    return "".join(unicodedata.normalize("NFKC", word).casefold().split())


def _once_each(members: list[Any]) -> list[Any]:
    return [member for position, member in enumerate(members) if member not in members[:position]]


def _is_empty(value: Any) -> bool:
    return value is None or (isinstance(value, str | list | dict) and not value)
