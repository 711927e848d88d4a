"""Holding a shelf against the log: every row worked out again and compared."""

import sqlite3
from array import array
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import astuple, dataclass
from itertools import groupby
from typing import Any

from pyroaring import BitMap

from portal.shelf import places
from portal.shelf.errors import LogError
from portal.shelf.holdings import Register
from portal.shelf.moments import moment_text
from portal.shelf.rendering import as_shown
from portal.shelf.sheets import Row, Sheet, Vocabulary

# What the log says, row by row; by which column a row is called.
_SAID = {
    "source": "name",
    "department": "slug",
    "department_slug": "slug",
    "service_item": "code",
    "service_link": "code",
    "tombstone": "name",
    "theme": "slug",
}
_ENTRIES = """SELECT entry.docid, entry.id, entry.name, entry.title, entry.modified, entry.created, package.body,
        source.name, source.modified, source.content, department.content
    FROM live.entry LEFT JOIN live.package USING (docid) LEFT JOIN main.source ON source.id = entry.id
    LEFT JOIN main.department_slug ON department_slug.slug = source.provider
    LEFT JOIN main.department ON department.id = department_slug.department
    ORDER BY entry.docid"""
_OUT_OF_ORDER = """SELECT name FROM (SELECT name, modified, id, lag(modified) OVER earlier AS before, lag(id) OVER earlier AS id_before
        FROM live.entry WINDOW earlier AS (ORDER BY docid))
    WHERE before > modified OR (before = modified AND id_before < id)"""
_HOLDINGS = """SELECT field.name, value.value, holding.docs FROM live.holding JOIN live.value ON value.id = holding.value
    JOIN live.field ON field.number = value.field WHERE holding.chunk = ?"""
_VALUES = "SELECT field.name, value.value, value.entries FROM live.value JOIN live.field ON field.number = value.field"
_RESOURCES = "SELECT id, position FROM live.resource WHERE docid = ? ORDER BY position"

