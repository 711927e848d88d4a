"""Deeds that cross: two at once on the same entries. One waits for the other, none is lost, and everything still fits together."""

import time
import uuid
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import date
from threading import Barrier

from sqlalchemy import text
from sqlmodel import Session

from catalog.database import open_session
from tests.support import soundness
from tests.support.entries import an_item
from tests.support.registry import House
from tests.workflows.staff import OPENING, REGISTRATION, SCAN, Staff, a_draft, a_staffed_bureau, an_opened_entry, revised, staff, walk
from workflows import batches, casework, locks
from workflows.batches import BatchKind, Paper
from workflows.refusals import RefusedError
from workflows.request import Request
from workflows.tables import Case

PAPER = Paper("审签单", "沪绿容〔2026〕21号", date(2026, 2, 27), "王局长", SCAN)
SECRET = Request("误录涉密内容", reason="SECRECY")
Deed = Callable[[Session, Staff], object]


def at_once(house: House, *deeds: Deed) -> list[tuple[str, ...]]:
    """What each of these deeds was answered when all began at the same moment: nothing, or its refusals."""
    ready = Barrier(len(deeds))

    def do(deed: Deed) -> tuple[str, ...]:
        ready.wait()
        try:
            with house.writing() as session:
                deed(session, staff(session))
        except RefusedError as refused:
            return tuple(refusal.code for refusal in refused.refusals)
        return ()

    with ThreadPoolExecutor(len(deeds)) as pool:
        return list(pool.map(do, deeds))


def acting(case_id: uuid.UUID, action: str, post: str) -> Deed:
    return lambda session, crew: casework.act(session, case_id, action, getattr(crew, post))


def acting_on_all(batch_id: uuid.UUID, action: str = "approve") -> Deed:
    return lambda session, crew: batches.act(session, batch_id, action, crew.leader)


def awaiting_the_leader(session: Session, crew: Staff, number: int) -> Case:
    entry = a_draft(session, crew.officer, title=f"第{number}个目录")
    return walk(session, casework.begin(session, "registration", entry, crew.officer), REGISTRATION[:3], crew)


def gathered(session: Session, crew: Staff, cases: Sequence[Case]) -> uuid.UUID:
    return batches.gather(session, crew.keeper, BatchKind.LEADER_SIGNATURE, PAPER, cases).id


def outcomes(session: Session, batch_id: uuid.UUID) -> list[str | None]:
    return [entry.outcome for entry in batches.entries_of(session, batches.get(session, batch_id))]


def sound(house: House) -> bool:
    with house.reading() as session:
        assert soundness.faults(session) == []
    return True


def test_a_batch_that_is_approved_twice_at_once_is_approved_once(house: House) -> None:
    with house.writing() as session:
        crew = a_staffed_bureau(session)
        batch_id = gathered(session, crew, [awaiting_the_leader(session, crew, number) for number in range(3)])
    assert at_once(house, acting_on_all(batch_id), acting_on_all(batch_id)) == [(), ()]
    with house.reading() as session:
        assert outcomes(session, batch_id) == ["done"] * 3
        assert {entry.refusals == [] for entry in batches.entries_of(session, batches.get(session, batch_id))} == {True}
    assert sound(house)


def test_a_case_is_taken_out_or_done_never_both(house: House) -> None:
    with house.writing() as session:
        crew = a_staffed_bureau(session)
        cases = [awaiting_the_leader(session, crew, number) for number in range(2)]
        batch_id, first = gathered(session, crew, cases), cases[0].id
    with ThreadPoolExecutor(1) as pool:
        with house.writing() as session:
            batches.take_out(session, staff(session).keeper, batch_id, first, "处室要求补充材料")
            approving = pool.submit(at_once, house, acting_on_all(batch_id))
            time.sleep(0.3)
        assert approving.result() == [()]
    with house.reading() as session:
        assert outcomes(session, batch_id) == ["taken_out", "done"]
        assert casework.get(session, first).stage == "bureau_decision"
    assert sound(house)


