"""What `check` says: everything at once, where it is, and nothing that only follows from something else."""

import pytest
from jsonschema_rs import Draft202012Validator

from schemas import library
from schemas.checking import Checker
from schemas.loading import DOCUMENT_NAMES
from tests.support.examples import a_full_resource, a_resource, an_item


def found(document: object, name: str = "data_resource") -> list[tuple[str, str]]:
    return [(problem.path, problem.code) for problem in library.check(name, document)]


def test_rules_speak_even_while_other_fields_are_wrong() -> None:
    document = a_resource(title="", share_type="2", temporal_start="2026-01-01", temporal_end="2025-01-01")
    codes = [code for _, code in found(document)]
    assert codes == ["share_condition_required", "share_purposes_required", "share_scope_required", "period_reversed", "too_short"]


def test_a_field_that_is_there_but_wrong_is_not_called_missing() -> None:
    assert found(a_resource(share_methods=["9"])) == [("/share_methods/0", "not_in_codelist")]


def test_rules_about_all_items_wait_until_every_item_has_its_class() -> None:
    unclear = {"name": "地址", "data_type": "C", "open_type": "1"}
    assert found(a_resource(items=[an_item("名称", "2", "3"), unclear])) == [("/items/1/share_type", "required")]


def test_a_value_of_the_wrong_type_is_wrong_once() -> None:
    assert found(a_resource(title=7, themes={"a": 1})) == [("/themes", "wrong_type"), ("/title", "wrong_type")]


def test_problems_come_in_the_order_of_their_places() -> None:
    items = [an_item(f"项{number}") for number in range(12)]
    items[2]["data_type"] = items[10]["data_type"] = "?"
    assert [path for path, _ in found(a_resource(items=items, abstract="短"))] == ["/abstract", "/items/2/data_type", "/items/10/data_type"]


@pytest.mark.parametrize("name", DOCUMENT_NAMES)
@pytest.mark.parametrize("content", [None, True, 7, 1.5, "text", [], [1], {}])
def test_whatever_is_not_a_document_has_problems(name: str, content: object) -> None:
    assert found(content, name)
    assert not library.is_valid(name, content)


def test_a_place_is_called_what_the_officer_calls_it() -> None:
    problem = library.check(
        "data_resource", a_resource(items=[an_item("名称"), an_item("地址", code_list={"name": "代码", "codes": [{"code": "1"}]})])
    )[0]
    assert problem.path == "/items/1/code_list/codes/0/label"
    assert problem.text("zh") == "请填写“数据项 第 2 项 › 代码表 › 代码 第 1 项 › 含义”。"
    assert problem.text("en") == "Fill in “Data items, no. 2 › Code list › Codes, no. 1 › Meaning”."


def test_the_whole_document_has_a_name_too() -> None:
    assert library.check("distribution", 7)[0].text("zh") == "“整条内容”应为一组字段。"


@pytest.mark.parametrize("character", ["\x00", "\x1b", "\x7f", "\x85", "\u2028", "\u202e", "\ufeff", "\ud800"])
def test_invisible_characters_are_refused_wherever_they_are(character: str) -> None:
    assert found(a_resource(abstract=f"全市公园的名称{character}地址、面积")) == [("/abstract", "control_character")]
    assert found(a_resource(items=[an_item(f"名{character}称")])) == [("/items/0/name", "control_character")]
    assert found(a_resource(**{f"x{character}": 1})) == [("", "control_character_in_name")]


def test_lines_may_be_broken_where_a_text_has_several() -> None:
    assert found(a_resource(abstract="全市公园的名称、地址、\n面积和开放时间。", remarks="一\n二")) == []
    assert found(a_resource(format_note="一\n二")) == [("/format_note", "control_character")]


def test_nothing_is_looked_at_in_a_bottomless_document() -> None:
    bottomless: list[object] = []
    for _ in range(200):
        bottomless = [bottomless]
    assert [code for _, code in found(a_resource(keywords=bottomless, items=7))] == ["too_deep"]


@pytest.mark.parametrize("number", [float("nan"), float("inf"), float("-inf")])
def test_numbers_that_are_none_are_refused(number: float) -> None:
    assert found(a_resource(record_count=number)) == [("/record_count", "not_a_number")]


def test_whole_numbers_may_be_written_with_a_point() -> None:
    assert found(a_resource(record_count=12.0)) == []
    assert found(a_resource(record_count=12.5)) == [("/record_count", "wrong_type")]
    assert found(a_resource(record_count=True)) == [("/record_count", "wrong_type")]


def test_each_schema_is_compiled_once(monkeypatch: pytest.MonkeyPatch) -> None:
    compiled = []

    def counted(*arguments: object, **options: object) -> Draft202012Validator:
        compiled.append(1)
        return Draft202012Validator(*arguments, **options)  # type: ignore[arg-type]

    monkeypatch.setattr("schemas.checking.jsonschema_rs.Draft202012Validator", counted)
    library._checker.cache_clear()
    assert all(library.is_valid("data_resource", a_full_resource()) for _ in range(5))
    assert len(compiled) == 1


def test_the_fast_engine_only_says_whether(monkeypatch: pytest.MonkeyPatch) -> None:
    """`is_valid` never asks the slow one."""
    monkeypatch.setattr(Checker, "problems", lambda *_: pytest.fail("the slow engine was asked"))
    assert library.is_valid("data_resource", a_resource())
    assert not library.is_valid("data_resource", a_resource(title=""))