_KINDS: Mapping[str, tuple[str, str]] = {
    "number": ("does not stand where the log has record {}", "停在的位置与发布日志第 {} 条不符"),
    "missing": ("lacks, or has otherwise than the log: {}", "缺少、或内容与日志不符：{}"),
    "surplus": ("has what the log does not have: {}", "多出日志中没有的内容：{}"),
    "unfinished": ("was left in the middle of a change: {}", "有未完成的变更：{}"),
    "package": ("shows otherwise than it would be rendered now: {}", "展示内容与现在生成的不一致：{}"),
    "order": ("has out of the order of time: {}", "时间次序有误：{}"),
    "posting": ("has a wrong index of the term “{}”", "索引词“{}”有误"),
    "value": ("counts wrongly the value “{}”", "取值“{}”的计数有误"),
    "trace": ("still holds bytes of what was withdrawn: {}", "文件中仍留有已撤下内容的字节：{}"),
}


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing in which a shelf is not what the log says. `subject` names what is wrong, never anything withdrawn."""

    kind: str
    subject: str

    @property
    def text(self) -> str:
        return _KINDS[self.kind][1].format(self.subject)

    @property
    def english(self) -> str:
        return f"the shelf {_KINDS[self.kind][0].format(self.subject)}"


def faults(both: sqlite3.Connection, site_url: str) -> Iterator[Fault]:
    """Every fault of the shelf attached as `live`, held against the log replayed into `main`, which is not rendered."""
    yield from _standing(both)
    for table, column in _SAID.items():
        yield from _differing(both, table, column)
    yield from (Fault("unfinished", entry) for (entry,) in both.execute("SELECT id FROM live.dirty"))
    yield from (Fault("order", name) for (name,) in both.execute(_OUT_OF_ORDER))
    unshown = "SELECT name FROM main.source WHERE id NOT IN (SELECT id FROM live.entry)"
    yield from (Fault("missing", name) for (name,) in both.execute(unshown))
    counted: Counter[tuple[str, str]] = Counter()
    chunks = {chunk for (chunk,) in both.execute("SELECT chunk FROM live.posting UNION SELECT chunk FROM live.holding")}
    for chunk, rows in groupby(both.execute(_ENTRIES), key=lambda row: places.chunk_of(row[0])):
        chunks.discard(chunk)
        vocabulary, register = Vocabulary(), Register()
        sheet = Sheet(vocabulary)
        for row in rows:
            yield from _entry(both, row, site_url, sheet, register)
        yield from _postings(both, chunk, dict(_expected(vocabulary, sheet)))
        yield from _holdings(both, chunk, register)
        counted.update({pair: len(docs) for pair, docs in register.docs.items()})
    for chunk in chunks:
        yield from _postings(both, chunk, {})
        yield from _holdings(both, chunk, Register())
    stored = {(field, value): entries for field, value, entries in both.execute(_VALUES)}
    wrong = sorted(pair for pair in {*stored, *counted} if stored.get(pair, 0) != counted[pair])
    yield from (Fault("value", "=".join(pair)) for pair in wrong)


def _standing(both: sqlite3.Connection) -> Iterator[Fault]:
    statement = "SELECT number, digest, modified FROM {}.about"
    live, replayed = (both.execute(statement.format(schema)).fetchone() for schema in ("live", "main"))
    if live != replayed:
        yield Fault("number", str(live[0]))


def _differing(both: sqlite3.Connection, table: str, column: str) -> Iterator[Fault]:
    for kind, left, right in (("missing", "main", "live"), ("surplus", "live", "main")):
        rows = both.execute(f"SELECT {column} FROM (SELECT * FROM {left}.{table} EXCEPT SELECT * FROM {right}.{table})")
        yield from (Fault(kind, f"{table} {subject}") for (subject,) in rows)


def _entry(both: sqlite3.Connection, row: tuple[Any, ...], site_url: str, sheet: Sheet, register: Register) -> Iterator[Fault]:
    docid, _, name, title, modified, created, body, source_name, source_modified, content, department = row
    if source_name is None:
        yield Fault("surplus", f"entry {name}")
        return
    try:
        shown = as_shown(source_name, source_modified, content, department, site_url)
    except LogError:
        yield Fault("missing", name)
        return
    sheet.note(docid, shown.worded, shown.title, shown.filled)
    register.note(docid, shown.values)
    resources = [(each, place) for place, each in enumerate(shown.resource_ids)]
    expected = (source_name, shown.title, source_modified, moment_text(shown.created), shown.body, resources)
    if expected != (name, title, modified, created, body, both.execute(_RESOURCES, (docid,)).fetchall()):
        yield Fault("package", name)


def _expected(vocabulary: Vocabulary, sheet: Sheet) -> Iterator[tuple[str, Row]]:
    names = vocabulary.named()
    return ((names[number], row) for number, row in sheet.rows().items())


def _postings(both: sqlite3.Connection, chunk: int, expected: dict[str, Row]) -> Iterator[Fault]:
    for term, *stored in both.execute("SELECT term, docs, heads, places FROM live.posting WHERE chunk = ?", (chunk,)):
        row = expected.pop(term, Row())
        if any(_bitmap(column) != BitMap(array("I", words)) for column, words in zip(stored, astuple(row), strict=True)):
            yield Fault("posting", term)
    yield from (Fault("posting", term) for term in sorted(expected))


def _holdings(both: sqlite3.Connection, chunk: int, register: Register) -> Iterator[Fault]:
    held = {(field, value): BitMap.deserialize(docs) for field, value, docs in both.execute(_HOLDINGS, (chunk,))}
    wrong = (pair for pair in {*held, *register.docs} if held.get(pair, BitMap()) != BitMap(register.docs.get(pair, ())))
    yield from (Fault("value", "=".join(pair)) for pair in sorted(wrong))


def _bitmap(stored: bytes | None) -> BitMap:
    return BitMap.deserialize(stored) if stored else BitMap()
