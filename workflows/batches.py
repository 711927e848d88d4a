"""Batches: one paper that covers many cases. One act goes through all of them; each has its own outcome and audit record."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from sqlmodel import Session, col, select

from catalog import audit
from catalog.actor import Actor
from catalog.clock import now_of
from catalog.errors import BrokenPromiseError, CatalogError, NotFoundError
from catalog.journal import savepoint
from catalog.resource import DataResource
from workflows import casework, locks, procedure, rights
from workflows.refusals import Refusal, RefusedError, reasons
from workflows.request import NOTHING, Directive, Request
from workflows.tables import Batch, BatchEntry, Case


class BatchKind(StrEnum):
    """What kind of paper it is."""

    LEADER_SIGNATURE = "LEADER_SIGNATURE"
    YEARLY_OPEN_LIST = "YEARLY_OPEN_LIST"
    INHERITANCE = "INHERITANCE"


@dataclass(frozen=True, slots=True)
class Paper:
    """The paper: title, 文号, date, signer (and his account where he has one), SHA-256 of its scan in hex."""

    title: str
    document_number: str
    signed_on: date
    signer: str
    scan_digest: str
    signer_id: uuid.UUID | None = None


@dataclass(frozen=True, slots=True)
class Dropped:
    """A row that could not be taken over and stays a draft, for the full way; `error` says all the reasons."""

    resource_id: uuid.UUID
    error: CatalogError


def gather(session: Session, actor: Actor, kind: BatchKind, paper: Paper, cases: Sequence[Case]) -> Batch:
    """A batch of running cases under one paper."""
    rights.require(actor, "batch.make")
    if any(case.ended_at is not None for case in cases):
        raise RefusedError([Refusal("case_ended")])
    return _gathered(session, actor, kind, paper, cases)


def act(session: Session, batch_id: uuid.UUID, action: str, actor: Actor, request: Request = NOTHING) -> Sequence[BatchEntry]:
    """Do the same to every case of the batch that is still in it; what is refused stays, with its reasons, for another try.

    Who may record a decision from paper does so from the paper of the batch; a step that asks for a level takes the
    standing one of each case unless the request says another. When somebody else was quicker, nothing is left to do.
    """
    batch = locks.locked_batch(session, batch_id)
    entries = [entry for entry in entries_of(session, batch) if entry.outcome in (None, "refused")]
    if not entries:
        return ()
    cases = _held_cases(session, [entry.case_id for entry in entries])
    for entry in entries:
        _act_on_one(session, batch, entry, cases[entry.case_id], action, actor, request)
    session.flush()
    done = sum(entry.outcome == "done" for entry in entries)
    audit.record(session, actor, f"batch.{action}", "batch", batch.id, {"done": done, "refused": len(entries) - done})
    return entries


def take_out(session: Session, actor: Actor, batch_id: uuid.UUID, case_id: uuid.UUID, reason: str) -> BatchEntry:
    """Take one case out of a batch; the case itself goes on as it is."""
    rights.require(actor, "batch.make")
    batch = locks.locked_batch(session, batch_id)
    entry = next((entry for entry in entries_of(session, batch) if entry.case_id == case_id), None)
    if entry is None or entry.outcome in ("done", "taken_out"):
        raise NotFoundError("batch entry", case_id)
    _settle(session, actor, entry, "taken_out")
    entry.reason = reason
    session.flush()
    audit.record(session, actor, "batch.entry_taken_out", "procedure_case", case_id, {"batch": str(batch_id)})
    return entry


def begin_inheritance(session: Session, actor: Actor, resources: Sequence[DataResource], paper: Paper) -> tuple[Batch, tuple[Dropped, ...]]:
    """Begin and submit the taking over of entries of before, under one paper; rows that lack evidence stay drafts."""
    rights.require(actor, "batch.make")
    cases, dropped = [], []
    locks.lock_entries(session, [resource.id for resource in resources])
    for resource in resources:
        try:
            cases.append(_handed_in(session, actor, resource))
        except BrokenPromiseError:
            raise
        except CatalogError as error:
            dropped.append(Dropped(resource.id, error))
    return _gathered(session, actor, BatchKind.INHERITANCE, paper, cases), tuple(dropped)


def get(session: Session, batch_id: uuid.UUID) -> Batch:
    """The batch of this identity."""
    batch = session.get(Batch, batch_id)
    if batch is None:
        raise NotFoundError("batch", batch_id)
    return batch


def entries_of(session: Session, batch: Batch) -> Sequence[BatchEntry]:
    """The entries of a batch, in the order of the paper."""
    wanted = select(BatchEntry).where(col(BatchEntry.batch_id) == batch.id).order_by(col(BatchEntry.position))
    return session.exec(wanted.execution_options(populate_existing=True)).all()


def _handed_in(session: Session, actor: Actor, resource: DataResource) -> Case:
    """A case of taking over, begun and submitted; otherwise nothing of it stays, and all that is against it is said at once."""
    refusal = casework.foresee(session, "inheritance", resource, actor)
    if refusal is not None:
        raise refusal
    with savepoint(session):
        case = casework.begin(session, "inheritance", resource, actor)
        return casework.act(session, case.id, "submit", actor)


def _gathered(session: Session, actor: Actor, kind: BatchKind, paper: Paper, cases: Sequence[Case]) -> Batch:
    batch = Batch(
        kind=kind.value,
        title=paper.title,
        document_number=paper.document_number,
        signed_on=paper.signed_on,
        signer=paper.signer,
        signer_id=paper.signer_id,
        scan_digest=paper.scan_digest,
        created_at=now_of(session),
        created_by=actor.person_id,
    )
    session.add(batch)
    session.flush()
    session.add_all([BatchEntry(batch_id=batch.id, case_id=case.id, position=place) for place, case in enumerate(cases, start=1)])
    session.flush()
    detail = {"kind": kind.value, "number": paper.document_number, "scan": paper.scan_digest, "entries": len(cases)}
    audit.record(session, actor, "batch.gathered", "batch", batch.id, detail)
    return batch


def _act_on_one(session: Session, batch: Batch, entry: BatchEntry, case: Case, action: str, actor: Actor, request: Request) -> None:
    try:
        with savepoint(session):
            casework.act(session, case.id, action, actor, _fitted(session, batch, case, action, actor, request), batch_id=batch.id)
    except BrokenPromiseError:
        raise  # the registry itself is not sound: no reason of this entry, and nothing may be written
    except CatalogError as error:
        entry.refusals = [refusal.to_json() for refusal in reasons(error)]
        _settle(session, actor, entry, "refused")
        detail = {"batch": str(batch.id), "action": action, "codes": [refusal.code for refusal in reasons(error)]}
        audit.record(session, actor, "batch.entry_refused", "procedure_case", case.id, detail)
    else:
        entry.refusals = []
        _settle(session, actor, entry, "done")


def _fitted(session: Session, batch: Batch, case: Case, action: str, actor: Actor, request: Request) -> Request:
    """The request as it is for one case: the paper of the batch, and the level that stands there."""
    moves = [move for move in procedure.load(case.procedure, case.version).moves_from(case.stage) if move.action == action]
    recorders = {role for move in moves for role in move.recorded_by}
    deciders = {role for move in moves for role in move.roles}
    if any(map(actor.has, recorders)) and not any(map(actor.has, deciders)):
        request = replace(request, directive=request.directive or _directive(batch))
    if request.level is None and any("level" in move.asks for move in moves):
        request = replace(request, level=casework.standing_level(session, case))
    return request


def _directive(batch: Batch) -> Directive:
    return Directive(batch.signer, batch.document_number, batch.signed_on, batch.scan_digest or "", batch.signer_id)


def _settle(session: Session, actor: Actor, entry: BatchEntry, outcome: str) -> None:
    entry.outcome, entry.settled_at, entry.settled_by = outcome, now_of(session), actor.person_id
    session.add(entry)


def _held_cases(session: Session, case_ids: Sequence[uuid.UUID]) -> Mapping[uuid.UUID, Case]:
    """The cases as they are now, all their entries held before the first act."""
    parts = [case_ids[start : start + locks.MANY] for start in range(0, len(case_ids), locks.MANY)]
    of_cases = [select(Case.subject_id).where(col(Case.id).in_(part)) for part in parts]
    locks.lock_entries(session, [subject for wanted in of_cases for subject in session.exec(wanted).all()])
    fresh = [select(Case).where(col(Case.id).in_(part)).execution_options(populate_existing=True) for part in parts]
    return {case.id: case for wanted in fresh for case in session.exec(wanted).all()}
