"""What the lints look at: every module of the packages, parsed once, and every text file of the tree."""

import ast
import os
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatch
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("schemas", "catalog", "workflows", "portal")
MADE = (".git", *(line.strip().rstrip("/") for line in (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()))


@dataclass(frozen=True, slots=True)
class Module:
    """A Python file: its path from the root of the tree, its text, its syntax."""

    path: str
    text: str
    tree: ast.Module

    @property
    def name(self) -> str:
        return self.path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def module(path: str, text: str) -> Module:
    return Module(path, text, ast.parse(text))


@cache
def modules() -> tuple[Module, ...]:
    """Every module of the four packages, in the order of their paths."""
    return tuple(
        module(path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8"))
        for package in PACKAGES
        for path in sorted((ROOT / package).rglob("*.py"))
    )


@cache
def texts() -> tuple[tuple[str, str], ...]:
    """Path and content of every text file that belongs to the tree, whatever its kind; what is ignored does not belong."""
    return tuple(
        (path.relative_to(ROOT).as_posix(), content.decode("utf-8")) for path in _files() if b"\0" not in (content := path.read_bytes())
    )


def _files() -> Iterator[Path]:
    for folder, below, names in os.walk(ROOT):
        below[:] = sorted(name for name in below if not _ignored(name))
        yield from (Path(folder, name) for name in sorted(names) if not _ignored(name))


def _ignored(name: str) -> bool:
    return any(fnmatch(name, made) for made in MADE)
