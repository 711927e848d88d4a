"""How the index spells what can be looked up, and what an entry's texts contribute to it.

A Han character and every two of them side by side are terms as they stand, a run of letters and digits as a whole. The
last Han character of a run is a term with a line break behind it, so that every character begins exactly one term with
a place. Terms that are no words begin with a control character, which no wording contains.
"""

from collections.abc import Iterator
from itertools import pairwise

from portal.shelf.words import Run, is_han, runs, wording

EVERY = ""
BLANK = " "
END = "\n"
LAST = "\U0010ffff"
# Between which terms the runs of letters and digits are; the Han characters lie in the gaps.
LETTERS = (("0", "\u3005"), ("\u3006", "\u3007"), ("\u3008", "\u3400"), ("\ua000", "\uf900"), ("\ufb00", "\U00020000"))
_INNER, _FILLED, _TITLED = "\x01", "\x02", "\x03"


def inner(gram: str) -> str:
    """One or two characters inside a title or name, whatever they are."""
    return _INNER + gram


def filled(field: str) -> str:
    """Entries that say anything in a field."""
    return _FILLED + field


def titled(title: str) -> str:
    """Entries with this title, as worded."""
    return _TITLED + wording(title)


def inner_pair(pair: str) -> str:
    """Two characters side by side in a title or name; two Han characters are a term anyway."""
    return pair if is_han(pair) else inner(pair)


def placed(worded: str) -> Iterator[tuple[str, int]]:
    """The terms of a wording with their places in it."""
    for run in runs(worded):
        yield from _of_run(run)
    yield from ((BLANK, place) for place, character in enumerate(worded) if character == BLANK)


def grams(worded: str) -> Iterator[tuple[str, int]]:
    """What else of a title or name is looked up: its characters, and its pairs that are not terms anyway."""
    yield from ((inner(character), place) for place, character in enumerate(worded) if character != BLANK)
    for place, pair in enumerate(map("".join, pairwise(worded))):
        if BLANK not in pair and not is_han(pair):
            yield inner(pair), place


def _of_run(run: Run) -> Iterator[tuple[str, int]]:
    if not run.is_han:
        yield run.text, run.start
        return
    yield from ((first + second, run.start + at) for at, (first, second) in enumerate(pairwise(run.text)))
    yield run.text[-1] + END, run.start + len(run.text) - 1
