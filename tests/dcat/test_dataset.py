"""What is said of a single dataset, fact by fact."""

from typing import Any

import pytest
from rdflib import Graph, Literal, URIRef
from rdflib.collection import Collection
from rdflib.namespace import DCAT, DCTERMS, FOAF, OWL, PROV, RDF, RDFS, SKOS, XSD

from portal.dcat.addresses import mail, telephone, web
from portal.dcat.vocabulary import ADMS, CPSV, CSVW, SCHEMA, SPDX, VCARD, VERSION
from tests.dcat.machine_site import Machine, MachineWith, only, words
from tests.support.open_entries import id_of
from tests.support.public_catalogue import PARKS, SITE_URL, TOILETS, TREES, UNIT, VISITORS, WASTE, content, file_of, item, name_of

EU = "http://publications.europa.eu/resource/authority"
CODE = "307001009/000001"


def about(code: str) -> URIRef:
    return URIRef(f"{SITE_URL}/dataset/{id_of(code)}")


@pytest.fixture(scope="module")
def trees(machine: Machine) -> Graph:
    return machine.graph(f"/dataset/{name_of(TREES)}.ttl")


def described(machine_with: MachineWith, **more: Any) -> Graph:
    """One more entry, by itself."""
    entry = content(CODE, "更多数据", "更多数据的说明文字。", [item("名称")], **more)
    return machine_with(entry).graph(f"/dataset/{name_of(CODE)}.ttl")


def test_names_and_version(trees: Graph) -> None:
    assert only(trees, about(TREES), DCTERMS.identifier) == Literal(TREES)
    notation = Literal(f"urn:uuid:{id_of(TREES)}", datatype=XSD.anyURI)
    assert only(trees, about(TREES), ADMS.identifier, SKOS.notation) == notation
    assert only(trees, about(TREES), OWL.versionInfo) == only(trees, about(TREES), VERSION) == Literal("3")
    assert only(trees, about(TREES), DCAT.landingPage) == URIRef(f"{SITE_URL}/dataset/{name_of(TREES)}")
    assert set(trees.objects(about(TREES), DCAT.keyword)) == {Literal(word, lang="zh") for word in ("古树", "名木", "绿化")}


def test_the_publisher_is_the_unit_under_its_credit_code(trees: Graph) -> None:
    agent = only(trees, about(TREES), DCTERMS.publisher)
    assert agent == URIRef(f"{SITE_URL}/organization/{UNIT}")
    assert words(trees, agent, FOAF.name) == {"zh": "市绿化和市容管理局", "en": "Greening and City Appearance Bureau"}
    assert only(trees, agent, DCTERMS.identifier) == Literal("113100000000000191")


def test_the_contact_can_be_written_to_and_called(trees: Graph) -> None:
    point = only(trees, about(TREES), DCAT.contactPoint)
    assert only(trees, point, VCARD.fn) == Literal("信息中心", lang="zh")
    assert only(trees, point, VCARD.hasEmail) == URIRef("mailto:data@example.org.cn")
    assert str(only(trees, point, VCARD.hasTelephone)).startswith("tel:+86-21")


def test_without_a_contact_the_unit_stands_for_it(machine_with: MachineWith) -> None:
    graph = described(machine_with, public_contact={})
    assert only(graph, about(CODE), DCAT.contactPoint, VCARD.fn) == Literal("市绿化和市容管理局", lang="zh")


def test_dates_frequency_language_and_access(trees: Graph) -> None:
    assert only(trees, about(TREES), DCTERMS.issued) == Literal("2015-01-13", datatype=XSD.date)
    assert only(trees, about(TREES), DCTERMS.modified) == Literal("2026-01-15", datatype=XSD.date)
    assert only(trees, about(TREES), DCTERMS.accrualPeriodicity) == URIRef(f"{EU}/frequency/ANNUAL_2")
    assert only(trees, about(TREES), DCTERMS.language) == URIRef(f"{EU}/language/ZHO")
    assert only(trees, about(TREES), DCTERMS.accessRights) == URIRef(f"{EU}/access-right/PUBLIC")
    assert str(only(trees, about(TREES), DCTERMS.extent, RDF.value)) == "2756"
    assert str(only(trees, URIRef(f"{about(TREES)}#record"), DCTERMS.modified)) == "2026-03-02T01:05:00.250000+00:00"


def test_data_of_unknown_age_are_as_old_as_their_entry(machine_with: MachineWith) -> None:
    graph = described(machine_with)
    assert only(graph, about(CODE), DCTERMS.modified) == only(graph, URIRef(f"{about(CODE)}#record"), DCTERMS.modified)


def test_themes_are_ours_european_and_the_category(trees: Graph) -> None:
    category = URIRef(f"{SITE_URL}/catalog#resource_category-307001002")
    european = {URIRef(f"{EU}/data-theme/{code}") for code in ("ENVI", "REGI")}
    ours = {URIRef(f"{SITE_URL}/group/{slug}") for slug in ("environment", "urban-construction")}
    assert set(trees.objects(about(TREES), DCAT.theme)) == {category} | european | ours
    assert words(trees, category, SKOS.prefLabel) == {"zh": "古树名木", "en": "Old and notable trees"}
    assert only(trees, category, SKOS.notation) == Literal("307001002")


