"""What CKAN refuses in a dataset."""

import re
import uuid
from collections.abc import Iterator, Sequence
from typing import Any

Thing = dict[str, Any]
NAME = re.compile(r"[a-z0-9_-]{2,100}")
TAG = re.compile(r"[\w \-.]{2,100}")
EMAIL = re.compile(r"[^@\s]+@[\w.-]+")
RESERVED = ("title", "notes", "url", "tags", "name")


def complaints(made: Thing, others: Sequence[Thing]) -> Iterator[Thing]:
    """What CKAN would say against a dataset, as error dicts."""
    name = made.get("name", "")
    if not NAME.fullmatch(name) or name in {"new", "edit", "search"}:
        yield {"name": ["Must be purely lowercase alphanumeric (ascii) characters and these symbols: -_"]}
    if any(each["name"] == name and each["state"] != "deleted" for each in others):
        yield {"name": ["That URL is already in use."]}
    yield from ({"tags": [f'Tag "{tag["name"]}" is not fit']} for tag in made["tags"] if not TAG.fullmatch(tag["name"]))
    keys = [each["key"] for each in made["extras"]]
    if len(set(keys)) < len(keys) or set(keys) & set(RESERVED):
        yield {"extras_validation": ["Duplicate key"]}
    if made.get("maintainer_email") and not EMAIL.fullmatch(made["maintainer_email"]):
        yield {"maintainer_email": ["Email is not a valid format"]}
    taken = {resource["id"] for each in others for resource in each["resources"]}
    if any(each.get("id") in taken for each in made["resources"]):
        yield {"resources": [{"id": ["Resource id already exists."]}]}
    yield from ({"id": ["Invalid id provided"]} for each in (made, *made["resources"]) if not _is_uuid(each.get("id")))


def _is_uuid(value: object) -> bool:
    try:
        return bool(value is None or uuid.UUID(str(value)))
    except ValueError:
        return False
