"""Every example does what its file name says, and both engines agree on it."""

import json
from pathlib import Path

import pytest

from schemas import library
from tests.support.examples import example, invalid_examples, valid_examples

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(("name", "case"), valid_examples())
def test_a_valid_example_has_no_problems(name: str, case: str) -> None:
    assert library.check(name, example(name, case)) == ()
    assert library.is_valid(name, example(name, case))


@pytest.mark.parametrize("path", invalid_examples(), ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_an_invalid_example_has_exactly_the_problems_it_names(path: Path) -> None:
    content = json.loads(path.read_text(encoding="utf-8"))
    found = [{"path": problem.path, "code": problem.code} for problem in library.check(path.parent.name, content["document"])]
    assert found == content["problems"]
    assert not library.is_valid(path.parent.name, content["document"])


@pytest.mark.parametrize("path", sorted((ROOT / "workflows" / "procedures").glob("*.json")), ids=lambda path: path.stem)
def test_a_released_procedure_is_a_valid_procedure(path: Path) -> None:
    assert library.check("procedure", json.loads(path.read_text(encoding="utf-8"))) == ()


@pytest.mark.parametrize("name", library.DOCUMENT_NAMES)
def test_every_document_has_examples_of_both_kinds(name: str) -> None:
    assert any(example_name == name for example_name, _ in valid_examples())
    assert any(path.parent.name == name for path in invalid_examples())


def test_the_full_example_uses_every_field_of_a_data_resource() -> None:
    used = example("data_resource", "open-with-two-items-left-out").keys() | example("data_resource", "withheld").keys()
    missing = library.document_schema("data_resource")["properties"].keys() - used
    assert missing == {"open_condition", "not_open_reason", "source_department"}
