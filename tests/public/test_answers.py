"""What stands around the pages: headers, caching, health, errors, files."""

from pathlib import Path

import pytest
from starlette.routing import Route
from starlette.testclient import TestClient

from portal.public.app import create
from portal.public.headers import HEADERS
from portal.shelf.store import Shelf
from tests.support import public_catalogue
from tests.support.pages import SITE_URL, PageClient
from tests.support.public_site import TITLES, Site, client_of


@pytest.mark.parametrize(
    "path",
    ["/", "/dataset/", "/nothing", "/healthz", "/readyz", "/robots.txt", "/service-item/SP-001.json", "/dataset", "/static/bianmu.css"],
)
def test_every_answer_forbids_what_pages_do_not_need(pages: PageClient, path: str) -> None:
    answer = pages.raw.get(path)
    for name, value in HEADERS:
        assert answer.headers[name] == value


def test_pages_are_asked_for_again_but_not_sent_again(pages: PageClient) -> None:
    first = pages.raw.get("/dataset/")
    assert first.headers["cache-control"] == "no-cache"
    again = pages.raw.get("/dataset/", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert pages.raw.get("/en/dataset/", headers={"If-None-Match": first.headers["etag"]}).status_code == 200


def test_files_are_kept_as_long_as_their_address_names_their_version(pages: PageClient) -> None:
    address = pages.get("/").tree.xpath("//link[@rel='stylesheet']/@href")[0]
    assert "immutable" in pages.raw.get(address).headers["cache-control"]
    assert "cache-control" not in pages.raw.get("/static/bianmu.css").headers


def test_nothing_beside_the_files_is_served(pages: PageClient) -> None:
    for path in ("/static/nothing.css", "/static/../rendering.py", "/static/%2e%2e/rendering.py", "/static/"):
        assert pages.raw.get(path).status_code == 404


def test_link_checkers_may_ask_for_the_head_only(pages: PageClient) -> None:
    assert pages.raw.head("/dataset/").status_code == 200
    assert pages.raw.post("/dataset/").status_code == 405
    assert pages.raw.post("/dataset/").headers["allow"]


def test_a_path_without_its_last_slash_leads_to_the_list(pages: PageClient) -> None:
    assert pages.moved("/organization", 307).endswith("/organization/")


def test_health_says_alive_and_up_to_which_record(tmp_path: Path) -> None:
    shelf = public_catalogue.shelf(tmp_path)
    answers = TestClient(create(shelf, Site(), head=lambda: 15))
    assert answers.get("/healthz").status_code == 200
    ready = answers.get("/readyz")
    assert ready.status_code == 200
    assert ready.json() == {"ready": True, "number": 14, "modified": ready.json()["modified"], "behind": 1}


def test_without_a_shelf_it_lives_but_is_not_ready(tmp_path: Path) -> None:
    bare = PageClient(create(Shelf(tmp_path / "none", "open"), Site()), TITLES)
    assert bare.raw.get("/healthz").status_code == 200
    assert bare.raw.get("/readyz").status_code == 503
    page = bare.get("/dataset/", 503)
    assert page.heading == "目录正在更新"
    assert page.headers["retry-after"] == "60"


def test_an_unexpected_fault_is_a_page_that_tells_nothing_of_the_inside(tmp_path: Path) -> None:
    class Broken(Shelf):
        def read(self) -> None:  # type: ignore[override]
            raise RuntimeError("the inside: /var/lib/secret")

    page = PageClient(create(Broken(tmp_path, "open"), Site()), TITLES).get("/en/dataset/", 500)
    assert page.heading == "This page cannot be shown right now"
    assert "secret" not in page.text


def test_nothing_but_pages_and_a_few_answers_is_offered(tmp_path: Path) -> None:
    app = create(Shelf(tmp_path, "open"), Site())
    paths = {route.path for route in app.routes if isinstance(route, Route)}
    chinese = {
        "/",
        "/dataset/",
        "/dataset/{name}",
        "/dataset/{name}/resource/{id}",
        "/organization/",
        "/organization/{name}",
        "/group/",
        "/group/{name}",
        "/service-item/",
        "/service-item/{code}",
    }
    assert paths == chinese | {f"/en{path}" for path in chinese} | {
        "/healthz",
        "/readyz",
        "/robots.txt",
        "/type/{size}",
        "/service-item/{code}.json",
    }


def test_large_type_is_a_wish_that_the_browser_keeps(tmp_path: Path) -> None:
    reader = client_of(public_catalogue.shelf(tmp_path))
    usual = reader.get("/en/dataset/?q=x")
    asked = reader.raw.get(usual.tree.xpath("//p[@class='switches']/a/@href")[0])
    assert (asked.status_code, asked.headers["location"]) == (303, "/en/dataset/?q=x")
    large = reader.get("/en/dataset/?q=x")
    assert (usual.tree.get("class"), large.tree.get("class")) == (None, "large")
    reader.raw.get(large.tree.xpath("//p[@class='switches']/a/@href")[0])
    assert reader.get("/en/dataset/?q=x").tree.get("class") is None


@pytest.mark.parametrize("back", ["https://evil.example/", "//evil.example/", "/\\evil.example/", "javascript:alert(1)", ""])
def test_a_wish_leads_back_to_a_page_of_ours_only(pages: PageClient, back: str) -> None:
    assert pages.raw.get("/type/usual", params={"back": back}).headers["location"] == "/"


@pytest.mark.parametrize(
    ("path", "canonical"),
    [
        ("/?from=mail", "/"),
        ("/en/dataset/?page=1&x=y", "/en/dataset/"),
        ("/dataset/307001002-000012?items=1&x=%22", "/dataset/307001002-000012"),
    ],
)
def test_search_engines_learn_one_address(pages: PageClient, path: str, canonical: str) -> None:
    assert pages.get(path).one("//link[@rel='canonical']").get("href") == SITE_URL + canonical


@pytest.mark.parametrize("path", ["/dataset/%00", "/dataset/%ff%fe", "/organization/%E4%B8%AD", "/dataset/a%2Fb", "/dataset/" + "x" * 3000])
def test_odd_paths_are_pages_that_do_not_exist(pages: PageClient, path: str) -> None:
    assert pages.raw.get(path).status_code == 404


@pytest.mark.parametrize(
    "query",
    ["q=%00", "q=%ff", "q=*", "q=%22", "q=%25(x)s", "q=" + "%E4%B8%AD" * 2000, "tags=%00&tags=%27%22%3C", "q=a*&sort=%00", "q=(((("],
)
def test_odd_questions_get_an_answer(pages: PageClient, query: str) -> None:
    for prefix in ("", "/en"):
        assert pages.raw.get(f"{prefix}/dataset/?{query}").status_code == 200


def test_crawlers_are_told_where_they_may_go(pages: PageClient) -> None:
    answer = pages.raw.get("/robots.txt")
    assert answer.status_code == 200
    assert f"Sitemap: {SITE_URL}/sitemap.xml" in answer.text
