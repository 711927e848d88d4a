"""What a target's file says of its entries: what is due, what became of each step, what went wrong."""

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from portal.ckan_interop.remote import receipts
from portal.ckan_interop.remote.receipts import Receipt
from portal.ckan_interop.remote.refusals import RemoteError
from portal.shelf.generations import transaction
from portal.shelf.moments import moment_text

FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=30), timedelta(hours=1)
_DUE = """SELECT dirty.id FROM dirty LEFT JOIN failure USING (id) LEFT JOIN source USING (id)
    WHERE :all OR failure.not_before IS NULL OR failure.not_before <= :now
    ORDER BY source.id IS NOT NULL, source.modified, dirty.id"""
_PUT_DELIVERY = "INSERT OR REPLACE INTO delivery (id, name, remote_id, shown, digest, at, receipt) VALUES (?, ?, ?, ?, ?, ?, ?)"
_PUT_FAILURE = "INSERT OR REPLACE INTO failure (id, kind, reason, attempts, at, not_before) VALUES (?, ?, ?, ?, ?, ?)"
_PUT_PLACE = "INSERT OR REPLACE INTO place (id, kind, remote_id, digest, at, receipt) VALUES (?, ?, ?, ?, ?, ?)"
_FIND = """SELECT id FROM (SELECT id, name FROM source UNION SELECT id, name FROM delivery UNION SELECT id, name FROM tombstone)
    WHERE id = :key OR name = :key OR name = replace(:key, '/', '-')"""


@dataclass(frozen=True, slots=True)
class Delivered:
    """What was last delivered of an entry."""

    remote_id: str
    name: str
    shown: bool
    digest: str
    receipt: Receipt


@dataclass(frozen=True, slots=True)
class Job:
    """An entry to be brought to where the log has it: published with its content, or gone when there is none."""

    id: str
    name: str
    content: Mapping[str, Any] | None
    department: Mapping[str, Any] | None
    modified: str
    erased: bool
    before: Delivered | None


def due(connection: sqlite3.Connection, now: datetime, *, patient: bool) -> list[str]:
    """Entries to be worked on now, withdrawals first; `patient` leaves out those that wait after a failure."""
    rows = connection.execute(_DUE, {"all": not patient, "now": moment_text(now)})
    return [entry for (entry,) in rows]


def job(connection: sqlite3.Connection, entry: str) -> Job:
    """What there is to do for an entry, as the log has it now."""
    source = connection.execute("SELECT name, provider, modified, content FROM source WHERE id = ?", (entry,)).fetchone()
    grave = connection.execute("SELECT name, act FROM tombstone WHERE id = ?", (entry,)).fetchone()
    before = delivered(connection, entry)
    if source is None:
        name = grave[0] if grave else before.name if before else ""
        return Job(entry, name, None, None, "", bool(grave and grave[1] == "erase"), before)
    name, provider, modified, content = source
    return Job(entry, name, json.loads(content), department(connection, provider), modified, erased=False, before=before)


def department(connection: sqlite3.Connection, slug: str) -> Mapping[str, Any] | None:
    """The content of a unit's record by its present or a former slug."""
    wanted = "SELECT content FROM department WHERE id = (SELECT department FROM department_slug WHERE slug = ?)"
    row = connection.execute(wanted, (slug,)).fetchone()
    return json.loads(row[0]) if row else None


def delivered(connection: sqlite3.Connection, entry: str) -> Delivered | None:
    row = connection.execute("SELECT remote_id, name, shown, digest, receipt FROM delivery WHERE id = ?", (entry,)).fetchone()
    return Delivered(row[0], row[1], bool(row[2]), row[3], receipts.from_json(row[4])) if row else None


def settle(connection: sqlite3.Connection, done: Job, digest: str, receipt: Receipt, now: datetime) -> None:
    """The step of an entry is done; its receipt is kept."""
    remote_id = receipt.remote_id or (done.before.remote_id if done.before else done.id)
    row = (done.id, done.name, remote_id, done.content is not None, digest, moment_text(now), receipt.to_json())
    with transaction(connection):
        connection.execute(_PUT_DELIVERY, row)
        _strike_out(connection, done.id)


def leave(connection: sqlite3.Connection, entry: str) -> None:
    """Nothing had to be done for an entry."""
    with transaction(connection):
        _strike_out(connection, entry)


