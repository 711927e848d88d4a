"""How the index spells what can be looked up, and what an entry's texts contribute to it.

A Han character, and every two, three and four of them side by side, are terms as they stand; so is a run of letters and
digits. What is no longer than four characters is therefore found by itself, without asking where it stands. Places are
kept of pairs and fours, for what is longer, for phrases and for single fields; the last Han character of a run is a term
with a line break behind it, so that every character begins a term with a place. Terms that are no words begin with a
control character, which no wording contains.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from portal.shelf.words import is_han, runs, wording

EVERY = ""
BLANK = " "
END = "\n"
LAST = "\U0010ffff"
# Between which terms the runs of letters and digits are; the Han characters lie in the gaps.
LETTERS = (("0", "\u3005"), ("\u3006", "\u3007"), ("\u3008", "\u3400"), ("\ua000", "\uf900"), ("\ufb00", "\U00020000"))
PAIR, TRIPLE, FOUR = 2, 3, 4
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


def contribution(worded: str) -> Contribution:
    """The words, pairs and characters of a wording."""
    placed: list[tuple[str, int]] = []
    unplaced: set[str] = set()
    for run in runs(worded):
        if not run.is_han:
            placed.append((run.text, run.start))
            continue
        unplaced.update(run.text)
        unplaced.update(_grams(run.text, TRIPLE))
        placed += ((gram, run.start + at) for size in (PAIR, FOUR) for at, gram in enumerate(_grams(run.text, size)))
        placed.append((run.text[-1] + END, run.start + len(run.text) - 1))
    asked = unplaced.union(term for term, _ in placed if term[-1] != END)
    return Contribution((*placed, *_blanks(worded)), frozenset(asked))


def inner_contribution(worded: str) -> Contribution:
    """What else of a title or name is looked up: its characters, and its pairs that are no words."""
    characters = [(inner(character), place) for place, character in enumerate(worded) if character != BLANK]
    pairs = ((worded[at : at + 2], at) for at in range(len(worded) - 1))
    placed = (*characters, *((inner(pair), at) for pair, at in pairs if BLANK not in pair and not is_han(pair)))
    return Contribution(placed, frozenset(term for term, _ in placed))


def _grams(text: str, size: int) -> list[str]:
    return [text[at : at + size] for at in range(len(text) - size + 1)]


def _blanks(worded: str) -> Iterator[tuple[str, int]]:
    return ((BLANK, place) for place, character in enumerate(worded) if character == BLANK)
