"""package_search in full depth."""

from typing import Any

import pytest

from tests.support.ckan_site import LAKES, NAMES, OLD_TREES, OPEN, PARKS, RIVERS, STREET_TREES, TRAFFIC
from tests.support.in_process import Caller
from tests.support.open_entries import BUREAU, STATION, id_of

NEWEST = [entry["name"] for entry in reversed(OPEN)]
DEFAULT_SORT = "score desc, metadata_modified desc"


def found(api: Caller, **parameters: Any) -> set[str]:
    """The titles of what is found; dots in the names of parameters are written as `__`."""
    sent = {name.replace("__", "."): value for name, value in parameters.items()}
    result = api.get("package_search", {"rows": 100, **sent}).result
    assert result["count"] == len(result["results"])
    return {package["title"] for package in result["results"]}


def titles(*entries: dict[str, Any]) -> set[str]:
    return {entry["document"]["title"] for entry in entries}


def search_error(api: Caller, parameters: Any) -> tuple[int, str, Any]:
    reply = api.get("package_search", parameters)
    return reply.status, reply.error["__type"], reply.error.get("message")


def test_without_a_question_everything_is_found_newest_first(api: Caller) -> None:
    result = api.get("package_search").result
    assert list(result) == ["count", "facets", "results", "sort", "search_facets"]
    assert (result["count"], result["facets"], result["search_facets"], result["sort"]) == (12, {}, {}, DEFAULT_SORT)
    assert [package["name"] for package in result["results"]] == NEWEST[:10]


def test_results_are_whole_packages(api: Caller) -> None:
    (package,) = api.get("package_search", {"q": "公园基础"}).result["results"]
    assert package == api.get("package_show", {"id": PARKS["id"]}).result


@pytest.mark.parametrize(
    ("q", "expected"),
    [
        ("rivers", titles(RIVERS)),
        ("RIVERS", titles(RIVERS)),
        ("交通", titles(TRAFFIC)),
        ("京市", titles(TRAFFIC)),
        ("公园 古树", titles(OLD_TREES)),
        ("todo split", titles(PARKS, LAKES)),
        ("split todo", titles(PARKS, LAKES)),
        ('"split todo"', titles(LAKES)),
        ("capitals", titles(RIVERS)),
        ('"rivers of the city"', titles(RIVERS)),
        ('"city rivers"', set()),
        ('"rivers creeks"', set()),
        ('"rivers and creeks"', titles(RIVERS)),
        ("city -rivers", titles(LAKES)),
        ("+city +rivers", titles(RIVERS)),
        ("公园名录", titles(PARKS)),
        ("边界坐标", titles(PARKS)),
        ("林业总站 古树", titles(OLD_TREES)),
        ("承诺仅用于研究", titles(STREET_TREES)),
        ("riv*", titles(RIVERS)),
        ("riv", set()),
        ("000004", titles(RIVERS)),
        ("307001002/000004", titles(RIVERS)),
        ("nosuchword", set()),
    ],
)
def test_plain_words(api: Caller, q: str, expected: set[str]) -> None:
    assert found(api, q=q) == expected


@pytest.mark.parametrize("q", ["", "*:*", "*", '""', "''"])
def test_texts_that_mean_everything(api: Caller, q: str) -> None:
    assert api.get("package_search", {"q": q}).result["count"] == 12


@pytest.mark.parametrize(
    ("q", "expected"),
    [
        ("title:creeks", titles(RIVERS)),
        ("notes:creeks", titles(RIVERS)),
        ("title:small", set()),
        ("title:riv*", titles(RIVERS)),
        ("title:rivers || title:lakes", titles(RIVERS, LAKES)),
        ("name:307001002-000005", titles(LAKES)),
        ("name:*000005", titles(LAKES)),
        ("tags:russian", titles(RIVERS)),
        ('tags:"todo split"', titles(PARKS)),
        ("tags:公园 tags:绿地", titles(PARKS)),
        ('tags:"Flexible ァ"', titles(RIVERS)),
        ("groups:transport", titles(TRAFFIC)),
        ("groups:lenny", set()),
        ("res_name:边界", titles(PARKS)),
        (f"-organization:{STATION} AND tags:公园", titles(PARKS)),
        ('license:"OKD::Compliant"', set()),
        ("类型:公园基础", set()),
        ("公园基础: 绿地", titles(PARKS)),
        ("identifier:307001002/000002", titles(OLD_TREES)),
        ('cn_resource_code:"307001002/000002"', titles(OLD_TREES)),
        ("license_id:cc-by", titles(PARKS)),
    ],
)
def test_fields_in_q(api: Caller, q: str, expected: set[str]) -> None:
    assert found(api, q=q) == expected


