"""What was asked for is not here: it never was (404), it is gone for good reason (410), or it moved (301)."""

from dataclasses import dataclass
from typing import ClassVar

from portal.error_pages import NOT_FOUND, ErrorPage, error_page
from portal.i18n.tongue import Tongue
from portal.public import wording
from portal.public.visit import Visit
from portal.rendering import Page
from portal.shelf.answers import Tombstone

GONE = 410


@dataclass(frozen=True, slots=True, kw_only=True)
class TombstonePage(Page):
    """It was here once. `name` stays as its name; no title where that would tell what must not be told."""

    template: ClassVar[str] = "errors/gone.html"
    name: str
    title: str | None
    ended_on: str
    reason: str
    is_suspended: bool


def absence(visit: Visit, name: str) -> ErrorPage | TombstonePage:
    """The answer for a dataset that is not on the shelf."""
    stone = visit.snapshot.tombstone(name)
    return tombstone(visit.tongue, stone) if stone else absent(visit.tongue)


def absent(tongue: Tongue) -> ErrorPage:
    """There is nothing at this address."""
    return error_page(tongue, NOT_FOUND)


def tombstone(tongue: Tongue, stone: Tombstone) -> TombstonePage:
    is_suspended = stone.act == "suspend"
    heading = tongue.gettext("This dataset is suspended") if is_suspended else tongue.gettext("This dataset is no longer open")
    return TombstonePage(
        heading=heading,
        status=GONE,
        is_indexed=False,
        name=stone.name,
        title=stone.title,
        ended_on=stone.ended_on,
        reason=wording.label(tongue, "withdrawal_reason", stone.reason),
        is_suspended=is_suspended,
    )
