"""An installation of Bianmu away from the tree, and the stranger who runs it."""

import os
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


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
