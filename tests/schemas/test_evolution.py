"""Before a schema is replaced, one can see what that breaks, shows, and leaves alone."""

import copy
from typing import Any

import pytest

from schemas.evolution import Change, changes, failing
from schemas.loading import document_schema
from tests.support.examples import a_full_resource, a_resource

OLD = document_schema("data_resource")


def changed(field: str, **keywords: Any) -> dict[str, Any]:
    """The schema of data resources with some keywords of one field replaced; None takes a keyword away."""
    schema = copy.deepcopy(dict(OLD))
    schema["properties"][field] = {key: value for key, value in (schema["properties"][field] | keywords).items() if value is not None}
    return schema


def told(new: dict[str, Any]) -> list[tuple[str, str, bool]]:
    return [(change.pointer, change.code, change.breaks) for change in changes(OLD, new)]


def test_nothing_changes_when_nothing_changes() -> None:
    assert changes(OLD, copy.deepcopy(dict(OLD))) == ()


def test_titles_and_hints_may_change_freely() -> None:
    assert told(changed("title", title="名称", description="换个说法。")) == []


@pytest.mark.parametrize(
    ("field", "keywords", "code", "breaks"),
    [
        ("title", {"maxLength": 50}, "narrowed", True),
        ("title", {"maxLength": 200}, "widened", False),
        ("title", {"minLength": 5}, "narrowed", True),
        ("title", {"minLength": None}, "widened", False),
        ("title", {"pattern": "^a$"}, "form_changed", True),
        ("provider", {"pattern": None}, "form_changed", False),
        ("title", {"type": "integer"}, "type_changed", True),
        ("open_type", {"enum": ["1", "2"]}, "codes_removed", True),
        ("open_type", {"enum": ["1", "2", "3", "4"]}, "codes_added", False),
        ("open_type", {"enum": None}, "form_changed", False),
        ("title", {"enum": ["a"]}, "form_changed", True),
        ("remarks", {"x-audience": "open"}, "audience_widened", False),
        ("title", {"x-audience": "internal"}, "audience_narrowed", False),
        ("keywords", {"maxItems": 3}, "narrowed", True),
    ],
)
def test_a_change_of_a_field_is_told(field: str, keywords: dict[str, Any], code: str, breaks: bool) -> None:
    assert told(changed(field, **keywords)) == [(f"/{field}", code, breaks)]


def test_only_a_wider_audience_exposes_what_is_there() -> None:
    assert [change.exposes for change in changes(OLD, changed("remarks", **{"x-audience": "shared"}))] == [True]
    assert [change.exposes for change in changes(OLD, changed("title", **{"x-audience": "shared"}))] == [False]


def test_fields_that_come_go_and_become_required_are_told() -> None:
    new = copy.deepcopy(dict(OLD))
    del new["properties"]["remarks"]
    new["properties"]["colour"] = {
        "type": "string",
        "title": "颜色",
        "x-title-en": "Colour",
        "description": "色。",
        "x-hint-en": "A colour.",
    }
    new["required"] = [*(name for name in new["required"] if name != "themes"), "colour"]
    assert set(told(new)) == {
        ("/remarks", "field_removed", True),
        ("/colour", "field_added", False),
        ("/colour", "now_required", True),
        ("/themes", "no_longer_required", False),
    }


def test_changes_are_found_within_items() -> None:
    new = copy.deepcopy(dict(OLD))
    new["properties"]["items"]["items"]["properties"]["name"]["maxLength"] = 10
    assert told(new) == [("/items/*/name", "narrowed", True)]
    assert changes(OLD, new)[0].text("zh", new) == "“数据项 › 数据项名称”的限制 maxLength 收紧为 10。"


@pytest.mark.parametrize("locale", ["zh", "en"])
def test_a_change_can_be_told_to_people(locale: str) -> None:
    every = [*changes(OLD, changed("open_type", enum=["1"])), *changes(OLD, changed("remarks", **{"x-audience": "open"}))]
    assert all(change.text(locale, OLD) for change in every)
    assert isinstance(every[0], Change)


def test_the_documents_that_would_fail_are_listed_with_the_reason() -> None:
    documents = {"short": a_resource(title="公园"), "long": a_resource(), "typed by hand": a_resource(title="a\x07")}
    new = changed("title", maxLength=4)
    failures = {key: [(problem.path, problem.code) for problem in problems] for key, problems in failing(new, documents.items())}
    assert failures == {"long": [("/title", "too_long")], "typed by hand": [("/title", "control_character")]}


def test_a_change_that_breaks_nothing_lists_nobody() -> None:
    assert list(failing(changed("title", maxLength=500), {"a": a_resource(), "b": a_full_resource()}.items())) == []
