"""Items of the 网上政务大厅 and of supervision; data resources are produced by and needed by them."""

import uuid
from datetime import datetime
from typing import Any

from sqlmodel import Field, Session, SQLModel, col, select

from catalog import audit, organisation, publication_log
from catalog.actor import Actor
from catalog.clock import now_of
from catalog.columns import Document
from catalog.database import moment_text
from catalog.errors import InvalidDocumentError, NotFoundError
from catalog.projection import AUDIENCES, project
from schemas import library


class ServiceItem(SQLModel, table=True):
    """One service or supervision item, with its document and the facts we join on."""

    __tablename__ = "service_item"

    id: uuid.UUID = Field(default_factory=uuid.uuid4, primary_key=True)
    code: str = Field(max_length=10, unique=True)
    name: str = Field(max_length=100)
    kind: str = Field(max_length=20)
    unit_id: uuid.UUID = Field(foreign_key="organisation_unit.id", index=True)
    document: dict[str, Any] = Field(sa_type=Document)
    created_at: datetime


def find(session: Session, code: str) -> ServiceItem | None:
    """The item of this code, if there is one."""
    return session.exec(select(ServiceItem).where(col(ServiceItem.code) == code)).one_or_none()


def by_code(session: Session, code: str) -> ServiceItem:
    """The item of this code."""
    item = find(session, code)
    if item is None:
        raise NotFoundError("service item", code)
    return item


def register(session: Session, actor: Actor, document: dict[str, Any]) -> tuple[ServiceItem, bool]:
    """Enter an item, or bring it up to date, by its code; the flag says whether anything changed."""
    problems = library.check("service_item", document)
    if problems:
        raise InvalidDocumentError(problems)
    item = find(session, document["code"])
    if item is not None and item.document == document:
        return item, False
    known = item is not None
    item = item or ServiceItem(created_at=now_of(session), **_facts(session, document))
    item.sqlmodel_update(_facts(session, document))
    session.add(item)
    session.flush()
    audit.record(session, actor, "service_item.changed" if known else "service_item.entered", "service_item", item.id, {"code": item.code})
    for audience in AUDIENCES:
        publication_log.append(session, "publish", audience, "service_item", item.id, _content(item, audience))
    return item, True


def _facts(session: Session, document: dict[str, Any]) -> dict[str, Any]:
    if "responsible_office" in document:
        organisation.by_slug(session, document["responsible_office"])
    return {
        "code": document["code"],
        "name": document["name"],
        "kind": document["kind"],
        "unit_id": organisation.by_slug(session, document["provider"]).id,
        "document": document,
    }


def _content(item: ServiceItem, audience: str) -> dict[str, Any]:
    return {
        "id": str(item.id),
        "code": item.code,
        "document": project("service_item", item.document, audience),
        "created_at": moment_text(item.created_at),
    }
