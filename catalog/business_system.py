"""The business systems that data comes from. The public never learns their names."""

import uuid
from datetime import datetime
from typing import Any

from sqlmodel import Field, Session, SQLModel, col, select

from catalog import audit, organisation
from catalog.actor import Actor
from catalog.clock import now_of
from catalog.columns import Document
from catalog.errors import InvalidDocumentError, NotFoundError
from schemas import library


class BusinessSystem(SQLModel, table=True):
    """One of the bureau's systems, with its document and the facts we join on."""

    __tablename__ = "business_system"

    id: uuid.UUID = Field(default_factory=uuid.uuid4, primary_key=True)
    code: str = Field(max_length=10, unique=True)
    name: str = Field(max_length=100)
    unit_id: uuid.UUID = Field(foreign_key="organisation_unit.id", index=True)
    office_id: uuid.UUID = Field(foreign_key="organisation_unit.id", index=True)
    business_line: str = Field(max_length=10)
    stage: str = Field(max_length=20)
    document: dict[str, Any] = Field(sa_type=Document)
    created_at: datetime


def find(session: Session, code: str) -> BusinessSystem | None:
    """The system of this code, if there is one."""
    return session.exec(select(BusinessSystem).where(col(BusinessSystem.code) == code)).one_or_none()


def by_code(session: Session, code: str) -> BusinessSystem:
    """The system of this code."""
    system = find(session, code)
    if system is None:
        raise NotFoundError("business system", code)
    return system


def register(session: Session, actor: Actor, document: dict[str, Any]) -> tuple[BusinessSystem, bool]:
    """Enter a system, or bring it up to date, by its code; the flag says whether anything changed."""
    problems = library.check("business_system", document)
    if problems:
        raise InvalidDocumentError(problems)
    system = find(session, document["code"])
    if system is not None and system.document == document:
        return system, False
    known = system is not None
    system = system or BusinessSystem(created_at=now_of(session), **_facts(session, document))
    system.sqlmodel_update(_facts(session, document))
    session.add(system)
    session.flush()
    audit.record(session, actor, "system.changed" if known else "system.entered", "business_system", system.id, {"code": system.code})
    return system, True


def _facts(session: Session, document: dict[str, Any]) -> dict[str, Any]:
    return {
        "code": document["code"],
        "name": document["name"],
        "unit_id": organisation.by_slug(session, document["unit"]).id,
        "office_id": organisation.by_slug(session, document["responsible_office"]).id,
        "business_line": document["business_line"],
        "stage": document["stage"],
        "document": document,
    }
