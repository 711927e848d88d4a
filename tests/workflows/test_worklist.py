"""Worklists: what waits for whom, since when, until when, and who else may act."""

from datetime import date, timedelta

from sqlmodel import Session

from catalog import organisation
from tests.support.entries import BUREAU, OFFICE
from tests.support.registry import START, House
from tests.support.statements import counted
from tests.workflows.staff import (
    OPENING,
    REGISTRATION,
    Staff,
    a_draft,
    a_shared_entry,
    a_staffed_bureau,
    an_opened_entry,
    another_unit,
    employ,
    staff,
    walk,
)
from workflows import casework
from workflows.request import Cause, Request
from workflows.tables import Case
from workflows.worklist import waiting_for

Office = tuple[Session, Staff]


def a_case(session: Session, crew: Staff, steps: int, number: int = 1) -> Case:
    entry = a_draft(session, crew.officer, title=f"第{number}个目录")
    return walk(session, casework.begin(session, "registration_and_opening", entry, crew.officer), OPENING[:steps], crew)


WAITING = ({"officer", "colleague"}, {"head"}, {"reviewer"}, {"reviewer"}, {"centre"}, {"leader", "keeper"}, set())


def test_a_case_waits_for_those_who_can_take_it_further(office: Office) -> None:
    session, crew = office
    case = a_case(session, crew, 0)
    for step, posts in zip((*OPENING, None), WAITING, strict=True):
        assert {post for post in Staff.__annotations__ if waiting_for(session, getattr(crew, post))} == posts
        if step:
            walk(session, case, (step,), crew)


def test_a_row_says_what_who_since_when_and_until_when(sqlite_house: House) -> None:
    with sqlite_house.writing() as session:
        crew = a_staffed_bureau(session)
        case = a_case(session, crew, 1)
        sqlite_house.clock.advance(timedelta(hours=1))
        employ(session, "deputy", "office_reviewer")
        (row,) = waiting_for(session, crew.head)
    assert (row.case_id, row.title, row.handed_on_by, row.since) == (case.id, "第1个目录", "Officer", START)
    assert (row.stage.zh, row.procedure.zh, row.actions) == ("处室审核（保密初审）", "登记并开放", ("approve", "return", "refuse"))
    assert (row.legal, row.inside, row.provisional) == (None, date(2026, 3, 5), False)
    assert row.others == ("Deputy",)


def test_it_does_not_wait_for_its_author_nor_for_an_earlier_decider(office: Office) -> None:
    session, crew = office
    everyman = employ(session, "everyman", "office_reviewer", "central_reviewer", "officer")
    entry = a_draft(session, everyman)
    walk(session, casework.begin(session, "registration", entry, crew.officer), REGISTRATION[:1], crew)
    assert waiting_for(session, everyman) == ()
    assert [row.others for row in waiting_for(session, crew.head)] == [()]
    other = a_draft(session, crew.officer, title="另一个目录")
    case = walk(session, casework.begin(session, "registration", other, crew.officer), REGISTRATION[:1], crew)
    casework.act(session, case.id, "approve", everyman)
    assert waiting_for(session, everyman) == ()
    assert [row.title for row in waiting_for(session, crew.centre)] == ["另一个目录"]


def test_it_does_not_wait_for_another_office(office: Office) -> None:
    session, crew = office
    stranger = employ(session, "stranger", "office_reviewer", unit=another_unit(session))
    a_case(session, crew, 1)
    assert waiting_for(session, stranger) == ()
    assert len(waiting_for(session, crew.head)) == 1


def test_a_review_that_is_done_waits_for_nobody_any_more(office: Office) -> None:
    session, crew = office
    secrecy, security = employ(session, "sec", "secrecy_reviewer"), employ(session, "pri", "security_reviewer")
    case = a_case(session, crew, 2)
    assert [row.actions for row in waiting_for(session, secrecy)] == [("pass_secrecy", "return", "refuse")]
    casework.act(session, case.id, "pass_secrecy", secrecy)
    assert [row.actions for row in waiting_for(session, security)] == [("pass_security", "return", "refuse")]
    assert "pass_secrecy" not in waiting_for(session, crew.reviewer)[0].actions


def test_the_most_urgent_comes_first(office: Office) -> None:
    session, crew = office
    slow = a_case(session, crew, 4)
    entry = a_shared_entry(session, crew, title="将要变更的目录")
    change = casework.begin(session, "change", entry, crew.officer, cause=Cause("条例修订", date(2026, 2, 9)))
    casework.edit(session, change.id, crew.officer).document = {
        **casework.edit(session, change.id, crew.officer).document,
        "update_frequency": "ANNUAL",
    }
    casework.act(session, change.id, "submit", crew.officer)
    casework.act(session, change.id, "approve", crew.head)
    assert [row.case_id for row in waiting_for(session, crew.centre)] == [change.id, slow.id]


def test_a_change_that_somebody_sent_back_waits_for_the_officers(office: Office) -> None:
    session, crew = office
    entry = an_opened_entry(session, crew)
    stop = casework.begin(session, "suspension", entry, crew.watch, Request("有误", reason="ERROR"))
    assert [row.stage.zh for row in waiting_for(session, crew.keeper)] == ["已暂停，待复核"]
    casework.act(session, stop.id, "send_to_change", crew.centre, Request("请更正"))
    assert [(row.handed_on_by, row.others) for row in waiting_for(session, crew.officer)] == [("Centre", ("Colleague",))]


def test_a_list_costs_the_same_for_one_row_and_for_many(office: Office) -> None:
    session, crew = office
    costs = []
    for number in range(1, 9):
        a_case(session, crew, 1, number)
        session.flush()
        session.expunge_all()
        with counted(session) as statements:
            assert len(waiting_for(session, crew.head)) == number
            costs.append(len(statements))
    assert set(costs) == {costs[0]}
    assert costs[0] <= 6


def test_nothing_waits_for_somebody_without_a_role(office: Office) -> None:
    session, crew = office
    a_case(session, crew, 1)
    assert waiting_for(session, crew.sysadmin) == ()


def test_a_role_in_a_unit_reaches_every_office_below_it(office: Office) -> None:
    """For the list, for who else may act, and for the act itself."""
    session, crew = office
    parks = organisation.by_slug(session, OFFICE).id
    below, _ = organisation.register(
        session, crew.keeper, {"slug": "sh-lhsr-east", "name": "东片管理所", "kind": "office", "parent": OFFICE}
    )
    above = employ(session, "above", "office_reviewer", unit=organisation.by_slug(session, BUREAU).id)
    deputy = employ(session, "deputy", "office_reviewer", unit=parks)
    beside = employ(session, "beside", "office_reviewer", unit=another_unit(session))
    officer = staff(session).officer
    case = casework.begin(session, "registration", a_draft(session, officer, responsible_office=below.slug), officer)
    casework.act(session, case.id, "submit", officer)
    assert case.office_id == below.id
    assert [row.others for row in waiting_for(session, deputy)] == [("Above", "Head")]
    assert [row.others for row in waiting_for(session, above)] == [("Deputy", "Head")]
    assert waiting_for(session, beside) == ()
    assert casework.act(session, case.id, "approve", deputy).stage == "central_review"
