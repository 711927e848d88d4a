"""What can be narrowed by: exact values, beginnings, patterns, and whether anything is said at all."""

from collections.abc import Callable

import pytest

from portal.shelf import lookup
from portal.shelf.criteria import All, Criteria, Exists, Expression, Nothing, Or, Phrase, Prefix, Range, Term, Wildcard, Words
from portal.shelf.errors import TooBroadError
from portal.shelf.store import Shelf
from tests.shelf.log import PARKS, Log, entry, identity, name, with_units

CatchUp = Callable[[Log], Shelf]


def varied() -> Log:
    log = with_units()
    log.publish(
        1,
        "Road park 名录",
        keywords=["公园", "公园 绿地", "Flexible ァ"],
        themes=["1", "4"],
        licence="cc-by",
        districts=["310101", "310104"],
        scenarios=["05"],
        national_theme="ZA",
        department_theme="1",
        item_names=["道路编号", "路名"],
        resource_formats=["csv"],
        open_condition="申请后提供",
        public_contact={"office": "信息中心", "phone": "021-52567888"},
    )
    log.publish(
        2, "Parking 停车场", provider=PARKS, update_frequency="DAILY", open_type="2", resource_formats=["xlsx", "csv"], record_count=12
    )
    log.publish(3, "别的 text", abstract="road, railroad", licence="sh-platform-terms")
    return log


EXPRESSIONS: list[tuple[Expression, list[int]]] = [
    (All(), [1, 2, 3]),
    (Nothing(), []),
    (Term("id", str(entry(2)["id"])), [2]),
    (Term("name", name(3)), [3]),
    (Term("organization", PARKS), [2]),
    (Term("owner_org", identity(PARKS)), [2]),
    (Term("groups", "transport"), [1]),
    (Term("tags", "公园 绿地"), [1]),
    (Term("tags", "绿地"), []),
    (Term("tags", "flexible ァ"), []),
    (Term("license_id", "cc-by"), [1]),
    (Term("res_format", "CSV"), [1, 2]),
    (Term("res_format", "csv"), []),
    (Term("res_type", "file"), [1, 2]),
    (Term("state", "active"), [1, 2, 3]),
    (Term("state", "draft"), []),
    (Term("type", "dataset"), [1, 2, 3]),
    (Term("dataset_type", "dataset"), [1, 2, 3]),
    (Term("capacity", "public"), [1, 2, 3]),
    (Term("capacity", "private"), []),
    (Term("title_string", "别的 text"), [3]),
    (Term("version", "1"), [1, 2, 3]),
    (Term("business_line", "LH"), [1, 2, 3]),
    (Term("open_type", "2"), [2]),
    (Term("update_frequency", "DAILY"), [2]),
    (Term("district", "310104"), [1]),
    (Term("scenario", "05"), [1]),
    (Term("national_theme", "ZA"), [1]),
    (Term("department_theme", "1"), [1]),
    (Term("data_items", "路名"), [1]),
    (Term("res_name", "数据文件1"), [2]),
    (Term("maintainer", "信息中心"), [1]),
    (Term("cn_record_count", "12"), [2]),
    (Term("extras_cn_record_count", "12"), [2]),
    (Term("extras_nobody", "12"), []),
    (Term("harvest_source_title", "x"), []),
    (Term("title", "road PARK"), [1]),
    (Term("notes", "road railroad"), [3]),
    (Term("text", "申请后"), [1]),
    (Words("公园 绿地", "tags"), [1]),
    (Phrase("CSV", "res_format"), [1, 2]),
    (Words("road", "nobody"), []),
    (Words("road"), [1, 3]),
    (Words("road", "title"), [1]),
    (Words("信息", "maintainer"), [1]),
    (Words("公园管理", "author"), [2]),
    (Words("据件", "res_name"), []),
    (Words("数据文件0", "res_name"), [1, 2]),
    (Words("307001002", "name"), [1, 2, 3]),
    (Prefix("title", "par"), [1, 2]),
    (Prefix("text", "rail"), [3]),
    (Prefix("tags", "公园"), [1]),
    (Prefix("organization", "sh-p"), [2]),
    (Prefix("name", "307001002-00000"), [1, 2, 3]),
    (Prefix("license_id", "cc_"), []),
    (Wildcard("title", "par?"), [1]),
    (Wildcard("title", "p*k*"), [1, 2]),
    (Wildcard(None, "*road"), [1, 3]),
    (Wildcard(None, "*ilroad"), [3]),
    (Wildcard("text", "*停*场*"), [2]),
    (Wildcard("notes", "*"), [1, 2, 3]),
    (Wildcard("title", "公*园"), []),
    (Wildcard("tags", "公园?绿*"), [1]),
    (Wildcard("name", "*-00000[12]"), []),
    (Wildcard("name", "*-00000?"), [1, 2, 3]),
    (Wildcard("res_format", "?S?"), [1, 2]),
    (Exists("tags"), [1]),
    (Exists("organization"), [1, 2, 3]),
    (Exists("cn_open_condition"), [1]),
    (Exists("extras_cn_data_items"), [1, 2, 3]),
    (Exists("cn_districts"), [1]),
    (Exists("maintainer"), [1, 2, 3]),
    (Exists("res_name"), [1, 2]),
    (Exists("metadata_modified"), [1, 2, 3]),
    (Exists("nobody"), []),
    (Or(()), []),
    (Or((Term("organization", PARKS), Term("groups", "transport"))), [1, 2]),
]


@pytest.mark.parametrize(("query", "numbers"), EXPRESSIONS, ids=str)
def test_narrowing(catch_up: CatchUp, query: Expression, numbers: list[int]) -> None:
    with catch_up(varied()).read() as snapshot:
        found = snapshot.find(Criteria(query))
        assert (sorted(found.names), found.count) == ([name(number) for number in numbers], len(numbers))


@pytest.mark.parametrize("half", ["\ud800", "公\udfff园", "\x00"])
def test_halves_of_characters_are_found_nowhere(catch_up: CatchUp, half: str) -> None:
    asked = (
        Term("tags", half),
        Term(half, "x"),
        Prefix("tags", half),
        Wildcard("tags", half),
        Range("tags", half, half),
        Exists(half),
        Term("name", half),
    )
    with catch_up(varied()).read() as snapshot:
        for query in asked:
            assert snapshot.find(Criteria(query, facets=(half,))).count == 0
        assert (snapshot.package(half), snapshot.resource(half), snapshot.redirect(half), snapshot.tag(half)) == (None, None, None, None)
        assert (snapshot.department(half), snapshot.service_item(half), snapshot.tags(half)) == (None, None, ())


@pytest.mark.parametrize(
    "query", [Prefix("title", "p"), Words("p*"), Wildcard("text", "p*"), Prefix("tags", "公"), Wildcard("res_format", "*")]
)
def test_what_stands_for_too_many_words_is_refused(catch_up: CatchUp, monkeypatch: pytest.MonkeyPatch, query: Expression) -> None:
    monkeypatch.setattr(lookup, "MOST_ROWS", 1)
    monkeypatch.setattr(lookup, "MOST_TERMS", 1)
    with catch_up(varied()).read() as snapshot, pytest.raises(TooBroadError) as refusal:
        snapshot.find(Criteria(query))
    assert refusal.value.text("zh") != refusal.value.text("en")
