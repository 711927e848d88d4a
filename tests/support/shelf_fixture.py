"""A small open shelf for tests, filled through the follower from records as the publication log gives them."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

from catalog import digest
from catalog.publication_log import Record
from portal.shelf import follower
from portal.shelf.store import Shelf
from tests.support.open_entries import SITE_URL, START


class Log:
    """A publication log in memory. Each line is a minute later than the one before."""

    def __init__(self) -> None:
        self.records: list[Record] = []

    def append(self, act: str, kind: str, content: Mapping[str, Any] | None, subject_id: str = "") -> None:
        """One more line."""
        number = len(self.records) + 1
        subject = subject_id or str((content or {}).get("id", ""))
        kept = dict(content) if content is not None else None
        self.records.append(Record(number, START + timedelta(minutes=number), "open", act, kind, subject, kept, digest.of(kept or {})))

    def publish(self, *entries: Mapping[str, Any]) -> None:
        """Entries come out, in this order."""
        for entry in entries:
            self.append("publish", "entry", entry)

    def end(self, act: str, entry: Mapping[str, Any], reason: str) -> None:
        """An entry ends: `act` is withdraw, suspend or erase."""
        grave = {key: entry[key] for key in ("id", "code", "name")} | {"ended_on": "2026-03-09", "reason": reason}
        self.append(act, "entry", grave)

    def after(self, number: int, limit: int) -> Sequence[Record]:
        """What a follower reads."""
        return self.records[number : number + limit]


def followed(directory: Path, log: Log, site_url: str = SITE_URL) -> Shelf:
    """The open shelf that this log makes."""
    follower.follow(log.after, directory, "open", site_url=site_url)
    return Shelf(directory, "open")
