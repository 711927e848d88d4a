"""A wheel, an installation of it away from the tree, and a bundle: each made once, none with a network."""

import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Callable
from pathlib import Path

import pytest

from portal.deploy import bundle
from tests.support import wheels
from tests.support.installation import Installed, unpack


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return bundle.build_wheel(tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="session")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """The wheel in a fresh environment; only the libraries are borrowed from the one that runs the tests."""
    venv = tmp_path_factory.mktemp("elsewhere") / "venv"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", venv], check=True)
    pip = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check", "--python", venv / "bin" / "python", "install"]
    subprocess.run([*pip, "--no-index", "--no-deps", wheel], check=True, cwd=venv)
    libraries = sysconfig.get_path("platlib", vars={"base": str(venv), "platbase": str(venv)})
    Path(libraries, "borrowed.pth").write_text(f"{sysconfig.get_path('platlib')}\n", encoding="utf-8")
    return Installed(venv / "bin", tmp_path_factory.mktemp("home"))


@pytest.fixture(scope="session")
def unpacked(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bundle with this wheel, unpacked. Its one library lends those that are installed here."""
    return bundle_with(wheel, wheels.lend, tmp_path_factory.mktemp("bundle"))


@pytest.fixture(scope="session")
def unpacked_whole(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bundle with this wheel and every library of the lock file, unpacked."""
    return bundle_with(
        wheel, lambda folder: wheels.pack_runtime_again(bundle.PROJECT / "requirements.lock", folder), tmp_path_factory.mktemp("whole")
    )


def bundle_with(wheel: Path, libraries: Callable[[Path], str], directory: Path) -> Path:
    folder = directory / "wheels"
    folder.mkdir()
    lock = directory / "requirements.lock"
    lock.write_text(libraries(folder), encoding="utf-8")
    shutil.copy(wheel, folder)
    return unpack(bundle.assemble(directory, folder, lock, bundle.here()), directory)
