"""Texts and moments in the form that CKAN uses, and that other CKANs take in without complaint."""

import re
from datetime import UTC, datetime

# Control characters and halves of characters break feeds and databases downstream; line breaks and tabs are kept.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def clean(text: str) -> str:
    """The text without characters that break a feed, trimmed as CKAN trims."""
    return _UNPRINTABLE.sub("", text).strip()


def naive(moment: datetime | str) -> str:
    """A moment (aware, or ISO text with a zone) as CKAN writes it: UTC, to the microsecond, without a zone.

    The fraction is left out when it is zero. Harvesters compare these texts and not times, so the form may not vary.
    """
    aware = datetime.fromisoformat(moment) if isinstance(moment, str) else moment
    return aware.astimezone(UTC).replace(tzinfo=None).isoformat()
