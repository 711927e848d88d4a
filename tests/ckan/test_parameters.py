"""How the parameters of a request come together."""

import json
from urllib.parse import parse_qs

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.ckan_interop.arguments import Arguments
from portal.ckan_interop.errors import UnreadableDataError, ValidationError
from portal.ckan_interop.parameters import from_query, from_request

FORM, JSON = "application/x-www-form-urlencoded", "application/json"
MULTIPART = 'multipart/form-data; boundary="cut"'


def multipart(*parts: tuple[str, str]) -> bytes:
    fields = "".join(f'--cut\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n' for name, value in parts)
    return f"{fields}--cut--\r\n".encode()


@pytest.mark.parametrize(
    ("query", "meant"),
    [
        (b"id=a", {"id": "a"}),
        (b"fq=a&fq=b&fq=c", {"fq": ["a", "b", "c"]}),
        (b"id=", {"id": ""}),
        (b"id", {"id": ""}),
        (b"id=a=b", {"id": "a=b"}),
        (b"id=a&", {"id": "a"}),
        (b"q=%E5%85%AC%E5%9B%AD+x%20y", {"q": "公园 x y"}),
        (b"facet.field=%5B%22tags%22%5D", {"facet.field": '["tags"]'}),
        (b"q=%ff", {"q": "\ufffd"}),
        (b"", {}),
    ],
)
def test_a_query_string(query: bytes, meant: dict[str, object]) -> None:
    assert from_query(query) == meant


@settings(deadline=None)
@given(st.text(alphabet="ab=&%+2;é #").map(str.encode))
def test_the_short_way_reads_what_the_long_way_reads(query: bytes) -> None:
    long_way = parse_qs(query.decode(), keep_blank_values=True)
    assert from_query(query) == {name: values if len(values) > 1 else values[0] for name, values in long_way.items()}


@pytest.mark.parametrize(
    ("query", "content_type", "body", "meant"),
    [
        (b"", JSON, b'{"rows": 5}', {"rows": 5}),
        (b"", "", b'{"rows": 5}', {"rows": 5}),
        (b"", "text/plain", b'{"rows": 5}', {"rows": 5}),
        (b"", JSON, b'\xef\xbb\xbf{"rows": 5}', {"rows": 5}),
        (b"", JSON + "; charset=utf-8", '{"q": "公园"}'.encode(), {"q": "公园"}),
        (b"", JSON, b"", {}),
        (b"rows=0", JSON, b'{"rows": 5}', {"rows": "0"}),
        (b"", FORM, b"id=x&limit=3", {"id": "x", "limit": "3"}),
        (b"", FORM, b'{"id":"x"}', {"id": "x"}),
        (b"", FORM, b'{"id":"x"}=1', {"id": "x"}),
        (b"", FORM, b"limit=1", {"limit": "1"}),
        (b"", FORM, b"fq=a&fq=b", {"fq": ["a", "b"]}),
        (b"rows=0", FORM, b"rows=7&q=x", {"rows": "7", "q": "x"}),
        (b"id=a", FORM, b"", {"id": "a"}),
        (b"", MULTIPART, multipart(("id", "x"), ("q", "公园")), {"id": "x", "q": "公园"}),
        (b"", MULTIPART, multipart(("", "")), {"": ""}),
        (b"", "multipart/form-data", b"{}", {}),
    ],
)
def test_form_before_query_string_before_json(query: bytes, content_type: str, body: bytes, meant: dict[str, object]) -> None:
    assert from_request(query, content_type, body) == meant


@pytest.mark.parametrize("body", [b"{bad", b"\xff\xfe", b'{"a":', b"[" * 100_000, b'{"n": ' + b"9" * 5_000 + b"}"])
def test_unreadable_json_is_told_in_the_words_of_ckan(body: bytes) -> None:
    with pytest.raises(UnreadableDataError) as caught:
        from_request(b"", JSON, body)
    assert caught.value.text() == (
        "Bad request: JSON Error: Error decoding JSON data. Error: <BadRequest '400: Bad Request'> JSON data extracted from the request: {}"
    )


@pytest.mark.parametrize(("body", "shown"), [(b"[1, 2]", "[1, 2]"), (b"null", "None"), (b'"x"', "'x'")])
def test_json_that_is_no_object_is_shown_back(body: bytes, shown: str) -> None:
    with pytest.raises(UnreadableDataError) as caught:
        from_request(b"", JSON, body)
    assert caught.value.text() == f"Bad request: JSON Error: Request data JSON decoded to {shown} but it needs to be a dictionary."


def test_too_many_fields_are_refused() -> None:
    with pytest.raises(UnreadableDataError):
        from_query(b"a=1&" * 5_000)


@pytest.mark.parametrize("value", ["true", "True", "TRUE", "yes", "on", "y", "t", "1", 1, True])
def test_yes_has_many_words(value: object) -> None:
    assert Arguments({"all_fields": value}).flag("all_fields", default=False)


@pytest.mark.parametrize("value", ["false", "False", "FALSE", "no", "off", "n", "f", "0", 0, False])
def test_so_has_no(value: object) -> None:
    assert not Arguments({"all_fields": value}).flag("all_fields", default=True)


@pytest.mark.parametrize("value", ["", "maybe", [], {}, ["true"]])
def test_other_words_are_neither(value: object) -> None:
    with pytest.raises(ValidationError):
        Arguments({"all_fields": value}).flag("all_fields", default=True)


@pytest.mark.parametrize(("value", "number"), [("7", 7), (7, 7), (" 7 ", 7), (7.0, 7), ("", 3), (None, 3), ("9" * 40, 2**53)])
def test_a_number_may_be_text(value: object, number: int) -> None:
    assert Arguments({"limit": value}).natural("limit", 3) == number


@pytest.mark.parametrize("value", ["abc", "1.5", 1.5, True, [1], {"a": 1}, "1e3", "9" * 5_000])
def test_what_is_no_number_is_told(value: object) -> None:
    with pytest.raises(ValidationError) as caught:
        Arguments({"limit": value}).natural("limit", 3)
    assert caught.value.body(chinese=False) == {"limit": ["Invalid integer"], "__type": "Validation Error"}


def test_half_a_character_becomes_a_question_mark() -> None:
    assert Arguments(json.loads('{"id": "a\\ud800"}')).text("id") == "a?"