def test_two_batches_with_the_same_cases_in_opposite_order_do_not_wait_for_each_other(house: House) -> None:
    with house.writing() as session:
        crew = a_staffed_bureau(session)
        cases = [awaiting_the_leader(session, crew, number) for number in range(4)]
        one, other = gathered(session, crew, cases), gathered(session, crew, cases[::-1])
        case_ids = [case.id for case in cases]
    assert at_once(house, acting_on_all(one), acting_on_all(other)) == [(), ()]
    with house.reading() as session:
        assert sorted([*outcomes(session, one), *outcomes(session, other)]) == ["done"] * 4 + ["refused"] * 4  # type: ignore[type-var]
        assert {casework.get(session, case_id).stage for case_id in case_ids} == {"registered"}
    assert sound(house)


def a_change_and_its_expunction(session: Session, crew: Staff, number: int = 0) -> tuple[uuid.UUID, uuid.UUID]:
    """An open entry with a change under review, and the proposal to destroy it."""
    entry = an_opened_entry(session, crew, title=f"误录目录{number}")
    change = casework.begin(session, "change", entry, crew.officer)
    revised(session, crew.officer, entry, update_frequency="ANNUAL")
    casework.act(session, change.id, "submit", crew.officer)
    return change.id, casework.begin(session, "expunction", entry, crew.reviewer, SECRET).id


def test_an_expunction_crosses_an_act_on_another_case_of_its_entry(house: House) -> None:
    with house.writing() as session:
        crew = a_staffed_bureau(session)
        pairs = [a_change_and_its_expunction(session, crew, number) for number in range(3)]
    for change_id, expunction_id in pairs:
        answers = at_once(house, acting(change_id, "approve", "head"), acting(expunction_id, "approve", "leader"))
        assert answers in ([(), ()], [("case_ended",), ()])
        with house.reading() as session:
            assert casework.get(session, change_id).outcome == "abandoned"
            assert casework.get(session, expunction_id).stage == "expunged"
    assert sound(house)


def wait_for_a_lock(session: Session) -> None:
    """Until somebody on this PostgreSQL server waits for a lock."""
    waiting = text("SELECT count(*) FROM pg_locks WHERE NOT granted")
    for _ in range(100):
        if session.connection().scalar(waiting):
            return
        time.sleep(0.05)
    raise AssertionError("nobody waits")


def test_an_act_waits_for_an_expunction_that_has_begun_and_then_finds_its_case_ended(postgresql_house: House) -> None:
    """Whoever waited while holding his own case would wait for ever."""
    house = postgresql_house
    with house.writing() as session:
        change_id, expunction_id = a_change_and_its_expunction(session, a_staffed_bureau(session))
    with ThreadPoolExecutor(1) as pool, open_session(house.registry, writing=True) as session:
        locks.locked(session, expunction_id)
        waiting: Future[list[tuple[str, ...]]] = pool.submit(at_once, house, acting(change_id, "approve", "head"))
        wait_for_a_lock(session)
        casework.act(session, expunction_id, "approve", staff(session).leader)
        session.commit()
        assert waiting.result() == [("case_ended",)]
    assert sound(house)


def test_a_batch_crosses_the_expunction_of_one_of_its_entries(house: House) -> None:
    with house.writing() as session:
        crew = a_staffed_bureau(session)
        entries = [an_opened_entry(session, crew, title=f"第{number}个目录") for number in range(3)]
        cases = []
        for entry in entries:
            case = casework.begin(session, "change", entry, crew.officer)
            revised(session, crew.officer, entry, items=[an_item(), an_item("公园地址"), an_item("公园星级")])
            cases.append(walk(session, case, OPENING[:5], crew))
        batch_id = gathered(session, crew, cases)
        expunction_id = casework.begin(session, "expunction", entries[1], crew.reviewer, SECRET).id
    assert at_once(house, acting_on_all(batch_id), acting(expunction_id, "approve", "leader")) == [(), ()]
    with house.reading() as session:
        done = outcomes(session, batch_id)
        assert (done[0], done[2]) == ("done", "done")
        assert done[1] in ("done", "refused")
        assert casework.get(session, expunction_id).stage == "expunged"
    assert sound(house)
