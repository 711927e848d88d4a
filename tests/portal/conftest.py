"""A terminal for the tests of the command line."""

from pathlib import Path

import pytest

from tests.support.command import Terminal


@pytest.fixture
def bianmu(tmp_path: Path) -> Terminal:
    """The command, in a home folder of its own that does not exist yet."""
    return Terminal(tmp_path / "home")