@pytest.mark.parametrize(
    ("fq", "count"),
    [
        (f"organization:{BUREAU}", 4),
        (f"-organization:{BUREAU}", 8),
        (f"organization:{BUREAU} OR organization:{STATION}", 12),
        (f"organization:({BUREAU} OR {STATION})", 12),
        (f"-organization:{BUREAU} -organization:{STATION}", 0),
        (f"(-organization:{BUREAU})", 8),
        ("organization:*", 12),
        ("groups:urban-construction", 2),
        ("-groups:urban-construction", 10),
        (f"groups:(environment OR transport) organization:({BUREAU}) res_format:(CSV OR XLSX)", 1),
        ("res_format:CSV", 1),
        ("res_format:csv", 0),
        ("+dataset_type:dataset", 12),
        ("-dataset_type:harvest", 12),
        ("(collection_package_id:* OR *:*)", 12),
        (f'organization:"{BUREAU}" -harvest_source_title:"x"', 4),
        ("metadata_modified:[2015-10-23T14:51:13.282361Z TO *]", 12),
        ("metadata_modified:[2026-03-02T01:05:00.250000Z TO *]", 11),
        ("metadata_modified:{2026-03-02T01:05:00.250000Z TO *]", 10),
        ("metadata_modified:[NOW-1HOUR TO NOW]", 12),
        ("metadata_modified:[NOW-50MINUTES TO *]", 6),
        ("metadata_modified:[* TO NOW-1DAY]", 0),
        (f"organization:{STATION} OR organization:nobody metadata_modified:[2026-03-02T01:13:00Z TO *]", 6),
        ("state:active", 12),
        ("state:draft", 0),
        ("+state:(draft OR deleted)", 0),
        ("capacity:private", 0),
        ("capacity:public", 12),
        ("creator_user_id:nobody", 0),
        (f"owner_org:{id_of(STATION)}", 8),
        (f"id:{PARKS['id']}", 1),
        ("cn_open_type:2", 1),
        ("extras_cn_open_type:2", 1),
        ("issued:[2026-01-01 TO 2026-12-31]", 12),
        ("nosuchfield:x", 0),
        ("-nosuchfield:x", 12),
        ("", 12),
        ("title:公园", 1),
    ],
)
def test_filters(api: Caller, fq: str, count: int) -> None:
    assert api.get("package_search", {"fq": fq, "rows": 0}).result["count"] == count


def test_a_filter_does_not_widen_the_question(api: Caller) -> None:
    assert found(api, q="city", fq=f"organization:{STATION}") == titles(RIVERS)
    assert found(api, q="city OR x", fq="*:*") == set()


def test_several_filters_are_all_met(api: Caller) -> None:
    assert found(api, fq=["tags:公园", f"organization:{STATION}"]) == titles(OLD_TREES)
    assert found(api, fq="tags:公园", fq_list=[f"organization:{STATION}"]) == titles(OLD_TREES)
    assert found(api, fq_list=f"organization:{STATION} tags:公园") == titles(OLD_TREES)
    assert found(api, q=["city", "rivers"]) == titles(RIVERS)
    posted = api.post("package_search", {"fq_list": ["tags:公园", f"-organization:{STATION}"]}).result
    assert [package["title"] for package in posted["results"]] == ["公园基础信息"]


