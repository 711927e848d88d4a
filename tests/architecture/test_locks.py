"""The lock files are what `pyproject.toml` asks for. Read without a network, from what is installed."""

import importlib.metadata
import re
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from portal.deploy import locked
from tests.architecture.source_tree import ROOT

RUNTIME = ROOT / "requirements.lock"
BUILD = ROOT / "portal" / "deploy" / "build.lock"
TESTS = ROOT / "tests" / "requirements.lock"
LOCKS = pytest.mark.parametrize("lock", [RUNTIME, BUILD, TESTS], ids=["runtime", "build", "tests"])
ASKED = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def group(name: str) -> Iterator[str]:
    for entry in ASKED["dependency-groups"][name]:
        if isinstance(entry, str):
            yield entry
        else:
            yield from group(entry["include-group"])


def asked_of(lock: Path) -> list[str]:
    """What `pyproject.toml` asks for in this lock file."""
    runtime = ASKED["project"]["dependencies"]
    return {RUNTIME: runtime, BUILD: list(group("build")), TESTS: [*runtime, *group("dev")]}[lock]


def pinned(lock: Path) -> dict[str, str]:
    """Name to version of what the lock installs here."""
    here = {name: str(value) for name, value in default_environment().items()}
    return {canonicalize_name(entry.requirement.name): entry.version for entry in locked.read(lock) if entry.wanted_on(here)}


def needed(asked: Iterable[str]) -> dict[str, list[Requirement]]:
    """Everything that these requirements bring along here, by the metadata of what is installed."""
    found: dict[str, list[Requirement]] = {}
    seen: set[str] = set()
    waiting = [(Requirement(each), ("",)) for each in asked]
    while waiting:
        requirement, extras = waiting.pop()
        if str(requirement) in seen or not wanted(requirement, extras):
            continue
        seen.add(str(requirement))
        name = canonicalize_name(requirement.name)
        found.setdefault(name, []).append(requirement)
        below = importlib.metadata.requires(name) or []
        waiting += [(Requirement(each), ("", *requirement.extras)) for each in below]
    return found


def wanted(requirement: Requirement, extras: tuple[str, ...]) -> bool:
    return requirement.marker is None or any(requirement.marker.evaluate({"extra": extra}) for extra in extras)


@LOCKS
def test_the_lock_holds_what_is_asked_for_and_what_that_needs(lock: Path) -> None:
    versions = pinned(lock)
    wrong = [
        str(requirement)
        for name, requirements in needed(asked_of(lock)).items()
        for requirement in requirements
        if name not in versions or not requirement.specifier.contains(versions[name], prereleases=True)
    ]
    assert wrong == []


@LOCKS
def test_the_lock_holds_nothing_else(lock: Path) -> None:
    assert set(pinned(lock)) - set(needed(asked_of(lock))) == set()


@LOCKS
def test_every_requirement_is_pinned_and_has_digests(lock: Path) -> None:
    entries = locked.read(lock)
    assert entries
    assert [entry.requirement.name for entry in entries if [one.operator for one in entry.requirement.specifier] != ["=="]] == []
    assert [entry.requirement.name for entry in entries if not entry.hashes] == []
    assert [digest for entry in entries for digest in entry.hashes if not re.fullmatch("sha256:[0-9a-f]{64}", digest)] == []


@LOCKS
def test_the_lock_says_nothing_of_where_packages_come_from(lock: Path) -> None:
    text = lock.read_text(encoding="utf-8")
    assert re.findall(r"^-.*|.*://.*|.* @ .*", text, flags=re.MULTILINE) == []


@pytest.mark.parametrize("part", [RUNTIME, BUILD], ids=["runtime", "build"])
def test_tests_run_on_what_is_shipped(part: Path) -> None:
    everything = {entry.line() for entry in locked.read(TESTS)}
    assert [entry.line() for entry in locked.read(part) if entry.line() not in everything] == []