def test_a_finer_category_is_named_by_the_nearest_above(machine_with: MachineWith) -> None:
    graph = described(machine_with, category_code="307001002999")
    category = URIRef(f"{SITE_URL}/catalog#resource_category-307001002999")
    assert words(graph, category, SKOS.prefLabel)["zh"] == "古树名木"


def test_one_domain_may_stand_for_two_european_themes(machine_with: MachineWith) -> None:
    found = {str(theme) for theme in described(machine_with, themes=["3"]).objects(about(CODE), DCAT.theme)}
    assert {f"{EU}/data-theme/EDUC", f"{EU}/data-theme/TECH", f"{SITE_URL}/group/education-technology"} < found


def test_places_have_names_and_national_numbers(trees: Graph) -> None:
    places = set(trees.objects(about(TREES), DCTERMS.spatial))
    assert {str(only(trees, place, SKOS.notation)) for place in places} == {"310101", "310106"}
    huangpu = URIRef(f"{SITE_URL}/catalog#district-310101")
    assert words(trees, huangpu, SKOS.prefLabel) == {"zh": "黄浦区", "en": "Huangpu"}
    assert "GB/T 2260" in str(words(trees, only(trees, huangpu, SKOS.inScheme), DCTERMS.title)["zh"])


def test_the_period_may_be_open_at_an_end(trees: Graph, machine_with: MachineWith) -> None:
    assert str(only(trees, about(TREES), DCTERMS.temporal, DCAT.startDate)) == "2015-01-01"
    assert str(only(trees, about(TREES), DCTERMS.temporal, DCAT.endDate)) == "2025-12-31"
    since = described(machine_with, temporal_start="2020-02-02")
    period = only(since, about(CODE), DCTERMS.temporal)
    assert (str(only(since, period, DCAT.startDate)), list(since.objects(period, DCAT.endDate))) == ("2020-02-02", [])


def test_relations_lead_to_pages(trees: Graph, machine: Machine) -> None:
    assert only(trees, about(TREES), DCTERMS.relation) == URIRef(f"{SITE_URL}/dataset/{name_of(PARKS)}")
    item_ = only(trees, about(TREES), PROV.wasGeneratedBy)
    assert (item_, words(trees, item_, DCTERMS.title)) == (URIRef(f"{SITE_URL}/service-item/SP-001"), {"zh": "迁移树木许可"})
    parks = machine.graph(f"/dataset/{name_of(PARKS)}.ttl")
    needing = only(parks, about(PARKS), DCTERMS.isRequiredBy)
    assert set(parks.objects(needing, RDF.type)) == {CPSV.PublicService, PROV.Activity}


def test_a_file_with_all_that_is_known_of_it(trees: Graph) -> None:
    csv = URIRef(f"{about(TREES)}/resource/{id_of(f'{TREES}/古树名木清单')}")
    address = URIRef(f"https://files.example.org.cn/{name_of(TREES)}.csv")
    assert only(trees, csv, DCAT.accessURL) == only(trees, csv, DCAT.downloadURL) == address
    assert only(trees, csv, DCTERMS["format"]) == URIRef(f"{EU}/file-type/CSV")
    assert only(trees, csv, DCAT.mediaType) == URIRef("https://www.iana.org/assignments/media-types/text/csv")
    assert only(trees, csv, DCAT.byteSize) == Literal("412980", datatype=XSD.nonNegativeInteger)
    assert only(trees, csv, SPDX.checksum, SPDX.checksumValue) == Literal("0" * 64, datatype=XSD.hexBinary, normalize=False)
    assert only(trees, csv, SPDX.checksum, SPDX.algorithm) == SPDX.checksumAlgorithm_sha256
    assert only(trees, csv, DCTERMS.license) == URIRef(f"{EU}/licence/CC_BY_4_0")
    assert list(trees.objects(about(TREES), DCTERMS.license)) == []


def test_an_interface_without_an_address_is_explained_on_its_page(machine: Machine) -> None:
    graph = machine.graph(f"/dataset/{name_of(PARKS)}.ttl")
    way = URIRef(f"{about(PARKS)}/resource/{id_of('parks/interface')}")
    assert only(graph, way, DCAT.accessURL) == URIRef(f"{SITE_URL}/dataset/{name_of(PARKS)}/resource/{id_of('parks/interface')}")
    assert list(graph.objects(way, DCAT.accessService)) == list(graph.objects(way, DCAT.downloadURL)) == []


def test_an_interface_with_an_address_is_a_service(machine_with: MachineWith) -> None:
    address = "https://api.example.org.cn/v1/trees?district=1"
    graph = described(machine_with, distributions=[file_of(CODE, "查询接口", "rest-json", kind="API", url=address)])
    service = only(graph, about(CODE), DCAT.distribution, DCAT.accessService)
    assert only(graph, service, DCAT.endpointURL) == URIRef(address)
    assert only(graph, service, DCAT.servesDataset) == about(CODE)


