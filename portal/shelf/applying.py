"""One record after the other: what the log says, kept as it stands after the last of them.

Applying is sequential and cheap; which entries have to be rendered anew for it is only noted, in `dirty`. So the
outcome does not depend on how the records were parted into transactions.
"""

import json
import sqlite3
from collections.abc import Mapping, Sequence
from typing import Any

from portal.shelf.errors import LogError
from portal.shelf.moments import moment_text
from portal.shelf.records import Record

ENDS = frozenset({"withdraw", "suspend", "erase"})
ROLES = ("produced_by", "needed_by")

_PUT_SOURCE = """INSERT INTO source (id, name, provider, modified, content) VALUES (:id, :name, :provider, :modified, :content)
    ON CONFLICT (id) DO UPDATE SET name = :name, provider = :provider, modified = :modified, content = :content"""
_PUT_TOMBSTONE = "INSERT OR REPLACE INTO tombstone (id, name, act, ended_on, reason, title) VALUES (?, ?, ?, ?, ?, ?)"
_PUT_DEPARTMENT = """INSERT INTO department (id, slug, content) VALUES (:id, :slug, :content)
    ON CONFLICT (id) DO UPDATE SET slug = :slug, content = :content"""
_PUT_SERVICE_ITEM = """INSERT INTO service_item (id, code, content) VALUES (:id, :code, :content)
    ON CONFLICT (id) DO UPDATE SET code = :code, content = :content"""
# What is shown now is remembered once, however often an entry changes before it is rendered again.
_SOIL = """INSERT INTO dirty (id, was)
    SELECT wanted.value, CASE WHEN entry.id IS NOT NULL THEN source.content END FROM json_each(:ids) AS wanted
    LEFT JOIN source ON source.id = wanted.value LEFT JOIN entry ON entry.id = wanted.value WHERE TRUE
    ON CONFLICT (id) DO NOTHING"""
_PROVIDED = "SELECT id FROM source WHERE provider IN (SELECT slug FROM department_slug WHERE department = ?)"
_REASSIGN = """UPDATE source SET provider = :slug, content = json_set(content, '$.document.provider', :slug)
    WHERE provider <> :slug AND provider IN (SELECT slug FROM department_slug WHERE department = :id)"""
_LINKED = "SELECT id, content FROM source WHERE id IN (SELECT entry FROM service_link WHERE code = ?)"
_TOUCH = "UPDATE source SET modified = :at WHERE id IN (SELECT value FROM json_each(:ids))"


def apply(connection: sqlite3.Connection, record: Record) -> None:
    """Note what a record says; a LogError when it says nothing that we know."""
    try:
        deed = _DEEDS[record.subject_kind, "end" if record.act in ENDS else record.act]
    except KeyError:
        raise LogError(
            f"record {record.number}: “{record.act}” of “{record.subject_kind}” is unknown to this version",
            f"第 {record.number} 条发布记录：本版本不认识对“{record.subject_kind}”的“{record.act}”",
        ) from None
    deed(connection, record, record.content or {})


def _publish_entry(connection: sqlite3.Connection, record: Record, content: Mapping[str, Any]) -> None:
    _take_away(connection, record.subject_id)
    if not content:
        return  # destroyed since: what became of the entry, a later record says
    connection.execute("DELETE FROM tombstone WHERE id = ?", (record.subject_id,))
    row = {"name": content["name"], "provider": content["document"]["provider"], "content": _text(content)}
    connection.execute(_PUT_SOURCE, row | {"id": record.subject_id, "modified": moment_text(record.at)})
    links = [(record.subject_id, role, each["code"]) for role in ROLES for each in content["service_items"][role]]
    connection.executemany("INSERT OR IGNORE INTO service_link (entry, role, code) VALUES (?, ?, ?)", links)


def _end_entry(connection: sqlite3.Connection, record: Record, content: Mapping[str, Any]) -> None:
    _take_away(connection, record.subject_id)
    connection.execute("UPDATE about SET has_traces = 1")
    if content:
        title = None if record.act == "erase" else content.get("title")
        grave = (record.subject_id, content["name"], record.act, content["ended_on"], content["reason"], title)
        connection.execute(_PUT_TOMBSTONE, grave)


