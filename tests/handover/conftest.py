"""Both sides, the inside with two open entries. Building it takes longer than copying it."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from portal.handover import keys
from portal.intake.store import Intake
from tests.handover.forging import Forgery, a_copy_of
from tests.handover.sending import put
from tests.handover.two_sides import Inside, Outside, an_inside, an_outside, carry_key
from tests.support import registry


@pytest.fixture(scope="session")
def inside_template(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Path:
    """A home folder to copy."""
    made = an_inside(tmp_path_factory.mktemp("inside") / "home", sqlite_template)
    made.house.registry.engine.dispose()
    return made.home


@pytest.fixture
def inside(tmp_path: Path, inside_template: Path) -> Iterator[Inside]:
    home = Path(shutil.copytree(inside_template, tmp_path / "inside"))
    house = registry.opened(f"sqlite:///{home / 'registry.sqlite'}")
    yield Inside(house, home)
    house.registry.engine.dispose()


@pytest.fixture
def outside(tmp_path: Path, inside: Inside) -> Outside:
    return an_outside(tmp_path / "outside", inside)


@pytest.fixture
def intake(inside: Inside, outside: Outside) -> Intake:
    """The intake of a node whose key is known inside, with three messages."""
    keys.make(outside.places, "outside")
    carry_key(outside.places, inside.places, "outside")
    made = Intake(outside.places.intake)
    put(made, 3)
    return made


@pytest.fixture(scope="session")
def exported(tmp_path_factory: pytest.TempPathFactory, inside_template: Path) -> Path:
    """A bundleof that house, exported once."""
    home = Path(shutil.copytree(inside_template, tmp_path_factory.mktemp("exported") / "inside"))
    inside = Inside(registry.opened(f"sqlite:///{home / 'registry.sqlite'}"), home)
    made = inside.export()
    inside.house.registry.engine.dispose()
    return made


@pytest.fixture
def bundle(tmp_path: Path, exported: Path) -> Path:
    return Path(shutil.copyfile(exported, tmp_path / "bundle.tar"))


@pytest.fixture
def forgery(bundle: Path) -> Forgery:
    return a_copy_of(bundle)
