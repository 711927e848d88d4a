"""What the lints look at: every module of the packages, parsed once, and every text file of the tree."""

import ast
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


def texts() -> Iterator[tuple[str, str]]:
    """Path and content of every text file that belongs to the tree, whatever its kind; what is ignored does not belong."""
    for path in sorted(ROOT.rglob("*")):
        parts = path.relative_to(ROOT).parts
        if path.is_file() and not any(fnmatch(part, made) for part in parts for made in MADE):
            content = path.read_bytes()
            if b"\0" not in content:
                yield "/".join(parts), content.decode("utf-8")
