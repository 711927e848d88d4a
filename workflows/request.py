"""What a person hands in together with an act."""

import uuid
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Reason:
    """Why one field is not good enough; `path` is its JSON pointer in the document."""

    path: str
    text: str


@dataclass(frozen=True, slots=True)
class Directive:
    """A decision that a leader signed on paper (批示): who, which paper, when, and the SHA-256 of its scan in hex.

    `signer_id` is the signer's own account; when it is not given and one person alone has the signer's name, it is his.
    So roles and the separation of duties reach the signer too. A leader may have no account.
    """

    signer: str
    number: str
    signed_on: date
    scan_digest: str
    signer_id: uuid.UUID | None = None


@dataclass(frozen=True, slots=True)
class Request:
    """The inputs of an act; which of them it asks for or accepts is said by the move.

    `comment` is the overall opinion or reason, `reasons` those by field, `level` an open type (1 or 2), `reason` a code
    of the list `withdrawal_reason`.
    """

    comment: str = ""
    reasons: tuple[Reason, ...] = ()
    level: str | None = None
    conditions: str | None = None
    reason: str | None = None
    directive: Directive | None = None

    def given(self) -> frozenset[str]:
        """The names of the inputs that are not blank."""
        inputs = {
            "comment": self.comment.strip(),
            "reasons": any(reason.text.strip() for reason in self.reasons),
            "level": self.level,
            "conditions": (self.conditions or "").strip(),
            "reason": self.reason,
        }
        return frozenset(name for name, value in inputs.items() if value)


@dataclass(frozen=True, slots=True)
class Cause:
    """Why an entry has to change (a law, a decision, a duty), and the day from which the legal limit runs."""

    text: str
    on: date


NOTHING = Request()


def plain(name: str) -> str:
    """A name without blanks, as names are compared."""
    return "".join(name.split())
