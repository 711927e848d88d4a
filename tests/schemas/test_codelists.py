"""The code lists: well written, complete, and each code with what follows from it."""

import json
import re
from collections import Counter
from importlib import resources

import pytest
from jsonschema import Draft202012Validator

from schemas.codes import DIRECTORY, CodeList, codelist, codelist_names
from schemas.loading import DOCUMENT_NAMES, document_schema
from schemas.outline import every_field, outline

GRAMMAR = Draft202012Validator(json.loads((resources.files("schemas") / "grammar" / "codelist.json").read_text(encoding="utf-8")))
LISTS = [codelist(name) for name in codelist_names()]
each_list = pytest.mark.parametrize("codes", LISTS, ids=lambda codes: codes.name)


@each_list
def test_a_list_keeps_to_the_grammar(codes: CodeList) -> None:
    written = json.loads((DIRECTORY / f"{codes.name}.json").read_text(encoding="utf-8"))
    assert [(error.json_path, error.validator) for error in GRAMMAR.iter_errors(written)] == []
    assert written["name"] == codes.name


@each_list
def test_no_code_and_no_name_stands_twice(codes: CodeList) -> None:
    assert len(set(codes.codes())) == len(codes.entries)
    assert max(Counter(entry.zh for entry in codes).values()) == 1


@each_list
def test_a_parent_is_in_the_list_or_in_the_list_that_is_meant(codes: CodeList) -> None:
    elsewhere = {"format": "format_category", "share_platform_mode": "share_method"}
    above = codelist(elsewhere.get(codes.name, codes.name))
    assert all(entry.parent is None or entry.parent in above for entry in codes)


@each_list
def test_an_older_list_leads_into_its_successor(codes: CodeList) -> None:
    if codes.maps_to:
        assert all(entry.attributes["maps_to"] in codelist(codes.maps_to) for entry in codes)


@pytest.mark.parametrize("name", ["share_type", "open_type"])
def test_what_a_class_requires_is_a_field(name: str) -> None:
    fields = document_schema("data_resource")["properties"].keys()
    assert {field for entry in codelist(name) for field in entry.attributes.get("requires", ())} <= fields


def test_the_share_classes_are_those_of_the_regulation() -> None:
    assert [(entry.code, entry.zh) for entry in codelist("share_type")] == [("1", "无条件共享"), ("2", "有条件共享"), ("3", "不予共享")]


def test_the_data_domains_have_slugs_that_can_be_told_apart() -> None:
    slugs = [entry.attributes["slug"] for entry in codelist("sh_data_domain")]
    assert len(set(slugs)) == len(slugs) == 12
    assert all(re.fullmatch(r"[a-z][a-z-]+", slug) for slug in slugs)


def test_the_tree_of_categories_descends_digit_by_digit() -> None:
    for entry in codelist("resource_category"):
        assert len(entry.code) in (1, 3, 6, 9)
        assert entry.parent is None or entry.code.startswith(entry.parent)
        assert (len(entry.code) > 3) == bool(entry.attributes.get("local"))


def test_the_nearest_category_above_an_unlisted_one_is_found() -> None:
    nearest = codelist("resource_category").nearest("307001999001")
    assert nearest is not None
    assert nearest.code == "307001"
    assert codelist("resource_category").nearest("999001") is None


def test_the_entries_below_one_are_its_children() -> None:
    assert [entry.code for entry in codelist("resource_category").below("307")] == ["307001", "307002", "307003", "307004", "307005"]
    assert [entry.code for entry in codelist("resource_category").below(None)] == ["1", "2", "3"]


def test_a_code_is_named_in_the_language_of_the_reader() -> None:
    daily = codelist("update_frequency").get("DAILY")
    assert daily is not None
    assert (daily.label("zh"), daily.label("en")) == ("每日", "Daily")
    assert daily.attributes["iso8601"] == "P1D"


def test_a_list_that_nobody_wrote_is_not_made_up() -> None:
    with pytest.raises(KeyError):
        codelist("../documents/data_resource")


def test_codes_in_schemas_are_those_of_the_lists() -> None:
    """Filled in when the schema is read; only the open-ended tree of categories is left to a rule."""
    for name in DOCUMENT_NAMES:
        for field in every_field(outline(name)):
            if field.codelist:
                assert (field.codelist == "resource_category") == codelist(field.codelist).open_ended
