"""Outside: shelves made from what was imported, on a node that has no registry."""

from pathlib import Path

from catalog.projection import AUDIENCES
from portal.handover import inbox
from portal.handover.places import Places
from portal.shelf import follower


def catch_up(places: Places, shelves: Path, site_url: str) -> int:
    """Bring the shelf of every audience that has an inbox up to its last record; returns how many were applied.

    What an import that was killed left to be cleaned is cleaned first.
    """
    applied = 0
    for audience in AUDIENCES:
        if inbox.file(places.inbox, audience).exists():
            inbox.clean(places.inbox, audience)
            read = inbox.reader(places.inbox, audience)
            applied += follower.follow(read, shelves, audience, site_url=site_url).records
    return applied
