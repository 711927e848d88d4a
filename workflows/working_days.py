"""Working-day arithmetic.

The day on which a period begins is not counted (民法典 Art 201), a limit in working days leaves statutory holidays out
(行政许可法 Art 82), so a period never ends on a holiday (民法典 Art 203). 调休 weekends are working days. The State Council
announces each year's days the autumn before; a day of a year not yet announced is provisional: the weekend decides.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from types import MappingProxyType

import chinese_calendar
from sqlmodel import Session, col, select

from catalog import audit
from catalog.actor import Actor
from catalog.clock import now_of
from workflows.tables import CalendarDay

DAY = timedelta(days=1)
SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Due:
    """The last day of a period; `provisional` while one of its days is not yet announced."""

    on: date
    provisional: bool


@dataclass(frozen=True, slots=True)
class Calendar:
    """Which days are working days: the office's own day table first, then the announced calendar, then the weekend."""

    own: Mapping[date, bool] = field(default_factory=lambda: MappingProxyType({}))

    def is_working(self, day: date) -> bool:
        if day in self.own:
            return self.own[day]
        announced = announced_working_days(day.year)
        return day.weekday() < SATURDAY if announced is None else day in announced

    def is_provisional(self, day: date) -> bool:
        """Whether nobody has announced yet if this day is a working day."""
        return day not in self.own and announced_working_days(day.year) is None

    def add(self, start: date, working_days: int) -> Due:
        """The day that lies so many working days after `start`, which itself is not counted."""
        day, provisional = start, False
        while working_days > 0:
            day += DAY
            provisional = provisional or self.is_provisional(day)
            working_days -= self.is_working(day)
        return Due(day, provisional)

    def between(self, start: date, end: date) -> int:
        """How many working days lie after `start` up to and with `end`."""
        return sum(self.is_working(start + place * DAY) for place in range(1, (end - start).days + 1))


@cache
def announced_working_days(year: int) -> frozenset[date] | None:
    """The working days of a year as announced, or None for a year that the library does not know."""
    try:
        return frozenset(chinese_calendar.get_workdays(date(year, 1, 1), date(year, 12, 31)))
    except NotImplementedError:
        return None


def calendar(session: Session) -> Calendar:
    """The calendar of this office: one statement, whatever is asked of it afterwards."""
    return Calendar({row.day: row.is_working for row in session.exec(select(CalendarDay)).all()})


def set_day(session: Session, actor: Actor, day: date, *, is_working: bool, note: str) -> None:
    """Enter or correct one day of the office's own table."""
    _enter(session, actor, {day: is_working}, note)
    audit.record(session, actor, "calendar.day_set", "calendar_day", day.isoformat(), {"is_working": is_working})


def announce(session: Session, actor: Actor, year: int, days_off: frozenset[date], working_weekends: frozenset[date], note: str) -> None:
    """Enter a whole year as the State Council announced it; its days are no longer provisional."""
    first = date(year, 1, 1)
    days = [first + place * DAY for place in range((date(year + 1, 1, 1) - first).days)]
    weekdays = {day for day in days if day.weekday() < SATURDAY}
    working = (weekdays - days_off) | working_weekends
    _enter(session, actor, {day: day in working for day in days}, note)
    detail = {"days_off": len(days_off), "working_weekends": len(working_weekends)}
    audit.record(session, actor, "calendar.year_announced", "calendar_year", str(year), detail)


def _enter(session: Session, actor: Actor, days: Mapping[date, bool], note: str) -> None:
    known = {row.day: row for row in session.exec(select(CalendarDay).where(col(CalendarDay.day).in_(days))).all()}
    for day, is_working in days.items():
        row = known.get(day) or CalendarDay(day=day, is_working=is_working, changed_at=now_of(session))
        row.is_working, row.note = is_working, note
        row.changed_at, row.changed_by = now_of(session), actor.person_id
        session.add(row)
