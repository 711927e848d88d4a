"""Writing a bundle: records first, beside; then the manifest that vouches for them; then all of it in its one form."""

import hashlib
import os
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from portal.handover import form
from portal.handover.errors import HandoverError
from portal.handover.limits import LIMITS, Limits
from portal.handover.manifest import BundleNote, Heading, Listed, Manifest, Mark

PIECE = 1 << 20


@dataclass(frozen=True, slots=True)
class Line:
    """One record as it goes into a bundle."""

    mark: Mark
    content: bytes


@dataclass(frozen=True, slots=True)
class Made:
    """A bundle that lies beside its place: `release` puts it there, once whoever makes it has noted that it did."""

    note: BundleNote
    manifest: Manifest
    path: Path
    draft: Path

    def release(self) -> Path:
        """Give the bundle its name."""
        self.draft.replace(self.path)
        sync(self.path.parent)
        return self.path


@contextmanager
def bundle(
    folder: Path, key: Ed25519PrivateKey, heading: Heading, lines: Iterable[Line], files: Sequence[Path] = (), limits: Limits = LIMITS
) -> Iterator[Made | None]:
    """Make a bundle in `folder`; None when there is no record. A draft that was not released is gone after the block."""
    with tempfile.TemporaryFile(dir=folder) as records:
        spooled = _spool(records, lines)
        if spooled is None:
            yield None
            return
        parts: list[tuple[str, BinaryIO | Path]] = [(form.RECORDS, records), *((f"files/{_sha256(path)}", path) for path in files)]
        listed = tuple(_listed(name, source) for name, source in parts)
        first, last, count = spooled
        manifest = Manifest(**dict(heading), first=first.number, last=last.number, records=count, files=listed)
        made = _write(_path(folder, manifest), key, manifest, [source for _, source in parts], last, limits)
    try:
        yield made
    finally:
        made.draft.unlink(missing_ok=True)


def sync(path: Path) -> None:
    """Have the disk hold what the file or folder holds."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _spool(records: BinaryIO, lines: Iterable[Line]) -> tuple[Mark, Mark, int] | None:
    first, last, count = None, None, 0
    for line in lines:
        records.write(line.content + b"\n")
        first, last, count = first or line.mark, line.mark, count + 1
    return (first, last, count) if first and last else None


def _listed(name: str, source: BinaryIO | Path) -> Listed:
    size = source.stat().st_size if isinstance(source, Path) else source.seek(0, os.SEEK_END)
    return Listed(name=name, size=size, sha256=_sha256(source))


def _path(folder: Path, manifest: Manifest) -> Path:
    path = folder / f"bianmu-{manifest.audience}-{manifest.sequence:06}-{manifest.first}-{manifest.last}.tar"
    if path.exists():
        raise HandoverError("bundle_exists", path=str(path))
    return path


def _write(path: Path, key: Ed25519PrivateKey, manifest: Manifest, sources: Sequence[BinaryIO | Path], last: Mark, limits: Limits) -> Made:
    content = manifest.as_bytes()
    Manifest.read(content, limits)  # what the other side would refuse is not even written
    signature = key.sign(form.SEAL + content)
    draft, seen = path.with_suffix(".part"), hashlib.sha256()
    with draft.open("wb") as target:
        for piece in _bytes(content, signature, manifest, sources):
            seen.update(piece)
            target.write(piece)
        target.flush()
        os.fsync(target.fileno())
    note = BundleNote(manifest.instance, manifest.sequence, seen.hexdigest(), manifest.previous, manifest.after, last, manifest.made_at)
    return Made(note, manifest, path, draft)


def _bytes(content: bytes, signature: bytes, manifest: Manifest, sources: Sequence[BinaryIO | Path]) -> Iterator[bytes]:
    for name, piece in ((form.MANIFEST, content), (form.SIGNATURE, signature)):
        yield form.header(name, len(piece)) + piece + form.padding(len(piece))
    for listed, source in zip(manifest.files, sources, strict=True):
        yield form.header(listed.name, listed.size)
        yield from _pieces(source)
        yield form.padding(listed.size)
    yield form.END


def _pieces(source: BinaryIO | Path) -> Iterator[bytes]:
    if isinstance(source, Path):
        with source.open("rb") as opened:
            yield from _pieces(opened)
    else:
        source.seek(0)
        while piece := source.read(PIECE):
            yield piece


def _sha256(source: BinaryIO | Path) -> str:
    seen = hashlib.sha256()
    for piece in _pieces(source):
        seen.update(piece)
    return seen.hexdigest()
