"""Single datasets and plain lists of them."""

from typing import Any

import pytest

from tests.support.ckan_site import ERASED, LAKES, NAMES, OPEN, PARKS, STREET_TREES, SUSPENDED, WITHDRAWN
from tests.support.in_process import Caller
from tests.support.open_entries import id_of

CLOSED = [pytest.param(entry, id=act) for entry, act in ((WITHDRAWN, "withdrawn"), (SUSPENDED, "suspended"), (ERASED, "erased"))]


def test_the_list_has_all_open_names_in_order(api: Caller) -> None:
    assert api.get("package_list").result == sorted(NAMES) == list(NAMES)


@pytest.mark.parametrize(
    ("parameters", "expected"),
    [
        ({"limit": 3}, NAMES[:3]),
        ({"offset": 10}, NAMES[10:]),
        ({"limit": 3, "offset": 2}, NAMES[2:5]),
        ({"limit": 0}, NAMES),
        ({"limit": ""}, NAMES),
        ({"offset": 99}, ()),
        ({"include_private": False, "include_drafts": False, "include_deleted": False}, NAMES),
    ],
)
def test_the_list_can_be_cut(api: Caller, parameters: dict[str, Any], expected: tuple[str, ...]) -> None:
    assert api.get("package_list", parameters).result == list(expected)
    assert api.post("package_list", parameters).result == list(expected)


@pytest.mark.parametrize("parameter", ["limit", "offset"])
def test_a_wrong_cut_is_told(api: Caller, parameter: str) -> None:
    assert api.get("package_list", {parameter: "abc"}).error == {parameter: ["Invalid integer"], "__type": "Validation Error"}
    assert api.get("package_list", {parameter: -1}).error == {parameter: ["Must be a natural number"], "__type": "Validation Error"}


def test_id_and_name_show_the_same(api: Caller) -> None:
    by_name = api.get("package_show", {"id": PARKS["name"]}).result
    assert by_name == api.get("package_show", {"id": PARKS["id"]}).result == api.post("package_show", {"id": PARKS["id"]}).result
    assert (by_name["id"], by_name["title"]) == (PARKS["id"], "公园基础信息")
    assert by_name["url"] == "http://data.example.gov.cn/dataset/307001002-000001"


def test_name_or_id_and_unknown_keys_are_taken(api: Caller) -> None:
    expected = api.get("package_show", {"id": PARKS["id"]}).result
    assert api.get("package_show", {"name_or_id": PARKS["name"]}).result == expected
    sent = {
        "id": PARKS["name"],
        "include_datasets": False,
        "include_password_hash": True,
        "include_users": False,
        "use_default_schema": True,
    }
    assert api.post("package_show", sent).result == expected


def test_without_an_id_the_value_is_missing(api: Caller) -> None:
    for parameters in ({}, {"id": ""}, {"id": None}):
        assert api.post("package_show", parameters).error == {"name_or_id": ["Missing value"], "__type": "Validation Error"}


@pytest.mark.parametrize("value", [["a", "b"], {"a": 1}])
def test_an_id_is_one_text(api: Caller, value: Any) -> None:
    assert api.post("package_show", {"id": value}).error == {"id": ["Must be a string"], "__type": "Validation Error"}


@pytest.mark.parametrize("entry", CLOSED)
def test_what_is_not_open_is_like_what_never_was(api: Caller, entry: dict[str, Any]) -> None:
    never = api.get("package_show", {"id": "nope"})
    for key in (entry["id"], entry["name"]):
        reply = api.get("package_show", {"id": key})
        assert (reply.status, reply.body, reply.headers) == (404, never.body, never.headers)
    (file,) = entry["document"]["distributions"]
    assert api.get("resource_show", {"id": file["id"]}).status == 404
    assert entry["name"] not in api.get("package_list").result
    assert api.get("package_search", {"q": entry["document"]["title"]}).result["count"] == 0


@pytest.mark.parametrize("key", ["nope", "x" * 10_000, "a\x00b", "'; drop table", "公园"])
def test_an_unknown_dataset_is_not_found(api: Caller, key: str) -> None:
    reply = api.get("package_show", {"id": key})
    assert (reply.status, reply.error) == (404, {"__type": "Not Found Error", "message": "Not found"})


def test_the_last_changed_come_first_and_ten_of_them(api: Caller) -> None:
    newest = [entry["name"] for entry in reversed(OPEN)]
    shown = api.get("current_package_list_with_resources").result
    assert [package["name"] for package in shown] == newest[:10]
    assert shown[0] == api.get("package_show", {"id": newest[0]}).result


