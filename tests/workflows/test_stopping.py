"""Stopping is easy and reversible, ending is reviewed, destroying takes two."""

import json
from datetime import date

import pytest
from sqlmodel import Session, col, select

from catalog import audit, publication_log, revision
from catalog.actor import Actor
from catalog.journal import AuditRecord
from catalog.resource import DataResource
from tests.support import soundness
from tests.support.registry import House
from tests.workflows.staff import SCAN, Staff, a_draft, a_shared_entry, a_staffed_bureau, an_opened_entry
from workflows import batches, casework
from workflows.refusals import RefusedError
from workflows.request import NOTHING, Reason, Request
from workflows.steps import steps_of
from workflows.tables import BatchEntry, Case, CaseStep

Office = tuple[Session, Staff]
PAPER = batches.Paper("审签单", "沪绿容〔2026〕21号", date(2026, 2, 27), "王局长", SCAN)
WHY = Request("数据已过时", reason="OUTDATED")


def refused(session: Session, case: Case, action: str, actor: Actor, request: Request = NOTHING) -> list[str]:
    with pytest.raises(RefusedError) as error:
        casework.act(session, case.id, action, actor, request)
    return [refusal.code for refusal in error.value.refusals]


def refused_to_begin(session: Session, procedure: str, entry: DataResource, actor: Actor, request: Request) -> list[str]:
    with pytest.raises(RefusedError) as error:
        casework.begin(session, procedure, entry, actor, request)
    return [refusal.code for refusal in error.value.refusals]


@pytest.mark.parametrize("post", ["watch", "officer", "head", "reviewer", "leader"])
def test_one_person_stops_an_open_entry_at_once(office: Office, post: str) -> None:
    session, crew = office
    entry = an_opened_entry(session, crew)
    opened = entry.open_revision_id
    casework.begin(session, "suspension", entry, getattr(crew, post), Request("疑似含个人信息", reason="PRIVACY"))
    assert (entry.open_revision_id, entry.suspended_revision_id) == (None, opened)


def test_stopping_needs_a_reason_from_the_list(office: Office) -> None:
    session, crew = office
    entry = an_opened_entry(session, crew)
    assert refused_to_begin(session, "suspension", entry, crew.watch, NOTHING) == ["input_missing", "input_missing"]
    assert refused_to_begin(session, "suspension", entry, crew.watch, Request("有误", reason="WHIM")) == ["reason_unknown"]
    assert refused_to_begin(session, "suspension", a_shared_entry(session, crew, title="未开放的目录"), crew.watch, WHY) == ["open"]


def test_another_person_restores_the_very_version_that_was_stopped(house: House) -> None:
    with house.writing() as session:
        crew = a_staffed_bureau(session)
        entry = an_opened_entry(session, crew)
        opened = entry.open_revision_id
        case = casework.begin(session, "suspension", entry, crew.watch, WHY)
        casework.act(session, case.id, "restore", crew.centre, Request("已核实"))
        assert (case.stage, entry.open_revision_id, entry.suspended_revision_id) == ("restored", opened, None)


def test_the_second_look_may_withdraw_with_the_reason_of_the_suspension(house: House) -> None:
    with house.writing() as session:
        crew = a_staffed_bureau(session)
        entry = an_opened_entry(session, crew)
        case = casework.begin(session, "suspension", entry, crew.watch, Request("疑似涉密", reason="SECRECY"))
        casework.act(session, case.id, "withdraw", crew.centre, Request("属实"))
        assert (entry.open_revision_id, entry.suspended_revision_id, case.outcome) == (None, None, "done")
        assert entry.shared_revision_id is not None
    with house.reading() as session:
        last = publication_log.records_after(session, "open", 0, 100)[-1]
        assert last.content is not None
        assert (last.act, last.content["reason"], "title" in last.content) == ("withdraw", "SECRECY", False)


def test_sending_to_a_change_begins_one_for_the_officer(office: Office) -> None:
    session, crew = office
    entry = an_opened_entry(session, crew)
    case = casework.begin(session, "suspension", entry, crew.watch, WHY)
    casework.act(session, case.id, "send_to_change", crew.centre, Request("请更正"))
    changes = [case for case in casework.of_resource(session, entry.id) if case.procedure == "change"]
    assert [(change.stage, change.outcome) for change in changes] == [("drafting", None)]
    assert [step.comment for step in steps_of(session, changes)] == ["请更正"]
    assert (entry.open_revision_id, entry.suspended_revision_id is None) == (None, False)


def test_a_change_that_a_second_look_begins_is_on_record_like_any_other(house: House) -> None:
    with house.writing() as session:
        crew = a_staffed_bureau(session)
        case = casework.begin(session, "suspension", an_opened_entry(session, crew), crew.watch, WHY)
        casework.act(session, case.id, "send_to_change", crew.centre, Request("请更正"))
    with house.reading() as session:
        assert soundness.faults(session) == []


def test_sending_to_a_change_that_is_under_way_begins_no_second_one(office: Office) -> None:
    session, crew = office
    entry = an_opened_entry(session, crew)
    running = casework.begin(session, "change", entry, crew.officer)
    case = casework.begin(session, "suspension", entry, crew.watch, WHY)
    casework.act(session, case.id, "send_to_change", crew.centre, Request("请更正"))
    assert [case.id for case in casework.of_resource(session, entry.id) if case.procedure == "change"] == [running.id]


