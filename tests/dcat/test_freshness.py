"""Who holds a document need not fetch it again until something has changed; what is withdrawn is gone at once."""

from pathlib import Path

import pytest

from portal.dcat.freshness import Freshness
from portal.shelf import follower
from portal.shelf.store import Shelf
from tests.dcat.machine_site import Machine, Site
from tests.support import public_catalogue
from tests.support.public_catalogue import SITE_URL, TREES, content, item, name_of
from tests.support.shelf_fixture import Log, followed

PATHS = ("/catalog.ttl", "/catalog.rdf", f"/dataset/{name_of(TREES)}.jsonld", "/feeds/dataset.atom", "/sitemap.xml")


@pytest.fixture
def log() -> Log:
    return public_catalogue.log()


def follow(log: Log, directory: Path) -> None:
    follower.follow(log.after, directory, "open", site_url=SITE_URL)


@pytest.mark.parametrize("path", PATHS)
def test_who_holds_a_document_is_told_so(machine: Machine, path: str) -> None:
    first = machine.raw.get(path)
    tag = first.headers["etag"]
    assert tag.startswith('W/"14-')
    assert first.headers["cache-control"] == "no-cache"
    for held in (tag, f'"x", {tag}', tag.removeprefix("W/"), "*"):
        answer = machine.raw.get(path, headers={"if-none-match": held})
        assert (answer.status_code, answer.content, answer.headers["etag"]) == (304, b"", tag)
    assert machine.raw.get(path, headers={"if-none-match": 'W/"13-x"'}).content == first.content


def test_each_address_has_a_tag_of_its_own(machine: Machine) -> None:
    paths = [*PATHS, "/catalog.ttl?page=2", "/catalog.ttl?q=公园", "/catalog.ttl?fq=x:y", "/catalog.jsonld"]
    assert len({machine.raw.get(path).headers["etag"] for path in paths}) == len(paths)


@pytest.mark.parametrize("path", PATHS)
def test_head_tells_what_get_would_send(machine: Machine, path: str) -> None:
    got, told = machine.raw.get(path), machine.raw.head(path)
    assert (told.status_code, told.content) == (200, b"")
    assert dict(told.headers) == dict(got.headers)
    assert int(told.headers["content-length"]) == len(got.content)


def test_when_it_last_changed(machine: Machine) -> None:
    assert machine.raw.get(f"/dataset/{name_of(TREES)}.ttl").headers["last-modified"] == "Mon, 02 Mar 2026 01:05:00 GMT"
    assert machine.raw.get("/catalog.ttl").headers["last-modified"] == "Mon, 02 Mar 2026 01:14:00 GMT"


def test_a_change_is_seen_at_once(tmp_path: Path, log: Log) -> None:
    machine = Machine(followed(tmp_path, log, SITE_URL))
    before = {path: machine.raw.get(path) for path in PATHS}
    log.publish(content("307001009/000001", "新的数据", "新的数据的说明文字。", [item("名称")]))
    follow(log, tmp_path)
    for path, answer in before.items():
        after = machine.raw.get(path, headers={"if-none-match": answer.headers["etag"]})
        assert (after.status_code, after.headers["etag"] != answer.headers["etag"]) == (200, True)
        assert ("dataset/307001009-000001" in after.text) is not path.startswith("/dataset/")


@pytest.mark.parametrize("act", ["withdraw", "suspend", "erase"])
def test_what_is_withdrawn_is_gone_at_once(tmp_path: Path, log: Log, act: str) -> None:
    entry = content("307001009/000001", "撤回的数据", "撤回的数据的说明文字。", [item("名称")])
    log.publish(entry)
    machine = Machine(followed(tmp_path, log, SITE_URL))
    own = f"/dataset/{entry['name']}.ttl"
    held = {path: machine.raw.get(path).headers["etag"] for path in (*PATHS, own)}
    log.end(act, entry, "OUTDATED")
    follow(log, tmp_path)
    answers = {path: machine.raw.get(path, headers={"if-none-match": tag}) for path, tag in held.items()}
    assert {path: answer.status_code for path, answer in answers.items()} == dict.fromkeys(PATHS, 200) | {own: 404}
    assert [path for path, answer in answers.items() if "撤回的数据" in answer.text or entry["id"] in answer.text] == []


def test_a_search_for_now_is_new_every_time(machine: Machine) -> None:
    tags = {machine.raw.get("/catalog.ttl?fq=metadata_modified:[NOW-1DAY TO *]").headers["etag"] for _ in range(2)}
    assert len(tags) == 2


def test_before_there_is_a_shelf_the_site_says_so(tmp_path: Path) -> None:
    machine = Machine(Shelf(tmp_path, "open"))
    for path in PATHS:
        assert machine.refusal(path)[0] == 503
        assert machine.raw.get(path).headers["retry-after"] == "60"


def test_nothing_can_be_written(machine: Machine) -> None:
    assert {machine.raw.request(method, path).status_code for method in ("POST", "PUT", "DELETE") for path in PATHS} == {405}


def test_any_web_page_may_read_and_nothing_runs(machine: Machine) -> None:
    for path in (*PATHS, "/dataset/nope.ttl"):
        headers = machine.raw.get(path).headers
        assert headers["access-control-allow-origin"] == "*"
        assert headers["x-content-type-options"] == "nosniff"
        assert "default-src 'none'" in headers["content-security-policy"]


def test_only_so_much_is_remembered_and_only_of_the_present_state() -> None:
    freshness, written = Freshness(Site(), most_bytes=10), []

    def ask(tag: str, number: int) -> bytes:
        return freshness.kept(tag, number, lambda: written.append(tag) or b"1234")  # type: ignore[func-returns-value]

    for tag in ("a", "b", "a", "c", "b", "a"):
        assert ask(tag, 1) == b"1234"
    # The third document pushed the first one out.
    assert written == ["a", "b", "c", "a"]
    ask("a", 2)
    assert written == ["a", "b", "c", "a", "a"]
    # A slow reader of the earlier state puts nothing back.
    assert (ask("c", 1), freshness.kept("c", 2, lambda: b"new")) == (b"1234", b"new")
