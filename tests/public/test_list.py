"""The list of datasets: what it counts is what one gets, and every state of it has an address."""

from urllib.parse import quote

import pytest

from tests.support import public_catalogue
from tests.support.pages import PageClient, SeenPage, words
from tests.support.public_site import PagesWith

TITLES = "//ol[@class='rows']//h3"


def found(page: SeenPage) -> int:
    """The number in “找到 N 个数据集”."""
    return int("".join(filter(str.isdigit, words(page.one("//h2[@id='found']")))))


def options(page: SeenPage) -> dict[str, tuple[str, int]]:
    """Every value that can still be chosen in the boxes: label → (address, promised count)."""
    rows = page.tree.xpath("//section[@class='facet']//li[not(contains(@class,'chosen'))]")
    return {words(row.xpath("a")[0]): (row.xpath("a/@href")[0], int(words(row.xpath("*[@class='count']")[0]))) for row in rows}


def href(page: SeenPage, label: str) -> str:
    """The address behind the link with these words."""
    return next(link.get("href") for link in page.tree.xpath("//main//a") if words(link).endswith(label))


def test_the_whole_list_shows_what_is_open(pages: PageClient) -> None:
    page = pages.get("/dataset/")
    assert page.heading == "数据集"
    assert found(page) == 6
    assert set(page.texts(TITLES)) == {"古树名木", "公共厕所", "公园基本信息", "公园游客量", "户外广告设施设置许可", "生活垃圾清运量月报"}


def test_boxes_stand_in_the_order_in_which_people_use_them(pages: PageClient) -> None:
    boxes = ["业务条线", "数据领域", "标签", "数据格式", "开放属性", "所属区域", "更新频率", "提供单位"]
    assert pages.get("/dataset/").texts("//section[@class='facet']/h3") == boxes


@pytest.mark.parametrize(
    "state", ["", "?q=" + quote("公园"), "?open_type=1", "?groups=livelihood", "?tags=" + quote("环卫") + "&business_line=HW"]
)
def test_each_number_is_what_its_link_leads_to(pages: PageClient, state: str) -> None:
    promised = options(pages.get(f"/dataset/{state}"))
    assert promised
    for label, (address, count) in promised.items():
        assert found(pages.get(address)) == count, label


def test_a_second_value_of_a_fact_with_one_value_replaces_the_first(pages: PageClient) -> None:
    page = pages.get("/dataset/?open_type=1")
    assert found(page) == 5
    address, _ = options(page)["有条件开放"]
    assert found(pages.get(address)) == 1


def test_conditions_can_be_dropped_one_by_one_or_all_at_once(pages: PageClient) -> None:
    page = pages.get("/dataset/?q=" + quote("公园") + "&groups=livelihood&res_format=CSV")
    assert page.texts("//li[@class='pill']/span") == ["检索词：公园", "数据领域：民生服务", "数据格式：CSV"]
    without = pages.get(page.tree.xpath("//li[@class='pill']/a/@href")[1])
    assert without.texts("//li[@class='pill']/span") == ["检索词：公园", "数据格式：CSV"]
    assert pages.get(href(page, "清除全部条件")).texts("//li[@class='pill']") == []


def test_a_new_search_keeps_the_conditions(pages: PageClient) -> None:
    page = pages.get("/dataset/?q=x&tags=" + quote("公园") + "&sort=title_string+asc")
    kept = {(field.get("name"), field.get("value")) for field in page.tree.xpath("//main//input[@type='hidden']")}
    assert kept == {("tags", "公园"), ("sort", "title_string asc")}


def test_orders_are_links_and_relevance_is_one_for_searches_only(pages: PageClient) -> None:
    orders = "//nav[@class='sortings']//li"
    assert pages.get("/dataset/").texts(orders) == ["更新时间", "名称"]
    page = pages.get("/dataset/?q=" + quote("公园"))
    assert page.texts(orders) == ["相关度", "更新时间", "名称"]
    titles = pages.get(href(page, "名称")).texts(TITLES)
    assert titles == sorted(titles)
    assert len(titles) == found(page)


