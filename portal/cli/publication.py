"""`bianmu publication …`: the numbered log of what left the house."""

from typing import Annotated

import typer

from catalog import publication_log
from portal.cli import console
from portal.cli.registry import reading

app = typer.Typer(help="The publication log.\n\nExample: bianmu publication list --after 120", no_args_is_help=True)


@app.callback()
def publication() -> None:
    """The publication log.

    Example: bianmu publication list --audience open
    """


@app.command("list")
def list_records(
    audience: Annotated[str, typer.Option(help="open or shared.")] = "open",
    after: Annotated[int, typer.Option(help="Only records after this number.")] = 0,
    limit: Annotated[int, typer.Option(help="At most so many.")] = 100,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
) -> None:
    """The lines of the log, oldest first.

    Example: bianmu publication list --audience open --after 120
    """
    with reading() as session:
        records = publication_log.records_after(session, audience, after, limit)
    rows = [
        {
            "number": one.number,
            "at": one.at.isoformat(),
            "act": one.act,
            "kind": one.subject_kind,
            "id": one.subject_id,
            "digest": one.digest,
        }
        for one in records
    ]
    headings = {"number": "序号", "at": "时间", "act": "动作", "kind": "对象", "id": "标识"}
    console.say_rows(rows, headings, as_json=as_json)
