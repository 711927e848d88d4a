"""What must hold between the tables whatever happened: no half deed."""

from collections.abc import Iterator

from sqlmodel import Session, col, func, select

from catalog import audit
from catalog.journal import AuditRecord, PublicationRecord
from catalog.resource import DataResource
from catalog.revision import ResourceRevision
from workflows.tables import Case, CaseStep

DONE = {"registration", "registration_and_opening", "inheritance"}


def faults(session: Session) -> list[str]:
    """Everything that does not fit together in a registry."""
    return [*(fault.text("en") for fault in audit.verify(session)), *_steps_without_record(session), *_pointers(session)]


def _steps_without_record(session: Session) -> Iterator[str]:
    steps = session.exec(select(func.count()).select_from(CaseStep)).one()
    deeds = session.exec(
        select(func.count()).where(col(AuditRecord.subject_kind) == "procedure_case", col(AuditRecord.action).like("case.%"))
    ).one()
    if steps != deeds:
        yield f"{steps} steps, {deeds} records of them"


def _pointers(session: Session) -> Iterator[str]:
    ended = set(session.exec(select(Case.subject_id).where(col(Case.procedure).in_(DONE), col(Case.outcome) == "done")).all())
    for entry in session.exec(select(DataResource)).all():
        if (entry.code is not None) != (entry.id in ended):
            yield f"{entry.id}: code {entry.code}, but its case says otherwise"
        for audience, pointer in (("shared", entry.shared_revision_id), ("open", entry.open_revision_id)):
            told = _last_told(session, entry, audience)
            shown = session.get_one(ResourceRevision, pointer).number if pointer else None
            if shown != told:
                yield f"{entry.id}: version {shown} in force for {audience}, version {told} told"


def _last_told(session: Session, entry: DataResource, audience: str) -> int | None:
    lines = (
        select(PublicationRecord)
        .where(col(PublicationRecord.subject_id) == str(entry.id), col(PublicationRecord.audience) == audience)
        .order_by(col(PublicationRecord.number).desc())
    )
    last = session.exec(lines).first()
    return last.content["revision"] if last and last.content and last.act == "publish" else None
