"""Cases on a real registry: begun, walked, returned, taken back, refused; step, pointer, audit and log together."""

import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from catalog import audit, drafting, people, publication_log, revision
from catalog.actor import Actor
from catalog.errors import InvalidDocumentError, NotFoundError
from catalog.journal import AuditRecord
from catalog.revision import ResourceRevision
from tests.support.entries import a_distribution, an_item
from tests.support.registry import House
from tests.support.statements import counted
from tests.workflows.staff import (
    OPENING,
    REGISTRATION,
    Staff,
    a_draft,
    a_paper,
    a_shared_entry,
    a_staffed_bureau,
    an_opened_entry,
    another_unit,
    employ,
    revised,
    walk,
)
from workflows import casework, locks
from workflows.refusals import RefusedError
from workflows.request import Cause, Reason, Request
from workflows.steps import steps_of
from workflows.tables import Case

FAILED = {"secrecy_risk": {"result": "FAIL", "assessed_on": "2026-02-10", "assessed_by": "评估人"}}


Office = tuple[Session, Staff]


def refused(session: Session, case: Case, action: str, actor: Actor, request: Request | None = None) -> list[str]:
    with pytest.raises(RefusedError) as error:
        casework.act(session, case.id, action, actor, request or Request())
    return [refusal.code for refusal in error.value.refusals]


def refused_to_begin(session: Session, *begin: Any) -> list[str]:
    with pytest.raises(RefusedError) as error:
        casework.begin(session, *begin)
    return [refusal.code for refusal in error.value.refusals]


def test_registration_gives_a_code_and_the_shared_shelf(house: House) -> None:
    with house.writing() as session:
        crew = a_staffed_bureau(session)
        entry_id = a_shared_entry(session, crew).id
    with house.reading() as session:
        case = casework.of_resource(session, entry_id)[0]
        told = publication_log.records_after(session, "shared", 0, 100)
        deeds = [row.action for row in session.exec(select(AuditRecord).where(col(AuditRecord.subject_id) == str(case.id))).all()]
        assert (case.stage, case.outcome) == ("registered", "done")
        assert [record.content["code"] for record in told if record.subject_kind == "entry" and record.content] == ["307001/000001"]
        assert not [record for record in publication_log.records_after(session, "open", 0, 100) if record.subject_kind == "entry"]
        assert deeds == ["case.begin", "case.submit", "case.approve", "case.approve", "case.approve"]
        assert list(audit.verify(session)) == []


def test_both_in_one_opens_the_same_version_that_is_shared(house: House) -> None:
    with house.writing() as session:
        entry = an_opened_entry(session, a_staffed_bureau(session))
        assert entry.shared_revision_id == entry.open_revision_id is not None
        assert entry.code == "307001/000001"


def test_registration_followed_by_opening(office: Office) -> None:
    session, crew = office
    entry = a_shared_entry(session, crew)
    case = walk(session, casework.begin(session, "opening", entry, crew.officer), OPENING, crew)
    assert case.outcome == "done"
    assert entry.open_revision_id == entry.shared_revision_id == case.revision_id


def test_the_steps_tell_the_whole_way(office: Office) -> None:
    session, crew = office
    case = casework.of_resource(session, an_opened_entry(session, crew).id)[0]
    told = [(step.number, step.person_name, step.action, step.stage_from, step.stage_to) for step in steps_of(session, [case])]
    assert told == [
        (1, "Officer", "begin", None, "drafting"),
        (2, "Officer", "submit", "drafting", "office_review"),
        (3, "Head", "approve", "office_review", "joint_review"),
        (4, "Reviewer", "pass_secrecy", "joint_review", "joint_review"),
        (5, "Reviewer", "pass_security", "joint_review", "central_review"),
        (6, "Centre", "approve", "central_review", "bureau_decision"),
        (7, "Leader", "approve", "bureau_decision", "opened"),
    ]


