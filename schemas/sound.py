"""The sound part of a document: what is left when everything that breaks the schema is taken away.

The rules between fields look at this part only, so they need not fear values of the wrong type, and an officer
sees what they say without having to mend everything else first.
"""

from collections.abc import Iterable
from typing import Any

from schemas.pointers import split


def sound_part(document: Any, broken: Iterable[str]) -> dict[str, Any]:
    """A copy without the values at these pointers; an array goes with its broken member, which leaves no gap to count over."""
    if not isinstance(document, dict):
        return {}
    return _without(document, [split(pointer) for pointer in broken])


def _without(value: dict[str, Any], broken: list[tuple[str, ...]]) -> dict[str, Any]:
    kept = {}
    for name, member in value.items():
        inside = [steps[1:] for steps in broken if steps[:1] == (name,)]
        if () not in inside and not _loses_a_member(member, inside):
            kept[name] = _kept(member, inside)
    return kept


def _loses_a_member(value: Any, broken: list[tuple[str, ...]]) -> bool:
    return isinstance(value, list) and any(len(steps) == 1 for steps in broken)


def _kept(value: Any, broken: list[tuple[str, ...]]) -> Any:
    if not broken:
        return value
    if isinstance(value, dict):
        return _without(value, broken)
    return [_kept(member, [steps[1:] for steps in broken if steps[0] == str(position)]) for position, member in enumerate(value)]
