"""Bundles as nobody should make them: any manifest, any blocks, signed with a key that may even be the right one."""

import hashlib
import json
import tarfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from catalog import digest
from portal.handover import form, keys
from portal.handover.places import Places


@dataclass
class Forgery:
    """What goes into a bundle; a test changes what it wants wrong."""

    manifest: dict[str, Any]
    records: list[dict[str, Any]]
    blocks: list[bytes] = field(default_factory=list)

    def write(self, path: Path, key: Ed25519PrivateKey, *, end: bytes = form.END) -> Path:
        content = digest.canonical(self.manifest)
        signature = key.sign(form.SEAL + content)
        path.write_bytes(block(form.MANIFEST, content) + block(form.SIGNATURE, signature) + b"".join(self.blocks) + end)
        return path

    def with_records(self) -> "Forgery":
        """The manifest and the block for the records as they are now."""
        content = b"".join(digest.canonical(record) + b"\n" for record in self.records)
        return self.with_files((form.RECORDS, content))

    def with_files(self, *files: tuple[str, bytes]) -> "Forgery":
        """The manifest and the blocks for these files."""
        listed = [{"name": name, "size": len(content), "sha256": hashlib.sha256(content).hexdigest()} for name, content in files]
        return Forgery(self.manifest | {"files": listed}, self.records, [block(name, content) for name, content in files])


def block(name: str, content: bytes) -> bytes:
    return form.header(name, len(content)) + content + form.padding(len(content))


def tar_header(name: str, change: Callable[[tarfile.TarInfo], None]) -> bytes:
    """A header as a hostile tar has it."""
    info = tarfile.TarInfo(name)
    change(info)
    return info.tobuf(tarfile.USTAR_FORMAT)


def a_copy_of(bundle: Path) -> Forgery:
    """The parts of a real bundle, to be changed."""
    with tarfile.open(bundle) as opened:
        parts = {member.name: file.read() for member in opened if (file := opened.extractfile(member))}
    manifest = json.loads(parts[form.MANIFEST])
    lines = parts[form.RECORDS].splitlines()
    return Forgery(manifest, [json.loads(line) for line in lines], [block(form.RECORDS, parts[form.RECORDS])])


def the_key(places: Places) -> Ed25519PrivateKey:
    return keys.signing_key(places, "inside")
