"""What is asked of an export, on either side, and what comes of it."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from portal.handover.limits import LIMITS, Limits
from portal.handover.manifest import BundleNote

Watch = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to export: `anew` from the first record, `again` the last bundle once more, at most `limit` records."""

    audience: str
    anew: bool = False
    again: bool = False
    limit: int | None = None
    files: tuple[Path, ...] = ()
    limits: Limits = LIMITS


@dataclass(frozen=True, slots=True)
class Exported:
    """A bundle that is ready to be carried."""

    path: Path
    note: BundleNote
    records: int
