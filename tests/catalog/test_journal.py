"""Numbers are given in the order of commits, without gaps; a follower can never miss a record."""

import threading
import uuid
from datetime import timedelta

import pytest
from sqlalchemy.event import listens_for
from sqlmodel import Session, col, select, update

from catalog import audit, publication_log
from catalog.database import open_session
from catalog.journal import AuditRecord, JournalHead, PublicationRecord
from tests.support.registry import House, somebody
from tests.support.statements import counted

CLERK = somebody("clerk")


def tell(session: Session, words: str) -> None:
    """Append one publication record."""
    audit.record(session, CLERK, "test.told", "test", words)
    publication_log.append(session, "publish", "open", "entry", uuid.uuid4(), {"words": words})


def heard(house: House, after: int = 0) -> list[tuple[int, str]]:
    with house.reading() as session:
        return [(one.number, (one.content or {})["words"]) for one in publication_log.records_after(session, "open", after, 100)]


def test_two_transactions_that_commit_crosswise_hide_nothing_from_a_follower(house: House) -> None:
    """The first to note is the last to commit; a follower that reads in between goes on from there and misses nothing."""
    numbered, go_on = threading.Event(), threading.Event()

    def first() -> None:
        with open_session(house.registry, writing=True) as session:
            tell(session, "first")

            @listens_for(session, "before_commit")
            def hold(_: object) -> None:
                # The numbers are given, the commit is not yet done.
                numbered.set()
                assert go_on.wait(20)

            session.commit()

    def second() -> None:
        with house.writing() as session:
            tell(session, "second")

    one, other = threading.Thread(target=first), threading.Thread(target=second)
    one.start()
    assert numbered.wait(20)
    other.start()
    other.join(0.5)
    assert other.is_alive(), "the second must wait for the head"
    seen = heard(house)
    assert seen == [], "a number that is not committed is not seen"
    go_on.set()
    one.join(20)
    other.join(20)
    assert seen + heard(house, after=0) == [(1, "first"), (2, "second")]


def test_a_transaction_that_notes_first_but_commits_last_gets_the_later_number(postgresql_house: House) -> None:
    """Only PostgreSQL lets two writers begin; SQLite has no crosswise order to make."""
    registry = postgresql_house.registry
    with open_session(registry, writing=True) as early, open_session(registry, writing=True) as late:
        tell(early, "early")
        tell(late, "late")
        late.commit()
        assert heard(postgresql_house) == [(1, "late")]
        early.commit()
    assert heard(postgresql_house, after=1) == [(2, "early")]


def test_many_writers_at_once_leave_no_gap(house: House) -> None:
    def work(who: int) -> None:
        for turn in range(5):
            with house.writing() as session:
                tell(session, f"{who}.{turn}")

    threads = [threading.Thread(target=work, args=(who,)) for who in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert [number for number, _ in heard(house)] == list(range(1, 31))
    with house.reading() as session:
        assert list(audit.verify(session)) == []


def test_a_rolled_back_transaction_leaves_no_trace_and_no_gap(house: House) -> None:
    with open_session(house.registry, writing=True) as session:
        tell(session, "lost")
        session.rollback()
        tell(session, "kept")
        session.commit()
    assert heard(house) == [(1, "kept")]


def test_the_time_of_records_increases_even_if_the_clock_steps_back(house: House) -> None:
    for step in (timedelta(0), timedelta(hours=-2), timedelta(0)):
        house.clock.advance(step)
        with house.writing() as session:
            tell(session, str(step))
            tell(session, f"{step} again")
    with house.reading() as session:
        times = [one.at for one in publication_log.records_after(session, "open", 0, 100)]
    assert times == sorted(set(times))
    assert len(times) == 6


def test_a_bulk_of_deeds_locks_the_head_once(house: House) -> None:
    with open_session(house.registry, writing=True) as session, counted(session) as statements:
        for number in range(200):
            tell(session, str(number))
        session.commit()
    assert len([text for text in statements if "journal_head" in text]) == 2


@pytest.mark.parametrize(
    ("harm", "code"),
    [
        (update(AuditRecord).where(col(AuditRecord.number) == 2).values(actor_name="somebody else"), "seal"),
        (update(PublicationRecord).where(col(PublicationRecord.number) == 2).values(content={"words": "other"}), "content"),
        (update(PublicationRecord).where(col(PublicationRecord.number) == 2).values(act="erase"), "records"),
        (update(JournalHead).values(audit_number=3), "tail"),
        (update(PublicationRecord).where(col(PublicationRecord.number) == 1).values(audit_number=99), "quote"),
    ],
    ids=["altered deed", "altered content", "altered act", "altered head", "altered quotation"],
)
def test_an_alteration_shows(house: House, harm: object, code: str) -> None:
    for words in ("one", "two", "three"):
        with house.writing() as session:
            tell(session, words)
    with house.writing() as session:
        session.execute(harm)  # type: ignore[call-overload]
    with house.reading() as session:
        assert code in {fault.code for fault in audit.verify(session)}


@pytest.mark.parametrize("table", [AuditRecord, PublicationRecord], ids=["audit", "publication"])
@pytest.mark.parametrize(("number", "code"), [(2, "gap"), ("last", "tail")])
def test_a_missing_record_shows(house: House, table: type, number: int | str, code: str) -> None:
    for words in ("one", "two", "three"):
        with house.writing() as session:
            tell(session, words)
    with house.writing() as session:
        rows = session.exec(select(table).order_by(table.number)).all()
        session.delete(rows[-1] if number == "last" else rows[1])
    with house.reading() as session:
        assert code in {fault.code for fault in audit.verify(session)}


def test_a_publication_tail_that_was_cut_off_together_with_the_head_shows_in_the_chain(house: House) -> None:
    for words in ("one", "two"):
        with house.writing() as session:
            tell(session, words)
    with house.writing() as session:
        session.delete(session.exec(select(PublicationRecord).where(col(PublicationRecord.number) == 2)).one())
        session.flush()
        session.execute(update(JournalHead).values(publication_number=1))
    with house.reading() as session:
        assert {fault.code for fault in audit.verify(session)} == {"records"}


def test_content_that_went_without_an_expunction_shows(house: House) -> None:
    with house.writing() as session:
        tell(session, "one")
    with house.writing() as session:
        session.execute(update(PublicationRecord).values(content=None))
    with house.reading() as session:
        assert {fault.code for fault in audit.verify(session)} == {"content"}


def test_a_head_that_was_cut_back_together_with_the_audit_tail_shows_in_the_publication_log(house: House) -> None:
    """Whoever cuts the audit tail and mends the head forgets the quotation that each publication record carries."""
    for words in ("one", "two"):
        with house.writing() as session:
            tell(session, words)
    with house.writing() as session:
        kept = session.exec(select(AuditRecord).order_by(col(AuditRecord.number))).all()[:2]
        for row in session.exec(select(AuditRecord).where(col(AuditRecord.number) > 2)).all():
            session.delete(row)
        session.flush()
        session.execute(update(JournalHead).values(audit_number=2, audit_digest=kept[-1].digest))
    with house.reading() as session:
        assert {fault.code for fault in audit.verify(session)} == {"quote"}
