"""Lives that are broken off: what runs in the process that is killed."""

import os
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import event

from catalog.database import Registry
from portal import worker
from portal.settings import Settings
from tests.support import life, registry

SITE = "http://127.0.0.1:8000"
BROKEN_OFF = 42


def settings_in(folder: Path) -> Settings:
    return Settings(home=folder, site_url=SITE)


def live(url: str, home: str, when: str, count: int, entries: int = 1) -> None:
    """Live on until the end; at the `count`-th commit vanish without a word, right before or right after it."""
    house = registry.opened(url)
    seen = 0

    def vanish(*_: object) -> None:
        nonlocal seen
        seen += 1
        if seen == count:
            os._exit(BROKEN_OFF)

    if when == "before":
        event.listen(house.registry.engine, "commit", vanish)
        _live(house.registry, home, lambda: None, entries)
    else:
        _live(house.registry, home, vanish, entries)


def _live(at: Registry, home: str, after_each: Callable[[], object], entries: int) -> None:
    for _ in life.go_on(at, entries):
        after_each()
    worker.catch_up(at, settings_in(Path(home)))
