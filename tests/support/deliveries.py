"""A delivery to a CKAN in this process: a log with a story in it, a target, a clock that is moved by hand."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from catalog.clock import FixedClock
from portal.ckan_interop.remote import ledger, state
from portal.ckan_interop.remote.delivery import Report, Source, push
from portal.ckan_interop.remote.reconciling import reconcile
from portal.ckan_interop.remote.standing import Standing, standing
from portal.ckan_interop.remote.targets import Target
from tests.support.in_process_ckan import SYSADMIN, Ckan
from tests.support.in_process_ckan_line import Fault, Line
from tests.support.open_entries import BUREAU, SITE_URL, START, STATION, a_department, a_file, an_entry
from tests.support.shelf_fixture import Log

URL = "https://ckan.example.org.cn"
PARKS = an_entry(
    1,
    title="公园",
    keywords=["公园", "水", "树种（乔木）"],
    themes=["2", "11"],
    distributions=[a_file("公园名录"), a_file("公园边界", format="xlsx")],
)
TREES = an_entry(2, title="古树", provider=STATION, public_contact={"office": "信息科", "email": "no address"})
SECRET = an_entry(3, title="不该公开", distributions=[a_file("不该公开的文件")])
LAKES = an_entry(4, title="湖泊")
LATE = an_entry(5, title="后来的", provider=STATION)


def first_part(log: Log) -> None:
    """Two units and four entries come out."""
    log.append("publish", "department", a_department(BUREAU))
    log.append("publish", "department", a_department(STATION, name="林业总站"))
    log.publish(PARKS, TREES, SECRET, LAKES)


def second_part(log: Log) -> None:
    """One entry is changed, one withdrawn, one erased, one new; a unit is renamed."""
    files = [a_file("公园名录", format="json"), a_file("公园新表")]
    log.publish(PARKS | {"revision": 2, "document": PARKS["document"] | {"title": "城市公园", "distributions": files}})
    log.end("withdraw", TREES, "OUTDATED")
    log.end("erase", SECRET, "SECRECY")
    log.publish(LATE)
    log.append("publish", "department", a_department(STATION, name="林业和湿地总站"))


@dataclass
class Delivery:
    """One registry's deliveries to one CKAN."""

    home: Path
    ckan: Ckan = field(default_factory=Ckan)
    log: Log = field(default_factory=Log)
    clock: FixedClock = field(default_factory=lambda: FixedClock(START))
    settings: dict[str, Any] = field(default_factory=dict)
    token: str = SYSADMIN
    step: Callable[[], object] = lambda: None

    def __post_init__(self) -> None:
        self.home.mkdir(parents=True, exist_ok=True)
        (self.home / "token").write_text(self.token + "\n")
        self.line = Line(self.ckan, step=self.step)
        self.source = Source(self.log.after, self.home, SITE_URL, self.clock)

    @property
    def target(self) -> Target:
        return Target("city", URL, self.home / "token", **self.settings)

    def push(self, *, patient: bool = False) -> Report:
        report = push(self.target, self.source, connect=self.line.connect, patient=patient)
        assert report is not None
        return report

    def reconcile(self) -> Report:
        return reconcile(self.target, self.source, connect=self.line.connect)

    def retry(self, name: str) -> None:
        with state.opened(self.home, "city") as file:
            assert ledger.try_again(file, name)

    def meet(self, kind: str, action: str, times: int = 1) -> None:
        self.line.faults.append(Fault(kind, action, times))

    def wait(self, **time: float) -> None:
        self.clock.advance(timedelta(**time))

    def push_until_done(self) -> list[Report]:
        """Push as the worker does, an hour apart, until nothing waits."""
        reports = []
        for _ in range(6):
            reports.append(self.push(patient=True))
            if self.standing().waiting == 0 and reports[-1].trouble is None:
                return reports
            self.wait(hours=2)
        raise AssertionError(self.standing())

    def standing(self) -> Standing:
        return standing(self.home, self.target, "en")

    def bytes_kept(self) -> bytes:
        return state.path_of(self.home, "city").read_bytes()


def whole(folder: Path) -> Delivery:
    """The story told without any trouble."""
    delivery = Delivery(folder)
    first_part(delivery.log)
    assert delivery.push().is_clean
    second_part(delivery.log)
    assert delivery.push().is_clean
    return delivery
