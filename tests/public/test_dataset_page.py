"""The page of a dataset says first what it is, who answers for it, how fresh it is, and what may be done."""

import json

import pytest

from tests.support import public_catalogue
from tests.support.open_entries import id_of
from tests.support.pages import PageClient
from tests.support.public_catalogue import PARKS, SUSPENDED, TREES, VISITORS, WITHDRAWN, name_of
from tests.support.public_site import PagesWith

TREES_PAGE = f"/dataset/{name_of(TREES)}"
HOSTILE = "</script><script>alert(1)</script>\"'><img src=x onerror=alert(1)>{{ 7*7 }}"


def facts(pages: PageClient, path: str) -> dict[str, str]:
    """All labelled facts of a page."""
    rows = pages.get(path).tree.xpath("//dl/div")
    return {"".join(row.xpath("dt//text()")).strip(): " ".join("".join(row.xpath("dd//text()")).split()) for row in rows}


def test_what_matters_stands_first(pages: PageClient) -> None:
    page = pages.get(TREES_PAGE)
    assert page.heading == "古树名木"
    glance = page.one("//*[preceding-sibling::header[h1]][1]")
    assert glance.get("class") == "glance"
    shown = " ".join(glance.text_content().split())
    for part in (
        "全市古树名木的编号",
        "无条件开放",
        "不需要申请",
        "市绿化和市容管理局",
        "2026-01-15",
        "每半年更新，按此应在 2026-07-18 前再次更新",
        "2,756 条",
        "CSV、XLSX",
    ):
        assert part in shown


def test_basic_facts_have_the_labels_that_people_know(pages: PageClient) -> None:
    known = facts(pages, TREES_PAGE)
    assert known["数据领域"] == "资源环境、城市建设"
    assert known["业务条线"] == "绿化"
    assert known["首次发布日期"] == "2015-01-13"
    assert known["数据时间范围"] == "2015-01-01 至 2025-12-31"
    assert known["所属区域"] == "黄浦区、静安区"
    assert known["使用许可"] == "知识共享 署名 4.0"
    assert known["资源代码"] == TREES
    assert known["版本"] == "第 3 版"


def test_items_are_explained_and_listed(pages: PageClient) -> None:
    page = pages.get(TREES_PAGE)
    assert "数据项就是数据表中的一列" in page.text
    rows = page.texts("//table[@class='items']/tbody/tr")
    assert len(rows) == 6
    assert rows[0] == "编号 主键字符型100 全市统一编号 例： 0432"
    assert page.texts("//details//li") == ["1 一级保护", "2 二级保护"]


def test_files_can_be_fetched_at_once_and_looked_at_first(pages: PageClient) -> None:
    page = pages.get(TREES_PAGE)
    assert page.tree.xpath("//ul[@class='distributions']//a[@class='button']/@href") == [
        "https://files.example.org.cn/307001002-000012.csv",
        "https://files.example.org.cn/307001002-000012.xlsx",
    ]
    known = facts(pages, page.tree.xpath("//ul[@class='distributions']/li[1]//a/@href")[0])
    assert known["大小"] == "403.3 KB 412,980 字节"
    assert known["包含的数据项"] == "编号、树种"
    assert known["数据集"] == "古树名木"


def test_an_interface_without_an_address_says_whom_to_ask(pages: PageClient) -> None:
    page = pages.get(f"/dataset/{name_of(PARKS)}/resource/{id_of('parks/interface')}")
    assert "暂无可直接打开的网址" in page.text
    assert "021-00000000" in page.text


def test_conditional_data_shows_how_to_apply_and_no_way_to_fetch(pages: PageClient) -> None:
    page = pages.get(f"/dataset/{name_of(VISITORS)}")
    known = facts(pages, page.path)
    assert known["开放条件"].startswith("用于科学研究或公共安全管理")
    assert known["开放范围"] == "高等学校、科研机构和有关管理单位。"
    assert "查看申请方式" in page.text
    assert "申请后提供" in page.text
    assert page.tree.xpath("//ul[@class='distributions']") == []


def test_what_belongs_together_is_linked(pages: PageClient) -> None:
    page = pages.get(TREES_PAGE)
    assert page.texts("//section[@aria-labelledby='related']//li") == ["公园基本信息", "迁移树木许可"]


def test_the_citation_names_who_what_when_and_where(pages: PageClient) -> None:
    cited = pages.get(TREES_PAGE).texts("//p[@class='citation']")
    assert cited == [f"市绿化和市容管理局. 古树名木[DS/OL]. 2015-01-13(2026-01-15). https://data.example.org.cn{TREES_PAGE}."]


