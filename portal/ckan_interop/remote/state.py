"""The file of one target: the log as it stands, what remains to be delivered, and what became of the rest.

The part about the log has the same tables as a shelf and is filled by the same code (`source`, `department`, `dirty`, …),
without an index. An entry stays in `dirty` until the step that delivered it, or gave it up, has committed.
"""

import fcntl
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

FOLDER = "remotes"
PATIENCE_SECONDS = 30.0
OWN_TABLES = ("target", "delivery", "failure", "place")
_DEFINITION = """
CREATE TABLE IF NOT EXISTS target (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    made_with TEXT NOT NULL DEFAULT '',     -- what payloads were made with; all is looked at again when it changes
    instances TEXT NOT NULL DEFAULT '[]',   -- every name under which we ever marked something there
    trouble TEXT,                           -- why the target as a whole cannot be served, as code and facts
    attempts INTEGER NOT NULL DEFAULT 0,
    not_before TEXT,
    reached_at TEXT
) STRICT;
CREATE TABLE IF NOT EXISTS delivery (
    id TEXT PRIMARY KEY,                    -- our entry
    name TEXT NOT NULL,
    remote_id TEXT NOT NULL,
    shown INTEGER NOT NULL,                 -- whether it is to be seen at the target
    digest TEXT NOT NULL,                   -- of what was sent
    at TEXT NOT NULL,
    receipt TEXT NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS failure (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL,                     -- later, or what a person has to look at: invalid, forbidden, conflict
    reason TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    at TEXT NOT NULL,
    not_before TEXT
) STRICT;
CREATE TABLE IF NOT EXISTS place (
    id TEXT PRIMARY KEY,                    -- our unit or data domain
    kind TEXT NOT NULL,
    remote_id TEXT NOT NULL,
    digest TEXT NOT NULL,
    at TEXT NOT NULL,
    receipt TEXT NOT NULL
) STRICT;
INSERT OR IGNORE INTO target (one) VALUES (1);
"""


def path_of(home: Path, name: str) -> Path:
    """The file of a target."""
    return home / FOLDER / f"{name}.sqlite"


@contextmanager
def sole(home: Path, name: str, *, waiting: bool) -> Iterator[bool]:
    """Whether this process alone may work on the target; `waiting` waits until it may."""
    path = path_of(home, name).with_suffix(".lock")
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | (0 if waiting else fcntl.LOCK_NB))
        except BlockingIOError:
            yield False
            return
        yield True


@contextmanager
def opened(home: Path, name: str) -> Iterator[sqlite3.Connection]:
    """The file of a target, made when it is missing."""
    path = path_of(home, name)
    path.parent.mkdir(parents=True, exist_ok=True)
    connection = sqlite3.connect(path, isolation_level=None, timeout=PATIENCE_SECONDS)
    try:
        # A step lost with the power is done again: everything is looked for before it is written.
        connection.execute("PRAGMA journal_mode = WAL").fetchone()
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute("PRAGMA secure_delete = ON")
        connection.executescript(_DEFINITION)
        yield connection
    finally:
        connection.close()


def forget_traces(connection: sqlite3.Connection) -> None:
    """Write the file anew when something was withdrawn: freed pages keep bits of it here and there."""
    row = connection.execute("SELECT has_traces FROM about").fetchone()
    if row and row[0]:
        connection.execute("VACUUM")
        connection.execute("UPDATE about SET has_traces = 0")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
