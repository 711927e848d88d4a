"""An installation of Bianmu away from the tree, and the stranger who runs it."""

import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

PIP_FAILS = """#!/bin/sh
case "$1 $2" in
    "-m venv") mkdir -p "$3/bin" && cp "$0" "$3/bin/python" ;;
    "-m pip") exit 1 ;;
    *) echo {version} venv ;;
esac
"""


@dataclass(frozen=True, slots=True)
class Installed:
    """An installation: its commands, and a folder that is home, data and working directory of what is run."""

    bin: Path
    home: Path

    def run(self, name: str, *words: str) -> str:
        """What a command prints. It has to end well."""
        run = subprocess.run([self.bin / name, *words], cwd=self.home, env=stranger(self.home), capture_output=True, text=True, check=False)
        assert run.returncode == 0, run.stdout + run.stderr
        return run.stdout


def stranger(home: Path) -> Mapping[str, str]:
    """The environment of somebody who knows nothing of the tree."""
    left_out = ("PYTHON", "PIP_", "BIANMU_", "PYTEST", "VIRTUAL_ENV", "COV_")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(left_out)}
    return {**kept, "HOME": str(home), "BIANMU_HOME": str(home / "var"), "COLUMNS": "200", "NO_COLOR": "1"}


def unpack(archive: Path, directory: Path) -> Path:
    subprocess.run(["tar", "xzf", archive, "-C", directory], check=True)
    return next(directory.glob("bianmu-*/"))


def a_python_whose_pip_fails(directory: Path) -> Path:
    """An interpreter that makes venvs with itself in them, and can install nothing."""
    python = directory / "python3"
    python.write_text(PIP_FAILS.format(version=f"{sys.version_info.major}.{sys.version_info.minor}"), encoding="utf-8")
    python.chmod(0o755)
    return python
