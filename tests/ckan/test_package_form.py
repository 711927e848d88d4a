"""The package that an entry makes: every key that CKAN's own answer has, and good as input for another CKAN."""

import json
import re
import uuid
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.shelf import licences, package_extras, package_resources, package_tags
from portal.shelf.package import package
from portal.shelf.package_text import naive
from schemas import library
from tests.support.open_entries import SITE_URL, STATION, a_department, a_file, an_entry, an_item, id_of

MODIFIED = datetime(2026, 5, 9, 22, 0, 1, 486366, tzinfo=UTC)
PACKAGE_KEYS = {
    "author", "author_email", "creator_user_id", "extras", "groups", "id", "isopen", "license_id", "license_title", "maintainer",
    "maintainer_email", "metadata_created", "metadata_modified", "name", "notes", "num_resources", "num_tags", "organization", "owner_org",
    "private", "relationships_as_object", "relationships_as_subject", "resources", "state", "tags", "title", "type", "url", "version",
}  # fmt: skip
RESOURCE_KEYS = {
    "cache_last_updated", "cache_url", "created", "datastore_active", "description", "format", "hash", "id", "last_modified", "metadata_modified",
    "mimetype", "mimetype_inner", "name", "package_id", "position", "resource_type", "size", "state", "url", "url_type",
}  # fmt: skip
# Names that `package_create` takes as fields of a dataset, so that an extra may not be called so.
SCHEMA_FIELDS = {
    "id", "name", "title", "author", "author_email", "maintainer", "maintainer_email", "license_id", "notes", "url", "version", "state", "type",
    "owner_org", "private", "resources", "tags", "tag_string", "extras", "groups", "metadata_created", "metadata_modified",
    "creator_user_id", "relationships_as_object", "relationships_as_subject", "log_message", "save", "return_to",
}  # fmt: skip
CKAN_TAG = re.compile(r"[\w \-.]{2,100}")


def packed(entry: dict[str, Any], department: dict[str, Any] | None = None, modified: datetime = MODIFIED) -> dict[str, Any]:
    return package(entry, department or a_department(), site_url=SITE_URL, modified=modified)


def extras(shown: dict[str, Any]) -> dict[str, str]:
    return {extra["key"]: extra["value"] for extra in shown["extras"]}


def everything() -> dict[str, Any]:
    """An entry that says all it can."""
    entry = an_entry(
        7,
        public_contact={"office": "公园处", "phone": "021-12345678", "email": "park@example.gov.cn"},
        keywords=["公园", "绿地", "水", "城市绿化（公园）"],
        themes=["11", "2"],
        scenarios=["03", "05"],
        national_theme="ZF",
        department_theme="1",
        formats=["csv", "xlsx"],
        format_note="含坐标",
        open_type="2",
        open_condition="承诺仅用于研究。",
        open_scope="高等院校",
        first_published_on="2015-10-09",
        data_updated_on="2026-05-01",
        temporal_start="2025-01-01",
        temporal_end="2025-12-31",
        districts=["310101", "310104"],
        language="zh-Hans",
        licence="cc-by",
        record_count=0,
        distributions=[
            a_file("公园名录", url="https://data.example.gov.cn/parks.csv", checksum="0" * 64, byte_size=20480, item_names=["公园名称"])
        ],
    )
    entry["related"] = [{"code": "307001002/000009", "name": "307001002-000009", "title": "古树名木"}]
    entry["service_items"] = {
        "produced_by": [{"code": "SP-001", "name": "公园设立"}],
        "needed_by": [{"code": "JG-002", "name": "公园巡查"}],
    }
    return entry


def test_every_key_of_ckan_is_there_and_no_other() -> None:
    shown = packed(everything())
    assert shown.keys() == PACKAGE_KEYS | {"license_url"}
    assert shown["resources"][0].keys() == RESOURCE_KEYS | {"hash_algorithm", "cn_item_names"}
    assert shown["organization"].keys() == {
        "approval_status", "created", "description", "id", "image_url", "is_organization", "name", "state", "title", "type",
    }  # fmt: skip
    assert shown["groups"][0].keys() == {"description", "display_name", "id", "image_display_url", "name", "title"}
    assert shown["tags"][0].keys() == {"display_name", "id", "name", "state", "vocabulary_id"}


