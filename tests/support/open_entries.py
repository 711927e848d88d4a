"""Contents of publication records, valid by default; tests spell only what matters to them."""

import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

SITE_URL = "http://data.example.gov.cn"
START = datetime(2026, 3, 2, 1, 0, 0, 250_000, tzinfo=UTC)
BUREAU, STATION, OFFICE = "sh-lhsr", "sh-lyzz", "sh-fgc"


def id_of(name: str) -> str:
    """A fixed UUID for a name."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"test:{name}"))


def a_department(slug: str = BUREAU, **changes: Any) -> dict[str, Any]:
    """The content of a department's record; `changes` go into its document."""
    document = {"slug": slug, "name": "上海市绿化和市容管理局", "kind": "unit", "credit_code": "11310000002420179C"}
    return {
        "id": id_of(slug),
        "slug": slug,
        "document": document | changes,
        "created_at": "2026-01-05T01:00:00.000000+00:00",
        "former_slugs": [],
    }


def an_entry(number: int = 1, **changes: Any) -> dict[str, Any]:
    """The content of an open entry's record; `changes` go into its document."""
    document = {
        "title": f"公园基础信息{number}",
        "abstract": "全市城市公园的名称、位置与面积。",
        "category_code": "201001",
        "provider": BUREAU,
        "themes": ["2"],
        "formats": ["csv"],
        "items": [an_item("公园名称"), an_item("面积", data_type="N", length=10)],
        "open_type": "1",
        "update_frequency": "ANNUAL",
    }
    code = f"307001002/{number:06}"
    return {
        "id": id_of(code),
        "code": code,
        "name": code.replace("/", "-"),
        "revision": 1,
        "created_at": (START + timedelta(days=number)).isoformat(),
        "issued_on": "2026-03-02",
        "business_line": "LH",
        "document": document | changes,
        "related": [],
        "service_items": {"produced_by": [], "needed_by": []},
    }


def an_item(name: str, **changes: Any) -> dict[str, Any]:
    """A data item as the public may see it."""
    return {"name": name, "data_type": "C", "length": 100, "open_type": "1"} | changes


def a_file(name: str, **changes: Any) -> dict[str, Any]:
    """A distribution that is offered to the public as a file."""
    return {"id": id_of(f"file {name}"), "title": name, "kind": "FILE", "format": "csv", "offered_to": "open"} | changes
