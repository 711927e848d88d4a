import os
import re
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from portal.deploy import bundle
from tests.support.installation import a_python_whose_pip_fails

SCRIPTS = bundle.PROJECT / "portal" / "deploy"
TOOLS = ("sh", "cat", "dirname", "expand", "rm", "sed", "touch", "tr")


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    """A folder for a PATH with the few tools of any machine, and no Python."""
    path = tmp_path / "bin"
    path.mkdir()
    for tool in TOOLS:
        (path / tool).symlink_to(shutil.which(tool) or "")
    return path


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    made = tmp_path / "clone"
    shutil.copytree(SCRIPTS, made / "portal" / "deploy")
    return made


def a_python(path: Path, name: str, script: str) -> None:
    (path / name).write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    (path / name).chmod(stat.S_IRWXU)


def find(path: Path, *versions: str, python: str = "") -> subprocess.CompletedProcess[str]:
    command = ["sh", SCRIPTS / "find_python.sh", *versions]
    return subprocess.run(command, env={"PATH": str(path), "PYTHON": python}, capture_output=True, text=True, check=False)


def test_without_python_one_line_says_what_to_install(bare: Path) -> None:
    found = find(bare)
    assert (found.returncode, found.stdout, found.stderr.count("\n")) == (2, "", 1)
    assert "apt install python3 python3-venv" in found.stderr


def test_a_python_that_is_too_old_is_named(bare: Path) -> None:
    a_python(bare, "python3", "echo 3.9 venv")
    found = find(bare)
    assert (found.returncode, found.stderr.count("\n")) == (2, 1)
    assert "3.9" in found.stderr


def test_without_venv_the_package_to_install_is_named(bare: Path) -> None:
    a_python(bare, "python3", "echo 3.11 bare")
    found = find(bare)
    assert (found.returncode, found.stderr.count("\n")) == (2, 1)
    assert "apt install python3.11-venv" in found.stderr


def test_a_launcher_without_its_python_is_passed_over(bare: Path) -> None:
    a_python(bare, "python3.14", "echo not here >&2; exit 127")
    a_python(bare, "python3.12", "echo 3.12 venv")
    a_python(bare, "python3", "echo 3.11 venv")
    assert find(bare).stdout == f"{bare}/python3.12\n"


def test_only_the_versions_asked_for_will_do(bare: Path) -> None:
    a_python(bare, "python3.13", "echo 3.13 venv")
    a_python(bare, "python3.11", "echo 3.11 venv")
    assert find(bare, "3.11", "3.12").stdout == f"{bare}/python3.11\n"


def test_the_python_that_was_chosen_is_taken_or_refused(bare: Path) -> None:
    a_python(bare, "python3", "echo 3.12 venv")
    a_python(bare, "mine", "echo 3.11 venv")
    assert find(bare, python="mine").stdout == f"{bare}/mine\n"
    assert find(bare, python="gone").returncode == 2


def test_this_python_will_do(bare: Path) -> None:
    a_python(bare, "python3", f'exec {sys.executable} "$@"')
    assert find(bare).returncode == 0


def environment(clone: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    command = ["sh", clone / "portal" / "deploy" / "environment.sh", "portal/deploy/build.lock"]
    return subprocess.run(command, env={"PATH": os.environ["PATH"], **variables}, capture_output=True, text=True, check=False)


def test_without_python_nothing_is_left_behind(clone: Path, bare: Path) -> None:
    run = environment(clone, PATH=str(bare))
    assert (run.returncode, run.stderr.count("\n")) == (2, 1)
    assert not (clone / ".venv").exists()


def test_an_environment_that_could_not_be_finished_is_taken_away(clone: Path, tmp_path: Path) -> None:
    run = environment(clone, PYTHON=str(a_python_whose_pip_fails(tmp_path)))
    assert "making .venv" in run.stdout
    assert run.returncode == 2
    assert "PIP_FIND_LINKS" in run.stderr
    assert not (clone / ".venv").exists()


def make(*words: str) -> str:
    return subprocess.run(["make", *words], cwd=bundle.PROJECT, capture_output=True, text=True, check=True).stdout


def test_help_explains_every_target() -> None:
    makefile = (bundle.PROJECT / "Makefile").read_text(encoding="utf-8")
    phony = re.search(r"^\.PHONY:(.*)$", makefile, flags=re.MULTILINE)
    assert phony
    explained = re.findall(r"^make (\w+) +\S", make("help"), flags=re.MULTILINE)
    assert set(explained) == set(phony[1].split()) - {"moved"}


def test_the_demo_serves_where_it_is_told() -> None:
    assert "bianmu demo --host '127.0.0.1' --port '8123'" in make("--dry-run", "demo", "PORT=8123")
