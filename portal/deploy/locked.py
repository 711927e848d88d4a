"""Reads a lock file: every requirement with its marker and digests."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from packaging.requirements import Requirement


@dataclass(frozen=True, slots=True)
class Locked:
    """One pinned requirement, as `pip --require-hashes` wants it."""

    requirement: Requirement
    hashes: tuple[str, ...]

    @property
    def version(self) -> str:
        """The one version that the lock allows."""
        return next(iter(self.requirement.specifier)).version

    def wanted_on(self, environment: Mapping[str, str]) -> bool:
        """Whether an interpreter with these marker values installs it."""
        marker = self.requirement.marker
        return marker is None or marker.evaluate(dict(environment))

    def line(self, *, marked: bool = True) -> str:
        """The requirement as a lock file has it; without its marker for a place where that was already judged."""
        named = str(self.requirement) if marked else f"{self.requirement.name}=={self.version}"
        return f"{named}{''.join(f' --hash={digest}' for digest in self.hashes)}\n"


def read(lock: Path) -> tuple[Locked, ...]:
    """All requirements of a lock file, in its order."""
    text = lock.read_text(encoding="utf-8").replace("\\\n", " ")
    lines = (line.strip() for line in text.splitlines())
    return tuple(_parse(line) for line in lines if line and not line.startswith("#"))


def _parse(line: str) -> Locked:
    requirement, *hashes = line.split(" --hash=")
    return Locked(Requirement(requirement.strip()), tuple(digest.strip() for digest in hashes))
