"""What the log says is what the API says, from one request to the next."""

from pathlib import Path

import pytest

from portal.ckan_interop.asgi import create
from portal.shelf import follower
from portal.shelf.store import Shelf
from tests.support.ckan_site import Site
from tests.support.in_process import Caller
from tests.support.open_entries import BUREAU, SITE_URL, a_department, an_entry
from tests.support.shelf_fixture import Log


@pytest.fixture
def log() -> Log:
    made = Log()
    made.append("publish", "department", a_department(BUREAU))
    made.publish(an_entry(1, title="第一版"))
    return made


@pytest.fixture
def api(tmp_path: Path) -> Caller:
    return Caller(create(Shelf(tmp_path, "open"), Site()))


def follow(log: Log, directory: Path) -> None:
    follower.follow(log.after, directory, "open", site_url=SITE_URL)


def titles(api: Caller, q: str) -> list[str]:
    return [package["title"] for package in api.get("package_search", {"q": q}).result["results"]]


@pytest.mark.parametrize("action", ["package_search", "package_list", "package_show?id=x"])
def test_before_there_is_a_shelf_the_api_says_so(api: Caller, action: str) -> None:
    reply = api.ask("GET", f"/api/3/action/{action}")
    assert (reply.status, reply.error) == (500, {"__type": "Search Connection Error", "message": "Unable to connect to the search server"})


def test_a_shelf_that_comes_later_is_found(api: Caller, log: Log, tmp_path: Path) -> None:
    assert api.get("package_list").status == 500
    follow(log, tmp_path)
    assert titles(api, "") == ["第一版"]


def test_a_change_is_seen_and_found_at_once(api: Caller, log: Log, tmp_path: Path) -> None:
    follow(log, tmp_path)
    before = api.get("package_show", {"id": an_entry(1)["id"]})
    log.publish(an_entry(1, title="第二版"), an_entry(2, title="新数据"))
    follow(log, tmp_path)
    after = api.get("package_show", {"id": an_entry(1)["id"]}, headers={"if-none-match": before.headers["etag"]})
    assert (after.status, after.result["title"]) == (200, "第二版")
    assert after.result["metadata_modified"] > before.result["metadata_modified"]
    assert after.result["metadata_created"] == before.result["metadata_created"]
    assert (titles(api, "第一版"), titles(api, "第二版"), titles(api, "新数据")) == ([], ["第二版"], ["新数据"])


@pytest.mark.parametrize("act", ["withdraw", "suspend", "erase"])
def test_an_end_is_seen_at_once(api: Caller, log: Log, tmp_path: Path, act: str) -> None:
    follow(log, tmp_path)
    known = api.get("package_show", {"id": an_entry(1)["name"]}).headers["etag"]
    log.end(act, an_entry(1), "OUTDATED")
    follow(log, tmp_path)
    gone = api.get("package_show", {"id": an_entry(1)["name"]}, headers={"if-none-match": known})
    assert (gone.status, gone.error["message"]) == (404, "Not found")
    assert (titles(api, "第一版"), api.get("package_list").result) == ([], [])
    assert api.get("organization_show", {"id": BUREAU}).result["package_count"] == 0


def test_a_unit_with_a_new_name_is_called_by_it_in_every_answer(api: Caller, log: Log, tmp_path: Path) -> None:
    follow(log, tmp_path)
    log.append("publish", "department", a_department(BUREAU, name="上海市绿化市容局"))
    follow(log, tmp_path)
    assert api.get("package_show", {"id": an_entry(1)["id"]}).result["organization"]["title"] == "上海市绿化市容局"
    assert api.get("organization_show", {"id": BUREAU}).result["title"] == "上海市绿化市容局"
    assert titles(api, "绿化市容局") == ["第一版"]
