"""A shelf as it stands at one moment: everything that can be read of it within one transaction."""

import json
import sqlite3
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cached_property
from typing import Any, overload

from portal.shelf import catalogue, find, suggest
from portal.shelf.answers import Department, Found, ServiceItem, Suggestion, Theme, Tombstone
from portal.shelf.criteria import Criteria, Exists
from portal.shelf.lookup import Index
from portal.shelf.memory import Memory
from portal.shelf.words import storable

_PACKAGE = "SELECT package.body FROM entry JOIN package ON package.docid = entry.docid WHERE entry.{} = ?"
_RECENT = "SELECT package.body FROM package ORDER BY docid DESC LIMIT ? OFFSET ?"
_RESOURCE = """SELECT package.body, resource.position FROM resource JOIN package ON package.docid = resource.docid
    WHERE resource.id = ? LIMIT 1"""
_TOMBSTONE = "SELECT name, ended_on, reason, title, act FROM tombstone WHERE {} = ?"
_CONTENTS = """SELECT source.content FROM json_each(?) AS wanted CROSS JOIN source ON source.name = wanted.value
    ORDER BY wanted.key"""
_ID_LENGTH = 36
_ALL = -1


class Snapshot:
    """What this audience may see. Valid only inside the `with` that gave it; its answers stay valid."""

    def __init__(self, connection: sqlite3.Connection, memory: Memory) -> None:
        self._connection = connection
        self._memory = memory

    @cached_property
    def _index(self) -> Index:
        return Index(self._connection, self._memory)

    def number(self) -> int:
        """The last record of the log that is on the shelf."""
        return self._index.number

    @overload
    def modified(self) -> datetime: ...

    @overload
    def modified(self, name_or_id: str) -> datetime | None: ...

    def modified(self, name_or_id: str | None = None) -> datetime | None:
        """When the shelf last changed, or when this entry did; None for an entry that is not there."""
        if name_or_id is None:
            found = self._connection.execute("SELECT modified FROM about").fetchone()
        else:
            found = self._of_entry("SELECT modified FROM entry WHERE {} = ?", name_or_id)
        return datetime.fromisoformat(found[0]) if found else None

    def package(self, name_or_id: str) -> bytes | None:
        """The rendered package of an entry, JSON in UTF-8."""
        found = self._of_entry(_PACKAGE, name_or_id)
        return found[0] if found else None

    def content(self, name_or_id: str) -> dict[str, Any] | None:
        """What the log says of an entry, with units and service items named as they are now."""
        found = self._of_entry("SELECT content FROM source WHERE {} = ?", name_or_id)
        return json.loads(found[0]) if found else None

    def contents(self, names: Sequence[str]) -> tuple[dict[str, Any], ...]:
        """The contents of several entries in the order of the names, in one statement; unknown names are left out."""
        return tuple(json.loads(content) for (content,) in self._connection.execute(_CONTENTS, (json.dumps(names),)))

    def names(self, limit: int | None = None, offset: int = 0) -> list[str]:
        """The names of the entries, sorted; all of them without a limit."""
        statement = "SELECT name FROM entry ORDER BY name LIMIT ? OFFSET ?"
        return [name for (name,) in self._connection.execute(statement, (_ALL if limit is None else limit, offset))]

    def recent(self, limit: int, offset: int = 0) -> list[bytes]:
        """Packages, the last changed first."""
        return [body for (body,) in self._connection.execute(_RECENT, (limit, offset))]

    def tombstone(self, name_or_id: str) -> Tombstone | None:
        """What is left of an entry that ended."""
        found = self._of_entry(_TOMBSTONE, name_or_id)
        return Tombstone(*found) if found else None

    def resource(self, id_: str) -> dict[str, Any] | None:
        """A resource as it stands in its package."""
        found = self._connection.execute(_RESOURCE, (storable(id_),)).fetchone()
        return json.loads(found[0])["resources"][found[1]] if found else None

    def redirect(self, slug: str) -> str | None:
        """The present slug of a unit that once had this one."""
        return catalogue.renamed(self._index, storable(slug))

    def departments(self) -> tuple[Department, ...]:
        """The units, by slug; also those without entries."""
        return tuple(catalogue.departments(self._index).values())

    def department(self, slug_or_id: str) -> Department | None:
        found = catalogue.departments(self._index)
        return found.get(slug_or_id) or next((each for each in found.values() if each.id == slug_or_id), None)

    def themes(self) -> tuple[Theme, ...]:
        """The data domains in the order of their code list; also those without entries."""
        return tuple(catalogue.themes(self._index).values())

    def theme(self, slug_or_id: str) -> Theme | None:
        found = catalogue.themes(self._index)
        return found.get(slug_or_id) or next((each for each in found.values() if each.id == slug_or_id), None)

    def tags(self, query: str | None = None) -> tuple[str, ...]:
        """The names of the tags in use, sorted; with a query those that contain it, whatever the case."""
        return catalogue.tags(self._index, query)

    def tag(self, name_or_id: str) -> str | None:
        """The name of the tag with this name or id, if any entry has it."""
        return catalogue.tag(self._index, storable(name_or_id))

    def licences(self) -> tuple[str, ...]:
        """The CKAN ids of the licences in use, the most used first."""
        everything = Criteria(Exists("license_id"), rows=0, facets=("license_id",), facet_limit=-1)
        return tuple(each.value for each in self.find(everything).facets["license_id"])

    def service_items(self) -> tuple[ServiceItem, ...]:
        """The service items, by code; also those without entries."""
        return tuple(catalogue.service_items(self._index).values())

    def service_item(self, code: str) -> ServiceItem | None:
        return catalogue.service_items(self._index).get(code)

    def counts(self) -> Mapping[str, int]:
        """How many entries, departments, themes, tags, resources and service_items; only those with entries count."""
        return catalogue.counts(self._index)

    def find(self, criteria: Criteria) -> Found:
        """What meets the criteria; a TooBroadError when a prefix or pattern stands for too much."""
        return find.find(self._index, criteria)

    def suggest(self, text: str, limit: int) -> tuple[Suggestion, ...]:
        """What somebody who typed this may mean: tags and titles that contain it."""
        return suggest.suggest(self._index, text, limit)

    def autocomplete(self, text: str, limit: int) -> tuple[tuple[str, str], ...]:
        """The (name, title) of the newest entries whose name or title contains the text."""
        return suggest.autocomplete(self._index, text, limit)

    def _of_entry(self, statement: str, name_or_id: str) -> Any:
        # What is as long as an id may be one; nearly always it is a name and the first look finds it.
        asked = (storable(name_or_id),)
        found = self._connection.execute(statement.format("name"), asked).fetchone()
        if found is None and len(name_or_id) == _ID_LENGTH:
            found = self._connection.execute(statement.format("id"), asked).fetchone()
        return found
