"""Every format, with what it takes and what it refuses, in both engines."""

import jsonschema_rs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from stdnum.cn import uscc

from schemas.formats import FORMATS, format_checker, is_credit_code
from schemas.problems import texts

TAKEN = {
    "date": ["2026-03-02", "2024-02-29", "0001-01-01"],
    "date-time": ["2026-03-02T09:00:00+08:00", "2026-03-02T01:00:00Z", "1990-12-31T23:59:60Z", "1990-12-31t15:59:60.5-08:00"],
    "time": ["09:00:00Z", "09:00:00.123+08:00", "23:59:60Z"],
    "duration": ["P1D", "P1Y2M3DT4H5M6S", "P2W", "PT0S"],
    "uuid": ["1b4e28ba-2fa1-11d2-883f-0016d3cca427", "1B4E28BA-2FA1-11D2-883F-0016D3CCA427"],
    "email": ["data@example.gov.cn", "a.b+c@x-y.example"],
    "hostname": ["data.example.gov.cn", "localhost", "a" * 63],
    "uri": ["https://example.gov.cn/a?b=c#d", "mailto:a@example.cn", "urn:x:y", "http://[2001:db8::1]:80/", "http://a/%E9%99%84"],
    "uri-reference": ["/a/b", "a/b:c", "?q", "#f", "//host/p", "https://a/", ""],
    "iri": ["https://example.gov.cn/附件"],
    "json-pointer": ["", "/a/0", "/a~1b/~0"],
    "web-address": ["https://example.gov.cn/", "HTTP://a:8080/x"],
    "phone": ["021-12345678", "021-12345678转801", "021-12345678 ext. 801", "+86 21 1234 5678", "12345", "400-820-1234", "13800000000"],
    "resource-code": ["307001002/000012", "101001/000001", "307001002001/999999"],
    "unified-social-credit-code": [
        "91110000600037341L",
        "113100000000000191",
        "113100000000004223",
        "11310000MB00000196",
        "12310000000000019X",
        "123100000000004220",
        "12310000MB00000193",
    ],
}
REFUSED = {
    "date": ["2026-02-30", "20260302", "2026-3-2", "2026-03-02\n", "２０２６-03-02", "2026-W10-1", "0000-01-01", ""],
    "date-time": ["2026-03-02", "2026-03-02T09:00:00", "2026-03-02 09:00:00Z", "2026-03-02T24:00:00Z", "2026-03-02T09:00:60Z"],
    "time": ["09:00", "25:00:00Z", "09:00:00", "22:59:60Z", "23:59:60+08:00"],
    "duration": ["P", "PT", "1D", "P1W1D", "P-1D", ""],
    "uuid": ["1b4e28ba2fa111d2883f0016d3cca427", "{1b4e28ba-2fa1-11d2-883f-0016d3cca427}", "parks"],
    "email": ["data", "data@", "@example.cn", "a b@example.cn", "a@example", "a@-example.cn"],
    "hostname": ["-a.cn", "a..b", "a" * 64, "a_b.cn", "", "a.cn\n"],
    "uri": ["a b", "/relative", "http://例.cn/", "http://a/%zz", "http://a:70000/", "http://[::zz]/", "http://a/附件", "", "1http://a"],
    "uri-reference": ["a b", "1:b", "/%zz", "附件"],
    "iri": ["a b", "/附件"],
    "json-pointer": ["a", "/~", "/~2"],
    "web-address": ["javascript:alert(1)", "ftp://a/", "http:///x", "www.example.cn", "https://example.gov.cn/附件", "http:a"],
    "phone": ["abc", "6", "请打总机", "", "0" * 30],
    "resource-code": ["307001002-000012", "307001002/12", "407001/000001", "30700/000001", "307001002/000012\n"],
    "unified-social-credit-code": [
        "113100000000000192",
        "11310000mb00000196",
        "1131 0000 0000 0001 91",
        "11310000I000000191",
        "1131000000000001",
        "１13100000000000191",
    ],
}
CASES = [(name, text, taken) for taken, table in ((True, TAKEN), (False, REFUSED)) for name, cases in table.items() for text in cases]


@pytest.mark.parametrize(("name", "text", "taken"), CASES)
def test_a_format_takes_and_refuses(name: str, text: str, taken: bool) -> None:
    schema = {"type": "string", "format": name}
    assert FORMATS[name](text) is taken
    assert Draft202012Validator(schema, format_checker=format_checker()).is_valid(text) is taken
    assert jsonschema_rs.Draft202012Validator(schema, formats=dict(FORMATS), validate_formats=True).is_valid(text) is taken


def test_every_format_has_cases_of_both_kinds_and_a_text() -> None:
    assert TAKEN.keys() == REFUSED.keys() == FORMATS.keys()
    assert FORMATS.keys() | {"ipv4", "ipv6", "regex"} == texts("formats").keys() == format_checker().checkers.keys()


def test_a_format_says_nothing_about_what_is_not_text() -> None:
    checker = format_checker()
    assert all(checker.conforms(7, name) for name in FORMATS)


@given(st.text(max_size=60))
@settings(database=None, max_examples=300)
def test_no_text_makes_a_format_fail(text: str) -> None:
    assert all(holds(text) in (True, False) for holds in FORMATS.values())


def test_the_library_alone_would_give_one_body_two_codes_and_refuse_whole_authorities() -> None:
    """Why the form of a credit code is checked here and only its check character is stdnum's (GB 32100-2015)."""
    assert uscc.is_valid("11310000mb00000196")
    assert not is_credit_code("11310000mb00000196")
    rural_collective = "N2310000MB0000014X"
    assert not uscc.is_valid(rural_collective)
    assert is_credit_code(rural_collective)
