"""Tags."""

import uuid
from typing import Any

import pytest

from tests.support.ckan_site import RIVERS
from tests.support.in_process import Caller

TAGS = {"公园", "绿地", "todo split", "古树", "交通", "CAPITALS", "Flexible ァ", "russian", "split todo", "tolstoy"}


def tag(name: str) -> dict[str, Any]:
    return {"id": str(uuid.uuid5(uuid.NAMESPACE_URL, f"bianmu:tag:{name}")), "name": name, "vocabulary_id": None, "display_name": name}


def test_the_tags_in_use_are_listed_in_order(api: Caller) -> None:
    assert api.get("tag_list").result == sorted(TAGS)


@pytest.mark.parametrize(
    ("parameters", "expected"),
    [
        ({"query": "公"}, {"公园"}),
        ({"q": "树"}, {"古树"}),
        ({"query": "capi"}, {"CAPITALS"}),
        ({"query": ["split", "todo"]}, {"todo split", "split todo"}),
        ({"query": "nope"}, set()),
        ({"query": "russian", "vocabulary_id": "x"}, set()),
        ({"query": ""}, TAGS),
    ],
)
def test_tags_can_be_asked_for_by_text(api: Caller, parameters: dict[str, Any], expected: set[str]) -> None:
    assert set(api.get("tag_list", parameters).result) == expected


def test_whole_tags(api: Caller) -> None:
    assert tag("公园") in api.get("tag_list", {"all_fields": "true"}).result
    assert api.get("tag_list", {"all_fields": "false"}).result == sorted(TAGS)


def test_an_unknown_vocabulary_is_not_found(api: Caller) -> None:
    assert api.get("tag_list", {"vocabulary_id": "x"}).error["message"] == 'Not found: Could not find vocabulary "x"'
    assert api.get("vocabulary_show", {"id": "x"}).error["message"] == 'Not found: Could not find vocabulary "x"'
    assert api.get("vocabulary_list").result == []


def test_a_tag_is_shown_by_name_and_id(api: Caller) -> None:
    for name in ("公园", "todo split", "Flexible ァ"):
        shown = api.get("tag_show", {"id": name})
        assert list(shown.result) == ["id", "name", "vocabulary_id", "display_name"]
        assert shown.result == tag(name) == api.get("tag_show", {"id": tag(name)["id"]}).result


def test_a_tag_with_its_datasets(api: Caller) -> None:
    shown = api.get("tag_show", {"id": "russian", "include_datasets": "true"}).result
    assert [package["name"] for package in shown["packages"]] == [RIVERS["name"]]


@pytest.mark.parametrize("parameters", [{"id": "nope"}, {"id": "公"}, {"id": "公园", "vocabulary_id": "x"}])
def test_an_unknown_tag_is_not_found(api: Caller, parameters: dict[str, str]) -> None:
    assert api.get("tag_show", parameters).error == {"__type": "Not Found Error", "message": "Not found"}


@pytest.mark.parametrize(
    ("parameters", "expected"),
    [
        ({"query": "ru"}, ["russian"]),
        ({"query": "s"}, ["CAPITALS", "russian", "split todo", "todo split", "tolstoy"]),
        ({"query": ["s", "ru"]}, ["russian"]),
        ({"query": "RU"}, ["russian"]),
        ({"query": "ァ"}, ["Flexible ァ"]),
        ({"query": "nope"}, []),
        ({}, []),
        ({"query": "s", "vocabulary_id": "x"}, []),
    ],
)
def test_tags_are_searched(api: Caller, parameters: dict[str, Any], expected: list[str]) -> None:
    result = api.get("tag_search", parameters).result
    assert (result["count"], [found["name"] for found in result["results"]]) == (len(expected), expected)
    assert api.get("tag_autocomplete", parameters).result == expected


def test_found_tags_can_be_cut(api: Caller) -> None:
    result = api.get("tag_search", {"query": "s", "limit": 2, "offset": 1}).result
    assert (result["count"], [found["name"] for found in result["results"]]) == (5, ["russian", "split todo"])
    assert result["results"][0].keys() == {"id", "name", "vocabulary_id"}
    assert api.get("tag_search", {"query": "s", "limit": "x"}).error == {"limit": ["Invalid integer"], "__type": "Validation Error"}