def test_withdrawal_is_proposed_by_one_and_approved_by_another(house: House) -> None:
    with house.writing() as session:
        crew = a_staffed_bureau(session)
        entry = an_opened_entry(session, crew)
        case = casework.begin(session, "withdrawal", entry, crew.officer, WHY)
        assert entry.open_revision_id is not None
        casework.act(session, case.id, "approve", crew.centre)
        assert (entry.open_revision_id, entry.code) == (None, "307001/000001")


def test_who_proposes_a_withdrawal_takes_it_back_or_sees_it_refused(office: Office) -> None:
    session, crew = office
    entry = an_opened_entry(session, crew)
    case = casework.begin(session, "withdrawal", entry, crew.officer, WHY)
    assert refused_to_begin(session, "withdrawal", entry, crew.officer, WHY) == ["already_running"]
    casework.act(session, case.id, "recall", crew.officer)
    assert case.outcome == "abandoned"
    case = casework.begin(session, "withdrawal", entry, crew.centre, WHY)
    assert refused(session, case, "approve", crew.centre) == ["own_work"]
    casework.act(session, case.id, "refuse", crew.leader, Request("仍有使用需求"))
    assert (case.outcome, entry.open_revision_id is None) == ("refused", False)


def test_a_suspension_under_way_comes_before_a_withdrawal(office: Office) -> None:
    session, crew = office
    entry = an_opened_entry(session, crew)
    casework.begin(session, "suspension", entry, crew.watch, WHY)
    assert refused_to_begin(session, "withdrawal", entry, crew.officer, WHY) == ["no_stop_running"]


def test_revocation_ends_the_entry_for_everybody_and_keeps_its_code(house: House) -> None:
    with house.writing() as session:
        crew = a_staffed_bureau(session)
        entry = an_opened_entry(session, crew)
        case = casework.begin(session, "revocation", entry, crew.officer, Request("系统已停用", reason="SYSTEM_RETIRED"))
        casework.act(session, case.id, "approve", crew.head)
        casework.act(session, case.id, "approve", crew.centre)
        assert (entry.shared_revision_id, entry.open_revision_id) == (None, None)
        assert entry.revoked_at is not None
        assert entry.code == "307001/000001"
        assert refused_to_begin(session, "registration", entry, crew.officer, NOTHING) == ["not_revoked"]


def test_expunction_takes_two_and_leaves_nothing_of_the_content_anywhere(house: House) -> None:
    """Versions, log, cases and steps of it: no word of it is left, and the chains still verify."""
    secret = "鸻鹬类越冬地坐标"
    with house.writing() as session:
        crew = a_staffed_bureau(session)
        entry = an_opened_entry(session, crew, title=secret)
        running = casework.begin(session, "change", entry, crew.officer)
        casework.act(session, running.id, "abandon", crew.officer)
        running = casework.begin(session, "change", entry, crew.officer)
        draft = casework.edit(session, running.id, crew.officer)
        draft.document = draft.document | {"remarks": secret}
        casework.act(session, running.id, "submit", crew.officer)
        casework.act(session, running.id, "return", crew.head, Request(secret, reasons=(Reason("/title", secret),)))
        entry_id, running_id = entry.id, running.id
        case = casework.begin(session, "expunction", entry, crew.reviewer, Request("误录涉密内容", reason="SECRECY"))
        assert refused(session, case, "approve", crew.reviewer) == ["own_work"]
        case_id = case.id
        batch = batches.gather(session, crew.keeper, batches.BatchKind.LEADER_SIGNATURE, PAPER, [running, case])
        batches.take_out(session, crew.keeper, batch.id, running.id, f"涉及{secret}")
    with house.writing() as session:
        casework.act(session, case_id, "approve", crew.leader, Request(f"同意清除{secret}"))
    with house.reading() as session:
        tables = (Case, CaseStep, BatchEntry, revision.ResourceRevision)
        kept = [row.model_dump_json() for table in tables for row in session.exec(select(table)).all()]
        told = [
            json.dumps(each.content, ensure_ascii=False)
            for part in ("open", "shared")
            for each in publication_log.records_after(session, part, 0, 99)
        ]
        deeds = [row.model_dump_json() for row in session.exec(select(AuditRecord)).all()]
        assert kept
        assert not [text for text in (*kept, *told, *deeds) if secret in text]
        ended = session.exec(select(Case.outcome).where(col(Case.subject_id) == entry_id, col(Case.id) == running_id)).one()
        assert ended == "abandoned"
        (last,) = session.exec(select(CaseStep).where(col(CaseStep.case_id) == case_id, col(CaseStep.action) == "approve")).all()
        assert (last.comment, last.person_name) == ("（已清除）", "Leader")
        assert list(audit.verify(session)) == []


def test_even_a_draft_that_was_never_registered_can_be_expunged(office: Office) -> None:
    session, crew = office
    entry = a_draft(session, crew.officer)
    case = casework.begin(session, "expunction", entry, crew.reviewer, Request("误录涉密内容", reason="SECRECY"))
    casework.act(session, case.id, "approve", crew.leader)
    assert (case.stage, case.title, entry.revoked_at is None) == ("expunged", "（已清除）", False)
