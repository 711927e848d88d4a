"""`bianmu batch …`: many entries under one paper."""

import uuid
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer
from sqlmodel import col, select

from catalog import attachment, resource
from catalog.errors import NotFoundError
from portal.cli import console
from portal.cli.acting import AS, PASSWORD_FILE, acting_person
from portal.cli.registry import reading, writing
from portal.settings import Settings
from workflows import batches, casework, rights
from workflows.batches import BatchKind, Paper
from workflows.request import Request
from workflows.tables import Batch, BatchEntry

app = typer.Typer(help="Batches: many entries under one paper.\n\nExample: bianmu batch list", no_args_is_help=True)
TITLE = typer.Option(help="Title of the paper.")
NUMBER = typer.Option(help="Number of the paper (文号).")
SIGNED_ON = typer.Option(help="Day of the signature, YYYY-MM-DD.")
SIGNER = typer.Option(help="Who signed it.")
SCAN = typer.Option(help="Scan of the paper.", exists=True, dir_okay=False)
OUTCOMES = {"case": "审批单", "outcome": "结果", "refusals": "理由"}


@app.command("list")
def list_batches(as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False) -> None:
    """The batches, newest first.

    Example: bianmu batch list --json
    """
    with reading() as session:
        found = session.exec(select(Batch).order_by(col(Batch.created_at).desc())).all()
    rows = [{"id": str(one.id), "kind": one.kind, "title": one.title, "number": one.document_number, "signer": one.signer} for one in found]
    console.say_rows(rows, {"id": "批次", "kind": "种类", "title": "名称", "number": "文号", "signer": "签署人"}, as_json=as_json)


@app.command()
def show(
    batch: Annotated[str, typer.Argument(help="Identity of the batch.")],
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
) -> None:
    """The entries of a batch with their outcomes.

    Example: bianmu batch show 5f0c…
    """
    with reading() as session:
        entries = batches.entries_of(session, batches.get(session, _identity(batch)))
    console.say_rows([_row(entry) for entry in entries], OUTCOMES, as_json=as_json)


@app.command()
def gather(
    cases: Annotated[list[str], typer.Argument(help="Identities of running cases.")],
    kind: Annotated[BatchKind, typer.Option(help="What kind of paper it is.")],
    title: Annotated[str, TITLE],
    number: Annotated[str, NUMBER],
    signed_on: Annotated[str, SIGNED_ON],
    signer: Annotated[str, SIGNER],
    scan: Annotated[Path, SCAN],
    acting: Annotated[str, AS],
    password_file: Annotated[Path | None, PASSWORD_FILE] = None,
) -> None:
    """Put running cases under one paper; prints the batch's identity.

    Example: bianmu batch gather 5f0c… 77aa… --kind LEADER_SIGNATURE --title 审签单 --number 3号 --signed-on 2026-03-02
    --signer 严景行 --scan a.pdf --as lianshutong
    """
    with writing() as session:
        actor = acting_person(session, acting, password_file)
        rights.require(actor, "batch.make")
        kept = attachment.keep(session, actor, Settings().attachments, scan.name, scan.read_bytes())
        paper = Paper(title, number, _day(signed_on), signer, kept.digest)
        made = batches.gather(session, actor, kind, paper, [casework.get(session, _identity(case)) for case in cases])
    console.say(str(made.id))


@app.command()
def inherit(
    codes: Annotated[list[str], typer.Argument(help="Identities of entries whose drafts hold the evidence.")],
    title: Annotated[str, TITLE],
    number: Annotated[str, NUMBER],
    signed_on: Annotated[str, SIGNED_ON],
    signer: Annotated[str, SIGNER],
    scan: Annotated[Path, SCAN],
    acting: Annotated[str, AS],
    password_file: Annotated[Path | None, PASSWORD_FILE] = None,
) -> None:
    """Begin taking over entries that were shared or open before; those that lack evidence stay drafts.

    Example: bianmu batch inherit 0b9c… 1d2e… --title 承接清单 --number 1号 --signed-on 2026-03-02
    --signer 严景行 --scan a.pdf --as lianshutong
    """
    with writing() as session:
        actor = acting_person(session, acting, password_file)
        rights.require(actor, "batch.make")
        kept = attachment.keep(session, actor, Settings().attachments, scan.name, scan.read_bytes())
        subjects = [resource.get(session, _identity(code)) for code in codes]
        made, dropped = batches.begin_inheritance(session, actor, subjects, Paper(title, number, _day(signed_on), signer, kept.digest))
    for one in dropped:
        console.say(f"{one.resource_id}: {one.error.text(console.locale())}")
    console.say(str(made.id))


@app.command()
def act(
    batch: Annotated[str, typer.Argument(help="Identity of the batch.")],
    action: Annotated[str, typer.Argument(help="What to do with every case in it: approve, return, …")],
    acting: Annotated[str, AS],
    comment: Annotated[str, typer.Option(help="Opinion in words.")] = "",
    password_file: Annotated[Path | None, PASSWORD_FILE] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
) -> None:
    """Do the same to every case of a batch; each has its own outcome.

    Example: bianmu batch act 5f0c… approve --as wenruohan
    """
    with writing() as session:
        actor = acting_person(session, acting, password_file)
        settled = batches.act(session, _identity(batch), action, actor, Request(comment=comment))
    console.say_rows([_row(entry) for entry in settled], OUTCOMES, as_json=as_json)
    if any(entry.outcome == "refused" for entry in settled):
        raise typer.Exit(console.FOUND_PROBLEMS)


@app.command("take-out")
def take_out(
    batch: Annotated[str, typer.Argument(help="Identity of the batch.")],
    case: Annotated[str, typer.Argument(help="Identity of the case.")],
    reason: Annotated[str, typer.Option(help="Why it is taken out.")],
    acting: Annotated[str, AS],
    password_file: Annotated[Path | None, PASSWORD_FILE] = None,
) -> None:
    """Take one case out of a batch; the case goes on as it is.

    Example: bianmu batch take-out 5f0c… 77aa… --reason 需单独研究 --as lianshutong
    """
    with writing() as session:
        actor = acting_person(session, acting, password_file)
        rights.require(actor, "batch.make")
        batches.take_out(session, actor, _identity(batch), _identity(case), reason)


def _row(entry: BatchEntry) -> dict[str, Any]:
    codes = " ".join(str(refusal["code"]) for refusal in entry.refusals)
    return {"case": str(entry.case_id), "outcome": entry.outcome, "refusals": codes}


def _identity(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError:
        raise NotFoundError("batch", text) from None


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        console.fail(console.either("--signed-on 应为 YYYY-MM-DD。", "--signed-on is YYYY-MM-DD."), console.WRONG_USAGE)