def test_search_engines_read_the_same_facts(pages: PageClient) -> None:
    described = json.loads(pages.get(TREES_PAGE).one("//script").text)
    assert described["@type"] == "Dataset"
    assert described["name"] == "古树名木"
    assert described["isAccessibleForFree"] is True
    assert described["dateModified"] == "2026-01-15"
    assert described["license"] == "https://creativecommons.org/licenses/by/4.0/"
    assert described["variableMeasured"][:2] == ["编号", "树种"]
    assert [each["contentUrl"] for each in described["distribution"]] == [
        "https://files.example.org.cn/307001002-000012.csv",
        "https://files.example.org.cn/307001002-000012.xlsx",
    ]
    assert json.loads(pages.get(f"/dataset/{name_of(VISITORS)}").one("//script").text)["isAccessibleForFree"] is False


def test_the_id_leads_to_the_name(pages: PageClient) -> None:
    assert pages.moved(f"/dataset/{id_of(TREES)}") == TREES_PAGE
    assert pages.moved(f"/en/dataset/{id_of(TREES)}") == f"/en{TREES_PAGE}"


def test_a_withdrawn_dataset_leaves_a_stone_with_date_and_reason(pages: PageClient) -> None:
    page = pages.get(f"/dataset/{name_of(WITHDRAWN)}", 410)
    assert page.heading == "该数据集已停止开放"
    known = facts_of(page)
    assert known == {"数据集": "化粪池分布", "数据集标识": name_of(WITHDRAWN), "原因": "数据过时"}
    assert "2026-04-10" in page.text


def test_a_suspended_dataset_says_so_and_nothing_that_must_not_be_told(pages: PageClient) -> None:
    page = pages.get(f"/dataset/{name_of(SUSPENDED)}", 410)
    assert page.heading == "该数据集已暂停开放"
    assert facts_of(page) == {"数据集标识": name_of(SUSPENDED), "原因": "个人信息"}
    assert "行道树" not in page.text


def test_a_file_that_is_offered_no_more_leads_to_its_dataset(pages: PageClient) -> None:
    page = pages.get(f"{TREES_PAGE}/resource/{id_of('never')}", 404)
    assert TREES_PAGE in page.tree.xpath("//main//a/@href")


@pytest.mark.parametrize("path", ["", f"/resource/{id_of('x')}"])
def test_hostile_words_stay_words(pages_with: PagesWith, path: str) -> None:
    distribution = public_catalogue.file_of("307001009/000001", HOSTILE, "csv", description=HOSTILE) | {"id": id_of("x")}
    entry = public_catalogue.content(
        "307001009/000001",
        HOSTILE,
        HOSTILE * 2,
        [public_catalogue.item(HOSTILE, description=HOSTILE)],
        keywords=[HOSTILE],
        distributions=[distribution],
    )
    page = pages_with(entry).raw.get(f"/dataset/307001009-000001{path}")
    assert page.status_code == 200
    assert "<script>alert" not in page.text
    assert "<img" not in page.text
    assert "{{ 7*7 }}" in page.text


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "data:text/html,x", "//evil.example", "/\\evil.example", "ftp://x.example/y", "http://[bad"]
)
def test_only_addresses_of_the_web_become_links(pages_with: PagesWith, address: str) -> None:
    distribution = public_catalogue.file_of("307001009/000001", "清单", "csv") | {"url": address}
    entry = public_catalogue.content(
        "307001009/000001", "绿地", "公共绿地的名称、位置和面积。", [public_catalogue.item("名称")], distributions=[distribution]
    )
    page = pages_with(entry).get("/dataset/307001009-000001")
    assert address not in page.tree.xpath("//a/@href")
    assert page.texts("//a[contains(@class,'button-quiet')]") == ["获取方式"]


def test_a_very_wide_dataset_is_read_page_by_page(pages_with: PagesWith) -> None:
    items = [
        public_catalogue.item(f"字段{number}", description="该字段的含义，由主管部门逐项核实。", example="示例") for number in range(1000)
    ]
    pages = pages_with(public_catalogue.content("307001009/000001", "网格部件", "城市管理部件普查结果，字段较多。", items))
    first = pages.get("/dataset/307001009-000001")
    assert first.texts("//h2[@id='items']") == ["数据项 1,000"]
    last = pages.get("/dataset/307001009-000001?items=17")
    assert last.texts("//table[@class='items']/tbody//th")[-1] == "字段999"
    names = {name for number in range(1, 18) for name in pages.get(f"/dataset/307001009-000001?items={number}").texts("//tbody//th")}
    assert len(names) == 1000


def facts_of(page: object) -> dict[str, str]:
    rows = page.tree.xpath("//dl/div")  # type: ignore[attr-defined]
    return {"".join(row.xpath("dt//text()")): "".join(row.xpath("dd//text()")) for row in rows}
