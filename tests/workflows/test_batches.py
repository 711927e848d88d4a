"""Batches: one paper, many cases, an outcome and an audit record for each."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlmodel import Session, col, select

from catalog.clock import now_of
from catalog.drafting import Draft
from catalog.errors import BrokenPromiseError, NotFoundError, NotPermittedError
from catalog.journal import AuditRecord
from catalog.resource import DataResource
from tests.support import soundness
from tests.support.entries import a_distribution
from tests.support.registry import House
from tests.workflows.staff import OPENING, REGISTRATION, SCAN, Staff, a_draft, a_staffed_bureau, an_opened_entry, revised, walk
from workflows import batches, casework, effects
from workflows.batches import BatchKind, Paper
from workflows.refusals import Refusal, RefusedError
from workflows.request import NOTHING, Request
from workflows.steps import steps_of
from workflows.tables import Case

Office = tuple[Session, Staff]
PAPER = Paper("2026年数据开放清单", "沪绿容〔2026〕21号", date(2026, 2, 27), "王局长", SCAN)


def awaiting_the_leader(session: Session, crew: Staff, number: int, procedure: str = "registration", **changes: Any) -> Case:
    way = REGISTRATION[:3] if procedure == "registration" else OPENING[:5]
    entry = a_draft(session, crew.officer, title=f"第{number}个目录", **changes)
    return walk(session, casework.begin(session, procedure, entry, crew.officer), way, crew)


def test_one_act_carries_all_entries_and_each_has_its_audit_record(house: House) -> None:
    with house.writing() as session:
        crew = a_staffed_bureau(session)
        cases = [awaiting_the_leader(session, crew, number) for number in range(3)]
        batch = batches.gather(session, crew.keeper, BatchKind.LEADER_SIGNATURE, PAPER, cases)
        entries = batches.act(session, batch.id, "approve", crew.keeper)
        assert [entry.outcome for entry in entries] == ["done"] * 3
        assert [case.stage for case in cases] == ["registered"] * 3
        last = steps_of(session, cases[:1])[-1]
        assert (last.person_name, last.recorder_name) == ("王局长", "Keeper")
    with house.reading() as session:
        deeds = session.exec(select(AuditRecord).where(col(AuditRecord.action) == "case.approve")).all()
        papers = [deed.detail["directive"] for deed in deeds if deed.detail.get("batch") == str(batch.id)]
        assert papers == ["沪绿容〔2026〕21号"] * 3


def test_the_yearly_list_opens_each_entry_at_its_own_level(office: Office) -> None:
    session, crew = office
    conditional = {"open_type": "2", "open_condition": "须说明用途", "distributions": [a_distribution()]}
    cases = [awaiting_the_leader(session, crew, 1, "registration_and_opening"), awaiting_the_leader(session, crew, 2, "registration")]
    items = [{"name": "名称", "data_type": "C", "length": 10, "share_type": "1", "open_type": "2"}]
    cases.append(awaiting_the_leader(session, crew, 3, "registration_and_opening", items=items, **conditional))
    batch = batches.gather(session, crew.keeper, BatchKind.YEARLY_OPEN_LIST, PAPER, cases)
    batches.act(session, batch.id, "approve", crew.leader)
    assert [case.stage for case in cases] == ["opened", "registered", "opened"]
    levels = [steps_of(session, [case])[-1].decision.get("level") for case in cases]
    assert levels == ["1", None, "2"]


def test_what_is_refused_keeps_its_reasons_and_can_be_tried_again(office: Office) -> None:
    session, crew = office
    early = casework.begin(session, "registration", a_draft(session, crew.officer, title="未到审签的目录"), crew.officer)
    walk(session, early, REGISTRATION[:2], crew)
    ready = awaiting_the_leader(session, crew, 1)
    batch = batches.gather(session, crew.keeper, BatchKind.LEADER_SIGNATURE, PAPER, [early, ready])
    first, second = batches.act(session, batch.id, "approve", crew.leader)
    assert (first.outcome, [refusal["code"] for refusal in first.refusals], second.outcome) == ("refused", ["role_missing"], "done")
    walk(session, early, REGISTRATION[2:3], crew)
    assert [entry.outcome for entry in batches.act(session, batch.id, "approve", crew.leader)] == ["done"]
    assert first.refusals == []


def test_any_entry_can_be_taken_out(office: Office) -> None:
    session, crew = office
    cases = [awaiting_the_leader(session, crew, number) for number in range(2)]
    batch = batches.gather(session, crew.keeper, BatchKind.LEADER_SIGNATURE, PAPER, cases)
    batches.take_out(session, crew.keeper, batch.id, cases[0].id, "处室要求补充材料")
    batches.act(session, batch.id, "approve", crew.keeper)
    assert [case.stage for case in cases] == ["bureau_decision", "registered"]
    with pytest.raises(NotFoundError):
        batches.take_out(session, crew.keeper, batch.id, cases[1].id, "太晚")
    outcomes = [(entry.outcome, entry.reason) for entry in batches.entries_of(session, batch)]
    assert outcomes == [("taken_out", "处室要求补充材料"), ("done", None)]


def test_a_batch_is_made_of_running_cases_by_who_may_make_one(office: Office) -> None:
    session, crew = office
    case = awaiting_the_leader(session, crew, 1)
    with pytest.raises(NotPermittedError):
        batches.gather(session, crew.officer, BatchKind.LEADER_SIGNATURE, PAPER, [case])
    casework.act(session, case.id, "approve", crew.leader)
    with pytest.raises(RefusedError):
        batches.gather(session, crew.keeper, BatchKind.LEADER_SIGNATURE, PAPER, [case])


EVIDENCE = {"evidence_kind": "ADDRESS", "evidence": "datashanghai.gov.cn", "first_published_on": "2015-10-09"}


def of_before(session: Session, crew: Staff, number: int, was: str = "OPEN", **changes: Any) -> DataResource:
    inheritance = {"inheritance": {"was": was, **EVIDENCE}}
    return a_draft(session, crew.officer, title=f"存量目录{number}", **(inheritance | changes))


def test_entries_of_before_are_taken_over_on_evidence_by_two_persons(house: House) -> None:
    with house.writing() as session:
        crew = a_staffed_bureau(session)
        entries = [of_before(session, crew, 1), of_before(session, crew, 2, was="SHARED")]
        batch, dropped = batches.begin_inheritance(session, crew.keeper, entries, PAPER)
        assert dropped == ()
        by_one = batches.act(session, batch.id, "approve", crew.keeper)
        assert [entry.refusals[0]["code"] for entry in by_one] == ["role_missing", "role_missing"]
        batches.act(session, batch.id, "approve", crew.centre)
        assert [entry.outcome for entry in batches.entries_of(session, batch)] == ["done", "done"]
        assert [(entry.shared_revision_id is None, entry.open_revision_id is None) for entry in entries] == [(False, False), (False, True)]


NO_EVIDENCE = {"inheritance": {"was": "OPEN", "evidence_kind": "ADDRESS", "first_published_on": "2015-10-09"}}


def test_rows_without_evidence_drop_out_to_the_full_way(office: Office) -> None:
    session, crew = office
    whole, bare = of_before(session, crew, 1), of_before(session, crew, 2, inheritance=None)
    closed = of_before(session, crew, 3, distributions=[a_distribution(offered_to="shared")])
    dangling = of_before(session, crew, 4, related_codes=["307001/000099"])
    batch, dropped = batches.begin_inheritance(session, crew.keeper, [whole, bare, closed, dangling], PAPER)
    assert [drop.resource_id for drop in dropped] == [bare.id, closed.id, dangling.id]
    assert [drop.error.text("en") for drop in dropped][1] == "Opening without conditions needs a distribution offered to the public."
    assert len(batches.entries_of(session, batch)) == 1
    for entry in (bare, closed, dangling):
        case = casework.begin(session, "registration", entry, crew.officer)
        assert case.stage == "drafting"


def test_an_entry_without_evidence_does_not_begin_to_be_taken_over(office: Office) -> None:
    session, crew = office
    entry = of_before(session, crew, 1, **NO_EVIDENCE)
    with pytest.raises(RefusedError) as error:
        casework.begin(session, "inheritance", entry, crew.officer)
    assert [refusal.code for refusal in error.value.refusals] == ["evidence_complete"]


def test_what_is_not_taken_over_goes_the_full_way_with_its_draft(office: Office) -> None:
    session, crew = office
    entry = of_before(session, crew, 1)
    batch, _ = batches.begin_inheritance(session, crew.keeper, [entry], PAPER)
    batches.act(session, batch.id, "refuse", crew.centre, Request("证据与原目录不符"))
    walk(session, casework.begin(session, "registration_and_opening", entry, crew.officer, NOTHING), OPENING, crew)
    assert entry.open_revision_id is not None


def test_the_author_of_a_row_does_not_approve_it(office: Office) -> None:
    session, crew = office
    entry = a_draft(session, crew.centre, inheritance={"was": "OPEN", **EVIDENCE})
    batch, _ = batches.begin_inheritance(session, crew.keeper, [entry], PAPER)
    (row,) = batches.act(session, batch.id, "approve", crew.centre)
    assert [refusal["code"] for refusal in row.refusals] == ["own_work"]


# ---- what fails for one entry fails for that one only


def changes_under_review(session: Session, crew: Staff) -> list[Case]:
    """Two ordinary changes, and a draft in the way of the second one's return."""
    cases = []
    for number in range(2):
        entry = an_opened_entry(session, crew, title=f"第{number}个目录")
        case = casework.begin(session, "change", entry, crew.officer)
        revised(session, crew.officer, entry, update_frequency="ANNUAL")
        cases.append(casework.act(session, case.id, "submit", crew.officer))
    base = session.get_one(DataResource, cases[1].subject_id).open_revision_id
    in_the_way = Draft(
        resource_id=cases[1].subject_id, base_revision_id=base, document={}, authors=[], title="", updated_at=now_of(session)
    )
    session.add(in_the_way)
    session.flush()
    return cases


