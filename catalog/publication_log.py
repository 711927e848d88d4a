"""The publication log: the only door to the outside. Followers read this one table, each with its own cursor."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, func, select

from catalog import digest, journal
from catalog.journal import JournalHead, PublicationRecord


@dataclass(frozen=True, slots=True)
class Record:
    """A line of the log as a follower reads it; `content` is None where it was destroyed."""

    number: int
    at: datetime
    audience: str
    act: str
    subject_kind: str
    subject_id: str
    content: dict[str, Any] | None
    digest: str


def append(session: Session, act: str, audience: str, subject_kind: str, subject_id: uuid.UUID, content: dict[str, Any]) -> None:
    """Tell one audience something; written and numbered with the transaction that it belongs to."""
    record = {
        "audience": audience,
        "act": act,
        "subject_kind": subject_kind,
        "subject_id": str(subject_id),
        "content": content,
        "digest": digest.of(content),
    }
    journal.note_publication(session, record)


def records_after(session: Session, audience: str, number: int, limit: int) -> Sequence[Record]:
    """The next `limit` lines for an audience after `number`, in order."""
    lines = (
        select(PublicationRecord)
        .where(col(PublicationRecord.audience) == audience, col(PublicationRecord.number) > number)
        .order_by(col(PublicationRecord.number))
        .limit(limit)
    )
    return [_as_record(row) for row in session.exec(lines).all()]


def head(session: Session, audience: str | None = None) -> int:
    """The number of the last line of the log, or of the last one for an audience."""
    if audience is None:
        return session.exec(select(JournalHead.publication_number)).one()
    newest = select(func.max(PublicationRecord.number)).where(col(PublicationRecord.audience) == audience)
    return session.exec(newest).one() or 0


def _as_record(row: PublicationRecord) -> Record:
    return Record(row.number, row.at, row.audience, row.act, row.subject_kind, row.subject_id, row.content, row.digest)
