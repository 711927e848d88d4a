"""Resource codes: 分类码 + "/" + six-digit sequence, from a counter row per 分类码, never reused (编制指南 2017, part 2)."""

from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Field, Session, SQLModel, col

from catalog.resource import DataResource


class ResourceCodeCounter(SQLModel, table=True):
    """The last sequence number given under a 分类码."""

    __tablename__ = "resource_code_counter"

    category_code: str = Field(max_length=13, primary_key=True)
    last: int = 0


def issue(session: Session, resource: DataResource, category_code: str) -> str:
    """Give the resource its code; one that has a code keeps it, whatever its 分类码 says now."""
    if resource.code is None:
        resource.code = f"{category_code}/{_next(session, category_code):06d}"
        session.add(resource)
    return resource.code


def _next(session: Session, category_code: str) -> int:
    # One statement, so that two first codes of a 分类码 at the same moment do not collide.
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    last = col(ResourceCodeCounter.last)
    statement = (
        insert(ResourceCodeCounter)
        .values(category_code=category_code, last=1)
        .on_conflict_do_update(index_elements=["category_code"], set_={"last": last + 1})
        .returning(last)
    )
    following: int = session.execute(statement).scalar_one()
    return following
