"""Reading: one snapshot sees one state, whatever happens to the files meanwhile."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from portal.shelf import generations
from portal.shelf.criteria import All, Criteria, Words
from portal.shelf.errors import NotReadyError
from portal.shelf.follower import follow, rebuild
from portal.shelf.store import Shelf
from tests.shelf.log import BUREAU, PARKS, SITE, Log, entry, identity, name, with_units

CatchUp = Callable[[Log], Shelf]


def of_size(count: int) -> Log:
    log = with_units()
    for number in range(1, count + 1):
        log.publish(number, f"第{number}条", keywords=[f"标签{number % 3}"])
    return log


def test_a_snapshot_sees_one_state_while_the_log_is_followed(catch_up: CatchUp) -> None:
    log = of_size(3)
    shelf = catch_up(log)
    with shelf.read() as before:
        assert before.number() == 5
        log.publish(4)
        log.publish(1, "改了")
        catch_up(log)
        assert before.find(Criteria(All(), facets=("tags",))).count == 3
        assert before.find(Criteria(Words("改了"))).count == 0
        with shelf.read() as after:
            assert after.find(Criteria(All())).count == 4
            assert after.find(Criteria(Words("改了"))).names == (name(1),)
        assert before.names() == [name(number) for number in (1, 2, 3)]


def test_a_snapshot_outlives_its_generation(catch_up: CatchUp) -> None:
    log = of_size(40)
    shelf = catch_up(log)
    with shelf.read() as before:
        log.publish(41)
        rebuild(log.read, shelf.directory, "open", site_url=SITE)
        assert [path.name for path in shelf.directory.glob("*.sqlite")] == ["open-2.sqlite"]
        assert before.find(Criteria(Words("标签1"), rows=100, facets=("tags",))).count == 14
        assert len(before.names()) == 40
    with shelf.read() as after:
        assert len(after.names()) == 41


def test_readers_never_see_half_a_change(catch_up: CatchUp) -> None:
    """Four readers look as fast as they can while entries come, go, change, and generations are exchanged."""
    log = with_units()
    shelf = catch_up(log)
    stop = threading.Event()

    def look() -> int:
        looks = 0
        while not stop.is_set():
            with shelf.read() as snapshot:
                found = snapshot.find(Criteria(Words("条"), rows=100, facets=("title_string", "organization"), facet_limit=-1))
                names = snapshot.names()
                assert found.count == len(names) == len(found.packages) == snapshot.counts()["entries"]
                assert sorted(found.names) == names
                assert sum(each.count for each in found.facets["title_string"]) == found.count
                assert {name for name in names if snapshot.package(name) is None} == set()
                assert sum(each.package_count for each in snapshot.departments()) == found.count
                # Each state of the log below has as many entries as its number says.
                assert found.count == 0 or snapshot.number() >= 3
                looks += 1
        return looks

    with ThreadPoolExecutor(4) as pool:
        readers = [pool.submit(look) for _ in range(4)]
        for round_ in range(12):
            log.publish(round_ + 1, f"第{round_}条")
            if round_ % 3 == 1:
                log.end(round_ // 2 + 1)
            follow(log.read, shelf.directory, "open", site_url=SITE)
            if round_ % 4 == 2:
                rebuild(log.read, shelf.directory, "open", site_url=SITE)
        stop.set()
        assert all(reader.result() > 0 for reader in readers)


def test_a_pointer_to_a_file_that_is_gone_is_looked_at_again(catch_up: CatchUp, monkeypatch: pytest.MonkeyPatch) -> None:
    log = of_size(1)
    shelf = catch_up(log)
    looked: list[Path] = []
    truly = generations.current

    def late(directory: Path, audience: str) -> Path | None:
        looked.append(directory)
        return directory / "open-0.sqlite" if len(looked) == 1 else truly(directory, audience)

    monkeypatch.setattr(generations, "current", late)
    with shelf.read() as snapshot:
        assert snapshot.names() == [name(1)]
    assert len(looked) == 2


def test_a_shelf_that_stays_unreadable_is_not_ready(catch_up: CatchUp) -> None:
    shelf = catch_up(of_size(1))
    (shelf.directory / "open-1.sqlite").unlink()
    assert not shelf.ready()
    with pytest.raises(NotReadyError), shelf.read():
        pass


def test_an_entry_is_found_by_name_and_by_id(catch_up: CatchUp) -> None:
    with catch_up(of_size(2)).read() as snapshot:
        assert snapshot.package(entry(2)["id"]) == snapshot.package(name(2)) is not None
        assert snapshot.content(entry(2)["id"]) == snapshot.content(name(2))
        assert (snapshot.package("nobody"), snapshot.content("x" * 36), snapshot.modified("nobody")) == (None, None, None)


def test_names_are_sorted_and_the_recent_are_not(catch_up: CatchUp) -> None:
    log = with_units()
    for number in (3, 1, 2):
        log.publish(number)
    with catch_up(log).read() as snapshot:
        assert snapshot.names() == [name(number) for number in (1, 2, 3)]
        assert snapshot.names(1, 1) == [name(2)]
        assert snapshot.names(None, 2) == [name(3)]
        assert snapshot.recent(2) == [snapshot.package(name(number)) for number in (2, 1)]
        assert snapshot.recent(2, 2) == [snapshot.package(name(3))]
        assert [content["name"] for content in snapshot.contents([name(3), "nobody", name(1)])] == [name(3), name(1)]


def test_what_surrounds_the_entries(catch_up: CatchUp) -> None:
    log = with_units()
    log.service_item("SP-002")
    log.service_item("SP-001", provider=PARKS)
    needed = {"code": "SP-001", "name": "公园名录查询"}
    log.publish(1, keywords=["公园", "Park"], licence="cc-by", themes=["1", "2"], resource_formats=["csv"], produced_by=[needed])
    log.publish(2, keywords=["公园"], licence="sh-platform-terms", provider=PARKS, resource_formats=["csv", "xlsx"])
    with catch_up(log).read() as snapshot:
        assert [(each.slug, each.package_count) for each in snapshot.departments()] == [(BUREAU, 1), (PARKS, 1)]
        assert snapshot.department(identity(PARKS)) == snapshot.department(PARKS) is not None
        assert [(each.slug, each.package_count) for each in snapshot.themes() if each.package_count] == [("economy", 1), ("environment", 2)]
        theme = snapshot.theme("economy")
        assert theme is not None
        assert (snapshot.theme(theme.id), theme.code, theme.title_zh, theme.title_en) == (theme, "1", "经济建设", "Economic development")
        assert snapshot.tags() == ("Park", "公园")
        assert snapshot.tags("PAR") == ("Park",)
        assert snapshot.tag("Park") == "Park"
        assert snapshot.tag("3a9a8c3c-0000-5000-8000-000000000000") is None
        assert snapshot.licences() == ("cc-by", "other-at")
        assert [(each.code, each.produces) for each in snapshot.service_items()] == [("SP-001", ((name(1), "公园名录"),)), ("SP-002", ())]
        assert snapshot.counts() == {"entries": 2, "departments": 2, "themes": 2, "tags": 2, "resources": 3, "service_items": 1}
        resource = snapshot.resource(identity("resource 2 1"))
        assert resource is not None
        assert resource["format"] == "XLSX"
        assert snapshot.number() == log.records[-1].number
        assert snapshot.modified() == log.records[-1].at


@pytest.mark.parametrize("typed", ["park", "公园", "Park 公"])
def test_tags_and_titles_are_suggested(catch_up: CatchUp, typed: str) -> None:
    log = with_units()
    for number in range(1, 5):
        log.publish(number, f"{number}号Park 公园", keywords=["park公园", "Park 公园介绍"])
    with catch_up(log).read() as snapshot:
        suggested = snapshot.suggest(typed, 5)
        assert [each.kind for each in suggested] == ["tag"] * (1 if typed == "Park 公" else 2) + ["title"] * (
            4 if typed == "Park 公" else 3
        )
        assert [each.name for each in suggested if each.kind == "title"][:2] == [name(4), name(3)]
        assert len(snapshot.suggest(typed, 1)) == 1
        assert snapshot.suggest("没有的", 5) == snapshot.suggest("、", 5) == snapshot.suggest(typed, 0) == ()


@pytest.mark.parametrize(
    ("typed", "numbers"),
    [("00003", [3]), ("07001002-00000", [3, 2, 1]), ("市民", [2]), ("S监", [1]), ("5", [2]), ("ps监控点", [1]), ("", [])],
)
def test_completing_looks_inside_names_and_titles(catch_up: CatchUp, typed: str, numbers: list[int]) -> None:
    log = with_units()
    for number, title in enumerate(("GPS监控点位", "12345市民热线", "公园"), 1):
        log.publish(number, title)
    with catch_up(log).read() as snapshot:
        assert [found for found, _ in snapshot.autocomplete(typed, 5)] == [name(number) for number in numbers]
