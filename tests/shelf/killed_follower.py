"""A follower that dies at the n-th step, in a process of its own.

Every statement that begins, commits or copies, and every change to the names of files, is a step twice: before and after.
"""

import os
import sqlite3
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

from portal.shelf import follower
from tests.shelf.log import SITE, Log

FINISHED, DIED, FAILED = 0, 9, 10
STATEMENTS = ("BEGIN", "COMMIT", "VACUUM", "PRAGMA wal_checkpoint", "PRAGMA journal_mode", "UPDATE about")


class _Countdown:
    def __init__(self, steps: int) -> None:
        self.steps = steps
        self.taken = 0

    def step(self) -> None:
        self.taken += 1
        if self.taken == self.steps:
            os._exit(DIED)

    def around(self, act: Callable[..., Any]) -> Callable[..., Any]:
        def acted(*arguments: Any, **more: Any) -> Any:
            self.step()
            result = act(*arguments, **more)
            self.step()
            return result

        return acted

    def connecting(self, connect: Callable[..., sqlite3.Connection]) -> Callable[..., sqlite3.Connection]:
        countdown = self

        class Connection(sqlite3.Connection):
            def execute(self, sql: str, *arguments: Any) -> sqlite3.Cursor:
                execute = super().execute
                return countdown.around(execute)(sql, *arguments) if sql.startswith(STATEMENTS) else execute(sql, *arguments)

        return lambda *arguments, **more: connect(*arguments, factory=Connection, **more)


def follow_and_die(log: Log, folder: Path, step: int = -1) -> tuple[int, int]:
    """Follow the log in a child process that dies at this step, if it comes to it; how it ended, and the steps it took."""
    reader, writer = os.pipe()
    child = os.fork()
    if child:
        os.close(writer)
        with os.fdopen(reader) as said:
            steps = said.read()
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), int(steps or 0)
    try:
        os.write(writer, str(_follow(log, folder, step)).encode())
        os._exit(FINISHED)
    except BaseException:  # noqa: BLE001 - the child may not go on as a second test run
        traceback.print_exc(file=sys.stderr)
        os._exit(FAILED)


def _follow(log: Log, folder: Path, step: int) -> int:
    countdown = _Countdown(step)
    sqlite3.connect = countdown.connecting(sqlite3.connect)  # type: ignore[assignment]
    Path.unlink = countdown.around(Path.unlink)  # type: ignore[method-assign]
    Path.replace = countdown.around(Path.replace)  # type: ignore[method-assign]
    follower.BATCH = 4
    follower.follow(log.read, folder, "open", site_url=SITE)
    return countdown.taken
