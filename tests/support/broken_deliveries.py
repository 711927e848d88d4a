"""Deliveries that are broken off: what runs in the process that is killed. The CKAN lives in a file and goes on."""

import os
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.support.deliveries import Delivery, first_part, second_part
from tests.support.in_process_ckan import Ckan

FINISHED, BROKEN_OFF = 0, 42
TOLD = "told"


class Countdown:
    """Vanishes at the n-th step. A commit is a step before and after it, so is a request."""

    def __init__(self, steps: int) -> None:
        self.left = steps

    def step(self) -> None:
        self.left -= 1
        if self.left == 0:
            os._exit(BROKEN_OFF)

    def connecting(self, connect: Callable[..., sqlite3.Connection]) -> Callable[..., sqlite3.Connection]:
        countdown = self

        class Connection(sqlite3.Connection):
            def execute(self, sql: str, *arguments: Any) -> sqlite3.Cursor:
                if sql != "COMMIT":
                    return super().execute(sql, *arguments)
                countdown.step()
                done = super().execute(sql, *arguments)
                countdown.step()
                return done

        return lambda *arguments, **more: connect(*arguments, factory=Connection, **more)


def deliver(home: str, steps: int, at_requests: bool) -> None:
    """Go on with the story where it was broken off, and vanish after so many steps if they are not over before."""
    countdown = Countdown(steps)
    sqlite3.connect = countdown.connecting(sqlite3.connect)  # type: ignore[assignment]
    go_on(Path(home), countdown.step if at_requests else lambda: None)


def go_on(home: Path, step: Callable[[], object] = lambda: None) -> Delivery:
    """The first part, delivered; then the second; each only once."""
    delivery = Delivery(home, Ckan(file=home / "ckan.json"), step=step)
    first_part(delivery.log)
    if not (home / TOLD).exists():
        assert delivery.push().is_clean
        (home / TOLD).touch()
    second_part(delivery.log)
    assert delivery.push().is_clean
    return delivery
