"""Drafts: what an officer is still writing. A draft stands beside the version in force and never touches it."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import delete, or_, update
from sqlmodel import Field, Session, SQLModel, col, select

from catalog import audit, organisation, resource, revision
from catalog.actor import Actor
from catalog.clock import now_of
from catalog.columns import Document
from catalog.errors import ConflictError, InvalidDocumentError, StaleDraftError
from catalog.resource import DataResource
from catalog.revision import ResourceRevision
from schemas import library
from schemas.outline import field_at
from schemas.problems import Problem


class Draft(SQLModel, table=True):
    """The one draft of a resource. It may be incomplete; `version` counts saves, `authors` is everyone who wrote."""

    __tablename__ = "draft"

    id: uuid.UUID = Field(default_factory=uuid.uuid4, primary_key=True)
    resource_id: uuid.UUID = Field(foreign_key="data_resource.id", unique=True)
    base_revision_id: uuid.UUID | None = Field(default=None, foreign_key="resource_revision.id")
    document: dict[str, Any] = Field(sa_type=Document)
    version: int = 1
    authors: list[str] = Field(sa_type=Document)
    title: str = Field(max_length=200, index=True)
    unit_id: uuid.UUID | None = Field(default=None, foreign_key="organisation_unit.id", index=True)
    updated_at: datetime
    updated_by: uuid.UUID | None = Field(default=None, foreign_key="person.id")


def of(session: Session, entry: DataResource) -> Draft | None:
    """The draft of a resource, if it has one."""
    return session.exec(select(Draft).where(col(Draft.resource_id) == entry.id)).one_or_none()


def start(session: Session, actor: Actor, document: dict[str, Any]) -> Draft:
    """A new resource with its first draft."""
    entry = DataResource(created_at=now_of(session))
    session.add(entry)
    session.flush()
    return _write(session, actor, entry, document, base=None, authors=[])


def start_change(session: Session, actor: Actor, entry: DataResource) -> Draft:
    """A draft that begins as a copy of the version in force."""
    resource.refuse_if_revoked(entry)
    if of(session, entry) is not None:
        raise ConflictError("draft_exists")
    if entry.running_revision_id is None:
        raise ConflictError("not_in_force", audience="共享")
    base = revision.get(session, entry.running_revision_id)
    return _write(session, actor, entry, revision.document_of(base), base=base, authors=[])


def reopen(session: Session, actor: Actor, sealed: ResourceRevision) -> Draft:
    """The draft that a returned version becomes again, with all who wrote it."""
    entry = resource.get(session, sealed.resource_id)
    if of(session, entry) is not None:
        raise ConflictError("draft_exists")
    return _write(session, actor, entry, revision.document_of(sealed), base=sealed, authors=sealed.authors, writes=False)


def save(session: Session, actor: Actor, draft: Draft, document: dict[str, Any], expected_version: int) -> Draft:
    """Replace a draft's content; refused when somebody saved it since `expected_version` was read."""
    _take_turn(session, draft, expected_version)
    entry = resource.get(session, draft.resource_id)
    resource.refuse_if_revoked(entry)
    draft.authors = sorted({*draft.authors, str(actor.person_id)})
    _describe(session, actor, entry, draft, document)
    session.flush()
    audit.record(session, actor, "draft.saved", "data_resource", entry.id, {"version": draft.version})
    return draft


def _take_turn(session: Session, draft: Draft, expected_version: int) -> None:
    """Count one save, in the database and not in memory, so that of two savers at once only one goes on."""
    mine = (col(Draft.id) == draft.id, col(Draft.version) == expected_version)
    counted = update(Draft).where(*mine).values(version=Draft.version + 1).returning(col(Draft.id))
    won = session.execute(counted, execution_options={"synchronize_session": False}).scalar_one_or_none()
    session.refresh(draft)
    if won is None:
        raise StaleDraftError(expected_version, draft.version)


def seal(session: Session, actor: Actor, draft: Draft) -> ResourceRevision:
    """The draft as an immutable version; the draft is gone. Refused with every problem when the content is not valid."""
    problems = problems_of(session, draft)
    if problems:
        raise InvalidDocumentError(problems)
    entry = resource.get(session, draft.resource_id)
    sealed = revision.enter(session, actor, entry, draft.document, draft.authors)
    _take_away(session, draft)
    audit.record(session, actor, "draft.sealed", "data_resource", entry.id, {"revision": sealed.number, "digest": sealed.digest})
    return sealed


def _take_away(session: Session, draft: Draft) -> None:
    """Remove a draft as it was read; what somebody saved into it meanwhile must not vanish."""
    mine = (col(Draft.id) == draft.id, col(Draft.version) == draft.version)
    gone = session.execute(delete(Draft).where(*mine).returning(col(Draft.id)), execution_options={"synchronize_session": False})
    if gone.scalar_one_or_none() is None:
        raise StaleDraftError(draft.version, draft.version + 1)
    session.expunge(draft)


