"""A wheel, an installation of it away from the tree, and a bundle: each made once, none with a network."""

import os
import subprocess
import sys
import sysconfig
import tarfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from portal.deploy import bundle
from tests.support import wheels


@dataclass(frozen=True, slots=True)
class Installed:
    """An installation: its commands, and a folder that is home, data and working directory of what is run."""

    bin: Path
    home: Path

    def run(self, name: str, *words: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [self.bin / name, *words], cwd=self.home, env=stranger(self.home), capture_output=True, text=True, check=check
        )


def stranger(home: Path) -> Mapping[str, str]:
    """The environment of somebody who knows nothing of the tree."""
    left_out = ("PYTHON", "PIP_", "BIANMU_", "PYTEST", "VIRTUAL_ENV", "COV_")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(left_out)}
    return {**kept, "HOME": str(home), "BIANMU_HOME": str(home / "var"), "COLUMNS": "200", "NO_COLOR": "1"}


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


def unpack(archive: Path, directory: Path) -> Path:
    with tarfile.open(archive) as tar:
        tar.extractall(directory, filter="data")
    return next(directory.glob("bianmu-*/"))
