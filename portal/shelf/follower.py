"""Keeping a shelf in step with the publication log: following it, building anew, checking."""

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from portal.shelf import generations, replaying
from portal.shelf.errors import NotReadyError
from portal.shelf.fingerprint import fingerprint
from portal.shelf.records import Progress as Progress
from portal.shelf.records import Read as Read
from portal.shelf.records import Record as Record
from portal.shelf.settling import settle
from portal.shelf.tables import DEFINITION
from portal.shelf.traces import traces
from portal.shelf.verifying import Fault as Fault
from portal.shelf.verifying import faults

# Records in one transaction: while others read, and when building anew.
BATCH, BULK = 500, 5000
BULK_SLICE = 8000


@dataclass(frozen=True, slots=True)
class Followed:
    """What was done: `records` records were applied, the last of them `to_number`; the shelf stood at `from_number`."""

    from_number: int
    to_number: int
    records: int


def follow(read: Read, directory: Path, audience: str, *, site_url: str, progress: Progress | None = None) -> Followed:
    """Apply what the log has after this shelf's last record; build the shelf where there is none that fits.

    Each batch is one transaction with the shelf's own number in it, so it may be killed anywhere and begun again. When
    it returns, what was withdrawn is in no file of the shelf any more.
    """
    with generations.sole_follower(directory, audience):
        path = generations.current(directory, audience)
        if path is None or not _fits(path, fingerprint(audience, site_url)):
            return _rebuild(read, directory, audience, site_url, progress)
        with generations.writing(path) as connection:
            followed = _follow(connection, read, audience, site_url, progress)
            if _has_traces(connection):
                generations.release(connection, directory, audience)
            elif followed.records:
                generations.tidy(connection)
    return followed


def rebuild(read: Read, directory: Path, audience: str, *, site_url: str, progress: Progress | None = None) -> Followed:
    """Build a new generation from the first record and switch to it; readers see the old one until then."""
    with generations.sole_follower(directory, audience):
        return _rebuild(read, directory, audience, site_url, progress)


def verify(read: Read, directory: Path, audience: str, *, site_url: str, progress: Progress | None = None) -> tuple[Fault, ...]:
    """Everything in which the shelf differs from the log replayed up to the shelf's number; () when nothing does."""
    with generations.sole_follower(directory, audience):
        path = generations.current(directory, audience)
        if path is None:
            raise NotReadyError(f"there is no {audience} shelf in {directory}", f"{directory} 中还没有 {audience} 目录库")
        with closing(sqlite3.connect("", uri=True, isolation_level=None)) as replayed:
            replayed.executescript(DEFINITION)
            replayed.execute("ATTACH ? AS live", (f"{path.resolve().as_uri()}?mode=ro",))
            (number,) = replayed.execute("SELECT number FROM live.about").fetchone()
            log = _up_to(read, number)
            _replay(replayed, log, audience, fingerprint(audience, site_url), progress)
            return (*faults(replayed, site_url), *traces(log, replayed, generations.files(directory, audience)))


def _follow(connection: sqlite3.Connection, read: Read, audience: str, site_url: str, progress: Progress | None) -> Followed:
    begun, digest = connection.execute("SELECT number, digest FROM about").fetchone()
    replaying.known_again(read, begun, digest)
    count = 0
    for records in replaying.batches(read, audience, begun, BATCH):
        with generations.transaction(connection):
            replaying.take_in(connection, records)
            for _ in settle(connection, site_url):
                pass
        count += len(records)
        _report(progress, records[-1].number)
    return Followed(begun, _number(connection), count)


def _rebuild(read: Read, directory: Path, audience: str, site_url: str, progress: Progress | None) -> Followed:
    with generations.building(directory, audience) as connection:
        count = _replay(connection, read, audience, fingerprint(audience, site_url), progress)
        with generations.transaction(connection):
            for _ in settle(connection, site_url, BULK_SLICE):
                pass
        generations.release(connection, directory, audience)
        return Followed(0, _number(connection), count)


def _replay(connection: sqlite3.Connection, read: Read, audience: str, made_with: str, progress: Progress | None) -> int:
    """What the log says from its beginning, in an empty shelf; nothing is rendered yet."""
    replaying.begin(connection, audience, made_with)
    count = 0
    for records in replaying.batches(read, audience, 0, BULK):
        with generations.transaction(connection):
            replaying.take_in(connection, records)
        count += len(records)
        _report(progress, records[-1].number)
    return count


def _up_to(read: Read, number: int) -> Read:
    """The log as it was when the shelf stood at this number."""

    def limited(after: int, limit: int) -> Sequence[Record]:
        return [record for record in read(after, limit) if record.number <= number]

    return limited


def _fits(path: Path, made_with: str) -> bool:
    """Whether this file is a shelf made with what we would make it with now; one that cannot be read is rebuilt too."""
    try:
        with generations.writing(path) as connection:
            (fingerprint_then,) = connection.execute("SELECT fingerprint FROM about").fetchone()
            return bool(fingerprint_then == made_with)
    except sqlite3.DatabaseError:
        return False


def _number(connection: sqlite3.Connection) -> int:
    (number,) = connection.execute("SELECT number FROM about").fetchone()
    return int(number)


def _has_traces(connection: sqlite3.Connection) -> bool:
    (has_traces,) = connection.execute("SELECT has_traces FROM about").fetchone()
    return bool(has_traces)


def _report(progress: Progress | None, number: int) -> None:
    if progress:
        progress(number)
