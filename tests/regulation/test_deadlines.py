"""Time limits, each test with the clause it keeps."""

import uuid
from datetime import UTC, date, datetime, timedelta

import chinese_calendar
import pytest

from workflows import deadlines, procedure
from workflows.deadlines import Deadlines
from workflows.tables import Case, CaseStep
from workflows.working_days import Calendar, Due, announced_working_days

CALENDAR = Calendar()


@pytest.mark.parametrize(
    ("start", "working_days", "end"),
    [
        ("2026-02-13", 1, "2026-02-14"),  # a Saturday that is worked for the Spring Festival
        ("2026-02-13", 2, "2026-02-24"),
        ("2026-02-13", 10, "2026-03-05"),
        ("2026-02-13", 20, "2026-03-19"),
        ("2026-09-30", 1, "2026-10-08"),
        ("2026-09-30", 2, "2026-10-09"),
        ("2026-09-30", 10, "2026-10-20"),
        ("2026-09-30", 15, "2026-10-27"),
        ("2026-09-30", 20, "2026-11-03"),
        ("2026-09-24", 5, "2026-10-09"),
    ],
)
def test_working_days_leave_out_holidays_and_count_weekends_that_are_worked(start: str, working_days: int, end: str) -> None:
    """行政许可法 Art 82: limits are in working days, without statutory holidays."""
    assert CALENDAR.add(date.fromisoformat(start), working_days) == Due(date.fromisoformat(end), provisional=False)


def test_the_first_day_is_not_counted() -> None:
    """民法典 Art 201: the day on which a period begins is not counted."""
    monday = date(2026, 3, 2)
    assert CALENDAR.add(monday, 1).on == date(2026, 3, 3)
    assert CALENDAR.between(monday, monday) == 0


@pytest.mark.parametrize("working_days", range(1, 40))
def test_a_period_never_ends_on_a_day_off(working_days: int) -> None:
    """民法典 Art 203: a period that would end on a statutory holiday ends on the day after it."""
    for start in (date(2026, 1, 30), date(2026, 4, 30), date(2026, 9, 24)):
        end = CALENDAR.add(start, working_days).on
        assert chinese_calendar.is_workday(end)
        assert CALENDAR.between(start, end) == working_days


def test_every_announced_day_of_2026_is_as_the_state_council_announced_it() -> None:
    working = announced_working_days(2026)
    assert working is not None
    weekends = {day for day in working if day.weekday() >= 5}
    assert weekends == {date(2026, *day) for day in ((1, 4), (2, 14), (2, 28), (5, 9), (9, 20), (10, 10))}
    assert not {date(2026, 10, day) for day in range(1, 8)} & working


def test_beyond_the_announced_years_the_weekend_decides_and_the_limit_is_provisional() -> None:
    assert announced_working_days(2031) is None
    assert CALENDAR.add(date(2031, 5, 2), 1) == Due(date(2031, 5, 5), provisional=True)
    assert CALENDAR.add(date(2026, 12, 30), 1) == Due(date(2026, 12, 31), provisional=False)


def test_the_offices_own_table_is_right_against_the_built_in_calendar() -> None:
    own = Calendar({date(2026, 3, 3): False, date(2031, 5, 5): True})
    assert own.add(date(2026, 3, 2), 1).on == date(2026, 3, 4)
    assert own.add(date(2031, 5, 4), 1) == Due(date(2031, 5, 5), provisional=False)


# ---- the two clocks of a case


def moment(day: str) -> datetime:
    return datetime.fromisoformat(f"{day}T10:00:00+08:00").astimezone(UTC)


def a_case(stage: str, cause_on: str | None = None, name: str = "change") -> Case:
    return Case(
        procedure=name,
        version=1,
        subject_kind="data_resource",
        subject_id=uuid.uuid4(),
        title="公园",
        stage=stage,
        cause_on=date.fromisoformat(cause_on) if cause_on else None,
        begun_at=moment("2026-03-02"),
    )


def steps(*journey: tuple[str, str | None, str]) -> list[CaseStep]:
    """(day, from, to) of each step."""
    return [
        CaseStep(case_id=uuid.uuid4(), number=number, at=moment(day), person_name="某", action="x", stage_from=source, stage_to=target)
        for number, (day, source, target) in enumerate(journey, start=1)
    ]


BEGUN = ("2026-03-02", None, "drafting")


def test_a_change_is_handed_in_within_ten_working_days_of_its_cause() -> None:
    """国令809 Art 17: the catalogue is updated and submitted within ten working days of the change of its basis."""
    limits = deadlines.due(a_case("drafting", cause_on="2026-02-13"), steps(BEGUN), CALENDAR)
    assert limits == Deadlines(date(2026, 3, 5), None, provisional=False)


