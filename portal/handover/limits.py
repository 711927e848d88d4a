"""How much a bundle may hold. The one who makes it keeps to the same limits as the one who takes it."""

from dataclasses import dataclass

MEBIBYTE = 1 << 20
GIBIBYTE = 1 << 30


@dataclass(frozen=True, slots=True)
class Limits:
    """Bytes, and a number of files. A size in a tar header ends below 8 GiB."""

    whole: int = 64 * GIBIBYTE
    one_file: int = 8 * GIBIBYTE - 1
    manifest: int = 4 * MEBIBYTE
    line: int = 16 * MEBIBYTE
    files: int = 10_000


LIMITS = Limits()
