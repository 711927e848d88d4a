"""A data resource: identity, code, and the pointers that say which version is in force for whom. Nothing else."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKeyConstraint
from sqlmodel import Field, Session, SQLModel, col, select

from catalog.errors import ConflictError, NotFoundError


def _to_own_revision(pointer: str) -> ForeignKeyConstraint:
    """A pointer can only lead to a version of the same resource."""
    return ForeignKeyConstraint(
        ["id", pointer],
        ["resource_revision.resource_id", "resource_revision.id"],
        name=f"fk_data_resource_{pointer}",
        use_alter=True,
    )


class DataResource(SQLModel, table=True):
    """The thing itself. Public is a pointer: what is open is the version that `open_revision_id` names."""

    __tablename__ = "data_resource"
    __table_args__ = (
        _to_own_revision("shared_revision_id"),
        _to_own_revision("open_revision_id"),
        _to_own_revision("suspended_revision_id"),
    )

    id: uuid.UUID = Field(default_factory=uuid.uuid4, primary_key=True)
    code: str | None = Field(default=None, max_length=32, unique=True)
    shared_revision_id: uuid.UUID | None = None
    open_revision_id: uuid.UUID | None = None
    suspended_revision_id: uuid.UUID | None = None
    shared_at: datetime | None = None
    opened_at: datetime | None = None
    revoked_at: datetime | None = None
    created_at: datetime

    @property
    def name(self) -> str:
        """The name in addresses and in CKAN: the code with `-` for `/`, for ever."""
        return (self.code or "").replace("/", "-")

    @property
    def running_revision_id(self) -> uuid.UUID | None:
        """The version in force: the open one, else the suspended one, else the shared one."""
        return self.open_revision_id or self.suspended_revision_id or self.shared_revision_id


class Identifier(SQLModel, table=True):
    """A code that somebody else gave to the resource, unique in its scheme."""

    __tablename__ = "identifier"

    scheme: str = Field(max_length=60, primary_key=True)
    value: str = Field(max_length=200, primary_key=True)
    resource_id: uuid.UUID = Field(foreign_key="data_resource.id", index=True)


def get(session: Session, resource_id: uuid.UUID) -> DataResource:
    """The resource of this identity."""
    resource = session.get(DataResource, resource_id)
    if resource is None:
        raise NotFoundError("data resource", resource_id)
    return resource


def find(session: Session, code: str) -> DataResource | None:
    """The resource of this code, if there is one."""
    return session.exec(select(DataResource).where(col(DataResource.code) == code)).one_or_none()


def by_code(session: Session, code: str) -> DataResource:
    """The resource of this code."""
    resource = find(session, code)
    if resource is None:
        raise NotFoundError("data resource", code)
    return resource


def refuse_if_revoked(resource: DataResource) -> None:
    """Nothing more can be done with a revoked entry; its code stays taken."""
    if resource.revoked_at is not None:
        raise ConflictError("revoked")


def claim_identifiers(session: Session, resource: DataResource, identifiers: list[dict[str, str]]) -> None:
    """Hold exactly these codes of others for the resource; one that another resource holds is refused."""
    wanted = {(each["scheme"], each["value"]) for each in identifiers}
    held = {
        (row.scheme, row.value): row for row in session.exec(select(Identifier).where(col(Identifier.resource_id) == resource.id)).all()
    }
    for key in held.keys() - wanted:
        session.delete(held[key])
    for scheme, value in sorted(wanted - held.keys()):
        if session.get(Identifier, (scheme, value)):
            raise ConflictError("taken", kind=scheme, key=value)
        session.add(Identifier(scheme=scheme, value=value, resource_id=resource.id))


def by_identifiers(session: Session, identifiers: list[dict[str, str]]) -> DataResource | None:
    """The resource that holds any of these codes of others."""
    for each in identifiers:
        known = session.get(Identifier, (each["scheme"], each["value"]))
        if known is not None:
            return get(session, known.resource_id)
    return None


def well_formed_identifiers(document: dict[str, Any]) -> list[dict[str, str]]:
    """The codes of others in a draft, which may still be incomplete: only pairs of two texts count."""
    given = document.get("identifiers")
    pairs = [each for each in given if isinstance(each, dict)] if isinstance(given, list) else []
    return [each for each in pairs if isinstance(each.get("scheme"), str) and isinstance(each.get("value"), str)]
