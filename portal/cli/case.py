"""`bianmu case …`: approvals, as a person with an account and a password."""

import uuid
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer
from sqlmodel import Session, col, select

from catalog import attachment, people, resource
from catalog.actor import Actor
from catalog.errors import NotFoundError
from portal.cli import console
from portal.cli.acting import AS, PASSWORD_FILE, acting_person
from portal.cli.registry import reading, writing
from portal.cli.terminal import CHANNEL, os_user
from portal.settings import Settings
from workflows import casework, procedure
from workflows.refusals import RefusedError
from workflows.request import Cause, Directive, Reason, Request
from workflows.staffing import least_people, ways
from workflows.steps import steps_of
from workflows.tables import Case

app = typer.Typer(help="Approvals.\n\nExample: bianmu case list", no_args_is_help=True)
HEADINGS = {"id": "审批单", "procedure": "流程", "title": "目录", "stage": "环节", "outcome": "结果"}


@app.command("list")
def list_cases(
    ended: Annotated[bool, typer.Option("--ended/--running", help="Those that have ended, or those that run.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
) -> None:
    """The cases, newest first.

    Example: bianmu case list --running --json
    """
    chosen = col(Case.ended_at).is_not(None) if ended else col(Case.ended_at).is_(None)
    with reading() as session:
        cases = session.exec(select(Case).where(chosen).order_by(col(Case.begun_at).desc(), col(Case.id))).all()
    console.say_rows([_row(case, as_json=as_json) for case in cases], HEADINGS, as_json=as_json)


@app.command()
def procedures(as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False) -> None:
    """The procedures under which new cases begin, each proved, with the least number of people who can take an entry through.

    Example: bianmu case procedures
    """
    language = console.locale()
    newest = {rules.name: rules for rules in procedure.every()}
    rows = [
        {
            "name": str(rules),
            "title": rules.title.text(language),
            "when": ", ".join(f"{fact}={value}" for fact, value in facts.items()),
            "people": least_people((rules, facts)),
        }
        for rules in newest.values()
        for facts in ways(rules)
    ]
    console.say_rows(rows, {"name": "流程", "title": "名称", "when": "情形", "people": "至少几人"}, as_json=as_json)


@app.command()
def show(
    case: Annotated[str, typer.Argument(help="Identity of the case.")],
    account: Annotated[str | None, typer.Option("--for", help="Also say what this account could do, and why not.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
) -> None:
    """A case: its history, and every possible act with all the reasons against it.

    Example: bianmu case show 5f0c… --for lixia
    """
    with reading() as session:
        found = casework.get(session, _identity(case))
        steps = [_step(step) for step in steps_of(session, [found])]
        acts = _acts(session, found, people.actor(session, account, CHANNEL, os_user())) if account else []
    if as_json:
        console.say_json(_row(found, as_json=True) | {"steps": steps, "acts": acts})
        return
    console.say_rows([_row(found, as_json=False)], HEADINGS, as_json=False)
    console.say_rows(steps, {"number": "步", "at": "时间", "who": "办理人", "action": "动作", "comment": "意见"}, as_json=False)
    if acts:
        console.say_rows(acts, {"action": "动作", "title": "名称", "reasons": "不能办理的理由"}, as_json=False)


@app.command()
def begin(
    procedure_name: Annotated[str, typer.Argument(metavar="PROCEDURE", help="registration, opening, change, …")],
    entry: Annotated[str, typer.Argument(help="Resource code, or identity of an entry that has none yet.")],
    acting: Annotated[str, AS],
    reason: Annotated[str | None, typer.Option(help="Code of the reason, where one is asked for.")] = None,
    comment: Annotated[str, typer.Option(help="Opinion in words.")] = "",
    cause: Annotated[str | None, typer.Option(help="Why the entry has to change: a law, a decision, a duty.")] = None,
    cause_on: Annotated[str | None, typer.Option(help="The day from which the legal limit runs, YYYY-MM-DD.")] = None,
    password_file: Annotated[Path | None, PASSWORD_FILE] = None,
) -> None:
    """Begin a case on an entry; prints its identity.

    Example: bianmu case begin suspension 307001/000012 --reason REVIEW --comment 收到权益异议 --as chemingyu
    """
    with writing() as session:
        actor = acting_person(session, acting, password_file)
        subject = resource.find(session, entry.replace("-", "/", 1)) or resource.get(session, _identity(entry, "data resource"))
        why = Cause(cause, _day(cause_on, "--cause-on")) if cause else None
        case = casework.begin(session, procedure_name, subject, actor, Request(comment=comment, reason=reason), cause=why)
    console.say(str(case.id))


@app.command()
def act(
    case: Annotated[str, typer.Argument(help="Identity of the case.")],
    action: Annotated[str, typer.Argument(help="What to do: submit, approve, return, …")],
    acting: Annotated[str, AS],
    comment: Annotated[str, typer.Option(help="Opinion or reason in words.")] = "",
    field: Annotated[list[str] | None, typer.Option("--field", help="POINTER=TEXT: a reason at a field; may be repeated.")] = None,
    level: Annotated[str | None, typer.Option(help="Level of openness: 1 无条件, 2 有条件.")] = None,
    conditions: Annotated[str | None, typer.Option(help="Conditions of opening.")] = None,
    reason: Annotated[str | None, typer.Option(help="Code of the reason, where one is asked for.")] = None,
    signer: Annotated[str | None, typer.Option(help="批示登记: who signed the paper.")] = None,
    number: Annotated[str | None, typer.Option(help="批示登记: number of the paper.")] = None,
    signed_on: Annotated[str | None, typer.Option(help="批示登记: day of the signature, YYYY-MM-DD.")] = None,
    scan: Annotated[Path | None, typer.Option(help="批示登记: scan of the paper.")] = None,
    password_file: Annotated[Path | None, PASSWORD_FILE] = None,
) -> None:
    """Do something to a case; refused with all the reasons at once.

    Example: bianmu case act 5f0c… approve --comment 同意 --as qianbaichuan
    """
    try:
        with writing() as session:
            actor = acting_person(session, acting, password_file)
            paper = (signer, number, signed_on, scan)
            directive = _directive(session, actor, paper) if any(paper) else None
            request = Request(comment, _reasons(field or ()), level, conditions, reason, directive)
            done = casework.act(session, _identity(case), action, actor, request)
    except RefusedError as error:
        _refuse(error)
    console.say_rows([_row(done, as_json=False)], HEADINGS, as_json=False)


def _refuse(error: RefusedError) -> NoReturn:
    for refusal in error.refusals:
        console.ERR.print(refusal.text(console.locale()), markup=False, highlight=False)
    for problem in error.problems:
        console.ERR.print(f"{problem.path}: {problem.text(console.locale())}", markup=False, highlight=False)
    raise typer.Exit(console.FOUND_PROBLEMS)


def _identity(text: str, kind: str = "case") -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError:
        raise NotFoundError(kind, text) from None


def _row(case: Case, *, as_json: bool) -> dict[str, Any]:
    rules = procedure.load(case.procedure, case.version)
    told = {"id": str(case.id), "subject_id": str(case.subject_id), "title": case.title, "outcome": case.outcome}
    if as_json:
        return told | {"procedure": case.procedure, "stage": case.stage}
    language = console.locale()
    return told | {"procedure": rules.title.text(language), "stage": rules.stage(case.stage).title.text(language)}


def _step(step: Any) -> dict[str, Any]:
    who = step.person_name if step.recorder_name is None else f"{step.person_name}（批示，{step.recorder_name} 登记）"
    return {"number": step.number, "at": step.at.isoformat(), "who": who, "action": step.action, "comment": step.comment}


def _acts(session: Session, case: Case, actor: Actor) -> list[dict[str, Any]]:
    language = console.locale()
    return [
        {
            "action": choice.move.action,
            "title": choice.move.title.text(language),
            "reasons": " ".join(refusal.text(language) for refusal in choice.refusals),
        }
        for choice in casework.choices(session, case.id, actor)
    ]


def _reasons(given: Sequence[str]) -> tuple[Reason, ...]:
    return tuple(Reason(*text.split("=", 1)) if "=" in text else Reason("", text) for text in given)


def _directive(session: Session, actor: Actor, paper: tuple[str | None, str | None, str | None, Path | None]) -> Directive:
    signer, number, signed_on, scan = paper
    if not (signer and number and signed_on and scan):
        wanted = "--signer --number --signed-on --scan"
        console.fail(console.either(f"批示登记须同时给出 {wanted}。", f"Recording a paper needs {wanted} together."), console.WRONG_USAGE)
    kept = attachment.keep(session, actor, Settings().attachments, scan.name, scan.read_bytes())
    return Directive(signer, number, _day(signed_on, "--signed-on"), kept.digest)


def _day(text: str | None, option: str) -> date:
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        console.fail(console.either(f"{option} 应为 YYYY-MM-DD。", f"{option} is YYYY-MM-DD."), console.WRONG_USAGE)