def test_addresses_of_a_ckan_site_are_understood(pages: PageClient) -> None:
    page = pages.get("/dataset/?q=&organization=sh-gardens&res_format=CSV&sort=score+desc%2C+metadata_modified+desc&page=1")
    assert page.texts(TITLES) == ["公园基本信息"]
    assert found(pages.get("/dataset/?license_id=cc-by")) == 2


@pytest.mark.parametrize(
    "query", ["page=0", "page=-1", "page=x", "page=9999999999", "sort=nonsense", "more=nonsense", "unknown=1", "open_type="]
)
def test_what_makes_no_sense_counts_as_not_asked(pages: PageClient, query: str) -> None:
    assert found(pages.get(f"/dataset/?{query}")) == 6


def test_a_page_behind_the_last_leads_back(pages: PageClient) -> None:
    page = pages.get("/dataset/?page=7", 404)
    assert len(pages.get(href(page, "转到最后一页")).texts(TITLES)) == 6


def test_when_nothing_is_found_it_says_what_would_be(pages: PageClient) -> None:
    page = pages.get("/dataset/?q=" + quote("古树 飞船") + "&open_type=1")
    assert found(page) == 0
    ways = {
        words(row.xpath("a")[0]): (row.xpath("a/@href")[0], int(words(row.xpath("span")[0])))
        for row in page.tree.xpath("//ul[@class='bullets'][1]/li[a]")
    }
    assert ways == {"去掉“飞船”": ("/dataset/?q=%E5%8F%A4%E6%A0%91&open_type=1", 1)}
    assert found(pages.get(ways["去掉“飞船”"][0])) == 1


def test_a_search_that_finds_nothing_at_all_still_leads_on(pages: PageClient) -> None:
    page = pages.get("/dataset/?q=" + quote("飞船"))
    assert page.texts("//p[@class='empty-text']") == ["没有同时符合这些条件的数据集。"]
    assert "民生服务 2" in page.texts("//ul[@class='shelves']/li")


def test_a_quoted_search_means_the_words_as_they_stand(pages: PageClient) -> None:
    assert pages.get("/dataset/?q=" + quote("“干垃圾、湿垃圾”")).texts(TITLES) == ["生活垃圾清运量月报"]
    assert found(pages.get("/dataset/?q=" + quote('"湿垃圾、干垃圾"'))) == 0


def test_only_plain_lists_are_for_search_engines(pages: PageClient) -> None:
    robots = "//meta[@name='robots']"
    assert pages.get("/dataset/").tree.xpath(robots) == []
    assert pages.get("/dataset/?q=x").one(robots).get("content") == "noindex, follow"


def test_a_long_list_comes_in_pages(pages_with: PagesWith) -> None:
    many = [
        public_catalogue.content(
            f"307001009/{number:06}", f"绿地{number:02}", "公共绿地的名称、位置和面积。", [public_catalogue.item("名称")]
        )
        for number in range(40)
    ]
    pages = pages_with(*many)
    first = pages.get("/dataset/?sort=title_string+asc")
    assert found(first) == 46
    assert first.texts("//nav[@class='pager']//li") == ["1", "2", "3"]
    seen = [title for number in (1, 2, 3) for title in pages.get(f"/dataset/?sort=title_string+asc&page={number}").texts(TITLES)]
    assert len(seen) == 46
    assert seen == sorted(seen)


def test_a_box_with_many_values_shows_the_most_frequent_and_leads_to_the_rest(pages_with: PagesWith) -> None:
    many = [
        public_catalogue.content(
            f"307001009/{number:06}",
            f"绿地{number:02}",
            "公共绿地的名称、位置和面积。",
            [public_catalogue.item("名称")],
            keywords=[f"标签{number}"],
        )
        for number in range(20)
    ]
    pages = pages_with(*many)
    page = pages.get("/dataset/")
    box = "//section[@class='facet'][h3='标签']"
    assert len(page.tree.xpath(f"{box}//li")) == 8
    assert len(pages.get(href(page, "更多标签")).tree.xpath(f"{box}//li")) == 20 + 12
