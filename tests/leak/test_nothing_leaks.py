"""Nothing that is not open is anywhere: not in a page, an answer, an error, a header, a count, nor in the bytes of the shelf."""

import itertools
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import pytest
from sqlmodel import select
from starlette.testclient import TestClient

from catalog.drafting import Draft
from catalog.people import Person
from catalog.resource import DataResource
from catalog.revision import ResourceRevision
from portal import app, worker
from portal.ckan_interop.actions.table import ACTIONS
from portal.public.routes import PAGES
from portal.settings import Settings
from tests.leak import marked
from tests.leak.marked import SECRET, STATES
from tests.support import registry
from tests.support.entries import OFFICE, SYSTEM, an_entry, an_item
from tests.support.in_process import Caller
from tests.support.registry import House

SITE = "http://127.0.0.1:8000"
OPEN_STATES = ("changing", "open")
# What the house says to itself only: system, office, table, level, people, classes of sharing.
INSIDE_WORDS = (SECRET, SYSTEM, "公园管理信息系统", OFFICE, "公园管理处", "GENERAL", "share_type", "responsible_office", "secrecy")
FILES_AND_MACHINES = (
    "/",
    "/robots.txt",
    "/healthz",
    "/readyz",
    "/api",
    "/api/3",
    "/sitemap.xml",
    "/catalog.ttl",
    "/feeds/dataset.atom",
    "/desk/",
)
PARAMETERS = ("id", "name", "q", "fq", "query", "resource_id", "facet.field", "sort", "organization", "vocabulary_id")


@dataclass(frozen=True)
class Scene:
    house: House
    home: Path
    entries: dict[str, DataResource]
    client: TestClient
    caller: Caller
    keys: tuple[str, ...]


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[Scene]:
    home = tmp_path_factory.mktemp("leak")
    house, settings = registry.on_sqlite(home, sqlite_template), Settings(home=home, site_url=SITE)
    entries = marked.populate(house, lambda: worker.catch_up(house.registry, settings))
    portal = app.create(settings)
    with TestClient(portal, base_url=SITE, follow_redirects=False, raise_server_exceptions=False) as client:
        yield Scene(house, home, entries, client, Caller(portal), tuple(_keys(house)))
    house.registry.engine.dispose()


def _keys(house: House) -> Iterator[str]:
    """Everything by which somebody could ask for a thing, mark or no mark."""
    with house.reading() as session:
        for entry in session.exec(select(DataResource)).all():
            yield from (str(entry.id), entry.name or "no-code", quote(entry.code or "no/code", safe=""))
        for version in session.exec(select(ResourceRevision)).all():
            yield str(version.id)
            yield from (each["id"] for each in (version.document or {}).get("distributions", ()))
        yield from (str(draft.id) for draft in session.exec(select(Draft)).all())
        yield from (person.account for person in session.exec(select(Person)).all())
    yield from (OFFICE, SYSTEM, "sh-lhsr", "no-such-thing", "GF-001", "*", "%00")


def _page(client: TestClient, path: str) -> str:
    """Body and headers of a page."""
    response = client.get(path)
    return response.text + json.dumps(dict(response.headers), ensure_ascii=False)


def _answer(caller: Caller, path: str) -> str:
    """Body and headers of an answer of the API, with what JSON escapes written out."""
    reply = caller.ask("GET", path)
    return json.dumps(json.loads(reply.body), ensure_ascii=False) + json.dumps(dict(reply.headers), ensure_ascii=False)


def _leaks(path: str, told: str, echo: str = "no-echo") -> list[str]:
    """The inside words in an answer, the echo of what was asked for excepted."""
    silent = told.replace(path, "").replace(echo, "").replace(quote(echo), "")
    return [f"{path}: {word}" for word in INSIDE_WORDS if word in silent]


def test_every_hidden_field_carries_a_mark() -> None:
    document = an_entry(**marked.closed_entry("open", items=[an_item(), marked.closed_item("open")]))
    assert marked.fields_without_mark(document | {"share_scope": SECRET, "share_condition": SECRET}) == []


def test_no_page_shows_what_is_not_open(scene: Scene) -> None:
    leaks = []
    for prefix, (path, _) in itertools.product(("", "/en"), PAGES):
        wanted = [part for part in ("name", "id", "code") if f"{{{part}}}" in path]
        for key in scene.keys if wanted else ("",):
            address = prefix + path.format(**dict.fromkeys(wanted, key))
            leaks += _leaks(address, _page(scene.client, address), key)
    assert leaks == []


