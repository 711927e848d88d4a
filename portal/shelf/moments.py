"""Moments as text of one length, so that text order is time order."""

from datetime import UTC, datetime

BEGINNING = "1970-01-01T00:00:00.000000+00:00"


def moment_text(moment: datetime | str) -> str:
    """A moment (aware, or ISO text with a zone) in UTC with microseconds."""
    aware = datetime.fromisoformat(moment) if isinstance(moment, str) else moment
    return aware.astimezone(UTC).isoformat(timespec="microseconds")
