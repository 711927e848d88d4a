"""A node that is fed by bundles alone shows what the inside shows; and what ended leaves nothing on it."""

import itertools
import json
from pathlib import Path
from typing import Any

import pytest

from catalog import publication
from portal.handover import inbox
from portal.shelf import follower
from portal.shelf.criteria import All, Criteria, Words
from portal.shelf.store import Shelf
from tests.handover.two_sides import SITE, Inside, Outside, an_outside


def shown(shelves: Path) -> dict[str, Any]:
    """Everything that a visitor could see."""
    shelf = Shelf(shelves, "open")
    with shelf.read() as snapshot:
        names = snapshot.names(None, 0)
        found = snapshot.find(Criteria(All(), rows=100, facets=("tags", "groups", "organization")))
        packages = {name: json.loads(snapshot.package(name) or b"null") for name in names}
        seen = {"number": snapshot.number(), "packages": packages, "found": found, "modified": snapshot.modified()}
        seen |= {"departments": snapshot.departments(), "items": snapshot.service_items(), "recent": snapshot.recent(100, 0)}
    shelf.close()
    return seen


def faults(outside: Outside) -> tuple[follower.Fault, ...]:
    return follower.verify(inbox.reader(outside.places.inbox, "open"), outside.shelves, "open", site_url=SITE)


def carry(inside: Inside, outside: Outside) -> None:
    outside.take_in(inside.export())
    outside.follow()


def test_both_sides_show_the_same_after_every_bundle(inside: Inside, outside: Outside) -> None:
    carry(inside, outside)
    assert shown(outside.shelves) == shown(inside.follow())
    first, second = inside.open_entry("先开放的公园"), inside.open_entry("后开放的公园")
    carry(inside, outside)
    assert shown(outside.shelves) == shown(inside.follow())
    inside.end(first)
    inside.do(publication.suspend, second, "REVIEW")
    carry(inside, outside)
    assert shown(outside.shelves) == shown(inside.follow())
    inside.do(publication.restore, second)
    inside.open_entry("最后的公园", related_codes=[second.code])
    carry(inside, outside)
    seen = shown(outside.shelves)
    assert seen == shown(inside.follow())
    assert len(seen["packages"]) == 4
    assert faults(outside) == ()


def test_the_tombstone_is_the_same_on_both_sides(inside: Inside, outside: Outside) -> None:
    entry = inside.open_entry("撤下的公园")
    carry(inside, outside)
    inside.end(entry, "PRIVACY")
    carry(inside, outside)
    graves = []
    for shelves in (outside.shelves, inside.follow()):
        shelf = Shelf(shelves, "open")
        with shelf.read() as snapshot:
            graves.append(snapshot.tombstone(entry.name or ""))
            assert snapshot.package(entry.name or "") is None
            assert snapshot.find(Criteria(Words("撤下"))).count == 0
        shelf.close()
    assert graves[0] == graves[1]
    assert graves[0] is not None
    assert graves[0].reason == "PRIVACY"


@pytest.mark.parametrize(
    ("deed", "reason"), [(publication.withdraw, "PRIVACY"), (publication.suspend, "REVIEW"), (publication.erase, "SECRECY")]
)
def test_what_ended_is_in_no_file_of_the_node(inside: Inside, outside: Outside, deed: Any, reason: str) -> None:
    marks = ("绝不外留的摘要文字甲乙丙", "ZQXTRACE")
    entry = inside.open_entry("一处公园", abstract=f"{marks[0]}{marks[1]}，" * 15, keywords=[marks[1]])
    carry(inside, outside)
    assert holds(outside, marks)
    inside.do(deed, entry, *(("open",) if deed is publication.withdraw else ()), reason)
    carry(inside, outside)
    assert not holds(outside, marks)
    assert faults(outside) == ()


def holds(outside: Outside, marks: tuple[str, ...]) -> bool:
    contents = [content for content in outside.everything().values() if content]
    return any(mark.encode() in content for content, mark in itertools.product(contents, marks))


def test_a_bundle_from_the_start_leaves_nothing_of_what_it_lacks(inside: Inside, outside: Outside) -> None:
    entry = inside.open_entry("一处公园", abstract="绝不外留的摘要文字甲乙丙，" * 30)
    carry(inside, outside)
    inside.end(entry)
    outside.take_in(inside.export(anew=True))
    outside.follow()
    assert not holds(outside, ("绝不外留的摘要文字甲乙丙",))
    assert shown(outside.shelves) == shown(inside.follow())


def test_a_new_node_comes_to_the_same_shelf(inside: Inside, outside: Outside, tmp_path: Path) -> None:
    entry = inside.open_entry("一处公园")
    carry(inside, outside)
    inside.end(entry)
    carry(inside, outside)
    node = an_outside(tmp_path / "new", inside)
    node.take_in(inside.export(anew=True, limit=4))
    node.follow()
    node.take_in(inside.export())
    node.follow()
    assert shown(node.shelves) == shown(outside.shelves)


def test_a_node_to_which_nothing_was_carried_shows_an_empty_shelf(outside: Outside) -> None:
    assert inbox.reader(outside.places.inbox, "open")(0, 10) == []
    assert outside.follow() == 0
    assert not outside.places.inbox.exists()


def test_the_shelf_can_be_thrown_away(inside: Inside, outside: Outside) -> None:
    carry(inside, outside)
    before = shown(outside.shelves)
    follower.rebuild(inbox.reader(outside.places.inbox, "open"), outside.shelves, "open", site_url=SITE)
    assert shown(outside.shelves) == before
