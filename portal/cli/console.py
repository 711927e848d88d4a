"""What the commands print with: one line for an error, a table or JSON for an answer, a bar for long work."""

import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, NoReturn

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from portal.settings import Settings

DONE, FOUND_PROBLEMS, WRONG_USAGE = 0, 1, 2
# What is piped on must not be cut to the width of a terminal that is not there.
WIDE = None if sys.stdout.isatty() else 250
OUT, ERR = Console(width=WIDE, soft_wrap=True), Console(stderr=True, soft_wrap=True)


def say(text: str) -> None:
    """A line of the answer."""
    OUT.print(text, markup=False, highlight=False)


def say_json(content: Any) -> None:
    """One line of JSON for programs."""
    sys.stdout.write(json.dumps(content, ensure_ascii=False, default=str) + "\n")


def say_table(headings: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Rows under headings, for people."""
    table = Table()
    for heading in headings:
        table.add_column(heading, overflow="fold")
    for row in rows:
        table.add_row(*("" if cell is None else str(cell) for cell in row))
    OUT.print(table)


def say_rows(rows: Sequence[Mapping[str, Any]], headings: Mapping[str, str], *, as_json: bool) -> None:
    """The same rows as JSON lines or as a table with `headings` (key → heading)."""
    if as_json:
        for row in rows:
            say_json(row)
    else:
        say_table(list(headings.values()), [[row[key] for key in headings] for row in rows])


def fail(text: str, code: int = FOUND_PROBLEMS) -> NoReturn:
    """One clear line on stderr, and out."""
    ERR.print(text, markup=False, highlight=False)
    raise typer.Exit(code)


def locale() -> str:
    """The language of answers: BIANMU_LOCALE, zh unless it says en."""
    return Settings().locale


def either(chinese: str, english: str) -> str:
    """The text in the language of answers."""
    return english if locale() == "en" else chinese


@contextmanager
def progress(label: str, total: int | None) -> Iterator[Callable[[int], None]]:
    """A bar on a terminal, nothing elsewhere; the block gets a function that moves it on."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=ERR, transient=True, disable=not ERR.is_terminal) as bar:
        task = bar.add_task(label, total=total)
        yield lambda steps: bar.advance(task, steps)
