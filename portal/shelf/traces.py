"""Whether bytes of what was withdrawn are still in the files of a shelf, be it in a page that nothing points to."""

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from pathlib import Path
from typing import Any

import numpy as np

from portal.shelf.records import Read
from portal.shelf.verifying import Fault

# Texts are looked for in pieces, because a file may hold a long one in parts; shorter ones occur everywhere by chance.
SHORTEST, PIECE = 12, 24
_HEAD = 8
_BLOCK = 1 << 24
_BATCH = 1000
_PRESENT = (
    "SELECT content FROM main.source",
    "SELECT content FROM main.department",
    "SELECT content FROM main.service_item",
    "SELECT json_array(id, name, act, ended_on, reason, title) FROM main.tombstone",
    "SELECT json_array(slug, title_zh, title_en) FROM main.theme",
    "SELECT CAST(body AS TEXT) FROM live.package",
    "SELECT sql FROM main.sqlite_schema WHERE sql IS NOT NULL",
)


def traces(read: Read, both: sqlite3.Connection, files: Iterable[Path]) -> Iterator[Fault]:
    """One fault for each entry that is not on the shelf any more and of whose content something is in the files.

    `both` has the log replayed as `main` and the shelf as `live`. What an entry that is still there says too is no trace.
    """
    standing = {entry for (entry,) in both.execute("SELECT id FROM main.source")}
    pieces = dict(_pieces(read, standing))
    found = set().union(*(_found(path, pieces.keys()) for path in files))
    for statement in _PRESENT:
        for (text,) in both.execute(statement) if found else ():
            present = text.encode()
            found = {piece for piece in found if piece not in present}
    yield from (Fault("trace", name) for name in sorted({pieces[piece] for piece in found}))


def _pieces(read: Read, standing: AbstractSet[str]) -> Iterator[tuple[bytes, str]]:
    """Pieces of the contents of entries that are gone, each with the name of its entry."""
    after = 0
    while records := read(after, _BATCH):
        after = records[-1].number
        for record in records:
            is_gone = record.subject_kind == "entry" and record.act == "publish" and record.subject_id not in standing
            if is_gone and record.content:
                name = str(record.content["name"])
                yield from ((piece, name) for text in _texts(record.content) for piece in _cut(text) if piece not in name.encode())


def _texts(content: Any) -> Iterator[str]:
    """Every text in a JSON value."""
    if isinstance(content, str):
        yield content
    elif isinstance(content, Mapping):
        for member in content.values():
            yield from _texts(member)
    elif isinstance(content, list):
        for member in content:
            yield from _texts(member)


def _cut(text: str) -> Iterator[bytes]:
    """A text as it stands and as JSON writes it, in pieces."""
    for written in {text, json.dumps(text, ensure_ascii=False)[1:-1]}:
        raw = written.encode()
        yield from (raw[at : at + PIECE] for at in range(0, len(raw) - SHORTEST + 1, PIECE))


def _found(path: Path, pieces: AbstractSet[bytes]) -> set[bytes]:
    """Which of the pieces are in a file."""
    by_head = defaultdict[int, list[bytes]](list)
    for piece in pieces:
        by_head[int.from_bytes(piece[:_HEAD], "little")].append(piece)
    heads = np.array(sorted(by_head), dtype="<u8")
    found: set[bytes] = set()
    with path.open("rb") as file:
        kept = b""
        while block := file.read(_BLOCK):
            window = kept + block
            for place, head in _places(window, heads):
                found.update(piece for piece in by_head[head] if window.startswith(piece, place))
            kept = window[-PIECE:]
    return found


def _places(window: bytes, heads: "np.ndarray[tuple[int], np.dtype[np.uint64]]") -> Iterator[tuple[int, int]]:
    """Where one of the heads begins; the eight ways in which eight bytes can lie are looked at one after the other."""
    for shift in range(min(_HEAD, len(window) - _HEAD + 1)):
        words = np.frombuffer(window, dtype="<u8", offset=shift, count=(len(window) - shift) // _HEAD)
        for at in np.flatnonzero(np.isin(words, heads)).tolist():
            yield at * _HEAD + shift, int(words[at])
