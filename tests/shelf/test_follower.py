"""Following the log: in which steps it is done makes no difference to what the shelf shows."""

import json
import threading
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from portal.shelf import follower
from portal.shelf.errors import LogError, NotReadyError
from portal.shelf.follower import Followed, follow, rebuild, verify
from portal.shelf.records import Record
from portal.shelf.store import Shelf
from tests.shelf import story
from tests.shelf.log import BUREAU, PARKS, SITE, Log, entry, name, with_units

CatchUp = Callable[[Log], Shelf]


def shown(directory: Path) -> dict[str, object]:
    shelf = Shelf(directory, "open")
    with shelf.read() as snapshot:
        seen = story.seen(snapshot)
    shelf.close()
    return seen


@pytest.mark.parametrize("batch", [1, 2, 3, 100])
def test_the_size_of_the_batches_makes_no_difference(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, batch: int) -> None:
    monkeypatch.setattr(follower, "BATCH", batch)
    log = story.told()
    everything, log.records = log.records, log.records[:2]
    for directory in (tmp_path / "step by step", tmp_path / "at once"):
        follow(log.read, directory, "open", site_url=SITE)
    for end in range(3, len(everything) + 1):
        log.records = everything[:end]
        follow(log.read, tmp_path / "step by step", "open", site_url=SITE)
    follow(log.read, tmp_path / "at once", "open", site_url=SITE)
    rebuild(log.read, tmp_path / "rebuilt", "open", site_url=SITE)
    assert shown(tmp_path / "step by step") == shown(tmp_path / "at once") == shown(tmp_path / "rebuilt")
    for directory in tmp_path.iterdir():
        assert verify(log.read, directory, "open", site_url=SITE) == ()


def test_the_story_ends_as_it_should(catch_up: CatchUp) -> None:
    with catch_up(story.told()).read() as snapshot:
        assert snapshot.names() == [name(number) for number in (1, 2, 4, 6)]
        assert [each and (each.act, each.reason, each.title) for each in map(snapshot.tombstone, [name(3), entry(4)["id"], name(5)])] == [
            ("withdraw", "OUTDATED", "要撤下的条目"),
            None,
            ("erase", "SECRECY", None),
        ]
        assert snapshot.redirect(PARKS) == "sh-park-centre"
        assert snapshot.redirect("sh-park-centre") is None
        assert snapshot.redirect("nobody") is None
        assert snapshot.department(PARKS) is None
        parks = snapshot.department("sh-park-centre")
        assert parks is not None
        assert parks.package_count == 2


def test_a_renamed_unit_is_renamed_in_its_entries_which_count_as_changed(catch_up: CatchUp) -> None:
    log = with_units()
    for number in (1, 2):
        log.publish(number, provider=PARKS)
    log.publish(3)
    renamed = log.unit("sh-park-centre", "上海市公园中心", of=PARKS, former_slugs=[PARKS])
    with catch_up(log).read() as snapshot:
        package, content = json.loads(snapshot.package(name(1)) or b""), snapshot.content(name(1))
        assert package["organization"]["title"] == "上海市公园中心"
        assert package["metadata_modified"] == renamed.at.replace(tzinfo=None).isoformat()
        assert content is not None
        assert content["document"]["provider"] == "sh-park-centre"
        assert [snapshot.modified(name(number)) for number in (1, 2)] == [renamed.at] * 2
        assert snapshot.modified(name(3)) != renamed.at


def test_a_unit_published_again_as_it_was_changes_nothing(catch_up: CatchUp) -> None:
    log = with_units()
    published = log.publish(1)
    log.unit()
    with catch_up(log).read() as snapshot:
        assert snapshot.modified(name(1)) == published.at


def test_a_renamed_service_item_is_renamed_in_its_entries(catch_up: CatchUp) -> None:
    log = with_units()
    log.service_item("SP-001")
    log.publish(1, produced_by=[{"code": "SP-001", "name": "公园名录查询"}])
    log.publish(2)
    renamed = log.service_item("SP-001", "公园查询")
    with catch_up(log).read() as snapshot:
        content, item = snapshot.content(name(1)), snapshot.service_item("SP-001")
        assert content is not None
        assert content["service_items"]["produced_by"] == [{"code": "SP-001", "name": "公园查询"}]
        assert snapshot.modified(name(1)) == renamed.at
        assert "公园查询" in (snapshot.package(name(1)) or b"").decode()
        assert item is not None
        assert (item.produces, item.needs) == (((name(1), "公园名录"),), ())


def test_following_says_what_it_did(tmp_path: Path) -> None:
    log = with_units()
    told: list[int] = []
    assert follow(log.read, tmp_path, "open", site_url=SITE, progress=told.append) == Followed(0, 2, 2)
    log.publish(1, step=5)
    assert follow(log.read, tmp_path, "open", site_url=SITE, progress=told.append) == Followed(2, 7, 1)
    assert follow(log.read, tmp_path, "open", site_url=SITE) == Followed(7, 7, 0)
    assert told == [2, 7]