def test_a_return_says_why_and_where_and_gives_the_draft_back(office: Office) -> None:
    session, crew = office
    entry = a_draft(session, crew.officer)
    case = casework.begin(session, "registration", entry, crew.officer)
    casework.act(session, case.id, "submit", crew.officer)
    assert drafting.of(session, entry) is None
    assert refused(session, case, "return", crew.head) == ["input_missing"]
    casework.act(session, case.id, "return", crew.head, Request("摘要过简", reasons=(Reason("/abstract", "请写明更新范围"),)))
    last = steps_of(session, [case])[-1]
    assert (case.stage, last.comment, last.reasons) == ("drafting", "摘要过简", [{"path": "/abstract", "text": "请写明更新范围"}])
    revised(session, crew.officer, entry, abstract="全市公园的名称、位置、星级和开放时间，每半年全量更新一次。")
    walk(session, case, REGISTRATION, crew)
    assert entry.code is not None


def test_the_submitter_takes_back_what_nobody_has_touched(office: Office) -> None:
    session, crew = office
    case = casework.begin(session, "registration", a_draft(session, crew.officer), crew.officer)
    casework.act(session, case.id, "submit", crew.officer)
    assert refused(session, case, "recall", crew.colleague) == ["not_yours"]
    casework.act(session, case.id, "recall", crew.officer)
    assert case.stage == "drafting"
    casework.act(session, case.id, "submit", crew.officer)
    casework.act(session, case.id, "approve", crew.head)
    assert refused(session, case, "recall", crew.officer) == ["no_such_move"]


def test_a_refusal_ends_the_case_and_the_entry_can_begin_again(office: Office) -> None:
    session, crew = office
    entry = a_draft(session, crew.officer)
    case = casework.begin(session, "registration", entry, crew.officer)
    casework.act(session, case.id, "submit", crew.officer)
    casework.act(session, case.id, "refuse", crew.head, Request("与已登记目录重复"))
    assert (case.outcome, entry.code) == ("refused", None)
    assert refused(session, case, "approve", crew.head) == ["case_ended"]
    again = casework.begin(session, "registration", entry, crew.officer)
    draft = drafting.of(session, entry)
    assert draft is not None
    assert draft.document["title"] == "公园基本信息"
    walk(session, again, REGISTRATION, crew)


def test_an_abandoned_case_leaves_the_draft(office: Office) -> None:
    session, crew = office
    entry = a_draft(session, crew.officer)
    case = casework.begin(session, "registration", entry, crew.officer)
    casework.act(session, case.id, "abandon", crew.officer)
    assert case.outcome == "abandoned"
    walk(session, casework.begin(session, "registration_and_opening", entry, crew.officer), OPENING, crew)


def test_one_case_that_brings_content_runs_at_a_time(office: Office) -> None:
    session, crew = office
    entry = a_shared_entry(session, crew)
    casework.begin(session, "opening", entry, crew.officer)
    assert refused_to_begin(session, "change", entry, crew.officer) == ["no_rival_case"]
    assert refused_to_begin(session, "opening", entry, crew.officer) == ["no_rival_case"]


def test_the_database_itself_keeps_one_running_case_per_procedure_and_subject(house: House) -> None:
    with house.writing() as session:
        crew = a_staffed_bureau(session)
        entry = a_shared_entry(session, crew)
        first = casework.of_resource(session, entry.id)[0]
        same = first.model_dump(exclude={"id", "ended_at", "revision_id"})
    with house.writing() as session:
        session.add(Case(**same))
    with pytest.raises(IntegrityError), house.writing() as session:
        session.add(Case(**same))


def test_an_officer_of_another_office_may_not_begin(office: Office) -> None:
    session, crew = office
    stranger = employ(session, "stranger", "officer", unit=another_unit(session))
    assert refused_to_begin(session, "registration", a_draft(session, crew.officer), stranger) == ["out_of_scope"]


def test_assessments_must_be_there_and_not_failed(office: Office) -> None:
    """国令809 Art 13."""
    session, crew = office
    for number, assessments in enumerate((None, FAILED)):
        entry = a_draft(session, crew.officer, title=f"第{number}个目录", assessments=assessments)
        case = casework.begin(session, "registration", entry, crew.officer)
        assert refused(session, case, "submit", crew.officer) == ["assessments_passed"]


def test_an_invalid_draft_is_refused_with_its_problems(office: Office) -> None:
    session, crew = office
    case = casework.begin(session, "registration", a_draft(session, crew.officer, abstract="短"), crew.officer)
    with pytest.raises(RefusedError) as error:
        casework.act(session, case.id, "submit", crew.officer)
    assert [refusal.code for refusal in error.value.refusals] == ["document_valid"]
    assert [problem.path for problem in error.value.problems] == ["/abstract"]


