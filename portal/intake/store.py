"""The intake file: messages are added at its end, and the file itself refuses that one is changed or taken out."""

import json
import sqlite3
import uuid
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from catalog import digest
from catalog.database import moment_text
from portal.handover import ledger
from portal.handover.errors import HandoverError
from portal.handover.manifest import START, BundleNote, Mark
from portal.intake.message import Message, following

_STAYS = "CREATE TRIGGER {0}_{1} BEFORE {1} ON {0} BEGIN SELECT RAISE(ABORT, '{0} only grows'); END;"
DEFINITION = f"""{ledger.TABLE}
CREATE TABLE about (one INTEGER PRIMARY KEY CHECK (one = 1), identity TEXT NOT NULL) STRICT;
CREATE TABLE message (number INTEGER PRIMARY KEY, at TEXT NOT NULL, kind TEXT NOT NULL, payload TEXT NOT NULL,
    previous TEXT NOT NULL, digest TEXT NOT NULL) STRICT;
CREATE TRIGGER message_grows BEFORE INSERT ON message WHEN NEW.number <> (SELECT coalesce(max(number), 0) + 1 FROM message)
    BEGIN SELECT RAISE(ABORT, 'message only grows'); END;
{chr(10).join(_STAYS.format(table, act) for table in ("message", "bundle", "about") for act in ("UPDATE", "DELETE"))}
"""
_PUT = "INSERT INTO message VALUES (?, ?, ?, ?, ?, ?)"
_LAST = "SELECT number, digest FROM message ORDER BY number DESC LIMIT 1"
_AFTER = "SELECT number, at, kind, payload, previous, digest FROM message WHERE number > ? ORDER BY number LIMIT ?"


@dataclass(frozen=True, slots=True)
class Intake:
    """The file at `path`; every call has a connection and a transaction of its own, so any thread or process may call."""

    path: Path

    def put(self, kind: str, payload: dict[str, Any], at: datetime) -> Message:
        """Keep a message for good; when this returns, it is on the disk."""
        with ledger.changing(self.path, DEFINITION) as connection:
            _identify(connection)
            message = following(_last(connection), at, kind, payload)
            connection.execute(_PUT, as_row(message))
        return message

    def after(self, number: int, limit: int) -> tuple[Message, ...]:
        """The next messages after a number, in order."""
        with ledger.reading(self.path) as connection:
            rows = connection.execute(_AFTER, (number, limit)).fetchall() if connection else ()
        return tuple(as_message(*row) for row in rows)

    def identity(self) -> str:
        """The UUID that this file got with its first message."""
        with ledger.reading(self.path) as connection:
            row = connection.execute("SELECT identity FROM about").fetchone() if connection else None
        if row is None:
            raise HandoverError("intake_missing", path=str(self.path))
        return str(row[0])

    def last_bundle(self) -> BundleNote | None:
        """The bundle that was exported last."""
        with ledger.reading(self.path) as connection:
            return ledger.last(connection)

    def note_bundle(self, known: BundleNote | None, note: BundleNote) -> None:
        """Remember that a bundle was exported when `known` was the last one."""
        with ledger.changing(self.path, DEFINITION) as connection:
            if ledger.last(connection) != known:
                raise HandoverError("busy")
            ledger.write(connection, note, note.made_at)


def as_row(message: Message) -> tuple[int | str, ...]:
    """A message as the columns of a table hold it."""
    payload = digest.canonical(message.payload).decode()
    return (message.number, moment_text(message.at), message.kind, payload, message.previous, message.digest)


def as_message(number: int, at: str, kind: str, payload: str, previous: str, its_digest: str) -> Message:
    """The message in such columns."""
    return Message(number, datetime.fromisoformat(at), kind, json.loads(payload), previous, its_digest)


def _identify(connection: sqlite3.Connection) -> None:
    if connection.execute("SELECT 1 FROM about").fetchone() is None:
        connection.execute("INSERT INTO about VALUES (1, ?)", (str(uuid.uuid4()),))


def _last(connection: sqlite3.Connection) -> Mark:
    row = connection.execute(_LAST).fetchone()
    return Mark(number=row[0], digest=row[1]) if row else START
