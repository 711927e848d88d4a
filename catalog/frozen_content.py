"""The content of a publication record about an entry, exactly as one audience may see it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import Session, col, select

from catalog.clock import OFFICE_ZONE
from catalog.database import moment_text
from catalog.projection import SHARED, project
from catalog.resource import DataResource
from catalog.revision import ResourceRevision, document_of
from catalog.service_item import ServiceItem

Standing = tuple[DataResource, ResourceRevision]
# A tombstone shows no title when the reason is itself a secret or somebody's right.
SILENT_REASONS = frozenset({"SECRECY", "PRIVACY", "RIGHTS"})


def of_entries(session: Session, standing: Sequence[Standing], audience: str) -> Iterator[tuple[DataResource, dict[str, Any]]]:
    """Each entry with its content; two statements at the most, however many entries there are."""
    around = _surroundings(session, [version for _, version in standing], audience)
    for entry, version in standing:
        yield entry, _content(entry, version, audience, around)


def tombstone(entry: DataResource, version: ResourceRevision | None, day: date, reason: str) -> dict[str, Any]:
    """What stays to be seen of an entry that ended; of one whose content was destroyed, not even code and title."""
    grave = {"id": str(entry.id), "name": entry.name, "ended_on": day.isoformat(), "reason": reason}
    if version is None:
        return grave
    grave["code"] = entry.code or ""
    return grave if reason in SILENT_REASONS else grave | {"title": version.title}


def pointer(audience: str) -> Any:
    """The column that says which version this audience sees."""
    return col(DataResource.shared_revision_id if audience == SHARED else DataResource.open_revision_id)


def shows(entry: DataResource, version: ResourceRevision, audience: str) -> bool:
    """Whether this is the version that the audience sees of the entry."""
    return version.id == (entry.shared_revision_id if audience == SHARED else entry.open_revision_id)


@dataclass(frozen=True, slots=True)
class _Surroundings:
    """What the entries point at, as far as the audience can see it: code → what to show."""

    entries: Mapping[str, dict[str, str]]
    service_items: Mapping[str, dict[str, str]]


def _surroundings(session: Session, versions: Sequence[ResourceRevision], audience: str) -> _Surroundings:
    documents = [document_of(version) for version in versions]
    codes = {code for document in documents for code in document.get("related_codes", ())}
    items = {code for document in documents for kind in ("produced_by", "needed_by") for code in document.get(kind, ())}
    return _Surroundings(_visible_entries(session, codes, audience), _service_items(session, items))


def _visible_entries(session: Session, codes: set[str], audience: str) -> dict[str, dict[str, str]]:
    if not codes:
        return {}
    visible = select(DataResource.code, ResourceRevision.title).join(ResourceRevision, pointer(audience) == col(ResourceRevision.id))
    rows = session.exec(visible.where(col(DataResource.code).in_(codes))).all()
    return {code: {"code": code, "name": code.replace("/", "-"), "title": title} for code, title in rows if code}


def _service_items(session: Session, codes: set[str]) -> dict[str, dict[str, str]]:
    if not codes:
        return {}
    rows = session.exec(select(ServiceItem.code, ServiceItem.name).where(col(ServiceItem.code).in_(codes))).all()
    return {code: {"code": code, "name": name} for code, name in rows}


def _content(entry: DataResource, version: ResourceRevision, audience: str, around: _Surroundings) -> dict[str, Any]:
    document = project("data_resource", document_of(version), audience)
    related = [around.entries[code] for code in document.get("related_codes", ()) if code in around.entries]
    if "related_codes" in document:
        document["related_codes"] = [each["code"] for each in related]
    since = entry.shared_at if audience == SHARED else entry.opened_at
    if since is None:
        raise AssertionError  # the deed that moves the pointer sets the date
    return {
        "id": str(entry.id),
        "code": entry.code,
        "name": entry.name,
        "revision": version.number,
        "created_at": moment_text(since),
        "issued_on": document.get("first_published_on") or since.astimezone(OFFICE_ZONE).date().isoformat(),
        "business_line": version.business_line,
        "document": document,
        "related": related,
        "service_items": {
            kind: [around.service_items[code] for code in document.get(kind, ()) if code in around.service_items]
            for kind in ("produced_by", "needed_by")
        },
    }