def test_without_a_cause_there_is_no_legal_limit() -> None:
    assert deadlines.due(a_case("drafting"), steps(BEGUN), CALENDAR) == Deadlines(None, None, provisional=False)


def test_an_updated_entry_is_audited_within_two_working_days_of_its_receipt() -> None:
    """国令809 Art 17: audit and publication within two working days of receipt."""
    way = steps(BEGUN, ("2026-03-03", "drafting", "office_review"), ("2026-03-05", "office_review", "central_review"))
    limits = deadlines.due(a_case("central_review", cause_on="2026-02-13"), way, CALENDAR)
    assert limits == Deadlines(date(2026, 3, 9), date(2026, 3, 9), provisional=False)


RETURNED = (
    BEGUN,
    ("2026-03-03", "drafting", "office_review"),
    ("2026-03-05", "office_review", "central_review"),
    ("2026-03-06", "central_review", "drafting"),
)


def test_a_legal_limit_never_pauses_while_the_case_is_returned() -> None:
    back = deadlines.due(a_case("drafting"), steps(*RETURNED), CALENDAR)
    assert back == Deadlines(date(2026, 3, 9), None, provisional=False)
    again = steps(*RETURNED, ("2026-03-16", "drafting", "office_review"), ("2026-03-17", "office_review", "central_review"))
    assert deadlines.due(a_case("central_review"), again, CALENDAR).legal == date(2026, 3, 9)


def test_an_inside_limit_pauses_while_the_case_is_returned() -> None:
    """One of two days was used before the return, so one is left after it."""
    again = steps(*RETURNED, ("2026-03-16", "drafting", "office_review"), ("2026-03-17", "office_review", "central_review"))
    assert deadlines.due(a_case("central_review"), again, CALENDAR).inside == date(2026, 3, 18)


def test_an_inside_limit_that_was_missed_before_the_return_stays_missed() -> None:
    late = (*RETURNED[:3], ("2026-03-20", "central_review", "drafting"), ("2026-03-23", "drafting", "office_review"))
    again = steps(*late, ("2026-03-24", "office_review", "central_review"))
    assert deadlines.due(a_case("central_review"), again, CALENDAR).inside == date(2026, 3, 9)


def test_a_return_after_handing_in_lets_the_limit_of_the_cause_show_again() -> None:
    limits = deadlines.due(a_case("drafting", cause_on="2026-02-13"), steps(*RETURNED), CALENDAR)
    assert limits.legal == date(2026, 3, 5)


def test_a_review_that_leaves_the_case_in_its_stage_does_not_restart_the_limit() -> None:
    way = [
        ("2026-03-02", None, "drafting"),
        ("2026-03-02", "drafting", "office_review"),
        ("2026-03-03", "office_review", "joint_review"),
        ("2026-03-05", "joint_review", "joint_review"),
    ]
    assert deadlines.due(a_case("joint_review", name="opening"), steps(*way), CALENDAR).inside == date(2026, 3, 10)


def test_a_suspension_is_looked_at_again_within_one_working_day() -> None:
    case = a_case("second_look", name="suspension")
    assert deadlines.due(case, steps(("2026-09-30", None, "second_look")), CALENDAR).inside == date(2026, 10, 8)


def test_a_limit_that_rests_on_unannounced_days_is_provisional() -> None:
    day = datetime(2031, 5, 2, 2, tzinfo=UTC)
    step = CaseStep(case_id=uuid.uuid4(), number=1, at=day, person_name="某", action="begin", stage_from=None, stage_to="second_look")
    assert deadlines.due(a_case("second_look", name="suspension"), [step], CALENDAR) == Deadlines(None, date(2031, 5, 5), provisional=True)


def test_an_ended_case_is_under_no_limit() -> None:
    case = a_case("changed")
    case.ended_at = moment("2026-03-09")
    assert deadlines.due(case, steps(*RETURNED), CALENDAR) == Deadlines(None, None, provisional=False)


def test_the_day_is_that_of_the_office_not_that_of_greenwich() -> None:
    late = datetime(2026, 3, 2, 23, 30, tzinfo=UTC)
    assert deadlines.office_day(late) == date(2026, 3, 3)
    assert deadlines.office_day(late - timedelta(hours=8)) == date(2026, 3, 2)


@pytest.mark.parametrize("rules", procedure.every(), ids=str)
def test_every_limit_names_the_clause_or_house_rule_it_rests_on(rules: procedure.Procedure) -> None:
    standing = {basis.id: basis.standing for basis in rules.basis}
    for stage in rules.stages:
        for clock in stage.clocks:
            assert standing[clock.basis] == ("law" if clock.kind == "legal" else "house")
