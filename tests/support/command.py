"""Running `bianmu` in this process, as a person at the terminal would."""

import sys
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

import pytest

from catalog.database import Registry
from portal.cli import main
from portal.cli.registry import registry


@dataclass(frozen=True)
class Said:
    """What a command said, and its exit code."""

    code: int
    out: str
    err: str


@dataclass(frozen=True)
class Terminal:
    """A terminal with a home folder."""

    home: Path

    def __call__(self, *words: str) -> Said:
        out, err, code = StringIO(), StringIO(), 0
        with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(err):
            patch.setenv("BIANMU_HOME", str(self.home))
            patch.setenv("BIANMU_LOCALE", "en")
            patch.setattr(sys, "argv", ["bianmu", *words])
            try:
                main.main()
            except SystemExit as stop:
                code = stop.code if isinstance(stop.code, int) else 1
            finally:
                self._forget()
        return Said(code, out.getvalue(), err.getvalue())

    def _forget(self) -> None:
        if registry.cache_info().currsize:
            opened: Registry = registry()
            opened.engine.dispose()
        registry.cache_clear()
