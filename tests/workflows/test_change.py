"""Changes: as many looks as they are grave, while the version in force stays in force."""

from typing import Any

import pytest
from sqlmodel import Session

from catalog import drafting, publication, revision
from catalog.actor import Actor
from catalog.resource import DataResource
from tests.support.entries import an_item
from tests.support.registry import House
from tests.workflows.staff import OPENING, REGISTRATION, Staff, a_shared_entry, a_staffed_bureau, an_opened_entry, revised
from workflows import casework, procedure
from workflows.refusals import RefusedError
from workflows.request import NOTHING, Request
from workflows.tables import Case

Office = tuple[Session, Staff]


def submitted_change(session: Session, crew: Staff, entry: DataResource, **changes: Any) -> Case:
    case = casework.begin(session, "change", entry, crew.officer)
    revised(session, crew.officer, entry, **changes)
    return casework.act(session, case.id, "submit", crew.officer)


def taken(session: Session, case: Case, crew: Staff, *way: tuple[str, str]) -> list[str]:
    """The stages that a case comes through."""
    stages = [case.stage]
    for action, post in way:
        casework.act(session, case.id, action, getattr(crew, post))
        stages.append(case.stage)
    return stages


def refused(session: Session, case: Case, action: str, actor: Actor, request: Request = NOTHING) -> list[str]:
    with pytest.raises(RefusedError) as error:
        casework.act(session, case.id, action, actor, request)
    return [refusal.code for refusal in error.value.refusals]


MAJOR = {"items": [an_item(), an_item("公园地址"), an_item("公园星级")]}
ORDINARY = {"update_frequency": "ANNUAL"}
CORRECTION = {"abstract": "全市公园的名称、位置、星级和开放时间，供市民和部门使用。"}


def test_a_correction_takes_one_look_by_another_person(office: Office) -> None:
    session, crew = office
    entry = an_opened_entry(session, crew)
    case = submitted_change(session, crew, entry, **CORRECTION)
    assert taken(session, case, crew, ("approve", "head")) == ["second_look", "changed"]


def test_an_ordinary_change_takes_two_looks(office: Office) -> None:
    session, crew = office
    case = submitted_change(session, crew, an_opened_entry(session, crew), **ORDINARY)
    assert taken(session, case, crew, ("approve", "head"), ("approve", "centre")) == ["office_review", "central_review", "changed"]


def test_a_major_change_of_an_open_entry_goes_through_all_the_stages(office: Office) -> None:
    session, crew = office
    case = submitted_change(session, crew, an_opened_entry(session, crew), **MAJOR)
    stages = ["office_review", "joint_review", "joint_review", "central_review", "bureau_decision", "changed"]
    assert taken(session, case, crew, *OPENING[1:]) == stages


def test_a_major_change_of_an_entry_that_is_only_shared_needs_no_joint_review(office: Office) -> None:
    session, crew = office
    case = submitted_change(session, crew, a_shared_entry(session, crew), **MAJOR)
    assert taken(session, case, crew, *REGISTRATION[1:]) == ["office_review", "central_review", "bureau_decision", "changed"]


def test_the_version_in_force_stays_until_the_change_is_approved_and_then_both_pointers_move(house: House) -> None:
    with house.writing() as session:
        crew = a_staffed_bureau(session)
        entry = an_opened_entry(session, crew)
        before = entry.open_revision_id
        case = submitted_change(session, crew, entry, **ORDINARY)
        taken(session, case, crew, ("approve", "head"))
        assert entry.open_revision_id == entry.shared_revision_id == before
        taken(session, case, crew, ("approve", "centre"))
        assert entry.open_revision_id == entry.shared_revision_id == case.revision_id != before
        assert revision.get(session, entry.open_revision_id or entry.id).update_frequency == "ANNUAL"


def test_a_change_of_an_entry_that_is_only_shared_opens_nothing(office: Office) -> None:
    session, crew = office
    entry = a_shared_entry(session, crew)
    case = submitted_change(session, crew, entry, **MAJOR)
    taken(session, case, crew, *REGISTRATION[1:])
    assert (entry.shared_revision_id, entry.open_revision_id) == (case.revision_id, None)


def test_a_change_of_nothing_is_refused(office: Office) -> None:
    session, crew = office
    case = casework.begin(session, "change", a_shared_entry(session, crew), crew.officer)
    assert refused(session, case, "submit", crew.officer) == ["something_changed"]


