"""Schemas of other people: every draft, formats asserted, nothing fetched, and nothing that never ends."""

import http.server
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from schemas.faults import CannotCheckError
from schemas.foreign import ForeignSchema
from schemas.problems import Problem

DRAFTS = [
    "http://json-schema.org/draft-04/schema#",
    "http://json-schema.org/draft-06/schema#",
    "http://json-schema.org/draft-07/schema#",
    "https://json-schema.org/draft/2019-09/schema",
    "https://json-schema.org/draft/2020-12/schema",
]


def problems(schema: Any, document: Any, *, seconds: float = 10.0, megabytes: int = 1024) -> tuple[Problem, ...]:
    with ForeignSchema(schema, "theirs.json", seconds=seconds, megabytes=megabytes) as foreign:
        return foreign.problems(document)


def codes(schema: Any, document: Any) -> list[tuple[str, str]]:
    return [(problem.path, problem.code) for problem in problems(schema, document)]


def fault(schema: Any, document: Any = None, *, seconds: float = 10.0, megabytes: int = 1024) -> CannotCheckError:
    with pytest.raises(CannotCheckError) as raised:
        problems(schema, document, seconds=seconds, megabytes=megabytes)
    return raised.value


@pytest.mark.parametrize("draft", DRAFTS)
def test_every_draft_is_understood_and_asserts_formats(draft: str) -> None:
    schema = {"$schema": draft, "properties": {"at": {"format": "date-time"}, "link": {"format": "uri"}, "day": {"format": "date"}}}
    document = {"at": "2026-03-02 09:00", "link": "not an address", "day": "2026-02-30"}
    assert codes(schema, document) == [("/at", "bad_format"), ("/link", "bad_format"), ("/day", "bad_format")]
    assert codes(schema, {"at": "2026-03-02T09:00:00Z", "link": "https://example.cn/", "day": "2026-02-28"}) == []


def test_each_draft_keeps_its_own_rules() -> None:
    """In draft 4 `exclusiveMinimum` is a switch, later a number; `dependencies` and `prefixItems` come and go."""
    assert codes({"$schema": DRAFTS[0], "minimum": 2, "exclusiveMinimum": True}, 2) == [("", "too_small")]
    assert codes({"$schema": DRAFTS[2], "exclusiveMinimum": 2}, 2) == [("", "not_above")]
    assert codes({"$schema": DRAFTS[2], "dependencies": {"a": ["b"]}}, {"a": 1}) == [("/b", "required_with")]
    assert codes({"$schema": DRAFTS[4], "prefixItems": [{"type": "string"}]}, [1]) == [("/0", "wrong_type")]
    assert codes({"$schema": DRAFTS[2], "prefixItems": [{"type": "string"}]}, [1]) == []


def test_a_schema_may_be_just_yes_or_no() -> None:
    assert codes(True, 1) == []
    assert codes(False, 1) == [("", "unexpected")]


def test_one_schema_serves_many_documents() -> None:
    with ForeignSchema({"type": "string"}, "theirs.json", seconds=10, megabytes=1024) as foreign:
        assert [bool(foreign.problems(document)) for document in ("a", 1, "文" * 100_000, None)] == [False, True, False, True]


@pytest.fixture
def visited() -> Iterator[tuple[str, list[str]]]:
    """A web server on this machine, and the paths that it was asked for."""
    paths: list[str] = []

    class Noting(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            paths.append(self.path)
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"{}")

        def log_message(self, *_: object) -> None: ...

    server = http.server.HTTPServer(("127.0.0.1", 0), Noting)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", paths
    server.shutdown()
    server.server_close()


def test_nothing_is_fetched_from_the_network(visited: tuple[str, list[str]]) -> None:
    address, paths = visited
    for schema in ({"$ref": f"{address}/x.json"}, {"$id": f"{address}/", "$ref": "y.json"}, {"$schema": f"{address}/z.json"}):
        assert fault(schema).code in ("unknown_ref", "unknown_draft")
    assert paths == []


@pytest.mark.parametrize("reference", ["file:///etc/hostname", "other.json", "#/$defs/none", "#none", "https://example.org/x.json"])
def test_a_reference_that_leads_out_of_the_schema_is_one_clear_line(reference: str) -> None:
    refused = fault({"properties": {"a": {"$ref": reference}}}, {"a": 1})
    assert refused.code == "unknown_ref"
    assert reference in refused.text("zh")
    assert "\n" not in refused.text("zh")


def test_references_to_the_drafts_themselves_are_at_hand() -> None:
    assert codes({"$ref": DRAFTS[4]}, {"type": "strin"}) != []


@pytest.mark.parametrize(
    ("schema", "code"),
    [
        ({"type": "strin"}, "faulty_schema"),
        ({"properties": []}, "faulty_schema"),
        ({"pattern": "("}, "faulty_schema"),
        ({"$schema": DRAFTS[0], "patternProperties": {"(": {}}}, "bad_pattern"),
        ({"$schema": "http://json-schema.org/draft-03/schema#"}, "unknown_draft"),
        ({"$schema": 7}, "unknown_draft"),
        ([], "not_a_schema"),
        ("text", "not_a_schema"),
        ({"$ref": "#"}, "endless_ref"),
        ({"minimum": float("nan")}, "not_a_schema"),
    ],
)
def test_a_schema_that_cannot_be_used_is_one_clear_line(schema: Any, code: str) -> None:
    refused = fault(schema, {"a": 1})
    assert refused.code == code
    assert refused.text("en").startswith("theirs.json: ")
    assert "\n" not in refused.text("en")


def test_an_expression_that_never_ends_is_stopped() -> None:
    assert fault({"pattern": "^(a+)+$"}, "a" * 60 + "!", seconds=0.5).code == "too_slow"


def test_a_pattern_that_never_ends_over_the_schema_itself_is_stopped() -> None:
    """A quadratic check over a long list, rather than an expression."""
    assert fault({"uniqueItems": True}, [{"a": number} for number in range(20_000)], seconds=0.5).code == "too_slow"


def test_a_document_that_fills_the_memory_is_stopped() -> None:
    assert fault({}, "x" * 100_000_000, seconds=120, megabytes=200).code == "too_large"


def test_the_process_is_gone_afterwards() -> None:
    with ForeignSchema({}, "theirs.json", seconds=10, megabytes=1024) as foreign:
        process = foreign._process
        assert process.poll() is None
    assert process.poll() is not None


def test_the_kernel_ends_the_process_even_when_nobody_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever started it may be gone; the limit on processor time remains."""
    with ForeignSchema({"pattern": "^(a+)+$"}, "theirs.json", seconds=0.2, megabytes=1024) as foreign:
        monkeypatch.setattr(foreign, "_seconds", 60)
        with pytest.raises(CannotCheckError) as raised:
            foreign.problems("a" * 60 + "!")
    assert raised.value.code == "too_slow"


def test_numbers_that_are_none_are_problems_here_too() -> None:
    assert codes({"type": "array"}, [1, {"x": float("nan")}]) == [("/1/x", "not_a_number")]


def test_a_document_nested_too_deeply_is_one_clear_line() -> None:
    bottomless: list[Any] = []
    for _ in range(100_000):
        bottomless = [bottomless]
    assert fault({}, bottomless).code == "endless_ref"
