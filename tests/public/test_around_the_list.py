"""The front door, units, data domains and service items."""

from tests.support.open_entries import id_of
from tests.support.pages import PageClient
from tests.support.public_catalogue import FORMER_SLUG, OTHER_UNIT, UNIT


def test_the_front_door_shows_how_much_there_is_and_what_is_new(pages: PageClient) -> None:
    page = pages.get("/")
    figures = {row.xpath("string(dt)"): row.xpath("normalize-space(dd)") for row in page.tree.xpath("//dl[@class='figures']/div")}
    assert figures.pop("目录更新日期").startswith("2026-03-0")
    assert figures == {"开放数据集": "6", "无条件开放": "5", "提供单位": "2", "关联服务事项": "2"}
    assert len(page.texts("//ol[@class='rows']/li")) == 6
    assert "城市建设 2" in page.texts("//ul[@class='shelves']/li")


def test_domains_without_data_are_not_shown(pages: PageClient) -> None:
    assert "信用服务" not in pages.get("/").text
    assert len(pages.get("/group/").texts("//ul[@class='counted']/li")) == 5


def test_a_domain_lists_its_datasets(pages: PageClient) -> None:
    page = pages.get("/group/livelihood")
    assert page.heading == "民生服务"
    assert page.texts("//h2[@id='datasets']") == ["已开放 2 个数据集"]
    assert set(page.texts("//ol[@class='rows']//h3")) == {"公共厕所", "公园基本信息"}


def test_a_unit_says_what_it_is_how_to_reach_it_and_what_it_opened(pages: PageClient) -> None:
    page = pages.get(f"/organization/{UNIT}")
    assert page.heading == "市绿化和市容管理局"
    for part in ("负责全市绿化", "021-00000001", "113100000000000191", "已开放 4 个数据集"):
        assert part in page.text
    assert pages.get(f"/en/organization/{OTHER_UNIT}").heading == "Municipal Parks Centre"


def test_a_former_name_and_an_id_lead_to_the_unit(pages: PageClient) -> None:
    assert pages.moved(f"/organization/{FORMER_SLUG}") == f"/organization/{UNIT}"
    assert pages.moved(f"/en/organization/{FORMER_SLUG}") == f"/en/organization/{UNIT}"
    assert pages.moved(f"/organization/{id_of(UNIT)}") == f"/organization/{UNIT}"


def test_a_service_item_shows_the_data_it_makes_and_uses(pages: PageClient) -> None:
    page = pages.get("/service-item/SP-001")
    assert page.heading == "迁移树木许可"
    assert page.texts("//section[@aria-labelledby='produces']//li") == ["古树名木"]
    assert page.texts("//section[@aria-labelledby='needs']/p") == ["办理本事项暂不需要开放数据。"]
    assert pages.get("/en/service-item/SP-001").heading == "Permit to move trees"
    assert pages.get("/service-item/GG-003").texts("//section[@aria-labelledby='needs']//li") == ["公园基本信息"]


def test_the_hall_reads_the_same_as_json(pages: PageClient) -> None:
    answer = pages.raw.get("/service-item/SP-001.json")
    assert answer.headers["access-control-allow-origin"] == "*"
    described = answer.json()
    assert described["name"] == "迁移树木许可"
    assert described["produces"] == [
        {"name": "307001002-000012", "title": "古树名木", "url": "https://data.example.org.cn/dataset/307001002-000012"}
    ]
    assert described["needs"] == []
    assert pages.raw.get("/service-item/XX-999.json").status_code == 404
