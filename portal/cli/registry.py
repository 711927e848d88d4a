"""The registry as commands open it: checked to be this program's, then read or written in one transaction."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache

from sqlmodel import Session

from catalog.database import Registry
from portal import transactions
from portal.migrations.upgrade import require_current
from portal.settings import Settings


@lru_cache(maxsize=1)
def registry() -> Registry:
    """The registry that the settings name; refused in one line when it is not of this program's version."""
    opened = Settings().registry()
    require_current(opened.engine)
    return opened


@contextmanager
def reading() -> Iterator[Session]:
    with transactions.reading(registry()) as session:
        yield session


@contextmanager
def writing() -> Iterator[Session]:
    with transactions.writing(registry()) as session:
        yield session