def test_a_conflict_of_one_entry_is_its_refusal_and_the_others_go_on(house: House) -> None:
    with house.writing() as session:
        crew = a_staffed_bureau(session)
        cases = changes_under_review(session, crew)
        batch = batches.gather(session, crew.keeper, BatchKind.YEARLY_OPEN_LIST, PAPER, cases)
        batches.act(session, batch.id, "return", crew.head, Request("请补充"))
    with house.reading() as session:
        first, second = batches.entries_of(session, batch)
        assert (first.outcome, second.outcome, second.refusals) == ("done", "refused", [{"code": "draft_exists", "parameters": {}}])
        assert Refusal(second.refusals[0]["code"]).text("en").startswith("This entry already has a draft")
        assert [casework.get(session, case.id).stage for case in cases] == ["drafting", "office_review"]
        assert [len(steps_of(session, [case])) for case in cases] == [3, 2]
        assert soundness.faults(session) == []


def test_content_that_cannot_be_sealed_is_the_refusal_of_its_entry_alone(office: Office) -> None:
    session, crew = office
    whole, dangling = of_before(session, crew, 1), of_before(session, crew, 2, related_codes=["307001/000099"])
    cases = [casework.begin(session, "inheritance", entry, crew.officer) for entry in (dangling, whole)]
    batch = batches.gather(session, crew.keeper, BatchKind.INHERITANCE, PAPER, cases)
    first, second = batches.act(session, batch.id, "submit", crew.officer)
    assert (first.outcome, first.refusals) == ("refused", [{"code": "invalid_document", "parameters": {"count": "1"}}])
    assert (second.outcome, [case.stage for case in cases]) == ("done", ["drafting", "central_review"])


