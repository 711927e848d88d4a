"""Cases: begun, acted on, and looked at. Every act goes through the pure engine, in one transaction of the caller's.

The entry is held from the first statement on (`workflows.locks`), so that two acts on it follow one another.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlmodel import Session, col, select

from catalog import audit, drafting, revision
from catalog import resource as entries
from catalog.actor import Actor
from catalog.attachment import Attachment
from catalog.clock import now_of
from catalog.errors import NotFoundError
from catalog.resource import DataResource
from workflows import colleagues, effects, engine, facts, locks, procedure
from workflows.blueprint import Move, Procedure, StageKind
from workflows.duties import History
from workflows.engine import Choice, Facts
from workflows.facts import Content
from workflows.refusals import Refusal, RefusedError
from workflows.request import NOTHING, Cause, Request
from workflows.steps import history_of, step_for, steps_of
from workflows.tables import Case, CaseStep


@dataclass(frozen=True, slots=True)
class Situation:
    """A case at the moment of an act: its rules, its subject, what happened so far and what is true now."""

    rules: Procedure
    resource: DataResource
    content: Content
    stage: str | None
    history: History
    facts: Facts


def begin(
    session: Session,
    procedure_name: str,
    resource: DataResource,
    actor: Actor,
    request: Request = NOTHING,
    *,
    cause: Cause | None = None,
    batch_id: uuid.UUID | None = None,
) -> Case:
    """A new case on a resource under the procedure's newest version; RefusedError with all reasons."""
    rules = procedure.current(procedure_name)
    entry = locks.locked_entry(session, resource.id)
    content = _content_to_begin_with(session, rules, entry)
    known = facts.gather(session, entry, content, None, rules.moves_from(None))
    now = Situation(rules, entry, content, None, History(content.authors), known)
    move = _decide(session, now, "begin", actor, request)
    if rules.name in facts.running(session, entry.id, besides=None):
        raise RefusedError([Refusal("already_running")])
    case = _entered(session, rules, move, entry, content, cause)
    _carry_out(session, case, now, move, actor, request, batch_id)
    return case


def act(
    session: Session,
    case_id: uuid.UUID,
    action: str,
    actor: Actor,
    request: Request = NOTHING,
    *,
    seen: int | None = None,
    batch_id: uuid.UUID | None = None,
) -> Case:
    """Do something to a case; RefusedError with all reasons. `seen` is the number of steps that the actor had before him."""
    held = locks.locked(session, case_id)
    case = held.case
    if case.ended_at is not None:
        raise RefusedError([Refusal("case_ended")])
    now = _situation(session, case, held.resource, held.steps, action)
    now, request = _with_signer(session, now, request)
    if seen is not None and seen != len(now.history.deeds):
        raise RefusedError([Refusal("case_moved_on")])
    move = _decide(session, now, action, actor, request)
    _carry_out(session, case, now, move, actor, request, batch_id)
    return case


def choices(session: Session, case_id: uuid.UUID, actor: Actor) -> tuple[Choice, ...]:
    """Every act that the case's stage knows, each with all that stands against this person doing it now."""
    case, steps = locks.with_steps(session, case_id)
    if case.ended_at is not None:
        return ()
    now = _situation(session, case, entries.get(session, case.subject_id), steps, None)
    return engine.choices(now.rules, now.stage, actor, now.history, now.facts)


def foresee(session: Session, procedure_name: str, resource: DataResource, actor: Actor) -> RefusedError | None:
    """All that would stand against beginning a case on a resource and handing it in at once; nothing is written."""
    rules = procedure.current(procedure_name)
    content = _content_to_begin_with(session, rules, resource)
    stages = (None, *(move.target for move in rules.moves_from(None)))
    moves = [move for stage in stages for move in rules.moves_from(stage) if move.action in ("begin", "submit")]
    known = facts.gather(session, resource, content, None, moves)
    decisions = [engine.decide(rules, move.source, move.action, actor, History(content.authors), known, NOTHING) for move in moves]
    refusals = [refusal for decision in decisions if not isinstance(decision, Move) for refusal in decision]
    return RefusedError(dict.fromkeys(refusals), content.problems) if refusals else None


def standing_level(session: Session, case: Case) -> str:
    """The level of openness as the content proposes it and reviewers have made it stricter."""
    content = facts.of_version(revision.get(session, case.revision_id)) if case.revision_id else facts.of_nothing(case)
    history = history_of(procedure.load(case.procedure, case.version), content.authors, steps_of(session, [case]))
    return engine.standing_level(history, facts.gather(session, entries.get(session, case.subject_id), content, case.id, ()))


def edit(session: Session, case_id: uuid.UUID, actor: Actor) -> drafting.Draft:
    """The draft that a case in its editing stage is about, begun where there is none yet; RefusedError for who may not write it."""
    held = locks.locked(session, case_id)
    case, now = held.case, _situation(session, held.case, held.resource, held.steps, None)
    writing = [move for move in now.rules.moves_from(now.stage) if move.duty]
    if case.ended_at or now.rules.stage(case.stage).kind is not StageKind.EDITING:
        raise RefusedError([Refusal("no_such_move", {"action": "edit"})])
    reasons = [engine.bars(move, actor, now.history, now.facts) for move in writing]
    if all(reasons):
        raise RefusedError(reasons[0])
    return drafting.of(session, now.resource) or drafting.start_change(session, actor, now.resource)


