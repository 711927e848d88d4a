"""The bureau's people: registered with random passwords, and found again by what they may do."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session

from catalog import actor as actors
from catalog import organisation, people
from catalog.actor import Actor
from catalog.people import NewPerson
from portal.access import passwords

CHANNEL = "demo"


@dataclass(frozen=True, slots=True)
class Staff:
    """Everybody who can act in the demo."""

    actors: Sequence[Actor]

    def holding(self, role: str) -> Actor:
        """Whoever holds a role of the whole house."""
        return next(actor for actor in self.actors if actor.has(role))

    def covering(self, role: str, *units: uuid.UUID | None) -> Actor:
        """Whoever holds a role for one of these offices and units."""
        return next(actor for actor in self.actors if actor.has(role, *units))


def hire(session: Session, those: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Register people with random passwords; returns the accounts as they are handed out."""
    by = actors.of_the_system(CHANNEL)
    return [_hired(session, by, one) for one in those]


def present(session: Session, those: Sequence[dict[str, Any]]) -> Staff:
    """These people, as those who act through the demo."""
    return Staff(tuple(people.actor(session, one["account"], CHANNEL) for one in those))


def _hired(session: Session, by: Actor, one: dict[str, Any]) -> dict[str, Any]:
    password = passwords.random_password()
    office = organisation.find(session, one["office"])
    person = people.add(session, by, NewPerson(one["account"], one["name"], office.id if office else None, passwords.hashed(password)))
    for grant in one["grants"]:
        unit = organisation.by_slug(session, grant["unit"]) if grant["unit"] else None
        people.grant(session, by, person, grant["role"], unit.id if unit else None)
    roles = sorted({grant["role"] for grant in one["grants"]})
    return {"account": one["account"], "name": one["name"], "password": password, "roles": roles, "unit": one["office"]}
