"""Writing the index: which documents have a term, and where."""

import json
import sqlite3
from array import array
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial

from pyroaring import BitMap

from portal.shelf import places, terms
from portal.shelf.fields import HEADING, NAMING, TITLE, Texts
from portal.shelf.terms import Contribution
from portal.shelf.words import wording

Numbers = Mapping[str, "array[int]"]
# Above this many members it pays to look for runs.
_WORTH_OPTIMIZING = 1000

_ROWS = """SELECT term, docs, heads, places FROM json_each(:terms) AS wanted
    CROSS JOIN posting ON posting.chunk = :chunk AND posting.term = wanted.value"""
_WRITE = "INSERT OR REPLACE INTO posting (chunk, term, docs, heads, places) VALUES (?, ?, ?, ?, ?)"


class Sheet:
    """What some documents of one chunk contribute to the index."""

    __slots__ = ("docs", "heads", "places")

    def __init__(self) -> None:
        self.docs, self.heads, self.places = (defaultdict[str, "array[int]"](partial(array, "I")) for _ in range(3))

    def note(self, docid: int, worded: Texts, title: str, filled: Iterable[str]) -> None:
        """Take in a document; `worded` are the wordings of its texts."""
        seen = {terms.EVERY, terms.titled(title), *map(terms.filled, filled)}
        heads: set[str] = set()
        for plane, values in worded.items():
            found = self._place(places.origin(docid, plane), values, terms.contribution)
            seen |= found
            if plane in HEADING:
                heads |= found
            if plane in NAMING:
                grams = self._place(places.origin(docid, plane), values, terms.inner_contribution)
                # A pair is looked for inside titles only; in names it serves completion.
                seen |= grams if plane in TITLE else set()
        for term in seen:
            self.docs[term].append(docid)
        for term in heads:
            self.heads[term].append(docid)

    def _place(self, origin: int, values: Iterable[str], contribution: Callable[[str], Contribution]) -> set[str]:
        spots = self.places
        found: set[str] = set()
        for value in values:
            added = contribution(value)
            for term, place in added.placed:
                spots[term].append(origin + place)
            found |= added.asked
            origin += len(value) + 1
        return found

    def __iter__(self) -> Iterator[str]:
        return iter({**self.docs, **self.places})


def worded(texts: Texts) -> Texts:
    """The wordings of an entry's texts."""
    return {plane: tuple(map(wording, values)) for plane, values in texts.items()}


def length(worded_texts: Texts) -> int:
    """The number of places that the longest field takes."""
    return max(sum(len(value) + 1 for value in values) for values in worded_texts.values())


def write(connection: sqlite3.Connection, chunk: int, removed: Sheet, added: Sheet) -> None:
    """Bring the rows of a chunk up to date: one statement to read, one to write, one to delete."""
    changed = sorted({*removed, *added})
    rows = connection.execute(_ROWS, {"terms": json.dumps(changed), "chunk": chunk})
    stored = {term: columns for term, *columns in rows}
    kept, emptied = [], []
    for term in changed:
        docs, heads, spots = stored.get(term, (None, None, None))
        row = (
            merged(docs, removed.docs.get(term), added.docs.get(term)),
            merged(heads, removed.heads.get(term), added.heads.get(term)),
            merged(spots, removed.places.get(term), added.places.get(term)),
        )
        if any(row):
            kept.append((chunk, term, *row))
        else:
            emptied.append((chunk, term))
    connection.executemany(_WRITE, kept)
    connection.executemany("DELETE FROM posting WHERE chunk = ? AND term = ?", emptied)


def merged(stored: bytes | None, removed: "array[int] | None", added: "array[int] | None") -> bytes | None:
    """A stored bitmap without some members and with others; None when nobody is left."""
    if not removed and not added:
        return stored
    members = BitMap.deserialize(stored) if stored else BitMap()
    if removed:
        members -= BitMap(removed)
    if added:
        members |= BitMap(added)
    if len(members) > _WORTH_OPTIMIZING:
        members.run_optimize()
    return members.serialize() if members else None
