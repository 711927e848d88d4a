"""The public application over a catalogue for tests, behind a client that checks every page."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from portal.public.app import create
from portal.shelf.store import Shelf
from tests.support import public_catalogue
from tests.support.pages import SITE_URL, PageClient

TITLES = ("绿化市容公共数据目录", "Greening and City Appearance Open Data")


@dataclass(frozen=True)
class Site:
    """What the application asks of the settings."""

    site_url: str = SITE_URL
    site_title: str = TITLES[0]
    site_title_en: str = TITLES[1]


@dataclass(frozen=True)
class PagesWith:
    """Pages over the usual catalogue with further entries."""

    directory: Path

    def __call__(self, *entries: dict[str, Any]) -> PageClient:
        return client_of(public_catalogue.shelf(self.directory, *entries))


def client_of(shelf: Shelf) -> PageClient:
    return PageClient(create(shelf, Site()), TITLES)
