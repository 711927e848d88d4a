"""How a target stands, from its file alone: for `bianmu remote status`. The target is not asked."""

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from portal.ckan_interop.remote import state
from portal.ckan_interop.remote.refusals import wording
from portal.ckan_interop.remote.targets import Target

_COUNTS = """SELECT
    (SELECT count(*) FROM delivery WHERE shown), (SELECT count(*) FROM delivery WHERE NOT shown),
    (SELECT count(*) FROM delivery WHERE shown AND json_array_length(receipt, '$.differences') > 0),
    (SELECT count(*) FROM dirty), trouble, not_before, reached_at FROM target"""
_FAILURES = """SELECT failure.id, coalesce(source.name, delivery.name, ''), kind, reason, attempts, failure.at, not_before
    FROM failure LEFT JOIN source USING (id) LEFT JOIN delivery USING (id) ORDER BY failure.at, failure.id"""


@dataclass(frozen=True, slots=True)
class Failed:
    """An entry that could not be delivered; `not_before` is None when it was given up until a person looks."""

    id: str
    name: str
    kind: str
    reason: str
    attempts: int
    at: str
    not_before: str | None


@dataclass(frozen=True, slots=True)
class Standing:
    """A target: the last record taken in, how many entries stand where, and what is wrong."""

    target: str
    url: str
    number: int = 0
    shown: int = 0
    withdrawn: int = 0
    different: int = 0
    waiting: int = 0
    trouble: str | None = None
    not_before: str | None = None
    reached_at: str | None = None
    failures: tuple[Failed, ...] = ()


def standing(home: Path, target: Target, locale: str) -> Standing:
    """How this target stands; all zero before the first delivery."""
    if not state.path_of(home, target.name).exists():
        return Standing(target.name, target.url)
    with state.opened(home, target.name) as file:
        try:
            (number,) = file.execute("SELECT number FROM about").fetchone() or (0,)
            shown, withdrawn, different, waiting, trouble, not_before, reached_at = file.execute(_COUNTS).fetchone()
            failures = tuple(_failed(row, locale) for row in file.execute(_FAILURES))
        except sqlite3.OperationalError:
            return Standing(target.name, target.url)  # broken off before the log was first taken in
    told = _told(trouble, locale) if trouble else None
    return Standing(target.name, target.url, number, shown, withdrawn, different, waiting, told, not_before, reached_at, failures)


def _failed(row: Sequence[Any], locale: str) -> Failed:
    entry, name, kind, reason, attempts, at, not_before = row
    return Failed(entry, name, kind, _told(reason, locale), attempts, at, not_before)


def _told(kept: str, locale: str) -> str:
    reason = json.loads(kept)
    return wording(reason["code"], reason["parameters"], locale)
