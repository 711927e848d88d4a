"""Rendering and indexing what the log changed, in the same transaction as the change."""

import json
import sqlite3
from array import array
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import partial

from portal.shelf import holdings, places, postings, terms
from portal.shelf.holdings import Register
from portal.shelf.moments import moment_text
from portal.shelf.rendering import Shown, as_shown, as_shown_before
from portal.shelf.sheets import Sheet, Vocabulary

SLICE = 2000

# Those that only leave come first; then in the order in which the newest gets the highest number.
_ORDER = """SELECT dirty.rowid FROM dirty LEFT JOIN source ON source.id = dirty.id
    ORDER BY source.modified, source.id DESC"""
_SHOWN = """SELECT entry.docid, package.body, dirty.was FROM json_each(:rows) AS wanted
    CROSS JOIN dirty ON dirty.rowid = wanted.value
    JOIN entry ON entry.id = dirty.id JOIN package ON package.docid = entry.docid"""
_SOURCES = """SELECT source.id, source.name, source.modified, source.content, department.content FROM json_each(:rows) AS wanted
    CROSS JOIN dirty ON dirty.rowid = wanted.value
    JOIN source ON source.id = dirty.id
    LEFT JOIN department_slug ON department_slug.slug = source.provider
    LEFT JOIN department ON department.id = department_slug.department
    ORDER BY wanted.key"""
_DROP_EMPTY_CHUNKS = "DELETE FROM chunk WHERE NOT EXISTS (SELECT 1 FROM posting WHERE posting.chunk = chunk.chunk AND term = ?)"


class _Slice:
    """The changes of a few entries to the index, by chunk, and to the values."""

    def __init__(self) -> None:
        self.vocabulary = Vocabulary()
        self.removed = defaultdict[int, Sheet](partial(Sheet, self.vocabulary))
        self.added = defaultdict[int, Sheet](partial(Sheet, self.vocabulary))
        self.values_removed = Register()
        self.values_added = Register()


def settle(connection: sqlite3.Connection, site_url: str, slice_size: int = SLICE) -> Iterator[int]:
    """Bring everything that is read up to date with what the log says; yields how many entries were worked on, slice by slice."""
    (number,) = connection.execute("SELECT number FROM about").fetchone()
    rows = array("q", (row for (row,) in connection.execute(_ORDER)))
    for start in range(0, len(rows), slice_size):
        part = rows[start : start + slice_size].tolist()
        changes = _Slice()
        _take_off(connection, part, changes)
        _put_on(connection, part, changes, site_url)
        _write(connection, number, changes)
        yield len(part)
    connection.execute("DELETE FROM dirty")


def _take_off(connection: sqlite3.Connection, rows: Sequence[int], changes: _Slice) -> None:
    leaving = []
    for docid, body, was in connection.execute(_SHOWN, {"rows": json.dumps(rows)}):
        shown = as_shown_before(body, was)
        changes.removed[places.chunk_of(docid)].note(docid, shown.worded, shown.title, shown.filled)
        changes.values_removed.note(docid, shown.values)
        leaving.append((docid,))
    for table in ("entry", "package", "resource"):
        connection.executemany(f"DELETE FROM {table} WHERE docid = ?", leaving)


def _put_on(connection: sqlite3.Connection, rows: Sequence[int], changes: _Slice, site_url: str) -> None:
    (docid,) = connection.execute("SELECT next_docid FROM about").fetchone()
    entries, packages, resources = [], [], []
    for entry, name, modified, content, department in connection.execute(_SOURCES, {"rows": json.dumps(rows)}):
        shown = as_shown(name, modified, content, department, site_url)
        slots = places.slots(postings.length(shown.worded))
        docid = _with_room(docid, slots)
        _note(changes, docid, shown)
        entries.append((docid, entry, name, shown.title, modified, moment_text(shown.created)))
        packages.append((docid, shown.body))
        resources += [(each, docid, position) for position, each in enumerate(shown.resource_ids)]
        docid += slots
    connection.executemany("INSERT INTO entry (docid, id, name, title, modified, created) VALUES (?, ?, ?, ?, ?, ?)", entries)
    connection.executemany("INSERT INTO package (docid, body) VALUES (?, ?)", packages)
    connection.executemany("INSERT OR IGNORE INTO resource (id, docid, position) VALUES (?, ?, ?)", resources)
    connection.execute("UPDATE about SET next_docid = ?", (docid,))


def _note(changes: _Slice, docid: int, shown: Shown) -> None:
    changes.added[places.chunk_of(docid)].note(docid, shown.worded, shown.title, shown.filled)
    changes.values_added.note(docid, shown.values)


def _with_room(docid: int, slots: int) -> int:
    """The first number from which so many follow in the same chunk."""
    last = docid + slots - 1
    return docid if places.chunk_of(docid) == places.chunk_of(last) else places.chunk_of(last) * places.CHUNK


def _write(connection: sqlite3.Connection, number: int, changes: _Slice) -> None:
    chunks = sorted({*changes.removed, *changes.added})
    for chunk in chunks:
        postings.write(connection, chunk, changes.vocabulary, changes.removed[chunk], changes.added[chunk])
    connection.executemany("INSERT OR REPLACE INTO chunk (chunk, changed) VALUES (?, ?)", [(chunk, number) for chunk in chunks])
    connection.execute(_DROP_EMPTY_CHUNKS, (terms.EVERY,))
    holdings.write(connection, number, changes.values_removed, changes.values_added)
