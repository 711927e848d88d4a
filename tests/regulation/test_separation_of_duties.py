"""不相容岗位分离 on a real registry: nobody passes his own work, whoever he is."""

import pytest
from sqlmodel import Session

from catalog.actor import Actor
from catalog.errors import BrokenPromiseError
from tests.support.registry import House, somebody
from tests.workflows.staff import (
    OPENING,
    REGISTRATION,
    Staff,
    a_draft,
    a_paper,
    a_shared_entry,
    a_staffed_bureau,
    an_opened_entry,
    employ,
    revised,
    walk,
)
from workflows import casework, procedure
from workflows.refusals import RefusedError
from workflows.request import Request
from workflows.roles import ROLES
from workflows.staffing import least_people
from workflows.steps import steps_of
from workflows.tables import Case


def of_many_roles(session: Session, account: str) -> Actor:
    return employ(session, account, *(code for code, role in ROLES.items() if not role.is_administrator))


def refused(session: Session, case: Case, action: str, actor: Actor, request: Request | None = None) -> set[str]:
    with pytest.raises(RefusedError) as error:
        casework.act(session, case.id, action, actor, request or Request())
    return {refusal.code for refusal in error.value.refusals}


def submitted(session: Session, crew: Staff, by: Actor) -> Case:
    case = casework.begin(session, "registration_and_opening", a_draft(session, by), by)
    casework.act(session, case.id, "submit", by)
    return case


def test_who_wrote_and_submitted_an_entry_passes_it_at_no_level(sqlite_house: House) -> None:
    """保密法实施条例 Art 42 wants a review by others; holding every role does not help."""
    with sqlite_house.writing() as session:
        crew, everyman = a_staffed_bureau(session), of_many_roles(session, "everyman")
        case = submitted(session, crew, everyman)
        for action, post in OPENING[1:]:
            level = Request(level="1") if case.stage == "bureau_decision" else Request()
            assert refused(session, case, action, everyman, level) == {"own_work"}
            casework.act(session, case.id, action, getattr(crew, post), level)
        assert case.outcome == "done"


def test_who_only_edited_the_draft_counts_as_its_author(sqlite_house: House) -> None:
    with sqlite_house.writing() as session:
        crew, everyman = a_staffed_bureau(session), of_many_roles(session, "everyman")
        entry = a_draft(session, crew.officer)
        case = casework.begin(session, "registration", entry, crew.officer)
        revised(session, everyman, entry, remarks="补充一句")
        casework.act(session, case.id, "submit", crew.officer)
        assert refused(session, case, "approve", everyman) == {"own_work"}
        casework.act(session, case.id, "approve", crew.head)


def test_an_editor_of_an_earlier_round_stays_an_author(sqlite_house: House) -> None:
    with sqlite_house.writing() as session:
        crew, everyman = a_staffed_bureau(session), of_many_roles(session, "everyman")
        entry = a_draft(session, everyman)
        case = casework.begin(session, "registration", entry, crew.officer)
        casework.act(session, case.id, "submit", crew.officer)
        casework.act(session, case.id, "return", crew.head, Request(comment="请补充"))
        revised(session, crew.officer, entry, remarks="已补充")
        casework.act(session, case.id, "submit", crew.officer)
        assert refused(session, case, "approve", everyman) == {"own_work"}


def test_nobody_decides_at_two_levels_in_whichever_round(sqlite_house: House) -> None:
    with sqlite_house.writing() as session:
        crew, everyman = a_staffed_bureau(session), of_many_roles(session, "everyman")
        case = submitted(session, crew, crew.officer)
        walk(session, case, (("approve", "head"),), crew)
        casework.act(session, case.id, "pass_secrecy", everyman)
        casework.act(session, case.id, "pass_security", everyman)
        assert refused(session, case, "approve", everyman) == {"own_work"}
        casework.act(session, case.id, "return", crew.centre, Request(comment="请修改"))
        casework.act(session, case.id, "submit", crew.officer)
        assert refused(session, case, "approve", everyman) == {"own_work"}


