"""Moments in a search: full UTC times, NOW, and the date maths that Solr made usual (`NOW-1MONTH/DAY`)."""

import re
from calendar import monthrange
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta

_FULL = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})T([0-9]{2}):([0-9]{2}):([0-9]{2})(?:\.([0-9]{1,9}))?Z")
_STEP = re.compile(r"(?:([+-])([0-9]{1,6})|/)([A-Z]+)")
_MONTHS_A_YEAR = 12
_SPANS: Mapping[str, timedelta] = {
    "DAY": timedelta(days=1),
    "DATE": timedelta(days=1),
    "HOUR": timedelta(hours=1),
    "MINUTE": timedelta(minutes=1),
    "SECOND": timedelta(seconds=1),
    "MILLI": timedelta(milliseconds=1),
    "MILLISECOND": timedelta(milliseconds=1),
}
_MONTHS: Mapping[str, int] = {"MONTH": 1, "YEAR": _MONTHS_A_YEAR}
_FLOORS: Mapping[str, Callable[[datetime], datetime]] = {
    "YEAR": lambda moment: moment.replace(month=1, day=1, hour=0, minute=0, second=0, microsecond=0),
    "MONTH": lambda moment: moment.replace(day=1, hour=0, minute=0, second=0, microsecond=0),
    "DAY": lambda moment: moment.replace(hour=0, minute=0, second=0, microsecond=0),
    "DATE": lambda moment: moment.replace(hour=0, minute=0, second=0, microsecond=0),
    "HOUR": lambda moment: moment.replace(minute=0, second=0, microsecond=0),
    "MINUTE": lambda moment: moment.replace(second=0, microsecond=0),
    "SECOND": lambda moment: moment.replace(microsecond=0),
    "MILLI": lambda moment: moment.replace(microsecond=moment.microsecond // 1000 * 1000),
    "MILLISECOND": lambda moment: moment.replace(microsecond=moment.microsecond // 1000 * 1000),
}


class NotAMomentError(ValueError):
    """This text means no moment."""


def moment(text: str, now: datetime) -> datetime:
    """The moment that a text means, in UTC; a bare date means none."""
    try:
        start, steps = _start(text, now)
        return _stepped(start, steps)
    except (KeyError, ValueError, OverflowError):
        raise NotAMomentError(text) from None


def _start(text: str, now: datetime) -> tuple[datetime, str]:
    if text.startswith("NOW"):
        return now.astimezone(UTC), text.removeprefix("NOW")
    full = _FULL.match(text)
    if full is None:
        raise NotAMomentError(text)
    return _full_moment(full), text[full.end() :]


def _full_moment(full: re.Match[str]) -> datetime:
    year, month, day, hour, minute, second = map(int, full.group(1, 2, 3, 4, 5, 6))
    microsecond = int((full.group(7) or "").ljust(6, "0")[:6])
    return datetime(year, month, day, hour, minute, second, microsecond, tzinfo=UTC)


def _stepped(start: datetime, steps: str) -> datetime:
    position, reached = 0, start
    while position < len(steps):
        step = _STEP.match(steps, position)
        if step is None:
            raise NotAMomentError(steps)
        sign, count, unit = step.groups()
        name = unit.removesuffix("S")
        reached = _FLOORS[name](reached) if sign is None else _moved(reached, int(sign + count), name)
        position = step.end()
    return reached


def _moved(start: datetime, count: int, unit: str) -> datetime:
    if unit in _SPANS:
        return start + count * _SPANS[unit]
    months = start.year * _MONTHS_A_YEAR + start.month - 1 + count * _MONTHS[unit]
    year, month = divmod(months, _MONTHS_A_YEAR)
    return start.replace(year=year, month=month + 1, day=min(start.day, _last_day(year, month + 1)))


def _last_day(year: int, month: int) -> int:
    return monthrange(year, month)[1]