@pytest.mark.parametrize(
    "text", ["fq=tags:(%E5%85%AC%E5%9B%AD+OR+%E4%BA%A4%E9%80%9A)", "fq=tags:(%E5%85%AC%E5%9B%AD%20OR%20%E4%BA%A4%E9%80%9A)"]
)
def test_a_blank_may_be_sent_in_two_ways(api: Caller, text: str) -> None:
    assert api.ask("GET", f"/api/3/action/package_search?{text}").result["count"] == 3


@pytest.mark.parametrize(
    ("sort", "first"),
    [
        ("name asc", NAMES[0]),
        ("name desc", NAMES[-1]),
        ("metadata_created desc", NAMES[-1]),
        ("metadata_created asc", NAMES[0]),
        ("metadata_modified asc", NAMES[0]),
        ("title_string asc", LAKES["name"]),
        ("title asc", LAKES["name"]),
        ("views_recent desc, name asc", NAMES[0]),
        ("score desc, name asc", NAMES[0]),
        ("NAME", None),
        ("id asc", min(OPEN, key=lambda entry: entry["id"])["name"]),
    ],
)
def test_orders(api: Caller, sort: str, first: str | None) -> None:
    reply = api.get("package_search", {"sort": sort, "rows": 1})
    if first is None:
        assert reply.status == 400
    else:
        assert (reply.result["results"][0]["name"], reply.result["sort"]) == (first, sort)


@pytest.mark.parametrize("sort", ["", "rank"])
def test_the_usual_order_has_other_names(api: Caller, sort: str) -> None:
    result = api.get("package_search", {"sort": sort, "rows": 1}).result
    assert (result["results"][0]["name"], result["sort"]) == (NEWEST[0], DEFAULT_SORT)


@pytest.mark.parametrize(
    "sort", ["metadata_modified", "name up", "nosuch asc", "name asc,", "name asc id desc", "views_recent", "_random desc"]
)
def test_an_order_that_cannot_be_is_refused(api: Caller, sort: str) -> None:
    assert search_error(api, {"sort": sort}) == (400, "Search Query Error", "Search Query is invalid: 'Invalid \"sort\" parameter'")


def test_many_values_give_no_order(api: Caller) -> None:
    assert search_error(api, {"sort": "tags asc"}) == (409, "Search Error", "Search error: 'can not sort on multivalued field: tags'")


@pytest.mark.parametrize(("rows", "shown"), [("", 10), (0, 0), (3, 3), ("5000", 12), (None, 10)])
def test_rows(api: Caller, rows: Any, shown: int) -> None:
    result = api.post("package_search", {"rows": rows}).result
    assert (len(result["results"]), result["count"]) == (shown, 12)


@pytest.mark.parametrize(("start", "first"), [("", 0), (0, 0), (2, 2), ("11", 11)])
def test_start(api: Caller, start: Any, first: int) -> None:
    assert api.get("package_search", {"start": start}).result["results"][0]["name"] == NEWEST[first]


@pytest.mark.parametrize("start", [12, 9999, 10**30])
def test_past_the_end_there_is_nothing_and_the_same_count(api: Caller, start: int) -> None:
    result = api.get("package_search", {"start": start}).result
    assert (result["results"], result["count"]) == ([], 12)


@pytest.mark.parametrize(
    ("parameters", "error"),
    [
        ({"rows": -1}, {"rows": ["Must be a natural number"]}),
        ({"rows": "x"}, {"rows": ["Invalid integer", "Please enter an integer value"]}),
        ({"start": "x"}, {"start": ["Invalid integer"]}),
        ({"facet.limit": "x"}, {"facet.limit": ["Invalid integer"]}),
        ({"facet.mincount": -1}, {"facet.mincount": ["Must be a natural number"]}),
        ({"facet.field": "notjson"}, {"facet.field": ["Could not parse as valid JSON", "Not a list"]}),
        ({"facet.field": "1"}, {"facet.field": ["Not a list"]}),
        ({"facet.field": '{"a": 1}'}, {"facet.field": ["Not a list"]}),
    ],
)
def test_wrong_values(api: Caller, parameters: dict[str, Any], error: dict[str, list[str]]) -> None:
    reply = api.get("package_search", parameters)
    assert (reply.status, reply.error) == (409, error | {"__type": "Validation Error"})


