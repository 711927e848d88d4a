"""Facet counts agree with counting by hand, whichever of the ways of counting is taken."""

import json
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest

from portal.shelf import columns, facets
from portal.shelf.criteria import All, And, Criteria, Expression, Not, Nothing, Phrase, Term, Words
from portal.shelf.follower import follow
from portal.shelf.store import Shelf, Snapshot
from tests.benchmarks.synthetic_catalogue import Catalogue
from tests.shelf.log import SITE, Log

ENTRIES = 150
FIELDS: dict[str, Callable[[dict[str, Any], dict[str, Any]], Iterable[str]]] = {
    "organization": lambda package, _: [package["organization"]["name"]],
    "owner_org": lambda package, _: [package["owner_org"]],
    "groups": lambda package, _: [group["name"] for group in package["groups"]],
    "tags": lambda package, _: [tag["name"] for tag in package["tags"]],
    "res_format": lambda package, _: {resource["format"] for resource in package["resources"]},
    "license_id": lambda package, _: [package["license_id"]],
    "title_string": lambda package, _: [package["title"]],
    "name": lambda package, _: [package["name"]],
    "update_frequency": lambda _, content: [content["document"]["update_frequency"]],
    "data_items": lambda _, content: {item["name"] for item in content["document"]["items"]},
    "cn_open_type": lambda _, content: [content["document"]["open_type"]],
    "extras_issued": lambda _, content: [content["issued_on"]],
    "nobody_has_this": lambda *_: [],
}
QUERIES: list[Expression] = [
    All(),
    Nothing(),
    Words("监测"),
    Words("公园"),
    Not(Words("公园")),
    And((Words("名录"), Term("groups", "economy"))),
]


@pytest.fixture(scope="module")
def stocked(tmp_path_factory: pytest.TempPathFactory) -> Shelf:
    folder = tmp_path_factory.mktemp("stocked")
    follow(Catalogue(ENTRIES).read, folder, "open", site_url=SITE)
    return Shelf(folder, "open")


Values = dict[str, dict[str, frozenset[str]]]


@pytest.fixture(scope="module")
def values(stocked: Shelf) -> Values:
    """The values of each entry, by its name and by field."""
    with stocked.read() as snapshot:
        return {name: values_of(snapshot, name) for name in snapshot.names()}


def values_of(snapshot: Snapshot, name: str) -> dict[str, frozenset[str]]:
    package, content = json.loads(snapshot.package(name) or b""), snapshot.content(name)
    assert content is not None
    return {field: frozenset(read(package, content)) for field, read in FIELDS.items()}


def counted(values: Values, names: Iterable[str], field: str) -> Counter[str]:
    return Counter(value for name in names for value in values[name][field])


def most_frequent(counts: Counter[str], limit: int, mincount: int) -> list[tuple[str, int]]:
    ordered = sorted(((value, count) for value, count in counts.items() if count >= mincount), key=lambda pair: (-pair[1], pair[0]))
    return ordered if limit < 0 else ordered[:limit]


@pytest.mark.parametrize("head", [1, 3, 1000], ids=lambda head: f"head of {head}")
@pytest.mark.parametrize("narrow", [0, 1000], ids=["never columns first", "always columns first"])
@pytest.mark.parametrize("limit", [0, 1, 3, -1])
def test_facets_are_exact(stocked: Shelf, values: Values, monkeypatch: pytest.MonkeyPatch, head: int, narrow: int, limit: int) -> None:
    monkeypatch.setattr(facets, "HEAD", head)
    monkeypatch.setattr(facets, "NARROW", narrow)
    monkeypatch.setattr(columns, "MOST_TEXTS", head)
    fresh = Shelf(stocked.directory, "open")
    with fresh.read() as snapshot:
        for query in QUERIES:
            everything = snapshot.find(Criteria(query, rows=ENTRIES))
            found = snapshot.find(Criteria(query, rows=0, facets=tuple(FIELDS), facet_limit=limit))
            for field, counts in found.facets.items():
                expected = most_frequent(counted(values, everything.names, field), limit, 1)
                assert [(each.value, each.count) for each in counts] == expected, (query, field)
    fresh.close()


@pytest.mark.parametrize("field", ["organization", "tags", "name"])
def test_values_of_no_entry_found_are_counted_when_they_are_wanted(stocked: Shelf, values: Values, field: str) -> None:
    with stocked.read() as snapshot:
        found = snapshot.find(Criteria(Words("监测"), rows=ENTRIES, facets=(field,), facet_limit=-1, facet_mincount=0))
        every_value = dict.fromkeys(counted(values, values, field), 0)
        counts = Counter({**every_value, **counted(values, found.names, field)})
        assert [(each.value, each.count) for each in found.facets[field]] == most_frequent(counts, -1, 0)


def test_a_higher_mincount_leaves_out_the_rare(stocked: Shelf) -> None:
    with stocked.read() as snapshot:
        found = snapshot.find(Criteria(All(), facets=("tags", "name"), facet_mincount=3))
        assert found.facets["tags"]
        assert all(each.count >= 3 for each in found.facets["tags"])
        assert found.facets["name"] == ()


def test_facets_follow_the_log(catch_up: Callable[[Log], Shelf], tmp_path: Path) -> None:
    log = Log()
    log.unit()
    log.publish(1, keywords=["公园", "名录"])
    log.publish(2, keywords=["公园"])
    shelf = catch_up(log)
    tags = Criteria(Phrase("公园名录"), facets=("tags",))
    with shelf.read() as snapshot:
        assert [(each.value, each.count) for each in snapshot.find(tags).facets["tags"]] == [("公园", 2), ("名录", 1)]
    log.publish(1, keywords=["绿地"])
    catch_up(log)
    with shelf.read() as snapshot:
        assert [(each.value, each.count) for each in snapshot.find(tags).facets["tags"]] == [("公园", 1), ("绿地", 1)]
        assert snapshot.tags() == ("公园", "绿地")
