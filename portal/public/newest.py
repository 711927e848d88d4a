"""The newest datasets of a unit, of a data domain, or of all."""

from dataclasses import dataclass

from portal.i18n.tongue import Tongue
from portal.public.facet_boxes import address
from portal.public.filters import BY_NAME, NEWEST, Selection
from portal.public.parts import ResultRow
from portal.public.rows import rows
from portal.shelf.criteria import Criteria
from portal.shelf.store import Snapshot

ROWS = 10


@dataclass(frozen=True, slots=True)
class Newest:
    """The first rows, how many there are in all, and where they all are."""

    text: str
    rows: tuple[ResultRow, ...]
    href: str


def newest(snapshot: Snapshot, tongue: Tongue, name: str, value: str) -> Newest:
    """The newest datasets with this value of this filter."""
    state = Selection().choosing(BY_NAME[name], value)
    found = snapshot.find(Criteria(state.expression(), NEWEST.order, 0, ROWS, (), 0, 1))
    text = tongue.ngettext("%(num)s open dataset", "%(num)s open datasets", found.count)
    return Newest(text, rows(snapshot, tongue, found.names), address(tongue, state))
