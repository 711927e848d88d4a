"""The front door."""

from dataclasses import dataclass
from typing import ClassVar

from portal.i18n.tongue import Tongue
from portal.public import wording
from portal.public.facet_boxes import address
from portal.public.filters import BY_NAME, NEWEST, Selection
from portal.public.listing import theme_links
from portal.public.parts import CountedLink, ResultRow
from portal.public.rows import rows
from portal.public.visit import Visit
from portal.rendering import Page
from portal.shelf.answers import Found
from portal.shelf.criteria import All, Criteria
from portal.shelf.store import Snapshot

NEWEST_ROWS = 6
EXAMPLES = 6


@dataclass(frozen=True, slots=True)
class Figure:
    """A number and what it counts."""

    number: int
    label: str
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HomePage(Page):
    """What there is, how much of it, what is new, and the box to search it."""

    template: ClassVar[str] = "public/home.html"
    figures: tuple[Figure, ...]
    examples: tuple[CountedLink, ...]
    themes: tuple[CountedLink, ...]
    lines: tuple[CountedLink, ...]
    rows: tuple[ResultRow, ...]
    modified_on: str


def page(visit: Visit) -> HomePage:
    snapshot, tongue = visit.snapshot, visit.tongue
    facets = ("open_type", "business_line", "tags")
    found = snapshot.find(Criteria(All(), NEWEST.order, 0, NEWEST_ROWS, facets, EXAMPLES, 1))
    return HomePage(
        heading=visit.site.site_title if tongue.locale == "zh" else visit.site.site_title_en,
        figures=_figures(snapshot, tongue, found),
        examples=_narrowed(tongue, "tags", found),
        themes=theme_links(tongue, snapshot.themes()),
        lines=_narrowed(tongue, "business_line", found),
        rows=rows(snapshot, tongue, found.names),
        modified_on=wording.day(snapshot.modified()),
    )


def _figures(snapshot: Snapshot, tongue: Tongue, found: Found) -> tuple[Figure, ...]:
    unconditional = sum(each.count for each in found.facets["open_type"] if each.value == wording.UNCONDITIONAL)
    units = sum(1 for each in snapshot.departments() if each.package_count)
    items = sum(1 for each in snapshot.service_items() if each.produces or each.needs)
    counted = (
        (found.count, tongue.gettext("open datasets"), address(tongue, Selection())),
        (unconditional, tongue.gettext("to use directly"), address(tongue, Selection(chosen=(("open_type", wording.UNCONDITIONAL),)))),
        (units, tongue.gettext("providers"), tongue.path("/organization/")),
        (items, tongue.gettext("service items with data"), tongue.path("/service-item/")),
    )
    return tuple(Figure(number, label, href) for number, label, href in counted if number)


def _narrowed(tongue: Tongue, name: str, found: Found) -> tuple[CountedLink, ...]:
    """Links to the list narrowed to the most frequent values of a filter."""
    filter_ = BY_NAME[name]
    return tuple(
        CountedLink(
            text=wording.label(tongue, filter_.codelist, each.value) if filter_.codelist else each.value,
            href=address(tongue, Selection().choosing(filter_, each.value)),
            count=each.count,
            is_data=not filter_.codelist,
        )
        for each in found.facets[name]
    )
