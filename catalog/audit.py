"""The audit chain: what was done, by whom; and the proof that nobody altered it since.

Each record is sealed by HMAC-SHA-256 over its content and the seal before it, with a key that lives outside the
database. Each publication record quotes the head of the chain, so a tail cut off shows as well.
"""

import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, col, select

from catalog import digest, journal
from catalog.actor import Actor
from catalog.journal import GENESIS, AuditRecord, JournalHead, PublicationRecord

PAGE = 1000
Watch = Callable[[int], None]


def record(
    session: Session,
    actor: Actor,
    action: str,
    subject_kind: str,
    subject_id: uuid.UUID | str,
    detail: Mapping[str, Any] | None = None,
) -> None:
    """Note a deed; it is written, numbered and sealed with the transaction it belongs to, or not at all.

    `detail` holds references and codes only, never content: content may have to be destroyed, the chain may not.
    """
    journal.note_deed(
        session,
        {
            "actor_id": actor.person_id,
            "actor_name": actor.name,
            "channel": actor.channel,
            "os_user": actor.os_user,
            "action": action,
            "subject_kind": subject_kind,
            "subject_id": str(subject_id),
            "detail": dict(detail or {}),
        },
    )


@dataclass(frozen=True, slots=True)
class Fault:
    """One broken link: which record, and what is wrong with it (a code of TEXTS)."""

    journal: str
    number: int
    code: str

    def text(self, locale: str = "zh") -> str:
        """One line for a person."""
        return FAULT_TEXTS[self.code][1 if locale == "en" else 0].format(journal=self.journal, number=self.number)


FAULT_TEXTS: Mapping[str, tuple[str, str]] = {
    "gap": ("{journal} 第 {number} 条缺失。", "{journal} record {number} is missing."),
    "chain": ("{journal} 第 {number} 条与前一条不衔接。", "{journal} record {number} does not follow the one before it."),
    "seal": ("{journal} 第 {number} 条内容被改动。", "{journal} record {number} was altered."),
    "key": ("{journal} 第 {number} 条由另一把密钥签封，无法核验。", "{journal} record {number} was sealed with another key."),
    "tail": ("{journal} 末尾被截断，应有 {number} 条。", "{journal} has lost its tail; there should be {number} records."),
    "content": ("{journal} 第 {number} 条内容与摘要不符。", "The content of {journal} record {number} is not what its digest says."),
    "quote": (
        "{journal} 第 {number} 条引用的审计记录不存在或不一致。",
        "{journal} record {number} quotes an audit record that is not there.",
    ),
    "records": (
        "{journal} 第 {number} 条所封存的发布记录与发布日志不符。",
        "The publication records that {journal} record {number} sealed are not those in the log.",
    ),
    "time": ("{journal} 第 {number} 条时间没有递增。", "The time of {journal} record {number} does not increase."),
}


@dataclass(frozen=True, slots=True)
class Seal:
    """What later checks need of an audit record: its digest and, where it closes a publication, what it sealed."""

    digest: str
    records: str | None


def verify(session: Session, watch: Watch = lambda _: None) -> Iterator[Fault]:
    """Every fault of both journals, in order; `watch` is told how many records have been read.

    What is written while this reads lies beyond the head that was read first, and is left for the next time.
    """
    head = session.exec(select(JournalHead)).one()
    seals: dict[int, Seal] = {}
    yield from _verify_audit(session, head, seals, watch)
    yield from _verify_publications(session, head, seals, watch)


def _pages(session: Session, table: type[Any], end: int) -> Iterator[Sequence[Any]]:
    last = 0
    upto = select(table).where(col(table.number) <= end).order_by(col(table.number)).limit(PAGE)
    while page := session.exec(upto.where(col(table.number) > last)).all():
        yield page
        last = page[-1].number
        session.expunge_all()


def _verify_audit(session: Session, head: JournalHead, seals: dict[int, Seal], watch: Watch) -> Iterator[Fault]:
    key: bytes = session.info["audit_key"]
    expected, previous = 1, GENESIS
    for page in _pages(session, AuditRecord, head.audit_number):
        for row in page:
            for missing in range(expected, row.number):
                yield Fault("audit", missing, "gap")
            if row.previous != previous:
                yield Fault("audit", row.number, "chain")
            yield from _broken_seal(key, row)
            previous = row.digest
            seals[row.number] = Seal(row.digest, row.detail.get("records") if row.action == "publication.appended" else None)
            expected = row.number + 1
        watch(len(page))
    if expected - 1 != head.audit_number or previous != head.audit_digest:
        yield Fault("audit", head.audit_number, "tail")


def _broken_seal(key: bytes, row: AuditRecord) -> Iterator[Fault]:
    if row.key_id != digest.key_id(key):
        yield Fault("audit", row.number, "key")
    elif journal.seal(key, row.model_dump()) != row.digest:
        yield Fault("audit", row.number, "seal")


def _verify_publications(session: Session, head: JournalHead, seals: Mapping[int, Seal], watch: Watch) -> Iterator[Fault]:
    last: PublicationRecord | None = None
    together: dict[int, list[list[str]]] = {}
    destroyed = _Destroyed()
    for page in _pages(session, PublicationRecord, head.publication_number):
        for row in page:
            yield from _faults_of(row, last, seals)
            together.setdefault(row.audit_number, []).append(journal.listed(row.model_dump()))
            destroyed.see(row)
            last = row
        watch(len(page))
    # A seal without its listing shows a tail that was cut off, even where the head was mended.
    for number, seal in seals.items():
        if seal.records is not None and seal.records != digest.of(together.get(number, [])):
            yield Fault("audit", number, "records")
    yield from destroyed.without_cause()
    if (last.number if last else 0) != head.publication_number:
        yield Fault("publication", head.publication_number, "tail")


class _Destroyed:
    """Records whose content is gone, and the expunctions that may explain it."""

    def __init__(self) -> None:
        self._gone: list[tuple[int, tuple[str, str]]] = []
        self._newest: dict[tuple[str, str], int] = {}
        self._erased: dict[str, int] = {}

    def see(self, row: PublicationRecord) -> None:
        subject = (row.audience, row.subject_id)
        self._newest[subject] = row.number
        if row.act == "erase":
            self._erased[row.subject_id] = row.number
        if row.content is None:
            self._gone.append((row.number, subject))

    def without_cause(self) -> Iterator[Fault]:
        """Content goes only with an expunction after it: of the entry itself, or of one that a record told since replaced names."""
        last_erased = max(self._erased.values(), default=0)
        for number, subject in self._gone:
            own = self._erased.get(subject[1], 0) > number
            replaced = self._newest[subject] > number and last_erased > number
            if not own and not replaced:
                yield Fault("publication", number, "content")


def _faults_of(row: PublicationRecord, last: PublicationRecord | None, seals: Mapping[int, Seal]) -> Iterator[Fault]:
    for missing in range(last.number + 1 if last else 1, row.number):
        yield Fault("publication", missing, "gap")
    if row.content is not None and digest.of(row.content) != row.digest:
        yield Fault("publication", row.number, "content")
    if row.audit_number not in seals or seals[row.audit_number].digest != row.audit_digest:
        yield Fault("publication", row.number, "quote")
    if last is not None and row.at <= last.at:
        yield Fault("publication", row.number, "time")
