"""Every name that we give to something leads somewhere."""

import pytest
from rdflib import Graph, URIRef
from rdflib.term import Node
from starlette.testclient import TestClient

from portal.dcat.app import serves
from portal.public import app as public
from portal.shelf.store import Shelf
from tests.dcat.machine_site import Machine, Site
from tests.support import public_catalogue
from tests.support.open_entries import id_of
from tests.support.public_catalogue import PARKS, SITE_URL, TREES, name_of


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Shelf:
    return public_catalogue.shelf(tmp_path_factory.mktemp("shelf"))


@pytest.fixture(scope="module")
def pages(shelf: Shelf) -> TestClient:
    return TestClient(public.create(shelf, Site()), base_url=SITE_URL, follow_redirects=True)


def ours(graph: Graph) -> set[str]:
    """Paths of our own addresses, without the parts within them."""
    nodes: set[Node] = {node for triple in graph for node in triple}
    return {str(node).removeprefix(SITE_URL).partition("#")[0] for node in nodes if isinstance(node, URIRef) and node.startswith(SITE_URL)}


def test_every_name_of_ours_leads_somewhere(shelf: Shelf, pages: TestClient) -> None:
    machine = Machine(shelf)
    graph = machine.graph("/catalog.ttl") + machine.graph(f"/dataset/{name_of(TREES)}.ttl")
    paths = ours(graph)
    assert {f"/dataset/{id_of(TREES)}", "/catalog", "/group/", "/organization/sh-lhsr", "/service-item/SP-001"} < paths
    lost = [path for path in paths if (machine.raw if serves(path.partition("?")[0]) else pages).get(path).status_code not in (200, 303)]
    assert lost == []


@pytest.mark.parametrize("rest", ["", f"/resource/{id_of('parks/interface')}"])
def test_a_name_leads_to_the_page(pages: TestClient, rest: str) -> None:
    answer = pages.get(f"/dataset/{id_of(PARKS)}{rest}")
    assert (answer.status_code, answer.url.path) == (200, f"/dataset/{name_of(PARKS)}{rest}")


def test_the_sitemap_names_pages_as_they_stand(shelf: Shelf, pages: TestClient) -> None:
    found = [str(text).removeprefix(SITE_URL) for text in Machine(shelf).xml("/sitemap.xml").xpath("//*[local-name()='loc']/text()")]
    assert len(found) == 20
    assert [path for path in found if (answer := pages.get(path)).status_code != 200 or answer.history] == []