def test_the_facts_of_an_entry_stand_where_ckan_has_them() -> None:
    shown = packed(everything())
    assert shown["name"] == "307001002-000007"
    assert shown["url"] == "http://data.example.gov.cn/dataset/307001002-000007"
    assert shown["notes"] == "全市城市公园的名称、位置与面积。"
    assert (shown["owner_org"], shown["organization"]["name"]) == (id_of("sh-lhsr"), "sh-lhsr")
    assert (shown["maintainer"], shown["maintainer_email"]) == ("公园处", "park@example.gov.cn")
    assert (shown["state"], shown["private"], shown["type"]) == ("active", False, "dataset")
    assert (shown["num_resources"], shown["num_tags"]) == (1, 3)
    assert [group["title"] for group in shown["groups"]] == ["城市建设", "资源环境"]
    assert (shown["license_id"], shown["license_title"]) == ("cc-by", "知识共享 署名 4.0")
    assert shown["license_url"] == "https://creativecommons.org/licenses/by/4.0/"


def test_what_has_to_be_applied_for_is_not_open_whatever_its_licence_says() -> None:
    assert packed(everything())["isopen"] is False
    assert packed(everything() | {"document": everything()["document"] | {"open_type": "1"}})["isopen"] is True


def test_times_are_utc_without_a_zone() -> None:
    shown = packed(everything())
    assert shown["metadata_modified"] == "2026-05-09T22:00:01.486366"
    assert shown["metadata_created"] == "2026-03-09T01:00:00.250000"
    assert shown["organization"]["created"] == "2026-01-05T01:00:00"
    assert naive("2026-03-02T09:00:00.5+08:00") == "2026-03-02T01:00:00.500000"


def test_a_resource_carries_its_file() -> None:
    (resource,) = packed(everything())["resources"]
    assert resource["url"] == "https://data.example.gov.cn/parks.csv"
    assert (resource["format"], resource["mimetype"], resource["size"], resource["hash"]) == ("CSV", "text/csv", 20480, "0" * 64)
    assert (resource["position"], resource["resource_type"], resource["description"]) == (0, "file", None)
    assert resource["created"] == "2026-03-09T01:00:00.250000"
    assert resource["last_modified"] == "2026-05-01T00:00:00"


def test_a_resource_without_an_address_leads_to_its_page() -> None:
    (resource,) = packed(an_entry(1, distributions=[a_file("名录")]))["resources"]
    assert resource["url"] == f"http://data.example.gov.cn/dataset/307001002-000001/resource/{id_of('file 名录')}"
    assert resource["last_modified"] is None


def test_only_what_is_offered_to_the_public_is_a_resource() -> None:
    shown = packed(an_entry(1, distributions=[a_file("内部库", offered_to="shared", kind="DATABASE"), a_file("名录")]))
    assert [(resource["name"], resource["position"]) for resource in shown["resources"]] == [("名录", 0)]


@pytest.mark.parametrize(
    ("code", "label"),
    [
        ("csv", "CSV"),
        ("xlsx", "XLSX"),
        ("json", "JSON"),
        ("geojson", "GeoJSON"),
        ("jpg", "JPEG"),
        ("txt", "TXT"),
        ("shp", "SHP"),
        ("rest-json", "API"),
    ],
)
def test_formats_have_the_labels_of_ckan(code: str, label: str) -> None:
    assert package_resources.label(code) == label


def test_every_format_has_a_short_label() -> None:
    labels = [package_resources.label(entry.code) for entry in library.codelist("format")]
    assert all(re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9 ]{0,11}", label) for label in labels), labels