def derive(session: Session, actor: Actor, sealed: ResourceRevision, changes: dict[str, Any]) -> ResourceRevision:
    """A new version in which a decision replaces some top-level fields (a stricter level, its conditions)."""
    document = revision.document_of(sealed) | changes
    problems = library.check("data_resource", document)
    if problems:
        raise InvalidDocumentError(problems)
    entry = resource.get(session, sealed.resource_id)
    derived = revision.enter(session, actor, entry, document, sealed.authors)
    detail = {"revision": derived.number, "from": sealed.number, "fields": sorted(changes)}
    audit.record(session, actor, "revision.derived", "data_resource", entry.id, detail)
    return derived


def problems_of(session: Session, draft: Draft) -> tuple[Problem, ...]:
    """Everything that stands between this draft and a version: schema, references, a title that is taken."""
    problems = library.check("data_resource", draft.document) or dangling(session, draft.document)
    if not problems and title_is_taken(session, draft.title, draft.unit_id, draft.resource_id):
        return (_problem("/title", "title_taken"),)
    return problems


def dangling(session: Session, document: dict[str, Any]) -> tuple[Problem, ...]:
    """The references of a valid document that lead nowhere."""
    return tuple(_problem(pointer, "unresolved_reference") for pointer in revision.unresolved(session, document))


def _problem(pointer: str, code: str) -> Problem:
    """A problem that only the registry can find, at a field by its title."""
    field = field_at("data_resource", "/" + pointer.split("/")[1])
    return Problem(pointer, code, where=field.title if field else None)


def _write(
    session: Session,
    actor: Actor,
    entry: DataResource,
    document: dict[str, Any],
    *,
    base: ResourceRevision | None,
    authors: list[str],
    writes: bool = True,
) -> Draft:
    everyone = {*authors, str(actor.person_id)} if writes else set(authors)
    draft = Draft(
        resource_id=entry.id,
        base_revision_id=base.id if base else None,
        document=base.document if base and base.document else {},
        authors=sorted(everyone),
        title="",
        updated_at=now_of(session),
    )
    _describe(session, actor, entry, draft, document)
    session.add(draft)
    session.flush()
    audit.record(session, actor, "draft.started", "data_resource", entry.id, {"base": base.number if base else None})
    return draft


def _describe(session: Session, actor: Actor, entry: DataResource, draft: Draft, document: dict[str, Any]) -> None:
    document = with_distribution_ids(document, draft.document)
    unit = organisation.find(session, str(document.get("provider", "")))
    draft.document, draft.title = document, str(document.get("title", ""))[:200]
    draft.unit_id = unit.id if unit else None
    draft.updated_at, draft.updated_by = now_of(session), actor.person_id
    resource.claim_identifiers(session, entry, resource.well_formed_identifiers(document))


def with_distribution_ids(document: dict[str, Any], known: dict[str, Any]) -> dict[str, Any]:
    """The document with an identity for every distribution: its own, that of the known one of this title, or a new one."""
    given = document.get("distributions")
    if not isinstance(given, list):
        return document
    ids = {
        each["title"]: each["id"] for each in known.get("distributions", ()) if isinstance(each, dict) and {"title", "id"} <= each.keys()
    }
    named = [_with_id(each, ids) if isinstance(each, dict) else each for each in given]
    return document | {"distributions": named}


def _with_id(distribution: dict[str, Any], known: dict[str, str]) -> dict[str, Any]:
    # Identity is from birth: a file that is imported again without ids is still the same file.
    return {"id": known.get(distribution.get("title", ""), str(uuid.uuid4()))} | distribution


def title_is_taken(session: Session, title: str, unit_id: uuid.UUID | None, resource_id: uuid.UUID) -> bool:
    """Whether another entry in force has this title in this unit; titles are unique within a provider."""
    return any(found != resource_id for found in in_force_of_title(session, title, unit_id))


def in_force_of_title(session: Session, title: str, unit_id: uuid.UUID | None) -> set[uuid.UUID]:
    """The entries of a unit that have this title in a version in force, for whomever."""
    entry = DataResource
    pointers = (entry.shared_revision_id, entry.open_revision_id, entry.suspended_revision_id)
    is_in_force = or_(*(col(pointer) == col(ResourceRevision.id) for pointer in pointers))
    held = select(entry.id).join(ResourceRevision, is_in_force)
    same = (col(ResourceRevision.title) == title, col(ResourceRevision.unit_id) == unit_id)
    return set(session.exec(held.where(*same)).all())
