"""What people write is understood; what is not understood is left alone."""

from collections import Counter
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas import library
from schemas.codes import codelist, codelist_names
from schemas.loading import DOCUMENT_NAMES
from schemas.outline import Field, every_field, outline
from schemas.synonyms import _key, _names, field_called, normalise
from tests.support.examples import a_full_resource, example, valid_examples

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["items", "title", "更新周期", "x"]), inner, max_size=3),
    max_leaves=8,
)


def normal(**fields: Any) -> Any:
    return normalise("data_resource", fields)


@pytest.mark.parametrize(
    ("field", "written", "code"),
    [
        ("update_frequency", "每天", "DAILY"),
        ("update_frequency", "每日", "DAILY"),
        ("update_frequency", "二周", "BIWEEKLY"),
        ("update_frequency", "每二周", "BIWEEKLY"),
        ("update_frequency", " 每 季 ", "QUARTERLY"),
        ("update_frequency", "Daily", "DAILY"),
        ("open_type", "普遍公开", "1"),
        ("open_type", "按需公开", "2"),
        ("open_type", "不公开", "3"),
        ("share_type", "普遍共享", "1"),
        ("share_type", "按需共享", "2"),
        ("share_type", "１", "1"),
        ("share_type", 2, "2"),
        ("share_type", 2.0, "2"),
        ("share_type", "2 有条件共享", "2"),
        ("national_theme", "城乡建设", "ZF"),
        ("data_level", "一般", "GENERAL"),
        ("licence", "CC BY 4.0", "cc-by"),
    ],
)
def test_a_word_becomes_its_code(field: str, written: Any, code: str) -> None:
    assert normal(**{field: written}) == {field: code}


@pytest.mark.parametrize(
    "written", ["2015-10-09", "2015/10/9", "2015.10.09", "2015年10月9日", "２０１５年１０月９日", "20151009", "2015-10-09 00:00:00"]
)
def test_a_date_becomes_a_date(written: str) -> None:
    assert normal(first_published_on=written) == {"first_published_on": "2015-10-09"}


@pytest.mark.parametrize(
    ("field", "written", "becomes"),
    [
        ("keywords", "交通建设工程，等级证书、监理;", ["交通建设工程", "等级证书", "监理"]),
        ("themes", "城市建设、民生服务,11", ["11", "9"]),
        ("formats", ["Excel", "CSV", "xlsx"], ["xlsx", "csv"]),
        ("districts", "浦东 、 黄浦区", ["310115", "310101"]),
        ("record_count", "1,200", 1200),
        ("record_count", "１２", 12),
        ("record_count", 12.0, 12),
        ("category_code", 307001.0, "307001"),
        ("category_code", "３０７００１", "307001"),
        ("related_codes", "307001002／000012", ["307001002/000012"]),
        ("abstract", " 第一行\r\n第二行 ", "第一行\n第二行"),
    ],
)
def test_a_spreadsheet_s_way_of_writing_becomes_ours(field: str, written: Any, becomes: Any) -> None:
    assert normal(**{field: written}) == {field: becomes}


def test_chinese_punctuation_in_words_stays_as_it_was_written() -> None:
    assert normal(title="公园（２０２６）", keywords=["公园（市级）"]) == {"title": "公园（２０２６）", "keywords": ["公园（市级）"]}


def test_the_words_of_the_guide_lead_to_our_fields() -> None:
    written = {
        "信息资源名称": "公园",
        "更新周期": "每年",
        "共享类型": "无条件共享",
        "信息项信息": [{"信息项名称": "名称", "类型": "字符串", "长度": "20", "主键": "是"}],
    }
    item = {"name": "名称", "data_type": "C", "length": 20, "is_key": True}
    assert normalise("data_resource", written) == {"title": "公园", "update_frequency": "ANNUAL", "share_type": "1", "items": [item]}


def test_a_field_that_is_given_by_its_own_name_is_not_overwritten() -> None:
    assert normalise("data_resource", {"title": "甲", "目录名称": "乙"}) == {"title": "甲", "目录名称": "乙"}


def test_what_is_empty_is_left_out() -> None:
    assert normal(title="  ", keywords=["", None], public_contact={"phone": ""}, record_count=0) == {"record_count": 0}


def test_what_is_not_understood_is_left_for_check_to_complain() -> None:
    unclear = {"update_frequency": "有时", "first_published_on": "去年", "record_count": "很多", "items": 7, "自编字段": "x"}
    assert normalise("data_resource", unclear) == unclear


@pytest.mark.parametrize(("name", "case"), valid_examples())
def test_what_is_right_already_stays_as_it_is(name: str, case: str) -> None:
    assert normalise(name, example(name, case)) == example(name, case)


def test_labels_lead_back_to_the_codes_they_came_from() -> None:
    """A sheet filled in with Chinese names alone is a valid document."""
    document = a_full_resource()
    assert normalise("data_resource", in_labels(outline("data_resource"), document)) == document


def in_labels(fields: tuple[Field, ...], document: dict[str, Any]) -> dict[str, Any]:
    """A document with titles for field names and Chinese names for codes."""
    by_name = {field.name: field for field in fields}
    return {by_name[name].title.zh: _labelled(by_name[name], value) for name, value in document.items()}


def _labelled(field: Field, value: Any) -> Any:
    if isinstance(value, list):
        return [_labelled(field, member) for member in value]
    if field.children:
        return in_labels(field.children, value)
    entry = codelist(field.codelist).get(value) if field.codelist else None
    return entry.zh if entry else value


@given(JSON)
@settings(database=None, deadline=None, max_examples=200)
def test_nothing_makes_it_fail_and_twice_is_once(value: Any) -> None:
    for name in DOCUMENT_NAMES:
        once = normalise(name, value)
        assert repr(normalise(name, once)) == repr(once)


def test_the_document_that_was_given_is_not_altered() -> None:
    document = a_full_resource(update_frequency="每年", keywords="甲、乙")
    kept = repr(document)
    normalise("data_resource", document)
    assert repr(document) == kept


@pytest.mark.parametrize("name", codelist_names())
def test_no_synonym_means_two_codes(name: str) -> None:
    meanings = Counter(_key(word) for entry in codelist(name) for word in {_key(each) for each in (entry.zh, entry.en, *entry.synonyms)})
    assert [word for word, count in meanings.items() if count > 1] == []


@pytest.mark.parametrize("name", DOCUMENT_NAMES)
def test_no_label_means_two_fields(name: str) -> None:
    levels = [outline(name), *(field.children for field in every_field(outline(name)))]
    for fields in levels:
        assert max(Counter(word for field in fields for word in _names(field)).values(), default=1) == 1


def test_a_label_that_no_field_has_leads_nowhere() -> None:
    assert field_called("data_resource", "自编字段") is None
    assert library.check("data_resource", normalise("data_resource", a_full_resource(自编字段="x")))[0].code == "unknown_field"
