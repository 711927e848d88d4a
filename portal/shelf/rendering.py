"""Turning what the log says of an entry into what the shelf shows."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from portal.shelf import fields
from portal.shelf.fields import Texts
from portal.shelf.package import package
from portal.shelf.postings import worded


@dataclass(frozen=True, slots=True)
class Shown:
    """An entry as the shelf shows it, with everything under which it can be found."""

    body: bytes
    title: str
    created: str
    worded: Texts
    values: frozenset[tuple[str, str]]
    filled: frozenset[str]
    resource_ids: tuple[str, ...]


def rendered(content: Mapping[str, Any], department: Mapping[str, Any], site_url: str, modified: str) -> Shown:
    """An entry, freshly rendered."""
    made = package(content, department, site_url=site_url, modified=datetime.fromisoformat(modified))
    return _shown(as_bytes(made), made, content)


def shown_before(body: bytes, content: Mapping[str, Any]) -> Shown:
    """An entry as it was shown, to take it off the shelf."""
    return _shown(body, json.loads(body), content)


def as_bytes(made: Mapping[str, Any]) -> bytes:
    return json.dumps(made, ensure_ascii=False, separators=(",", ":")).encode()


def _shown(body: bytes, made: Mapping[str, Any], content: Mapping[str, Any]) -> Shown:
    return Shown(
        body=body,
        title=made["title"],
        created=content["created_at"],
        worded=worded(fields.texts(made, content)),
        values=fields.values(made, content),
        filled=fields.filled(made, content),
        resource_ids=tuple(resource["id"] for resource in made["resources"]),
    )
