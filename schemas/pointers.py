"""JSON Pointers (RFC 6901): the address of a value within a document."""

from collections.abc import Iterable

Step = str | int


def join(steps: Iterable[Step]) -> str:
    """The pointer of a path; the empty one is the document itself."""
    return "".join(f"/{str(step).replace('~', '~0').replace('/', '~1')}" for step in steps)


def split(pointer: str) -> tuple[str, ...]:
    """The steps of a pointer, unescaped; positions in arrays stay text."""
    return tuple(step.replace("~1", "/").replace("~0", "~") for step in pointer.split("/")[1:])


def in_order(pointer: str) -> tuple[tuple[int, int, str], ...]:
    """A key that sorts pointers as a reader counts: item 2 before item 10."""
    return tuple((0, int(step), "") if step.isdecimal() and step.isascii() else (1, 0, step) for step in split(pointer))
