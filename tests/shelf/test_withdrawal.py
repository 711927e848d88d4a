"""What was withdrawn is gone: from every answer at once, and from every byte when following returns."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from portal.shelf.criteria import All, Criteria, Exists, Prefix, Term, Words
from portal.shelf.follower import verify
from portal.shelf.store import Shelf
from tests.shelf.log import SITE, Log, entry, identity, name, with_units

CatchUp = Callable[[Log], Shelf]
MARKER = "zq7Xmarker"
NEIGHBOURS = 40


def marked() -> dict[str, Any]:
    """A document with the marker in every place where a text can be."""
    return {
        "title": f"古树{MARKER}名录{MARKER * 3}",
        "abstract": f"{MARKER}。" * 40,
        "keywords": [MARKER, f"公园{MARKER}"],
        "item_names": [f"名称{MARKER}", f"{MARKER}编号"],
        "public_contact": {"office": f"办公室{MARKER}", "phone": "021-52567888"},
        "format_note": MARKER,
    }


def crowd() -> Log:
    """A log of one marked entry among others, enough for the tables to have more than one page."""
    log = with_units()
    for number in range(2, NEIGHBOURS // 2):
        log.publish(number, f"邻居{number}", abstract="说明。" * number, keywords=[f"标签{number}"])
    log.publish(1, **marked(), resource_formats=["csv"])
    for number in range(NEIGHBOURS // 2, NEIGHBOURS):
        log.publish(number, f"邻居{number}", abstract="说明。" * number, keywords=[f"标签{number}"])
    return log


def files_with(folder: Path, *texts: str) -> list[str]:
    found = []
    for path in folder.iterdir():
        content = path.read_bytes().lower()
        found += [path.name for text in texts if text.lower().encode() in content]
    return found


@pytest.mark.parametrize(
    ("act", "reason", "title"), [("withdraw", "OUTDATED", "老古树名录"), ("suspend", "PRIVACY", None), ("erase", "SECRECY", None)]
)
def test_nothing_of_it_is_in_any_file(catch_up: CatchUp, act: str, reason: str, title: str | None) -> None:
    log = crowd()
    shelf = catch_up(log)
    assert files_with(shelf.directory, MARKER)
    log.end(1, act, reason, title)
    with shelf.read() as reader:
        catch_up(log)
        assert reader.content(name(1)) is not None, "a reader in the middle of a look keeps seeing what it saw"
    assert files_with(shelf.directory, MARKER) == []
    assert verify(log.read, shelf.directory, "open", site_url=SITE) == ()


def test_nothing_of_what_a_rebuild_passes_by_is_in_any_file(catch_up: CatchUp) -> None:
    log = crowd()
    log.end(1, "withdraw", "OUTDATED", None)
    assert files_with(catch_up(log).directory, MARKER) == []


def test_it_is_in_no_answer(catch_up: CatchUp) -> None:
    log = crowd()
    catch_up(log)
    log.end(1, "withdraw", "OUTDATED", None)
    with catch_up(log).read() as snapshot:
        assert (snapshot.package(name(1)), snapshot.content(name(1)), snapshot.modified(identity("307001002/000001"))) == (None, None, None)
        assert snapshot.resource(identity("resource 1 0")) is None
        assert name(1) not in snapshot.names()
        assert (snapshot.tags(MARKER), snapshot.suggest(MARKER, 5), snapshot.autocomplete(MARKER, 5)) == ((), (), ())
        for query in (Words(MARKER), Prefix("tags", MARKER), Term("tags", MARKER), Exists("cn_format_note"), Words("古树", "title")):
            assert snapshot.find(Criteria(query)).count == 0
        found = snapshot.find(Criteria(All(), rows=100, facets=("tags", "data_items", "res_format"), facet_limit=-1))
        assert found.count == NEIGHBOURS - 2
        assert not any(MARKER in value.value for values in found.facets.values() for value in values)
        assert found.facets["res_format"] == ()


@pytest.mark.parametrize("act", ["withdraw", "suspend", "erase"])
def test_a_tombstone_says_what_it_may(catch_up: CatchUp, act: str) -> None:
    log = crowd()
    log.end(1, act, "OUTDATED", "老古树名录")
    with catch_up(log).read() as snapshot:
        stone = snapshot.tombstone(name(1))
        assert stone is not None
        assert (stone.name, stone.act, stone.ended_on, stone.reason) == (name(1), act, "2026-04-01", "OUTDATED")
        assert stone.title == (None if act == "erase" else "老古树名录")
        assert snapshot.tombstone(entry(1)["id"]) == stone
        assert snapshot.tombstone(name(2)) is None


def test_a_code_is_not_kept(catch_up: CatchUp) -> None:
    log = with_units()
    log.publish(1)
    log.end(1, "erase", "SECRECY", None)
    assert files_with(catch_up(log).directory, "307001002/000001") == []


def test_what_comes_back_has_no_tombstone(catch_up: CatchUp) -> None:
    log = crowd()
    log.end(1, "suspend", "REVIEW", None)
    catch_up(log)
    log.publish(1, "回来了")
    with catch_up(log).read() as snapshot:
        assert snapshot.tombstone(name(1)) is None
        assert snapshot.find(Criteria(Words("回来了"))).names == (name(1),)


def test_a_destroyed_record_of_the_past_is_passed_by(catch_up: CatchUp) -> None:
    log = with_units()
    subject = entry(1)["id"]
    log.add("publish", "entry", None, subject=subject)
    log.end(1, "erase", "SECRECY", None)
    with catch_up(log).read() as snapshot:
        assert snapshot.names() == []
        assert snapshot.tombstone(subject) is not None


def test_a_service_item_that_ended_is_gone(catch_up: CatchUp) -> None:
    log = with_units()
    record = log.service_item("SP-001")
    catch_up(log)
    log.add("withdraw", "service_item", None, subject=record.subject_id)
    with catch_up(log).read() as snapshot:
        assert snapshot.service_items() == ()
