"""A house inside, a node outside, and the disc that is carried between them."""

import shutil
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlmodel import Session

from catalog import publication
from catalog.resource import DataResource
from portal import worker
from portal.handover import exporting, following, importing, keys
from portal.handover.limits import LIMITS, Limits
from portal.handover.places import Places, Side
from portal.handover.wanted import Exported, Wanted
from portal.settings import Settings
from tests.support import registry
from tests.support.entries import a_bureau, an_open_entry
from tests.support.registry import START, House, somebody

SITE = "http://data.example.gov.cn"
ADMIN = somebody("carrier", "system_admin")
OPEN = "open"


@dataclass(frozen=True)
class Inside:
    """A registry with entries, and the folder where its bundles lie."""

    house: House
    home: Path

    @property
    def places(self) -> Places:
        return Places(self.home)

    def open_entry(self, title: str, **changes: Any) -> DataResource:
        with self.house.writing() as session:
            return an_open_entry(session, title=title, **changes)[0]

    def do(self, deed: Any, entry: DataResource, *arguments: str) -> None:
        """An act of `catalog.publication` on an entry."""
        with self.house.writing() as session:
            deed(session, ADMIN, session.get_one(DataResource, entry.id), *arguments)

    def end(self, entry: DataResource, reason: str = "OUTDATED") -> None:
        self.do(publication.withdraw, entry, OPEN, reason)

    def export(self, audience: str = OPEN, **wanted: Any) -> Path:
        """The bundle's file."""
        return self.exported(audience, **wanted).path

    def exported(self, audience: str = OPEN, **wanted: Any) -> Exported:
        made = self.try_to_export(audience, **wanted)
        assert made is not None
        return made

    def try_to_export(self, audience: str = OPEN, **wanted: Any) -> Exported | None:
        self.house.clock.advance(timedelta(minutes=1))
        disc = self.home / "disc"
        disc.mkdir(exist_ok=True)
        key = keys.signing_key(self.places, "inside")
        return exporting.export(self.house.registry, ADMIN, key, disc, Wanted(audience, **wanted))

    def follow(self) -> Path:
        settings = Settings(home=self.home, site_url=SITE)
        worker.catch_up(self.house.registry, settings)
        return settings.shelves


@dataclass(frozen=True)
class Outside:
    """A node without a registry."""

    home: Path

    @property
    def places(self) -> Places:
        return Places(self.home)

    @property
    def shelves(self) -> Path:
        return self.home / "shelves"

    def take_in(self, bundle: Path, audience: str = OPEN, limits: Limits = LIMITS) -> int:
        """How many records came."""
        return importing.take_in(self.places, bundle, audience, START, limits=limits).records

    def follow(self) -> int:
        return following.catch_up(self.places, self.shelves, SITE)

    def everything(self) -> dict[str, bytes | None]:
        """Every file and folder of the node, byte by byte."""
        return everything(self.home)


def everything(folder: Path) -> dict[str, bytes | None]:
    """Every file and folder below, byte by byte."""
    return {str(path.relative_to(folder)): path.read_bytes() if path.is_file() else None for path in sorted(folder.rglob("*"))}


def an_inside(home: Path, template: Path | None = None, entries: int = 2) -> Inside:
    """A registry with a bureau, so many open entries, and a key."""
    home.mkdir(parents=True, exist_ok=True)
    inside = Inside(registry.on_sqlite(home, template), home)
    keys.make(inside.places, "inside")
    with inside.house.writing() as session:
        a_bureau(session)
        _open(session, entries)
    return inside


def _open(session: Session, entries: int) -> None:
    for number in range(1, entries + 1):
        an_open_entry(session, title=f"公园之{number}")


def an_outside(home: Path, inside: Inside) -> Outside:
    """A node that trusts the inside's key."""
    carry_key(inside.places, Places(home), "inside")
    return Outside(home)


def carry_key(origin: Places, to: Places, side: Side) -> None:
    to.public_key(side).parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(origin.public_key(side), to.public_key(side))
