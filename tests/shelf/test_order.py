"""The order of what is found, and paging through it."""

import random
from collections.abc import Callable
from datetime import timedelta

import pytest

from portal.shelf import ordering
from portal.shelf.criteria import All, And, Criteria, Expression, Not, Or, Phrase, Range, Sort, Term, Words
from portal.shelf.store import Shelf
from tests.shelf.log import PARKS, START, Log, identity, name, with_units

SCORE, NEWEST = Sort("score", descending=True), Sort("metadata_modified", descending=True)
CatchUp = Callable[[Log], Shelf]


def shuffled(count: int) -> tuple[Log, dict[str, dict[str, str]]]:
    """A log with titles that repeat and, last, a renamed unit, so that many entries changed in the same moment; the keys by name."""
    log, chance = with_units(), random.Random(4)  # noqa: S311 - no secret
    keys = {}
    for number in chance.sample(range(1, count + 1), count):
        title = f"公园{number % 3}"
        record = log.publish(number, title, provider=PARKS if number % 2 else "sh-lhsr")
        keys[name(number)] = {
            "id": record.subject_id,
            "name": name(number),
            "title_string": title,
            "metadata_modified": record.at.isoformat(),
        }
    renamed = log.unit(PARKS, "上海市公园中心")
    for number in range(1, count + 1, 2):
        keys[name(number)]["metadata_modified"] = renamed.at.isoformat()
    return log, keys


def expected(keys: dict[str, dict[str, str]], sort: tuple[Sort, ...]) -> list[str]:
    names = sorted(keys, key=lambda each: keys[each]["id"])
    for key in reversed(sort):
        names.sort(key=lambda each: keys[each][key.field], reverse=key.descending)
    return names


@pytest.mark.parametrize("few", [0, 5000], ids=["walking the index", "fetching the keys"])
@pytest.mark.parametrize("descending", [True, False])
@pytest.mark.parametrize(
    "fields",
    [("metadata_modified",), ("name",), ("id",), ("title_string",), ("title_string", "name"), ("metadata_modified", "title_string")],
)
def test_pages_put_together_are_everything_in_order(
    catch_up: CatchUp, monkeypatch: pytest.MonkeyPatch, few: int, descending: bool, fields: tuple[str, ...]
) -> None:
    monkeypatch.setattr(ordering, "FEW", few)
    log, keys = shuffled(23)
    sort = tuple(Sort(field, descending=descending) for field in fields)
    with catch_up(log).read() as snapshot:
        pages = [snapshot.find(Criteria(All(), sort, start, 5)).names for start in range(0, 30, 5)]
        assert [each for page in pages for each in page] == expected(keys, sort)


def test_without_a_sort_the_newest_come_first_and_ties_go_by_id(catch_up: CatchUp) -> None:
    log, keys = shuffled(12)
    with catch_up(log).read() as snapshot:
        assert list(snapshot.find(Criteria(All(), rows=20)).names) == expected(keys, (NEWEST,))
        assert (
            snapshot.find(Criteria(All(), (Sort("views_recent", descending=True),), rows=20)).names
            == snapshot.find(Criteria(All(), rows=20)).names
        )


def ranked_log() -> Log:
    log = with_units()
    log.publish(1, "公园名录")
    log.publish(2, "全市公园 名录一览")
    log.publish(3, "别的", keywords=["公园名录表"])
    log.publish(4, "又一个", abstract="里面说到公园名录。")
    log.publish(5, "公园名录", abstract="与第一条同名。")
    return log


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        (Words("公园名录"), [5, 1, 3, 4]),
        (And((Words("公园"), Words("名录"))), [5, 3, 2, 1, 4]),
        (Phrase("公园名录"), [5, 1, 3, 4]),
        (Or((Words("公园名录"), Words("又一个"))), [5, 4, 3, 1]),
        (And((Words("公园名录"), Not(Words("同名")))), [1, 3, 4]),
        (And((Words("公园名录"), Term("organization", "sh-lhsr"))), [5, 1, 3, 4]),
    ],
)
def test_the_best_match_is_the_title_itself_then_title_and_tags_then_the_rest(
    catch_up: CatchUp, query: Expression, numbers: list[int]
) -> None:
    with catch_up(ranked_log()).read() as snapshot:
        assert list(snapshot.find(Criteria(query, (SCORE, NEWEST))).names) == [name(number) for number in numbers]
        assert list(snapshot.find(Criteria(query, (SCORE,), start=1, rows=2)).names) == [name(number) for number in numbers[1:3]]


def test_score_may_be_turned_round_or_come_second(catch_up: CatchUp) -> None:
    with catch_up(ranked_log()).read() as snapshot:
        worst_first = snapshot.find(Criteria(Words("公园名录"), (Sort("score", descending=False), NEWEST)))
        assert list(worst_first.names) == [name(number) for number in (4, 3, 5, 1)]
        second = snapshot.find(Criteria(Words("公园名录"), (Sort("title_string", descending=False), SCORE)))
        assert list(second.names)[:2] == sorted((name(1), name(5)), key=lambda each: identity(each.replace("-", "/")))


@pytest.mark.parametrize(("include_low", "include_high"), [(True, True), (True, False), (False, True), (False, False)])
def test_a_span_of_time_is_exact(catch_up: CatchUp, include_low: bool, include_high: bool) -> None:
    log, keys = shuffled(9)
    moments = sorted({key["metadata_modified"] for key in keys.values()})
    with catch_up(log).read() as snapshot:
        for low in (None, *moments, "2020-01-01T00:00:00+00:00"):
            for high in (None, *moments, "2030-01-01T00:00:00+00:00"):
                span = Range("metadata_modified", low, high, include_low, include_high)
                met = {each for each, key in keys.items() if _within(key["metadata_modified"], span)}
                assert set(snapshot.find(Criteria(span, rows=20)).names) == met


def _within(value: str, span: Range) -> bool:
    low, high = str(span.low or ""), str(span.high or "9")
    return (low < value or (span.include_low and low == value)) and (value < high or (span.include_high and high == value))


def test_spans_of_creation_names_and_values(catch_up: CatchUp) -> None:
    log = with_units()
    for number in range(1, 6):
        log.publish(number, record_count=number * 10)
    with catch_up(log).read() as snapshot:

        def count(field: str, low: object, high: object, **inclusive: bool) -> int:
            return snapshot.find(Criteria(Range(field, low, high, **inclusive))).count  # type: ignore[arg-type]

        assert count("metadata_created", START, START) == 5
        assert count("metadata_created", START + timedelta(seconds=1), None) == 0
        assert count("name", name(2), name(4), include_high=False) == 2
        assert count("cn_record_count", "20", "30") == 2
        assert count("extras_cn_record_count", None, None) == 5
        assert count("nobody_has_this", None, None) == 0
