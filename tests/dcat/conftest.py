"""A catalogue to read by machine."""

from pathlib import Path
from typing import Any

import pytest

from tests.dcat.machine_site import Machine, MachineWith
from tests.support import public_catalogue


@pytest.fixture(scope="session")
def machine(tmp_path_factory: pytest.TempPathFactory) -> Machine:
    """The usual catalogue; nothing in it changes."""
    return Machine(public_catalogue.shelf(tmp_path_factory.mktemp("shelf")))


@pytest.fixture
def machine_with(tmp_path: Path) -> MachineWith:
    """The usual catalogue with further entries, and with other limits."""

    def made(*entries: dict[str, Any], **limits: Any) -> Machine:
        return Machine(public_catalogue.shelf(tmp_path, *entries), **limits)

    return made