def test_unknown_parameters_are_named_in_order(api: Caller) -> None:
    told = "Search Query is invalid: \"Invalid search parameters: ['a_param', 'weird_param']\""
    assert search_error(api, {"weird_param": 1, "a_param": 2}) == (400, "Search Query Error", told)


def test_what_tunes_an_engine_or_belongs_to_a_plugin_is_taken_and_ignored(api: Caller) -> None:
    sent = {
        "qf": "x",
        "bf": "x",
        "boost": "x",
        "tie": "0",
        "mm": "1",
        "defType": "edismax",
        "wt": "json",
        "df": "text",
        "ext_bbox": "1,2,3,4",
        "ext_x": "y",
    }
    flags = {"include_private": "FALSE", "include_drafts": "true", "include_deleted": "true", "use_default_schema": "False"}
    assert api.get("package_search", sent | flags).result["count"] == 12
    assert api.post("package_search", {"extras": {"ext_bbox": "x"}, "include_drafts": True}).result["count"] == 12


@pytest.mark.parametrize(
    ("parameters", "status", "kind", "message"),
    [
        ({"fq": "metadata_modified:[abc TO *]"}, 409, "Search Error", "Search error: \"Invalid Date String:'abc'\""),
        ({"fq": "tags:(a"}, 409, "Search Error", "Search error: \"Cannot parse 'fq' at character 8: a bracket is not closed\""),
        ({"q": "tags:(a"}, 409, "Search Error", "Search error: \"Cannot parse 'q' at character 8: a bracket is not closed\""),
        (
            {"fq": " {!child of=x}y"},
            409,
            "Search Error",
            "Search error: \"Local parameters must be defined at the beginning of param 'fq'.\"",
        ),
        ({"fq_list": "{!x}y"}, 409, "Search Error", "Search error: \"Local parameters are not supported in param 'fq_list'.\""),
        ({"q": "{!x"}, 400, "Search Query Error", "Search Query is invalid: \"Unbalanced local parameters in param 'q'.\""),
    ],
)
def test_what_cannot_be_read_is_told(api: Caller, parameters: dict[str, str], status: int, kind: str, message: str) -> None:
    assert search_error(api, parameters) == (status, kind, message)


def test_facets_are_given_in_both_forms(api: Caller) -> None:
    result = api.get("package_search", {"facet.field": '["organization", "groups", "license_id", "res_format"]', "rows": 0}).result
    assert result["results"] == []
    assert list(result["facets"]["organization"].items()) == [(STATION, 8), (BUREAU, 4)]
    assert result["facets"]["groups"] == {"environment": 10, "urban-construction": 2, "transport": 1}
    assert result["facets"]["res_format"] == {"CSV": 1, "XLSX": 1, "JSON": 1}
    assert result["search_facets"]["organization"] == {
        "title": "organization",
        "items": [
            {"name": BUREAU, "display_name": "上海市绿化和市容管理局", "count": 4},
            {"name": STATION, "display_name": "上海市林业总站", "count": 8},
        ],
    }
    assert {item["display_name"] for item in result["search_facets"]["groups"]["items"]} == {"资源环境", "城市建设", "道路交通"}
    assert {item["name"]: item["display_name"] for item in result["search_facets"]["license_id"]["items"]} == {
        "cc-by": "知识共享 署名 4.0",
        "other-closed": "有条件开放数据利用协议",
    }


def test_search_facets_run_backwards_by_display_name(api: Caller) -> None:
    items = api.get("package_search", {"facet.field": '["tags"]', "rows": 0}).result["search_facets"]["tags"]["items"]
    names = [item["display_name"] for item in items]
    assert names == sorted(names, reverse=True)
    assert {item["name"]: item["count"] for item in items}["公园"] == 2


def test_three_files_of_one_format_count_once(api: Caller) -> None:
    assert api.get("package_search", {"facet.field": '["res_format"]'}).result["facets"]["res_format"]["CSV"] == 1


def test_facets_count_what_was_found(api: Caller) -> None:
    result = api.get("package_search", {"q": "city", "fq": f"organization:{STATION}", "facet.field": '["tags", "organization"]'}).result
    assert result["facets"] == {"tags": {"CAPITALS": 1, "Flexible ァ": 1, "russian": 1}, "organization": {STATION: 1}}