@pytest.mark.parametrize(
    ("parameters", "start", "end"),
    [
        ({"limit": 1}, 0, 1),
        ({"limit": 2, "offset": 2}, 2, 4),
        ({"limit": 2, "page": 3}, 4, 6),
        ({"limit": 2, "page": 3, "offset": 1}, 1, 3),
        ({"limit": 5_000}, 0, 12),
        ({"limit": 0}, 0, 0),
    ],
)
def test_the_current_list_can_be_cut(api: Caller, parameters: dict[str, int], start: int, end: int) -> None:
    newest = [entry["name"] for entry in reversed(OPEN)]
    assert [package["name"] for package in api.get("current_package_list_with_resources", parameters).result] == newest[start:end]


@pytest.mark.parametrize(
    ("parameters", "error"),
    [
        ({"limit": "a"}, {"limit": ["Invalid integer"]}),
        ({"offset": -1}, {"offset": ["Must be a natural number"]}),
        ({"page": 0}, {"page": ["Must be larger than 0"]}),
    ],
)
def test_a_wrong_cut_of_the_current_list_is_told(api: Caller, parameters: dict[str, Any], error: dict[str, Any]) -> None:
    assert api.get("current_package_list_with_resources", parameters).error == error | {"__type": "Validation Error"}


def test_a_resource_is_shown_by_its_id(api: Caller) -> None:
    inside = api.get("package_show", {"id": PARKS["id"]}).result["resources"]
    shown = [api.get("resource_show", {"id": resource["id"]}).result for resource in inside]
    assert shown == inside
    assert [resource["position"] for resource in shown] == [0, 1, 2]


@pytest.mark.parametrize("key", ["nope", "公园名录", "307001002-000001"])
def test_a_resource_goes_by_its_id_only(api: Caller, key: str) -> None:
    assert api.get("resource_show", {"id": key}).error == {"__type": "Not Found Error", "message": "Not found"}


def test_a_resource_without_an_id_is_missing(api: Caller) -> None:
    assert api.get("resource_show").error == {"id": ["Missing value"], "__type": "Validation Error"}


def test_a_conditional_entry_shows_its_description_and_no_file(api: Caller) -> None:
    shown = api.get("package_show", {"id": STREET_TREES["name"]}).result
    extras = {extra["key"]: extra["value"] for extra in shown["extras"]}
    assert (shown["resources"], shown["isopen"], extras["cn_open_condition"]) == ([], False, "承诺仅用于研究。")


def test_there_are_no_views_of_a_resource(api: Caller) -> None:
    assert api.get("resource_view_list", {"id": id_of("file 公园名录")}).result == []
    assert api.get("resource_view_list", {"id": "nope"}).status == 404


def test_there_are_no_relationships(api: Caller) -> None:
    assert api.get("package_relationships_list", {"id": PARKS["name"]}).result == []
    assert api.get("package_relationships_list", {"id": PARKS["name"], "id2": LAKES["id"]}).result == []
    for parameters in ({"id": "nope"}, {"id": PARKS["name"], "id2": "nope"}, {"id": PARKS["name"], "rel": "depends_on"}):
        assert api.get("package_relationships_list", parameters).status == 404


def test_a_part_of_the_title_completes(api: Caller) -> None:
    assert api.get("package_autocomplete", {"q": "树名"}).result == [
        {"name": "307001002-000002", "title": "古树名木", "match_field": "title", "match_displayed": "古树名木 (307001002-000002)"},
    ]


def test_a_part_of_the_name_completes(api: Caller) -> None:
    assert api.get("package_autocomplete", {"q": "000004"}).result == [
        {"name": "307001002-000004", "title": "Rivers and creeks", "match_field": "name", "match_displayed": "307001002-000004"},
    ]


def test_completion_ignores_case_and_counts(api: Caller) -> None:
    assert [found["title"] for found in api.get("package_autocomplete", {"q": "RIVER"}).result] == ["Rivers and creeks"]
    assert len(api.get("package_autocomplete", {"q": "数据"}).result) == 7
    assert len(api.get("package_autocomplete", {"q": "数据", "limit": 2}).result) == 2


def test_formats_complete_the_most_frequent_first(api: Caller) -> None:
    assert api.get("format_autocomplete", {"q": "s"}).result == ["csv", "json", "xlsx"]
    assert api.get("format_autocomplete", {"q": "CS"}).result == ["csv"]
    assert api.get("format_autocomplete", {"q": "s", "limit": 1}).result == ["csv"]
    assert api.get("format_autocomplete", {"q": "pdf"}).result == []
    assert api.get("format_autocomplete").error == {"q": ["Missing value"], "__type": "Validation Error"}


def test_completion_needs_a_text(api: Caller) -> None:
    for parameters in ({}, {"q": ""}):
        assert api.get("package_autocomplete", parameters).error == {"q": ["Missing value"], "__type": "Validation Error"}


@pytest.mark.parametrize("entry", CLOSED)
def test_what_is_not_open_does_not_complete(api: Caller, entry: dict[str, Any]) -> None:
    assert api.get("package_autocomplete", {"q": entry["document"]["title"]}).result == []


def test_datasets_are_utf_8(api: Caller) -> None:
    assert "公园基础信息".encode() in api.get("package_show", {"id": PARKS["id"]}).body