def test_an_open_entry_is_not_closed_by_a_change(office: Office) -> None:
    session, crew = office
    entry = an_opened_entry(session, crew)
    case = casework.begin(session, "change", entry, crew.officer)
    closed = [an_item(open_type="3"), an_item("公园地址", open_type="3")]
    revised(session, crew.officer, entry, open_type="3", items=closed, not_open_reason="涉及内部管理")
    assert refused(session, case, "submit", crew.officer) == ["still_fit_to_be_open"]


def test_the_author_of_the_change_does_not_look_at_it_again(office: Office) -> None:
    session, crew = office
    entry = an_opened_entry(session, crew)
    case = casework.begin(session, "change", entry, crew.officer)
    revised(session, crew.head, entry, **CORRECTION)
    casework.act(session, case.id, "submit", crew.officer)
    assert refused(session, case, "approve", crew.head) == ["own_work"]


def test_what_was_suspended_comes_back_only_after_all_the_stages(office: Office) -> None:
    """Even a correction: it would give the public back what was stopped."""
    session, crew = office
    entry = an_opened_entry(session, crew)
    stop = casework.begin(session, "suspension", entry, crew.watch, Request("疑似有误", reason="ERROR"))
    casework.act(session, stop.id, "send_to_change", crew.centre, Request("请更正摘要"))
    case = next(case for case in casework.of_resource(session, entry.id) if case.procedure == "change")
    draft = casework.edit(session, case.id, crew.officer)
    assert draft.document["title"] == "公园基本信息"
    revised(session, crew.officer, entry, **CORRECTION)
    casework.act(session, case.id, "submit", crew.officer)
    taken(session, case, crew, *OPENING[1:])
    assert (entry.open_revision_id, entry.suspended_revision_id) == (case.revision_id, None)


def test_a_change_under_way_waits_for_the_second_look_at_a_suspension_and_then_for_the_reviews(office: Office) -> None:
    session, crew = office
    entry = an_opened_entry(session, crew)
    case = submitted_change(session, crew, entry, **ORDINARY)
    taken(session, case, crew, ("approve", "head"))
    stop = casework.begin(session, "suspension", entry, crew.watch, Request("疑似涉密", reason="SECRECY"))
    assert refused(session, case, "approve", crew.centre) == ["jointly_reviewed"]
    casework.act(session, stop.id, "restore", crew.keeper, Request("已核实"))
    assert taken(session, case, crew, ("approve", "centre")) == ["central_review", "changed"]


def test_a_correction_under_way_cannot_slip_past_a_suspension(office: Office) -> None:
    session, crew = office
    entry = an_opened_entry(session, crew)
    case = submitted_change(session, crew, entry, **CORRECTION)
    casework.begin(session, "suspension", entry, crew.watch, Request("疑似涉密", reason="SECRECY"))
    assert refused(session, case, "approve", crew.head) == ["not_this_way"]


def test_a_stricter_level_decided_in_a_major_change_is_in_the_new_version(office: Office) -> None:
    session, crew = office
    entry = an_opened_entry(session, crew)
    case = submitted_change(session, crew, entry, **MAJOR)
    taken(session, case, crew, *OPENING[1:5])
    casework.act(session, case.id, "approve", crew.leader, Request(level="2", conditions="须说明用途"))
    opened = revision.get(session, entry.open_revision_id or entry.id)
    assert (opened.open_type, entry.shared_revision_id) == ("2", opened.id)


def test_a_returned_change_is_graded_anew(office: Office) -> None:
    session, crew = office
    entry = an_opened_entry(session, crew)
    case = submitted_change(session, crew, entry, **CORRECTION)
    casework.act(session, case.id, "return", crew.head, Request("数据项也要改"))
    revised(session, crew.officer, entry, **MAJOR)
    casework.act(session, case.id, "submit", crew.officer)
    assert case.stage == "office_review"


