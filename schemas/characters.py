"""What no value of ours may be, whatever its field: looked at before anything else.

Control characters, halves of surrogate pairs and marks that turn the direction of writing are invisible, break
workbooks, feeds and listings, and are where validators disagree with each other. So are numbers that are none.
"""

import re
from collections.abc import Iterator
from math import isfinite
from typing import Any

from schemas.pointers import Step, join
from schemas.problems import Problem

Place = tuple[Step, ...]

LINE_BREAK = "\n"
FORBIDDEN = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")
GREATEST_DEPTH = 32


def is_plain(value: Any, depth: int = 0) -> bool:
    """Whether `unusable` and `outer_spaces` would find nothing, asked quickly; a line break is not plain anywhere."""
    if depth > GREATEST_DEPTH:
        return False
    if isinstance(value, str):
        return not FORBIDDEN.search(value) and value == value.strip()
    if isinstance(value, dict):
        return not any(map(FORBIDDEN.search, value)) and all(is_plain(member, depth + 1) for member in value.values())
    if isinstance(value, list):
        return all(is_plain(member, depth + 1) for member in value)
    return not isinstance(value, float) or isfinite(value)


def unusable(document: Any, multiline: frozenset[str] = frozenset()) -> Iterator[Problem]:
    """What keeps a document from being looked at any further.

    `multiline` holds the pointers (with `*` for positions) of the texts that may have line breaks.
    """
    for place, value in _values(document, ()):
        if len(place) > GREATEST_DEPTH:
            yield Problem(join(place), "too_deep", {"maximum": GREATEST_DEPTH})
        elif isinstance(value, str) and FORBIDDEN.search(value) and not _is_only_broken_into_lines(value, place, multiline):
            yield Problem(join(place), "control_character")
        elif isinstance(value, dict) and any(map(FORBIDDEN.search, value)):
            yield Problem(join(place), "control_character_in_name")
        elif isinstance(value, float) and not isfinite(value):
            yield Problem(join(place), "not_a_number")


def outer_spaces(document: Any) -> Iterator[Problem]:
    """Texts that begin or end with white space, which nobody sees and every comparison trips over."""
    for place, value in _values(document, ()):
        if isinstance(value, str) and value != value.strip():
            yield Problem(join(place), "outer_space")


def _values(value: Any, place: Place) -> Iterator[tuple[Place, Any]]:
    """Every value of a document with its place, as far down as we look; nothing under a name that cannot be shown."""
    yield place, value
    if len(place) > GREATEST_DEPTH:
        return
    if isinstance(value, dict):
        for name, member in value.items():
            if not FORBIDDEN.search(name):
                yield from _values(member, (*place, name))
    elif isinstance(value, list):
        for position, member in enumerate(value):
            yield from _values(member, (*place, position))


def _is_only_broken_into_lines(text: str, place: Place, multiline: frozenset[str]) -> bool:
    pointer = join("*" if isinstance(step, int) else step for step in place)
    return pointer in multiline and not FORBIDDEN.search(text.replace(LINE_BREAK, ""))
