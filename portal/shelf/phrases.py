"""A wording taken apart into terms and the distances at which they have to stand."""

from collections.abc import Iterator

from portal.shelf import terms
from portal.shelf.lookup import Spot
from portal.shelf.terms import FOUR, PAIR
from portal.shelf.words import Run, runs


def spots(worded: str) -> list[Spot]:
    """As few terms as make certain that the wording stands there, words of letters and digits whole."""
    return [*_of_runs(worded), *((terms.BLANK, place) for place, character in enumerate(worded) if character == terms.BLANK)]


def inner_spots(worded: str) -> list[Spot]:
    """The same for inside a title or name, where a run of letters and digits may be cut in two."""
    return list(_inner_spots(worded))


def _of_runs(worded: str) -> Iterator[Spot]:
    for run in runs(worded):
        if not run.is_han:
            yield run.text, run.start
        elif len(run.text) >= PAIR:
            size = FOUR if len(run.text) >= FOUR else PAIR
            yield from ((run.text[at : at + size], run.start + at) for at in _cover(len(run.text), size))
        else:
            yield _single(run, len(worded))


def _single(run: Run, length: int) -> Spot:
    # At the end of the phrase anything may follow the character; before the end something else than a Han character does.
    return run.text + (terms.LAST if run.start + 1 == length else terms.END), run.start


def _inner_spots(worded: str) -> Iterator[Spot]:
    start = 0
    for part in worded.split(terms.BLANK):
        if len(part) < PAIR:
            yield terms.inner(part), start
        else:
            yield from ((terms.inner_pair(part[at : at + PAIR]), start + at) for at in _cover(len(part), PAIR))
        start += len(part) + 1
    yield from ((terms.BLANK, place) for place, character in enumerate(worded) if character == terms.BLANK)


def _cover(length: int, size: int) -> Iterator[int]:
    """Where pieces of one size have to begin so that together they hold every character."""
    yield from range(0, length - size + 1, size)
    if length % size:
        yield length - size
