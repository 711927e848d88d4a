"""Killed at any moment: no half deed, and the work goes on where it stopped."""

import multiprocessing
import os
import random
import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from portal import worker
from portal.shelf import follower
from tests.crash.lives import BROKEN_OFF, SITE, live, settings_in
from tests.support import life, soundness
from tests.support.registry import House

FORKS = multiprocessing.get_context("forkserver")
FORKS.set_forkserver_preload(["tests.crash.lives"])
MANY = 60  # entries, so that a life lasts longer than it takes to be killed twenty times
DEEDS = 16  # bureau, seven people, draft, begin, six acts


def run(target: Callable[..., None], *arguments: object) -> int | None:
    process = FORKS.Process(target=target, args=arguments)
    process.start()
    process.join(120)
    return process.exitcode


def url_of(house: House) -> str:
    return house.registry.engine.url.render_as_string(hide_password=False)


def assert_sound(house: House, home: Path) -> None:
    with house.reading() as session:
        assert soundness.faults(session) == []
    for audience in ("open", "shared"):
        read = worker.reader(house.registry, audience)
        follower.follow(read, settings_in(home).shelves, audience, site_url=SITE)
        assert follower.verify(read, settings_in(home).shelves, audience, site_url=SITE) == ()


@pytest.mark.parametrize("when", ["before", "after"])
def test_no_commit_boundary_leaves_half_a_deed(house: House, tmp_path: Path, when: str) -> None:
    broken_off = 0
    for _ in range(DEEDS):
        # Each life goes one deed further than the one before, and is broken off at its first or second commit.
        code = run(live, url_of(house), str(tmp_path), when, 2 if when == "before" else 1)
        broken_off += code == BROKEN_OFF
        with house.reading() as session:
            assert soundness.faults(session) == []
    assert broken_off >= DEEDS - 1
    assert run(live, url_of(house), str(tmp_path), "never", 0) == 0
    assert_sound(house, tmp_path)
    with house.reading() as session:
        assert life.the_entry(session).open_revision_id is not None


def kill_at_random(house: House, home: Path, times: int, seed: int, entries: int = 1) -> int:
    """Start a life and kill it -9 at a random moment, so many times; how often it was alive when it was killed."""
    chance = random.Random(seed)  # noqa: S311 - moments, not secrets
    killed = 0
    for _ in range(times):
        process = FORKS.Process(target=live, args=(url_of(house), str(home), "never", 0, entries))
        process.start()
        time.sleep(chance.uniform(0.1, 0.9))
        if process.pid and process.is_alive():
            os.kill(process.pid, signal.SIGKILL)
            killed += 1
        process.join(60)
        assert_sound(house, home)
    return killed


def test_three_kills_at_random_moments(house: House, tmp_path: Path) -> None:
    kill_at_random(house, tmp_path, times=3, seed=20260302)
    assert run(live, url_of(house), str(tmp_path), "never", 0) == 0
    assert_sound(house, tmp_path)


@pytest.mark.soak
def test_many_kills_at_random_moments(house: House, tmp_path: Path) -> None:
    killed = 0
    for turn in range(40):
        if killed >= 20:
            break
        killed += kill_at_random(house, tmp_path, times=1, seed=turn, entries=MANY)
    assert run(live, url_of(house), str(tmp_path), "never", 0, MANY) == 0
    assert_sound(house, tmp_path)
    assert killed >= 20
