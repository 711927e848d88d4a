"""A shelf to read from: one file of one audience, however often it is exchanged for a new one."""

import os
import sqlite3
from collections import deque
from contextlib import AbstractContextManager
from pathlib import Path
from threading import Lock

from portal.shelf import generations
from portal.shelf.answers import Department as Department
from portal.shelf.answers import FacetCount as FacetCount
from portal.shelf.answers import Found as Found
from portal.shelf.answers import ServiceItem as ServiceItem
from portal.shelf.answers import Suggestion as Suggestion
from portal.shelf.answers import Theme as Theme
from portal.shelf.answers import Tombstone as Tombstone
from portal.shelf.errors import NotReadyError
from portal.shelf.memory import Memory
from portal.shelf.snapshot import Snapshot as Snapshot

# How often to look at the pointer again when the file that it named is already gone.
_ATTEMPTS = 5
_MAPPED_BYTES = 1 << 31
_IDLE_CONNECTIONS = 8
Identity = tuple[int, int]


class _Generation:
    """One file, its idle connections, and what was worked out from it."""

    def __init__(self, path: Path, identity: Identity) -> None:
        self.path = path
        self.identity = identity
        self.memory = Memory()
        self.idle: deque[sqlite3.Connection] = deque()

    def connection(self) -> tuple[sqlite3.Connection, bool]:
        """A connection, and whether it is a fresh one."""
        try:
            return self.idle.pop(), False
        except IndexError:
            return _connect(self.path), True

    def give_back(self, connection: sqlite3.Connection) -> None:
        if len(self.idle) < _IDLE_CONNECTIONS:
            self.idle.append(connection)
        else:
            connection.close()

    def close(self) -> None:
        while self.idle:
            self.idle.pop().close()


class Shelf:
    """A shelf of one audience. May be used from several threads; every `read` has a connection of its own.

    It never writes to the file, but SQLite has to be able to lay its shared memory (`-shm`) beside it.
    """

    def __init__(self, directory: Path, audience: str) -> None:
        self.directory = directory
        self.audience = audience
        self._pointer = generations.pointer(directory, audience)
        self._generation: _Generation | None = None
        self._exchange = Lock()

    def read(self) -> AbstractContextManager[Snapshot]:
        """The shelf as it stands when the block begins, in one read transaction that ends with the block.

        Never hold it across an `await` or a stream. NotReadyError while nobody has built the shelf.
        """
        return _Look(self)

    def ready(self) -> bool:
        """Whether there is a shelf to read."""
        try:
            with self.read():
                return True
        except (NotReadyError, sqlite3.Error):
            return False

    def close(self) -> None:
        """Let go of the file."""
        with self._exchange:
            if self._generation:
                self._generation.close()
            self._generation = None

    def begin(self) -> tuple[_Generation, sqlite3.Connection]:
        """A connection to the present generation with its transaction begun."""
        trouble: sqlite3.OperationalError | None = None
        for _ in range(_ATTEMPTS):
            generation = self._present()
            try:
                connection, is_fresh = generation.connection()
                connection.execute("BEGIN")
                # Only the first statement that reads settles what is seen.
                connection.execute("SELECT 1 FROM about").fetchone()
            except sqlite3.OperationalError as error:
                # Perhaps cleared away between the look at the pointer and the look at the file.
                trouble = error
                self.close()
                continue
            if not is_fresh or self._identity() == generation.identity:
                return generation, connection
            # Cleared away meanwhile, it may have been opened without its write-ahead log.
            connection.close()
        raise self._not_ready() from trouble

    def end(self, generation: _Generation, connection: sqlite3.Connection) -> None:
        """End a transaction; the connection stays open for the next one if the file is still the present one."""
        connection.execute("ROLLBACK")
        if generation is self._generation:
            generation.give_back(connection)
        else:
            connection.close()

    def _present(self) -> _Generation:
        identity = self._identity()
        generation = self._generation
        if generation is not None and generation.identity == identity:
            return generation
        with self._exchange:
            present = self._generation
            if present is None or present.identity != identity:
                path = generations.current(self.directory, self.audience)
                if path is None:
                    raise self._not_ready()
                if present:
                    present.close()
                present = self._generation = _Generation(path, identity)
            return present

    def _identity(self) -> Identity:
        """What changes when the pointer is exchanged."""
        try:
            found = os.stat(self._pointer)  # noqa: PTH116 - on the path of every request
        except FileNotFoundError:
            raise self._not_ready() from None
        return found.st_ino, found.st_mtime_ns

    def _not_ready(self) -> NotReadyError:
        return NotReadyError(f"there is no {self.audience} shelf in {self.directory}", f"{self.directory} 中还没有 {self.audience} 目录库")


class _Look:
    """One look at a shelf; a class, because a generator would cost more than the look."""

    __slots__ = ("_connection", "_generation", "_shelf")

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf

    def __enter__(self) -> Snapshot:
        self._generation, self._connection = self._shelf.begin()
        return Snapshot(self._connection, self._generation.memory)

    def __exit__(self, *_: object) -> None:
        self._shelf.end(self._generation, self._connection)


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, isolation_level=None, check_same_thread=False)
    connection.execute("PRAGMA query_only = ON")
    connection.execute(f"PRAGMA mmap_size = {_MAPPED_BYTES}")
    return connection
