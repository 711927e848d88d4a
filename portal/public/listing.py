"""The list of datasets: searched, narrowed, ordered, in pages; every state of it has an address."""

from dataclasses import dataclass, replace
from typing import ClassVar

from portal.i18n.tongue import Tongue
from portal.public import wording
from portal.public.facet_boxes import LONG as LONGEST_BOX
from portal.public.facet_boxes import address, boxes, facet_names, value_name
from portal.public.filters import BY_NAME, Selection, selection
from portal.public.paging import last_page, paging
from portal.public.parts import Condition, CountedLink, FacetBox, PageLink, Paging, ResultRow
from portal.public.rows import rows
from portal.public.visit import Visit
from portal.rendering import Page
from portal.shelf.answers import Found, Theme
from portal.shelf.criteria import Criteria
from portal.shelf.errors import TooBroadError
from portal.shelf.store import Snapshot

ROWS = 20
MOST_WAYS_OUT = 10
NOT_FOUND = 404


@dataclass(frozen=True, slots=True, kw_only=True)
class ListPage(Page):
    """The list in one of its states; `trouble` says why there are no rows, `ways_out` and `themes` what to do then."""

    template: ClassVar[str] = "public/list.html"
    section: ClassVar[str] = "dataset"
    words: str
    kept: tuple[tuple[str, str], ...]
    found_text: str
    conditions: tuple[Condition, ...]
    clear_href: str
    boxes: tuple[FacetBox, ...]
    sortings: tuple[PageLink, ...]
    rows: tuple[ResultRow, ...]
    paging: Paging
    count: int
    last_page_href: str
    trouble: str
    ways_out: tuple[CountedLink, ...]
    themes: tuple[CountedLink, ...]


def page(visit: Visit) -> ListPage:
    snapshot, tongue, state = visit.snapshot, visit.tongue, selection(visit.query)
    found, trouble = _found(snapshot, tongue, state)
    last = last_page(found.count, ROWS)
    heading = tongue.gettext("Datasets about “%(words)s”") % {"words": state.words} if state.words else tongue.gettext("Datasets")
    return ListPage(
        heading=heading,
        status=NOT_FOUND if found.count and state.page > last else 200,
        query=Selection(page=state.page).query(),
        is_indexed=state.is_plain,
        words=state.words,
        kept=(*state.chosen, *((("sort", state.sort),) if state.sort else ())),
        found_text=tongue.ngettext("%(num)s dataset found", "%(num)s datasets found", found.count),
        conditions=_conditions(snapshot, tongue, state),
        clear_href=tongue.path("/dataset/"),
        # Nothing was counted for a search that is too broad, nor can the boxes count for it.
        boxes=boxes(snapshot, tongue, state, found.facets) if found.facets else (),
        sortings=_sortings(tongue, state),
        rows=rows(snapshot, tongue, found.names),
        paging=paging(state.page, last, lambda number: address(tongue, replace(state, page=number))),
        count=found.count,
        last_page_href=address(tongue, replace(state, page=last)),
        trouble=trouble,
        ways_out=() if found.count else _ways_out(snapshot, tongue, state),
        themes=() if found.count else theme_links(tongue, snapshot.themes()),
    )


def _found(snapshot: Snapshot, tongue: Tongue, state: Selection) -> tuple[Found, str]:
    """What the state finds, and why it finds nothing if that is so."""
    start = (state.page - 1) * ROWS
    criteria = Criteria(state.expression(), state.sorting().order, start, ROWS, facet_names(), LONGEST_BOX + 1, 1)
    try:
        found = snapshot.find(criteria)
    except TooBroadError:
        return Found(0, (), (), {}), tongue.gettext("A word with an asterisk stands for too many words here; please write more of it.")
    if found.count:
        return found, tongue.gettext("The list is not that long.")
    return found, tongue.gettext("No dataset meets all these conditions.")


def theme_links(tongue: Tongue, themes: tuple[Theme, ...]) -> tuple[CountedLink, ...]:
    """The data domains that hold something."""
    return tuple(
        CountedLink(wording.theme_title(tongue, each), wording.at(tongue, "group", each.slug), each.package_count)
        for each in themes
        if each.package_count
    )


def _conditions(snapshot: Snapshot, tongue: Tongue, state: Selection) -> tuple[Condition, ...]:
    words = (
        [Condition(tongue.gettext("Search words"), state.words, address(tongue, replace(state, words="", page=1)))] if state.words else []
    )
    return (*words, *(_condition(snapshot, tongue, state, name, value) for name, value in state.chosen))


def _condition(snapshot: Snapshot, tongue: Tongue, state: Selection, name: str, value: str) -> Condition:
    named = value_name(snapshot, tongue, BY_NAME[name], value)
    return Condition(tongue.gettext(BY_NAME[name].label), named.text, address(tongue, state.dropping(name, value)), named.is_data)


def _sortings(tongue: Tongue, state: Selection) -> tuple[PageLink, ...]:
    current = state.sorting()
    return tuple(
        PageLink(tongue.gettext(each.label), address(tongue, replace(state, sort=each.value, page=1)), is_current=each is current)
        for each in state.sortings()
    )


def _ways_out(snapshot: Snapshot, tongue: Tongue, state: Selection) -> tuple[CountedLink, ...]:
    """What would be found with one condition less, where that finds anything."""
    without = [(term, state.without_term(term)) for term in state.terms] if len(state.terms) > 1 or state.chosen else []
    without += [(value_name(snapshot, tongue, BY_NAME[name], value).text, state.dropping(name, value)) for name, value in state.chosen]
    ways = []
    for dropped, wider in without[:MOST_WAYS_OUT]:
        count = _count(snapshot, wider)
        if count:
            ways.append(CountedLink(dropped, address(tongue, wider), count))
    return tuple(ways)


def _count(snapshot: Snapshot, state: Selection) -> int:
    try:
        return snapshot.find(Criteria(state.expression(), (), 0, 0, (), 0, 1)).count
    except TooBroadError:
        return 0