def test_a_reference_that_leads_nowhere_is_found_when_the_draft_is_sealed(office: Office) -> None:
    session, crew = office
    case = casework.begin(session, "registration", a_draft(session, crew.officer, related_codes=["307001/000099"]), crew.officer)
    with pytest.raises(InvalidDocumentError) as error:
        casework.act(session, case.id, "submit", crew.officer)
    assert [problem.path for problem in error.value.problems] == ["/related_codes/0"]


IMPORTANT = {"data_level": "IMPORTANT", "data_sublevel": None}
CLOSED = [an_item(open_type="3"), an_item("公园地址", open_type="3")]
WHY_NOT = {
    "level_may_open": IMPORTANT,
    "own_data": {"data_origin": "SHARED_IN", "source_department": "市市场监管局"},
    "open_distribution": {"distributions": [a_distribution(offered_to="shared")]},
    "proposed_for_opening": {"open_type": "3", "items": CLOSED, "not_open_reason": "涉及内部管理"},
}


@pytest.mark.parametrize("code", WHY_NOT)
def test_what_must_not_be_open_is_not_even_handed_in(office: Office, code: str) -> None:
    session, crew = office
    case = casework.begin(session, "registration_and_opening", a_draft(session, crew.officer, **WHY_NOT[code]), crew.officer)
    assert code in refused(session, case, "submit", crew.officer)


def test_a_reviewer_makes_the_level_stricter_and_the_opened_version_says_so(office: Office) -> None:
    session, crew = office
    items = [an_item(), an_item("公园地址", open_type="3", share_type="2")]
    shared_partly = {"share_type": "2", "share_condition": "限履职", "share_scope": "本市各部门", "share_purposes": ["WORK_REF"]}
    entry = a_draft(session, crew.officer, items=items, **shared_partly)
    case = casework.begin(session, "registration_and_opening", entry, crew.officer)
    walk(session, case, OPENING[:2], crew)
    casework.act(session, case.id, "pass_secrecy", crew.reviewer, Request(level="2", conditions="须签订数据利用承诺书"))
    walk(session, case, OPENING[3:5], crew)
    assert refused(session, case, "approve", crew.leader, Request(level="1")) == ["level_looser"]
    casework.act(session, case.id, "approve", crew.leader, Request(level="2"))
    opened = revision.get(session, case.revision_id or entry.id)
    assert opened.document is not None
    assert (opened.open_type, opened.document["open_condition"]) == ("2", "须签订数据利用承诺书")
    assert [item["open_type"] for item in opened.document["items"]] == ["2", "3"]
    assert entry.open_revision_id == entry.shared_revision_id == opened.id
    sealed = session.exec(select(ResourceRevision).where(col(ResourceRevision.number) == 1)).one()
    assert sealed.open_type == "1"


def test_a_paper_needs_its_scan_in_the_house(office: Office) -> None:
    session, crew = office
    case = casework.begin(session, "registration", a_draft(session, crew.officer), crew.officer)
    walk(session, case, REGISTRATION[:3], crew)
    unknown = Request(directive=a_paper(scan_digest="00" * 32))
    assert refused(session, case, "approve", crew.keeper, unknown) == ["scan_unknown"]


def test_who_looked_at_an_older_state_of_the_case_is_told(office: Office) -> None:
    session, crew = office
    case = casework.begin(session, "registration", a_draft(session, crew.officer), crew.officer)
    with pytest.raises(RefusedError) as error:
        casework.act(session, case.id, "submit", crew.officer, seen=0)
    assert [refusal.code for refusal in error.value.refusals] == ["case_moved_on"]
    casework.act(session, case.id, "submit", crew.officer, seen=1)


def test_the_draft_of_a_case_is_for_those_who_may_hand_it_in(office: Office) -> None:
    session, crew = office
    case = casework.begin(session, "registration", a_draft(session, crew.officer), crew.officer)
    assert casework.edit(session, case.id, crew.colleague).document["title"] == "公园基本信息"
    with pytest.raises(RefusedError):
        casework.edit(session, case.id, crew.sysadmin)
    casework.act(session, case.id, "submit", crew.officer)
    with pytest.raises(RefusedError):
        casework.edit(session, case.id, crew.officer)


