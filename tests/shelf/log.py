"""A publication log in memory: what the registry would have written, with valid content by default."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from catalog import digest
from catalog.publication_log import Record

SITE = "https://data.example.gov.cn"
START = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
BUREAU, PARKS = "sh-lhsr", "sh-parks"


def identity(name: str) -> str:
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"test:{name}"))


def unit(slug: str = BUREAU, name: str = "上海市绿化和市容管理局", **more: Any) -> dict[str, Any]:
    """The content of a unit's record."""
    document = {"slug": slug, "name": name, "kind": "unit", "credit_code": "11310000MB2F30478X", **more.pop("document", {})}
    return {
        "id": identity(more.pop("of", slug)),
        "slug": slug,
        "document": document,
        "created_at": START.isoformat(),
        "former_slugs": [],
        **more,
    }


def service_item(code: str, name: str = "公园名录查询", **document: Any) -> dict[str, Any]:
    """The content of a service item's record."""
    shown = {"code": code, "name": name, "kind": "SERVICE", "provider": BUREAU, **document}
    return {"id": identity(code), "code": code, "document": shown, "created_at": START.isoformat()}


def entry(number: int, title: str = "公园名录", *, produced_by: Iterable[Mapping[str, str]] = (), **document: Any) -> dict[str, Any]:
    """The content of an entry's record; keywords are its tags."""
    items = document.pop("item_names", ["公园名称"])
    formats = document.pop("resource_formats", [])
    shown = {
        "title": title,
        "abstract": "全市公园的名称和地址。",
        "category_code": "307001002",
        "provider": BUREAU,
        "themes": ["2"],
        "formats": ["csv"],
        "items": [{"name": name, "data_type": "C", "length": 20, "open_type": "1"} for name in items],
        "open_type": "1",
        "update_frequency": "YEARLY",
        "distributions": [_distribution(number, place, code) for place, code in enumerate(formats)],
        **document,
    }
    code = f"307001002/{number:06d}"
    return {
        "id": identity(code),
        "code": code,
        "name": code.replace("/", "-"),
        "revision": 1,
        "created_at": START.isoformat(timespec="microseconds"),
        "issued_on": "2015-10-09",
        "business_line": "LH",
        "document": shown,
        "related": [],
        "service_items": {"produced_by": list(produced_by), "needed_by": []},
    }


def _distribution(number: int, place: int, code: str) -> dict[str, Any]:
    return {"id": identity(f"resource {number} {place}"), "title": f"数据文件{place}", "kind": "FILE", "format": code, "offered_to": "open"}


class Log:
    """Records with growing numbers and times; `read` is what a follower is given."""

    def __init__(self, audience: str = "open") -> None:
        self.audience = audience
        self.records: list[Record] = []

    def add(self, act: str, kind: str, content: Mapping[str, Any] | None, *, subject: str | None = None, step: int = 1) -> Record:
        """One record; numbers skip now and then, as those for another audience do."""
        number = (self.records[-1].number if self.records else 0) + step
        content = dict(content) if content is not None else None
        subject = subject or str((content or {})["id"])
        made = Record(number, START + timedelta(seconds=number), self.audience, act, kind, subject, content, digest.of(content))
        self.records.append(made)
        return made

    def unit(self, *arguments: Any, **more: Any) -> Record:
        return self.add("publish", "department", unit(*arguments, **more))

    def service_item(self, *arguments: Any, **more: Any) -> Record:
        return self.add("publish", "service_item", service_item(*arguments, **more))

    def publish(self, number: int, *arguments: Any, step: int = 1, **more: Any) -> Record:
        return self.add("publish", "entry", entry(number, *arguments, **more), step=step)

    def end(self, number: int, act: str = "withdraw", reason: str = "OUTDATED", title: str | None = "公园名录") -> Record:
        content = {key: entry(number)[key] for key in ("id", "code", "name")} | {"ended_on": "2026-04-01", "reason": reason}
        if act == "erase":
            del content["code"]
        return self.add(act, "entry", content | ({"title": title} if title else {}))

    def read(self, after: int, limit: int) -> Sequence[Record]:
        return [record for record in self.records if record.number > after][:limit]


def name(number: int) -> str:
    return str(entry(number)["name"])


def with_units() -> Log:
    """A log whose first records are the two units of most tests."""
    log = Log()
    log.unit()
    log.unit(PARKS, "上海市公园管理事务中心")
    return log
