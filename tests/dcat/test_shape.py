"""The whole catalogue has the shape of DCAT-AP 3, and the shapes notice when it has not."""

from collections.abc import Callable
from pathlib import Path

import pytest
from pyshacl import validate
from rdflib import Graph, Literal, URIRef
from rdflib.namespace import DCAT, DCTERMS, FOAF, RDF, SKOS, XSD

from portal.dcat.vocabulary import ADMS, SPDX, VCARD
from tests.dcat.machine_site import Machine
from tests.support.open_entries import id_of
from tests.support.public_catalogue import OTHER_UNIT, PARKS, SITE_URL, TREES, content, file_of, item, shelf

Break = Callable[[Graph], object]
SHAPES = Graph().parse(Path(__file__).with_name("shapes.ttl"), format="turtle")
TREE, PARK = (URIRef(f"{SITE_URL}/dataset/{id_of(code)}") for code in (TREES, PARKS))
SERVICE = "307001009/000001"
CATALOG, GARDENS = URIRef(f"{SITE_URL}/catalog"), URIRef(f"{SITE_URL}/organization/{OTHER_UNIT}")


API = URIRef(f"{SITE_URL}/dataset/{id_of(SERVICE)}/resource/{id_of(f'{SERVICE}/查询接口')}")


def faults(graph: Graph) -> str:
    """What the shapes find wrong; nothing when the graph conforms."""
    conforms, _, text = validate(graph, shacl_graph=SHAPES)
    return "" if conforms else str(text)


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> Graph:
    """The catalogue and every dataset by itself, in one graph; an interface with an address is among them."""
    interface = file_of(SERVICE, "查询接口", "rest-json", kind="API", url="https://api.example.org.cn/v1/trees")
    entry = content(SERVICE, "行道树", "道路两侧行道树的树种和年份。", [item("树种")], distributions=[interface])
    machine = Machine(shelf(tmp_path_factory.mktemp("shelf"), entry))
    whole = machine.graph("/catalog.ttl")
    for dataset in set(whole.objects(CATALOG, DCAT.dataset)):
        whole += machine.graph(f"{str(dataset).removeprefix(SITE_URL)}.ttl")
    return whole


def test_the_whole_catalogue_conforms(catalogue: Graph) -> None:
    assert faults(catalogue) == ""


def _without(subject: URIRef, predicate: URIRef) -> Break:
    return lambda graph: graph.remove((subject, predicate, None))


def _with(subject: URIRef, predicate: URIRef, value: URIRef | Literal) -> Break:
    return lambda graph: graph.set((subject, predicate, value))


@pytest.mark.parametrize(
    ("break_it", "where"),
    [
        (_without(CATALOG, DCTERMS.title), DCTERMS.title),
        (_without(CATALOG, DCTERMS.publisher), DCTERMS.publisher),
        (_without(CATALOG, DCAT.dataset), DCAT.dataset),
        (_without(TREE, DCTERMS.title), DCTERMS.title),
        (_without(TREE, DCTERMS.description), DCTERMS.description),
        (_without(TREE, DCAT.contactPoint), DCAT.contactPoint),
        (_without(TREE, DCTERMS.accessRights), DCTERMS.accessRights),
        (_without(GARDENS, FOAF.name), FOAF.name),
        (_without(GARDENS, RDF.type), DCTERMS.publisher),
        (_without(URIRef(f"{PARK}/resource/{id_of('parks/interface')}"), DCAT.accessURL), DCAT.accessURL),
        (_without(URIRef(f"{API}#service"), DCAT.endpointURL), DCAT.endpointURL),
        (_without(URIRef(f"{TREE}#record"), FOAF.primaryTopic), FOAF.primaryTopic),
        (_without(URIRef(f"{TREE}#contact"), VCARD.fn), VCARD.fn),
        (_without(URIRef(f"{TREE}#uuid"), SKOS.notation), SKOS.notation),
        (_without(URIRef(f"{SITE_URL}/catalog#district-310101"), SKOS.prefLabel), SKOS.prefLabel),
        (_with(TREE, DCTERMS.title, Literal("无语种")), DCTERMS.title),
        (_with(TREE, DCTERMS.issued, Literal("2015-01-13")), DCTERMS.issued),
        (_with(TREE, DCTERMS.issued, Literal("2015-13-13", datatype=XSD.date, normalize=False)), DCTERMS.issued),
        (_with(TREE, DCTERMS.publisher, Literal("市绿化市容局")), DCTERMS.publisher),
        (_with(TREE, DCAT.theme, URIRef("http://example.org/nothing")), DCAT.theme),
        (_with(URIRef(f"{TREE}#contact"), VCARD.hasEmail, URIRef("mailto:nobody")), VCARD.hasEmail),
        (_with(URIRef(f"{TREE}#period"), DCAT.startDate, Literal("2015")), DCAT.startDate),
        (_with(URIRef(f"{TREE}#uuid"), SKOS.notation, Literal("x")), SKOS.notation),
    ],
)
def test_a_broken_catalogue_does_not(catalogue: Graph, break_it: Break, where: URIRef) -> None:
    broken = Graph() + catalogue
    break_it(broken)
    assert len(broken) <= len(catalogue)
    found = faults(broken)
    assert str(where).rpartition("#")[2].rpartition("/")[2] in found


def test_every_shape_has_something_to_look_at(catalogue: Graph) -> None:
    """A shape without a target would never find a fault."""
    targets = set(SHAPES.objects(None, URIRef("http://www.w3.org/ns/shacl#targetClass")))
    assert {DCAT.DataService, SPDX.Checksum, ADMS.Identifier} < targets
    assert [target for target in targets if (None, RDF.type, target) not in catalogue] == []
