"""Errors of any schema told in our words, with what would help picked out of alternatives."""

from typing import Any

import pytest
from jsonschema import Draft7Validator, Draft202012Validator

from schemas.explain import explained
from schemas.formats import format_checker


def told(schema: Any, document: Any, draft: type = Draft202012Validator) -> list[tuple[str, str]]:
    errors = draft(schema, format_checker=format_checker()).iter_errors(document)
    return [(problem.path, problem.code) for problem in explained(errors)]


@pytest.mark.parametrize(
    ("schema", "document", "expected"),
    [
        ({"type": "string"}, 1, [("", "wrong_type")]),
        ({"type": ["string", "null"]}, 1, [("", "wrong_type")]),
        ({"required": ["a", "b"]}, {}, [("/a", "required"), ("/b", "required")]),
        (
            {"properties": {"a": True}, "additionalProperties": False},
            {"a": 1, "b": 1, "c/d": 1},
            [("/b", "unknown_field"), ("/c~1d", "unknown_field")],
        ),
        ({"patternProperties": {"^x": True}, "additionalProperties": False}, {"a": 1}, [("", "unexpected")]),
        ({"unevaluatedProperties": False}, {"a": 1}, [("", "unexpected")]),
        ({"prefixItems": [True], "items": False}, [1, 2], [("", "unexpected")]),
        ({"properties": {"a": False}}, {"a": 1}, [("", "unexpected")]),
        ({"enum": [1, 2]}, 3, [("", "not_allowed")]),
        ({"const": 1}, 3, [("", "not_allowed")]),
        ({"minLength": 2}, "a", [("", "too_short")]),
        ({"maxLength": 1}, "ab", [("", "too_long")]),
        ({"pattern": "^a$"}, "b", [("", "pattern")]),
        ({"format": "date"}, "b", [("", "bad_format")]),
        ({"minimum": 2}, 1, [("", "too_small")]),
        ({"maximum": 2}, 3, [("", "too_large")]),
        ({"exclusiveMinimum": 2}, 2, [("", "not_above")]),
        ({"exclusiveMaximum": 2}, 2, [("", "not_below")]),
        ({"multipleOf": 0.5}, 0.7, [("", "not_a_multiple")]),
        ({"minItems": 1}, [], [("", "too_few")]),
        ({"maxItems": 1}, [1, 2], [("", "too_many")]),
        ({"uniqueItems": True}, [1, 1], [("", "repeated")]),
        ({"contains": {"const": 1}}, [2], [("", "nothing_suitable")]),
        ({"minProperties": 1}, {}, [("", "too_few_fields")]),
        ({"maxProperties": 0}, {"a": 1}, [("", "too_many_fields")]),
        ({"not": {"const": 1}}, 1, [("", "excluded")]),
        ({"dependentRequired": {"a": ["b"]}}, {"a": 1}, [("/b", "required_with")]),
        ({"propertyNames": {"maxLength": 1}}, {"ab": 1}, [("", "too_long")]),
        ({"if": {"required": ["a"]}, "then": {"required": ["b"]}}, {"a": 1}, [("/b", "required")]),
        ({"allOf": [{"required": ["a"]}, {"required": ["b"]}]}, {}, [("/a", "required"), ("/b", "required")]),
        ({"$ref": "#/$defs/x", "$defs": {"x": {"type": "string"}}}, 1, [("", "wrong_type")]),
    ],
)
def test_every_keyword_has_a_code(schema: Any, document: Any, expected: list[tuple[str, str]]) -> None:
    assert told(schema, document) == expected


def test_the_older_dependencies_are_understood() -> None:
    assert told({"dependencies": {"a": ["b"], "c": {"required": ["d"]}}}, {"a": 1, "c": 1}, Draft7Validator) == [
        ("/b", "required_with"),
        ("/d", "required"),
    ]


SHAPES = {
    "oneOf": [
        {"properties": {"kind": {"const": "circle"}, "radius": {"type": "number"}}, "required": ["kind", "radius"]},
        {
            "properties": {"kind": {"const": "box"}, "width": {"type": "number"}, "height": {"type": "number"}},
            "required": ["kind", "width", "height"],
        },
    ]
}


def test_of_alternatives_the_one_that_was_meant_is_explained() -> None:
    assert told(SHAPES, {"kind": "box", "width": "wide"}) == [("/width", "wrong_type"), ("/height", "required")]
    assert told(SHAPES, {"kind": "circle"}) == [("/radius", "required")]


def test_alternatives_of_different_types_are_named_together() -> None:
    problem = next(iter(explained(Draft202012Validator({"anyOf": [{"type": "string"}, {"type": "integer"}]}).iter_errors([]))))
    assert problem.text("en") == "“the whole document” must be text or a whole number."


def test_an_alternative_of_the_right_type_is_nearer_than_one_of_another() -> None:
    assert told({"anyOf": [{"type": "string"}, {"type": "object", "required": ["a", "b", "c"]}]}, {"a": 1}) == [
        ("/b", "required"),
        ("/c", "required"),
    ]


def test_alternatives_within_alternatives_are_unpacked() -> None:
    assert told({"anyOf": [{"type": "null"}, SHAPES]}, {"kind": "circle", "radius": "r"}) == [("/radius", "wrong_type")]


def test_too_many_alternatives_that_fit_are_a_problem_of_their_own() -> None:
    assert told({"oneOf": [{"minimum": 1}, {"maximum": 9}]}, 5) == [("", "several_alternatives_fit")]


def test_long_lists_of_what_is_allowed_are_cut() -> None:
    problem = next(iter(explained(Draft202012Validator({"enum": list(range(100))}).iter_errors(-1))))
    assert str(problem.parameters["allowed"]).endswith("11 …")


def test_words_of_ours_in_foreign_schemas_do_no_harm() -> None:
    assert told({"enum": ["a"], "x-codelist": "no_such_list"}, "b") == [("", "not_allowed")]
    assert told({"pattern": "a", "x-hint-en": "only half a hint"}, "b") == [("", "pattern")]
