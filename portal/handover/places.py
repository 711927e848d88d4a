"""Where the hand-over keeps things, on either side, under the home folder."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

Side = Literal["inside", "outside"]


@dataclass(frozen=True, slots=True)
class Places:
    """The folders and files of one side. Each side has its own private key and a copy of the other's public one."""

    home: Path

    @property
    def handover(self) -> Path:
        """The folder of everything about the hand-over."""
        return self.home / "handover"

    def private_key(self, side: Side) -> Path:
        """A side's private key; it never leaves that side."""
        return self.handover / "keys" / f"{side}.key"

    def public_key(self, side: Side) -> Path:
        """A side's public key, to be carried to the other; several may stand in the file one after the other."""
        return self.handover / "keys" / f"{side}.pub"

    @property
    def inbox(self) -> Path:
        """What was imported outside, one file an audience."""
        return self.handover / "inbox"

    @property
    def files(self) -> Path:
        """Data files that came with bundles, each named by its SHA-256."""
        return self.handover / "files"

    @property
    def intake(self) -> Path:
        """What the public sent in, on the side of the public."""
        return self.home / "intake" / "messages.sqlite"

    @property
    def collected(self) -> Path:
        """What was collected of it, inside."""
        return self.home / "intake" / "collected.sqlite"
