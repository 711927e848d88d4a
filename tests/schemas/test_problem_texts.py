"""Every code has its sentences, and no sentence is without its code."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest

from schemas.bilingual import Text
from schemas.codes import codelist
from schemas.evolution import Change
from schemas.problems import Problem, texts

ROOT = Path(__file__).parents[2] / "schemas"
HAN = re.compile(r"[\u4e00-\u9fff]")
PARTS = ("problems", "formats", "types", "changes", "faults", "json_errors")
EVERY_TEXT = [(part, code, text) for part in PARTS for code, text in texts(part).items()]


def literals(*names: str) -> set[str]:
    """Every text that stands in these modules."""
    trees = (ast.parse((ROOT / f"{name}.py").read_text(encoding="utf-8")) for name in names)
    return {node.value for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)}


def codes_of_requirements() -> Iterator[str]:
    """`…_required` for every field that a class of a code list asks for."""
    for name in ("share_type", "open_type"):
        for entry in codelist(name):
            yield from (f"{field}_required" for field in entry.attributes.get("requires", ()))


@pytest.mark.parametrize(("part", "code", "text"), EVERY_TEXT)
def test_a_text_is_complete_in_both_languages(part: str, code: str, text: Text) -> None:
    assert HAN.search(text.zh), part
    assert not HAN.search(text.en), code
    assert names_in(text.zh) == names_in(text.en)


def names_in(text: str) -> set[str | None]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def test_every_code_of_a_problem_is_used_and_every_code_used_has_a_text() -> None:
    used = literals("explain", "characters", "rules", "reading", "../catalog/drafting") | set(codes_of_requirements())
    assert texts("problems").keys() - used == set()


@pytest.mark.parametrize(
    ("part", "modules"), [("changes", ["evolution"]), ("faults", ["reading", "foreign", "foreign_child", "validation_run"])]
)
def test_every_fault_and_change_that_has_a_text_can_happen(part: str, modules: list[str]) -> None:
    assert texts(part).keys() - literals(*modules) == set()


def test_a_problem_speaks_the_language_of_the_reader() -> None:
    problem = Problem("/title", "too_short", {"minimum": 2}, Text("目录名称", "Title"))
    assert problem.text("zh") == "“目录名称”太短，至少 2 个字。"
    assert problem.text("zh_Hans_CN") == problem.text("zh")
    assert problem.text("en") == problem.text("en_GB") == "“Title” is too short; write at least 2 characters."


def test_a_problem_without_a_named_place_names_its_address() -> None:
    assert Problem("/a/0", "required").text("zh") == "请填写“/a/0”。"


def test_problems_are_the_same_wherever_they_are_called_differently() -> None:
    assert Problem("/a", "required") == Problem("/a", "required", {}, Text("甲", "A"))
    assert Problem("/a", "too_short", {"minimum": 2}) != Problem("/a", "too_short", {"minimum": 3})


def test_a_problem_is_plain_json_for_programs() -> None:
    assert Problem("/a", "too_short", {"minimum": 2}).to_json() == {"path": "/a", "code": "too_short", "parameters": {"minimum": 2}}


def test_a_change_without_a_field_names_its_address() -> None:
    assert Change("/nowhere", "field_added").text("en", {"properties": {}}) == "The field “nowhere” was added."
