"""The fields that a search may name, and what a value means in each."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from portal.ckan_interop import date_maths
from portal.ckan_interop.errors import SearchError
from portal.shelf import package_extras
from portal.shelf.criteria import All, Exists, Expression, Phrase, Prefix, Range, Term, Wildcard, Words

_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_UNESCAPED_WILDCARD = re.compile(r"(?<!\\)(?:\\\\)*[*?]")
EXTRA = "extras_"


class Kind(Enum):
    """How the values of a field compare."""

    EXACT = "the whole value, case and all"
    TEXT = "words in it"
    DATE = "a moment"


FIELDS: Mapping[str, Kind] = {
    **dict.fromkeys(("text", "title", "notes", "author", "maintainer", "res_name", "res_description"), Kind.TEXT),
    **dict.fromkeys(("metadata_created", "metadata_modified"), Kind.DATE),
    **dict.fromkeys(
        (
            "id", "name", "owner_org", "organization", "groups", "tags", "license_id", "res_format", "res_type", "state", "dataset_type",
            "type", "capacity", "title_string", "version", "business_line", "open_type", "update_frequency", "district", "scenario",
            "national_theme", "department_theme", "data_items",
        ),
        Kind.EXACT,
    ),
}  # fmt: skip
# One value each, so that a result can be put in its order.
SORTABLE: Mapping[str, str] = {
    "score": "score",
    "metadata_modified": "metadata_modified",
    "metadata_created": "metadata_created",
    "name": "name",
    "title": "title_string",
    "title_string": "title_string",
    "id": "id",
}
# Many values each; CKAN's engine refuses to sort by them, and in other words than an unknown field.
MULTIVALUED = frozenset({"tags", "groups", "res_format", "res_name", "res_type", "res_url", "res_description"})


@dataclass(frozen=True, slots=True)
class Bare:
    """A value without quotation marks, as it was typed: it may hold wildcards and escapes."""

    text: str


@dataclass(frozen=True, slots=True)
class Quoted:
    """A value in quotation marks, without them."""

    text: str


@dataclass(frozen=True, slots=True)
class Bounds:
    """A range; None is no bound."""

    low: str | None
    high: str | None
    include_low: bool
    include_high: bool


Value = Bare | Quoted | Bounds


def is_known(name: str) -> bool:
    """Whether this is a field, rather than a word with a colon behind it."""
    return name in FIELDS or name.startswith(EXTRA) or name in package_extras.KEYS


def unescaped(text: str) -> str:
    """The text without the backslashes that protect its characters."""
    return _ESCAPED.sub(r"\1", text)


def matching(field: str | None, value: Value, now: datetime) -> Expression:
    """The entries of which this field has this value; without a field, those whose text has it."""
    if field is None or FIELDS.get(field) is Kind.TEXT:
        return _text_match(None if field == "text" else field, value)
    if FIELDS.get(field) is Kind.DATE:
        return _date_match(field, value, now)
    return _exact_match(field, value)


def _text_match(field: str | None, value: Value) -> Expression:
    if isinstance(value, Quoted):
        return Phrase(value.text, field)
    if isinstance(value, Bounds):
        if value.low is value.high is None:
            return Exists(field) if field else All()
        raise SearchError(f"A range of words in '{field or 'text'}' is not supported")
    if not _UNESCAPED_WILDCARD.search(value.text):
        return Words(unescaped(value.text), field)
    pattern = unescaped(value.text)
    if pattern.strip("*") == "":
        return Exists(field) if field else All()
    return Words(pattern, field) if _is_prefix(pattern) else Wildcard(field, pattern)


def _exact_match(field: str, value: Value) -> Expression:
    if isinstance(value, Quoted):
        return Term(field, value.text)
    if isinstance(value, Bounds):
        if value.low is value.high is None:
            return Exists(field)
        return Range(field, value.low, value.high, value.include_low, value.include_high)
    if not _UNESCAPED_WILDCARD.search(value.text):
        return Term(field, unescaped(value.text))
    pattern = unescaped(value.text)
    if pattern.strip("*") == "":
        return Exists(field)
    return Prefix(field, pattern[:-1]) if _is_prefix(pattern) else Wildcard(field, pattern)


def _date_match(field: str, value: Value, now: datetime) -> Expression:
    if isinstance(value, Bounds):
        return _between(field, value, now)
    text = unescaped(value.text)
    if isinstance(value, Bare) and text == "*":
        return Exists(field)
    moment = _moment(text, now)
    return Range(field, moment, moment)


def _between(field: str, value: Bounds, now: datetime) -> Expression:
    low = _moment(value.low, now) if value.low is not None else None
    high = _moment(value.high, now) if value.high is not None else None
    if low is high is None:
        return Exists(field)
    return Range(field, low, high, value.include_low, value.include_high)


def _moment(text: str, now: datetime) -> datetime:
    try:
        return date_maths.moment(text, now)
    except date_maths.NotAMomentError:
        raise SearchError(f"Invalid Date String:'{text}'") from None


def _is_prefix(pattern: str) -> bool:
    return pattern.endswith("*") and not set("*?") & set(pattern[:-1])
