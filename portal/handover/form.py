"""The one form of a bundle: an uncompressed tar of which every byte follows from the manifest.

manifest.json, manifest.sig, then the files in the order in which the manifest lists them; plain headers (ustar) without
owner, time or mode of anybody, zeros up to the next 512 bytes, two blocks of zeros at the end. Any `tar` opens it, but
our reader interprets no header: it knows what must come and compares. Nothing is compressed, so nothing can explode.
"""

import re

BLOCK = 512
END = bytes(2 * BLOCK)
MANIFEST, SIGNATURE, RECORDS = "manifest.json", "manifest.sig", "records.jsonl"
SIGNATURE_BYTES = 64
# What is signed begins with this, so that no signature of ours can be passed off as one of something else.
SEAL = b"bianmu bundle\n"

_SIZE = slice(124, 135)
_PERMISSIONS, _NOBODY, _NO_TIME, _PLAIN_FILE, _MAGIC = b"0000644\0", b"0000000\0", b"00000000000\0", b"0", b"ustar\00000"


def header(name: str, size: int) -> bytes:
    """The block that stands before a file."""
    before = name.encode("ascii").ljust(100, b"\0") + _PERMISSIONS + _NOBODY + _NOBODY + b"%011o\0" % size + _NO_TIME
    after = _PLAIN_FILE + bytes(100) + _MAGIC
    total = sum(before) + sum(after) + 8 * ord(" ")
    return (before + b"%06o\0 " % total + after).ljust(BLOCK, b"\0")


def padding(size: int) -> bytes:
    """The zeros after a file of this size."""
    return bytes(-size % BLOCK)


def size_in(block: bytes) -> int | None:
    """The size that a header gives; None when it gives none."""
    digits = block[_SIZE]
    return int(digits, 8) if re.fullmatch(rb"[0-7]{11}", digits) else None
