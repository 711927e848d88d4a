"""What changed between two versions, field by field, and how grave each change is (`x-grade` in the schemas)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from schemas.outline import Field, outline

GRADES = ("correction", "ordinary", "major")
# Lists whose members have an identity of their own are compared member by member.
IDENTITY: Mapping[str, str] = {"items": "name", "distributions": "id"}
NOT_OPEN = "3"


@dataclass(frozen=True, slots=True)
class Difference:
    """One change. `path` is a JSON pointer, with a member's identity in place of its position."""

    path: str
    label_zh: str
    label_en: str
    kind: str
    old: Any
    new: Any
    grade: str


def between(old: Mapping[str, Any] | None, new: Mapping[str, Any]) -> tuple[Difference, ...]:
    """Every difference from `old` (None: there was nothing) to `new`, in the order of the schema."""
    return tuple(_fields(outline("data_resource"), old or {}, new, ""))


def graveness(differences: Sequence[Difference]) -> str:
    """The gravest of the changes, or `none`."""
    return max((difference.grade for difference in differences), key=GRADES.index, default="none")


def _fields(fields: Sequence[Field], old: Mapping[str, Any], new: Mapping[str, Any], path: str) -> Iterator[Difference]:
    for field in fields:
        before, after = old.get(field.name), new.get(field.name)
        if before == after:
            continue
        where = f"{path}/{field.name}"
        if field.name in IDENTITY:
            yield from _members(field, before or [], after or [], where)
        elif field.children and isinstance(before, Mapping) and isinstance(after, Mapping):
            yield from _fields(field.children, before, after, where)
        else:
            yield _difference(field, where, before, after, field.grade)


def _members(field: Field, old: Sequence[Mapping[str, Any]], new: Sequence[Mapping[str, Any]], path: str) -> Iterator[Difference]:
    key = IDENTITY[field.name]
    before, after = {each.get(key): each for each in old}, {each.get(key): each for each in new}
    if len(before) < len(old) or len(after) < len(new):
        # Members that cannot be told apart cannot be compared one by one; one could hide behind another.
        yield _difference(field, path, old, new, "major")
        return
    for name in [*before, *(name for name in after if name not in before)]:
        one, other = before.get(name), after.get(name)
        where = f"{path}/{name}"
        if one is not None and other is not None:
            yield from _fields(field.children, one, other, where)
        else:
            yield _difference(field, where, one, other, _member_grade(field, one or other or {}))
    if list(before) != list(after) and set(before) == set(after):
        yield _difference(field, path, list(before), list(after), "correction")


def _member_grade(field: Field, member: Mapping[str, Any]) -> str:
    """What the public gets or loses is a major change; any other member's coming or going is as its list."""
    is_opened_item = field.name == "items" and member.get("open_type") != NOT_OPEN
    is_offered_file = field.name == "distributions" and member.get("offered_to") == "open"
    return "major" if is_opened_item or is_offered_file else field.grade


def _difference(field: Field, path: str, old: Any, new: Any, grade: str) -> Difference:
    kind = "added" if old is None else "removed" if new is None else "changed"
    return Difference(path, field.title.zh, field.title.en, kind, old, new, grade)
