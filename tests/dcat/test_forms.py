import pytest
from rdflib import Graph, Literal, URIRef
from rdflib.compare import isomorphic
from rdflib.namespace import DCAT, DCTERMS, RDF

from portal.dcat.app import serves
from portal.dcat.vocabulary import CSVW
from tests.dcat.machine_site import MEDIA, PARSERS, Machine, MachineWith, only, words
from tests.support.open_entries import id_of
from tests.support.public_catalogue import (
    PARKS,
    PERMITS,
    SITE_URL,
    SUSPENDED,
    TOILETS,
    TREES,
    VISITORS,
    WASTE,
    WITHDRAWN,
    content,
    item,
    name_of,
    shelf,
)

OPEN = (TREES, TOILETS, PARKS, VISITORS, PERMITS, WASTE)


AWKWARD = (
    '引号"与\\反斜杠',
    "一行\n二行\t制表",
    "<b>&amp;</b> ]]>",
    "𠮷野家 é €",
    "“。”@zh ^^xsd:date",
    "尾随反斜杠\\",
    '"""',
    "{$a} %41 {{x}}",
)


@pytest.fixture(scope="module")
def awkward(tmp_path_factory: pytest.TempPathFactory) -> Machine:
    """A catalogue with texts that mean something in one form or another."""
    entries = [content(f"307001009/{number:06}", text, f"摘要{text}", [item(text)], keywords=[text]) for number, text in enumerate(AWKWARD)]
    broken = content("307001001/000777", "公\x00园\x0b名\x1f录\ufffe", "摘\x01要", [item("名\x08称")])
    return Machine(shelf(tmp_path_factory.mktemp("shelf"), *entries, broken))


def dataset(code: str) -> URIRef:
    return URIRef(f"{SITE_URL}/dataset/{id_of(code)}")


@pytest.mark.parametrize("form", PARSERS)
def test_a_dataset_is_there_in_every_form_under_name_and_id(machine: Machine, form: str) -> None:
    for key in (name_of(TREES), id_of(TREES)):
        graph = machine.graph(f"/dataset/{key}.{form}")
        assert list(graph.subjects(RDF.type, DCAT.Dataset)) == [dataset(TREES)]
        assert words(graph, dataset(TREES), DCTERMS.title) == {"zh": "古树名木"}
        assert words(graph, dataset(TREES), DCTERMS.description) == {
            "zh": "全市古树名木的编号、树种、树龄、保护等级、所在区和地址，供保护管理、科普和城市规划使用。"
        }


@pytest.mark.parametrize("path", ["/catalog", *(f"/dataset/{name_of(code)}" for code in OPEN)])
def test_every_form_says_the_same(machine: Machine, path: str) -> None:
    graphs = [_without_paging(machine.graph(f"{path}.{form}")) for form in ("ttl", "rdf", "jsonld", "n3")]
    assert all(isomorphic(graphs[0], other) for other in graphs[1:])


def _without_paging(graph: Graph) -> Graph:
    """Each form has its own next page."""
    for subject in {subject for subject in graph.subjects() if "?page=" in str(subject)}:
        graph.remove((subject, None, None))
    return graph


@pytest.mark.parametrize("form", PARSERS)
def test_no_text_is_changed_on_the_way(awkward: Machine, form: str) -> None:
    graph = awkward.graph(f"/catalog.{form}")
    for number, text in enumerate(AWKWARD):
        node = dataset(f"307001009/{number:06}")
        assert only(graph, node, DCTERMS.title) == Literal(text, lang="zh")
        assert only(graph, node, DCTERMS.description) == Literal(f"摘要{text}", lang="zh")
        assert only(graph, node, DCAT.keyword) == Literal(text, lang="zh")


@pytest.mark.parametrize("form", PARSERS)
def test_characters_that_no_xml_can_hold_are_dropped(awkward: Machine, form: str) -> None:
    graph = awkward.graph(f"/dataset/307001001-000777.{form}")
    assert words(graph, dataset("307001001/000777"), DCTERMS.title) == {"zh": "公园名录"}
    assert words(graph, URIRef(f"{dataset('307001001/000777')}#item-1"), CSVW.title) == {"zh": "名称"}


