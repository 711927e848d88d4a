"""How many of the entries found have which value, exactly.

Three ways, from cheap to dear: when everything was found, the stored totals; bitmaps of the most frequent values, as long
as a value further down could still be among those asked for; and where a field has very many values of about the same
frequency, all values of the entries found, counted at once (`portal.shelf.columns`).
"""

from bisect import insort
from dataclasses import dataclass
from itertools import islice

from pyroaring import BitMap

from portal.shelf.answers import FacetCount
from portal.shelf.columns import Columns
from portal.shelf.fields import OWN_FIELDS, canonical
from portal.shelf.lookup import Index, united

# So many values are remembered, and tried, before all are counted at once.
HEAD = 256
# Among fewer than one in so many entries, the most frequent values tell little.
NARROW = 20

_HEAD = """SELECT value.id, value.value, value.entries, value.changed FROM field JOIN value ON value.field = field.number
    WHERE field.name = ? ORDER BY value.entries DESC, value.value LIMIT ?"""


@dataclass(slots=True)
class _Value:
    id: int
    value: str
    entries: int
    changed: int
    members: BitMap | None = None


class Facets:
    """Counts values among the entries found."""

    def __init__(self, index: Index, found: BitMap) -> None:
        self.index = index
        self.found = found

    def counts(self, field: str, limit: int, mincount: int) -> tuple[FacetCount, ...]:
        """The most frequent values of a field, ties by value; all of them when `limit` is negative."""
        if field in OWN_FIELDS:
            return self._own(OWN_FIELDS[field], limit, mincount)
        kept = canonical(field)
        counted = self._among_most_frequent(kept, limit) if limit >= 0 and mincount > 0 else None
        if counted is None:
            counted = Columns(self.index, kept).counts(self.found, limit, at_least_one=mincount > 0)
        return tuple(each for each in counted if each.count >= mincount)

    def _among_most_frequent(self, field: str, limit: int) -> list[FacetCount] | None:
        """The counts when looking at the most frequent values settles them; else None."""
        values = self._head(field)
        if len(values) == HEAD and len(self.found) * NARROW < len(self.index.standing):
            return None
        if len(self.found) == len(self.index.standing):
            totals = [FacetCount(each.value, each.entries) for each in values[:limit]]
            return totals if limit <= len(values) or len(values) < HEAD else None
        best: list[tuple[int, str]] = []
        for each in values:
            if len(best) == limit and (not limit or (-each.entries, each.value) > best[-1]):
                break  # not even if all of its entries were found
            if each.members is None:
                each.members = self._members(each)
            count = self.found.intersection_cardinality(each.members)
            if count:
                insort(best, (-count, each.value))
                del best[limit:]
        else:
            if len(values) == HEAD:
                return None
        return [FacetCount(value, -count) for count, value in best]

    def _head(self, field: str) -> list[_Value]:
        def read() -> list[_Value]:
            return [_Value(*row) for row in self.index.connection.execute(_HEAD, (field, HEAD))]

        return self.index.memory.recall(("head", field), self.index.number, read)

    def _members(self, value: _Value) -> BitMap:
        def read() -> BitMap:
            rows = self.index.connection.execute("SELECT docs FROM holding WHERE value = ?", (value.id,))
            return united([BitMap.deserialize(docs) for (docs,) in rows])

        return self.index.memory.recall(("members", value.id), value.changed, read)

    def _own(self, column: str, limit: int, mincount: int) -> tuple[FacetCount, ...]:
        """Every entry has an id and a name of its own: the first of those found, once each; then the others if they are wanted."""
        if mincount > 1:
            return ()
        walked = self.index.connection.execute(f"SELECT docid, {column} FROM entry ORDER BY {column}")
        counts = (FacetCount(value, int(docid in self.found)) for docid, value in walked)
        wanted = filter(_is_one, counts) if mincount > 0 else sorted(counts, key=lambda each: -each.count)
        return tuple(wanted if limit < 0 else islice(wanted, limit))


def _is_one(counted: FacetCount) -> bool:
    return counted.count == 1
