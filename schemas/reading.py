"""Reading JSON and JSONL files, and saying plainly where they are broken.

A JSON file is read whole and is broken as a whole. A JSONL file is read line by line, however long it is, and a
broken line is one problem among others.
"""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from schemas.faults import UnreadableFileError
from schemas.problems import Problem, texts

Watch = Callable[[int], None]

LINE_BY_LINE = (".jsonl", ".ndjson")
BYTE_ORDER_MARK = b"\xef\xbb\xbf"
# Python refuses to read longer whole numbers; as a float such a number is infinite, and found out later.
LONGEST_WHOLE_NUMBER = 4000


@dataclass(frozen=True, slots=True)
class Read:
    """One document of a file; `line` is None where the file is read whole."""

    line: int | None
    document: Any


@dataclass(frozen=True, slots=True)
class Broken:
    """A line that holds no document."""

    line: int
    problem: Problem


def documents(path: Path, watch: Watch = lambda _: None) -> Iterator[Read | Broken]:
    """The documents of a file in order; `watch` is told how many more bytes were read."""
    if path.suffix.lower() in LINE_BY_LINE:
        yield from _lines(path, watch)
    else:
        content = _content(path)
        watch(len(content))
        yield Read(None, _whole(path, content))


def document(path: Path) -> Any:
    """The one document of a JSON file; UnreadableFileError says which line of how many is broken."""
    return _whole(path, _content(path))


def _whole(path: Path, content: bytes) -> Any:
    lines = max(content.count(b"\n") + (not content.endswith(b"\n")), 1)
    try:
        return _parsed(content)
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise UnreadableFileError("file_not_utf8", file=str(path), line=line, lines=lines) from None
    except json.JSONDecodeError as error:
        line = min(error.lineno, lines)
        raise UnreadableFileError("file_not_json", file=str(path), line=line, lines=lines, column=error.colno, **_reason(error)) from None


def _lines(path: Path, watch: Watch) -> Iterator[Read | Broken]:
    with _opened(path) as file:
        for number, line in enumerate(file, start=1):
            if line.strip():
                yield _line(number, line)
            watch(len(line))


def _line(number: int, line: bytes) -> Read | Broken:
    try:
        return Read(number, _parsed(line))
    except UnicodeDecodeError:
        return Broken(number, Problem("", "not_utf8"))
    except json.JSONDecodeError as error:
        return Broken(number, Problem("", "broken_json", {"column": error.colno, **_reason(error)}))


def _parsed(content: bytes) -> Any:
    text = content.removeprefix(BYTE_ORDER_MARK).decode("utf-8")
    try:
        return json.loads(text, parse_int=_whole_number)
    except RecursionError:
        raise json.JSONDecodeError("nested too deeply", text, 0) from None


def _whole_number(digits: str) -> float:
    return int(digits) if len(digits) <= LONGEST_WHOLE_NUMBER else float(digits)


def _reason(error: json.JSONDecodeError) -> dict[str, str]:
    """Python's reason in our words; its own may quote the content."""
    known = texts("json_errors")
    text = next((text for beginning, text in known.items() if error.msg.startswith(beginning)), known["other"])
    return {"reason_zh": text.zh, "reason_en": text.en}


def _content(path: Path) -> bytes:
    with _opened(path) as file:
        return file.read()


@contextmanager
def _opened(path: Path) -> Iterator[BinaryIO]:
    try:
        with path.open("rb") as file:
            yield file
    except FileNotFoundError:
        raise UnreadableFileError("missing", file=str(path)) from None
    except IsADirectoryError:
        raise UnreadableFileError("not_a_file", file=str(path)) from None
    except PermissionError:
        raise UnreadableFileError("not_permitted", file=str(path)) from None
    except OSError:
        raise UnreadableFileError("unreadable", file=str(path)) from None
