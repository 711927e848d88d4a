"""Units and their offices: a tree. A 单位 has a unified social credit code, a 处室 has none and uses its unit's."""

import uuid
from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import or_
from sqlmodel import Field, Session, SQLModel, col, select

from catalog import audit, publication_log
from catalog.actor import Actor
from catalog.clock import now_of
from catalog.columns import Document
from catalog.database import moment_text
from catalog.errors import ConflictError, InvalidDocumentError, NotFoundError
from catalog.projection import AUDIENCES, project
from schemas import library

UNIT = "unit"


class OrganisationUnit(SQLModel, table=True):
    """A unit or an office, with its document and the facts we join on."""

    __tablename__ = "organisation_unit"

    id: uuid.UUID = Field(default_factory=uuid.uuid4, primary_key=True)
    slug: str = Field(max_length=100, unique=True)
    name: str = Field(max_length=100)
    kind: str = Field(max_length=10)
    credit_code: str | None = Field(default=None, max_length=18, unique=True)
    parent_id: uuid.UUID | None = Field(default=None, foreign_key="organisation_unit.id", index=True)
    document: dict[str, Any] = Field(sa_type=Document)
    created_at: datetime


class FormerSlug(SQLModel, table=True):
    """A slug that a unit once had; it stays taken for ever and redirects."""

    __tablename__ = "former_slug"

    slug: str = Field(max_length=100, primary_key=True)
    unit_id: uuid.UUID = Field(foreign_key="organisation_unit.id", index=True)


def find(session: Session, slug: str) -> OrganisationUnit | None:
    """The unit or office of this slug, which may be one that it had before."""
    former = select(FormerSlug.unit_id).where(col(FormerSlug.slug) == slug)
    known = or_(col(OrganisationUnit.slug) == slug, col(OrganisationUnit.id).in_(former))
    return session.exec(select(OrganisationUnit).where(known)).one_or_none()


def find_unit(session: Session, slug: str) -> OrganisationUnit | None:
    """The 单位 of this slug; an office provides nothing in its own name."""
    found = find(session, slug)
    return found if found and found.kind == UNIT else None


def by_slug(session: Session, slug: str) -> OrganisationUnit:
    """The unit of this slug."""
    unit = find(session, slug)
    if unit is None:
        raise NotFoundError("unit", slug)
    return unit


def register(session: Session, actor: Actor, document: dict[str, Any]) -> tuple[OrganisationUnit, bool]:
    """Enter a unit or office, or bring it up to date, by its slug; the flag says whether anything changed."""
    problems = library.check("organisation_unit", document)
    if problems:
        raise InvalidDocumentError(problems)
    unit = find(session, document["slug"])
    if unit is None:
        return _enter(session, actor, document), True
    if unit.document == document:
        return unit, False
    _describe(session, unit, document)
    _leave_trace(session, actor, "unit.changed", unit)
    return unit, True


def change_slug(session: Session, actor: Actor, unit: OrganisationUnit, slug: str) -> None:
    """Give a unit another slug; the old one redirects to it for ever."""
    document = unit.document | {"slug": slug}
    problems = library.check("organisation_unit", document)
    if problems:
        raise InvalidDocumentError(problems)
    _refuse_taken_slug(session, slug)
    session.add(FormerSlug(slug=unit.slug, unit_id=unit.id))
    _describe(session, unit, document)
    _leave_trace(session, actor, "unit.slug_changed", unit)


def names(session: Session) -> Mapping[uuid.UUID, str]:
    """Every unit's present name by its id."""
    return dict(session.exec(select(OrganisationUnit.id, OrganisationUnit.name)).all())


def with_all_below(session: Session, unit_ids: Collection[uuid.UUID]) -> Mapping[uuid.UUID, tuple[uuid.UUID, ...]]:
    """Each of these units with everything below it in the tree, itself first. One statement, none for no units."""
    if not unit_ids:
        return {}
    children: dict[uuid.UUID | None, list[uuid.UUID]] = {}
    for child, parent in session.exec(select(OrganisationUnit.id, OrganisationUnit.parent_id)).all():
        children.setdefault(parent, []).append(child)
    return {unit_id: tuple(_down(unit_id, children)) for unit_id in unit_ids}


def _down(unit_id: uuid.UUID, children: Mapping[uuid.UUID | None, list[uuid.UUID]]) -> Iterator[uuid.UUID]:
    yield unit_id
    for child in children.get(unit_id, ()):
        yield from _down(child, children)


def _enter(session: Session, actor: Actor, document: dict[str, Any]) -> OrganisationUnit:
    _refuse_taken_slug(session, document["slug"])
    unit = OrganisationUnit(slug="", name="", kind="", document={}, created_at=now_of(session))
    _describe(session, unit, document)
    session.add(unit)
    _leave_trace(session, actor, "unit.entered", unit)
    return unit


def _describe(session: Session, unit: OrganisationUnit, document: dict[str, Any]) -> None:
    parent = by_slug(session, document["parent"]) if "parent" in document else None
    _refuse_circle(session, unit, parent)
    _refuse_other_kind(unit, document["kind"])
    _refuse_taken_credit_code(session, unit, document.get("credit_code"))
    unit.slug, unit.name, unit.kind = document["slug"], document["name"], document["kind"]
    unit.credit_code, unit.document = document.get("credit_code"), document
    unit.parent_id = parent.id if parent else None


def _refuse_other_kind(unit: OrganisationUnit, kind: str) -> None:
    if unit.kind and unit.kind != kind:
        raise ConflictError("kind_is_fixed", key=unit.name)


def _refuse_taken_credit_code(session: Session, unit: OrganisationUnit, credit_code: str | None) -> None:
    holders = select(OrganisationUnit.name).where(col(OrganisationUnit.credit_code) == credit_code, col(OrganisationUnit.id) != unit.id)
    if credit_code and session.exec(holders).first():
        raise ConflictError("taken", kind="credit code", key=credit_code)


def _refuse_circle(session: Session, unit: OrganisationUnit, parent: OrganisationUnit | None) -> None:
    ancestor = parent
    while ancestor is not None:
        if ancestor.id == unit.id:
            raise ConflictError("circular_unit", key=unit.name)
        ancestor = session.get(OrganisationUnit, ancestor.parent_id) if ancestor.parent_id else None


def _refuse_taken_slug(session: Session, slug: str) -> None:
    # Units and themes share one namespace, as organisations and groups do in CKAN.
    themes = {theme.attributes["slug"] for theme in library.codelist("sh_data_domain").entries}
    if slug in themes or find(session, slug) or session.get(FormerSlug, slug):
        raise ConflictError("taken", kind="slug", key=slug)


def _leave_trace(session: Session, actor: Actor, action: str, unit: OrganisationUnit) -> None:
    session.flush()
    audit.record(session, actor, action, "organisation_unit", unit.id, {"slug": unit.slug})
    if unit.kind == UNIT:
        for audience in AUDIENCES:
            publication_log.append(session, "publish", audience, "department", unit.id, _content(session, unit, audience))


def _content(session: Session, unit: OrganisationUnit, audience: str) -> dict[str, Any]:
    former = session.exec(select(FormerSlug.slug).where(col(FormerSlug.unit_id) == unit.id).order_by(col(FormerSlug.slug))).all()
    return {
        "id": str(unit.id),
        "slug": unit.slug,
        "document": project("organisation_unit", unit.document, audience),
        "created_at": moment_text(unit.created_at),
        "former_slugs": list(former),
    }
