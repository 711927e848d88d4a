"""Figures of the API: `package_show` against the floor of the same server in the same run, `package_search` by size of shelf.

Run by `make bench`; the times are of this machine, the ratios are what counts.
"""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import mean, median
from urllib.parse import urlencode

import pytest

from portal.ckan_interop.asgi import create
from portal.shelf.store import Shelf
from tests.benchmarks import floor, load
from tests.support import ckan_site
from tests.support.ckan_site import Site
from tests.support.in_process import Caller
from tests.support.open_entries import BUREAU, a_department, a_file, an_entry
from tests.support.shelf_fixture import Log, followed

ROUNDS, SECONDS, CONNECTIONS = 15, 1.0, 16
LEAST_SHARE = 0.4
SIZES = (40, 10_000, 100_000)
REPEATS = 300
FACETS = ["organization", "groups", "license_id", "update_frequency", "tags", "res_format"]
PLACES = ("黄浦", "徐汇", "长宁", "静安", "普陀", "虹口", "杨浦", "闵行", "宝山", "嘉定", "浦东", "金山")
THINGS = ("公园", "绿地", "行道树", "古树名木", "垃圾分类", "公厕", "道路保洁", "湿地", "野生动物", "花店", "林场", "景观灯光")


def bulk_entry(number: int) -> dict[str, object]:
    """One of many entries that look like real ones and differ."""
    place, thing = PLACES[number % 12], THINGS[number // 12 % 12]
    return an_entry(
        number,
        title=f"{place}区{thing}信息{number}",
        abstract=f"{place}区{thing}的名称、位置、面积、管理单位与养护等级，每年更新一次，由养护单位填报。" * 2,
        keywords=[place, thing, f"{thing}{number % 400}"],
        themes=[str(number % 12 + 1)],
        update_frequency=("DAILY", "MONTHLY", "ANNUAL")[number % 3],
        licence="cc-by" if number % 2 else "sh-platform-terms",
        distributions=[a_file(f"{thing}{number}", format=("csv", "xlsx", "json")[number % 3])],
    )


def bulk_shelf(directory: Path, size: int) -> Shelf:
    log = Log()
    log.append("publish", "department", a_department(BUREAU))
    log.publish(*map(bulk_entry, range(size)))
    return followed(directory, log)


@dataclass(frozen=True)
class Served:
    """A server in a process of its own."""

    port: int
    pid: int

    def seconds_of_work(self) -> float:
        """How long its process has worked so far; what other programs take away does not count."""
        fields = Path(f"/proc/{self.pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def server(factory: str, **environment: str) -> Iterator[Served]:
    """A uvicorn of its own with one worker, as it is shipped."""
    port = _free_port()
    command = [sys.executable, "-m", "uvicorn", "--factory", f"tests.benchmarks.floor:{factory}", "--port", str(port)]
    process = subprocess.Popen([*command, "--no-access-log", "--log-level", "warning", "--lifespan", "off"], env=os.environ | environment)
    try:
        load.wait_for(port)
        yield Served(port, process.pid)
    finally:
        process.terminate()
        process.wait(load.PATIENCE)


def _free_port() -> int:
    # Not handed over as an open socket: uvicorn takes that for one that needs no TCP_NODELAY.
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port: int = listening.getsockname()[1]
    return port


@pytest.mark.bench
def test_package_show_keeps_its_share_of_the_floor(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shelf = bulk_shelf(tmp_path, 1_000)
    caller = Caller(create(shelf, Site()))
    names = [str(bulk_entry(number)["name"]) for number in range(0, 1_000, 37)]
    size = mean(len(caller.get("package_show", {"id": name}).body) for name in names)
    root = str(Path(__file__).parents[2])
    with (
        server("constant", PYTHONPATH=root, **{floor.BODY_BYTES: str(int(size))}) as bare,
        server("api", PYTHONPATH=root, **{floor.SHELF: str(tmp_path)}) as ours,
    ):
        rounds = [(measured(bare, names), measured(ours, names)) for _ in range(ROUNDS)]
    shares = sorted(own.rate / least.rate for least, own in rounds)
    work = sorted(least.work / own.work for least, own in rounds)
    with capsys.disabled():
        print(
            f"\npackage_show, {size:.0f} bytes, {CONNECTIONS} connections, {ROUNDS} rounds: "
            f"floor {median(least.rate for least, _ in rounds):.0f}/s, ours {median(own.rate for _, own in rounds):.0f}/s, "
            f"share {median(shares):.2f} ({shares[0]:.2f}-{shares[-1]:.2f}); "
            f"work for one answer: floor {median(least.work for least, _ in rounds) * 1e6:.0f} us, "
            f"ours {median(own.work for _, own in rounds) * 1e6:.0f} us, share {median(work):.2f} ({work[0]:.2f}-{work[-1]:.2f})"
        )
    # On a machine that others use as well, the work that an answer takes says more than how many there were.
    assert max(median(shares), median(work)) >= LEAST_SHARE


@dataclass(frozen=True)
class Measured:
    """Answers a second, and seconds of work for one."""

    rate: float
    work: float


def measured(served: Served, names: Sequence[str]) -> Measured:
    questions = [load.question(served.port, f"/api/3/action/package_show?id={name}") for name in names]
    begun = served.seconds_of_work()
    rate = load.rate(served.port, questions, connections=CONNECTIONS, seconds=SECONDS)
    return Measured(rate, (served.seconds_of_work() - begun) / (rate * SECONDS))


def searches() -> Iterator[Mapping[str, object]]:
    facets = {"facet.field": json.dumps(FACETS), "rows": 20}
    for place in PLACES:
        yield {"q": place, **facets}
        yield {"q": f"{place} 公园", "fq": f"organization:{BUREAU}", **facets}
        yield {"q": f'"{place}区湿地"', **facets}
        yield {"fq": f"tags:{place} -res_format:CSV metadata_modified:[2026-01-01T00:00:00Z TO *]", "sort": "id asc", **facets}
    yield facets


def timed(caller: Caller, queries: list[str]) -> list[float]:
    taken = []
    for turn in range(REPEATS):
        begun = time.perf_counter()
        reply = caller.ask("GET", f"/api/3/action/package_search?{queries[turn % len(queries)]}")
        taken.append((time.perf_counter() - begun) * 1_000)
        assert reply.status == 200
    return sorted(taken)


@pytest.mark.bench
@pytest.mark.parametrize("size", SIZES)
def test_package_search_by_size(tmp_path: Path, capsys: pytest.CaptureFixture[str], size: int) -> None:
    begun = time.perf_counter()
    shelf = bulk_shelf(tmp_path, size)
    built = time.perf_counter() - begun
    caller = Caller(create(shelf, Site(), lambda: datetime.now(UTC)))
    queries = [urlencode(search) for search in searches()]
    timed(caller, queries)
    taken = timed(caller, queries)
    with capsys.disabled():
        print(
            f"\npackage_search, {size} datasets (built in {built:.0f} s), 20 rows and 6 facets: "
            f"p50 {taken[len(taken) // 2]:.2f} ms, p99 {taken[len(taken) * 99 // 100]:.2f} ms"
        )
    assert ckan_site.NAMES
