"""Figures of the API: `python -m tests.benchmarks.bench_ckan [--sizes 40 10000] [--only show|search]`, from the root of the project.

`package_show` is held against the floor, the same uvicorn answering as many constant bytes from a bare ASGI application,
both asked in turn in one run. `package_search` is called in this process, over shelves of several sizes.
Quote the ratios, not the times.
"""

import argparse
import json
import os
import random
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import mean, median
from tempfile import TemporaryDirectory
from urllib.parse import urlencode

from portal.ckan_interop.asgi import create
from portal.shelf.follower import rebuild
from portal.shelf.store import Shelf
from tests.benchmarks import floor, load
from tests.benchmarks.synthetic_catalogue import Catalogue, entry
from tests.shelf.log import SITE, name
from tests.support.ckan_site import Site
from tests.support.in_process import Caller

ROUNDS, SECONDS, CONNECTIONS = 15, 1.0, 16
SHOWN, NAMES = 10_000, 200
LEAST_SHARE = 0.4
SIZES = (40, 10_000, 100_000)
QUERIES = 300
FACETS = ["organization", "groups", "license_id", "update_frequency", "tags", "res_format"]


@dataclass(frozen=True)
class Served:
    """A server in a process of its own."""

    port: int
    pid: int

    def seconds_of_work(self) -> float:
        """How long its process has worked so far; what other programs take away does not count."""
        fields = Path(f"/proc/{self.pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Measured:
    """Answers a second, and seconds of work for one."""

    rate: float
    work: float


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


def built(directory: Path, entries: int) -> Shelf:
    rebuild(Catalogue(entries).read, directory, "open", site_url=SITE)
    return Shelf(directory, "open")


def show_against_floor() -> bool:
    """Prints the share of the floor; whether it is large enough."""
    with TemporaryDirectory() as folder:
        shelf = built(Path(folder), SHOWN)
        names = [name(random.Random(at).randint(1, SHOWN)) for at in range(NAMES)]  # noqa: S311 - no secret
        caller = Caller(create(shelf, Site()))
        size = int(mean(len(caller.get("package_show", {"id": each}).body) for each in names))
        with server("constant", **{floor.BODY_BYTES: str(size)}) as bare, server("api", **{floor.SHELF: folder}) as ours:
            asked = [_questions(served, names) for served in (bare, ours)]
            rounds = [(measured(bare, asked[0]), measured(ours, asked[1])) for _ in range(ROUNDS)]
    shares = sorted(own.rate / least.rate for least, own in rounds)
    work = sorted(least.work / own.work for least, own in rounds)
    print(f"package_show: {SHOWN:,} datasets, {size:,} bytes, {CONNECTIONS} connections, median of {ROUNDS} rounds in turn")
    print(f"  floor {median(least.rate for least, _ in rounds):,.0f}/s, ours {median(own.rate for _, own in rounds):,.0f}/s")
    print(f"  share of the rate {median(shares):.2f} ({shares[0]:.2f} to {shares[-1]:.2f})")
    print(f"  share by work of the processor {median(work):.2f} ({work[0]:.2f} to {work[-1]:.2f})")
    return median(shares) >= LEAST_SHARE


def measured(served: Served, questions: Sequence[load.Question]) -> Measured:
    begun = served.seconds_of_work()
    rate = load.rate(served.port, questions, connections=CONNECTIONS, seconds=SECONDS)
    return Measured(rate, (served.seconds_of_work() - begun) / (rate * SECONDS))


def _questions(served: Served, names: Sequence[str]) -> list[load.Question]:
    return [load.question(served.port, f"/api/3/action/package_show?id={each}") for each in names]


def search_by_size(sizes: Sequence[int]) -> None:
    print(f"package_search: {QUERIES} queries, 20 rows, 6 facets, in this process; ms of processor time")
    print("   datasets      p50      p99      max  p99 ratio")
    first = 0.0
    for size in sizes:
        with TemporaryDirectory() as folder:
            taken = searched(Caller(create(built(Path(folder), size), Site())), size)
        p99 = taken[len(taken) * 99 // 100]
        first = first or p99
        print(f"{size:>11,} {taken[len(taken) // 2]:>8.2f} {p99:>8.2f} {taken[-1]:>8.2f} {p99 / first:>10.1f}")


def searched(caller: Caller, size: int) -> list[float]:
    """Milliseconds of work of every query, sorted; the better of two turns."""
    queries = [urlencode(search) for search in searches(size)]
    turns = [[_milliseconds(caller, query) for query in queries] for _ in range(2)]
    return sorted(min(pair) for pair in zip(*turns, strict=True))


def searches(size: int) -> Iterator[Mapping[str, object]]:
    """What people and programs ask: bits of titles, a unit or a format beside them, a walk by id, the last changes."""
    chance = random.Random(1)  # noqa: S311 - no secret
    for turn in range(QUERIES):
        title = entry(chance.randint(1, size))["document"]["title"]
        bit = title[chance.randrange(max(1, len(title) - 3)) :][: chance.choice((1, 2, 2, 3, 4))]
        asked = [
            {"q": bit},
            {"q": bit, "fq": f"organization:unit-{chance.randint(1, 40)} res_format:(CSV OR XLSX)"},
            {"q": f'"{title}"'},
            {"fq": f"groups:(environment OR transport) -organization:unit-{chance.randint(1, 40)}", "sort": "id asc", "start": size // 2},
            {"fq": "metadata_modified:[2026-03-02T01:10:00Z TO *]", "sort": "metadata_modified desc"},
        ][turn % 5]
        yield asked | {"rows": 20, "facet.field": json.dumps(FACETS)}


def _milliseconds(caller: Caller, query: str) -> float:
    begun = time.process_time()
    reply = caller.ask("GET", f"/api/3/action/package_search?{query}")
    taken = (time.process_time() - begun) * 1e3
    assert reply.status == 200, reply.body
    return taken


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--sizes", type=int, nargs="+", default=SIZES, help="sizes of the shelves to search")
    arguments.add_argument("--only", choices=("show", "search"), help="one of the two")
    asked = arguments.parse_args()
    if asked.only != "show":
        search_by_size(asked.sizes)
    return 0 if asked.only == "search" or show_against_floor() else 1


if __name__ == "__main__":
    sys.exit(main())
