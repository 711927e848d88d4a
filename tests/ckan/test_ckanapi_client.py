"""The real ckanapi library, in this process."""

from collections.abc import Iterator

import pytest
from ckanapi import CKANAPIError, NotAuthorized, NotFound, RemoteCKAN, SearchError, SearchQueryError, ValidationError

from tests.support.ckan_site import NAMES, PARKS, RIVERS
from tests.support.in_process import Adapter, ASGIApp, session

SITE = "http://catalogue.test"


@pytest.fixture
def wire(app: ASGIApp) -> Iterator[tuple[RemoteCKAN, Adapter]]:
    made, adapter = session(app, SITE)
    with RemoteCKAN(SITE, apikey="no key is looked at", session=made) as remote:
        yield remote, adapter


@pytest.fixture
def remote(wire: tuple[RemoteCKAN, Adapter]) -> RemoteCKAN:
    return wire[0]


def test_it_sends_json_by_post_to_the_short_address(wire: tuple[RemoteCKAN, Adapter]) -> None:
    remote, adapter = wire
    assert remote.action.package_list() == list(NAMES)
    (request,) = adapter.seen
    assert (request.method, request.url) == ("POST", f"{SITE}/api/action/package_list")
    assert request.headers["Content-Type"] == "application/json"
    assert str(request.headers["User-Agent"]).startswith("ckanapi/")


def test_it_reads_what_we_say(remote: RemoteCKAN) -> None:
    assert remote.action.package_show(id=PARKS["name"])["title"] == "公园基础信息"
    assert remote.action.package_search(fq="+tags:russian +dataset_type:dataset", facet=True, **{"facet.field": ["tags"]})["count"] == 1
    assert remote.action.site_read() is True
    assert remote.call_action("organization_list", {"all_fields": True}, requests_kwargs={"timeout": 5})[0]["type"] == "organization"


def test_it_reads_by_get_as_well(app: ASGIApp) -> None:
    made, adapter = session(app, SITE)
    with RemoteCKAN(SITE, get_only=True, session=made) as remote:
        assert remote.action.package_search(q="rivers", include_private=False, facet=False)["results"][0]["name"] == RIVERS["name"]
        assert remote.action.package_search(fq_list=["tags:russian", "tags:CAPITALS"])["count"] == 1
    assert {request.method for request in adapter.seen} == {"GET"}


def test_it_raises_what_belongs_to_each_error(remote: RemoteCKAN) -> None:
    with pytest.raises(NotFound):
        remote.action.package_show(id="nope")
    with pytest.raises(ValidationError) as invalid:
        remote.action.package_show()
    assert invalid.value.error_dict == {"name_or_id": ["Missing value"], "__type": "Validation Error"}
    with pytest.raises(NotAuthorized):
        remote.action.package_create(name="x")
    with pytest.raises(SearchQueryError):
        remote.action.package_search(weird_param=1)
    with pytest.raises(SearchError):
        remote.action.package_search(fq="tags:(")
    with pytest.raises(CKANAPIError, match="Action name not known: nope"):
        remote.action.nope()


def test_a_file_it_uploads_is_refused_and_not_taken(remote: RemoteCKAN) -> None:
    with pytest.raises(NotAuthorized):
        remote.call_action("resource_create", {"package_id": PARKS["id"]}, files={"upload": ("a.csv", b"a,b")})


def test_a_reading_action_may_come_as_multipart(remote: RemoteCKAN) -> None:
    shown = remote.call_action("package_show", {"id": PARKS["name"]}, files={"upload": ("a.csv", b"a,b")})
    assert shown["id"] == PARKS["id"]
