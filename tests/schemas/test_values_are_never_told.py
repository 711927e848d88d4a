"""No problem carries the value that is wrong, in any language, code, parameter or path."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from schemas import library
from schemas.problems import Problem
from tests.support.examples import example, valid_examples

NAME, NUMBER = "张三 310105199003074512", 310105199003074512
PLANTED: tuple[Any, ...] = (NAME * 100, -NUMBER, [NAME, NAME], {"name": NAME}, f"{NAME}\x07 ")


def places(value: Any) -> Iterator[tuple[Any, ...]]:
    """The path of every value within a document."""
    yield ()
    members = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, member in members:
        yield from ((step, *rest) for rest in places(member))


def planted(document: Any, path: tuple[Any, ...], value: Any) -> Any:
    if not path:
        return value
    copied = dict(document) if isinstance(document, dict) else list(document)
    copied[path[0]] = planted(document[path[0]], path[1:], value)
    return copied


def everything_said(problem: Problem) -> str:
    return json.dumps([problem.to_json(), problem.text("zh"), problem.text("en"), repr(problem)], ensure_ascii=False)


@pytest.mark.parametrize(("name", "case"), valid_examples())
def test_no_problem_repeats_a_value(name: str, case: str) -> None:
    document = example(name, case)
    for path in places(document):
        for value in PLANTED:
            for problem in library.check(name, planted(document, path, value)):
                said = everything_said(problem)
                assert "张三" not in said
                assert "310105" not in said


def test_the_search_for_values_would_find_one() -> None:
    assert "张三" in everything_said(Problem("/title", "not_allowed", {"allowed": NAME}))
