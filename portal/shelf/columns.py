"""The values of one field, document by document: for counting all of them at once where a field has many."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from pyroaring import BitMap

from portal.shelf.answers import FacetCount
from portal.shelf.holdings import SERIAL_BITS
from portal.shelf.lookup import Index
from portal.shelf.places import CHUNK

Numbers = np.ndarray[tuple[int], np.dtype[np.int64]]
Small = np.ndarray[tuple[int], np.dtype[np.uint32]]
_HOLDINGS = """SELECT chunk, value, docs FROM holding
    WHERE value >= ? AND value < ? AND chunk IN (SELECT value FROM json_each(?)) ORDER BY value"""
# Of a field with more values than this, the texts are looked up each time.
MOST_TEXTS = 20_000
_NO_NUMBERS: Numbers = np.empty(0, dtype=np.int64)


@dataclass(frozen=True, slots=True)
class _Column:
    """A chunk: the values of its n-th document are serials[starts[n] : starts[n + 1]]."""

    starts: Small
    serials: Small

    def of(self, documents: Numbers) -> Small:
        """The serial numbers of all values of these documents."""
        starts = self.starts[documents].astype(np.int64)
        lengths = self.starts[documents + 1] - starts
        behind = np.cumsum(lengths) - lengths
        found: Small = self.serials[np.repeat(starts - behind, lengths) + np.arange(lengths.sum())]
        return found


@dataclass(frozen=True, slots=True)
class _Alphabet:
    """The place of each value in alphabetical order, by serial number, -1 where there is none; the values, unless they are too many."""

    ranks: Numbers
    texts: list[str] | None


class Columns:
    """One field within one snapshot."""

    def __init__(self, index: Index, field: str) -> None:
        self.index = index
        self.field = field
        # Fields are numbered from 1, so nothing has the number of a field that nobody fills.
        self.number: int = index.memory.recall(("field", field), index.number, self._number)
        self.first = self.number << SERIAL_BITS

    def counts(self, found: BitMap, limit: int, *, at_least_one: bool) -> list[FacetCount]:
        """Values by their number of entries found, ties by value; with those of no entry when they are wanted too."""
        alphabet = self.index.memory.recall(("alphabet", self.field), self.index.number, self._alphabet)
        totals = self._totals(found, len(alphabet.ranks))
        serials = np.flatnonzero(totals) if at_least_one else np.flatnonzero(alphabet.ranks >= 0)
        if 0 < limit < len(serials):
            # Only those that may be among the first have to be put in order.
            serials = serials[totals[serials] >= np.partition(totals[serials], -limit)[-limit]]
        ordered = serials[np.lexsort((alphabet.ranks[serials], -totals[serials]))]
        chosen = ordered[:limit] if limit >= 0 else ordered
        return list(map(FacetCount, self._texts(alphabet, chosen), totals[chosen].tolist()))

    def _totals(self, found: BitMap, width: int) -> Numbers:
        totals = np.zeros(width, dtype=np.int64)
        numbers = np.frombuffer(found.to_array(), dtype=np.uint32).astype(np.int64)
        first, beyond = (found.min() // CHUNK, found.max() // CHUNK + 1) if found else (0, 0)
        bounds = np.searchsorted(numbers, np.arange(first, beyond + 1) * CHUNK).tolist()
        parts = {first + at: numbers[low:high] % CHUNK for at, (low, high) in enumerate(pairwise(bounds)) if low < high}
        for chunk, column in self._columns(list(parts)).items():
            totals += np.bincount(column.of(parts[chunk]), minlength=width)
        return totals

    def _columns(self, chunks: Sequence[int]) -> dict[int, _Column]:
        memory, changed = self.index.memory, self.index.chunks
        columns = {chunk: memory.get(("column", self.field, chunk), changed[chunk]) for chunk in chunks}
        stale = [chunk for chunk, column in columns.items() if column is None]
        for chunk, column in self._read(stale).items() if stale else ():
            columns[chunk] = column
            memory.keep(("column", self.field, chunk), changed[chunk], column)
        return columns

    def _read(self, chunks: Sequence[int]) -> dict[int, _Column]:
        documents: dict[int, list[Numbers]] = {chunk: [] for chunk in chunks}
        serials: dict[int, list[Numbers]] = {chunk: [] for chunk in chunks}
        for chunk, value, docs in self.index.connection.execute(
            _HOLDINGS, (self.first, (self.number + 1) << SERIAL_BITS, json.dumps(chunks))
        ):
            having = np.frombuffer(BitMap.deserialize(docs).to_array(), dtype=np.uint32).astype(np.int64) % CHUNK
            documents[chunk].append(having)
            serials[chunk].append(np.full(len(having), value - self.first, dtype=np.int64))
        return {chunk: _column(documents[chunk], serials[chunk]) for chunk in chunks}

    def _number(self) -> int:
        row = self.index.connection.execute("SELECT number FROM field WHERE name = ?", (self.field,)).fetchone()
        return row[0] if row else 0

    def _alphabet(self) -> _Alphabet:
        rows = self.index.connection.execute("SELECT id, value FROM value WHERE field = ? ORDER BY value", (self.number,)).fetchall()
        serials = np.array([value - self.first for value, _ in rows], dtype=np.int64)
        ranks = np.full(int(serials.max()) + 1 if rows else 0, -1, dtype=np.int64)
        ranks[serials] = np.arange(len(serials))
        return _Alphabet(ranks, [text for _, text in rows] if len(rows) <= MOST_TEXTS else None)

    def _texts(self, alphabet: _Alphabet, serials: Numbers) -> list[str]:
        if alphabet.texts is not None:
            return [alphabet.texts[rank] for rank in alphabet.ranks[serials].tolist()]
        wanted = (serials + self.first).tolist()
        rows = dict(self.index.rows("SELECT id, value FROM value WHERE id IN (SELECT value FROM json_each(?))", wanted))
        return [rows[value] for value in wanted]


def _column(documents: list[Numbers], serials: list[Numbers]) -> _Column:
    having = np.concatenate([_NO_NUMBERS, *documents])
    order = np.argsort(having, kind="stable")
    starts = np.concatenate([[0], np.cumsum(np.bincount(having, minlength=CHUNK))])
    return _Column(starts.astype(np.uint32), np.concatenate([_NO_NUMBERS, *serials])[order].astype(np.uint32))
