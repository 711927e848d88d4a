"""`bianmu audit …`: the chain of deeds."""

from typing import Annotated

import typer
from sqlmodel import col, select

from catalog import audit
from catalog.journal import AuditRecord, JournalHead
from portal.cli import console
from portal.cli.registry import reading

app = typer.Typer(help="The audit chain.\n\nExample: bianmu audit verify", no_args_is_help=True)


@app.command("list")
def list_records(
    after: Annotated[int, typer.Option(help="Only records after this number.")] = 0,
    limit: Annotated[int, typer.Option(help="At most so many.")] = 100,
    subject: Annotated[str | None, typer.Option(help="Only this subject's identity.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
) -> None:
    """The deeds, oldest first.

    Example: bianmu audit list --subject 0b9c4d0e-6f3a-4e6e-9c57-2f2f8f0b7a11
    """
    wanted = select(AuditRecord).where(col(AuditRecord.number) > after).order_by(col(AuditRecord.number)).limit(limit)
    if subject:
        wanted = wanted.where(col(AuditRecord.subject_id) == subject)
    with reading() as session:
        rows = [record.model_dump() for record in session.exec(wanted).all()]
    headings = {"number": "序号", "at": "时间", "actor_name": "何人", "action": "何事", "subject_kind": "对象", "subject_id": "标识"}
    console.say_rows(rows, headings, as_json=as_json)


@app.command()
def verify() -> None:
    """Prove that no record of the audit chain or of the publication log was altered, left out or cut off.

    Example: bianmu audit verify
    """
    with reading() as session:
        head = session.exec(select(JournalHead)).one()
        total = head.audit_number + head.publication_number
        with console.progress("verify", total) as watch:
            faults = list(audit.verify(session, watch))
    for fault in faults:
        console.say(fault.text(console.locale()))
    if faults:
        raise typer.Exit(console.FOUND_PROBLEMS)
    console.say(console.either(f"已核验 {total} 条记录，链条完整。", f"{total} records verified; the chain is whole."))
