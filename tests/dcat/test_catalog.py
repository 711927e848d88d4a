from urllib.parse import parse_qsl, urlsplit

import pytest
from rdflib import Graph, URIRef
from rdflib.namespace import DCAT, DCTERMS, FOAF, RDF

from portal.dcat.vocabulary import HYDRA
from tests.dcat.machine_site import Machine, MachineWith, only, words
from tests.support.open_entries import id_of
from tests.support.public_catalogue import PARKS, PERMITS, SITE_URL, TOILETS, TREES, VISITORS, WASTE, content, item

CATALOG = URIRef(f"{SITE_URL}/catalog")
OPEN = {TREES, TOILETS, PARKS, VISITORS, PERMITS, WASTE}
# Six more make twelve.
MORE = [content(f"307001001/{number:06}", f"更多数据{number}", "更多数据的说明文字。", [item("名称")]) for number in range(101, 107)]


def listed(graph: Graph) -> list[str]:
    """The codes of the datasets on a page, sorted."""
    found = graph.objects(CATALOG, DCAT.dataset)
    return sorted(str(only(graph, dataset, DCTERMS.identifier)) for dataset in found)


def pages(graph: Graph) -> dict[str, str]:
    """What the paging node says."""
    (node,) = graph.subjects(RDF.type, HYDRA.PagedCollection)
    return {str(key).removeprefix(str(HYDRA)): str(value) for key, value in graph.predicate_objects(node) if key != RDF.type}


def test_the_catalogue_lists_all_that_is_open(machine: Machine) -> None:
    graph = machine.graph("/catalog.ttl")
    assert set(listed(graph)) == OPEN
    assert words(graph, CATALOG, DCTERMS.title) == {"zh": "绿化市容公共数据目录", "en": "Greening and City Appearance Open Data"}
    assert only(graph, CATALOG, FOAF.homepage) == URIRef(f"{SITE_URL}/")
    assert str(only(graph, CATALOG, DCTERMS.modified)) == "2026-03-02T01:14:00.250000+00:00"
    for dataset in graph.objects(CATALOG, DCAT.dataset):
        assert URIRef(f"{dataset}#record") in set(graph.objects(CATALOG, DCAT.record))


def test_twelve_datasets_come_in_two_pages_the_newest_first(machine_with: MachineWith) -> None:
    machine = machine_with(*MORE, page_rows=10)
    first, second = machine.graph("/catalog.ttl"), machine.graph("/catalog.ttl?page=2")
    assert set(listed(second)) == {TREES, TOILETS}
    assert set(listed(first)) == OPEN - {TREES, TOILETS} | {entry["code"] for entry in MORE}
    one, two = (f"{SITE_URL}/catalog.ttl?page={number}" for number in (1, 2))
    links = {"firstPage": one, "first": one, "lastPage": two, "last": two}
    counts = {"totalItems": "12", "itemsPerPage": "10"}
    assert pages(first) == counts | links | {"nextPage": two, "next": two}
    assert pages(second) == counts | links | {"previousPage": one, "previous": one}
    assert list(first.subjects(RDF.type, HYDRA.PagedCollection)) == [URIRef(one)]


def test_a_harvester_that_follows_next_sees_everything_once(machine_with: MachineWith) -> None:
    machine, address, seen = machine_with(*MORE, page_rows=5), "/catalog.rdf", []
    while address:
        graph = machine.graph(address.removeprefix(SITE_URL))
        seen += listed(graph)
        address = pages(graph).get("next", "")
    assert sorted(seen) == sorted([*OPEN, *(entry["code"] for entry in MORE)])