def test_no_resource_page_under_a_real_name_shows_what_is_not_open(scene: Scene) -> None:
    names = [scene.entries[state].name for state in (*OPEN_STATES, "suspended", "expunged")]
    asked = [(f"/dataset/{name}/resource/{key}", key) for name in names for key in scene.keys]
    assert [leak for path, key in asked for leak in _leaks(path, _page(scene.client, path), key)] == []


@pytest.mark.parametrize("action", sorted(ACTIONS))
def test_no_action_tells_what_is_not_open(scene: Scene, action: str) -> None:
    address = f"/api/3/action/{action}"
    leaks = _leaks(address, _answer(scene.caller, address))
    for parameter, key in itertools.product(PARAMETERS, scene.keys):
        asked = f"{address}?{parameter}={quote(key)}"
        leaks += _leaks(asked, _answer(scene.caller, asked), key)
    assert leaks == []


@pytest.mark.parametrize("path", FILES_AND_MACHINES)
def test_no_other_address_tells_what_is_not_open(scene: Scene, path: str) -> None:
    assert _leaks(path, _page(scene.client, path)) == []


@pytest.mark.parametrize("state", [state for state in STATES if state not in OPEN_STATES])
def test_what_is_not_open_answers_like_what_never_was(scene: Scene, state: str) -> None:
    entry = scene.entries[state]
    for key in (str(entry.id), entry.name):
        if key:
            assert scene.client.get(f"/api/3/action/package_show?id={key}").status_code == 404
    if not entry.code:
        assert scene.client.get(f"/dataset/{entry.id}").status_code == 404


@pytest.mark.parametrize("state", STATES)
def test_no_search_finds_a_mark(scene: Scene, state: str) -> None:
    for words in (
        marked.mark(state),
        f"{marked.mark(state)[:6]}*",
        f'"{marked.mark(state)}"',
        f"tags:关键字{marked.mark(state)}",
        f"title:{SECRET}*",
    ):
        answer = scene.client.get(f"/api/3/action/package_search?q={quote(words)}&facet.field=[%22tags%22,%22organization%22]").json()[
            "result"
        ]
        assert (answer["count"], answer["results"]) == (0, [])
        page = scene.client.get(f"/dataset/?q={quote(words)}").text
        assert "目录ZQX" not in page.replace(words, "")


def test_counts_count_only_what_is_open(scene: Scene) -> None:
    def result(path: str) -> object:
        return scene.client.get(f"/api/3/action/{path}").json()["result"]

    names = sorted(scene.entries[state].name for state in OPEN_STATES)
    assert result("package_list") == names
    search = result("package_search?rows=0&facet.field=[%22organization%22,%22groups%22,%22tags%22,%22res_format%22]")
    assert isinstance(search, dict)
    assert search["count"] == 2
    assert search["facets"] == {
        "organization": {"sh-lhsr": 2},
        "groups": {"livelihood": 2},
        "tags": {"公园": 2, "绿地": 2},
        "res_format": {"CSV": 2},
    }
    unit = result("organization_show?id=sh-lhsr")
    assert isinstance(unit, dict)
    assert unit["package_count"] == 2
    assert sorted(result("tag_list")) == ["公园", "绿地"]  # type: ignore[call-overload]


def test_the_bytes_of_the_open_shelf_hold_nothing_that_is_not_open(scene: Scene) -> None:
    """Also what was there before it ended: the file was written, and what ended is gone from it and from its log."""
    files = [file for file in (scene.home / "shelves").iterdir() if file.name.startswith("open")]
    assert files
    held = {file.name: file.read_bytes() for file in files}
    for name, content in held.items():
        for word in (SECRET, SECRET.lower(), SYSTEM, OFFICE, "公园管理信息系统"):
            assert word.encode() not in content, f"{word} in {name}"
        assert scene.entries["expunged"].code.encode() not in content  # type: ignore[union-attr]


def test_the_shared_shelf_holds_nothing_internal(scene: Scene) -> None:
    files = [file for file in (scene.home / "shelves").iterdir() if file.name.startswith("shared")]
    words = [marked.mark(state, field) for state in STATES for field in ("part", "remarks")]
    for content in (file.read_bytes() for file in files):
        # Titles and codes of law, identifiers and evidence carry the mark "part"; only those for other offices may be there.
        assert not [word for word in words if word.endswith("REMARKS") and word.encode() in content]
        assert SYSTEM.encode() not in content
