"""Killed anywhere, a follower leaves a shelf that can be read, and the next one brings it to where it belongs."""

from pathlib import Path
from shutil import copytree

import pytest

from portal.shelf.follower import follow, verify
from portal.shelf.store import Shelf
from tests.shelf import story
from tests.shelf.killed_follower import DIED, FINISHED, follow_and_die
from tests.shelf.log import SITE, Log

FIRST = 8


@pytest.mark.parametrize("has_begun", [True, False], ids=["following", "building the first time"])
def test_whatever_step_is_the_last_the_next_follower_finishes(tmp_path: Path, has_begun: bool) -> None:
    log, pattern = story.told(), tmp_path / "pattern"
    pattern.mkdir()
    if has_begun:
        early = Log()
        early.records = log.records[:FIRST]
        follow(early.read, pattern, "open", site_url=SITE)
    whole = Path(copytree(pattern, tmp_path / "whole"))
    ended, steps = follow_and_die(log, whole)
    assert ended == FINISHED
    assert steps > 10
    for step in range(1, steps + 1):
        folder = Path(copytree(pattern, tmp_path / f"killed at {step}"))
        assert follow_and_die(log, folder, step) == (DIED, 0)
        if has_begun:
            assert seen(folder)["number"] in {record.number for record in log.records}
        follow(log.read, folder, "open", site_url=SITE)
        assert seen(folder) == seen(whole), step
        assert verify(log.read, folder, "open", site_url=SITE) == (), step
        assert len(list(folder.glob("*.sqlite"))) == 1
        assert not list(folder.glob("*.building*"))


def seen(folder: Path) -> dict[str, object]:
    shelf = Shelf(folder, "open")
    with shelf.read() as snapshot:
        shown = story.seen(snapshot)
    shelf.close()
    return shown
