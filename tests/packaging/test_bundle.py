import hashlib
import re
import tarfile
from pathlib import Path

import pytest

from portal.deploy import bundle, locked
from portal.deploy.bundle import NoWheelError, Target

LOCK = bundle.PROJECT / "requirements.lock"
SETUP = "from setuptools import Distribution, setup\nDistribution.has_ext_modules = lambda self: {compiled}\nsetup(name='old', version='1.0', py_modules=['old'])\n"


def old_library(directory: Path, *, compiled: bool) -> Path:
    """A library as they were before there were wheels: a source archive with a `setup.py`."""
    tree = directory / "old-1.0"
    tree.mkdir()
    (tree / "setup.py").write_text(SETUP.format(compiled=compiled), encoding="utf-8")
    (tree / "old.py").write_text("ANSWER = 42\n", encoding="utf-8")
    archive = directory / "wheels" / "old-1.0.tar.gz"
    archive.parent.mkdir()
    with tarfile.open(archive, "w:gz") as packed:
        packed.add(tree, arcname="old-1.0")
    return archive


def test_wheels_for_older_systems_run_too_and_newer_ones_are_preferred() -> None:
    tags = Target(("3.11",), "aarch64", "2.28").tags()
    assert tags[0] == "manylinux_2_28_aarch64"
    assert {"manylinux_2_17_aarch64", "manylinux2014_aarch64"} < set(tags)
    assert "manylinux_2_29_aarch64" not in tags


@pytest.mark.parametrize("python", ["3.11", "3.12", "3.13"])
def test_every_python_gets_each_library_once(python: str) -> None:
    markers = bundle.here().markers(python)
    names = [entry.requirement.name for entry in locked.read(LOCK) if entry.wanted_on(markers)]
    assert len(names) == len(set(names))
    assert {"fastapi", "numpy", "uvloop"} < set(names)
    assert "colorama" not in names


def test_no_digest_of_a_lock_file_is_lost() -> None:
    digests = [digest for entry in locked.read(LOCK) for digest in entry.hashes]
    assert digests == re.findall("--hash=([^ \n]+)", LOCK.read_text(encoding="utf-8"))


def test_a_library_that_comes_as_source_is_built(tmp_path: Path) -> None:
    source = old_library(tmp_path, compiled=False)
    wheel = bundle._built(source, source.parent)
    assert [path.name for path in source.parent.iterdir()] == ["old-1.0-py3-none-any.whl"]
    entry = locked.Locked(locked.Requirement("old==1.0"), ("sha256:source",))
    digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
    assert bundle._with_digest(entry, {"old": digest}).line() == f"old==1.0 --hash=sha256:source --hash=sha256:{digest}\n"


def test_a_library_that_would_have_to_be_compiled_is_refused(tmp_path: Path) -> None:
    source = old_library(tmp_path, compiled=True)
    with pytest.raises(NoWheelError, match=r"old-1\.0"):
        bundle._built(source, source.parent)
