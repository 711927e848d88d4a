"""What surrounds the entries: units, data domains, tags, service items, and how many entries each has.

Everything here is worked out in one statement and remembered until the next record.
"""

import json
from collections.abc import Mapping
from typing import Any

from portal.shelf.answers import Department, ServiceItem, Theme
from portal.shelf.lookup import Index

_ENTRIES = """coalesce((SELECT value.entries FROM field JOIN value ON value.field = field.number
    WHERE field.name = '{}' AND value.value = {}), 0)"""
_DEPARTMENTS = f"SELECT id, slug, content, {_ENTRIES.format('organization', 'department.slug')} FROM department ORDER BY slug"
_THEMES = f"SELECT id, slug, code, title_zh, title_en, {_ENTRIES.format('groups', 'theme.slug')} FROM theme ORDER BY position"
_TAGS = "SELECT value.{} FROM field JOIN value ON value.field = field.number WHERE field.name = 'tags'"
_LINKS = """SELECT service_link.code, service_link.role, entry.name, entry.title
    FROM service_link JOIN entry ON entry.id = service_link.entry ORDER BY entry.name"""
_FORMER = """SELECT department.slug FROM department_slug JOIN department ON department.id = department_slug.department
    WHERE department_slug.slug = ? AND department.slug <> department_slug.slug"""
_COUNTS = {
    "entries": "SELECT count(*) FROM entry",
    "departments": f"SELECT count(*) FROM department WHERE {_ENTRIES.format('organization', 'department.slug')} > 0",
    "themes": f"SELECT count(*) FROM theme WHERE {_ENTRIES.format('groups', 'theme.slug')} > 0",
    "tags": f"SELECT count(*) FROM ({_TAGS.format('id')})",
    "resources": "SELECT count(*) FROM resource",
    "service_items": "SELECT count(DISTINCT code) FROM service_link JOIN service_item USING (code)",
}


def departments(index: Index) -> Mapping[str, Department]:
    """Every unit by its slug, in the order of the slugs."""

    def read() -> Mapping[str, Department]:
        rows = index.connection.execute(_DEPARTMENTS)
        return {slug: _department(key, slug, json.loads(content), entries) for key, slug, content, entries in rows}

    return index.memory.recall("departments", index.number, read)


def themes(index: Index) -> Mapping[str, Theme]:
    """Every data domain by its slug, in the order of the code list."""

    def read() -> Mapping[str, Theme]:
        return {row[1]: Theme(*row) for row in index.connection.execute(_THEMES)}

    return index.memory.recall("themes", index.number, read)


def renamed(index: Index, slug: str) -> str | None:
    """The present slug of a unit that once had this one."""
    found = index.connection.execute(_FORMER, (slug,)).fetchone()
    return found[0] if found else None


def tags(index: Index, query: str | None) -> tuple[str, ...]:
    """The names of the tags in use, sorted; those that contain the query, whatever the case."""
    if not query:
        return tuple(name for (name,) in index.connection.execute(f"{_TAGS.format('value')} ORDER BY value.value"))
    # SQLite folds the case of ASCII only, so Python looks.
    return tuple(name for name in tags(index, None) if query.casefold() in name.casefold())


def tag(index: Index, name_or_id: str) -> str | None:
    """The name of the tag with this name or id, if any entry has it."""
    for column in ("value", "tag_id"):
        found = index.connection.execute(f"{_TAGS.format('value')} AND value.{column} = ?", (name_or_id,)).fetchone()
        if found:
            return str(found[0])
    return None


def service_items(index: Index) -> Mapping[str, ServiceItem]:
    """Every service item by its code, in the order of the codes."""

    def read() -> Mapping[str, ServiceItem]:
        linked: dict[tuple[str, str], list[tuple[str, str]]] = {}
        for code, role, name, title in index.connection.execute(_LINKS):
            linked.setdefault((code, role), []).append((name, title))
        rows = index.connection.execute("SELECT id, code, content FROM service_item ORDER BY code")
        return {code: _service_item(key, code, content, linked) for key, code, content in rows}

    return index.memory.recall("service items", index.number, read)


def counts(index: Index) -> Mapping[str, int]:
    """How many entries there are, and how many of what belongs to them; units, domains and items only where they have entries."""

    def read() -> Mapping[str, int]:
        return {name: index.connection.execute(statement).fetchone()[0] for name, statement in _COUNTS.items()}

    return index.memory.recall("counts", index.number, read)


def _department(key: str, slug: str, content: Mapping[str, Any], entries: int) -> Department:
    document = content["document"]
    return Department(key, slug, document["name"], document.get("description", ""), content["created_at"], document, entries)


def _service_item(key: str, code: str, content: str, linked: Mapping[tuple[str, str], list[tuple[str, str]]]) -> ServiceItem:
    document = json.loads(content)["document"]
    return ServiceItem(key, code, document, tuple(linked.get((code, "produced_by"), ())), tuple(linked.get((code, "needed_by"), ())))
