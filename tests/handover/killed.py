"""A process that dies at the n-th step: right before and right after whatever changes something.

That is statements that write, and changes to the names of files or to what the disk holds.
"""

import os
import sqlite3
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

FINISHED, DIED, FAILED = 0, 9, 10
CHANGING = ("BEGIN", "CREATE", "INSERT", "UPDATE", "DELETE", "COMMIT", "VACUUM")


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


def _counted(countdown: _Countdown) -> type[sqlite3.Connection]:
    class Connection(sqlite3.Connection):
        def execute(self, sql: str, *arguments: Any) -> sqlite3.Cursor:
            execute = super().execute
            result: sqlite3.Cursor = (countdown.around(execute) if sql.startswith(CHANGING) else execute)(sql, *arguments)
            return result

        def executemany(self, sql: str, rows: Any) -> sqlite3.Cursor:
            def each() -> Any:
                for row in rows:
                    countdown.step()
                    yield row

            return super().executemany(sql, each())

    return Connection


def do_and_die(deed: Callable[[], object], step: int = -1) -> tuple[int, int]:
    """Do something in a child process that dies at this step, if it comes to it; how it ended, and the steps it took."""
    reader, writer = os.pipe()
    child = os.fork()
    if child:
        os.close(writer)
        with os.fdopen(reader) as said:
            steps = said.read()
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), int(steps or 0)
    try:
        os.write(writer, str(_do(deed, step)).encode())
        os._exit(FINISHED)
    except BaseException:  # noqa: BLE001 - the child may not go on as a second test run
        traceback.print_exc(file=sys.stderr)
        os._exit(FAILED)


def _do(deed: Callable[[], object], step: int) -> int:
    countdown = _Countdown(step)
    connect, factory = sqlite3.connect, _counted(countdown)
    sqlite3.connect = lambda *arguments, **more: connect(*arguments, factory=factory, **more)  # type: ignore[assignment]
    Path.replace = countdown.around(Path.replace)  # type: ignore[method-assign]
    Path.unlink = countdown.around(Path.unlink)  # type: ignore[method-assign]
    Path.touch = countdown.around(Path.touch)  # type: ignore[method-assign]
    os.fsync = countdown.around(os.fsync)
    deed()
    return countdown.taken
