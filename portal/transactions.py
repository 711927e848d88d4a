"""The edge: the only place where a registry session commits."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlmodel import Session

from catalog.database import Registry, open_session


@contextmanager
def reading(registry: Registry) -> Iterator[Session]:
    """A session that never commits."""
    with open_session(registry) as session:
        yield session


@contextmanager
def writing(registry: Registry) -> Iterator[Session]:
    """One deed, one transaction: commits when the block ends, rolls everything back when it raises."""
    with open_session(registry, writing=True) as session:
        yield session
        session.commit()
