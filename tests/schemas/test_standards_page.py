"""docs/standards.md says what the code does."""

import ast
import re
from pathlib import Path

import pytest

from schemas.codes import CodeList, codelist, codelist_names
from schemas.formats import FORMATS
from schemas.loading import DOCUMENT_NAMES
from schemas.outline import every_field, outline
from schemas.problems import texts

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "standards.md").read_text(encoding="utf-8")
MARKED = set(re.findall(r"`([^`\n]+)`", PAGE))
ASSUMED = [codelist(name) for name in codelist_names() if codelist(name).assumption]
RULES = ast.walk(ast.parse((ROOT / "schemas" / "rules.py").read_text(encoding="utf-8")))
CODES_OF_RULES = {node.value for node in RULES if isinstance(node, ast.Constant) and node.value in texts("problems")}
CODES_OF_REQUIREMENTS = {
    f"{field}_required" for name in ("share_type", "open_type") for code in codelist(name) for field in code.attributes.get("requires", ())
}


@pytest.mark.parametrize("code", sorted(CODES_OF_RULES | CODES_OF_REQUIREMENTS))
def test_every_rule_between_fields_is_on_the_page(code: str) -> None:
    assert code in MARKED


@pytest.mark.parametrize("codes", ASSUMED, ids=lambda codes: codes.name)
def test_every_assumption_of_a_code_list_is_on_the_page(codes: CodeList) -> None:
    assert f"| `{codes.name}` {codes.title.zh} | {codes.assumption} |" in PAGE


def test_the_page_names_nothing_that_is_not_there() -> None:
    fields = {field.name for name in DOCUMENT_NAMES for field in every_field(outline(name))}
    words = {word for word in MARKED if re.fullmatch(r"[a-z][a-z0-9_-]+", word)}
    markers = {"requires", "synonyms", "x-synonyms", "x-audience", "open", "shared", "internal", "house"}
    assert words - fields - set(texts("problems")) - set(codelist_names()) - set(DOCUMENT_NAMES) - set(FORMATS) - markers == set()


def test_the_lengths_on_the_page_are_those_of_the_schema() -> None:
    limits = {field.name: (field.minimum, field.maximum) for field in outline("data_resource")}
    assert (limits["title"], limits["abstract"], limits["share_condition"][1]) == ((2, 100), (10, 500), 500)
    assert "title 2 to 100 characters, abstract 10 to 500, conditions up to 500" in PAGE
