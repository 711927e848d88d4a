"""The journal: audit records and publication records, numbered without gaps in the order of commits.

Deeds are noted while a transaction runs and written in one go right before it commits. One row, `journal_head`, is
locked by `UPDATE … RETURNING` as the last lock of the transaction, so number order is commit order on both databases
and a follower can never miss a record. A transaction that rolls back leaves no trace and no gap.
"""

import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Index, insert, update
from sqlalchemy.event import listens_for
from sqlalchemy.orm import Session as OrmSession
from sqlmodel import Field, Session, SQLModel, col

from catalog import digest
from catalog.clock import now_of
from catalog.columns import Document
from catalog.database import moment_text
from catalog.errors import BrokenPromiseError

GENESIS = "0" * 64
TICK = timedelta(microseconds=1)


class JournalHead(SQLModel, table=True):
    """The one row that says how far the journal goes; locking it puts commits in a line."""

    __tablename__ = "journal_head"

    id: int = Field(primary_key=True)
    publication_number: int = 0
    audit_number: int = 0
    audit_digest: str = Field(default=GENESIS, max_length=64)
    published_at: datetime


class AuditRecord(SQLModel, table=True):
    """One deed: who, when, through which channel, on what. Chained to the one before by HMAC."""

    __tablename__ = "audit_record"
    __table_args__ = (Index("ix_audit_record_subject", "subject_kind", "subject_id"),)

    number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    at: datetime
    actor_id: uuid.UUID | None = None
    actor_name: str = Field(max_length=100)
    channel: str = Field(max_length=20)
    os_user: str | None = Field(default=None, max_length=100)
    action: str = Field(max_length=60)
    subject_kind: str = Field(max_length=40)
    subject_id: str = Field(max_length=100)
    detail: dict[str, Any] = Field(sa_type=Document)
    key_id: str = Field(max_length=12)
    previous: str = Field(max_length=64)
    digest: str = Field(max_length=64)


class PublicationRecord(SQLModel, table=True):
    """One numbered line of the publication log, with the content frozen as its audience may see it."""

    __tablename__ = "publication_record"
    __table_args__ = (
        Index("ix_publication_record_audience", "audience", "number"),
        Index("ix_publication_record_subject", "subject_kind", "subject_id"),
    )

    number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    at: datetime
    audience: str = Field(max_length=10)
    act: str = Field(max_length=10)
    subject_kind: str = Field(max_length=20)
    subject_id: str = Field(max_length=36)
    content: dict[str, Any] | None = Field(default=None, sa_type=Document)
    digest: str = Field(max_length=64)
    audit_number: int
    audit_digest: str = Field(max_length=64)


LastWord = Callable[[Session], None]


@dataclass(slots=True)
class Pending:
    """What a running transaction has noted: rows of both kinds that lack number, time and seal."""

    audits: list[dict[str, Any]] = field(default_factory=list)
    publications: dict[tuple[str, str, str], dict[str, Any]] = field(default_factory=dict)
    last_words: list[LastWord] = field(default_factory=list)


def pending(session: OrmSession) -> Pending:
    """The notes of this session's running transaction, which begins here if it has not: only a begun one can roll back."""
    session.connection()
    notes: Pending = session.info.setdefault("journal", Pending())
    return notes


@contextmanager
def savepoint(session: Session) -> Iterator[None]:
    """A part of a transaction that is undone as a whole, its notes too, when the block raises."""
    notes = pending(session)
    audits, publications, last_words = list(notes.audits), dict(notes.publications), list(notes.last_words)
    try:
        with session.begin_nested():
            yield
    except BaseException:
        notes.audits, notes.publications, notes.last_words = audits, publications, last_words
        # Undoing the part made the session forget the notes of the whole.
        session.info["journal"] = notes
        raise


def note_deed(session: Session, deed: dict[str, Any]) -> None:
    """Keep an audit record for this transaction's end; `deed` has every column but number, at, key and digests."""
    pending(session).audits.append(deed)


def note_publication(session: Session, record: dict[str, Any]) -> None:
    """Keep a publication record for this transaction's end; a later one of the same subject and audience replaces it.

    Within one transaction nobody can have seen the earlier one, and a follower would only do work twice.
    """
    publications = pending(session).publications
    subject = (record["audience"], record["subject_kind"], record["subject_id"])
    publications.pop(subject, None)
    publications[subject] = record


