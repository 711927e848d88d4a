"""Addresses, methods, headers, envelopes: how an answer travels, apart from what it says."""

import json
from collections.abc import Mapping

import pytest

from portal.ckan_interop.routes import serves
from tests.support.ckan_site import NAMES
from tests.support.in_process import ASGIApp, Caller

FORM, JSON = {"content-type": "application/x-www-form-urlencoded"}, {"content-type": "application/json"}
HELP = "http://data.example.gov.cn/api/3/action/help_show?name="


@pytest.mark.parametrize(
    ("path", "version"), [("/api", 1), ("/api/", 1), ("/api/1", 1), ("/api/2", 2), ("/api/3", 3), ("/api/3/", 3), ("/en/api/3", 3)]
)
def test_the_root_says_the_version(api: Caller, path: str, version: int) -> None:
    reply = api.ask("GET", path)
    assert (reply.status, reply.body) == (200, b'{"version": %d}' % version)


def test_both_addresses_give_equal_bodies(api: Caller) -> None:
    for name in ("status_show", "package_list", "group_list", "license_list"):
        assert api.ask("GET", f"/api/action/{name}").body == api.ask("GET", f"/api/3/action/{name}").body


def test_a_success_has_help_success_and_result_in_this_order(api: Caller) -> None:
    reply = api.get("site_read")
    assert reply.body == b'{"help": "%ssite_read", "success": true, "result": true}' % HELP.encode()


@pytest.mark.parametrize(
    ("action", "query", "status", "error"),
    [
        ("package_show", "id=nope", 404, '{"__type": "Not Found Error", "message": "Not found"}'),
        ("package_show", "", 409, '{"name_or_id": ["Missing value"], "__type": "Validation Error"}'),
        ("package_list", "limit=abc", 409, '{"limit": ["Invalid integer"], "__type": "Validation Error"}'),
        ("package_search", "rows=abc", 409, '{"rows": ["Invalid integer", "Please enter an integer value"], "__type": "Validation Error"}'),
        ("package_search", "start=-1", 409, '{"start": ["Must be a natural number"], "__type": "Validation Error"}'),
        ("package_search", "facet.field=%5B1%5D", 409, '{"facet.field": ["Not a string: 1"], "__type": "Validation Error"}'),
        ("package_search", "foo=bar", 400,
         r"""{"__type": "Search Query Error", "message": "Search Query is invalid: \"Invalid search parameters: ['foo']\""}"""),
        ("package_search", "sort=metadata_modified", 400,
         r"""{"__type": "Search Query Error", "message": "Search Query is invalid: 'Invalid \"sort\" parameter'"}"""),
        ("package_search", "q=%7B!child+of%3Dx%7Dy", 409,
         r"""{"__type": "Search Error", "message": "Search error: \"Local parameters are not supported in param 'q'.\""}"""),
        ("organization_list", "sort=nonsense", 409, '{"message": "Cannot sort by field `nonsense`", "__type": "Validation Error"}'),
        ("organization_show", "id=economy", 404, '{"__type": "Not Found Error", "message": "Not found"}'),
        ("package_autocomplete", "", 409, '{"q": ["Missing value"], "__type": "Validation Error"}'),
        ("help_show", "name=nope", 404, '{"__type": "Not Found Error", "message": "Not found: Action function not found"}'),
    ],
)  # fmt: skip
def test_an_error_is_byte_for_byte_that_of_ckan(api: Caller, action: str, query: str, status: int, error: str) -> None:
    reply = api.ask("GET", f"/api/3/action/{action}?{query}")
    assert reply.status == status
    assert reply.body == f'{{"help": "{HELP}{action}", "error": {error}, "success": false}}'.encode()


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_an_unknown_action_is_a_bare_json_string(api: Caller, method: str) -> None:
    reply = api.ask(method, "/api/3/action/nope")
    assert (reply.status, reply.body) == (400, b'"Bad request: Action name not known: nope"')


def test_get_on_a_writing_action_asks_for_post(api: Caller) -> None:
    reply = api.ask("GET", "/api/3/action/package_create?name=abc")
    assert reply.status == 400
    assert reply.json == "Bad request: JSON Error: Invalid request. Please use POST method for your request"


@pytest.mark.parametrize("body", [b"[1, 2]", b"{bad json", b"null"])
def test_a_body_that_is_no_object_is_a_bad_request(api: Caller, body: bytes) -> None:
    for action in ("package_search", "package_create"):
        reply = api.ask("POST", f"/api/3/action/{action}", body, JSON)
        assert reply.status == 400
        assert reply.json.startswith("Bad request: JSON Error: ")


