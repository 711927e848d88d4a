"""What happens when version n+1 of a schema replaces version n: what changes, what breaks, which documents would fail.

Both schemas are complete ones (see `schemas.loading`): codes filled in, nested documents in place.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from schemas.checking import Checker
from schemas.loading import Schema
from schemas.outline import fields_of
from schemas.places import place
from schemas.problems import Problem, texts

AUDIENCES = ("internal", "shared", "open")
# Limits that are tighter the greater they are, and those that are tighter the smaller they are.
AT_LEAST = ("minLength", "minItems", "minProperties", "minimum")
AT_MOST = ("maxLength", "maxItems", "maximum")
FORM = ("pattern", "format", "uniqueItems")


@dataclass(frozen=True, slots=True)
class Change:
    """One difference between two schemas.

    `pointer` has `*` for positions. A change `breaks` when a document that was valid may be so no longer. One that
    `exposes` shows content to people who could not see it before; no validator will notice that.
    """

    pointer: str
    code: str
    breaks: bool = False
    exposes: bool = False
    parameters: Mapping[str, str | int] = field(default_factory=dict)

    def text(self, locale: str, schema: Schema) -> str:
        """A sentence; the schema that has the field gives its name."""
        where = place(fields_of(schema), self.pointer)
        return texts("changes")[self.code].text(locale).format(where=where.text(locale) if where else self.pointer, **self.parameters)


def changes(old: Schema, new: Schema) -> tuple[Change, ...]:
    """Every difference that matters to a document, in the order of the schemas; titles and hints do not."""
    return tuple(_between(old, new, ""))


def failing(schema: Schema, documents: Iterable[tuple[str, Any]]) -> Iterator[tuple[str, tuple[Problem, ...]]]:
    """Of these documents, each with a key of the caller's, those that would break the schema, with what would be wrong."""
    checker = Checker(schema)
    for key, document in documents:
        if not checker.is_valid(document):
            yield key, checker.told(checker.unusable(document) or checker.problems(document))


def _between(old: Schema, new: Schema, pointer: str) -> Iterator[Change]:
    if old.get("type") != new.get("type"):
        yield Change(pointer, "type_changed", breaks=True)
        return
    yield from _audience(old, new, pointer)
    yield from _limits(old, new, pointer)
    yield from _codes(old, new, pointer)
    yield from _members(old, new, pointer)
    if "items" in old and "items" in new:
        yield from _between(old["items"], new["items"], f"{pointer}/*")


def _members(old: Schema, new: Schema, pointer: str) -> Iterator[Change]:
    before, after = old.get("properties", {}), new.get("properties", {})
    needed_before, needed_after = set(old.get("required", ())), set(new.get("required", ()))
    yield from (Change(f"{pointer}/{name}", "field_removed", breaks=True) for name in before if name not in after)
    for name, schema in after.items():
        at = f"{pointer}/{name}"
        if name not in before:
            yield Change(at, "field_added")
        if name in needed_after - needed_before:
            yield Change(at, "now_required", breaks=True)
        if name in needed_before - needed_after:
            yield Change(at, "no_longer_required")
        if name in before:
            yield from _between(before[name], schema, at)


def _audience(old: Schema, new: Schema, pointer: str) -> Iterator[Change]:
    before, after = old.get("x-audience", AUDIENCES[0]), new.get("x-audience", AUDIENCES[0])
    if before != after:
        wider = AUDIENCES.index(after) > AUDIENCES.index(before)
        code = "audience_widened" if wider else "audience_narrowed"
        yield Change(pointer, code, exposes=wider, parameters={"old": before, "new": after})


def _limits(old: Schema, new: Schema, pointer: str) -> Iterator[Change]:
    for keyword in (*AT_LEAST, *AT_MOST):
        before, after = old.get(keyword), new.get(keyword)
        if before == after:
            continue
        if after is not None and _is_tighter(keyword, before, after):
            yield Change(pointer, "narrowed", breaks=True, parameters={"keyword": keyword, "limit": after})
        else:
            yield Change(pointer, "widened", parameters={"keyword": keyword})
    for keyword in FORM:
        if old.get(keyword) != new.get(keyword):
            yield Change(pointer, "form_changed", breaks=bool(new.get(keyword)), parameters={"keyword": keyword})


def _is_tighter(keyword: str, before: int | None, after: int) -> bool:
    if before is None:
        return True
    return after > before if keyword in AT_LEAST else after < before


def _codes(old: Schema, new: Schema, pointer: str) -> Iterator[Change]:
    before, after = old.get("enum"), new.get("enum")
    if before is None or after is None:
        if before != after:
            yield Change(pointer, "form_changed", breaks=after is not None, parameters={"keyword": "enum"})
        return
    if gone := [code for code in before if code not in after]:
        yield Change(pointer, "codes_removed", breaks=True, parameters={"codes": ", ".join(gone)})
    if fresh := [code for code in after if code not in before]:
        yield Change(pointer, "codes_added", parameters={"codes": ", ".join(fresh)})
