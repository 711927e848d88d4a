"""Killed anywhere while it imports, a node has what it had before or all of the bundle; and it goes on from there."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest

from portal.handover import inbox
from portal.handover.errors import HandoverError
from tests.handover.killed import DIED, FINISHED, do_and_die
from tests.handover.two_sides import Inside, Outside


def state(outside: Outside) -> tuple[Any, ...]:
    read = inbox.reader(outside.places.inbox, "open")
    return inbox.standing(outside.places.inbox, "open"), tuple(read(0, 1000))


def prepared(inside: Inside, outside: Outside) -> Path:
    """A bundle that brings an entry, ends another that the node has, and carries a file."""
    entry = inside.open_entry("要撤下的公园", abstract="很长的摘要，" * 60)
    outside.take_in(inside.export())
    inside.end(entry)
    inside.open_entry("新公园")
    table = inside.home / "table.csv"
    table.write_bytes(b"a,b\n")
    return inside.export(files=(table,))


def all_deaths(pattern: Path, folder: Path, deed: Callable[[Path], Callable[[], object]]) -> list[Path]:
    """The node after it died at each step of the deed."""
    ended, steps = do_and_die(deed(Path(copytree(pattern, folder / "whole"))))
    assert ended == FINISHED
    assert steps > 20
    nodes = []
    for step in range(1, steps + 1):
        node = Path(copytree(pattern, folder / f"step-{step}"))
        assert do_and_die(deed(node), step) == (DIED, 0)
        nodes.append(node)
    return nodes


def test_the_first_bundle_is_there_or_not(inside: Inside, outside: Outside, tmp_path: Path) -> None:
    bundle = inside.export(limit=1)
    dead = all_deaths(outside.home, tmp_path / "dead", lambda node: lambda: Outside(node).take_in(bundle))
    old, new = assert_old_or_new(outside, bundle, dead)
    assert (old, new) == ((None, ()), state(outside))


def test_a_later_bundle_is_there_or_not_and_leaves_nothing_of_what_it_ends(inside: Inside, outside: Outside, tmp_path: Path) -> None:
    bundle = prepared(inside, outside)
    dead = all_deaths(outside.home, tmp_path / "dead", lambda node: lambda: Outside(node).take_in(bundle))
    assert_old_or_new(outside, bundle, dead)
    uncleaned = [node for node in dead if is_to_be_cleaned(node)]
    assert 0 < len(uncleaned) < len(dead)
    for node in uncleaned:
        Outside(node).follow()
    assert not any(map(is_to_be_cleaned, dead))
    assert not any(map(holds, dead))


def is_to_be_cleaned(node: Path) -> bool:
    with closing(sqlite3.connect(inbox.file(Outside(node).places.inbox, "open"))) as connection:
        return bool(connection.execute("SELECT has_traces FROM about").fetchone()[0])


def holds(node: Path) -> bool:
    """Whether anything of what ended is still in a file of the node."""
    return any("很长的摘要".encode() in (content or b"") for content in Outside(node).everything().values())


def assert_old_or_new(outside: Outside, bundle: Path, dead: list[Path]) -> tuple[Any, Any]:
    """Each node has the state before or the one after, and can be brought to the one after. Returns both states."""
    old = state(outside)
    outside.take_in(bundle)
    new = state(outside)
    seen = [state(Outside(node)) for node in dead]
    assert seen.count(old) + seen.count(new) == len(dead)
    assert min(seen.count(old), seen.count(new)) > 0
    for node, after in zip(dead, seen, strict=True):
        if after == old:
            Outside(node).take_in(bundle)
        else:
            with pytest.raises(HandoverError, match="already"):
                Outside(node).take_in(bundle)
        assert state(Outside(node)) == new
    return old, new