def test_known_parameters_go_along_and_unknown_ones_do_not(machine_with: MachineWith) -> None:
    asked = "modified_since=2026-03-02T01:00:00Z&fq=organization:sh-lhsr&q=title:更多数据* OR 垃圾&fq=open_type:1&a=b"
    said = pages(machine_with(*MORE, page_rows=2).graph(f"/catalog.jsonld?{asked}"))
    assert said["totalItems"] == "7"
    assert parse_qsl(urlsplit(said["next"]).query) == [
        ("page", "2"),
        ("modified_since", "2026-03-02T01:00:00Z"),
        ("q", "title:更多数据* OR 垃圾"),
        ("fq", "organization:sh-lhsr"),
        ("fq", "open_type:1"),
    ]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=公园", {PARKS, VISITORS}),
        ("fq=organization:sh-gardens", {PARKS, VISITORS}),
        ("q=公园&fq=open_type:2", {VISITORS}),
        ("fq=res_format:XLSX&fq=license_id:cc-by", {TREES}),
        ("q=&fq=&modified_since=", OPEN),
        ("modified_since=2026-03-02T01:09:00", {PERMITS, WASTE}),
        ("modified_since=2026-03-02T09:09:00%2B08:00", {PERMITS, WASTE}),
        ("modified_since=2026-03-02", OPEN),
        ("fq=metadata_modified:[NOW-1DAY TO *]", set[str]()),
    ],
)
def test_words_restrictions_and_dates_narrow(machine: Machine, query: str, found: set[str]) -> None:
    assert set(listed(machine.graph(f"/catalog.ttl?{query}"))) == found


def test_nothing_found_has_no_pages(machine: Machine) -> None:
    graph = machine.graph("/catalog.ttl?q=没有这样的数据")
    assert (listed(graph), list(graph.subjects(RDF.type, HYDRA.PagedCollection))) == ([], [])
    assert only(graph, CATALOG, RDF.type) == DCAT.Catalog


def test_a_page_behind_the_last_is_empty_and_leads_back(machine: Machine) -> None:
    graph = machine.graph("/catalog.ttl?page=99")
    assert listed(graph) == []
    assert pages(graph)["previous"] == f"{SITE_URL}/catalog.ttl?page=1"
    assert "next" not in pages(graph)


@pytest.mark.parametrize("page", ["0", "-1", "1.5", "x", "", "１", "1_0", "9" * 5000])
def test_a_page_is_a_number_from_one(machine: Machine, page: str) -> None:
    for path in ("/catalog.ttl", "/feeds/dataset.atom"):
        status, text = machine.refusal(f"{path}?page={page}")
        assert (status, "Page param must be a positive integer starting in 1" in text) == (409, True)


@pytest.mark.parametrize("date", ["wrong", "2026-13-01", "1 May 2026", "0001-01-01T00:00:00%2B08:00"])
def test_a_date_is_in_iso_8601(machine: Machine, date: str) -> None:
    status, text = machine.refusal(f"/catalog.ttl?modified_since={date}")
    assert (status, "Wrong modified date format. Use ISO-8601 format" in text) == (409, True)


@pytest.mark.parametrize("query", ["fq=title:(", "q=title:[a", "fq={!x}y", "q=" + "(" * 60 + "title:a"])
def test_a_search_that_breaks_its_syntax_is_refused(machine: Machine, query: str) -> None:
    assert machine.refusal(f"/catalog.ttl?{query}")[0] == 409


def test_a_page_does_not_describe_the_data_items(machine: Machine) -> None:
    assert machine.raw.get("/catalog.ttl").text.count("csvw:Column") == 0


def test_parks_are_described_in_the_catalogue_as_by_themselves(machine: Machine) -> None:
    parks = URIRef(f"{SITE_URL}/dataset/{id_of(PARKS)}")
    alone, among = machine.graph(f"/dataset/{id_of(PARKS)}.ttl"), machine.graph("/catalog.ttl")
    assert set(alone.predicate_objects(parks)) - set(among.predicate_objects(parks)) == {(DCTERMS.conformsTo, URIRef(f"{parks}#items"))}
    assert set(among.predicate_objects(parks)) <= set(alone.predicate_objects(parks))
