"""The files of a shelf: `open-<n>.sqlite` is one generation, `open.current` says which one is read.

A file that is read is never replaced or moved. A new generation is built beside it under a name that no reader knows,
the pointer is exchanged in one step, and then the old file is unlinked; who still has it open reads it to the end.
"""

import fcntl
import os
import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from portal.shelf.tables import DEFINITION

# How long a writer waits for readers of the same file.
PATIENCE_SECONDS = 30.0


def pointer(directory: Path, audience: str) -> Path:
    """The file that names the present generation."""
    return directory / f"{audience}.current"


def current(directory: Path, audience: str) -> Path | None:
    """The present generation; None when there is none."""
    try:
        return directory / pointer(directory, audience).read_text(encoding="ascii").strip()
    except FileNotFoundError:
        return None


@contextmanager
def sole_follower(directory: Path, audience: str) -> Iterator[None]:
    """Keeps every other follower of this shelf waiting; leftovers of one that was killed are cleared away first."""
    directory.mkdir(parents=True, exist_ok=True)
    with (directory / f"{audience}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        sweep(directory, audience)
        yield


@contextmanager
def building(directory: Path, audience: str) -> Iterator[sqlite3.Connection]:
    """A new, empty shelf that nobody reads; it is gone after the block, `release` keeps a copy.

    Without a journal: if we die here, the file is rubbish anyway.
    """
    path = directory / f"{audience}.building"
    path.unlink(missing_ok=True)
    connection = sqlite3.connect(path, isolation_level=None)
    try:
        connection.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;" + DEFINITION)
        yield connection
    finally:
        connection.close()
        path.unlink(missing_ok=True)


@contextmanager
def writing(path: Path) -> Iterator[sqlite3.Connection]:
    """A connection that may change a generation."""
    connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=rw", uri=True, isolation_level=None, timeout=PATIENCE_SECONDS)
    try:
        connection.execute("PRAGMA secure_delete = ON")
        connection.execute("PRAGMA synchronous = NORMAL")
        yield connection
    finally:
        connection.close()


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """All of the block or nothing of it."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def release(connection: sqlite3.Connection, directory: Path, audience: str) -> Path:
    """Make a clean copy of this shelf the present generation, and clear away all others.

    A copy, because pages from which something was deleted keep bits of it here and there even with secure_delete;
    what SQLite writes anew holds nothing but what is there.
    """
    path = directory / f"{audience}-{_next_number(directory, audience)}.sqlite"
    connection.execute("VACUUM INTO ?", (str(path),))
    fresh = sqlite3.connect(path, isolation_level=None)
    # Nobody reads it yet; it has to be on the disk only before the pointer names it.
    fresh.execute("PRAGMA synchronous = OFF")
    fresh.execute("UPDATE about SET has_traces = 0")
    fresh.execute("PRAGMA journal_mode = WAL").fetchone()
    fresh.close()
    _sync(path)
    _point_at(directory, audience, path)
    sweep(directory, audience)
    return path


def tidy(connection: sqlite3.Connection) -> None:
    """Empty the write-ahead log, unless somebody still reads from it: then the next one will."""
    connection.execute("PRAGMA busy_timeout = 0")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()


def sweep(directory: Path, audience: str) -> None:
    """Delete every file of this shelf that is not of the present generation."""
    kept = current(directory, audience)
    for path in files(directory, audience):
        if not (kept and path.name.startswith(kept.name)):
            with suppress(FileNotFoundError):
                path.unlink()


def files(directory: Path, audience: str) -> list[Path]:
    """Every file of this shelf that holds, or may hold, content."""
    ours = re.compile(rf"{re.escape(audience)}(-[0-9]+\.sqlite|\.building|\.pointing)(-wal|-shm|-journal)?")
    return sorted(path for path in directory.iterdir() if ours.fullmatch(path.name))


def _next_number(directory: Path, audience: str) -> int:
    kept = current(directory, audience)
    return int(kept.stem.rpartition("-")[2]) + 1 if kept else 1


def _point_at(directory: Path, audience: str, path: Path) -> None:
    draft = directory / f"{audience}.pointing"
    draft.write_text(path.name + "\n", encoding="ascii")
    _sync(draft)
    draft.replace(pointer(directory, audience))
    _sync(directory)


def _sync(path: Path) -> None:
    """Have the disk hold what the file or folder holds."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
