"""How search grows with the shelf: `python -m tests.benchmarks.bench_shelf [--million]`, from the root of the project.

Everything is measured in one run, side by side; quote the ratios, not the times.
"""

import argparse
import random
import sqlite3
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from portal.shelf import generations
from portal.shelf.criteria import And, Criteria, Expression, Sort, Term, Words
from portal.shelf.follower import rebuild
from portal.shelf.store import Shelf
from tests.benchmarks.synthetic_catalogue import UNITS, Catalogue, entry, title_words
from tests.shelf.log import SITE, name

SIZES, MILLION = (40, 10_000, 100_000), 1_000_000
FACETS = ("organization", "groups", "license_id", "update_frequency", "tags", "res_format")
SORT = (Sort("score", descending=True), Sort("metadata_modified", descending=True))
QUERIES, READS = 400, 2000
# Of the searches, how many are for any bit of a text, and how many are narrowed to a unit.
BITS, NARROWED = 0.15, 0.2


@dataclass(frozen=True)
class Figures:
    """Seconds: the median and the 99th percentile of searches, one package by name, the same row from bare SQLite."""

    entries: int
    built: float
    megabytes: float
    median: float
    slowest: float
    package: float
    bare: float


def measured(entries: int) -> Figures:
    with TemporaryDirectory() as folder:
        directory = Path(folder)
        begun = time.perf_counter()
        rebuild(Catalogue(entries).read, directory, "open", site_url=SITE)
        built = time.perf_counter() - begun
        shelf = Shelf(directory, "open")
        queries = [Criteria(each, SORT, 0, 20, FACETS, 50) for each in expressions(entries)]
        times = sorted(min(_timed(partial(_search, shelf, query)) for _ in range(2)) for query in queries)
        names = [name(random.Random(at).randint(1, entries)) for at in range(READS)]  # noqa: S311
        package = _timed(lambda: [_package(shelf, each) for each in names]) / READS
        path = generations.current(directory, "open")
        megabytes = sum(file.stat().st_size for file in directory.iterdir()) / 1e6
        bare = _timed(_bare_reads(path, names)) / READS
        shelf.close()
        return Figures(entries, built, megabytes, times[len(times) // 2], times[len(times) * 99 // 100], package, bare)


def expressions(entries: int) -> Sequence[Expression]:
    """What people type: one or two words of a title, now and then any bit of a text, now and then narrowed."""
    chance = random.Random(1)  # noqa: S311
    return [_expression(chance, chance.randint(1, entries)) for _ in range(QUERIES)]


def _expression(chance: random.Random, number: int) -> Expression:
    if chance.random() < BITS:
        typed = _bit(chance, entry(number)["document"]["abstract"])
    else:
        words = title_words(number)
        typed = " ".join(chance.sample(words, min(len(words), chance.choice((1, 1, 2)))))
    narrowed = (Term("organization", f"unit-{chance.randint(1, UNITS)}"),) if chance.random() < NARROWED else ()
    return And((Words(typed), *narrowed))


def _bit(chance: random.Random, text: str) -> str:
    length = chance.randint(1, 6)
    start = chance.randrange(max(1, len(text) - length))
    return text[start : start + length]


def _search(shelf: Shelf, criteria: Criteria) -> int:
    with shelf.read() as snapshot:
        return snapshot.find(criteria).count


def _package(shelf: Shelf, wanted: str) -> bytes | None:
    with shelf.read() as snapshot:
        return snapshot.package(wanted)


def _bare_reads(path: Path | None, names: Sequence[str]) -> Callable[[], object]:
    connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True, isolation_level=None)
    statement = "SELECT package.body FROM entry JOIN package USING (docid) WHERE name = ?"
    return lambda: [connection.execute(statement, (each,)).fetchone() for each in names]


def _timed(act: Callable[[], object]) -> float:
    begun = time.perf_counter()
    act()
    return time.perf_counter() - begun


def report(all_figures: Sequence[Figures]) -> None:
    first = all_figures[0]
    sys.stdout.write("entries    build s     MB  p50 ms  p99 ms  p50 ratio  p99 ratio  package/bare  p99/bare row\n")
    for each in all_figures:
        sys.stdout.write(
            f"{each.entries:>9,} {each.built:>8.1f} {each.megabytes:>6.0f} {each.median * 1e3:>7.2f} {each.slowest * 1e3:>7.2f} "
            f"{each.median / first.median:>10.1f} {each.slowest / first.slowest:>10.1f} "
            f"{each.package / each.bare:>13.1f} {each.slowest / each.bare:>13.0f}\n"
        )


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--million", action="store_true", help="a million entries too; takes a while")
    sizes = (*SIZES, MILLION) if arguments.parse_args().million else SIZES
    report([measured(size) for size in sizes])


if __name__ == "__main__":
    main()
