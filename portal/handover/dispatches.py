"""What was exported and what arrived: remembered as audit records, so in step with the log whatever happens to the house."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from sqlmodel import Session, col, select

from catalog import audit
from catalog.actor import Actor
from catalog.journal import AuditRecord
from portal.handover.manifest import BundleNote, Mark

EXPORTED, RECEIVED = "publication.exported", "publication.receipt_received"
SUBJECT = "handover"


def last(session: Session, audience: str) -> BundleNote | None:
    """The bundle that was exported last for an audience."""
    found = session.exec(_deeds(audience, EXPORTED).order_by(col(AuditRecord.number).desc()).limit(1)).first()
    return _note(found.detail) if found else None


def find(session: Session, audience: str, bundle: str) -> BundleNote | None:
    """The exported bundle with this digest."""
    notes = (_note(deed.detail) for deed in session.exec(_deeds(audience, EXPORTED)).all())
    return next((note for note in notes if note.digest == bundle), None)


def write(session: Session, by: Actor, audience: str, note: BundleNote, records: int) -> None:
    """Remember that a bundle was exported."""
    detail = asdict(note) | {"after": note.after.model_dump(), "last": note.last.model_dump(), "records": records}
    audit.record(session, by, EXPORTED, SUBJECT, audience, detail)


def received(session: Session, by: Actor, audience: str, receipt: Mapping[str, Any]) -> None:
    """Remember that a receipt came."""
    audit.record(session, by, RECEIVED, SUBJECT, audience, receipt)


def _deeds(audience: str, action: str) -> Any:
    return select(AuditRecord).where(
        col(AuditRecord.subject_kind) == SUBJECT, col(AuditRecord.subject_id) == audience, col(AuditRecord.action) == action
    )


def _note(detail: Mapping[str, Any]) -> BundleNote:
    facts = {name: detail[name] for name in ("instance", "sequence", "digest", "previous", "made_at")}
    return BundleNote(**facts, after=Mark(**detail["after"]), last=Mark(**detail["last"]))
