"""The registry as commands open it: checked to be this program's, then read or written in one transaction."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache

from sqlmodel import Session

from catalog import actor as actors
from catalog import audit
from catalog.database import Registry
from catalog.errors import CatalogError, NotPermittedError
from portal import transactions
from portal.access.passwords import WrongPasswordError
from portal.cli.terminal import CHANNEL, os_user
from portal.migrations.upgrade import require_current
from portal.settings import Settings
from workflows.refusals import RefusedError


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
    """One deed; one that is refused is remembered in a transaction of its own, after it was rolled back."""
    try:
        with transactions.writing(registry()) as session:
            yield session
    except (WrongPasswordError, NotPermittedError, RefusedError) as refused:
        _remember(refused)
        raise


def _remember(refused: CatalogError) -> None:
    codes = [refusal.code for refusal in refused.refusals] if isinstance(refused, RefusedError) else [refused.code]
    who = getattr(refused, "account", None)
    with transactions.writing(registry()) as session:
        by = actors.of_the_system(CHANNEL, os_user())
        audit.record(session, by, "attempt.refused", "account", (who or "unknown")[:100], {"codes": codes})