@pytest.mark.parametrize(
    ("parameters", "shown"),
    [
        ({"facet.limit": 1}, {STATION: 8}),
        ({"facet.limit": -1}, {BUREAU: 4, STATION: 8}),
        ({"facet.limit": 0}, {}),
        ({"facet.mincount": 5}, {STATION: 8}),
        ({"facet.mincount": 9}, {}),
    ],
)
def test_facets_can_be_cut(api: Caller, parameters: dict[str, int], shown: dict[str, int]) -> None:
    result = api.get("package_search", {"facet.field": '["organization"]', "rows": 0} | parameters).result
    assert list(result["facets"]["organization"].items()) == list(shown.items())
    assert {item["name"] for item in result["search_facets"]["organization"]["items"]} == set(shown)


@pytest.mark.parametrize("limit", [-1, 10**9])
def test_all_values_are_never_more_than_an_answer_can_hold(api: Caller, monkeypatch: pytest.MonkeyPatch, limit: int) -> None:
    monkeypatch.setattr("portal.ckan_interop.actions.search_request.MOST_FACET_VALUES", 3)
    result = api.get("package_search", {"facet.field": '["identifier"]', "facet.limit": limit, "rows": 0}).result
    assert (result["count"], len(result["facets"]["identifier"])) == (12, 3)


def test_an_unknown_facet_is_empty(api: Caller) -> None:
    result = api.get("package_search", {"facet.field": '["nosuch"]', "rows": 0}).result
    assert (result["facets"], result["search_facets"]) == ({"nosuch": {}}, {"nosuch": {"title": "nosuch", "items": []}})


@pytest.mark.parametrize(
    ("facet", "counted"), [("true", True), ("True", True), ("TRUE", True), ("false", False), ("", False), ("yes", False), ("junk", False)]
)
def test_only_true_turns_facets_on(api: Caller, facet: str, counted: bool) -> None:
    result = api.get("package_search", {"facet": facet, "facet.field": '["tags"]', "rows": 0}).result
    assert (bool(result["facets"]), bool(result["search_facets"])) == (counted, counted)


def test_the_names_of_facets_may_be_a_real_list_or_a_repeated_key(api: Caller) -> None:
    posted = api.post("package_search", {"facet.field": ["tags", "organization"], "facet": True}).result["facets"]
    repeated = api.get("package_search", [("facet.field", "tags"), ("facet.field", "organization")]).result["facets"]
    assert posted.keys() == repeated.keys() == {"tags", "organization"}


@pytest.mark.parametrize("fl", ["name,title", "name title", ["name", "title"]])
def test_only_some_fields(api: Caller, fl: Any) -> None:
    assert api.post("package_search", {"q": "rivers", "fl": fl}).result["results"] == [
        {"name": RIVERS["name"], "title": "Rivers and creeks"}
    ]


def test_fields_are_those_of_the_index(api: Caller) -> None:
    fields = "id,organization,groups,tags,res_format,metadata_modified,extras_issued,cn_open_type,capacity,author_email,nosuch"
    assert api.get("package_search", {"q": "公园基础", "fl": fields}).result["results"] == [
        {
            "id": PARKS["id"],
            "organization": BUREAU,
            "groups": ["urban-construction", "environment"],
            "tags": ["todo split", "公园", "绿地"],
            "res_format": ["CSV", "XLSX", "CSV"],
            "metadata_modified": "2026-03-02T01:04:00.250000Z",
            "issued": "2026-03-02",
            "cn_open_type": "1",
            "capacity": "public",
        },
    ]


def test_what_stands_for_too_many_words_is_refused_and_not_suffered(api: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    assert found(api, q="ri*") == titles(RIVERS)
    monkeypatch.setattr("portal.shelf.lookup.MOST_ROWS", 1)
    status, kind, message = search_error(api, {"q": "r*"})
    assert (status, kind) == (409, "Search Error")
    assert message.startswith("Search error: 'this stands for too many different words")
