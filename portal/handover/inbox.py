"""What was imported outside: one SQLite file an audience, with the records and what is known of their bundles.

Records and standing change in one transaction. What was withdrawn, suspended or erased leaves no content here either.
"""

import json
import sqlite3
from collections.abc import Iterable, Sequence
from contextlib import closing
from datetime import datetime
from pathlib import Path

from catalog import digest
from catalog.database import moment_text
from catalog.publication_log import Record
from portal.handover import ledger, record_lines
from portal.handover.errors import HandoverError
from portal.handover.manifest import BundleNote, Mark
from portal.handover.reading import Opened
from portal.handover.record_lines import ENDS
from portal.shelf.records import Read

DEFINITION = f"""{ledger.TABLE}
CREATE TABLE about (one INTEGER PRIMARY KEY CHECK (one = 1), has_traces INTEGER NOT NULL) STRICT;
INSERT INTO about VALUES (1, 0);
CREATE TABLE record (number INTEGER PRIMARY KEY, at TEXT NOT NULL, audience TEXT NOT NULL, act TEXT NOT NULL,
    subject_kind TEXT NOT NULL, subject_id TEXT NOT NULL, content TEXT, digest TEXT NOT NULL) STRICT;
CREATE INDEX record_subject ON record (subject_id, number);
"""
_PUT = "INSERT INTO record VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
_AFTER = """SELECT number, at, audience, act, subject_kind, subject_id, content, digest FROM record
    WHERE number > ? ORDER BY number LIMIT ?"""
_ENDED = f"subject_kind = 'entry' AND act IN {ENDS}"  # a tuple of words reads as a list in SQL
_FORGET = f"""UPDATE record SET content = NULL WHERE content IS NOT NULL AND subject_kind = 'entry'
    AND subject_id IN (SELECT subject_id FROM record WHERE number > ? AND {_ENDED})
    AND number < (SELECT max(number) FROM record AS later WHERE later.subject_id = record.subject_id AND {_ENDED})"""


def file(folder: Path, audience: str) -> Path:
    """The inbox of an audience."""
    return folder / f"{audience}.sqlite"


def reader(folder: Path, audience: str) -> Read:
    """How a shelf reads the inbox: as `portal.worker.reader`, without a registry."""

    def read(number: int, limit: int) -> Sequence[Record]:
        with ledger.reading(file(folder, audience)) as connection:
            rows = connection.execute(_AFTER, (number, limit)).fetchall() if connection else ()
        return [_as_record(*row) for row in rows]

    return read


def standing(folder: Path, audience: str) -> BundleNote | None:
    """The last bundle that was imported."""
    with ledger.reading(file(folder, audience)) as connection:
        return ledger.last(connection)


def has_imported(folder: Path, audience: str, bundle: str) -> bool:
    """Whether the bundle with this digest was imported."""
    with ledger.reading(file(folder, audience)) as connection:
        return ledger.knows(connection, bundle)


def keep(folder: Path, bundle: Opened, judged_by: BundleNote | None, note: BundleNote, at: datetime) -> None:
    """Take in a bundle that was judged when `judged_by` was the last one; all of it or nothing."""
    path = file(folder, bundle.manifest.audience)
    with ledger.changing(path, DEFINITION) as connection:
        if ledger.last(connection) != judged_by:
            raise HandoverError("busy")
        if bundle.manifest.begins_anew:
            connection.execute("DELETE FROM record")
        _put(connection, record_lines.checked(bundle))
        _forget(connection, bundle.manifest.after, anew=judged_by is not None and bundle.manifest.begins_anew)
        ledger.write(connection, note, moment_text(at))
    clean(folder, bundle.manifest.audience)


def clean(folder: Path, audience: str) -> None:
    """Write the file anew if pages of it may still hold bits of what is gone; nothing to see of it otherwise."""
    path = file(folder, audience)
    with ledger.reading(path) as connection:
        has_traces = connection and connection.execute("SELECT has_traces FROM about").fetchone() == (1,)
    if has_traces:
        with closing(sqlite3.connect(path, isolation_level=None, timeout=ledger.PATIENCE_SECONDS)) as connection:
            connection.execute("PRAGMA secure_delete = ON")
            connection.execute("VACUUM")
            connection.execute("UPDATE about SET has_traces = 0")


def _put(connection: sqlite3.Connection, records: Iterable[Record]) -> None:
    connection.executemany(_PUT, (_as_row(record) for record in records))


def _forget(connection: sqlite3.Connection, after: Mark, *, anew: bool) -> None:
    forgotten = connection.execute(_FORGET, (after.number,)).rowcount
    if forgotten or anew:
        connection.execute("UPDATE about SET has_traces = 1")


def _as_row(record: Record) -> tuple[int | str | None, ...]:
    content = None if record.content is None else digest.canonical(record.content).decode()
    about = (record.audience, record.act, record.subject_kind, record.subject_id)
    return (record.number, moment_text(record.at), *about, content, record.digest)


def _as_record(number: int, at: str, audience: str, act: str, kind: str, subject: str, content: str | None, its_digest: str) -> Record:
    return Record(number, datetime.fromisoformat(at), audience, act, kind, subject, json.loads(content) if content else None, its_digest)
