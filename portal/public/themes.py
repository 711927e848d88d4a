"""The data domains, and the page of each."""

from dataclasses import dataclass
from typing import ClassVar

from portal.public import wording
from portal.public.absence import absent
from portal.public.listing import theme_links
from portal.public.newest import newest
from portal.public.parts import CountedLink, Link, ResultRow
from portal.public.visit import Moved, Outcome, Visit
from portal.rendering import Page


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemesPage(Page):
    """Every data domain that holds something."""

    template: ClassVar[str] = "public/themes.html"
    section: ClassVar[str] = "group"
    themes: tuple[CountedLink, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemePage(Page):
    """A data domain and its newest datasets."""

    template: ClassVar[str] = "public/theme.html"
    section: ClassVar[str] = "group"
    trail: tuple[Link, ...]
    found_text: str
    rows: tuple[ResultRow, ...]
    all_href: str


def themes_page(visit: Visit) -> ThemesPage:
    return ThemesPage(heading=visit.tongue.gettext("Data domains"), themes=theme_links(visit.tongue, visit.snapshot.themes()))


def theme_page(visit: Visit) -> Outcome:
    theme = visit.snapshot.theme(visit.arguments["name"])
    if theme is None:
        return absent(visit.tongue)
    if theme.slug != visit.arguments["name"]:
        return Moved(wording.at(visit.tongue, "group", theme.slug))
    found = newest(visit.snapshot, visit.tongue, "groups", theme.slug)
    return ThemePage(
        heading=wording.theme_title(visit.tongue, theme),
        trail=(Link(visit.tongue.gettext("Data domains"), visit.tongue.path("/group/")),),
        found_text=found.text,
        rows=found.rows,
        all_href=found.href,
    )
