"""Moments in a search."""

from datetime import UTC, datetime

import pytest

from portal.ckan_interop.date_maths import NotAMomentError, moment

NOW = datetime(2024, 2, 29, 13, 14, 15, 161718, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("NOW", NOW),
        ("NOW/DAY", datetime(2024, 2, 29, tzinfo=UTC)),
        ("NOW/YEAR", datetime(2024, 1, 1, tzinfo=UTC)),
        ("NOW/HOUR", datetime(2024, 2, 29, 13, tzinfo=UTC)),
        ("NOW/SECONDS", datetime(2024, 2, 29, 13, 14, 15, tzinfo=UTC)),
        ("NOW/MILLI", datetime(2024, 2, 29, 13, 14, 15, 161000, tzinfo=UTC)),
        ("NOW-1YEAR", datetime(2023, 2, 28, 13, 14, 15, 161718, tzinfo=UTC)),
        ("NOW-2MONTHS", datetime(2023, 12, 29, 13, 14, 15, 161718, tzinfo=UTC)),
        ("NOW+11MONTHS", datetime(2025, 1, 29, 13, 14, 15, 161718, tzinfo=UTC)),
        ("NOW-1MONTH/MONTH+3DAYS", datetime(2024, 1, 4, tzinfo=UTC)),
        ("2024-01-31T00:00:00Z+1MONTH", datetime(2024, 2, 29, tzinfo=UTC)),
        ("2024-01-31T00:00:00.5Z", datetime(2024, 1, 31, 0, 0, 0, 500_000, tzinfo=UTC)),
        ("2024-01-31T00:00:00.123456789Z", datetime(2024, 1, 31, 0, 0, 0, 123_456, tzinfo=UTC)),
        ("2024-01-31T00:00:00Z-90MINUTES", datetime(2024, 1, 30, 22, 30, tzinfo=UTC)),
    ],
)
def test_a_moment_is_read(text: str, meant: datetime) -> None:
    assert moment(text, NOW) == meant


@pytest.mark.parametrize(
    "text",
    ["", "now", "2024-01-31", "2024-01-31T00:00:00", "2024-01-31T00:00:00+08:00", "NOW-", "NOW-1", "NOW-DAY", "NOW/WEEK", "NOWHERE", "2024-02-30T00:00:00Z",
     "NOW-999999YEARS", "NOW+999999DAYS+999999DAYS+999999DAYS+999999DAYS", "２024-01-31T00:00:00Z", "NOW/DAY x"],
)  # fmt: skip
def test_what_is_no_moment_is_refused(text: str) -> None:
    with pytest.raises(NotAMomentError):
        moment(text, NOW)