def test_extras_are_texts_with_unique_ascii_keys_that_ckan_accepts() -> None:
    shown = packed(everything())["extras"]
    keys = [extra["key"] for extra in shown]
    assert keys == sorted(set(keys))
    assert all(re.fullmatch(r"[a-z0-9_]+", key) for key in keys)
    assert not set(keys) & SCHEMA_FIELDS
    assert all(isinstance(extra["value"], str) and extra["value"] for extra in shown)


def test_an_entry_that_says_all_has_all_extras() -> None:
    assert extras(packed(everything())).keys() == package_extras.KEYS


def test_extras_say_what_the_mapping_says() -> None:
    shown = extras(packed(everything()))
    assert shown["identifier"] == shown["cn_resource_code"] == "307001002/000007"
    assert shown["frequency"] == "http://publications.europa.eu/resource/authority/frequency/ANNUAL"
    assert (shown["cn_update_cycle"], shown["cn_open_type"], shown["business_line"]) == ("ANNUAL", "2", "LH")
    assert shown["access_rights"].endswith("/RESTRICTED")
    assert (shown["issued"], shown["modified"], shown["cn_first_published_on"]) == ("2026-03-02", "2026-05-01", "2015-10-09")
    assert shown["cn_provider_uscc"] == "11310000002420179C"
    assert shown["publisher_uri"] == "http://data.example.gov.cn/organization/sh-lhsr"
    assert shown["spatial_text"] == "黄浦区、徐汇区"
    assert json.loads(shown["cn_related_codes"]) == ["307001002/000009"]
    assert json.loads(shown["cn_produced_by"]) == [{"code": "SP-001", "name": "公园设立"}]
    assert shown["cn_record_count"] == "0"
    assert json.loads(shown["cn_data_items"]) == [
        {"name": "公园名称", "type": "C", "length": 100, "open": "1"},
        {"name": "面积", "type": "N", "length": 10, "open": "1"},
    ]


def test_what_is_not_said_has_no_extra() -> None:
    assert not extras(packed(an_entry())).keys() & {
        "cn_open_condition",
        "contact_email",
        "cn_produced_by",
        "keywords",
        "language",
        "modified",
    }


def test_no_shared_or_internal_fact_comes_out() -> None:
    secret = "不对外"
    inside = {"share_type": secret, "share_condition": secret, "data_level": secret, "responsible_office": secret, "business_system": secret,
              "remarks": secret, "officer_contact": {"name": secret}, "source_tables": [{"database": secret}], "identifiers": [{"scheme": secret}]}  # fmt: skip
    items = [an_item("公园名称", share_type=secret, field_name=secret, remarks=secret), an_item(secret, open_type="3")]
    files = [a_file("名录", database=secret, table=secret)]
    told = json.dumps(packed(an_entry(1, items=items, distributions=files, **inside)), ensure_ascii=False)
    assert secret not in told


def test_ids_are_the_same_on_every_node() -> None:
    shown, again = packed(everything()), packed(everything())
    assert shown == again
    assert [uuid.UUID(each["id"]) for each in (*shown["tags"], *shown["groups"], *shown["resources"], shown["organization"])]
    assert uuid.UUID(shown["creator_user_id"]).version == 5
    assert {tag["id"] for tag in shown["tags"]} == {
        str(uuid.uuid5(uuid.NAMESPACE_URL, f"bianmu:tag:{tag['name']}")) for tag in shown["tags"]
    }


def test_text_is_trimmed_and_free_of_control_characters() -> None:
    shown = packed(an_entry(1, title=" has \x00whitespace\x1f \t", abstract="第一行\n第二行\x0b。"))
    assert (shown["title"], shown["notes"]) == ("has whitespace", "第一行\n第二行。")


@pytest.mark.parametrize(
    ("email", "shown"), [("a@b.cn", "a@b.cn"), ("a..b@c.cn", None), ("a b@c.cn", None), ("021-1234", None), ("a@b", None), ("", None)]
)
def test_an_address_that_ckan_would_refuse_is_not_the_maintainers(email: str, shown: str | None) -> None:
    made = packed(an_entry(1, public_contact={"office": "公园处", "email": email}))
    assert made["maintainer_email"] == shown
    assert extras(made).get("contact_email", "") == email


