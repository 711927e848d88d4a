"""One look at the shelf on somebody's behalf, and what can come of it."""

from collections.abc import Mapping
from dataclasses import dataclass

from starlette.datastructures import QueryParams

from portal.i18n.tongue import Tongue
from portal.rendering import Page, SiteFacts
from portal.shelf.store import Snapshot


@dataclass(frozen=True, slots=True)
class Visit:
    """What was asked, in which tongue, and the snapshot that answers; `arguments` are the parts of the path."""

    snapshot: Snapshot
    tongue: Tongue
    site: SiteFacts
    arguments: Mapping[str, str]
    query: QueryParams


@dataclass(frozen=True, slots=True)
class Moved:
    """It has another address now, for good."""

    href: str


Outcome = Page | Moved
