"""A plausible open catalogue for the pages: two units, two service items, six open entries, one withdrawn, one suspended.

Everything here is composed; the credit code is synthetic.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from portal.shelf.store import Shelf
from tests.support.open_entries import id_of
from tests.support.shelf_fixture import Log, followed

SITE_URL = "https://data.example.org.cn"
UNIT, OTHER_UNIT, FORMER_SLUG = "sh-lhsr", "sh-gardens", "sh-green"
TREES, TOILETS, PARKS, VISITORS, PERMITS, WASTE = (
    "307001002/000012",
    "307001004/000003",
    "307001001/000001",
    "307001001/000002",
    "307001003/000007",
    "307001004/000021",
)
WITHDRAWN, SUSPENDED = "307001004/000009", "307001002/000030"


def name_of(code: str) -> str:
    """A dataset's name from its code."""
    return code.replace("/", "-")


def item(name: str, data_type: str = "C", **more: Any) -> dict[str, Any]:
    """A data item open without conditions."""
    return {"name": name, "data_type": data_type, "open_type": "1", **({"length": 100} if data_type == "C" else {}), **more}


def file_of(code: str, title: str, format_: str, **more: Any) -> dict[str, Any]:
    """A file to download."""
    address = f"https://files.example.org.cn/{name_of(code)}.{format_}"
    ident = id_of(f"{code}/{title}")
    return {"id": ident, "title": title, "kind": "FILE", "format": format_, "offered_to": "open", "url": address, **more}


def content(code: str, title: str, abstract: str, items: Sequence[dict[str, Any]], **more: Any) -> dict[str, Any]:
    """An entry's content for the public: what stands beside the document is picked out of `more`, the rest goes into it."""
    beside = {key: more.pop(key) for key in ("issued_on", "revision", "related", "service_items", "business_line") if key in more}
    document = {
        "title": title,
        "abstract": abstract,
        "category_code": code.partition("/")[0],
        "provider": UNIT,
        "public_contact": {"office": "信息中心", "phone": "021-00000000", "email": "data@example.org.cn"},
        "keywords": ["绿化"],
        "themes": ["11"],
        "formats": ["csv"],
        "items": list(items),
        "open_type": "1",
        "update_frequency": "ANNUAL",
        "districts": ["310000"],
        "distributions": [],
    }
    return {
        "id": id_of(code),
        "code": code,
        "name": name_of(code),
        "revision": 1,
        "created_at": "2026-03-02T01:00:00.000000+00:00",
        "issued_on": "2026-03-02",
        "business_line": "LH",
        "document": document | more,
        "related": [],
        "service_items": {"produced_by": [], "needed_by": []},
        **beside,
    }


def unit(slug: str, name: str, name_en: str, **more: Any) -> dict[str, Any]:
    """A unit's content."""
    document = {"slug": slug, "name": name, "name_en": name_en, "kind": "unit", "credit_code": "113100000000000191", **more}
    return {"id": id_of(slug), "slug": slug, "document": document, "created_at": "2026-03-01T01:00:00.000000+00:00", "former_slugs": []}


def service_item(code: str, name: str, kind: str, **more: Any) -> dict[str, Any]:
    document = {"code": code, "name": name, "kind": kind, "provider": UNIT, **more}
    return {"id": id_of(code), "code": code, "document": document, "created_at": "2026-03-01T01:00:00.000000+00:00"}


def log(*more: dict[str, Any]) -> Log:
    """The log that most tests look at; `more` are further entries."""
    kept = Log()
    kept.append("publish", "department", _bureau())
    kept.append("publish", "department", unit(OTHER_UNIT, "市公园管理事务中心", "Municipal Parks Centre"))
    kept.append("publish", "service_item", _tree_permit())
    kept.append("publish", "service_item", service_item("GG-003", "文明公园评选", "SERVICE"))
    kept.publish(*_entries(), *more)
    kept.append("withdraw", "entry", _tombstone(WITHDRAWN, "OUTDATED", title="化粪池分布"))
    kept.append("suspend", "entry", _tombstone(SUSPENDED, "PRIVACY"))
    return kept


def shelf(directory: Path, *more: dict[str, Any]) -> Shelf:
    """The shelf that this log makes."""
    return followed(directory, log(*more), SITE_URL)


def _tombstone(code: str, reason: str, **more: str) -> dict[str, Any]:
    return {"id": id_of(code), "code": code, "name": name_of(code), "ended_on": "2026-04-10", "reason": reason, **more}


def _bureau() -> dict[str, Any]:
    contact = {"address": "示例路 1 号", "phone": "021-00000001", "email": "office@example.org.cn"}
    text = "负责全市绿化、林业、市容环境卫生的管理。"
    made = unit(UNIT, "市绿化和市容管理局", "Greening and City Appearance Bureau", description=text, contact=contact)
    return made | {"former_slugs": [FORMER_SLUG]}


def _tree_permit() -> dict[str, Any]:
    return service_item(
        "SP-001",
        "迁移树木许可",
        "APPROVAL",
        name_en="Permit to move trees",
        description="因工程建设需要迁移树木的，应当事先申请许可。",
        legal_basis=["上海市绿化条例 第三十条"],
        url="https://hall.example.org.cn/SP-001",
    )


