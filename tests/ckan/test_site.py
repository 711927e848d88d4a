"""The site itself, and what is closed to everybody."""

import pytest

from portal.ckan_interop.actions.closed import PRIVATE, WRITING
from portal.ckan_interop.actions.table import ACTIONS
from schemas import library
from tests.support.in_process import Caller

LICENCE_KEYS = [
    "id", "title", "url", "domain_content", "domain_data", "domain_software", "family", "is_generic", "maintainer", "od_conformance",
    "osd_conformance", "status",
]  # fmt: skip


def test_the_site_may_be_read(api: Caller) -> None:
    assert api.get("site_read").result is True


def test_the_site_says_what_it_is(api: Caller) -> None:
    assert api.get("status_show").result == {
        "site_title": "绿化市容数据开放目录",
        "site_description": "公共数据的开放目录。",
        "site_url": "http://data.example.gov.cn",
        "error_emails_to": "",
        "locale_default": "zh_Hans_CN",
        "extensions": [],
        "ckan_version": "2.11.0",
    }


def test_licences_have_twelve_texts_each(api: Caller) -> None:
    licences = api.get("license_list").result
    assert len(licences) == len(library.codelist("license").entries)
    assert all(list(licence) == LICENCE_KEYS for licence in licences)
    assert all(isinstance(value, str) for licence in licences for value in licence.values())
    by_id = {licence["id"]: licence for licence in licences}
    assert (by_id["cc-by"]["od_conformance"], by_id["other-closed"]["od_conformance"]) == ("approved", "not reviewed")
    assert by_id["cc-by"]["url"] == "https://creativecommons.org/licenses/by/4.0/"


@pytest.mark.parametrize("name", sorted(ACTIONS))
def test_every_action_has_a_help_text(api: Caller, name: str) -> None:
    text = api.get("help_show", {"name": name}).result
    assert len(text) > 20
    assert not text.startswith((" ", "\n"))


def test_help_on_search_names_its_parameters(api: Caller) -> None:
    text = api.get("help_show", {"name": "package_search"}).result
    assert all(f":param {name}:" in text for name in ("q", "fq", "sort", "rows", "start", "facet.field"))


@pytest.mark.parametrize("name", ["nope", "package_create", "user_list"])
def test_there_is_no_help_on_what_is_not_there(api: Caller, name: str) -> None:
    assert api.get("help_show", {"name": name}).error == {"__type": "Not Found Error", "message": "Not found: Action function not found"}


def test_help_on_nothing_is_missing_a_name(api: Caller) -> None:
    assert api.get("help_show").error == {"name": ["Missing value"], "__type": "Validation Error"}


@pytest.mark.parametrize("name", sorted(WRITING))
def test_nobody_writes(api: Caller, name: str) -> None:
    reply = api.post(name, {"id": "x", "name": "x"})
    assert (reply.status, reply.error["__type"]) == (403, "Authorization Error")
    assert reply.error["message"].startswith("Access denied")
    assert api.get(name, {"id": "x"}).status == 400


@pytest.mark.parametrize("name", sorted(PRIVATE))
def test_nobody_hears_about_people(api: Caller, name: str) -> None:
    for reply in (api.get(name), api.post(name, {"id": "x"})):
        assert (reply.status, reply.error) == (403, {"__type": "Authorization Error", "message": "Access denied"})


def test_no_action_is_open_and_closed() -> None:
    assert not ACTIONS.keys() & (WRITING | PRIVATE)
    assert not WRITING & PRIVATE


@pytest.mark.parametrize("name", ["organization_list_for_user", "group_list_authz"])
def test_nobody_may_edit_anything(api: Caller, name: str) -> None:
    assert api.get(name).result == []


@pytest.mark.parametrize("name", ["dataset_follower_count", "group_follower_count", "organization_follower_count", "user_follower_count"])
def test_nobody_follows(api: Caller, name: str) -> None:
    assert api.get(name, {"id": "x"}).result == 0


@pytest.mark.parametrize(
    "name", ["resource_search", "datastore_search", "datastore_search_sql", "package_activity_list", "dcat_dataset_show"]
)
def test_what_is_not_offered_is_unknown(api: Caller, name: str) -> None:
    reply = api.get(name, {"resource_id": "x"})
    assert (reply.status, reply.json) == (400, f"Bad request: Action name not known: {name}")
