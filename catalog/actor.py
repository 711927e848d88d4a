"""Who acts: an argument of every deed, never a global."""

import uuid
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Grant:
    """A role held for one unit or office, or everywhere when `unit_id` is None; what lies below a unit has grants of its own."""

    role: str
    unit_id: uuid.UUID | None


@dataclass(frozen=True, slots=True)
class Actor:
    """A person at work: identity, roles, and the channel through which the deed comes in."""

    person_id: uuid.UUID | None
    account: str
    name: str
    grants: tuple[Grant, ...]
    channel: str
    os_user: str | None = None

    def has(self, role: str, *units: uuid.UUID | None) -> bool:
        """Whether this person holds `role` for any of `units`; without units, whether the role is held at all."""
        held = [grant.unit_id for grant in self.grants if grant.role == role]
        return bool(held) if not units else any(unit is None or unit in units for unit in held)


def of_the_system(channel: str, os_user: str | None = None) -> Actor:
    """The program itself, for deeds that no person does (the first set-up)."""
    return Actor(None, "system", "system", (), channel, os_user)
