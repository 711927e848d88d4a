"""A clock for the demo: deeds happen one after the other, in office hours, on working days."""

from datetime import datetime, time, timedelta

from catalog.clock import OFFICE_ZONE, FixedClock
from workflows.working_days import Calendar

STEP = timedelta(minutes=37)
OPENS, CLOSES = time(9), time(17)
DAY = timedelta(days=1)


class OfficeHours(FixedClock):
    """Stands still until told that something was done; then it is a little later, or the next working morning."""

    def __init__(self, start: datetime) -> None:
        super().__init__(start)
        self._calendar = Calendar()

    def pass_time(self) -> None:
        """Let the time of one deed go by."""
        self.advance(STEP)
        local = self.now().astimezone(OFFICE_ZONE)
        if local.time() >= CLOSES:
            self.advance(self._next_morning(local) - local)

    def _next_morning(self, local: datetime) -> datetime:
        day = local.date() + DAY
        while not self._calendar.is_working(day):
            day += DAY
        return datetime.combine(day, OPENS, OFFICE_ZONE)
