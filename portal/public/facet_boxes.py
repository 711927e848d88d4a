"""The boxes beside the list. The number beside a value is exact: so many datasets does its link lead to."""

from collections.abc import Iterator
from dataclasses import replace

from portal.i18n.tongue import Tongue
from portal.public import wording
from portal.public.filters import FILTERS, Filter, Selection
from portal.public.parts import FacetBox, FacetOption, Link
from portal.shelf import licences
from portal.shelf.answers import FacetCount
from portal.shelf.criteria import Criteria
from portal.shelf.store import Snapshot

SHORT, LONG = 8, 60
Counts = dict[str, tuple[FacetCount, ...]]


def facet_names() -> tuple[str, ...]:
    return tuple(each.name for each in FILTERS if each.has_box)


def boxes(snapshot: Snapshot, tongue: Tongue, selection: Selection, counted: Counts) -> tuple[FacetBox, ...]:
    """A box for each filter that can still narrow this list; `counted` are the counts that came with the list."""
    return tuple(_boxes(snapshot, tongue, selection, counted))


def _boxes(snapshot: Snapshot, tongue: Tongue, selection: Selection, counted: Counts) -> Iterator[FacetBox]:
    for filter_ in FILTERS:
        if not filter_.has_box:
            continue
        chosen = selection.values(filter_.name)
        counts = _alternatives(snapshot, filter_, selection) if filter_.is_single and chosen else counted.get(filter_.name, ())
        if len(counts) > 1 or (counts and chosen):
            yield _box(snapshot, tongue, selection, filter_, counts)


def _alternatives(snapshot: Snapshot, filter_: Filter, selection: Selection) -> tuple[FacetCount, ...]:
    """The counts as they would be had this filter not been chosen, since choosing again replaces."""
    expression = selection.dropping(filter_.name).expression()
    found = snapshot.find(Criteria(expression, (), 0, 0, (filter_.name,), LONG + 1, 1))
    return found.facets.get(filter_.name, ())


def _box(snapshot: Snapshot, tongue: Tongue, selection: Selection, filter_: Filter, counts: tuple[FacetCount, ...]) -> FacetBox:
    chosen = selection.values(filter_.name)
    is_long = selection.more == filter_.name
    ordered = sorted(counts, key=lambda each: each.value not in chosen)[: LONG if is_long else SHORT]
    more, fewer = replace(selection, more=filter_.name), replace(selection, more="")
    return FacetBox(
        label=tongue.gettext(filter_.label),
        options=tuple(_option(snapshot, tongue, selection, filter_, each) for each in ordered),
        more_href=address(tongue, more) if len(counts) > len(ordered) and not is_long else None,
        fewer_href=address(tongue, fewer) if is_long else None,
    )


def _option(snapshot: Snapshot, tongue: Tongue, selection: Selection, filter_: Filter, counted: FacetCount) -> FacetOption:
    is_chosen = counted.value in selection.values(filter_.name)
    target = selection.dropping(filter_.name, counted.value) if is_chosen else selection.choosing(filter_, counted.value)
    name = value_name(snapshot, tongue, filter_, counted.value)
    return FacetOption(name.text, counted.count, address(tongue, target), is_chosen, name.is_data)


def value_name(snapshot: Snapshot, tongue: Tongue, filter_: Filter, value: str) -> Link:
    """What a person calls this value of a filter."""
    if filter_.codelist:
        return Link(wording.label(tongue, filter_.codelist, value))
    match filter_.name:
        case "groups":
            theme = snapshot.theme(value)
            return Link(wording.theme_title(tongue, theme) if theme else value)
        case "organization":
            return wording.provider(snapshot, tongue, value)
        case "license_id":
            return Link(licences.titles().get(value, value), is_data=True)
        case _:
            return Link(value, is_data=True)


def address(tongue: Tongue, selection: Selection) -> str:
    """The address of a state of the list."""
    query = selection.query()
    return tongue.path("/dataset/") + (f"?{query}" if query else "")
