"""The definition itself, in examples that a person can check."""

import pytest

from portal.shelf.words import wording, words
from tests.shelf import brute_force


@pytest.mark.parametrize(
    ("query", "text", "is_met"),
    [
        ("公园", "城市公园名录", True),
        ("园", "城市公园名录", True),
        ("公园名", "公园、名录", False),
        ("公园 名录", "名录：公园", True),
        ("gps", "ＧＰＳ监控", True),
        ("GPS监控", "监控用的 GPS", True),
        ("data", "database", False),
        ("data*", "database", True),
        ("data＊", "database", True),
        ("12345", "12345市民热线", True),
        ("1234", "12345市民热线", False),
        ("1234*", "12345市民热线", True),
        ("㎡", "面积(m2)", True),
        ("。", "随便什么", True),
        ("公园 没有", "城市公园名录", False),
        ("road_id", "road id", True),
    ],
)
def test_words_are_met_by_a_text(query: str, text: str, is_met: bool) -> None:
    assert brute_force.words_match(query, [text], "") is is_met


@pytest.mark.parametrize(
    ("pair", "title"), [("PS", "GPS监控"), ("S监", "GPS监控"), ("5市", "12345市民热线"), ("34", "12345市民热线"), ("监控", "GPS监控")]
)
def test_any_two_neighbouring_characters_find_a_title(pair: str, title: str) -> None:
    assert brute_force.words_match(pair, [title], title)
    assert not brute_force.words_match(pair, ["别的"], "别的")


@pytest.mark.parametrize(
    ("phrase", "text", "is_met"),
    [
        ("open data", "the open, data portal", True),
        ("open data", "open database", False),
        ("公园 绿地", "公园、绿地", True),
        ("公园 绿地", "公园绿地", False),
        ("公园绿地", "公园、绿地", False),
        ("gps监控", "车载GPS监控", True),
        ("ps监控", "车载GPS监控", False),
        ("园", "公园", True),
    ],
)
def test_phrases_are_met_by_a_text(phrase: str, text: str, is_met: bool) -> None:
    assert brute_force.phrase_matches(phrase, [text]) is is_met


def test_the_wording_of_a_wording_is_itself() -> None:
    text = "ＧＰＳ—监控 İ № ㎡ ﬁ"
    assert wording(wording(text)) == wording(text)
    assert wording(text) == brute_force.worded(text)


def test_a_star_opens_only_letters_and_digits() -> None:
    assert [(word.text, word.is_open) for word in words("公园* gps* 公园gps*")] == [("公园", False), ("gps", True), ("公园gps", True)]
