"""Entries by the exact values of their fields, and by times."""

from array import array
from datetime import datetime

from pyroaring import BitMap

from portal.shelf import terms
from portal.shelf.criteria import Bound, Range
from portal.shelf.fields import OWN_FIELDS, PLANES, canonical
from portal.shelf.lookup import MOST_ROWS, Index, bounded, united
from portal.shelf.moments import moment_text
from portal.shelf.words import storable

MODIFIED, CREATED = "metadata_modified", "metadata_created"
_HOLDINGS = """SELECT holding.docs FROM field JOIN value ON value.field = field.number JOIN holding ON holding.value = value.id
    WHERE field.name = ? AND """
_ANYWHERE = frozenset({*OWN_FIELDS, MODIFIED, CREATED, "text"})


class Exact:
    """Looks up values within one snapshot. A field that nobody fills has no entries; that is no error."""

    def __init__(self, index: Index) -> None:
        self.index = index

    def equal(self, field: str, value: str) -> BitMap:
        """Entries of which one value is this one."""
        if field in OWN_FIELDS:
            return self._own(f"{OWN_FIELDS[field]} = ?", value)
        return self._holding(field, "value.value = ?", value)

    def beginning(self, field: str, prefix: str) -> BitMap:
        """Entries of which one value begins so."""
        return self._limited(field, [(">=", prefix), ("<", prefix + terms.LAST)])

    def like(self, field: str, pattern: str) -> BitMap:
        """Entries of which one value matches; `*` and `?` are the only wildcards."""
        literal = pattern.replace("[", "[[]")
        if field in OWN_FIELDS:
            return self._own(f"{OWN_FIELDS[field]} GLOB ?", literal)
        return self._holding(field, "value.value GLOB ?", literal)

    def filled(self, field: str) -> BitMap:
        """Entries that say anything in the field."""
        if field in _ANYWHERE:
            return self.index.standing
        return self.index.having([terms.filled(field if field in PLANES else canonical(field))])[0]

    def between(self, bounds: Range) -> BitMap:
        """Entries of which one value, or time, lies between the bounds."""
        if bounds.field == MODIFIED:
            return self._modified(bounds)
        limits = [(">=" if bounds.include_low else ">", bounds.low), ("<=" if bounds.include_high else "<", bounds.high)]
        if bounds.field == CREATED:
            given = [(comparison, _moment(bound)) for comparison, bound in limits if bound is not None]
            return self._own_limited("created", given)
        return self._limited(bounds.field, [(comparison, _text(bound)) for comparison, bound in limits if bound is not None])

    def _modified(self, bounds: Range) -> BitMap:
        """Document numbers grow with the time, so a span of time is a span of numbers."""
        first = self._first(">=" if bounds.include_low else ">", bounds.low) if bounds.low is not None else 0
        beyond = self._first(">" if bounds.include_high else ">=", bounds.high) if bounds.high is not None else None
        span = BitMap()
        last = self.index.standing.max() + 1 if self.index.standing else 0
        if first is not None:
            span.add_range(first, max(first, last if beyond is None else beyond))
        return self.index.standing & span

    def _first(self, comparison: str, bound: Bound) -> int | None:
        """The lowest number of the documents on the later side of a moment."""
        statement = f"SELECT docid FROM entry WHERE modified {comparison} ? ORDER BY modified, id DESC LIMIT 1"
        found = self.index.connection.execute(statement, (_moment(bound),)).fetchone()
        return found[0] if found else None

    def _limited(self, field: str, limits: list[tuple[str, str]]) -> BitMap:
        if field in OWN_FIELDS:
            return self._own_limited(OWN_FIELDS[field], limits)
        condition = " AND ".join(f"value.value {comparison} ?" for comparison, _ in limits) or "TRUE"
        return self._holding(field, condition, *(bound for _, bound in limits))

    def _own_limited(self, column: str, limits: list[tuple[str, str]]) -> BitMap:
        condition = " AND ".join(f"{column} {comparison} ?" for comparison, _ in limits) or "TRUE"
        return self._own(condition, *(bound for _, bound in limits))

    def _own(self, condition: str, *values: str) -> BitMap:
        rows = self.index.connection.execute(f"SELECT docid FROM entry WHERE {condition}", tuple(map(storable, values)))
        return BitMap(array("I", (docid for (docid,) in rows)))

    def _holding(self, field: str, condition: str, *values: str) -> BitMap:
        asked = (canonical(field), *map(storable, values))
        rows = self.index.connection.execute(f"{_HOLDINGS}{condition} LIMIT {MOST_ROWS + 1}", asked)
        return united(bounded(rows))


def _moment(bound: Bound) -> str:
    return moment_text(bound)


def _text(bound: Bound) -> str:
    return bound.isoformat() if isinstance(bound, datetime) else bound
