"""Organizations and groups: lists, single ones, their datasets."""

from typing import Any

import pytest

from tests.support.ckan_site import OPEN
from tests.support.in_process import Caller
from tests.support.open_entries import BUREAU, OFFICE, STATION, id_of

BY_TITLE = [OFFICE, STATION, BUREAU]
LISTED_KEYS = {
    "approval_status", "created", "description", "display_name", "id", "image_display_url", "image_url", "is_organization", "name",
    "num_followers", "package_count", "state", "title", "type",
}  # fmt: skip


def test_organizations_are_listed_by_title(api: Caller) -> None:
    titles = [organization["title"] for organization in api.get("organization_list", {"all_fields": "true"}).result]
    assert titles == sorted(titles)
    assert sorted(api.get("organization_list").result) == sorted(BY_TITLE)


def test_groups_are_the_data_domains(api: Caller) -> None:
    names = api.get("group_list").result
    assert {"environment", "transport", "urban-construction", "economy"} <= set(names)
    assert len(names) == 12
    assert not set(names) & set(BY_TITLE)


@pytest.mark.parametrize("action", ["organization_list", "group_list"])
def test_whole_dicts_have_the_keys_of_ckan(api: Caller, action: str) -> None:
    for shown in api.get(action, {"all_fields": "True"}).result:
        assert shown.keys() == LISTED_KEYS
    (one, *_) = api.post(action, {"all_fields": True, "include_extras": True, "include_groups": True, "include_users": True}).result
    assert one.keys() == LISTED_KEYS | {"extras", "groups"}
    (one, *_) = api.get(action, {"all_fields": "true", "include_dataset_count": "false"}).result
    assert one.keys() == LISTED_KEYS - {"package_count"}


def names(api: Caller, **parameters: Any) -> list[str]:
    listed: list[str] = api.get("organization_list", parameters).result
    return listed


def test_orders(api: Caller) -> None:
    assert names(api, sort="name asc") == sorted(BY_TITLE)
    assert names(api, sort="name") == sorted(BY_TITLE)
    assert names(api, sort="name desc") == sorted(BY_TITLE, reverse=True)
    assert names(api, order_by="name") == sorted(BY_TITLE)
    assert names(api, sort="title desc") == list(reversed(names(api)))


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("package_count", [STATION, BUREAU]),
        ("package_count desc", [STATION, BUREAU]),
        ("package_count asc", [BUREAU, STATION]),
        ("packages desc", [STATION, BUREAU]),
    ],
)
def test_an_order_by_count_leaves_out_the_empty(api: Caller, sort: str, expected: list[str]) -> None:
    assert names(api, sort=sort) == expected


@pytest.mark.parametrize(
    ("sort", "message"),
    [
        ("nonsense", "Cannot sort by field `nonsense`"),
        ("name up", "Invalid sort direction `up`"),
        ("name asc, title asc", "Too many sort criteria provided only 1 allowed"),
    ],
)
def test_an_order_that_cannot_be_is_told(api: Caller, sort: str, message: str) -> None:
    for action in ("organization_list", "group_list"):
        assert api.get(action, {"sort": sort}).error == {"message": message, "__type": "Validation Error"}


def test_lists_can_be_cut(api: Caller) -> None:
    ordered = sorted(BY_TITLE)
    assert names(api, sort="name", limit=1) == ordered[:1]
    assert names(api, sort="name", limit="1", offset=1) == ordered[1:2]
    assert names(api, sort="name", offset=2) == ordered[2:]
    assert names(api, limit=0) == []
    assert names(api, limit="", offset="") == names(api)
    assert names(api, offset=99) == []
    assert len(api.get("group_list", {"all_fields": "true", "limit": 1000}).result) == 12


@pytest.mark.parametrize(
    ("parameters", "error"), [({"limit": "a"}, {"limit": ["Invalid integer"]}), ({"offset": -2}, {"offset": ["Must be a natural number"]})]
)
def test_a_wrong_cut_is_told(api: Caller, parameters: dict[str, Any], error: dict[str, list[str]]) -> None:
    for action in ("organization_list", "group_list"):
        assert api.get(action, parameters).error == error | {"__type": "Validation Error"}


def test_some_can_be_asked_for_by_name(api: Caller) -> None:
    assert names(api, organizations=f"{BUREAU},{STATION}", sort="name") == sorted([BUREAU, STATION])
    assert names(api, organizations=[BUREAU, "nope"]) == [BUREAU]
    assert names(api, organizations=id_of(BUREAU)) == []
    assert api.post("group_list", {"groups": ["transport", "nope"]}).result == ["transport"]


def test_some_can_be_asked_for_by_text(api: Caller) -> None:
    assert names(api, q="林业") == [STATION]
    assert names(api, q="也管市容") == [BUREAU]
    assert names(api, q="SH-LY") == [STATION]
    assert names(api, q="nope") == []


def test_the_other_kind_is_not_listed(api: Caller) -> None:
    assert names(api, type="organization") == names(api)
    assert names(api, type="group") == []
    assert api.get("group_list", {"type": "custom"}).result == []