def _entries() -> Iterator[dict[str, Any]]:
    yield _trees()
    yield _toilets()
    yield _parks()
    yield _visitors()
    yield content(
        PERMITS,
        "户外广告设施设置许可",
        "户外广告设施设置许可的编号、申请单位、设置地点、形式、面积和期限。",
        [item("许可编号", is_key=True), item("申请单位"), item("设置地点"), item("期限止", "D")],
        business_line="SR",
        themes=["10"],
        keywords=["户外广告", "许可"],
        formats=["xlsx"],
        update_frequency="MONTHLY",
        data_updated_on="2026-03-01",
        licence="cc-zero",
        distributions=[file_of(PERMITS, "户外广告许可", "xlsx")],
    )
    yield content(
        WASTE,
        "生活垃圾清运量月报",
        "各区每月干垃圾、湿垃圾、可回收物、有害垃圾的清运量（单位：吨）。",
        [item("月份"), item("区"), item("干垃圾", "N", unit="吨"), item("湿垃圾", "N", unit="吨")],
        business_line="HW",
        themes=["2", "11"],
        keywords=["垃圾分类", "环卫"],
        update_frequency="MONTHLY",
        data_updated_on="2026-02-28",
        distributions=[file_of(WASTE, "清运量月报", "csv")],
    )
    yield content(WITHDRAWN, "化粪池分布", "各区化粪池的编号、地址和容积，按半年更新。", [item("编号"), item("地址")], business_line="HW")
    yield content(SUSPENDED, "行道树台账", "道路两侧行道树的树种、胸径、种植年份和养护单位。", [item("路名"), item("树种")])


def _trees() -> dict[str, Any]:
    levels = {"name": "古树保护等级", "codes": [{"code": "1", "label": "一级保护"}, {"code": "2", "label": "二级保护"}]}
    return content(
        TREES,
        "古树名木",
        "全市古树名木的编号、树种、树龄、保护等级、所在区和地址，供保护管理、科普和城市规划使用。",
        [
            item("编号", is_key=True, description="全市统一编号", example="0432"),
            item("树种", data_element={"standard": "LY/T 1439", "name": "树种名称"}),
            item("拉丁名"),
            item("树龄", "I", unit="年"),
            item("保护等级", code_list=levels),
            item("地址", length=200),
        ],
        revision=3,
        issued_on="2015-01-13",
        first_published_on="2015-01-13",
        themes=["2", "11"],
        keywords=["古树", "名木", "绿化"],
        scenarios=["03"],
        national_theme="ZF",
        department_theme="1",
        formats=["csv", "xlsx"],
        update_frequency="SEMIANNUAL",
        data_updated_on="2026-01-15",
        temporal_start="2015-01-01",
        temporal_end="2025-12-31",
        districts=["310101", "310106"],
        record_count=2_756,
        language="zh-Hans",
        licence="cc-by",
        distributions=[
            file_of(TREES, "古树名木清单", "csv", byte_size=412_980, checksum="0" * 64, media_type="text/csv", item_names=["编号", "树种"]),
            file_of(TREES, "古树名木清单（表格）", "xlsx", byte_size=655_360),
        ],
        related=[{"code": PARKS, "name": name_of(PARKS), "title": "公园基本信息"}],
        service_items={"produced_by": [{"code": "SP-001", "name": "迁移树木许可"}], "needed_by": []},
        produced_by=["SP-001"],
        related_codes=[PARKS],
    )


def _toilets() -> dict[str, Any]:
    return content(
        TOILETS,
        "公共厕所",
        "对外开放的公共厕所的名称、地址、蹲位数、等级、无障碍设施和开放时间，方便市民就近查找。",
        [item("名称"), item("地址"), item("蹲位数", "I"), item("开放时间")],
        business_line="HW",
        issued_on="2015-01-13",
        themes=["9"],
        keywords=["公共厕所", "环卫", "便民"],
        scenarios=["03", "05"],
        update_frequency="SEMIANNUAL",
        data_updated_on="2026-02-01",
        record_count=12_034,
        districts=["310000", "310101"],
        distributions=[file_of(TOILETS, "公共厕所清单", "csv", byte_size=900)],
    )


def _parks() -> dict[str, Any]:
    interface = {"id": id_of("parks/interface"), "title": "公园查询接口", "kind": "API", "format": "rest-json", "offered_to": "open"}
    return content(
        PARKS,
        "公园基本信息",
        "全市城市公园的名称、星级、类型、地址、面积和开放时间，供市民游园和有关单位统计使用。",
        [item("公园名称"), item("星级"), item("地址"), item("面积", "N", unit="公顷"), item("是否收费", "L")],
        provider=OTHER_UNIT,
        themes=["7", "9"],
        keywords=["公园", "游园"],
        formats=["csv", "json"],
        update_frequency="SEMIANNUAL",
        data_updated_on="2026-02-20",
        record_count=477,
        licence="cc-by",
        scenarios=["03"],
        distributions=[file_of(PARKS, "公园基本信息清单", "csv"), interface | {"description": "按区查询公园。"}],
        service_items={"produced_by": [], "needed_by": [{"code": "GG-003", "name": "文明公园评选"}]},
        needed_by=["GG-003"],
    )


def _visitors() -> dict[str, Any]:
    return content(
        VISITORS,
        "公园游客量",
        "各城市公园每日入园人数和瞬时在园人数，可用于游园安全管理和客流研究。",
        [item("公园名称"), item("日期", "D"), item("入园人数", "I", unit="人", open_type="2")],
        provider=OTHER_UNIT,
        themes=["7"],
        keywords=["公园", "客流"],
        open_type="2",
        open_condition="用于科学研究或公共安全管理，申请单位承诺不向第三方转让。",
        open_scope="高等学校、科研机构和有关管理单位。",
        update_frequency="DAILY",
        licence="sh-conditional-agreement",
        related=[{"code": PARKS, "name": name_of(PARKS), "title": "公园基本信息"}],
        related_codes=[PARKS],
    )
