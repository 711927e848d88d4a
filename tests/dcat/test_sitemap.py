from datetime import datetime

import pytest
from lxml import etree

from tests.dcat.machine_site import Machine, MachineWith
from tests.support.public_catalogue import PARKS, PERMITS, SITE_URL, TOILETS, TREES, VISITORS, WASTE, name_of

NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
DATASETS = {f"{SITE_URL}/dataset/{name_of(code)}" for code in (TREES, TOILETS, PARKS, VISITORS, PERMITS, WASTE)}


def read(root: etree._Element, kind: str, tag: str) -> dict[str, str | None]:
    """The addresses in the order of the file, each with its lastmod."""
    assert root.tag == f"{{{NAMESPACE}}}{kind}"
    assert {child.tag for child in root} == {f"{{{NAMESPACE}}}{tag}"}
    return {child.findtext(f"{{{NAMESPACE}}}loc") or "": child.findtext(f"{{{NAMESPACE}}}lastmod") for child in root}


def test_every_public_page_is_in_it_once(machine: Machine) -> None:
    root = machine.xml("/sitemap.xml")
    found = read(root, "urlset", "url")
    assert len(found) == len(root)
    assert {address for address, modified in found.items() if modified} == DATASETS
    assert {
        f"{SITE_URL}{path}" for path in ("/", "/dataset/", "/organization/sh-lhsr", "/group/environment", "/service-item/SP-001")
    } < set(found)
    assert f"{SITE_URL}/group/transport" not in found
    assert found[f"{SITE_URL}/dataset/{name_of(TREES)}"] == "2026-03-02T01:05:00+00:00"
    assert machine.raw.get("/sitemap.xml").headers["content-type"] == "application/xml"


@pytest.mark.parametrize("most", [3, 7, 14, 19, 20])
def test_more_than_a_file_may_hold_is_split_behind_an_index(machine: Machine, machine_with: MachineWith, most: int) -> None:
    split = machine_with(most_addresses=most)
    index = read(split.xml("/sitemap.xml"), "sitemapindex", "sitemap") if most < 20 else {f"{SITE_URL}/sitemap-1.xml": "2026-03-02"}
    assert list(index) == [f"{SITE_URL}/sitemap-{number}.xml" for number in range(1, -(-20 // most) + 1)]
    assert all(datetime.fromisoformat(modified or "") for modified in index.values())
    parts = [read(split.xml(address.removeprefix(SITE_URL)), "urlset", "url") for address in index]
    assert all(len(part) <= most for part in parts)
    together = [address for part in parts for address in part.items()]
    assert together == list(read(machine.xml("/sitemap.xml"), "urlset", "url").items())


@pytest.mark.parametrize("number", ["0", "2", "3", "99999999999", "９"])
def test_there_is_no_file_that_is_not_in_the_index(machine: Machine, number: str) -> None:
    assert machine.raw.get("/sitemap-1.xml").status_code == 200
    assert machine.refusal(f"/sitemap-{number}.xml")[0] == 404