def _take_away(connection: sqlite3.Connection, entry: str) -> None:
    _soil(connection, [entry])
    connection.execute("DELETE FROM source WHERE id = ?", (entry,))
    connection.execute("DELETE FROM service_link WHERE entry = ?", (entry,))


def _publish_department(connection: sqlite3.Connection, record: Record, content: Mapping[str, Any]) -> None:
    stored = connection.execute("SELECT content FROM department WHERE id = ?", (record.subject_id,)).fetchone()
    if not content or (stored and json.loads(stored[0]) == content):
        return
    slug = content["slug"]
    connection.execute(_PUT_DEPARTMENT, {"id": record.subject_id, "slug": slug, "content": _text(content)})
    # The present slug of one unit wins over a former slug of another.
    connection.execute("INSERT OR REPLACE INTO department_slug (slug, department) VALUES (?, ?)", (slug, record.subject_id))
    former = [(each, record.subject_id) for each in content.get("former_slugs", ())]
    connection.executemany("INSERT OR IGNORE INTO department_slug (slug, department) VALUES (?, ?)", former)
    _soil_provided(connection, record)
    connection.execute(_REASSIGN, {"id": record.subject_id, "slug": slug})


def _end_department(connection: sqlite3.Connection, record: Record, _content: Mapping[str, Any]) -> None:
    _soil_provided(connection, record)
    connection.execute("DELETE FROM department WHERE id = ?", (record.subject_id,))
    connection.execute("DELETE FROM department_slug WHERE department = ?", (record.subject_id,))
    connection.execute("UPDATE about SET has_traces = 1")


def _soil_provided(connection: sqlite3.Connection, record: Record) -> None:
    provided = [entry for (entry,) in connection.execute(_PROVIDED, (record.subject_id,))]
    _soil(connection, provided)
    connection.execute(_TOUCH, {"ids": json.dumps(provided), "at": moment_text(record.at)})


def _publish_service_item(connection: sqlite3.Connection, record: Record, content: Mapping[str, Any]) -> None:
    if not content:
        return
    code, name = content["code"], content["document"]["name"]
    connection.execute(_PUT_SERVICE_ITEM, {"id": record.subject_id, "code": code, "content": _text(content)})
    linked = ((entry, json.loads(text)) for entry, text in connection.execute(_LINKED, (code,)).fetchall())
    renamed = [(_text(entry_content), entry) for entry, entry_content in linked if _rename(entry_content, code, name)]
    entries = [entry for _, entry in renamed]
    _soil(connection, entries)
    connection.executemany("UPDATE source SET content = ? WHERE id = ?", renamed)
    connection.execute(_TOUCH, {"ids": json.dumps(entries), "at": moment_text(record.at)})


def _end_service_item(connection: sqlite3.Connection, record: Record, _content: Mapping[str, Any]) -> None:
    connection.execute("DELETE FROM service_item WHERE id = ?", (record.subject_id,))
    connection.execute("UPDATE about SET has_traces = 1")


def _rename(content: dict[str, Any], code: str, name: str) -> bool:
    """Let an entry name a service item as it is called now; whether that changed anything."""
    outdated = [each for role in ROLES for each in content["service_items"][role] if each["code"] == code and each["name"] != name]
    for each in outdated:
        each["name"] = name
    return bool(outdated)


def _soil(connection: sqlite3.Connection, entries: Sequence[str]) -> None:
    connection.execute(_SOIL, {"ids": json.dumps(entries)})


def _text(content: Mapping[str, Any]) -> str:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))


_DEEDS = {
    ("entry", "publish"): _publish_entry,
    ("entry", "end"): _end_entry,
    ("department", "publish"): _publish_department,
    ("department", "end"): _end_department,
    ("service_item", "publish"): _publish_service_item,
    ("service_item", "end"): _end_service_item,
}