@pytest.mark.parametrize("url", ["javascript:alert(1)", "ftp://files.example.org.cn/a", "https://a b/c", "//example.org", "https://"])
def test_an_address_that_is_none_on_the_web_is_left_out(machine_with: MachineWith, url: str) -> None:
    graph = described(machine_with, distributions=[file_of(CODE, "文件", "csv", url=url)])
    way = only(graph, about(CODE), DCAT.distribution)
    assert str(only(graph, way, DCAT.accessURL)).startswith(f"{SITE_URL}/dataset/")
    assert list(graph.objects(way, DCAT.downloadURL)) == []


def test_conditions_are_said_and_the_licence_stands_with_the_dataset(machine: Machine) -> None:
    graph = machine.graph(f"/dataset/{name_of(VISITORS)}.ttl")
    assert only(graph, about(VISITORS), DCTERMS.accessRights) == URIRef(f"{EU}/access-right/RESTRICTED")
    said = {str(only(graph, statement, RDFS.label)) for statement in graph.objects(about(VISITORS), DCTERMS.rights)}
    assert said == {"用于科学研究或公共安全管理，申请单位承诺不向第三方转让。", "高等学校、科研机构和有关管理单位。"}
    licence = only(graph, about(VISITORS), DCTERMS.license)
    assert words(graph, licence, RDFS.label)["zh"] == "有条件开放数据利用协议"
    assert list(graph.objects(about(VISITORS), DCAT.distribution)) == []


def test_an_unspecified_licence_is_none(machine_with: MachineWith, machine: Machine) -> None:
    assert (None, DCTERMS.license, None) not in described(machine_with, licence="notspecified")
    assert (None, DCTERMS.license, None) not in machine.graph(f"/dataset/{name_of(WASTE)}.ttl")


def test_data_items_are_the_columns_of_a_table_in_their_order(trees: Graph) -> None:
    schema = only(trees, about(TREES), DCTERMS.conformsTo)
    columns = list(Collection(trees, only(trees, schema, CSVW.column)))
    names = [str(only(trees, column, CSVW.title)) for column in columns]
    assert names == ["编号", "树种", "拉丁名", "树龄", "保护等级", "地址"]
    assert only(trees, schema, CSVW.primaryKey) == Literal("编号")
    key, species, _, age, level, address = columns
    assert only(trees, key, DCTERMS.description) == Literal("全市统一编号", lang="zh")
    assert only(trees, species, DCTERMS.conformsTo, DCTERMS.title) == Literal("LY/T 1439 树种名称", lang="zh")
    assert (only(trees, age, CSVW.datatype), only(trees, age, SCHEMA.unitText)) == (XSD.integer, Literal("年", lang="zh"))
    assert only(trees, level, DCTERMS.references, DCTERMS.title) == Literal("古树保护等级", lang="zh")
    assert str(only(trees, address, CSVW.datatype, CSVW.maxLength)) == "200"


def test_each_item_says_how_open_it_is(machine: Machine) -> None:
    graph = machine.graph(f"/dataset/{name_of(VISITORS)}.ttl")
    rights = [str(only(graph, URIRef(f"{about(VISITORS)}#item-{number}"), DCTERMS.accessRights)) for number in (1, 3)]
    assert [right.rpartition("/")[2] for right in rights] == ["PUBLIC", "RESTRICTED"]


def test_only_what_an_entry_says_is_said_of_it(machine: Machine) -> None:
    toilets = machine.graph(f"/dataset/{name_of(TOILETS)}.ttl")
    absent = (DCTERMS.language, DCTERMS.temporal, DCTERMS.rights, DCTERMS.relation, PROV.wasGeneratedBy)
    assert [predicate for predicate in absent if (about(TOILETS), predicate, None) in toilets] == []


@pytest.mark.parametrize(
    ("number", "name"),
    [
        ("021-52901111", "tel:+86-21-5290-1111"),
        ("021-52901111 转 8012", "tel:+86-21-5290-1111;ext=8012"),
        ("13800138000", "tel:+86-138-0013-8000"),
        ("400-820-8820", "tel:+86-400-820-8820"),
        ("12345", "tel:12345;phone-context=+86"),
        ("12319", "tel:12319;phone-context=+86"),
        ("52901111", None),
        ("电话", None),
        ("", None),
        (None, None),
    ],
)
def test_a_number_that_can_be_dialled(number: str | None, name: str | None) -> None:
    assert telephone(number) == (URIRef(name) if name else None)


def test_addresses_that_cannot_be_are_none() -> None:
    assert mail("data@example.org.cn") == URIRef("mailto:data@example.org.cn")
    assert mail("a<b>@example.org") == URIRef("mailto:a%3Cb%3E@example.org")
    assert mail("") is web("") is web(None) is None