def get(session: Session, case_id: uuid.UUID) -> Case:
    """The case of this identity."""
    case = session.get(Case, case_id)
    if case is None:
        raise NotFoundError("case", case_id)
    return case


def of_resource(session: Session, resource_id: uuid.UUID) -> Sequence[Case]:
    """Every case on a resource, newest first."""
    cases = select(Case).where(col(Case.subject_id) == resource_id).order_by(col(Case.begun_at).desc(), col(Case.id))
    return session.exec(cases).all()


def _situation(session: Session, case: Case, resource: DataResource, steps: Sequence[CaseStep], action: str | None) -> Situation:
    """What is so for a case; with an action, only as far as that action asks."""
    rules = procedure.load(case.procedure, case.version)
    content = _content(session, rules, case, resource)
    moves = [move for move in rules.moves_from(case.stage) if action in (None, move.action)]
    known = facts.gather(session, resource, content, case.id, moves)
    return Situation(rules, resource, content, case.stage, history_of(rules, content.authors, steps), known)


def _content(session: Session, rules: Procedure, case: Case, resource: DataResource) -> Content:
    if rules.stage(case.stage).kind is StageKind.EDITING:
        draft = drafting.of(session, resource)
        return facts.of_draft(session, draft) if draft else facts.of_nothing(case)
    return facts.of_version(revision.get(session, case.revision_id)) if case.revision_id else facts.of_nothing(case)


def _content_to_begin_with(session: Session, rules: Procedure, resource: DataResource) -> Content:
    """What a new case is about: for one that brings a version the draft, for any other the version in force."""
    draft = drafting.of(session, resource)
    in_force = revision.get(session, resource.running_revision_id) if resource.running_revision_id else None
    if draft is not None and (rules.carries_content or in_force is None):
        return facts.of_draft(session, draft)
    version = in_force or effects.latest_version(session, resource.id)
    return facts.of_version(version) if version else Content({}, frozenset(), None, None)


def _decide(session: Session, now: Situation, action: str, actor: Actor, request: Request) -> Move:
    decision = engine.decide(now.rules, now.stage, action, actor, now.history, now.facts, request)
    if not isinstance(decision, Move):
        raise RefusedError(decision, now.content.problems)
    if request.directive and not _is_kept(session, request.directive.scan_digest):
        raise RefusedError([Refusal("scan_unknown")])
    return decision


def _with_signer(session: Session, now: Situation, request: Request) -> tuple[Situation, Request]:
    """The situation with those whom a paper's signer can be, and the request with his account: he is bound like everybody."""
    if request.directive is None:
        return now, request
    signers = tuple(colleagues.meant_by(session, request.directive))
    if len(signers) == 1:
        request = replace(request, directive=replace(request.directive, signer_id=signers[0].person_id))
    return replace(now, facts=replace(now.facts, signers=signers)), request


def _is_kept(session: Session, digest: str) -> bool:
    return session.exec(select(Attachment.id).where(col(Attachment.digest) == digest).limit(1)).first() is not None


def _entered(session: Session, rules: Procedure, move: Move, entry: DataResource, content: Content, cause: Cause | None) -> Case:
    case = Case(
        procedure=rules.name,
        version=rules.version,
        subject_kind=rules.subject_kind,
        subject_id=entry.id,
        revision_id=content.version.id if content.version and not rules.carries_content else None,
        title=content.title,
        unit_id=content.unit_id,
        office_id=content.office_id,
        stage=move.target,
        cause=cause.text if cause else None,
        cause_on=cause.on if cause else None,
        begun_at=now_of(session),
    )
    session.add(case)
    session.flush()
    return case


def _carry_out(
    session: Session, case: Case, now: Situation, move: Move, actor: Actor, request: Request, batch_id: uuid.UUID | None
) -> None:
    """Step, pointers and audit of one move; the publication log follows from the pointers."""
    taking_place = effects.Act(session, actor, case, now.resource, now.content.draft, now.content.version, request, now.history, now.facts)
    for name in move.effects:
        effects.EFFECTS[name](taking_place)
    target = now.rules.stage(move.target)
    case.stage = target.name
    if target.kind is StageKind.END:
        case.outcome, case.ended_at = target.outcome, now_of(session)
    number = len(now.history.deeds) + 1
    # The request as the effects leave it: an erasure takes its own words along.
    step = step_for(case, number, now.stage, move, actor, taking_place.request, now_of(session))
    step.decision |= engine.graded(now.history, now.facts)
    session.add_all([case, step])
    session.flush()
    detail = {"procedure": str(now.rules), "step": number, "from": now.stage, "to": target.name}
    audit.record(session, actor, f"case.{move.action}", "procedure_case", case.id, detail | _papers(request, batch_id))


def _papers(request: Request, batch_id: uuid.UUID | None) -> dict[str, str]:
    """The papers that a deed rests on, as the audit chain names them."""
    named = {"batch": str(batch_id)} if batch_id else {}
    if request.directive:
        signer = request.directive.signer_id
        named |= {"directive": request.directive.number, "scan": request.directive.scan_digest}
        named |= {"signer": str(signer) if signer else "without an account"}
    return named
