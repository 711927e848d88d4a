"""Turning what the log says of an entry into what the shelf shows."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from portal.shelf import fields
from portal.shelf.errors import LogError
from portal.shelf.fields import Pair, Texts
from portal.shelf.package import package
from portal.shelf.postings import worded


@dataclass(frozen=True, slots=True)
class Shown:
    """An entry as the shelf shows it, with everything under which it can be found."""

    body: bytes
    title: str
    created: str
    worded: Texts
    values: frozenset[Pair]
    filled: frozenset[str]
    resource_ids: tuple[str, ...]


def as_shown(name: str, modified: str, content: str, department: str | None, site_url: str) -> Shown:
    """An entry freshly rendered from its content and that of its provider (JSON); a LogError when that is impossible."""
    if department is None:
        raise LogError(f"the unit that provides entry {name} is not on this shelf", f"条目 {name} 的提供单位不在本目录库中")
    try:
        said = json.loads(content)
        made = package(said, json.loads(department), site_url=site_url, modified=datetime.fromisoformat(modified))
        return _shown(as_bytes(made), made, said)
    except (KeyError, TypeError, ValueError) as error:
        raise LogError(f"entry {name} cannot be rendered: {error!r}", f"条目 {name} 无法生成：{error!r}") from error


def as_shown_before(body: bytes, content: str) -> Shown:
    """An entry as it was shown, to take it off the shelf."""
    return _shown(body, json.loads(body), json.loads(content))


def as_bytes(made: Mapping[str, Any]) -> bytes:
    return json.dumps(made, ensure_ascii=False, separators=(",", ":")).encode()


def _shown(body: bytes, made: Mapping[str, Any], content: Mapping[str, Any]) -> Shown:
    texts, pairs = fields.texts(made, content), fields.values(made, content)
    return Shown(
        body=body,
        title=made["title"],
        created=content["created_at"],
        worded=worded(texts),
        values=frozenset(pair for pair in pairs if len(pair[1]) <= fields.LONGEST_VALUE),
        filled=frozenset(field for field, _ in pairs).union(fields.PLANES[number] for number in texts),
        resource_ids=tuple(resource["id"] for resource in made["resources"]),
    )
