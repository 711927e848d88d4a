"""People, the roles granted to them, and the actor that a person is while acting."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Index, UniqueConstraint, text
from sqlmodel import Field, Session, SQLModel, col, select

from catalog import audit, organisation
from catalog.actor import Actor, Grant
from catalog.clock import now_of
from catalog.errors import ConflictError, NotFoundError

WHOLE_HOUSE = text("unit_id IS NULL")


class Person(SQLModel, table=True):
    """Somebody who works with the registry. Nobody is ever deleted; leaving means inactive."""

    __tablename__ = "person"

    id: uuid.UUID = Field(default_factory=uuid.uuid4, primary_key=True)
    account: str = Field(max_length=60, unique=True)
    name: str = Field(max_length=100)
    office_id: uuid.UUID | None = Field(default=None, foreign_key="organisation_unit.id")
    password_hash: str | None = Field(default=None, max_length=200)
    is_active: bool = True
    created_at: datetime


class RoleGrant(SQLModel, table=True):
    """A role of a person, in one unit and everything below it, or in the whole house when `unit_id` is empty."""

    __tablename__ = "role_grant"
    __table_args__ = (
        UniqueConstraint("person_id", "role", "unit_id"),
        # Two empty units are not equal to a database, so the roles of the whole house need an index of their own.
        Index("uq_role_grant_whole_house", "person_id", "role", unique=True, sqlite_where=WHOLE_HOUSE, postgresql_where=WHOLE_HOUSE),
    )

    id: uuid.UUID = Field(default_factory=uuid.uuid4, primary_key=True)
    person_id: uuid.UUID = Field(foreign_key="person.id", index=True)
    role: str = Field(max_length=40)
    unit_id: uuid.UUID | None = Field(default=None, foreign_key="organisation_unit.id")
    granted_at: datetime


@dataclass(frozen=True, slots=True)
class NewPerson:
    """What is asked of a person who is added."""

    account: str
    name: str
    office_id: uuid.UUID | None
    password_hash: str | None


def by_account(session: Session, account: str) -> Person:
    """The person behind an account, active or not."""
    person = session.exec(select(Person).where(col(Person.account) == account)).one_or_none()
    if person is None:
        raise NotFoundError("account", account)
    return person


def actor(session: Session, account: str, channel: str, os_user: str | None = None) -> Actor:
    """The active person behind an account, with every role, as the one who acts through `channel`."""
    person = by_account(session, account)
    if not person.is_active:
        raise NotFoundError("account", account)
    grants = session.exec(select(RoleGrant.role, RoleGrant.unit_id).where(col(RoleGrant.person_id) == person.id)).all()
    below = organisation.with_all_below(session, {unit_id for _, unit_id in grants if unit_id})
    held = [Grant(role, unit) for role, unit_id in grants for unit in (below[unit_id] if unit_id else (None,))]
    return Actor(person.id, person.account, person.name, tuple(held), channel, os_user)


def add(session: Session, by: Actor, new: NewPerson) -> Person:
    """A new person without any role."""
    if session.exec(select(Person.id).where(col(Person.account) == new.account)).first():
        raise ConflictError("taken", kind="account", key=new.account)
    person = Person(
        account=new.account, name=new.name, office_id=new.office_id, password_hash=new.password_hash, created_at=now_of(session)
    )
    session.add(person)
    session.flush()
    audit.record(session, by, "person.added", "person", person.id, {"account": person.account})
    return person


def grant(session: Session, by: Actor, person: Person, role: str, unit_id: uuid.UUID | None) -> RoleGrant:
    """One more role for a person; which roles exclude one another is the caller's rule (`workflows.roles`)."""
    given = RoleGrant(person_id=person.id, role=role, unit_id=unit_id, granted_at=now_of(session))
    session.add(given)
    session.flush()
    detail = {"role": role, "unit": str(unit_id) if unit_id else None}
    audit.record(session, by, "role.granted", "person", person.id, detail)
    return given


def roles_of(session: Session, person: Person) -> tuple[str, ...]:
    """The names of the roles that a person holds anywhere."""
    return tuple(session.exec(select(RoleGrant.role).where(col(RoleGrant.person_id) == person.id)).all())


def is_empty(session: Session) -> bool:
    """Whether nobody at all is registered, so that the first administrators may be made."""
    return session.exec(select(Person.id).limit(1)).first() is None
