"""The worker: keeps the shelves of this node in step with the publication log."""

import logging
import threading
from collections.abc import Sequence

from catalog import publication_log
from catalog.database import Registry
from catalog.projection import AUDIENCES
from catalog.publication_log import Record
from portal import heartbeat, transactions
from portal.ckan_interop.remote.keeping_up import keep_up_once
from portal.heartbeat import Heartbeat
from portal.settings import Settings
from portal.shelf import follower

PAUSE_SECONDS = 1.0
log = logging.getLogger(__name__)


def reader(registry: Registry, audience: str) -> follower.Read:
    """How a shelf reads the log: the next lines of its audience after a number."""

    def read(number: int, limit: int) -> Sequence[Record]:
        with transactions.reading(registry) as session:
            return publication_log.records_after(session, audience, number, limit)

    return read


def catch_up(registry: Registry, settings: Settings) -> int:
    """Bring every shelf up to the head of the log; returns how many records were applied."""
    return sum(catch_up_one(registry, settings, audience) for audience in AUDIENCES)


def catch_up_one(registry: Registry, settings: Settings, audience: str) -> int:
    """Bring one shelf up to the head of the log."""
    return follower.follow(reader(registry, audience), settings.shelves, audience, site_url=settings.site_url).records


def keep_up(registry: Registry, settings: Settings, stop: threading.Event) -> None:
    """Catch up again and again until told to stop. One shelf that is stuck does not stop the other."""
    while not stop.is_set():
        applied = sum(_tried(registry, settings, audience) for audience in AUDIENCES)
        if not applied:
            stop.wait(PAUSE_SECONDS)


def deliver(registry: Registry, settings: Settings, stop: threading.Event) -> None:
    """Deliver to the other CKANs again and again until told to stop; apart from the shelves, which a slow target must not delay."""
    while not stop.is_set():
        try:
            settled = keep_up_once(registry, settings)
        except Exception:
            log.exception("the deliveries cannot go on; trying again")
            settled = 0
        if not settled:
            stop.wait(PAUSE_SECONDS)


def _tried(registry: Registry, settings: Settings, audience: str) -> int:
    error = ""
    try:
        return catch_up_one(registry, settings, audience)
    except Exception as trouble:
        # A withdrawal that waits behind whatever this is must go on as soon as it is mended.
        error = type(trouble).__name__
        log.exception("the %s shelf cannot follow the log; trying again", audience)
        return 0
    finally:
        _beat(registry, settings, audience, error)


def _beat(registry: Registry, settings: Settings, audience: str, error: str) -> None:
    """Leave word beside the shelf of how far the log is, for whoever serves it and cannot read the registry."""
    try:
        with transactions.reading(registry) as session:
            head = publication_log.head(session, audience)
        heartbeat.leave(settings.shelves, audience, Heartbeat(registry.clock.now().isoformat(), head, error))
    except Exception:
        log.exception("no word could be left beside the %s shelf", audience)


# What a worker does at the same time, each in a thread of its own.
DUTIES = (keep_up, deliver)
