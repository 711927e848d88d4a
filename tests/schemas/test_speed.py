"""How much faster the fast engine is, measured side by side; no absolute times."""

from collections.abc import Callable
from time import perf_counter

from schemas.checking import Checker
from schemas.loading import document_schema
from tests.support.examples import a_resource, an_item


def best_of(runs: int, work: Callable[[], object]) -> float:
    """The least time of several runs: what the work takes when nobody else is busy."""
    times = []
    for _ in range(runs):
        start = perf_counter()
        work()
        times.append(perf_counter() - start)
    return min(times)


def test_fifty_items_are_judged_many_times_faster_than_they_are_explained() -> None:
    checker = Checker(document_schema("data_resource"))
    document = a_resource(items=[an_item(f"数据项{number}", length=20, description="说明") for number in range(50)])
    assert checker.fast.is_valid(document)
    assert checker.authority.is_valid(document)
    assert best_of(20, lambda: checker.fast.is_valid(document)) * 10 < best_of(20, lambda: checker.authority.is_valid(document))
