"""Schemas of other people, used at arm's length: in a process of its own, with limits of time and memory.

A foreign schema may hold a regular expression that never ends, references that go in circles, or addresses to be
fetched. The process is ended when a document takes too long; nothing is ever fetched.
"""

import json
import os
import selectors
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from time import monotonic
from types import TracebackType
from typing import Any, BinaryIO, Self, cast

from schemas.characters import unusable
from schemas.faults import CannotCheckError
from schemas.problems import Problem

ROOT = Path(__file__).parent.parent
# The first answer comes after Python and its libraries were loaded.
SECONDS_TO_START = 30.0
CHUNK = 2**16


class NotJsonError(Exception):
    """Python reads numbers that JSON does not have: infinity, and what is not a number."""


class ForeignSchema:
    """A foreign schema at work, as a context: `problems` may be asked of it until it is left."""

    def __init__(self, schema: Any, file: str, *, seconds: float, megabytes: int) -> None:
        self._schema = schema
        self._file = file
        self._seconds = seconds
        self._megabytes = megabytes
        self._unread = b""

    def __enter__(self) -> Self:
        """Start the process; CannotCheckError when the schema cannot be used."""
        path = os.pathsep.join((str(ROOT), os.environ.get("PYTHONPATH", "")))
        self._process = subprocess.Popen(
            [sys.executable, "-m", "schemas.foreign_child"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": path},
        )
        self._stdin, self._stdout = cast("BinaryIO", self._process.stdin), cast("BinaryIO", self._process.stdout)
        try:
            self._ask({"schema": self._schema, "seconds": self._seconds, "megabytes": self._megabytes}, SECONDS_TO_START + self._seconds)
        except NotJsonError:
            self._end()
            raise CannotCheckError("not_a_schema", file=self._file) from None
        except CannotCheckError:
            self._end()
            raise
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._end()

    def problems(self, document: Any) -> tuple[Problem, ...]:
        """What is wrong with a document; CannotCheckError when the schema ran out of bounds on it."""
        try:
            return self._ask(document, self._seconds)
        except NotJsonError:
            return tuple(problem for problem in unusable(document) if problem.code == "not_a_number")

    def _ask(self, question: Any, seconds: float) -> tuple[Problem, ...]:
        answer = json.loads(self._exchange(self._written(question), seconds))
        if "fault" in answer:
            raise CannotCheckError(answer["fault"], **{"file": self._file, **answer["parameters"]})
        return tuple(Problem(path, code, parameters) for path, code, parameters in answer["problems"])

    def _written(self, content: Any) -> bytes:
        try:
            return json.dumps(content, allow_nan=False).encode()
        except ValueError:
            raise NotJsonError from None
        except RecursionError:
            raise CannotCheckError("endless_ref", file=self._file) from None

    def _exchange(self, line: bytes, seconds: float) -> bytes:
        """One line there, one line back, within the time."""
        with suppress(BrokenPipeError):  # it has ended; reading will tell why
            self._stdin.write(line + b"\n")
            self._stdin.flush()
        deadline = monotonic() + seconds
        while b"\n" not in self._unread:
            self._unread += self._read(deadline)
        answer, _, self._unread = self._unread.partition(b"\n")
        return answer

    def _read(self, deadline: float) -> bytes:
        with selectors.DefaultSelector() as selector:
            selector.register(self._stdout, selectors.EVENT_READ)
            if not selector.select(max(deadline - monotonic(), 0)):
                raise self._too_slow()
        if chunk := os.read(self._stdout.fileno(), CHUNK):
            return chunk
        raise self._too_slow() if self._process.wait() == -signal.SIGXCPU else CannotCheckError("stopped", file=self._file)

    def _too_slow(self) -> CannotCheckError:
        return CannotCheckError("too_slow", file=self._file, seconds=f"{self._seconds:g}")

    def _end(self) -> None:
        self._process.kill()
        self._process.communicate()
