"""What a shelf answers with: values that stay valid after the snapshot is gone."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal


@dataclass(frozen=True, slots=True)
class FacetCount:
    """How many of the entries found have this value."""

    value: str
    count: int


@dataclass(frozen=True, slots=True)
class Found:
    """One page of what was found: `count` is the exact number of all, `packages` are rendered JSON, parallel to `names`."""

    count: int
    packages: tuple[bytes, ...]
    names: tuple[str, ...]
    facets: dict[str, tuple[FacetCount, ...]]


@dataclass(frozen=True, slots=True)
class Tombstone:
    """What is left to say of an entry that ended; `act` is withdraw, suspend or erase, `reason` a code of withdrawal_reason."""

    name: str
    ended_on: str
    reason: str
    title: str | None
    act: str


@dataclass(frozen=True, slots=True)
class Department:
    """A unit that provides data; `document` is its organisation_unit document, `created_at` ISO 8601 with a zone."""

    id: str
    slug: str
    title: str
    description: str
    created_at: str
    document: Mapping[str, Any]
    package_count: int


@dataclass(frozen=True, slots=True)
class Theme:
    """A data domain; `code` is its code in the list sh_data_domain."""

    id: str
    slug: str
    code: str
    title_zh: str
    title_en: str
    package_count: int


@dataclass(frozen=True, slots=True)
class ServiceItem:
    """A service item and the entries (name, title) that it produces and needs, by name."""

    id: str
    code: str
    document: Mapping[str, Any]
    produces: tuple[tuple[str, str], ...]
    needs: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Something that a searcher may mean; `name` is that of the entry with this title, None for a tag."""

    kind: Literal["title", "tag"]
    text: str
    name: str | None
