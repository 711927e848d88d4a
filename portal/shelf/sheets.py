"""What some documents contribute to the index, gathered as numbers and put in order at the end.

A name, a tag or an item stands in many entries; it is taken apart once for all of them. Of a thousand entries there are
hundreds of thousands of (term, place) pairs, too many to be handled one by one.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from portal.shelf import places, terms
from portal.shelf.fields import HEADING, NAMING, TITLE, Texts
from portal.shelf.terms import Contribution

Numbers = np.ndarray[tuple[int], np.dtype[np.uint32]]
_NONE: Numbers = np.empty(0, dtype=np.uint32)


@dataclass(frozen=True, slots=True)
class _Numbered:
    """The contribution of a wording, its terms as numbers."""

    asked: Numbers
    placed: Numbers
    offsets: Numbers


@dataclass(frozen=True, slots=True)
class Row:
    """The documents and places of one term, as machine words; empty where there are none."""

    docs: bytes = b""
    heads: bytes = b""
    places: bytes = b""


class Vocabulary:
    """Numbers for terms, for as long as a few thousand entries are worked on."""

    def __init__(self) -> None:
        self.numbers: dict[str, int] = {}
        self._wordings: dict[str, _Numbered] = {}
        self._titles: dict[str, _Numbered] = {}
        self._sets: dict[frozenset[str], Numbers] = {}

    def of_wording(self, worded: str) -> _Numbered:
        found = self._wordings.get(worded)
        if found is None:
            found = self._wordings[worded] = self._numbered(terms.contribution(worded))
        return found

    def of_inside(self, worded: str) -> _Numbered:
        found = self._titles.get(worded)
        if found is None:
            found = self._titles[worded] = self._numbered(terms.inner_contribution(worded))
        return found

    def of_filled(self, fields: frozenset[str]) -> Numbers:
        """What an entry has that says something in these fields."""
        found = self._sets.get(fields)
        if found is None:
            found = self._sets[fields] = self._all((terms.EVERY, *map(terms.filled, fields)))
        return found

    def number(self, term: str) -> Numbers:
        return self._all((term,))

    def named(self) -> list[str]:
        """The terms by their numbers."""
        return list(self.numbers)

    def _numbered(self, contribution: Contribution) -> _Numbered:
        offsets = np.fromiter((place for _, place in contribution.placed), dtype=np.uint32, count=len(contribution.placed))
        return _Numbered(self._all(contribution.asked), self._all(term for term, _ in contribution.placed), offsets)

    def _all(self, wanted: Iterable[str]) -> Numbers:
        numbers = self.numbers
        return np.array([numbers.setdefault(term, len(numbers)) for term in wanted], dtype=np.uint32)


class _Pairs:
    """(term, member) pairs, grouped by term when all are there. A member is a document, or an origin and an offset."""

    __slots__ = ("_offsets", "_origins", "_terms")

    def __init__(self) -> None:
        self._terms: list[Numbers] = []
        self._origins: list[int] = []
        self._offsets: list[Numbers] = []

    def add(self, wanted: Numbers, origin: int) -> None:
        self._terms.append(wanted)
        self._origins.append(origin)

    def add_places(self, wanted: Numbers, origin: int, offsets: Numbers) -> None:
        self.add(wanted, origin)
        self._offsets.append(offsets)

    def grouped(self) -> dict[int, bytes]:
        """The members of each term as machine words; a member may be there twice."""
        numbers = np.concatenate([_NONE, *self._terms])
        if not len(numbers):
            return {}
        members = np.repeat(np.array(self._origins, dtype=np.uint32), [len(part) for part in self._terms])
        if self._offsets:
            members += np.concatenate(self._offsets)
        order = np.argsort(numbers, kind="stable")
        numbers, words = numbers[order], members[order].tobytes()
        starts = np.append(np.flatnonzero(np.diff(numbers, prepend=np.uint32(numbers[0] + 1))), len(numbers))
        bounds = pairwise((starts * members.itemsize).tolist())
        return {number: words[start:end] for number, (start, end) in zip(numbers[starts[:-1]].tolist(), bounds, strict=True)}


class Sheet:
    """What some documents of one chunk contribute."""

    __slots__ = ("_docs", "_heads", "_places", "_vocabulary")

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._docs, self._heads, self._places = _Pairs(), _Pairs(), _Pairs()

    def note(self, docid: int, worded: Texts, title: str, filled: frozenset[str]) -> None:
        """Take in a document; `worded` are the wordings of its texts, `filled` the names of the fields in which it says anything."""
        self._docs.add(self._vocabulary.of_filled(filled), docid)
        self._docs.add(self._vocabulary.number(terms.titled(title)), docid)
        for plane, values in worded.items():
            origin = places.origin(docid, plane)
            for value in values:
                self._take(docid, plane, origin, value)
                origin += len(value) + 1

    def rows(self) -> dict[int, Row]:
        """The terms of all of them, by the number of the term."""
        docs, heads, spots = (pairs.grouped() for pairs in (self._docs, self._heads, self._places))
        return {number: Row(docs.get(number, b""), heads.get(number, b""), spots.get(number, b"")) for number in {**docs, **spots}}

    def _take(self, docid: int, plane: int, origin: int, value: str) -> None:
        found = self._vocabulary.of_wording(value)
        self._docs.add(found.asked, docid)
        self._places.add_places(found.placed, origin, found.offsets)
        if plane in HEADING:
            self._heads.add(found.asked, docid)
        if plane in NAMING:
            inside = self._vocabulary.of_inside(value)
            self._places.add_places(inside.placed, origin, inside.offsets)
            # A pair is looked for inside titles only; in names it serves completion.
            if plane in TITLE:
                self._docs.add(inside.asked, docid)
