"""What is in force, for whom: the only place that moves the pointers, and tells the log in the same breath.

Opening or ending an entry also re-publishes its neighbours, whose relations show only what the audience can see.
"""

import json
from collections.abc import Sequence

from sqlalchemy import Text, cast, false, or_, update
from sqlmodel import Session, col, select

from catalog import audit, frozen_content, journal, publication_log, revision
from catalog.actor import Actor
from catalog.clock import now_of, today_of
from catalog.drafting import Draft
from catalog.errors import ConflictError
from catalog.frozen_content import Standing
from catalog.journal import PublicationRecord
from catalog.projection import AUDIENCES, OPEN, SHARED
from catalog.resource import DataResource, claim_identifiers, refuse_if_revoked
from catalog.revision import ResourceRelation, ResourceRevision


def share(session: Session, actor: Actor, resource: DataResource, version: ResourceRevision) -> None:
    """Make this version the one that other offices see."""
    refuse_if_revoked(resource)
    _put_in_force(session, actor, resource, version, (SHARED,))


def open_up(session: Session, actor: Actor, resource: DataResource, version: ResourceRevision) -> None:
    """Make this version the one that the public sees, and other offices too; it ends a suspension."""
    refuse_if_revoked(resource)
    is_shared = resource.shared_revision_id == version.id
    _put_in_force(session, actor, resource, version, (OPEN,) if is_shared else (SHARED, OPEN))


def suspend(session: Session, actor: Actor, resource: DataResource, reason: str) -> None:
    """Take an open entry from the public at once; the same version can be restored."""
    version = _in_force(session, resource, OPEN)
    resource.open_revision_id, resource.suspended_revision_id = None, version.id
    _end(session, actor, resource, version, OPEN, "suspend", reason)


def restore(session: Session, actor: Actor, resource: DataResource) -> None:
    """Give the public back the very version that was suspended."""
    if resource.suspended_revision_id is None:
        raise ConflictError("not_in_force", audience="暂停")
    refuse_if_revoked(resource)
    _put_in_force(session, actor, resource, revision.get(session, resource.suspended_revision_id), (OPEN,))


def withdraw(session: Session, actor: Actor, resource: DataResource, audience: str, reason: str) -> None:
    """End an entry for one audience. What is not shared cannot stay open."""
    if audience == SHARED and (resource.open_revision_id or resource.suspended_revision_id):
        withdraw(session, actor, resource, OPEN, reason)
    version = _in_force(session, resource, audience)
    _clear(resource, audience)
    _end(session, actor, resource, version, audience, "withdraw", reason)


def revoke(session: Session, actor: Actor, resource: DataResource, reason: str) -> None:
    """End an entry for good; its code and its versions are kept."""
    refuse_if_revoked(resource)
    if resource.shared_revision_id is not None:
        withdraw(session, actor, resource, SHARED, reason)
    resource.revoked_at = now_of(session)
    session.add(resource)
    audit.record(session, actor, "resource.revoked", "data_resource", resource.id, {"reason": reason})


def erase(session: Session, actor: Actor, resource: DataResource, reason: str) -> None:
    """Destroy every content of an entry that should never have been typed in: versions, draft, and the log's copies.

    Numbers and digests stay, so every chain still verifies.
    """
    for audience in AUDIENCES:
        _clear(resource, audience)
    resource.revoked_at = resource.revoked_at or now_of(session)
    session.add(resource)
    draft = session.exec(select(Draft).where(col(Draft.resource_id) == resource.id)).one_or_none()
    if draft is not None:
        session.delete(draft)
    session.flush()
    told = _audiences_told(session, resource)
    claim_identifiers(session, resource, [])
    revision.destroy(session, resource)
    # With the head locked, nobody can publish another copy after the last one was destroyed.
    journal.note_last_word(session, lambda session: _destroy_frozen_content(session, resource))
    for audience in told:
        ending = frozen_content.tombstone(resource, None, today_of(session), reason)
        publication_log.append(session, "erase", audience, "entry", resource.id, ending)
    _tell_neighbours(session, resource, told)
    audit.record(session, actor, "resource.erased", "data_resource", resource.id, {"reason": reason})


def _put_in_force(session: Session, actor: Actor, resource: DataResource, version: ResourceRevision, audiences: tuple[str, ...]) -> None:
    for audience in audiences:
        _point(session, resource, version, audience)
    session.add(resource)
    session.flush()
    _tell(session, resource, version, audiences)
    for audience in audiences:
        action = "resource.opened" if audience == OPEN else "resource.shared"
        audit.record(session, actor, action, "data_resource", resource.id, {"revision": version.number, "digest": version.digest})


