"""The way in which CKAN's harvester walks through a site: it looks at no status, and stops at the first empty page."""

from typing import Any

from tests.support.ckan_site import NAMES, OPEN
from tests.support.in_process import Caller
from tests.support.open_entries import BUREAU, STATION

ROWS = 5


def harvested(api: Caller, fq: str | None = None, rows: int = ROWS) -> list[dict[str, Any]]:
    """All datasets, page by page, as the harvester gathers them."""
    gathered: list[dict[str, Any]] = []
    before = b""
    while True:
        sent = {"rows": rows, "start": len(gathered), "sort": "id asc"} | ({"fq": fq} if fq else {})
        reply = api.get("package_search", sent)
        page = reply.json.get("result", {}).get("results", [])
        if not page:
            return gathered
        assert reply.body != before, "the same page twice is a fatal error to the harvester"
        before = reply.body
        gathered.extend(page)


def test_the_walk_is_complete_and_sees_nothing_twice(api: Caller) -> None:
    for rows in (1, 5, 12, 100):
        gathered = harvested(api, rows=rows)
        assert [package["id"] for package in gathered] == sorted(entry["id"] for entry in OPEN)
        assert {package["name"] for package in gathered} == set(NAMES)


def test_several_organizations_are_taken_in(api: Caller) -> None:
    assert len(harvested(api, f"organization:{BUREAU} OR organization:nobody")) == 4
    assert len(harvested(api, f"organization:{BUREAU} OR organization:{STATION}")) == 12


def test_organizations_are_left_out(api: Caller) -> None:
    assert len(harvested(api, f"-organization:{BUREAU} -organization:nobody")) == 8
    assert harvested(api, f"-organization:{BUREAU} -organization:{STATION}") == []


def test_only_what_has_changed_since(api: Caller) -> None:
    newest = max(package["metadata_modified"] for package in harvested(api))
    since = f"metadata_modified:[{newest}Z TO *]"
    assert [package["metadata_modified"] for package in harvested(api, since)] == [newest]
    assert len(harvested(api, f"organization:{BUREAU} OR organization:{STATION} {since}")) == 1


def test_it_finds_the_fields_that_it_reads(api: Caller) -> None:
    for package in harvested(api):
        assert all(package[key] for key in ("id", "name", "title", "type", "metadata_modified", "owner_org"))
        assert package["type"] != "harvest"
        organization = api.get("organization_show", {"id": package["owner_org"]}).result
        assert organization["name"] == package["organization"]["name"]
        for group in package["groups"]:
            assert api.get("group_show", {"id": group["id"]}).result["name"] == group["name"]


def test_names_of_unknown_organizations_and_groups_are_told(api: Caller) -> None:
    assert api.get("organization_show", {"id": "nope"}).json.get("result") is None
