"""What one side remembers of the bundles that it took in or made, and whether another may follow them.

The table stands in the same SQLite file as the records, so both change in one transaction and cannot drift apart.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from portal.handover.errors import HandoverError
from portal.handover.manifest import BundleNote, Manifest, Mark

TABLE = """CREATE TABLE bundle (
    instance TEXT NOT NULL, sequence INTEGER NOT NULL, digest TEXT NOT NULL UNIQUE, previous TEXT NOT NULL,
    after_number INTEGER NOT NULL, after_digest TEXT NOT NULL, last_number INTEGER NOT NULL, last_digest TEXT NOT NULL,
    made_at TEXT NOT NULL, noted_at TEXT NOT NULL, PRIMARY KEY (instance, sequence)) STRICT;"""
# A process that changes a large file holds it for as long as that takes.
PATIENCE_SECONDS = 300.0

_NOTE = "INSERT INTO bundle VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
_LAST = """SELECT instance, sequence, digest, previous, after_number, after_digest, last_number, last_digest, made_at
    FROM bundle WHERE instance = ? OR ? IS NULL ORDER BY sequence DESC LIMIT 1"""


@contextmanager
def reading(path: Path) -> Iterator[sqlite3.Connection | None]:
    """The file, not to be changed; None while there is none or nothing was ever committed to it.

    Opened as one that may write, because only such a one can put right what a process killed while it wrote has left.
    """
    if not path.exists():
        yield None
        return
    with _connected(path, "rw") as connection:
        connection.execute("PRAGMA query_only = ON")
        yield connection if _has_tables(connection) else None


@contextmanager
def changing(path: Path, definition: str) -> Iterator[sqlite3.Connection]:
    """The file in one transaction: all of the block or nothing of it. Made with `definition` where there is none."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600)
    with _connected(path, "rw") as connection:
        connection.execute("PRAGMA synchronous = EXTRA")
        connection.execute("PRAGMA secure_delete = ON")
        connection.execute("BEGIN IMMEDIATE")
        try:
            if not _has_tables(connection):
                _define(connection, definition)
            yield connection
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise


def last(connection: sqlite3.Connection | None, instance: str | None = None) -> BundleNote | None:
    """The last bundle, of one instance or of any."""
    row = connection.execute(_LAST, (instance, instance)).fetchone() if connection else None
    if row is None:
        return None
    instance, sequence, digest, previous, *marks, made_at = row
    after, end = (Mark(number=number, digest=its) for number, its in (marks[:2], marks[2:]))
    return BundleNote(instance, sequence, digest, previous, after, end, made_at)


def write(connection: sqlite3.Connection, note: BundleNote, noted_at: str) -> None:
    """Remember a bundle."""
    marks = (note.after.number, note.after.digest, note.last.number, note.last.digest)
    connection.execute(_NOTE, (note.instance, note.sequence, note.digest, note.previous, *marks, note.made_at, noted_at))


def knows(connection: sqlite3.Connection | None, digest: str) -> bool:
    """Whether this very bundle is among those remembered."""
    return bool(connection and connection.execute("SELECT 1 FROM bundle WHERE digest = ?", (digest,)).fetchone())


def judge(manifest: Manifest, known: BundleNote | None, *, is_known: bool) -> None:
    """Refuse a bundle that is not the one to come after `known`, the last of this side."""
    sequence = manifest.sequence
    if known is None:
        if not manifest.begins_anew:
            raise HandoverError("gap_at_start", sequence=sequence)
        return
    if manifest.instance != known.instance:
        raise HandoverError("foreign_instance", found=manifest.instance, known=known.instance)
    if is_known:
        raise HandoverError("replay", sequence=sequence)
    if sequence <= known.sequence:
        raise HandoverError("rollback", sequence=sequence, known=known.sequence)
    if manifest.begins_anew:
        return
    if sequence > known.sequence + 1:
        raise HandoverError("gap", first=known.sequence + 1, last=sequence - 1)
    if (manifest.previous, manifest.after) != (known.digest, known.last):
        raise HandoverError("fork", sequence=sequence)


@contextmanager
def _connected(path: Path, mode: str) -> Iterator[sqlite3.Connection]:
    address = f"{path.resolve().as_uri()}?mode={mode}"
    connection = sqlite3.connect(address, uri=True, isolation_level=None, timeout=PATIENCE_SECONDS)
    try:
        yield connection
    finally:
        connection.close()


def _define(connection: sqlite3.Connection, definition: str) -> None:
    """Not `executescript`, which would commit."""
    statement = ""
    for line in definition.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            connection.execute(statement)
            statement = ""


def _has_tables(connection: sqlite3.Connection) -> bool:
    return connection.execute("SELECT 1 FROM sqlite_schema WHERE name = 'bundle'").fetchone() is not None