def test_choices_say_beforehand_what_the_act_would_say(office: Office) -> None:
    session, crew = office
    case = casework.begin(session, "registration", a_draft(session, crew.officer, assessments=None), crew.officer)
    offered = {
        choice.move.action: [refusal.code for refusal in choice.refusals] for choice in casework.choices(session, case.id, crew.officer)
    }
    assert offered == {"submit": ["assessments_passed"], "abandon": []}
    casework.act(session, case.id, "abandon", crew.officer)
    assert casework.choices(session, case.id, crew.officer) == ()


def test_a_cause_stays_with_the_case(office: Office) -> None:
    session, crew = office
    entry = a_shared_entry(session, crew)
    case = casework.begin(session, "change", entry, crew.officer, cause=Cause("机构职责调整", date(2026, 2, 27)))
    assert (case.cause, case.cause_on) == ("机构职责调整", date(2026, 2, 27))


def test_an_unknown_case_is_not_found(office: Office) -> None:
    session, crew = office
    entry = a_draft(session, crew.officer)
    for look in (casework.get, locks.locked, locks.with_steps, locks.locked_entry, locks.locked_batch):
        with pytest.raises(NotFoundError):
            look(session, entry.id if look is not locks.locked_entry else uuid.uuid4())


def test_a_refused_act_leaves_no_trace(house: House) -> None:
    with house.writing() as session:
        crew = a_staffed_bureau(session)
        case_id = casework.begin(session, "registration", a_draft(session, crew.officer), crew.officer).id
    with pytest.raises(RefusedError), house.writing() as session:
        casework.act(session, case_id, "submit", crew.head)
    with house.reading() as session:
        case = casework.get(session, case_id)
        assert (case.stage, len(steps_of(session, [case]))) == ("drafting", 1)


def test_of_two_who_act_at_the_same_moment_one_is_told_that_the_other_has(house: House) -> None:
    with house.writing() as session:
        crew = a_staffed_bureau(session)
        heads = [crew.head, employ(session, "deputy", "office_reviewer")]
        case = casework.begin(session, "registration", a_draft(session, crew.officer), crew.officer)
        case_id = casework.act(session, case.id, "submit", crew.officer).id
    ready = Barrier(len(heads))

    def approve(head: Actor) -> tuple[str, ...]:
        ready.wait()
        try:
            with house.writing() as session:
                casework.act(session, case_id, "approve", head, seen=2)
        except RefusedError as refused:
            return tuple(refusal.code for refusal in refused.refusals)
        return ()

    with ThreadPoolExecutor(len(heads)) as pool:
        answers = sorted(pool.map(approve, heads))
    assert answers == [(), ("case_moved_on",)]
    with house.reading() as session:
        case = casework.get(session, case_id)
        assert (case.stage, len(steps_of(session, [case]))) == ("central_review", 3)


def test_a_decision_costs_at_most_twelve_statements_whatever_is_in_the_catalogue(sqlite_house: House) -> None:
    """Measured to the end of the commit for the dearest one, which registers and opens; then again among more entries."""
    with sqlite_house.writing() as session:
        crew = a_staffed_bureau(session)
    costs = []
    for others in (0, 5):
        with sqlite_house.writing() as session:
            for number in range(others):
                a_shared_entry(session, crew, title=f"第{number}个目录")
            entry = a_draft(session, crew.officer, title=f"待开放目录{others}")
            case_id = walk(session, casework.begin(session, "registration_and_opening", entry, crew.officer), OPENING[:5], crew).id
        with sqlite_house.writing() as session, counted(session) as statements:
            casework.act(session, case_id, "approve", crew.leader, Request(level="1"))
            session.commit()
            costs.append(len(statements))
    assert costs[0] == costs[1] <= 12


def test_two_drafts_of_one_title_are_not_both_registered(office: Office) -> None:
    """Both were handed in before either was in force."""
    session, crew = office
    cases = [casework.begin(session, "registration", a_draft(session, crew.officer), crew.officer) for _ in range(2)]
    for case in cases:
        casework.act(session, case.id, "submit", crew.officer)
    walk(session, cases[0], REGISTRATION[1:], crew)
    walk(session, cases[1], REGISTRATION[1:3], crew)
    assert (cases[0].stage, refused(session, cases[1], "approve", crew.leader)) == ("registered", ["title_free"])


