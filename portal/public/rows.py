"""Datasets as rows of a list."""

from collections.abc import Mapping, Sequence
from typing import Any

from portal.i18n.tongue import Tongue
from portal.public import wording
from portal.public.parts import ResultRow
from portal.shelf.store import Snapshot

ABSTRACT_LENGTH = 90


def rows(snapshot: Snapshot, tongue: Tongue, names: Sequence[str]) -> tuple[ResultRow, ...]:
    """A row for each of these datasets, in this order."""
    contents = (snapshot.content(name) for name in names)
    return tuple(row(snapshot, tongue, content) for content in contents if content is not None)


def row(snapshot: Snapshot, tongue: Tongue, content: Mapping[str, Any]) -> ResultRow:
    document = content["document"]
    return ResultRow(
        href=wording.at(tongue, "dataset", content["name"]),
        title=document["title"],
        abstract=wording.shortened(document["abstract"], ABSTRACT_LENGTH),
        provider=wording.provider(snapshot, tongue, document["provider"]),
        openness=wording.openness(tongue, document["open_type"]),
        frequency=wording.label(tongue, "update_frequency", document["update_frequency"]),
        updated_on=document.get("data_updated_on"),
        formats=wording.formats(document),
    )
