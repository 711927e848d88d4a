"""`bianmu validate`: files held against one of our schemas, or against anybody's."""

import unicodedata
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.markup import escape

from portal.cli import console
from schemas.faults import CannotCheckError, UnreadableFileError
from schemas.problems import Problem
from schemas.validation_run import Judge, Judged, judge, judged

SHOWN_AT_MOST = 200
LONG_WORK_IN_BYTES = 2**20

SCHEMA = typer.Option("--schema", "-s", help="Name of one of our schemas (data_resource, organisation_unit, …), or a JSON Schema file.")
INPUTS = typer.Argument(help="JSON files, or .jsonl files with one document a line.", show_default=False)
SECONDS = typer.Option("--time-limit", min=0.1, help="Seconds that one document may take under a schema from a file.")
MEGABYTES = typer.Option("--memory-limit", min=256, help="Megabytes that a schema from a file may take.")


def validate(
    schema: Annotated[str, SCHEMA],
    inputs: Annotated[list[Path], INPUTS],
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a problem.")] = False,
    seconds: Annotated[float, SECONDS] = 10.0,
    megabytes: Annotated[int, MEGABYTES] = 1024,
) -> None:
    """Say what is wrong with documents. Exit code 0: nothing, 1: problems, 2: something could not be read or used.

    Drafts 4, 6, 7, 2019-09 and 2020-12 are understood; nothing is ever fetched from the network.

    Example: bianmu validate --schema data_resource entries.jsonl --json
    """
    report = Report(as_json=as_json)
    try:
        with judge(schema, seconds=seconds, megabytes=megabytes) as by, _bar(inputs) as watch:
            for path in inputs:
                _hold(by, path, watch, report)
    except CannotCheckError as fault:
        report.add_fault(fault)
    report.finish()
    raise typer.Exit(report.exit_code())


class Report:
    """What was found so far; problems go out as JSON at once, as a table at the end."""

    def __init__(self, *, as_json: bool) -> None:
        self.as_json = as_json
        self.locale = console.locale()
        self.documents = self.problems = self.faults = 0
        self._rows: list[tuple[str, str, str, str]] = []

    def add(self, one: Judged) -> None:
        self.documents += 1
        self.problems += len(one.problems)
        for problem in one.problems:
            if self.as_json:
                console.say_json(_for_programs(one, problem, self.locale))
            elif len(self._rows) < SHOWN_AT_MOST:
                self._rows.append((one.file, str(one.line or ""), problem.path, problem.text(self.locale)))

    def add_fault(self, fault: CannotCheckError) -> None:
        self.faults += 1
        console.ERR.print(_printable(fault.text(self.locale)), markup=False, highlight=False)

    def finish(self) -> None:
        """The table, how many problems it leaves out, and the count; where nothing could be looked at, nothing is counted."""
        if self.as_json or not self.documents:
            return
        if self._rows:
            console.say_table(_headings(), [[escape(_printable(cell)) for cell in row] for row in self._rows])
        if hidden := self.problems - len(self._rows):
            console.say(
                console.either(f"另有 {hidden} 处问题没有列出，请用 --json。", f"{hidden} more problems are not shown; use --json.")
            )
        count = (self.documents, self.problems)
        console.say(console.either("检查 {} 条，发现 {} 处问题。", "{} checked, {} problems found.").format(*count))

    def exit_code(self) -> int:
        if self.faults:
            return console.WRONG_USAGE
        return console.FOUND_PROBLEMS if self.problems else console.DONE


def _hold(by: Judge, path: Path, watch: Callable[[int], None], report: Report) -> None:
    """One file against the schema. A file that cannot be read does not keep the others from being looked at."""
    try:
        for one in judged(by, path, watch):
            report.add(one)
    except UnreadableFileError as fault:
        report.add_fault(fault)


def _bar(inputs: Sequence[Path]) -> AbstractContextManager[Callable[[int], None]]:
    """A progress bar over the bytes to be read, where there are many."""
    size = sum(path.stat().st_size for path in inputs if path.is_file())
    return console.progress("validate", size) if size > LONG_WORK_IN_BYTES else nullcontext(lambda _: None)


def _for_programs(one: Judged, problem: Problem, locale: str) -> dict[str, Any]:
    return {"file": one.file, "line": one.line, **problem.to_json(), "text": problem.text(locale)}


def _headings() -> tuple[str, ...]:
    return ("file", "line", "place", "problem") if console.locale() == "en" else ("文件", "行", "位置", "问题")


def _printable(text: str) -> str:
    """Names of fields come from the file, and a terminal obeys what it is sent."""
    return "".join("\N{REPLACEMENT CHARACTER}" if unicodedata.category(character).startswith("C") else character for character in text)
