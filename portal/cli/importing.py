"""`bianmu import FILE`: units, systems, service items and entries from JSON or JSONL."""

from pathlib import Path
from typing import Annotated

import typer

from catalog.exchange import envelope
from catalog.exchange.entering import Entered, ImportRefusedError, enter
from portal.cli import console
from portal.cli.acting import AS, PASSWORD_FILE, acting_person
from portal.cli.registry import writing
from workflows.importing import ImportRules

SUFFIXES = (".json", ".jsonl")


def import_file(
    file: Annotated[Path, typer.Argument(help="A .json or .jsonl file of envelopes {kind, document}.")],
    acting: Annotated[str, AS],
    password_file: Annotated[Path | None, PASSWORD_FILE] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
) -> None:
    """Enter what a file holds: all of it or nothing; what is there already stays as it is.

    Example: bianmu import resources.jsonl --as lixia
    """
    if not file.is_file() or file.suffix not in SUFFIXES:
        console.fail(console.either(f"找不到 JSON 或 JSONL 文件 {file}。", f"There is no JSON or JSONL file {file}."), console.WRONG_USAGE)
    parts = list(envelope.read(file))
    try:
        with writing() as session, console.progress(file.name, len(parts)) as watch:
            entered = enter(session, acting_person(session, acting, password_file), parts, ImportRules(), watch)
    except ImportRefusedError as error:
        _say_problems(file, error, as_json=as_json)
        raise typer.Exit(console.FOUND_PROBLEMS) from None
    _say_counts(entered, as_json=as_json)


def _say_problems(file: Path, error: ImportRefusedError, *, as_json: bool) -> None:
    chinese = console.locale() == "zh"
    rows = [
        {"file": str(file), "place": one.place, "path": one.path, "code": one.code, "text": one.zh if chinese else one.en}
        for one in error.problems
    ]
    headings = {"place": "行", "path": "位置", "text": "问题"} if chinese else {"place": "line", "path": "path", "text": "problem"}
    console.say_rows(rows, headings, as_json=as_json)
    console.ERR.print(error.text(console.locale()), markup=False, highlight=False)


def _say_counts(entered: Entered, *, as_json: bool) -> None:
    rows = [{"kind": kind, "outcome": outcome, "count": count} for (kind, outcome), count in sorted(entered.counts.items())]
    console.say_rows(rows, {"kind": "kind", "outcome": "outcome", "count": "count"}, as_json=as_json)