def fail(connection: sqlite3.Connection, failed: Job, error: RemoteError, now: datetime) -> None:
    """The step of an entry failed. What would fail again is not tried again, but a withdrawal is never given up."""
    is_given_up = error.kind != "later" and failed.content is not None
    row = connection.execute("SELECT attempts FROM failure WHERE id = ?", (failed.id,)).fetchone()
    attempts = (row[0] if row else 0) + 1
    not_before = None if is_given_up else moment_text(now + pause(attempts))
    with transaction(connection):
        connection.execute(_PUT_FAILURE, (failed.id, error.kind, as_text(error), attempts, moment_text(now), not_before))
        if is_given_up:
            connection.execute("DELETE FROM dirty WHERE id = ?", (failed.id,))


def try_again(connection: sqlite3.Connection, key: str) -> str | None:
    """Make an entry due that failed or was given up; `key` is its id, code or name. Its id, None when nobody knows it."""
    row = connection.execute(_FIND, {"key": key}).fetchone()
    if row is None:
        return None
    with transaction(connection):
        connection.execute("DELETE FROM failure WHERE id = ?", row)
        connection.execute("INSERT OR IGNORE INTO dirty (id) VALUES (?)", row)
    return str(row[0])


def place(connection: sqlite3.Connection, place_id: str) -> tuple[str, str, Receipt] | None:
    """The remote id, the digest and the receipt of an organization or group of ours."""
    row = connection.execute("SELECT remote_id, digest, receipt FROM place WHERE id = ?", (place_id,)).fetchone()
    return (row[0], row[1], receipts.from_json(row[2])) if row else None


def keep_place(connection: sqlite3.Connection, place_id: str, kind: str, digest: str, receipt: Receipt, now: datetime) -> None:
    with transaction(connection):
        connection.execute(_PUT_PLACE, (place_id, kind, receipt.remote_id, digest, moment_text(now), receipt.to_json()))


def drop_place(connection: sqlite3.Connection, place_id: str) -> None:
    with transaction(connection):
        connection.execute("DELETE FROM place WHERE id = ?", (place_id,))


def instances(connection: sqlite3.Connection, present: str) -> tuple[str, ...]:
    """Every name under which we ever marked something there, the present one last."""
    (kept,) = connection.execute("SELECT instances FROM target").fetchone()
    known: list[str] = json.loads(kept)
    if present not in known:
        known.append(present)
        with transaction(connection):
            connection.execute("UPDATE target SET instances = ?", (json.dumps(known),))
    return (*(each for each in known if each != present), present)


def sleep(connection: sqlite3.Connection, error: RemoteError, now: datetime) -> None:
    """The target as a whole is in trouble: wait before it is asked again."""
    (attempts,) = connection.execute("SELECT attempts FROM target").fetchone()
    row = (as_text(error), attempts + 1, moment_text(now + pause(attempts + 1)))
    with transaction(connection):
        connection.execute("UPDATE target SET trouble = ?, attempts = ?, not_before = ?", row)


def wake(connection: sqlite3.Connection, now: datetime) -> None:
    """The target was reached."""
    with transaction(connection):
        connection.execute("UPDATE target SET trouble = NULL, attempts = 0, not_before = NULL, reached_at = ?", (moment_text(now),))


def is_in_trouble(connection: sqlite3.Connection) -> bool:
    """Whether the target could not be served the last time."""
    return bool(connection.execute("SELECT trouble FROM target").fetchone()[0])


def is_asleep(connection: sqlite3.Connection, now: datetime) -> bool:
    (until,) = connection.execute("SELECT not_before FROM target").fetchone()
    return until is not None and until > moment_text(now)


def pause(attempts: int) -> timedelta:
    """How long to wait after so many failures in a row: doubled each time, up to an hour, the same every time."""
    return min(FIRST_PAUSE * (1 << min(attempts - 1, 10)), LONGEST_PAUSE)


def as_text(error: RemoteError) -> str:
    """A failure as it is kept: its code and facts, to be worded when somebody reads it."""
    return json.dumps({"code": error.code, "parameters": error.parameters}, ensure_ascii=False)


def _strike_out(connection: sqlite3.Connection, entry: str) -> None:
    connection.execute("DELETE FROM failure WHERE id = ?", (entry,))
    connection.execute("DELETE FROM dirty WHERE id = ?", (entry,))
