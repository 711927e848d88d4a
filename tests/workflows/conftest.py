"""A staffed bureau to work in: built once, and every test leaves it as it was."""

from collections.abc import Iterator

import pytest
from sqlalchemy import URL
from sqlmodel import Session

from catalog.database import open_session
from tests.support import registry
from tests.support.registry import House
from tests.workflows.staff import Staff, a_staffed_bureau


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def staffed(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[House, Staff]]:
    """A registry with everybody in it, on each of the two databases."""
    if request.param == "sqlite":
        house = registry.on_sqlite(tmp_path_factory.mktemp("staffed"), request.getfixturevalue("sqlite_template"))
    else:
        house = registry.opened(_copied(request))
    with house.writing() as session:
        crew = a_staffed_bureau(session)
    yield house, crew
    house.registry.engine.dispose()


def _copied(request: pytest.FixtureRequest) -> URL:
    return registry.new_database(request.getfixturevalue("postgresql_url"), request.getfixturevalue("postgresql_template"))


@pytest.fixture
def office(staffed: tuple[House, Staff]) -> Iterator[tuple[Session, Staff]]:
    """A writing session in that bureau; what the test does is rolled back."""
    house, crew = staffed
    with open_session(house.registry, writing=True) as session:
        yield session, crew
        session.rollback()