def test_an_empty_log_makes_an_empty_shelf(catch_up: CatchUp) -> None:
    with catch_up(Log()).read() as snapshot:
        assert (snapshot.number(), snapshot.names(), snapshot.counts()["entries"]) == (0, [], 0)
        assert len(snapshot.themes()) == 12


def test_numbers_that_do_not_grow_are_refused(tmp_path: Path) -> None:
    log = with_units()
    log.publish(1)
    log.records[-1], log.records[-2] = log.records[-2], log.records[-1]
    with pytest.raises(LogError, match="gave record 2 after record 3"):
        follow(log.read, tmp_path, "open", site_url=SITE)


def test_a_log_that_was_set_back_is_refused(catch_up: CatchUp) -> None:
    log = with_units()
    log.publish(1)
    shelf = catch_up(log)
    del log.records[-1]
    with pytest.raises(LogError, match="no longer has record 3"):
        catch_up(log)
    log.publish(2, "别的历史")
    with pytest.raises(LogError, match="no longer has record 3"):
        catch_up(log)
    rebuild(log.read, shelf.directory, "open", site_url=SITE)
    with shelf.read() as snapshot:
        assert snapshot.names() == [name(2)]


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda log: log.add("publish", "entry", entry(1)).content["document"].pop("title"), "cannot be rendered"),
        (lambda log: log.publish(1, provider="sh-nobody"), "the unit that provides entry 307001002-000001"),
        (lambda log: log.add("publish", "planet", {"id": "x"}), "“publish” of “planet” is unknown"),
        (lambda log: log.add("praise", "entry", entry(1)), "“praise” of “entry” is unknown"),
        (lambda log: log.add("publish", "department", {"id": "x"}), "record 3 does not fit"),
        (lambda log: log.unit(BUREAU, of="another unit"), "record 3 does not fit"),
    ],
)
def test_a_record_that_does_not_fit_is_refused_and_changes_nothing(catch_up: CatchUp, spoil: Callable[[Log], object], said: str) -> None:
    log = with_units()
    shelf = catch_up(log)
    spoil(log)
    with pytest.raises(LogError, match=said) as refusal:
        catch_up(log)
    assert refusal.value.text("zh") != refusal.value.text("en") == str(refusal.value)
    with shelf.read() as snapshot:
        assert (snapshot.number(), snapshot.names()) == (2, [])
    with pytest.raises(LogError, match=said):
        rebuild(log.read, shelf.directory, "open", site_url=SITE)


def test_records_for_others_are_refused(tmp_path: Path) -> None:
    log = with_units()
    with pytest.raises(LogError, match="is for the audience “open”"):
        follow(log.read, tmp_path, "shared", site_url=SITE)


def test_shelves_of_two_audiences_share_a_folder(tmp_path: Path) -> None:
    logs = {audience: Log(audience) for audience in ("open", "shared")}
    for number, (audience, log) in enumerate(logs.items(), 1):
        log.unit()
        log.publish(number, f"给{audience}的条目")
        follow(log.read, tmp_path, audience, site_url=SITE)
    for number, audience in enumerate(logs, 1):
        with Shelf(tmp_path, audience).read() as snapshot:
            assert snapshot.names() == [name(number)]


def test_a_shelf_made_with_something_else_is_built_anew(catch_up: CatchUp) -> None:
    log = with_units()
    log.publish(1)
    shelf = catch_up(log)
    follow(log.read, shelf.directory, "open", site_url="https://elsewhere.example.gov.cn")
    with shelf.read() as snapshot:
        assert json.loads(snapshot.package(name(1)) or b"")["url"] == f"https://elsewhere.example.gov.cn/dataset/{name(1)}"
    assert [path.name for path in shelf.directory.glob("*.sqlite")] == ["open-2.sqlite"]


def test_a_shelf_that_cannot_be_read_is_built_anew(catch_up: CatchUp) -> None:
    log = with_units()
    log.publish(1)
    shelf = catch_up(log)
    (shelf.directory / "open-1.sqlite").write_bytes(b"not a shelf at all" * 500)
    catch_up(log)
    with shelf.read() as snapshot:
        assert snapshot.names() == [name(1)]


def test_a_shelf_that_nobody_built_is_not_ready(shelf: Shelf) -> None:
    assert not shelf.ready()
    with pytest.raises(NotReadyError), shelf.read():
        pass
    with pytest.raises(NotReadyError):
        verify(Log().read, shelf.directory, "open", site_url=SITE)


def test_two_followers_wait_for_each_other(tmp_path: Path) -> None:
    log = story.told()
    inside, most = [0], [0]

    def read(after: int, limit: int) -> Sequence[Record]:
        inside[0] += 1
        most[0] = max(most[0], inside[0])
        try:
            return log.read(after, limit)
        finally:
            inside[0] -= 1

    threads = [threading.Thread(target=follow, args=(read, tmp_path, "open"), kwargs={"site_url": SITE}) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == [1]
    assert verify(log.read, tmp_path, "open", site_url=SITE) == ()