def note_last_word(session: Session, word: LastWord) -> None:
    """Keep work that must see every earlier transaction: done at the end, when the head is locked and nobody can come between."""
    pending(session).last_words.append(word)


@listens_for(Session, "before_commit")
def _write(session: OrmSession) -> None:
    notes: Pending | None = session.info.get("journal")
    if notes is None or session.in_nested_transaction():
        return  # a savepoint is not yet the deed; the numbers are given when the whole transaction commits
    session.flush()
    head = _locked_head(session)
    for word in notes.last_words:
        word(session)  # type: ignore[arg-type]
    audits, publications = notes.audits, list(notes.publications.values())
    session.info.pop("journal")
    if publications:
        audits.append(_publishing_deed(audits, publications))
    audit_rows = _chained(session, head, audits)
    session.execute(insert(AuditRecord), audit_rows)
    records = _numbered(session, head, publications, audit_rows[-1])
    if records:
        session.execute(insert(PublicationRecord), records)
    _store_head(session, head, audit_rows[-1], records)


@listens_for(Session, "after_rollback")
def _forget(session: OrmSession) -> None:
    session.info.pop("journal", None)


def _publishing_deed(audits: Sequence[dict[str, Any]], publications: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """The deed that ties the log to the chain: whoever alters a record must also forge this seal."""
    cause = audits[-1] if audits else {"actor_id": None, "actor_name": "system", "channel": "system", "os_user": None}
    who = {key: cause[key] for key in ("actor_id", "actor_name", "channel", "os_user")}
    listing = [listed(record) for record in publications]
    return who | {
        "action": "publication.appended",
        "subject_kind": "publication",
        "subject_id": str(len(publications)),
        "detail": {"records": digest.of(listing)},
    }


def listed(record: dict[str, Any]) -> list[str]:
    """What the chain seals of a publication record: everything but the content, which its digest stands for."""
    return [record[part] for part in ("audience", "act", "subject_kind", "subject_id", "digest")]


@dataclass(frozen=True, slots=True)
class Head:
    """What the head row says while it is locked: how far the journal went before this transaction."""

    publication_number: int
    audit_number: int
    audit_digest: str
    published_at: datetime


def _locked_head(session: OrmSession) -> Head:
    """Lock the head, as the last lock of the transaction, and read it."""
    # Columns, not the mapped row: a session that outlives its commit would keep a stale copy of it.
    head = JournalHead
    statement = (
        update(head)
        .values(id=head.id)
        .returning(col(head.publication_number), col(head.audit_number), col(head.audit_digest), col(head.published_at))
        .execution_options(synchronize_session=False)
    )
    row = session.execute(statement).one_or_none()
    if row is None:
        raise BrokenPromiseError("broken_head")
    return Head(*row)


def _chained(session: OrmSession, head: Head, audits: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    key: bytes = session.info["audit_key"]
    moment, previous, rows = now_of(session), head.audit_digest, []
    for number, deed in enumerate(audits, start=head.audit_number + 1):
        row = deed | {"number": number, "at": moment, "key_id": digest.key_id(key), "previous": previous}
        row["digest"] = previous = seal(key, row)
        rows.append(row)
    return rows


def seal(key: bytes, row: dict[str, Any]) -> str:
    """The seal of an audit record over all its other columns, the previous record's seal among them."""
    plain = {name: value for name, value in row.items() if name != "digest"}
    plain["at"] = moment_text(row["at"])
    plain["actor_id"] = str(row["actor_id"]) if row["actor_id"] else None
    return digest.sealed(key, plain)


def _numbered(session: OrmSession, head: Head, publications: Sequence[dict[str, Any]], audit: dict[str, Any]) -> list[dict[str, Any]]:
    # Strictly increasing even if the clock steps back: a harvester asks for what changed since a time.
    moment = max(now_of(session), head.published_at + TICK)
    quoted = {"audit_number": audit["number"], "audit_digest": audit["digest"]}
    return [
        record | quoted | {"number": head.publication_number + 1 + place, "at": moment + place * TICK}
        for place, record in enumerate(publications)
    ]


def _store_head(session: OrmSession, head: Head, audit: dict[str, Any], records: Sequence[dict[str, Any]]) -> None:
    values = {
        "audit_number": audit["number"],
        "audit_digest": audit["digest"],
        "publication_number": records[-1]["number"] if records else head.publication_number,
        "published_at": records[-1]["at"] if records else head.published_at,
    }
    session.execute(update(JournalHead).values(**values).execution_options(synchronize_session=False))
