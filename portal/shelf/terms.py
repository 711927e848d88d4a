"""How the index spells what can be looked up, and what an entry's texts contribute to it.

A Han character and every two of them side by side are terms as they stand, a run of letters and digits as a whole. The
last Han character of a run is a term with a line break behind it, so that every character begins exactly one term with
a place. Terms that are no words begin with a control character, which no wording contains.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from portal.shelf.words import is_han, runs, wording

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


@dataclass(frozen=True, slots=True)
class Contribution:
    """What a wording adds to the index: terms with their places in it, and the terms that a search asks for by themselves."""

    placed: tuple[tuple[str, int], ...]
    asked: frozenset[str]


# Names of units, tags, items and codes come again and again.
@lru_cache(maxsize=8192)
def contribution(worded: str) -> Contribution:
    """The words, pairs and characters of a wording."""
    placed: list[tuple[str, int]] = []
    characters: set[str] = set()
    for run in runs(worded):
        if not run.is_han:
            placed.append((run.text, run.start))
            continue
        characters.update(run.text)
        placed += [(run.text[at : at + 2], run.start + at) for at in range(len(run.text) - 1)]
        placed.append((run.text[-1] + END, run.start + len(run.text) - 1))
    asked = characters.union(term for term, _ in placed if term[-1] != END)
    return Contribution((*placed, *_blanks(worded)), frozenset(asked))


@lru_cache(maxsize=1024)
def inner_contribution(worded: str) -> Contribution:
    """What else of a title or name is looked up: its characters, and its pairs that are no words."""
    characters = [(inner(character), place) for place, character in enumerate(worded) if character != BLANK]
    pairs = ((worded[at : at + 2], at) for at in range(len(worded) - 1))
    placed = (*characters, *((inner(pair), at) for pair, at in pairs if BLANK not in pair and not is_han(pair)))
    return Contribution(placed, frozenset(term for term, _ in placed))


def _blanks(worded: str) -> Iterator[tuple[str, int]]:
    return ((BLANK, place) for place, character in enumerate(worded) if character == BLANK)