def test_a_registry_that_is_not_sound_stops_the_whole_batch(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    session, crew = office
    batch = batches.gather(session, crew.keeper, BatchKind.LEADER_SIGNATURE, PAPER, [awaiting_the_leader(session, crew, 1)])

    def broken(*_: object) -> None:
        raise BrokenPromiseError("broken_head")

    monkeypatch.setitem(effects.EFFECTS, "share", broken)  # type: ignore[arg-type]
    with pytest.raises(BrokenPromiseError):
        batches.act(session, batch.id, "approve", crew.leader)


def test_of_a_row_that_cannot_be_taken_over_nothing_stays_but_its_draft(house: House) -> None:
    with house.writing() as session:
        crew = a_staffed_bureau(session)
        rows = [of_before(session, crew, 1), of_before(session, crew, 2, related_codes=["307001/000099"])]
        batch, dropped = batches.begin_inheritance(session, crew.keeper, [*rows, rows[0]], PAPER)
        reasons = {drop.resource_id: drop.error.code for drop in dropped}
        assert reasons == {rows[1].id: "invalid_document", rows[0].id: "refused"}
    with house.reading() as session:
        assert len(batches.entries_of(session, batch)) == 1
        assert [len(casework.of_resource(session, row.id)) for row in rows] == [1, 0]
        assert soundness.faults(session) == []


def test_a_batch_that_is_done_has_nothing_left_to_do(office: Office) -> None:
    session, crew = office
    batch = batches.gather(session, crew.keeper, BatchKind.LEADER_SIGNATURE, PAPER, [awaiting_the_leader(session, crew, 1)])
    batches.act(session, batch.id, "approve", crew.leader)
    assert batches.act(session, batch.id, "approve", crew.leader) == ()
    assert [(entry.outcome, entry.refusals) for entry in batches.entries_of(session, batch)] == [("done", [])]


def test_the_signer_of_the_paper_decides_for_every_entry(office: Office) -> None:
    session, crew = office
    by_the_watch = replace(PAPER, signer="Watch", signer_id=crew.watch.person_id)
    batch = batches.gather(session, crew.keeper, BatchKind.LEADER_SIGNATURE, by_the_watch, [awaiting_the_leader(session, crew, 1)])
    (row,) = batches.act(session, batch.id, "approve", crew.keeper)
    assert [refusal["code"] for refusal in row.refusals] == ["signer_role_missing"]
