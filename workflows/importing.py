"""What the procedures say of imports: who may enter what, and that nothing is written past a review."""

import uuid

from sqlmodel import Session, col, select

from catalog import drafting, revision
from catalog.actor import Actor
from catalog.resource import DataResource
from workflows import casework, locks, procedure, rights
from workflows.facts import of_draft
from workflows.refusals import Refusal, RefusedError
from workflows.tables import Case


class ImportRules:
    """The rules of the house for `catalog.exchange.entering`."""

    def may_enter(self, actor: Actor, kind: str, units: tuple[uuid.UUID, ...]) -> bool:
        """Whether a role of this person allows entering things of this kind for any of these offices and units."""
        return rights.allowed(actor, f"enter.{kind}", *units)

    def hold_for_writing(self, session: Session, actor: Actor, resource_id: uuid.UUID) -> None:
        """Lock an entry; raise when it is under review, or belongs to an office that this person does not write for."""
        # Held first: a case could begin between looking for one and writing.
        entry = locks.locked_entry(session, resource_id)
        case = _content_case(session, resource_id)
        if case is not None:
            casework.edit(session, case, actor)
        elif not rights.allowed(actor, "enter.data_resource", *_scope(session, entry)):
            raise RefusedError([Refusal("out_of_scope")])


def _scope(session: Session, entry: DataResource) -> tuple[uuid.UUID, ...]:
    """The office and unit that an entry belongs to now, not those that the new content names."""
    if entry.running_revision_id is not None:
        running = revision.get(session, entry.running_revision_id)
        return (running.office_id, running.unit_id)
    draft = drafting.of(session, entry)
    content = of_draft(session, draft) if draft else None
    return tuple(filter(None, (content.office_id, content.unit_id))) if content else ()


def _content_case(session: Session, resource_id: uuid.UUID) -> uuid.UUID | None:
    """The running case that brings a version of this entry, if there is one."""
    cases = session.exec(select(Case).where(col(Case.subject_id) == resource_id, col(Case.ended_at).is_(None))).all()
    return next((case.id for case in cases if procedure.load(case.procedure, case.version).carries_content), None)
