import json
import zipfile
from pathlib import Path

import pytest

from portal.deploy import bundle
from tests.support.installation import Installed

PACKAGES = ("catalog", "schemas", "workflows", "portal")


def files_of_the_tree() -> set[str]:
    """Every file of the packages but what is made by running them and what the bundle carries itself."""
    paths = (path.relative_to(bundle.PROJECT) for package in PACKAGES for path in (bundle.PROJECT / package).rglob("*") if path.is_file())
    return {path.as_posix() for path in paths if "__pycache__" not in path.parts and path.parts[:2] != ("portal", "deploy")}


@pytest.fixture(scope="session")
def content(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as packed:
        return set(packed.namelist())


def test_the_wheel_holds_every_file_of_the_packages(content: set[str]) -> None:
    assert {name for name in content if ".dist-info/" not in name} == files_of_the_tree()


@pytest.mark.parametrize(
    ("folder", "suffix"),
    [
        ("schemas/documents/", ".json"),
        ("schemas/codelists/", ".json"),
        ("workflows/procedures/", ".json"),
        ("portal/templates/", ".html"),
        ("portal/static/", ".css"),
        ("portal/i18n/", ".po"),
        ("portal/migrations/versions/", ".py"),
        ("portal/demo/", ".json"),
    ],
)
def test_the_wheel_holds_more_than_code(content: set[str], folder: str, suffix: str) -> None:
    assert any(name.startswith(folder) and name.endswith(suffix) for name in content)


def test_the_wheel_carries_its_licence(content: set[str]) -> None:
    assert any(name.endswith(".dist-info/licenses/LICENSE") for name in content)


def test_the_installed_program_is_not_the_tree(installed: Installed) -> None:
    asked = "import catalog, schemas, workflows, portal; print(*[each.__file__ for each in (catalog, schemas, workflows, portal)])"
    places = installed.run("python", "-c", asked).split()
    assert len(places) == len(PACKAGES)
    assert [place for place in places if not Path(place).is_relative_to(installed.bin.parent)] == []


def test_the_installed_program_explains_itself(installed: Installed) -> None:
    assert "bianmu" in installed.run("bianmu", "--help")


def test_the_installed_program_makes_the_demo(installed: Installed) -> None:
    installed.run("bianmu", "demo", "--prepare-only")
    accounts = json.loads((installed.home / "var" / "demo" / "accounts.json").read_text(encoding="utf-8"))
    assert [account for account in accounts if not account["password"]] == []
    assert accounts
