"""The office's own day table."""

from datetime import date, timedelta

from sqlmodel import select

from tests.support.registry import House
from tests.support.statements import counted
from tests.workflows.staff import a_staffed_bureau
from workflows import working_days
from workflows.tables import CalendarDay

SPRING = frozenset(date(2031, 1, 22) + timedelta(days=place) for place in range(8))
MAKE_UP = frozenset({date(2031, 1, 18), date(2031, 2, 8)})


def test_one_day_is_set_and_corrected(house: House) -> None:
    with house.writing() as session:
        crew = a_staffed_bureau(session)
        for is_working in (False, True, False):
            working_days.set_day(session, crew.keeper, date(2026, 3, 3), is_working=is_working, note="台风停工")
    with house.reading() as session:
        assert working_days.calendar(session).add(date(2026, 3, 2), 1).on == date(2026, 3, 4)
        assert len(session.exec(select(CalendarDay)).all()) == 1


def test_an_announced_year_is_no_longer_provisional(house: House) -> None:
    with house.writing() as session:
        crew = a_staffed_bureau(session)
        before = working_days.calendar(session).add(date(2031, 1, 17), 1)
        working_days.announce(session, crew.keeper, 2031, SPRING, MAKE_UP, "国务院办公厅通知")
        after = working_days.calendar(session)
    assert (before.on, before.provisional) == (date(2031, 1, 20), True)
    assert after.add(date(2031, 1, 17), 1) == working_days.Due(date(2031, 1, 18), provisional=False)
    assert after.add(date(2031, 1, 21), 1) == working_days.Due(date(2031, 1, 30), provisional=False)
    assert after.add(date(2031, 12, 31), 1).provisional


def test_the_calendar_costs_one_statement_whatever_is_asked_of_it(sqlite_house: House) -> None:
    with sqlite_house.writing() as session:
        crew = a_staffed_bureau(session)
        working_days.announce(session, crew.keeper, 2031, SPRING, MAKE_UP, "通知")
        session.flush()
        with counted(session) as statements:
            calendar = working_days.calendar(session)
            for place in range(400):
                calendar.add(date(2026, 1, 1) + timedelta(days=place), 20)
        assert len(statements) == 1
