"""Reading a bundle that may be anything: nothing of it is believed before the signature holds, and nothing is kept.

The medium is read once; what was verified lies in a nameless file of our own, so it cannot change afterwards.
"""

import hashlib
import os
import stat
import tarfile
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from portal.handover import form, keys
from portal.handover.errors import HandoverError
from portal.handover.limits import LIMITS, Limits
from portal.handover.manifest import Listed, Manifest
from portal.handover.writing import PIECE

_SHOWN = 100


@dataclass(frozen=True, slots=True)
class Opened:
    """A bundle whose signature, sizes and digests hold. Valid inside the `with` that gave it."""

    manifest: Manifest
    digest: str
    limits: Limits
    _spool: BinaryIO
    _places: Mapping[str, int]

    def lines(self) -> Iterator[bytes]:
        """The records, each with its line end."""
        listed = next(file for file in self.manifest.files if file.name == form.RECORDS)
        self._spool.seek(self._places[form.RECORDS])
        left = listed.size
        while left and (line := self._spool.readline(min(left, self.limits.line))):
            left -= len(line)
            yield line

    def files(self) -> Iterator[Listed]:
        """The data files."""
        return (file for file in self.manifest.files if file.name != form.RECORDS)

    def content(self, file: Listed) -> Iterator[bytes]:
        """A data file, piece by piece."""
        self._spool.seek(self._places[file.name])
        for size in _parts(file.size):
            yield self._spool.read(size)


@contextmanager
def opened(path: Path, trusted: Sequence[Ed25519PublicKey], scratch: Path, limits: Limits = LIMITS) -> Iterator[Opened]:
    """The bundle at `path`; every way in which it is not what its signer made is a refusal.

    What follows what, and what the records say, is judged elsewhere. `scratch` is a folder with room for a copy.
    """
    if not stat.S_ISREG(path.stat().st_mode):
        raise HandoverError("not_a_bundle", file=path.name)
    with path.open("rb") as file, tempfile.TemporaryFile(dir=scratch) as spool:
        if (size := os.fstat(file.fileno()).st_size) > limits.whole:
            raise HandoverError("too_large", name=path.name, size=size, limit=limits.whole)
        tape = _Tape(file)
        manifest = Manifest.read(_signed(tape, path, trusted, limits), limits)
        places = {listed.name: _copy(tape, listed, spool) for listed in manifest.files}
        tape.end()
        yield Opened(manifest, tape.seen.hexdigest(), limits, spool, places)


class _Tape:
    """Bytes that come once, each of them into the digest of the whole."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._at = 0
        self.seen = hashlib.sha256()

    def take(self, size: int) -> bytes:
        piece = self._file.read(size)
        self._at += len(piece)
        if len(piece) < size:
            raise HandoverError("cut_short", at=self._at)
        self.seen.update(piece)
        return piece

    def header(self, name: str, size: int) -> None:
        """The header of this file comes next, or the bundle is refused."""
        block = self.take(form.BLOCK)
        if block != form.header(name, size):
            raise _why(block, name)

    def fill(self, name: str, size: int) -> None:
        """The zeros that fill up the last block of a file."""
        expected = form.padding(size)
        if self.take(len(expected)) != expected:
            raise HandoverError("altered", name=name)

    def end(self) -> None:
        found = self.take(len(form.END))
        if found != form.END:
            raise _why(found[: form.BLOCK], "")
        if self._file.read(1):
            raise HandoverError("surplus")


def _signed(tape: _Tape, path: Path, trusted: Sequence[Ed25519PublicKey], limits: Limits) -> bytes:
    """The manifest's bytes, once a trusted key is found to have signed them."""
    block = tape.take(form.BLOCK)
    size = form.size_in(block)
    if size is None or block != form.header(form.MANIFEST, size):
        raise HandoverError("not_a_bundle", file=path.name)
    if size > limits.manifest:
        raise HandoverError("too_large", name=form.MANIFEST, size=size, limit=limits.manifest)
    content = tape.take(size)
    tape.fill(form.MANIFEST, size)
    tape.header(form.SIGNATURE, form.SIGNATURE_BYTES)
    signature = tape.take(form.SIGNATURE_BYTES)
    tape.fill(form.SIGNATURE, form.SIGNATURE_BYTES)
    if not keys.is_signed(trusted, signature, form.SEAL + content):
        raise HandoverError("signature")
    return content


def _copy(tape: _Tape, listed: Listed, spool: BinaryIO) -> int:
    """Copy a file into the spool; where in it the file begins."""
    tape.header(listed.name, listed.size)
    place, seen = spool.tell(), hashlib.sha256()
    for size in _parts(listed.size):
        piece = tape.take(size)
        seen.update(piece)
        spool.write(piece)
    tape.fill(listed.name, listed.size)
    if seen.hexdigest() != listed.sha256:
        raise HandoverError("altered", name=listed.name)
    return place


def _parts(size: int) -> Iterator[int]:
    yield from (PIECE for _ in range(size // PIECE))
    if size % PIECE:
        yield size % PIECE


def _why(block: bytes, expected: str) -> HandoverError:
    """What a header is that should have been another; told by name, never followed."""
    if not any(block):
        return HandoverError("missing", name=expected)
    try:
        found = tarfile.TarInfo.frombuf(block, "utf-8", "surrogateescape")
    except tarfile.HeaderError:
        return HandoverError("altered", name=expected or "bundle")
    name = ascii(found.name)[:_SHOWN]
    if not found.isreg():
        return HandoverError("not_a_file", name=name)
    return HandoverError("unlisted" if found.name != expected else "altered", name=name)
