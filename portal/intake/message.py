"""A message of the public, and the chain that its number, content and the message before it make."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from catalog import digest
from catalog.database import moment_text
from catalog.journal import GENESIS
from portal.handover.errors import HandoverError
from portal.handover.manifest import Mark

MOST_BYTES = 1 << 18
KIND = re.compile(r"[a-z][a-z0-9_]{0,39}")


@dataclass(frozen=True, slots=True)
class Message:
    """One message: `kind` says what it is to whoever reads it, `payload` is an object of JSON."""

    number: int
    at: datetime
    kind: str
    payload: dict[str, Any]
    previous: str
    digest: str

    @property
    def mark(self) -> Mark:
        """Its place in the chain."""
        return Mark(number=self.number, digest=self.digest)

    def is_whole(self) -> bool:
        """Whether its digest is that of its content."""
        return self.digest == _digest(self.number, self.at, self.kind, self.payload, self.previous)


def following(previous: Mark, at: datetime, kind: str, payload: dict[str, Any]) -> Message:
    """The message after `previous`; refused when it is too large or its kind is no code."""
    if not KIND.fullmatch(kind):
        raise HandoverError("message_kind")
    if (size := len(digest.canonical(payload))) > MOST_BYTES:
        raise HandoverError("message_too_large", size=size, limit=MOST_BYTES)
    number, before = previous.number + 1, previous.digest if previous.number else GENESIS
    return Message(number, at, kind, payload, before, _digest(number, at, kind, payload, before))


def _digest(number: int, at: datetime, kind: str, payload: dict[str, Any], previous: str) -> str:
    return digest.of([number, moment_text(at), kind, payload, previous])