def test_the_error_body_is_ascii_whatever_was_asked(api: Caller) -> None:
    reply = api.get("vocabulary_show", {"id": "词表"})
    assert (reply.status, reply.body.isascii()) == (404, True)
    assert reply.error["message"] == 'Not found: Could not find vocabulary "词表"'


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        (b"", {}),
        (b"", JSON),
        (b"", FORM),
        (b"{}", JSON),
        (b"{}", FORM),
        (b"{}", {"content-type": "text/plain"}),
        (b"{}", {}),
        (b"offset=0", FORM),
    ],
)
def test_a_post_may_be_json_or_a_form_or_empty(api: Caller, body: bytes, headers: Mapping[str, str]) -> None:
    reply = api.ask("POST", "/api/3/action/package_list", body, headers)
    assert reply.result == list(NAMES)


def test_json_as_the_key_of_a_form_is_json(api: Caller) -> None:
    reply = api.ask("POST", "/api/3/action/package_show", json.dumps({"id": NAMES[0]}).encode(), FORM)
    assert reply.result["name"] == NAMES[0]


def test_the_query_string_wins_over_a_json_body(api: Caller) -> None:
    reply = api.ask("POST", "/api/3/action/package_search?rows=0", b'{"rows": 5}', JSON)
    assert reply.result["results"] == []


def test_a_get_may_carry_its_parameters_in_the_body(api: Caller) -> None:
    reply = api.ask("GET", "/api/3/action/package_show", json.dumps({"id": NAMES[0]}).encode(), JSON)
    assert reply.result["name"] == NAMES[0]


def test_head_is_get_without_the_body(api: Caller) -> None:
    got, head = api.get("status_show"), api.ask("HEAD", "/api/3/action/status_show")
    assert (head.status, head.body, head.headers) == (200, b"", got.headers)
    assert head.headers["content-length"] == str(len(got.body))


@pytest.mark.parametrize("path", ["/api/3/action/package_list", "/api/action/package_create", "/api/3"])
def test_options_is_answered_empty(api: Caller, path: str) -> None:
    reply = api.ask("OPTIONS", path, headers={"origin": "http://other.example", "access-control-request-method": "POST"})
    assert (reply.status, reply.body) == (200, b"")
    assert reply.headers["access-control-allow-origin"] == "*"


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
def test_other_methods_are_not_allowed(api: Caller, method: str) -> None:
    reply = api.ask(method, "/api/3/action/package_list")
    assert (reply.status, reply.headers["content-type"]) == (405, "text/html; charset=utf-8")
    assert reply.headers["allow"] == "GET, HEAD, OPTIONS, POST"


@pytest.mark.parametrize(
    "path",
    ["/api/action/package_list/", "/api/1/action/package_list", "/api/2/action/package_list", "/api/4", "/api/3/action/", "/api/3/action",
     "/fr/api/3", "/api/3/action/a/b", "/api/2/util/tag/autocomplete"],
)  # fmt: skip
def test_any_other_address_is_a_page_that_says_so(api: Caller, path: str) -> None:
    reply = api.ask("GET", path)
    assert (reply.status, reply.headers["content-type"]) == (404, "text/html; charset=utf-8")


def test_nothing_is_ever_redirected(api: Caller) -> None:
    for path in ("/api/3/action/package_list", "/api/3/action/package_list/", "/api", "/api/"):
        assert api.ask("POST", path).status not in range(300, 400)


def test_json_has_the_content_type_of_ckan(api: Caller) -> None:
    for reply in (api.get("package_list"), api.get("package_show"), api.get("nope")):
        assert reply.headers["content-type"] == "application/json;charset=utf-8"
        assert reply.headers["cache-control"] == "public, max-age=0, must-revalidate"
        assert reply.headers["vary"].startswith("Cookie")


def test_a_page_of_another_site_may_ask(api: Caller) -> None:
    headers = api.get("status_show", headers={"origin": "http://other.example"}).headers
    assert headers["access-control-allow-origin"] == "*"
    assert headers["access-control-allow-methods"] == "POST, PUT, GET, DELETE, OPTIONS"
    assert headers["access-control-allow-headers"].startswith("Authorization, Content-Type")


def test_without_an_origin_nothing_is_said_about_origins(api: Caller) -> None:
    assert not [name for name in api.get("status_show").headers if name.startswith("access-control")]