def test_what_a_joint_review_has_set_stricter_holds_though_the_change_would_be_lighter_by_now(house: House) -> None:
    """Suspended while it is written, the change is major; restored after the reviews, it still goes to the leader."""
    with house.writing() as session:
        crew = a_staffed_bureau(session)
        entry = an_opened_entry(session, crew)
        case = casework.begin(session, "change", entry, crew.officer)
        revised(session, crew.officer, entry, **ORDINARY)
        stop = casework.begin(session, "suspension", entry, crew.watch, Request("疑似有误", reason="REVIEW"))
        casework.act(session, case.id, "submit", crew.officer)
        taken(session, case, crew, ("approve", "head"))
        casework.act(session, case.id, "pass_secrecy", crew.reviewer, Request(level="2", conditions="须实名申请"))
        taken(session, case, crew, ("pass_security", "reviewer"))
        casework.act(session, stop.id, "restore", crew.keeper, Request("已核实"))
        assert taken(session, case, crew, ("approve", "centre"), ("approve", "leader")) == ["central_review", "bureau_decision", "changed"]
        in_force = revision.document_of(revision.get(session, entry.open_revision_id or entry.id))
        assert (in_force["open_type"], in_force["open_condition"]) == ("2", "须实名申请")
        assert entry.open_revision_id == entry.shared_revision_id == case.revision_id


def test_a_stricter_level_stays_in_the_version_even_when_the_entry_was_withdrawn_meanwhile(office: Office) -> None:
    session, crew = office
    entry = an_opened_entry(session, crew)
    case = submitted_change(session, crew, entry, **MAJOR)
    taken(session, case, crew, ("approve", "head"))
    casework.act(session, case.id, "pass_secrecy", crew.reviewer, Request(level="2", conditions="须实名申请"))
    end = casework.begin(session, "withdrawal", entry, crew.officer, Request("数据已过时", reason="OUTDATED"))
    casework.act(session, end.id, "approve", crew.centre)
    taken(session, case, crew, ("pass_security", "reviewer"), ("approve", "centre"), ("approve", "leader"))
    assert (entry.open_revision_id, entry.shared_revision_id) == (None, case.revision_id)
    assert revision.get(session, case.revision_id or entry.id).open_type == "2"


def test_a_draft_from_a_version_that_is_no_longer_in_force_is_not_handed_in(office: Office) -> None:
    """It would undo what came between."""
    session, crew = office
    entry = an_opened_entry(session, crew)
    case = casework.begin(session, "change", entry, crew.officer)
    revised(session, crew.officer, entry, **CORRECTION)
    between = drafting.derive(session, crew.officer, revision.get(session, entry.open_revision_id or entry.id), {"record_count": 5})
    publication.open_up(session, crew.officer, entry, between)
    assert refused(session, case, "submit", crew.officer) == ["base_in_force"]


def test_a_returned_draft_stands_on_what_was_handed_in(office: Office) -> None:
    session, crew = office
    entry = an_opened_entry(session, crew)
    case = submitted_change(session, crew, entry, **CORRECTION)
    casework.act(session, case.id, "return", crew.head, Request("请再核对"))
    assert taken(session, case, crew, ("submit", "officer"), ("approve", "head")) == ["drafting", "second_look", "changed"]


NOT_PASSED = {"result": "FAIL", "assessed_on": "2026-02-28", "assessed_by": "评估人"}
PASSED = NOT_PASSED | {"result": "PASS"}


@pytest.mark.parametrize("assessments", [None, {"secrecy_risk": PASSED, "personal_information": NOT_PASSED}])
def test_a_change_of_an_open_entry_keeps_its_assessments_passed(office: Office, assessments: dict[str, Any] | None) -> None:
    session, crew = office
    entry = an_opened_entry(session, crew)
    case = casework.begin(session, "change", entry, crew.officer)
    draft = drafting.of(session, entry)
    assert draft is not None
    document = {name: value for name, value in draft.document.items() if name != "assessments"} | CORRECTION
    drafting.save(session, crew.officer, draft, document | ({"assessments": assessments} if assessments else {}), draft.version)
    assert refused(session, case, "submit", crew.officer) == ["assessed_while_open"]


def test_every_approval_that_puts_a_change_in_force_asks_for_assessments_and_for_the_title() -> None:
    final = [move for move in procedure.current("change").moves if "renew" in move.effects]
    assert len(final) == 4
    assert all({"assessed_while_open", "assessments_passed"} & set(move.needs) for move in final)
    assert all("title_free" in move.needs for move in final)


def test_of_two_entries_that_are_given_one_title_only_the_first_gets_it(office: Office) -> None:
    session, crew = office
    cases = []
    for number in range(2):
        entry = an_opened_entry(session, crew, title=f"第{number}个目录")
        cases.append(submitted_change(session, crew, entry, title="城市公园名录"))
    taken(session, cases[0], crew, ("approve", "head"), ("approve", "centre"))
    taken(session, cases[1], crew, ("approve", "head"))
    assert (cases[0].stage, refused(session, cases[1], "approve", crew.centre)) == ("changed", ["title_free"])
