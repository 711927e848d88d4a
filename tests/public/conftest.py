"""Pages to look at."""

from pathlib import Path

import pytest

from tests.support import public_catalogue
from tests.support.pages import PageClient
from tests.support.public_site import PagesWith, client_of


@pytest.fixture(scope="session")
def pages(tmp_path_factory: pytest.TempPathFactory) -> PageClient:
    """Pages over the usual catalogue; nothing in it changes."""
    return client_of(public_catalogue.shelf(tmp_path_factory.mktemp("shelf")))


@pytest.fixture
def pages_with(tmp_path: Path) -> PagesWith:
    """Pages over a catalogue with further entries."""
    return PagesWith(tmp_path)
