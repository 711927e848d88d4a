"""Writing the index: which documents have a term, and where."""

import json
import sqlite3
from array import array
from struct import Struct

from pyroaring import BitMap

from portal.shelf.fields import Texts
from portal.shelf.sheets import Row, Sheet, Vocabulary
from portal.shelf.words import wording

# One container with one member: cookie, containers, key, members less one, where it begins, the member.
_ONE, _COOKIE, _WORD = Struct("<IIHHIH"), 12346, 4
_NOTHING, _NOTHING_STORED = Row(), (None, None, None)
# Above this many members it pays to look for runs.
_WORTH_OPTIMIZING = 1000

_ROWS = """SELECT term, docs, heads, places FROM json_each(:terms) AS wanted
    CROSS JOIN posting ON posting.chunk = :chunk AND posting.term = wanted.value"""
_WRITE = """INSERT INTO posting (chunk, term, docs, heads, places) VALUES (?, ?, ?, ?, ?)
    ON CONFLICT (chunk, term) DO UPDATE SET docs = excluded.docs, heads = excluded.heads, places = excluded.places"""


def worded(texts: Texts) -> Texts:
    """The wordings of an entry's texts."""
    return {plane: tuple(map(wording, values)) for plane, values in texts.items()}


def length(worded_texts: Texts) -> int:
    """The number of places that the longest field takes."""
    return max(sum(len(value) + 1 for value in values) for values in worded_texts.values())


def write(connection: sqlite3.Connection, chunk: int, vocabulary: Vocabulary, removed: Sheet, added: Sheet) -> None:
    """Bring the rows of a chunk up to date: one statement to read, one to write, one to delete."""
    names, less, more = vocabulary.named(), removed.rows(), added.rows()
    changed = sorted((names[number], number) for number in {**less, **more})
    rows = connection.execute(_ROWS, {"terms": json.dumps([term for term, _ in changed]), "chunk": chunk})
    stored = {term: columns for term, *columns in rows}
    kept, emptied = [], []
    for term, number in changed:
        docs, heads, spots = stored.get(term, _NOTHING_STORED)
        gone, new = less.get(number, _NOTHING), more.get(number, _NOTHING)
        row = merged(docs, gone.docs, new.docs), merged(heads, gone.heads, new.heads), merged(spots, gone.places, new.places)
        if any(row):
            kept.append((chunk, term, *row))
        else:
            emptied.append((chunk, term))
    connection.executemany(_WRITE, kept)
    connection.executemany("DELETE FROM posting WHERE chunk = ? AND term = ?", emptied)


def merged(stored: bytes | None, removed: bytes, added: bytes) -> bytes | None:
    """A stored bitmap without some members and with others, both as machine words; None when nobody is left."""
    if not removed and not added:
        return stored
    if not stored and len(added) == _WORD:
        return _alone(added)
    members = BitMap.deserialize(stored) if stored else BitMap()
    if removed:
        members -= BitMap(array("I", removed))
    if added:
        members |= BitMap(array("I", added))
    if len(members) > _WORTH_OPTIMIZING:
        members.run_optimize()
    return members.serialize() if members else None


def _alone(member: bytes) -> bytes:
    """A bitmap of one member as it is serialized; most terms are rare, and this is ten times faster than to make one."""
    number = int.from_bytes(member, "little")
    return _ONE.pack(_COOKIE, 1, number >> 16, 0, _ONE.size - 2, number & 0xFFFF)
