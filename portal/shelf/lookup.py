"""Reading the index within one snapshot."""

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from itertools import chain
from typing import Any, Literal

from pyroaring import BitMap

from portal.shelf import places, terms
from portal.shelf.errors import TooBroadError
from portal.shelf.fields import WHOLE
from portal.shelf.memory import Memory
from portal.shelf.words import is_han

# Where a term is looked for: anywhere, or in title and tags only.
Zone = Literal["docs", "heads"]
# A term, and how far behind the beginning of the phrase it stands.
Spot = tuple[str, int]

# More rows than this are not put together for one prefix or pattern.
MOST_ROWS, MOST_TERMS = 50_000, 2000


class Index:
    """The postings of a shelf as one read transaction sees them. What was read once is not read again."""

    def __init__(self, connection: sqlite3.Connection, memory: Memory) -> None:
        self.connection = connection
        self.memory = memory
        self._rows: dict[str, list[tuple[bytes | None, bytes | None]]] = {}
        self._matched: dict[tuple[Spot, ...], list[tuple[int, BitMap]]] = {}

    @cached_property
    def number(self) -> int:
        """The last record applied: the state that is seen."""
        (number,) = self.connection.execute("SELECT number FROM about").fetchone()
        return int(number)

    @cached_property
    def chunks(self) -> Mapping[int, int]:
        """The chunks, each with the record that last changed it."""
        return self.memory.recall("chunks", self.number, lambda: dict(self.connection.execute("SELECT chunk, changed FROM chunk")))

    @cached_property
    def standing(self) -> BitMap:
        """Every entry."""
        return self.memory.recall("standing", self.number, lambda: self.having([terms.EVERY])[0])

    def having(self, wanted: Sequence[str], zone: Zone = "docs") -> list[BitMap]:
        """The documents with each of the terms, in one statement for all of them."""
        missing = [term for term in dict.fromkeys(wanted) if term not in self._rows]
        self._rows |= {term: [] for term in missing}
        marks = ",".join("?" * len(missing))
        statement = f"SELECT term, docs, heads FROM posting WHERE chunk IN ({self._chunk_list}) AND term IN ({marks})"
        for term, docs, heads in self.connection.execute(statement, missing) if missing else ():
            self._rows[term].append((docs, heads))
        side = 0 if zone == "docs" else 1
        return [united([BitMap.deserialize(blob) for blob in (row[side] for row in self._rows[term]) if blob]) for term in wanted]

    def beginning(self, prefix: str, zone: Zone = "docs") -> BitMap:
        """The documents with any term that begins so."""
        rows = f"""SELECT {zone} FROM posting
            WHERE chunk IN ({self._chunk_list}) AND term >= ? AND term <= ? AND {zone} IS NOT NULL LIMIT {MOST_ROWS + 1}"""
        return united(bounded(self.connection.execute(rows, (prefix, prefix + terms.LAST))))

    def vocabulary(self, pattern: str) -> list[str]:
        """The runs of letters and digits on this shelf that match a GLOB pattern."""
        literal = pattern[: min(pattern.find(mark) % (len(pattern) + 1) for mark in "*?")]
        ranges = [(literal, literal + terms.LAST)] if literal else terms.LETTERS
        within = " OR ".join("term >= ? AND term < ?" for _ in ranges)
        rows = f"""SELECT DISTINCT term FROM posting
            WHERE chunk IN ({self._chunk_list}) AND ({within}) AND term GLOB ? LIMIT {MOST_TERMS + 1}"""
        found = [term for (term,) in self.connection.execute(rows, (*chain.from_iterable(ranges), pattern))]
        if len(found) > MOST_TERMS:
            raise too_broad()
        return found

    def any_of(self, wanted: Sequence[str], planes: tuple[int, ...]) -> BitMap:
        """The documents in which any of the terms stands in one of the planes."""
        return self._documents(((chunk, found) for _, chunk, found in self._placed(set(wanted), None)), planes)

    def side_by_side(self, spots: Sequence[Spot], planes: tuple[int, ...], among: BitMap | None = None) -> BitMap:
        """The documents in which the terms stand at these distances from one another, in one of the planes.

        `among` is where all of the terms are, if that is known. A term that ends with `terms.LAST` stands for all that
        begin so.
        """
        key = tuple(spots)
        if key not in self._matched:
            self._matched[key] = list(self._matches(spots, among))
        return self._documents(self._matched[key], planes)

    def _documents(self, matches: Iterable[tuple[int, BitMap]], planes: tuple[int, ...]) -> BitMap:
        inside = matches if planes == WHOLE else ((chunk, found & places.within(planes)) for chunk, found in matches)
        return united([places.documents(found, chunk, self.standing) for chunk, found in inside if found])

    def _matches(self, spots: Sequence[Spot], among: BitMap | None) -> Iterable[tuple[int, BitMap]]:
        placed: dict[int, dict[str, BitMap]] = {}
        for term, chunk, found in self._placed({term for term, _ in spots}, among):
            placed.setdefault(chunk, {})[term] = found
        for chunk, found_in_chunk in placed.items():
            if all(term in found_in_chunk for term, _ in spots):
                yield chunk, _aligned([(found_in_chunk[term], offset) for term, offset in spots])

    def _placed(self, wanted: set[str], among: BitMap | None) -> Iterable[tuple[str, int, BitMap]]:
        chunks = self._chunk_list if among is None else ",".join(str(chunk) for chunk in self.chunks if _reaches(among, chunk))
        whole = [term for term in wanted if not term.endswith(terms.LAST)]
        rows = f"SELECT term, chunk, places FROM posting WHERE chunk IN ({chunks}) AND term IN ({','.join('?' * len(whole))})"
        for term, chunk, found in self.connection.execute(rows, whole):
            if found is not None:
                yield term, chunk, BitMap.deserialize(found)
        for term in wanted.difference(whole):
            yield from ((term, chunk, found) for chunk, found in self._starting(term, chunks))

    def _starting(self, term: str, chunks: str) -> Iterable[tuple[int, BitMap]]:
        prefix = term.removesuffix(terms.LAST)
        # Every place of a Han character begins a pair, so its fours need not be looked at.
        size = f"AND length(term) = {terms.PAIR}" if is_han(prefix) else ""
        rows = f"""SELECT chunk, places FROM posting
            WHERE chunk IN ({chunks}) AND term >= ? AND term <= ? {size} AND places IS NOT NULL LIMIT {MOST_ROWS + 1}"""
        found: dict[int, list[BitMap]] = {}
        for count, (chunk, spots) in enumerate(self.connection.execute(rows, (prefix, term))):
            if count == MOST_ROWS:
                raise too_broad()
            found.setdefault(chunk, []).append(BitMap.deserialize(spots))
        return ((chunk, united(parts)) for chunk, parts in found.items())

    @cached_property
    def _chunk_list(self) -> str:
        return ",".join(map(str, self.chunks))

    def rows(self, statement: str, wanted: Iterable[Any]) -> sqlite3.Cursor:
        """The rows of a statement that takes what is wanted as a JSON list."""
        return self.connection.execute(statement, (json.dumps(list(wanted)),))


def united(parts: Sequence[BitMap]) -> BitMap:
    """The members of any of the bitmaps."""
    if len(parts) == 1:
        return parts[0]
    return BitMap.union(*parts) if parts else BitMap()


def bounded(rows: Iterable[tuple[bytes]]) -> list[BitMap]:
    """The bitmaps of rows of which at most one more than allowed was asked for."""
    parts = [BitMap.deserialize(docs) for (docs,) in rows]
    if len(parts) > MOST_ROWS:
        raise too_broad()
    return parts


def too_broad() -> TooBroadError:
    return TooBroadError("this stands for too many different words; say more of it", "匹配的词太多，请写得更具体")


def _reaches(among: BitMap, chunk: int) -> bool:
    return among.range_cardinality(chunk * places.CHUNK, (chunk + 1) * places.CHUNK) > 0


def _aligned(found: list[tuple[BitMap, int]]) -> BitMap:
    """The places of one of the terms where all stand as they should; the rarest first, because what is moved should be little."""
    (matched, at), *others = sorted(found, key=lambda each: len(each[0]))
    for spots, offset in others:
        matched, at = matched.shift(offset - at) & spots, offset
    return matched
