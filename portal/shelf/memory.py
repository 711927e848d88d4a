"""What a process remembers of one generation between requests: small, and found stale by number rather than by time."""

from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any, TypeVar

Kept = TypeVar("Kept")


class Memory:
    """Values worked out from a shelf, each with the number of the state that it was worked out from.

    Requests in several threads, at different states of the file, share one memory; whoever finds another number
    works the value out again. When it has more than `limit` values it forgets those kept longest.
    """

    def __init__(self, limit: int = 20_000) -> None:
        self._limit = limit
        self._kept: dict[Hashable, tuple[int, Any]] = {}
        self._lock = Lock()

    def get(self, key: Hashable, number: int) -> Any:
        """The value for this key at this number; None when it is not remembered."""
        found = self._kept.get(key)
        return found[1] if found is not None and found[0] == number else None

    def keep(self, key: Hashable, number: int, value: Any) -> None:
        with self._lock:
            self._kept.pop(key, None)
            self._kept[key] = (number, value)
            while len(self._kept) > self._limit:
                del self._kept[next(iter(self._kept))]

    def recall(self, key: Hashable, number: int, work_out: Callable[[], Kept]) -> Kept:
        """The value for this key at this number, worked out (never None) when it is not remembered."""
        value: Kept | None = self.get(key, number)
        if value is None:
            value = work_out()
            self.keep(key, number, value)
        return value