def test_an_answer_that_is_known_already_is_not_sent_again(api: Caller) -> None:
    first = api.get("package_show", {"id": NAMES[0]})
    again = api.get("package_show", {"id": NAMES[0]}, headers={"if-none-match": f'"x", {first.headers["etag"]}'})
    assert (again.status, again.body, again.headers["etag"]) == (304, b"", first.headers["etag"])
    assert "content-length" not in again.headers
    other = api.get("package_show", {"id": NAMES[1]}, headers={"if-none-match": first.headers["etag"]})
    assert (other.status, other.headers["etag"] != first.headers["etag"]) == (200, True)


def test_errors_and_posts_have_no_mark(api: Caller) -> None:
    assert "etag" not in api.get("package_show", {"id": "nope"}).headers
    assert "etag" not in api.post("package_list").headers


def test_a_callback_makes_a_script(api: Caller) -> None:
    reply = api.get("package_list", {"callback": "my.call_back$1"})
    assert reply.headers["content-type"] == "application/javascript;charset=utf-8"
    assert (reply.body[:15], reply.body[-2:]) == (b"my.call_back$1(", b");")
    assert json.loads(reply.body[15:-2])["result"] == list(NAMES)


def test_a_post_takes_no_callback(api: Caller) -> None:
    reply = api.ask("POST", "/api/3/action/package_list?callback=f")
    assert (reply.headers["content-type"], reply.result) == ("application/json;charset=utf-8", list(NAMES))


def test_an_error_is_never_wrapped(api: Caller) -> None:
    reply = api.get("package_show", {"callback": "f", "id": "nope"})
    assert (reply.status, reply.error["__type"]) == (404, "Not Found Error")


@pytest.mark.parametrize("callback", ["alert(1)", "a b", "", "<script>", "1a", "a" * 200])
def test_a_callback_that_is_no_name_is_refused(api: Caller, callback: str) -> None:
    reply = api.get("package_list", {"callback": callback})
    assert (reply.status, reply.error["callback"]) == (409, ["Not a callback name"])


@pytest.mark.parametrize("value", ["garbage", "Bearer x", "caf\xe9", ""])
@pytest.mark.parametrize("header", ["authorization", "x-ckan-api-key"])
def test_a_token_changes_nothing(api: Caller, header: str, value: str) -> None:
    assert api.get("package_list", headers={header: value}).result == list(NAMES)
    reply = api.ask("POST", "/api/3/action/package_create", b'{"name": "x"}', {header: value, **JSON})
    assert (reply.status, reply.error) == (
        403,
        {"__type": "Authorization Error", "message": "Access denied: User  not authorized to create packages"},
    )


def test_a_locale_in_front_changes_help_and_messages(api: Caller) -> None:
    reply = api.ask("GET", "/zh_Hans_CN/api/3/action/package_show?id=nope")
    assert reply.status == 404
    assert reply.json == {
        "help": "http://data.example.gov.cn/zh_Hans_CN/api/3/action/help_show?name=package_show",
        "error": {"__type": "Not Found Error", "message": "未找到"},
        "success": False,
    }
    english = api.ask("GET", "/en/api/action/package_show")
    assert english.error == {"name_or_id": ["Missing value"], "__type": "Validation Error"}


def test_the_languages_of_a_browser_change_nothing(api: Caller) -> None:
    reply = api.get("package_show", {"id": "nope"}, headers={"accept-language": "zh-CN,zh;q=0.9"})
    assert reply.error["message"] == "Not found"


def test_too_much_is_refused_unread(api: Caller) -> None:
    assert api.ask("POST", "/api/3/action/package_search", b" " * 1_100_000, JSON).status == 413


def test_what_breaks_inside_is_an_envelope_and_a_line_in_the_log(
    app: ASGIApp, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("the disk is gone")

    monkeypatch.setattr("portal.shelf.store.Shelf.read", broken)
    reply = Caller(app).get("package_list")
    assert (reply.status, reply.error) == (500, {"__type": "Internal Server Error", "message": "Internal Server Error"})
    assert "the disk is gone" in caplog.text


@pytest.mark.parametrize(
    ("path", "ours"),
    [
        ("/api", True),
        ("/api/3/action/x", True),
        ("/en/api/3", True),
        ("/zh_Hans_CN/api/action/x", True),
        ("/apis", False),
        ("/dataset/api", False),
        ("/", False),
    ],
)
def test_whoever_stands_in_front_can_ask_what_belongs_here(path: str, ours: bool) -> None:
    assert serves(path) is ours
