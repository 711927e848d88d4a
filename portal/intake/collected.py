"""Inside: the messages that were collected, each once, from as many intakes as there are."""

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from portal.handover import ledger
from portal.handover.errors import HandoverError
from portal.handover.manifest import START, BundleNote, Mark
from portal.intake.message import Message
from portal.intake.store import as_message, as_row

DEFINITION = f"""{ledger.TABLE}
CREATE TABLE message (intake TEXT NOT NULL, number INTEGER NOT NULL, at TEXT NOT NULL, kind TEXT NOT NULL, payload TEXT NOT NULL,
    previous TEXT NOT NULL, digest TEXT NOT NULL, PRIMARY KEY (intake, number)) STRICT;
"""
_PUT = "INSERT INTO message VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING"
_DIGEST = "SELECT digest FROM message WHERE intake = ? AND number = ?"
_LAST = "SELECT number, digest FROM message WHERE intake = ? ORDER BY number DESC LIMIT 1"
_AFTER = """SELECT number, at, kind, payload, previous, digest FROM message
    WHERE intake = ? AND number > ? ORDER BY number LIMIT ?"""


@dataclass(frozen=True, slots=True)
class Collected:
    """The file at `path`."""

    path: Path

    def after(self, intake: str, number: int, limit: int) -> tuple[Message, ...]:
        """The next messages of one intake after a number, in order."""
        with ledger.reading(self.path) as connection:
            rows = connection.execute(_AFTER, (intake, number, limit)).fetchall() if connection else ()
        return tuple(as_message(*row) for row in rows)

    def intakes(self) -> tuple[str, ...]:
        """The identities of the intakes of which messages were collected."""
        with ledger.reading(self.path) as connection:
            rows = connection.execute("SELECT DISTINCT intake FROM message ORDER BY intake").fetchall() if connection else ()
        return tuple(intake for (intake,) in rows)

    def last_message(self, intake: str) -> Mark:
        """Where the messages of one intake end."""
        with ledger.reading(self.path) as connection:
            row = connection.execute(_LAST, (intake,)).fetchone() if connection else None
        return Mark(number=row[0], digest=row[1]) if row else START

    def last_bundle(self, intake: str) -> BundleNote | None:
        """The last bundle of one intake."""
        with ledger.reading(self.path) as connection:
            return ledger.last(connection, intake)

    def knows(self, bundle: str) -> bool:
        """Whether the bundle with this digest was collected."""
        with ledger.reading(self.path) as connection:
            return ledger.knows(connection, bundle)


def put(connection: sqlite3.Connection, intake: str, messages: Iterable[Message]) -> int:
    """Keep those that are not here yet; how many these were. One that differs from what is here refuses all of them."""
    new = 0
    for message in messages:
        added = connection.execute(_PUT, (intake, *as_row(message))).rowcount
        if not added and connection.execute(_DIGEST, (intake, message.number)).fetchone() != (message.digest,):
            raise HandoverError("message_differs", number=message.number)
        new += added
    return new
