"""Every page that can be reached from the front door is decent, in both tongues, and no link leads nowhere."""

from collections import deque
from urllib.parse import parse_qsl, urlsplit

import pytest

from tests.support.pages import PageClient, SeenPage

# The interface for programs is another application; files are looked at by the client itself; the last leads back.
ELSEWHERE = ("/api/", "/static/", "/type/")


def is_worth_visiting(path: str) -> bool:
    """The states of the list are without number: those with one condition stand for all."""
    return not path.startswith(ELSEWHERE) and not path.endswith(".json") and len(parse_qsl(urlsplit(path).query)) <= 1


def walked(pages: PageClient, start: str) -> dict[str, SeenPage]:
    seen: dict[str, SeenPage] = {}
    waiting = deque([start])
    while waiting:
        path = waiting.popleft()
        if path not in seen:
            seen[path] = pages.get(path)
            waiting.extend(link for link in seen[path].links() if is_worth_visiting(link))
    return seen


@pytest.fixture(scope="session")
def walk(pages: PageClient) -> dict[str, SeenPage]:
    return walked(pages, "/")


def test_a_walk_from_the_front_door_meets_only_decent_pages(walk: dict[str, SeenPage]) -> None:
    paths = {path.partition("?")[0] for path in walk}
    assert {"/", "/dataset/", "/organization/", "/group/", "/service-item/", "/service-item/SP-001", "/organization/sh-gardens"} <= paths
    assert len([path for path in paths if path.startswith("/dataset/307")]) == 6 + 7  # datasets, and their files and interfaces


def test_each_page_has_a_twin_in_the_other_tongue(walk: dict[str, SeenPage]) -> None:
    chinese = {path for path in walk if not path.startswith("/en/")}
    assert {path.removeprefix("/en") for path in walk if path.startswith("/en/")} == chinese


def test_no_page_names_a_business_system_or_a_word_of_the_inside(walk: dict[str, SeenPage]) -> None:
    for path, page in walk.items():
        for word in ("业务系统", "货架", "办件", "business_system", "None", "{{", "&lt;"):
            assert word not in page.text, (path, word)


def test_links_to_pages_of_errors_are_decent_too(pages: PageClient) -> None:
    for path in ("/nothing", "/dataset/nothing", "/organization/nothing", "/group/nothing", "/service-item/XX-999"):
        assert pages.get(path, 404).one("//input[@type='search']").get("name") == "q"
        pages.get("/en" + path, 404)
