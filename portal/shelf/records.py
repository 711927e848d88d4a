"""What a follower has to know of a publication record: its shape, not where it comes from."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol


class Record(Protocol):
    """A line of the publication log, as `catalog.publication_log.Record` and as a signed bundle has it."""

    @property
    def number(self) -> int: ...

    @property
    def at(self) -> datetime: ...

    @property
    def audience(self) -> str: ...

    @property
    def act(self) -> str: ...

    @property
    def subject_kind(self) -> str: ...

    @property
    def subject_id(self) -> str: ...

    @property
    def content(self) -> Mapping[str, Any] | None:
        """None where the content was destroyed."""
        ...

    @property
    def digest(self) -> str: ...


# The records of one audience after a number, in the order of their numbers, at most so many. Numbers of records for
# other audiences are missing in between; those that are there must grow.
Read = Callable[[int, int], Sequence[Record]]
Progress = Callable[[int], object]
