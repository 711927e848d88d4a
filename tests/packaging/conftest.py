"""A wheel, an installation of it away from the tree, and a bundle: each made once, none with a network."""

import subprocess
import sys
import sysconfig
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
    """The bundle, made of this wheel and the libraries that are installed here, unpacked."""
    directory = tmp_path_factory.mktemp("bundle")
    libraries = directory / "wheels"
    libraries.mkdir()
    lock = directory / "requirements.lock"
    lock.write_text(wheels.pack_runtime_again(bundle.PROJECT / "requirements.lock", libraries), encoding="utf-8")
    (libraries / wheel.name).write_bytes(wheel.read_bytes())
    return unpack(bundle.assemble(directory, libraries, lock, bundle.here()), directory)