def test_an_entry_of_before_is_not_opened_without_its_assessments(office: Office) -> None:
    """Its evidence stood for the assessments when it was taken over, not for its opening."""
    session, crew = office
    inheritance = {"was": "SHARED", "evidence_kind": "DOCUMENT", "evidence": "旧目录文件", "first_published_on": "2015-01-01"}
    entry = a_draft(session, crew.officer, assessments=None, inheritance=inheritance)
    walk(session, casework.begin(session, "inheritance", entry, crew.officer), (("submit", "officer"), ("approve", "centre")), crew)
    case = casework.begin(session, "opening", entry, crew.officer)
    assert refused(session, case, "submit", crew.officer) == ["assessments_passed"]
    passed = {"result": "PASS", "assessed_on": "2026-02-10", "assessed_by": "评估人"}
    revised(session, crew.officer, entry, assessments={"secrecy_risk": passed, "personal_information": passed})
    assert walk(session, case, OPENING, crew).stage == "opened"


# ---- who signs a paper


def before_the_leader(session: Session, crew: Staff) -> Case:
    case = casework.begin(session, "registration", a_draft(session, crew.officer), crew.officer)
    return walk(session, case, REGISTRATION[:3], crew)


@pytest.mark.parametrize("signer", ["Watch", " Wat　ch "])
@pytest.mark.parametrize("is_named_by_account", [True, False])
def test_a_registered_person_of_another_role_signs_nothing(office: Office, signer: str, is_named_by_account: bool) -> None:
    session, crew = office
    case = before_the_leader(session, crew)
    paper = a_paper(signer=signer, signer_id=crew.watch.person_id if is_named_by_account else None)
    assert refused(session, case, "approve", crew.keeper, Request(directive=paper)) == ["signer_role_missing"]


def test_a_signer_is_not_named_under_the_account_of_another(office: Office) -> None:
    session, crew = office
    case = before_the_leader(session, crew)
    paper = a_paper(signer="Centre", signer_id=crew.leader.person_id)
    assert refused(session, case, "approve", crew.keeper, Request(directive=paper)) == ["signer_misnamed"]
    nobody = a_paper(signer="Leader", signer_id=uuid.uuid4())
    assert refused(session, case, "approve", crew.keeper, Request(directive=nobody)) == ["signer_unknown"]


def test_of_two_leaders_with_one_name_the_paper_says_which(office: Office) -> None:
    session, crew = office
    case = before_the_leader(session, crew)
    person = people.by_account(session, "watch")
    person.name = "Leader"
    session.flush()
    assert refused(session, case, "approve", crew.keeper, Request(directive=a_paper(signer="Leader"))) == ["signer_ambiguous"]
    person.is_active = False
    session.flush()
    casework.act(session, case.id, "approve", crew.keeper, Request(directive=a_paper(signer="Leader")))
    assert steps_of(session, [case])[-1].person_id == crew.leader.person_id


def test_who_has_left_is_still_bound_by_his_role(office: Office) -> None:
    session, crew = office
    case = before_the_leader(session, crew)
    people.by_account(session, "centre").is_active = False
    session.flush()
    paper = Request(directive=a_paper(signer="Centre"))
    assert refused(session, case, "approve", crew.keeper, paper) == ["signer_role_missing", "signer_own_work"]


def test_a_leader_without_an_account_may_sign_and_the_record_says_that_he_has_none(house: House) -> None:
    with house.writing() as session:
        crew = a_staffed_bureau(session)
        outsider, insider = before_the_leader(session, crew), "Leader"
        casework.act(session, outsider.id, "approve", crew.keeper, Request(directive=a_paper()))
        known = casework.begin(session, "registration", a_draft(session, crew.officer, title="城市公园名录"), crew.officer)
        walk(session, known, REGISTRATION[:3], crew)
        casework.act(session, known.id, "approve", crew.keeper, Request(directive=a_paper(signer=insider)))
        last = [steps_of(session, [case])[-1] for case in (outsider, known)]
        assert [(step.person_name, step.person_id) for step in last] == [("王局长", None), ("Leader", crew.leader.person_id)]
        assert [(step.directive or {})["has_account"] for step in last] == [False, True]
    with house.reading() as session:
        deeds = session.exec(select(AuditRecord).where(col(AuditRecord.action) == "case.approve").order_by(col(AuditRecord.number))).all()
        signers = [deed.detail["signer"] for deed in deeds if "signer" in deed.detail]
        assert signers == ["without an account", str(crew.leader.person_id)]