def test_an_organization_is_shown_by_id_and_name(api: Caller) -> None:
    shown = api.get("organization_show", {"id": BUREAU}).result
    assert shown == api.get("organization_show", {"id": id_of(BUREAU)}).result
    assert shown.keys() == LISTED_KEYS | {"extras", "groups"}
    assert (shown["title"], shown["display_name"], shown["package_count"]) == ("上海市绿化和市容管理局", "上海市绿化和市容管理局", 4)
    assert (shown["type"], shown["is_organization"], shown["created"]) == ("organization", True, "2026-01-05T01:00:00")
    assert {"key": "cn_uscc", "value": "11310000002420179C"} in shown["extras"]
    assert {"key": "name_en", "value": "The Bureau"} in shown["extras"]


def test_texts_of_an_organization_are_empty_rather_than_null(api: Caller) -> None:
    shown = api.get("organization_show", {"id": OFFICE}).result
    assert (shown["description"], shown["image_url"], shown["image_display_url"], shown["package_count"]) == ("", "", "", 0)


def test_people_are_never_shown(api: Caller) -> None:
    for parameters in ({"include_users": "true"}, {"include_member_count": "true"}, {"include_followers": "false"}):
        assert api.get("organization_show", {"id": BUREAU, **parameters}).result.keys() == LISTED_KEYS | {"extras", "groups"}


def test_flags_take_things_away(api: Caller) -> None:
    flags = {"include_extras": False, "include_groups": "no", "include_dataset_count": "0"}
    assert api.post("organization_show", {"id": BUREAU, **flags}).result.keys() == LISTED_KEYS - {"package_count"}


@pytest.mark.parametrize("flag", ["include_datasets", "include_dataset_count", "include_extras", "include_groups"])
@pytest.mark.parametrize("value", ["", "maybe"])
def test_a_flag_is_yes_or_no(api: Caller, flag: str, value: str) -> None:
    for action, key in (("organization_show", BUREAU), ("group_show", "transport")):
        assert api.get(action, {"id": key, flag: value}).error == {flag: ["Parameter is not an bool"], "__type": "Validation Error"}


def test_datasets_of_an_organization_are_the_ten_last_changed(api: Caller) -> None:
    shown = api.get("organization_show", {"id": STATION, "include_datasets": "true"}).result
    own = [entry["name"] for entry in reversed(OPEN) if entry["document"]["provider"] == STATION]
    assert [package["name"] for package in shown["packages"]] == own[:10]
    assert shown["package_count"] == len(own) == 8
    assert shown["packages"][0] == api.get("package_show", {"id": own[0]}).result


def test_a_group_is_shown_by_id_and_name(api: Caller) -> None:
    shown = api.get("group_show", {"id": "environment"}).result
    assert shown == api.get("group_show", {"id": shown["id"]}).result
    assert shown.keys() == LISTED_KEYS | {"extras", "groups"}
    assert (shown["title"], shown["type"], shown["is_organization"], shown["package_count"]) == ("资源环境", "group", False, 10)
    datasets = api.get("group_show", {"id": "transport", "include_datasets": "true"}).result["packages"]
    assert [package["title"] for package in datasets] == ["北京市交通数据"]


def test_the_one_is_not_the_other(api: Caller) -> None:
    for action, key in (("organization_show", "economy"), ("group_show", BUREAU), ("organization_show", "nope"), ("group_show", "nope")):
        assert api.get(action, {"id": key}).error == {"__type": "Not Found Error", "message": "Not found"}
    for action in ("organization_show", "group_show"):
        assert api.get(action).error == {"id": ["Missing value"], "__type": "Validation Error"}


def test_a_former_name_still_leads_to_an_organization(api: Caller) -> None:
    assert api.get("organization_show", {"id": "sh-old-station"}).result["name"] == STATION


def test_the_datasets_of_a_group(api: Caller) -> None:
    assert [package["title"] for package in api.get("group_package_show", {"id": "urban-construction"}).result] == [
        "行道树",
        "公园基础信息",
    ]
    assert len(api.get("group_package_show", {"id": "environment", "limit": 3}).result) == 3
    assert api.get("group_package_show", {"id": BUREAU}).result == []
    assert api.get("group_package_show", {"id": "nope"}).status == 404
    assert api.get("group_package_show", {"id": "transport", "limit": "x"}).error["message"] == "Limit must be a positive integer"


def test_parts_of_names_and_titles_complete(api: Caller) -> None:
    assert api.get("organization_autocomplete", {"q": "林业"}).result == [
        {"id": id_of(STATION), "name": STATION, "title": "上海市林业总站"}
    ]
    assert [found["name"] for found in api.get("organization_autocomplete", {"q": "LYZZ"}).result] == [STATION]
    assert [found["name"] for found in api.get("group_autocomplete", {"q": "交通"}).result] == ["transport"]
    assert len(api.get("organization_autocomplete", {"q": "sh-", "limit": 2}).result) == 2
    assert api.get("group_autocomplete").error == {"q": ["Missing value"], "__type": "Validation Error"}
    assert api.get("group_autocomplete", {"q": "x", "limit": "x"}).error == {"limit": ["Invalid integer"], "__type": "Validation Error"}
