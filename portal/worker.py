"""The worker: keeps the shelves of this node in step with the publication log."""

import threading
from collections.abc import Sequence

from catalog import publication_log
from catalog.database import Registry
from catalog.projection import AUDIENCES
from catalog.publication_log import Record
from portal import transactions
from portal.settings import Settings
from portal.shelf import follower

PAUSE_SECONDS = 1.0


def reader(registry: Registry, audience: str) -> follower.Read:
    """How a shelf reads the log: the next lines of its audience after a number."""

    def read(number: int, limit: int) -> Sequence[Record]:
        with transactions.reading(registry) as session:
            return publication_log.records_after(session, audience, number, limit)

    return read


def catch_up(registry: Registry, settings: Settings) -> int:
    """Bring every shelf up to the head of the log; returns how many records were applied."""
    applied = 0
    for audience in AUDIENCES:
        followed = follower.follow(reader(registry, audience), settings.shelves, audience, site_url=settings.site_url)
        applied += followed.records
    return applied


def keep_up(registry: Registry, settings: Settings, stop: threading.Event) -> None:
    """Catch up again and again until told to stop."""
    while not stop.is_set():
        if not catch_up(registry, settings):
            stop.wait(PAUSE_SECONDS)
