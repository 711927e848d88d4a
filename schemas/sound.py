"""The sound part of a document: what is left when everything that breaks the schema is taken away.

The rules between fields look at this part only, so they need not fear values of the wrong type, and an officer
sees what they say without having to mend everything else first.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from schemas.pointers import split

Steps = tuple[str, ...]

GONE = object()


def sound_part(document: Any, broken: Iterable[str]) -> dict[str, Any]:
    """A copy without the values at these pointers; an array goes with its broken member, so that no rule miscounts."""
    kept = _kept(document, [split(pointer) for pointer in broken])
    return kept if isinstance(kept, dict) else {}


def _kept(value: Any, broken: Sequence[Steps]) -> Any:
    if () in broken:
        return GONE
    if not broken:
        return value
    if isinstance(value, dict):
        kept = {name: _kept(member, _below(name, broken)) for name, member in value.items()}
        return {name: member for name, member in kept.items() if member is not GONE}
    members = [_kept(member, _below(str(position), broken)) for position, member in enumerate(value)]
    return GONE if GONE in members else members


def _below(step: str, broken: Sequence[Steps]) -> list[Steps]:
    return [steps[1:] for steps in broken if steps[0] == step]
