"""CKAN's envelope around a result, put together from ready bytes: nothing that the shelf has rendered is rendered again."""

import json
from collections.abc import Iterable
from typing import Any

TAIL = b"}"


def rendered(value: Any) -> bytes:
    """A value as JSON, in the form that CKAN writes it: ASCII only, a space after comma and colon."""
    return json.dumps(value).encode("ascii")


def success_head(help_url: str) -> bytes:
    """What stands before the result; `TAIL` stands behind it."""
    return rendered({"help": help_url, "success": True})[:-1] + b', "result": '


def failure(help_url: str, error: Any) -> bytes:
    """An error envelope; there is no `result` in it, and clients test for that."""
    return rendered({"help": help_url, "error": error, "success": False})


def array(members: Iterable[bytes]) -> bytes:
    """A JSON list of members that are JSON already."""
    return b"[" + b", ".join(members) + b"]"


def with_member(rendered_object: bytes, name: str, value: bytes) -> bytes:
    """A JSON object, not an empty one, with one more member, which is JSON already."""
    return rendered_object[:-1] + b", " + rendered(name) + b": " + value + TAIL
