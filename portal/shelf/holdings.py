"""Writing the exact values: which documents have a value of a field, and how many."""

import json
import sqlite3
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import partial

from portal.shelf.fields import Pair
from portal.shelf.package_tags import tag_id
from portal.shelf.places import chunk_of
from portal.shelf.postings import merged
from portal.shelf.words import wording

SERIAL_BITS = 40

_IDS = """SELECT field.name, value.value, value.id FROM json_each(:pairs) AS wanted
    CROSS JOIN field ON field.name = wanted.value ->> 0
    CROSS JOIN value ON value.field = field.number AND value.value = wanted.value ->> 1"""
_STORED = """SELECT holding.value, holding.chunk, holding.docs FROM json_each(:places) AS wanted
    CROSS JOIN holding ON holding.value = wanted.value ->> 0 AND holding.chunk = wanted.value ->> 1"""
_WRITE = """INSERT INTO holding (value, chunk, docs) VALUES (?, ?, ?)
    ON CONFLICT (value, chunk) DO UPDATE SET docs = excluded.docs"""
_INSERT = "INSERT INTO value (id, field, value, worded, tag_id, entries, changed) VALUES (?, ?, ?, ?, ?, 0, 0)"


class Register:
    """What some documents have as values."""

    __slots__ = ("docs",)

    def __init__(self) -> None:
        self.docs = defaultdict[Pair, "array[int]"](partial(array, "I"))

    def note(self, docid: int, pairs: Iterable[Pair]) -> None:
        for pair in pairs:
            self.docs[pair].append(docid)


def write(connection: sqlite3.Connection, number: int, removed: Register, added: Register) -> None:
    """Bring the values up to date; what no entry has any more is deleted."""
    pairs = sorted({*removed.docs, *added.docs})
    ids = _ids(connection, pairs)
    _write_holdings(connection, _by_place(ids, removed), _by_place(ids, added))
    gains = Counter({ids[pair]: len(docs) for pair, docs in added.docs.items()})
    gains.subtract({ids[pair]: len(docs) for pair, docs in removed.docs.items()})
    changes = [(gain, number, value) for value, gain in gains.items()]
    connection.executemany("UPDATE value SET entries = entries + ?, changed = ? WHERE id = ?", changes)
    connection.executemany("DELETE FROM value WHERE id = ? AND entries = 0", [(value,) for value in gains])


def _ids(connection: sqlite3.Connection, pairs: Sequence[Pair]) -> Mapping[Pair, int]:
    """The id of each value; new ones get the next serial number of their field."""
    known = {(field, value): number for field, value, number in connection.execute(_IDS, {"pairs": json.dumps(pairs)})}
    missing = [pair for pair in pairs if pair not in known]
    names = {(field,) for field, _ in missing}
    connection.executemany("INSERT OR IGNORE INTO field (name) VALUES (?)", sorted(names))
    fields = dict(connection.execute("SELECT name, number FROM field"))
    following = {field: _next_id(connection, fields[field]) for (field,) in names}
    rows = []
    for field, value in missing:
        known[field, value] = following[field]
        following[field] += 1
        is_tag = field == "tags"
        rows.append((known[field, value], fields[field], value, wording(value) if is_tag else None, tag_id(value) if is_tag else None))
    connection.executemany(_INSERT, rows)
    return known


def _next_id(connection: sqlite3.Connection, field: int) -> int:
    first = field << SERIAL_BITS
    (last,) = connection.execute("SELECT max(id) FROM value WHERE id >= ? AND id < ?", (first, (field + 1) << SERIAL_BITS)).fetchone()
    return first if last is None else int(last) + 1


Places = Mapping[tuple[int, int], "array[int]"]


def _by_place(ids: Mapping[Pair, int], register: Register) -> Places:
    """The documents by value and chunk."""
    placed = defaultdict[tuple[int, int], "array[int]"](partial(array, "I"))
    for pair, docs in register.docs.items():
        for docid in docs:
            placed[ids[pair], chunk_of(docid)].append(docid)
    return placed


def _write_holdings(connection: sqlite3.Connection, removed: Places, added: Places) -> None:
    changed = sorted({*removed, *added})
    stored = {(value, chunk): docs for value, chunk, docs in connection.execute(_STORED, {"places": json.dumps(changed)})}
    merges = [(*place, merged(stored.get(place), _words(removed.get(place)), _words(added.get(place)))) for place in changed]
    kept = [row for row in merges if row[2] is not None]
    emptied = [row[:2] for row in merges if row[2] is None]
    connection.executemany(_WRITE, kept)
    connection.executemany("DELETE FROM holding WHERE value = ? AND chunk = ?", emptied)


def _words(numbers: "array[int] | None") -> bytes:
    return numbers.tobytes() if numbers else b""
