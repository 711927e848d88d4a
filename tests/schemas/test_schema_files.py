"""The schema files keep to our own grammar, and to what both engines understand alike."""

import copy
import json
import re
from collections.abc import Iterator
from importlib import resources
from typing import Any

import jsonschema_rs
import pytest
from jsonschema import Draft202012Validator

from schemas.codes import codelist_names
from schemas.formats import FORMATS
from schemas.loading import DOCUMENT_NAMES, FILE_ENDING, as_written, document_schema
from schemas.outline import every_field, outline

GRAMMAR = Draft202012Validator(json.loads((resources.files("schemas") / "grammar" / "document.json").read_text(encoding="utf-8")))
EXPOSURE = ("internal", "shared", "open")
HAN = re.compile(r"[\u4e00-\u9fff]")
# Where Python's expressions and Rust's differ, or where one of them would not end.
RISKY_IN_PATTERNS = re.compile(r"\\[dDwWsSbBpP]|\(\?|\\[0-9]|[+*}][+*]|\)[+*{]")


def nodes(schema: Any) -> Iterator[dict[str, Any]]:
    """Every object within a schema."""
    if isinstance(schema, dict):
        yield schema
        schema = list(schema.values())
    if isinstance(schema, list):
        for part in schema:
            yield from nodes(part)


@pytest.mark.parametrize("name", DOCUMENT_NAMES)
def test_a_schema_file_keeps_to_the_grammar(name: str) -> None:
    assert [(error.json_path, error.validator) for error in GRAMMAR.iter_errors(as_written(name))] == []


@pytest.mark.parametrize("name", DOCUMENT_NAMES)
def test_a_completed_schema_is_a_json_schema_without_references(name: str) -> None:
    Draft202012Validator.check_schema(dict(document_schema(name)))
    assert not any("$ref" in node for node in nodes(document_schema(name)))


@pytest.mark.parametrize("name", DOCUMENT_NAMES)
def test_a_schema_is_known_by_its_file_name(name: str) -> None:
    assert as_written(name)["$id"] == f"{name}{FILE_ENDING}"


@pytest.mark.parametrize("keyword", ["type", "minLength", "maxLength", "x-audience", "x-title-en", "x-hint-en", "title", "description"])
def test_a_misspelt_keyword_is_refused(keyword: str) -> None:
    schema = copy.deepcopy(dict(as_written("data_resource")))
    title = schema["properties"]["title"]
    title[f"{keyword}s"] = title.pop(keyword)
    assert not GRAMMAR.is_valid(schema)


@pytest.mark.parametrize("keyword", ["requird", "propertys", "additonalProperties", "if", "allOf", "anyOf", "$defs"])
def test_a_keyword_that_we_do_not_use_is_refused(keyword: str) -> None:
    assert not GRAMMAR.is_valid({**as_written("data_resource"), keyword: {}})


def test_a_text_without_bounds_is_refused() -> None:
    schema = copy.deepcopy(dict(as_written("organisation_unit")))
    del schema["properties"]["name"]["maxLength"]
    assert not GRAMMAR.is_valid(schema)


@pytest.mark.parametrize("name", DOCUMENT_NAMES)
def test_every_required_field_is_a_field(name: str) -> None:
    for node in nodes(document_schema(name)):
        if node.get("type") == "object":
            assert set(node.get("required", ())) <= node["properties"].keys()


@pytest.mark.parametrize("name", DOCUMENT_NAMES)
def test_patterns_mean_the_same_in_both_engines(name: str) -> None:
    for pattern in [node["pattern"] for node in nodes(document_schema(name)) if isinstance(node.get("pattern"), str)]:
        assert not RISKY_IN_PATTERNS.search(pattern), pattern
        re.compile(pattern)
        jsonschema_rs.Draft202012Validator({"pattern": pattern})


def test_the_lint_for_patterns_finds_what_it_looks_for() -> None:
    assert all(RISKY_IN_PATTERNS.search(pattern) for pattern in (r"^\d$", r"^\w+$", r"\s", r"^(?=a)", r"^(a)\1$", "^(a+)+$", "a++"))


@pytest.mark.parametrize("name", DOCUMENT_NAMES)
def test_every_format_and_code_list_that_is_named_exists(name: str) -> None:
    for node in nodes(document_schema(name)):
        if node.get("type") == "string":
            assert node.get("format", "date") in FORMATS
            assert node.get("x-codelist", "share_type") in codelist_names()


@pytest.mark.parametrize("name", DOCUMENT_NAMES)
def test_a_part_is_never_shown_to_more_people_than_the_whole(name: str) -> None:
    for field in every_field(outline(name)):
        wider = [child.pointer for child in field.children if EXPOSURE.index(child.audience) > EXPOSURE.index(field.audience)]
        assert wider == []


@pytest.mark.parametrize("name", DOCUMENT_NAMES)
def test_every_field_is_named_and_explained_in_both_languages(name: str) -> None:
    for field in every_field(outline(name)):
        assert HAN.search(field.title.zh), field.pointer
        assert HAN.search(field.hint.zh), field.pointer
        assert not HAN.search(field.title.en + field.hint.en), field.pointer
        assert (field.hint.zh[-1], field.hint.en[-1]) == ("。", "."), field.pointer


def test_every_field_of_a_grouped_form_is_in_a_group_that_exists() -> None:
    for name in DOCUMENT_NAMES:
        groups = document_schema(name).get("x-groups", {}).keys()
        assert {field.group for field in outline(name)} == (groups or {None})


def test_nothing_internal_is_open_by_mistake() -> None:
    """The fields that name systems, officers and tables stay inside."""
    kept_inside = {"business_system", "responsible_office", "source_tables", "officer_contact", "secrecy_attribute", "personal_information"}
    audiences = {field.name: field.audience for field in outline("data_resource")}
    assert {audiences[name] for name in kept_inside} == {"internal"}
    assert {field.audience for field in outline("business_system")} == {"shared", "internal"}