def test_an_administrator_decides_nothing(sqlite_house: House) -> None:
    with sqlite_house.writing() as session:
        crew = a_staffed_bureau(session)
        case = submitted(session, crew, crew.officer)
        for action, post in OPENING[1:]:
            level = Request(level="1") if case.stage == "bureau_decision" else Request()
            assert refused(session, case, action, crew.sysadmin, level) == {"role_missing"}
            assert refused(session, case, action, somebody("nobody", "bureau_leader", "office_reviewer"), level) >= {"nobody_acts"}
            casework.act(session, case.id, action, getattr(crew, post), level)


def test_whoever_suspended_does_not_take_the_second_look(sqlite_house: House) -> None:
    with sqlite_house.writing() as session:
        crew = a_staffed_bureau(session)
        entry = an_opened_entry(session, crew)
        case = casework.begin(session, "suspension", entry, crew.centre, Request(reason="PRIVACY", comment="疑似含个人信息"))
        assert refused(session, case, "restore", crew.centre, Request(comment="无碍")) == {"own_work"}
        casework.act(session, case.id, "restore", crew.keeper, Request(comment="已核实无碍"))
        assert entry.open_revision_id is not None


def test_who_records_a_leaders_paper_has_had_no_other_part_in_the_case(sqlite_house: House) -> None:
    with sqlite_house.writing() as session:
        crew = a_staffed_bureau(session)
        both = employ(session, "both", "catalogue_admin", "central_reviewer")
        case = casework.begin(session, "registration", a_draft(session, crew.officer), crew.officer)
        walk(session, case, REGISTRATION[:2], crew)
        casework.act(session, case.id, "approve", both)
        on_paper = Request(directive=a_paper())
        assert refused(session, case, "approve", both, on_paper) == {"own_work"}
        casework.act(session, case.id, "approve", crew.keeper, on_paper)
        last = steps_of(session, [case])[-1]
        assert (last.person_name, last.recorded_by, last.recorder_name) == ("王局长", crew.keeper.person_id, "Keeper")
        assert last.directive is not None
        assert last.directive["number"] == "沪绿容签〔2026〕7号"


def test_the_signer_of_a_paper_is_bound_as_well(sqlite_house: House) -> None:
    with sqlite_house.writing() as session:
        crew = a_staffed_bureau(session)
        case = casework.begin(session, "registration", a_draft(session, crew.officer), crew.officer)
        walk(session, case, REGISTRATION[:3], crew)
        for account in (crew.centre.person_id, None):
            by_an_earlier_decider = Request(directive=a_paper(signer="Centre", signer_id=account))
            assert refused(session, case, "approve", crew.keeper, by_an_earlier_decider) == {"signer_own_work", "signer_role_missing"}


def test_five_people_are_needed_from_draft_to_open_as_shipped(sqlite_house: House) -> None:
    """The proof says five; here five people do it, and each of them is needed."""
    with sqlite_house.writing() as session:
        crew = a_staffed_bureau(session)
        an_opened_entry(session, crew)
        case = casework.of_resource(session, an_opened_entry(session, crew, title="城市公园名录").id)[0]
        acted = {step.person_id for step in steps_of(session, [case])}
    assert len(acted) == 5
    assert least_people((procedure.current("registration_and_opening"), {})) == 5


def test_a_step_that_was_taken_cannot_be_altered(house: House) -> None:
    with house.writing() as session:
        crew = a_staffed_bureau(session)
        entry = a_shared_entry(session, crew)
        case_id = casework.of_resource(session, entry.id)[0].id
    with pytest.raises(BrokenPromiseError), house.writing() as session:
        steps_of(session, [casework.get(session, case_id)])[0].comment = "改过"
    with pytest.raises(BrokenPromiseError), house.writing() as session:
        session.delete(steps_of(session, [casework.get(session, case_id)])[0])
