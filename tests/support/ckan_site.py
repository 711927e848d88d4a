"""The site that the tests of the API ask: twelve open entries of two units, and three that are open no more."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from portal.ckan_interop.asgi import create
from tests.support.in_process import ASGIApp
from tests.support.open_entries import BUREAU, OFFICE, SITE_URL, STATION, a_department, a_file, an_entry
from tests.support.shelf_fixture import Log, followed

NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
PARKS = an_entry(
    1,
    title="公园基础信息",
    keywords=["公园", "绿地", "todo split"],
    themes=["2", "11"],
    licence="cc-by",
    distributions=[
        a_file("公园名录", url="https://data.example.gov.cn/parks.csv", checksum="abc123" + "0" * 58, byte_size=20480),
        a_file("公园名录表", format="xlsx"),
        a_file("公园边界", description="边界坐标"),
    ],
)
OLD_TREES = an_entry(2, title="古树名木", provider=STATION, keywords=["古树", "公园"], distributions=[a_file("古树", format="json")])
TRAFFIC = an_entry(3, title="北京市交通数据", themes=["4"], keywords=["交通"])
RIVERS = an_entry(
    4,
    title="Rivers and creeks",
    abstract="The rivers of the city, and creeks.",
    provider=STATION,
    keywords=["CAPITALS", "Flexible ァ", "russian"],
)
LAKES = an_entry(5, title="Lakes", abstract="The lakes of the city, large and small.", keywords=["split todo", "tolstoy"])
STREET_TREES = an_entry(
    6, title="行道树", open_type="2", open_condition="承诺仅用于研究。", licence="sh-conditional-agreement", themes=["11"]
)
WITHDRAWN, SUSPENDED, ERASED = (
    an_entry(number, title=f"不再开放{number}", keywords=["不再开放"], distributions=[a_file(f"不再开放{number}", format="pdf")])
    for number in (7, 8, 9)
)
OTHERS = tuple(an_entry(number, title=f"其他数据{number}", provider=STATION) for number in range(10, 16))
OPEN = (PARKS, OLD_TREES, TRAFFIC, RIVERS, LAKES, STREET_TREES, *OTHERS)
NAMES = tuple(entry["name"] for entry in OPEN)


@dataclass(frozen=True)
class Site:
    """What the API says about its site."""

    site_url: str = SITE_URL
    site_title: str = "绿化市容数据开放目录"
    site_description: str = "公共数据的开放目录。"


def log() -> Log:
    """The publication log of the site."""
    made = Log()
    made.append(
        "publish", "department", a_department(BUREAU, name="上海市绿化和市容管理局", description="管绿化，也管市容。", name_en="The Bureau")
    )
    made.append("publish", "department", a_department(STATION, name="上海市林业总站") | {"former_slugs": ["sh-old-station"]})
    made.append("publish", "department", a_department(OFFICE, name="上海市废弃物管理事务中心"))
    made.publish(*OPEN[:6], WITHDRAWN, SUSPENDED, ERASED, *OPEN[6:])
    made.end("withdraw", WITHDRAWN, "OUTDATED")
    made.end("suspend", SUSPENDED, "REVIEW")
    made.end("erase", ERASED, "SECRECY")
    return made


def app(directory: Path, site: Site | None = None, now: Callable[[], datetime] = lambda: NOW) -> ASGIApp:
    """The API over the shelf of this site."""
    about = site or Site()
    return create(followed(directory, log(), about.site_url), about, now)