def test_without_a_licence_there_is_no_address_of_one() -> None:
    shown = packed(an_entry())
    assert (shown["license_id"], shown["license_title"], shown["isopen"]) == (None, None, False)
    assert "license_url" not in shown


def test_a_licence_goes_by_the_name_that_ckan_has_for_it() -> None:
    shown = packed(an_entry(1, licence="sh-platform-terms"))
    assert (shown["license_id"], shown["license_title"], shown["isopen"]) == ("other-at", "上海市公共数据开放平台用户协议", True)
    assert "license_url" not in shown
    assert packed(an_entry(1, licence="sh-conditional-agreement"))["isopen"] is False


def test_each_licence_has_an_id_of_its_own() -> None:
    ids = [licence.id for licence in licences.register()]
    assert len(ids) == len(set(ids)) == len(library.codelist("license").entries)


@pytest.mark.parametrize(
    ("keyword", "tags"),
    [
        ("公园", {"公园"}),
        ("公园绿地，林荫道、绿道；花园", {"公园绿地", "林荫道", "绿道", "花园"}),
        ("城市绿化（公园）", {"城市绿化 公园"}),
        ("水", set()),
        ("PM2.5", {"PM2.5"}),
        ("C++", set()),
        ("AI·算法", {"AI 算法"}),
        ("面积㎡", {"面积m2"}),
        ("２０２６年", {"2026年"}),
        ("  公园  ", {"公园"}),
        ("todo split", {"todo split"}),
        ("a-b_c.d", {"a-b_c.d"}),
        ("🌳树", set()),
        ("垃圾/分类", {"垃圾 分类"}),
        ("长" * 150, {"长" * 100}),
    ],
)
def test_a_keyword_becomes_tags_that_ckan_takes(keyword: str, tags: set[str]) -> None:
    assert package_tags.tag_names([keyword]) == tags


def test_keywords_that_tags_cannot_say_travel_as_they_were() -> None:
    shown = packed(an_entry(1, keywords=["公园", "水"]))
    assert [tag["name"] for tag in shown["tags"]] == ["公园"]
    assert json.loads(extras(shown)["keywords"]) == ["公园", "水"]
    assert "keywords" not in extras(packed(an_entry(1, keywords=["公园", "绿地"])))


@settings(deadline=None)
@given(st.lists(st.text(max_size=50), max_size=5))
def test_whatever_the_keywords_the_tags_pass(keywords: list[str]) -> None:
    assert all(CKAN_TAG.fullmatch(name) and name == name.strip() for name in package_tags.tag_names(keywords))


def test_a_long_list_of_items_is_cut_into_parts_that_an_index_can_hold() -> None:
    items = [an_item(f"数据项{number}" + "长" * 60, description="说明" * 40) for number in range(400)]
    shown = extras(packed(an_entry(1, items=items)))
    parts = [shown[key] for key in sorted((key for key in shown if key.startswith("cn_data_items")), key=lambda key: (len(key), key))]
    assert len(parts) > 1
    assert all(len(part.encode()) <= package_extras.PART_BYTES for part in parts)
    assert [item["name"] for part in parts for item in json.loads(part)] == [item["name"] for item in items]


def test_an_item_with_an_endless_code_table_keeps_the_name_of_the_table() -> None:
    codes = [{"code": str(number), "label": "名称" * 10} for number in range(2_000)]
    shown = extras(packed(an_entry(1, items=[an_item("树种", code_list={"name": "树种代码", "codes": codes})])))
    assert json.loads(shown["cn_data_items"])[0]["code_list"] == {"name": "树种代码"}


def test_the_name_of_the_fixture_department_is_in_the_package() -> None:
    other = a_department(STATION, name="上海市林业总站")
    shown = packed(an_entry(), other)
    assert (shown["author"], shown["maintainer"], extras(shown)["publisher_name"]) == ("上海市林业总站",) * 3