def _point(session: Session, resource: DataResource, version: ResourceRevision, audience: str) -> None:
    if audience == SHARED:
        resource.shared_revision_id = version.id
        resource.shared_at = resource.shared_at or now_of(session)
    else:
        resource.open_revision_id, resource.suspended_revision_id = version.id, None
        resource.opened_at = resource.opened_at or now_of(session)


def _in_force(session: Session, resource: DataResource, audience: str) -> ResourceRevision:
    pointer = resource.shared_revision_id if audience == SHARED else resource.open_revision_id or resource.suspended_revision_id
    if pointer is None:
        raise ConflictError("not_in_force", audience="共享" if audience == SHARED else "开放")
    return revision.get(session, pointer)


def _clear(resource: DataResource, audience: str) -> None:
    if audience == SHARED:
        resource.shared_revision_id = None
    else:
        resource.open_revision_id = resource.suspended_revision_id = None


def _end(session: Session, actor: Actor, resource: DataResource, version: ResourceRevision, audience: str, act: str, reason: str) -> None:
    session.add(resource)
    session.flush()
    publication_log.append(
        session, act, audience, "entry", resource.id, frozen_content.tombstone(resource, version, today_of(session), reason)
    )
    _tell_neighbours(session, resource, (audience,), version)
    detail = {"audience": audience, "reason": reason, "revision": version.number}
    audit.record(session, actor, f"resource.{act}ed" if act == "suspend" else "resource.withdrawn", "data_resource", resource.id, detail)


def _destroy_frozen_content(session: Session, resource: DataResource) -> None:
    """The log's copies of a content: the entry's own, and what its neighbours' records say of it."""
    record = PublicationRecord
    own = col(record.subject_id) == str(resource.id)
    naming = cast(col(record.content), Text).contains(json.dumps(resource.code), autoescape=True) if resource.code else false()
    statement = update(record).where(col(record.subject_kind) == "entry", or_(own, naming)).values(content=None)
    session.execute(statement, execution_options={"synchronize_session": False})


def _audiences_told(session: Session, resource: DataResource) -> tuple[str, ...]:
    """Who was ever told of this entry: nobody else may learn from its end that it was there."""
    lines = select(PublicationRecord.audience).where(
        col(PublicationRecord.subject_kind) == "entry", col(PublicationRecord.subject_id) == str(resource.id)
    )
    told = set(session.exec(lines.distinct()).all())
    return tuple(audience for audience in AUDIENCES if audience in told)


def _neighbours(
    session: Session, resource: DataResource, audiences: Sequence[str], version: ResourceRevision | None = None
) -> dict[str, list[Standing]]:
    """For each audience, the entries before it that name this one, or that this one names. One statement."""
    named = version.document.get("related_codes", []) if version and version.document else []
    naming = select(ResourceRelation.revision_id).where(
        col(ResourceRelation.kind) == "related_codes", col(ResourceRelation.code) == (resource.code or "")
    )
    is_shown = or_(false(), *(frozen_content.pointer(audience) == col(ResourceRevision.id) for audience in audiences))
    around = (
        select(DataResource, ResourceRevision)
        .join(ResourceRevision, is_shown)
        .where(col(DataResource.id) != resource.id, or_(col(ResourceRevision.id).in_(naming), col(DataResource.code).in_(named)))
    )
    # What this session loaded before may be out of date by now.
    fresh = around.execution_options(populate_existing=True)
    standing = [(entry, its) for entry, its in session.exec(fresh).all()]
    return {audience: [(entry, its) for entry, its in standing if frozen_content.shows(entry, its, audience)] for audience in audiences}


def _tell(session: Session, resource: DataResource, version: ResourceRevision, audiences: Sequence[str]) -> None:
    """Tell the audiences of a version in force, and again of its neighbours."""

    def word(session: Session) -> None:
        # Only now is it sure what else is in force: an entry that was suspended a moment ago must not be told again.
        neighbours = _neighbours(session, resource, audiences, version)
        for audience in audiences:
            _publish(session, [(resource, version), *neighbours[audience]], audience)

    journal.note_last_word(session, word)


def _tell_neighbours(session: Session, resource: DataResource, audiences: Sequence[str], version: ResourceRevision | None = None) -> None:
    """Tell the audiences again of the entries around one that ended."""

    def word(session: Session) -> None:
        neighbours = _neighbours(session, resource, audiences, version)
        for audience in audiences:
            _publish(session, neighbours[audience], audience)

    journal.note_last_word(session, word)


def _publish(session: Session, standing: Sequence[Standing], audience: str) -> None:
    in_force = [(entry, version) for entry, version in standing if frozen_content.shows(entry, version, audience)]
    for entry, content in frozen_content.of_entries(session, in_force, audience):
        publication_log.append(session, "publish", audience, "entry", entry.id, content)
