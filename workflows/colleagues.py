"""The people who work with the registry, as those who could act or sign, with every role as far as it reaches."""

import uuid
from collections.abc import Sequence

from sqlalchemy import ColumnElement, func
from sqlmodel import Session, col, select

from catalog import organisation
from catalog.actor import Actor, Grant
from catalog.people import Person, RoleGrant
from workflows.request import Directive, plain


def everybody(session: Session) -> Sequence[Actor]:
    """All who are active and hold a role."""
    return [actor for actor in _actors(session, col(Person.is_active).is_(True)) if actor.grants]


def meant_by(session: Session, paper: Directive) -> Sequence[Actor]:
    """The registered people who may be the signer of a paper: none, the one, or several namesakes.

    Who has left counts only where nobody who is still here has the name: a paper may be older than his leaving.
    """
    if paper.signer_id is not None:
        return _actors(session, col(Person.id) == paper.signer_id)
    # A name may be typed with blanks in it, full-width ones too.
    named = func.replace(func.replace(Person.name, " ", ""), "\u3000", "") == plain(paper.signer)
    return _actors(session, named & col(Person.is_active).is_(True)) or _actors(session, named)


def _actors(session: Session, chosen: ColumnElement[bool]) -> Sequence[Actor]:
    holding = select(Person, RoleGrant.role, RoleGrant.unit_id).outerjoin(RoleGrant, col(RoleGrant.person_id) == col(Person.id))
    rows = session.exec(holding.where(chosen).order_by(col(Person.account))).all()
    below = organisation.with_all_below(session, {unit_id for _, _, unit_id in rows if unit_id})
    held: dict[uuid.UUID, tuple[Person, list[Grant]]] = {}
    for person, role, unit_id in rows:
        units = below[unit_id] if unit_id else (None,)
        held.setdefault(person.id, (person, []))[1].extend(Grant(role, unit) for unit in units if role)
    return [Actor(person.id, person.account, person.name, tuple(grants), "") for person, grants in held.values()]
