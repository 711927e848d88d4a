import subprocess
import sys
from pathlib import Path

from tests.architecture.source_tree import ROOT


def test_imports_run_against_the_flow_of_data() -> None:
    command = [Path(sys.executable).with_name("lint-imports"), "--no-cache"]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout
