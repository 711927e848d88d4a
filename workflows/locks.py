"""Locks: an entry stands for all its cases. Who holds the entry may write any of them, and nobody else does.

A case is never locked by itself, so one act that touches several cases of an entry (destroying it, sending it to a
change) cannot wait for another that waits for it. The order is batch, entries by identity, code counter, journal head.
"""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, select

from catalog.errors import NotFoundError
from catalog.resource import DataResource
from catalog.revision import ResourceRevision
from workflows.tables import Batch, Case, CaseStep

MANY = 500  # databases limit how many values one statement may name


@dataclass(frozen=True, slots=True)
class Held:
    """A case and its entry as they are now; nobody else changes them before this transaction ends."""

    case: Case
    resource: DataResource
    steps: Sequence[CaseStep]
    # Read along, so that looking it up later costs nothing: the session itself keeps no object alive.
    version: ResourceRevision | None


def locked(session: Session, case_id: uuid.UUID) -> Held:
    """The case, after its entry is held. Two statements: what is read along with the lock may be older than the lock."""
    subject, version = (select(column).where(col(Case.id) == case_id).scalar_subquery() for column in (Case.subject_id, Case.revision_id))
    entry = select(DataResource, ResourceRevision).outerjoin(ResourceRevision, col(ResourceRevision.id) == version)
    # Not the key: rows that merely refer to what is held need not wait.
    holding = entry.where(col(DataResource.id) == subject).with_for_update(of=DataResource, key_share=True)
    held = session.exec(holding.execution_options(populate_existing=True)).one_or_none()
    if held is None:
        raise NotFoundError("case", case_id)
    case, steps = with_steps(session, case_id)
    return Held(case, held[0], steps, held[1])


def with_steps(session: Session, case_id: uuid.UUID) -> tuple[Case, Sequence[CaseStep]]:
    """A case and its steps in order, as one moment has them."""
    both = select(Case, CaseStep).join(CaseStep, col(CaseStep.case_id) == col(Case.id)).where(col(Case.id) == case_id)
    rows = session.exec(both.order_by(col(CaseStep.number)).execution_options(populate_existing=True)).all()
    if not rows:
        raise NotFoundError("case", case_id)
    return rows[0][0], tuple(step for _, step in rows)


def locked_entry(session: Session, resource_id: uuid.UUID) -> DataResource:
    """The entry as it is now, held."""
    held = _lock(session, [resource_id])
    if not held:
        raise NotFoundError("data resource", resource_id)
    return held[0]


def lock_entries(session: Session, resource_ids: Iterable[uuid.UUID]) -> Sequence[DataResource]:
    """Hold all these entries before the first act, in one order, so that two batches never wait for each other."""
    ordered = sorted(set(resource_ids))
    return [entry for start in range(0, len(ordered), MANY) for entry in _lock(session, ordered[start : start + MANY])]


def locked_batch(session: Session, batch_id: uuid.UUID) -> Batch:
    """The batch, held before anything of it is read, so that of two acts on it the second sees what the first did."""
    wanted = select(Batch).where(col(Batch.id) == batch_id).with_for_update(key_share=True)
    batch = session.exec(wanted.execution_options(populate_existing=True)).one_or_none()
    if batch is None:
        raise NotFoundError("batch", batch_id)
    return batch


def _lock(session: Session, resource_ids: Sequence[uuid.UUID]) -> Sequence[DataResource]:
    wanted = select(DataResource).where(col(DataResource.id).in_(resource_ids)).order_by(col(DataResource.id))
    return session.exec(wanted.with_for_update(key_share=True).execution_options(populate_existing=True)).all()
