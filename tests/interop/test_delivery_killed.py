"""Killed at any moment, a delivery goes on where it stopped: the target ends up the same, nothing is there twice."""

import multiprocessing
import random
from pathlib import Path

import pytest

from tests.support.broken_deliveries import BROKEN_OFF, FINISHED, deliver, go_on
from tests.support.deliveries import Delivery, whole

FORKS = multiprocessing.get_context("forkserver")
FORKS.set_forkserver_preload(["tests.support.broken_deliveries"])


def live(home: Path, steps: int, *, at_requests: bool) -> int | None:
    home.mkdir(exist_ok=True)
    process = FORKS.Process(target=deliver, args=(str(home), steps, at_requests))
    process.start()
    process.join(120)
    return process.exitcode


def assert_ends_like(home: Path, pattern: Delivery) -> None:
    delivery = go_on(home)
    assert delivery.ckan.shown() == pattern.ckan.shown()
    assert delivery.ckan.datasets.keys() == pattern.ckan.datasets.keys()
    assert delivery.ckan.places == pattern.ckan.places
    assert delivery.push().requests == 0


@pytest.fixture(scope="module")
def pattern(tmp_path_factory: pytest.TempPathFactory) -> Delivery:
    return whole(tmp_path_factory.mktemp("pattern"))


def test_no_commit_boundary_loses_or_doubles_anything(tmp_path: Path, pattern: Delivery) -> None:
    boundary = 0
    while live(tmp_path / str(boundary), boundary + 1, at_requests=False) == BROKEN_OFF:
        assert_ends_like(tmp_path / str(boundary), pattern)
        boundary += 1
    assert boundary >= 40


def test_a_life_that_is_broken_off_again_and_again_gets_there(tmp_path: Path, pattern: Delivery) -> None:
    ends = [live(tmp_path / "home", steps, at_requests=True) for steps in (9, 16, 23, 30)]
    assert ends == [BROKEN_OFF] * 4
    assert_ends_like(tmp_path / "home", pattern)


@pytest.mark.soak
def test_sixty_random_moments_end_in_the_same_state(tmp_path: Path, pattern: Delivery) -> None:
    chance = random.Random(20260302)  # noqa: S311 - moments, not secrets
    killed, turn = 0, 0
    while killed < 60:
        home, turn = tmp_path / str(turn), turn + 1
        while (code := live(home, chance.randrange(1, 60), at_requests=True)) == BROKEN_OFF:
            killed += 1
        assert code == FINISHED
        assert_ends_like(home, pattern)
