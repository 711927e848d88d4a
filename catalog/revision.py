"""Versions of an entry: immutable documents, with the few facts of each that we filter or join on."""

import uuid
from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy import UniqueConstraint, func, update
from sqlmodel import Field, Session, SQLModel, col, select

from catalog import business_system, digest, organisation, service_item
from catalog.actor import Actor
from catalog.clock import now_of
from catalog.columns import Document
from catalog.errors import ConflictError, NotFoundError
from catalog.resource import DataResource

# Relations live in the document; these are the fields that name other things by code.
RELATIONS = ("related_codes", "produced_by", "needed_by")


class ResourceRevision(SQLModel, table=True):
    """One version. `document` is None only after it was destroyed; its digest stays."""

    __tablename__ = "resource_revision"
    __table_args__ = (UniqueConstraint("resource_id", "number"), UniqueConstraint("resource_id", "id"))

    id: uuid.UUID = Field(default_factory=uuid.uuid4, primary_key=True)
    resource_id: uuid.UUID = Field(foreign_key="data_resource.id")
    number: int
    document: dict[str, Any] | None = Field(default=None, sa_type=Document)
    digest: str = Field(max_length=64)
    authors: list[str] = Field(sa_type=Document)
    title: str = Field(max_length=100, index=True)
    unit_id: uuid.UUID = Field(foreign_key="organisation_unit.id", index=True)
    office_id: uuid.UUID = Field(foreign_key="organisation_unit.id", index=True)
    system_id: uuid.UUID = Field(foreign_key="business_system.id", index=True)
    business_line: str = Field(max_length=10)
    category_code: str = Field(max_length=13)
    share_type: str = Field(max_length=1)
    open_type: str = Field(max_length=1)
    update_frequency: str = Field(max_length=20)
    created_at: datetime
    created_by: uuid.UUID | None = Field(default=None, foreign_key="person.id")


class ResourceRelation(SQLModel, table=True):
    """One relation that a version's document states, by the code it names."""

    __tablename__ = "resource_relation"

    revision_id: uuid.UUID = Field(foreign_key="resource_revision.id", primary_key=True)
    kind: str = Field(max_length=20, primary_key=True)
    code: str = Field(max_length=32, primary_key=True, index=True)


def get(session: Session, revision_id: uuid.UUID) -> ResourceRevision:
    """The version of this identity."""
    revision = session.get(ResourceRevision, revision_id)
    if revision is None:
        raise NotFoundError("version", revision_id)
    return revision


def document_of(revision: ResourceRevision) -> dict[str, Any]:
    """The content of a version that was not destroyed."""
    if revision.document is None:
        raise ConflictError("destroyed", number=revision.number)
    return revision.document


def enter(session: Session, actor: Actor, resource: DataResource, document: dict[str, Any], authors: list[str]) -> ResourceRevision:
    """A new version from a valid document; it never changes afterwards."""
    last = session.exec(select(func.max(ResourceRevision.number)).where(col(ResourceRevision.resource_id) == resource.id)).one()
    revision = ResourceRevision(
        resource_id=resource.id,
        number=(last or 0) + 1,
        document=document,
        digest=digest.of(document),
        authors=authors,
        created_at=now_of(session),
        created_by=actor.person_id,
        **facts(session, document),
    )
    session.add(revision)
    session.flush()
    session.add_all(_relations(revision.id, document))
    return revision


def facts(session: Session, document: dict[str, Any]) -> dict[str, Any]:
    """The columns that a document projects into: the one place that does so."""
    system = business_system.by_code(session, document["business_system"])
    return {
        "title": document["title"],
        "unit_id": organisation.by_slug(session, document["provider"]).id,
        "office_id": organisation.by_slug(session, document["responsible_office"]).id,
        "system_id": system.id,
        "business_line": system.business_line,
        "category_code": document["category_code"],
        "share_type": document["share_type"],
        "open_type": document["open_type"],
        "update_frequency": document["update_frequency"],
    }


def unresolved(session: Session, document: dict[str, Any]) -> list[str]:
    """The JSON pointer of every reference in a valid document that leads nowhere."""
    finders: dict[str, Callable[[Session, str], object]] = {
        "provider": organisation.find_unit,
        "responsible_office": organisation.find,
        "business_system": business_system.find,
        "produced_by": service_item.find,
        "needed_by": service_item.find,
    }
    wanted = [(pointer, key, find) for field, find in finders.items() for pointer, key in _named(document, field)]
    missing = [pointer for pointer, key, find in wanted if find(session, key) is None]
    codes = document.get("related_codes", [])
    known = set(session.exec(select(DataResource.code).where(col(DataResource.code).in_(codes))).all()) if codes else set()
    return missing + [pointer for pointer, code in _named(document, "related_codes") if code not in known]


def _named(document: dict[str, Any], field: str) -> list[tuple[str, str]]:
    """(pointer, key) of every reference in a field that holds one or a list of them."""
    value = document.get(field, [])
    if isinstance(value, str):
        return [(f"/{field}", value)]
    return [(f"/{field}/{place}", key) for place, key in enumerate(value)]


def destroy(session: Session, resource: DataResource) -> None:
    """Destroy the content of every version of a resource; numbers, digests and dates stay so that chains verify."""
    of_resource = col(ResourceRevision.resource_id) == resource.id
    statement = update(ResourceRevision).where(of_resource).values(document=None, title="（已清除）")
    session.execute(statement, execution_options={"synchronize_session": "fetch"})


def _relations(revision_id: uuid.UUID, document: dict[str, Any]) -> list[ResourceRelation]:
    pairs = {(kind, code) for kind in RELATIONS for code in document.get(kind, ())}
    return [ResourceRelation(revision_id=revision_id, kind=kind, code=code) for kind, code in sorted(pairs)]