@pytest.mark.parametrize("form", MEDIA)
def test_what_is_not_open_is_like_what_never_was(machine: Machine, form: str) -> None:
    keys = [key for code in (WITHDRAWN, SUSPENDED) for key in (name_of(code), id_of(code))]
    answers = {machine.refusal(f"/dataset/{key}.{form}") for key in [*keys, "nope"]}
    assert [status for status, _ in answers] == [404]
    assert {machine.raw.get(f"/dataset/{key}.{form}").content for key in keys} == {machine.raw.get(f"/dataset/nope.{form}").content}


@pytest.mark.parametrize("path", ["/catalog.ttl", f"/dataset/{name_of(TREES)}.ttl"])
def test_the_only_profile_may_be_named(machine: Machine, path: str) -> None:
    assert len(machine.graph(f"{path}?profiles=euro_dcat_ap_3")) > 50
    status, text = machine.refusal(f"{path}?profiles=nope")
    assert (status, "Unknown RDF profiles: nope" in text) == (409, True)
    status, text = machine.refusal(f"{path}?profiles=euro_dcat_ap_3,a,<b>x</b>")
    assert (status, "Unknown RDF profiles: a, <b>x</b>" in text) == (409, True)


def test_what_was_asked_for_runs_nowhere(machine: Machine) -> None:
    assert "<script>" not in machine.raw.get("/catalog.ttl?profiles=<script>alert(1)</script>").text


def test_short_names_are_used(machine: Machine) -> None:
    turtle = machine.raw.get(f"/dataset/{name_of(TREES)}.ttl").text
    assert f"<{SITE_URL}/dataset/{id_of(TREES)}> a dcat:Dataset ;\n" in turtle
    assert "<http://www.w3.org/ns/dcat#" not in turtle.split("\n\n", 1)[1]
    assert machine.raw.get(f"/dataset/{name_of(TREES)}.jsonld").json()["@context"]["dcat"] == "http://www.w3.org/ns/dcat#"


def test_the_same_is_written_in_the_same_way_twice(machine: Machine, machine_with: MachineWith) -> None:
    other = machine_with()
    for form in MEDIA:
        path = f"/dataset/{name_of(TREES)}.{form}"
        assert machine.raw.get(path).content == other.raw.get(path).content


@pytest.mark.parametrize(
    ("path", "ours"),
    [
        ("/catalog", True),
        ("/catalog.ttl", True),
        ("/dataset/a.b.jsonld", True),
        ("/feeds/dataset.atom", True),
        ("/sitemap.xml", True),
        ("/sitemap-12.xml", True),
        ("/", False),
        ("/dataset/", False),
        ("/dataset/307001002-000012", False),
        ("/dataset/a.csv", False),
        ("/dataset/a/resource/b.ttl", False),
        ("/catalog.pdf", False),
        ("/sitemap-x.xml", False),
        ("/en/dataset/a.ttl", False),
        ("/api/3/action/package_show", False),
    ],
)
def test_which_addresses_are_ours(path: str, *, ours: bool) -> None:
    assert serves(path) is ours


@pytest.mark.parametrize(
    ("accept", "place"),
    [
        ("text/turtle", "/catalog.ttl"),
        ("application/ld+json;q=0.9, text/turtle;q=0.8", "/catalog.jsonld"),
        ("application/rdf+xml", "/catalog.rdf"),
        ("text/html,application/xhtml+xml,*/*;q=0.8", "/dataset/"),
        ("text/turtle;q=0.5, text/html", "/dataset/"),
        ("text/turtle;q=0", "/dataset/"),
        ("text/turtle;q=x", "/dataset/"),
        ("*/*", "/dataset/"),
        ("", "/dataset/"),
    ],
)
def test_the_catalogue_itself_leads_to_the_form_that_is_liked_best(machine: Machine, accept: str, place: str) -> None:
    answer = machine.raw.get("/catalog", headers={"accept": accept})
    assert (answer.status_code, answer.headers["location"], answer.headers["vary"]) == (303, place, "Accept")
