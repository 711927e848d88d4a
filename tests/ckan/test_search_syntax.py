"""The text of a search, as real clients send it, and what it means."""

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.ckan_interop import search_syntax
from portal.ckan_interop.errors import SearchError
from portal.shelf.criteria import All, And, Exists, Expression, Not, Nothing, Or, Phrase, Prefix, Range, Term, Wildcard, Words

NOW = datetime(2026, 11, 23, 15, 30, 45, 123456, tzinfo=UTC)


def in_fq(text: str) -> Expression:
    return search_syntax.restriction(text, "fq", NOW)


def in_q(text: str) -> Expression:
    return search_syntax.query(text, NOW)


def both(*parts: Expression) -> And:
    return And(parts)


def either(*parts: Expression) -> Or:
    return Or(parts)


A, B, C = (Term("organization", name) for name in "abc")


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("organization:abc", Term("organization", "abc")),
        ('tags:"公共 交通"', Term("tags", "公共 交通")),
        ("+organization:a +res_format:GeoJSON +tags:geojson", both(A, Term("res_format", "GeoJSON"), Term("tags", "geojson"))),
        ("organization:a OR organization:b", either(A, B)),
        ("-organization:a -organization:b", both(Not(A), Not(B))),
        (
            '(organization:"a" OR organization:"b") -organization:"c" -harvest_source_title:"D"',
            both(either(A, B), Not(C), Not(Term("harvest_source_title", "D"))),
        ),
        ("organization:*", Exists("organization")),
        ("(groups:a OR groups:b)", either(Term("groups", "a"), Term("groups", "b"))),
        (
            "groups:(a OR b) organization:(c) tags:(d) res_format:(CSV OR XLSX)",
            both(
                either(Term("groups", "a"), Term("groups", "b")),
                C,
                Term("tags", "d"),
                either(Term("res_format", "CSV"), Term("res_format", "XLSX")),
            ),
        ),
        ("tags:(a b)", both(Term("tags", "a"), Term("tags", "b"))),
        ("-dataset_type:harvest", Not(Term("dataset_type", "harvest"))),
        ("(collection_package_id:* OR *:*)", either(Exists("collection_package_id"), All())),
        ("title:europ*", Words("europ*", "title")),
        ("title:europe || title:africa", either(Words("europe", "title"), Words("africa", "title"))),
        ("author:powell~", Words("powell", "author")),
        ('title:"big park"~3^2.5', Phrase("big park", "title")),
        ("name:te?m", Wildcard("name", "te?m")),
        ("name:*tem", Wildcard("name", "*tem")),
        ("name:tem*", Prefix("name", "tem")),
        ("tags:{a TO c]", Range("tags", "a", "c", include_low=False)),
        ("tags:[* TO *]", Exists("tags")),
        (r"tags:a\ b\:c", Term("tags", "a b:c")),
        (r"tags:a\*", Term("tags", "a*")),
        ("extras_identifier:307001002/000012", Term("extras_identifier", "307001002/000012")),
        ("state:(active)", Term("state", "active")),
        ("*", All()),
        ("", All()),
        ("text:公园", Words("公园")),
        ("公园 AND 绿地", both(Words("公园"), Words("绿地"))),
        ("tags:a && !tags:b", both(Term("tags", "a"), Not(Term("tags", "b")))),
        ("NOT tags:a", Not(Term("tags", "a"))),
        ("tags:AND", Term("tags", "AND")),
        ("tags:a\u3000tags:b", both(Term("tags", "a"), Term("tags", "b"))),
    ],
)
def test_a_filter_means_what_its_sender_means(text: str, meaning: Expression) -> None:
    assert in_fq(text) == meaning


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("organization:a OR organization:b organization:c", both(either(A, B), C)),
        ("organization:a AND organization:b OR organization:c", both(A, either(B, C))),
        ("organization:a OR NOT organization:b", either(A, Not(B))),
        ("-organization:a OR organization:b", either(Not(A), B)),
        ("(-organization:a)", Not(A)),
    ],
)
def test_or_binds_tighter_than_and_and_not_tightest(text: str, meaning: Expression) -> None:
    assert in_fq(text) == meaning


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("[2015-10-23T14:51:13.282361Z TO *]", datetime(2015, 10, 23, 14, 51, 13, 282361, UTC), None),
        ("[NOW-7DAYS TO NOW]", datetime(2026, 11, 16, 15, 30, 45, 123456, UTC), NOW),
        ("[NOW-1MONTH/DAY TO *]", datetime(2026, 10, 23, tzinfo=UTC), None),
        ("[* TO 2024-05-01T00:00:00Z]", None, datetime(2024, 5, 1, tzinfo=UTC)),
        ('["2024-05-01T00:00:00Z" TO *]', datetime(2024, 5, 1, tzinfo=UTC), None),
        (r"[2024-05-01T00\:00\:00Z TO *]", datetime(2024, 5, 1, tzinfo=UTC), None),
    ],
)
def test_a_range_of_time_reads_full_moments_and_date_maths(text: str, low: datetime | None, high: datetime | None) -> None:
    assert in_fq(f"metadata_modified:{text}") == Range("metadata_modified", low, high)


