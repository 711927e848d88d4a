"""A shelf folder for each test, and a way to look at it."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from portal.shelf.follower import follow
from portal.shelf.store import Shelf
from tests.shelf.log import SITE, Log


@pytest.fixture
def shelf(tmp_path: Path) -> Iterator[Shelf]:
    """The open shelf of a folder of the test's own; nobody has built it yet."""
    opened = Shelf(tmp_path, "open")
    yield opened
    opened.close()


@pytest.fixture
def catch_up(shelf: Shelf) -> Callable[[Log], Shelf]:
    """Bring the shelf up to the head of a log."""

    def caught_up(log: Log) -> Shelf:
        follow(log.read, shelf.directory, "open", site_url=SITE)
        return shelf

    return caught_up
