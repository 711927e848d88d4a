"""Time as an argument: a session carries the clock of the one who opened it."""

from datetime import UTC, date, datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

OFFICE_ZONE = ZoneInfo("Asia/Shanghai")


class Clock(Protocol):
    """Whatever knows what time it is."""

    def now(self) -> datetime:
        """The present moment, aware, in UTC."""
        ...


class SystemClock:
    """The machine's clock; only `serve`, `worker` and a person's command read it."""

    def now(self) -> datetime:
        return datetime.now(UTC)


class FixedClock:
    """A clock that stands still until it is told to move."""

    def __init__(self, start: datetime) -> None:
        self._now = start.astimezone(UTC)

    def now(self) -> datetime:
        return self._now

    def advance(self, by: timedelta) -> None:
        self._now += by


def now_of(session: Session) -> datetime:
    """The moment of this session's clock, aware, in UTC."""
    clock: Clock = session.info["clock"]
    return clock.now()


def today_of(session: Session) -> date:
    """The calendar day in the office at this session's moment."""
    return now_of(session).astimezone(OFFICE_ZONE).date()