@pytest.mark.parametrize("bound", ["abc", "2024-01-01", "2024", "NOW-1WEEK", "2024-13-01T00:00:00Z", "NOW+999999YEARS", "tomorrow"])
def test_a_wrong_date_is_an_error(bound: str) -> None:
    with pytest.raises(SearchError):
        in_fq(f"metadata_modified:[{bound} TO *]")


@pytest.mark.parametrize(
    "text",
    ["a AND", "OR a", "a OR OR b", "(a", "a)", "()", '"a', "tags:[a TO", "tags:a:b", "tags:", "\\", "{!child}", ":a", "-", "a" * 70_000],
)
def test_broken_syntax_is_an_error(text: str) -> None:
    with pytest.raises(SearchError):
        in_fq(text)


def test_the_error_says_where() -> None:
    with pytest.raises(SearchError) as caught:
        in_fq("tags:a (tags:b")
    assert caught.value.reason == "Cannot parse 'fq' at character 15: a bracket is not closed"


@pytest.mark.parametrize("text", ["(" * 20_000, "-" * 20_000, "NOT " * 20_000, "tags:(" * 10_000, "a " * 20_000])
def test_what_is_deep_or_long_without_end_is_refused(text: str) -> None:
    with pytest.raises(SearchError):
        in_fq(text)


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("时间:2023", Words("时间 2023")),
        ("时间: 2023年", both(Words("时间 "), Words("2023年"))),
        ("https://example.org/x 公园", both(Words("https //example.org/x"), Words("公园"))),
        ("地点:(黄浦 徐汇)", both(Words("地点"), both(Words("黄浦"), Words("徐汇")))),
        ('license:"OKD::Creative"', both(Words("license"), Phrase("OKD::Creative"))),
        ("标题:[2023]数据", Words("标题 [2023]数据")),
        ("title:时间:2023", Words("时间:2023", "title")),
        ("-organization:a AND tags:y", both(Not(A), Term("tags", "y"))),
        ("cn_open_type:1", Term("cn_open_type", "1")),
        ("title:公园", Words("公园", "title")),
    ],
)
def test_in_q_an_unknown_field_is_what_a_person_typed(text: str, meaning: Expression) -> None:
    assert in_q(text) == meaning


@pytest.mark.parametrize("text", ["", "  ", '""', "''", "*:*", "*"])
def test_what_asks_for_nothing_in_particular_asks_for_everything(text: str) -> None:
    assert in_q(text) == All()


@pytest.mark.parametrize("text", ["!!!", "--", "!!! --", "AND", "AND OR", '"!"'])
def test_signs_alone_are_no_words_and_find_nothing(text: str) -> None:
    assert in_q(text) == Nothing()


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("公园", Words("公园")),
        ("war peace", both(Words("war"), Words("peace"))),
        ('"Government Expenditure"', Phrase("Government Expenditure")),
        ('+公园 -绿地 -"big park"', both(Words("公园"), Not(Words("绿地")), Not(Phrase("big park")))),
        ("war AND peace", both(Words("war"), Words("peace"))),
        ("war OR peace", both(Words("war"), Words("peace"))),
        ("2020 -- 2024", both(Words("2020"), Words("2024"))),
        ("307001002-000012", Words("307001002-000012")),
        ('an "unclosed', both(Words("an"), Words("unclosed"))),
        ("(a [b", both(Words("(a"), Words("[b"))),
        ("park*", Words("park*")),
    ],
)
def test_without_a_colon_every_text_is_words(text: str, meaning: Expression) -> None:
    assert in_q(text) == meaning


PIECES = [*'()[]{}"\\:+-!~^*?/&| ', " AND ", " OR ", " NOT ", " TO ", "tags", "a", "公园", "NOW", "\u3000", "title", "organization:"]
SPECIAL = st.lists(st.sampled_from(PIECES)).map("".join)


@settings(deadline=None)
@given(st.one_of(st.text(), SPECIAL, SPECIAL.map(lambda text: f"metadata_modified:[{text} TO *]")))
def test_no_text_raises_anything_but_the_error_of_a_search(text: str) -> None:
    for read in (in_fq, in_q):
        try:
            read(text)
        except SearchError as error:
            assert error.reason  # noqa: PT017


@settings(deadline=None)
@given(st.text().filter(lambda text: ":" not in text))
def test_no_text_without_a_colon_is_an_error_in_q(text: str) -> None:
    in_q(text)
