"""jsonschema's errors told as problems: our own codes, no values, and `oneOf` unpacked to what would help.

jsonschema's own messages quote the value and are never used.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain, groupby
from types import MappingProxyType
from typing import Any, cast

from jsonschema.exceptions import ValidationError

from schemas.bilingual import Text
from schemas.codes import codelist, codelist_names
from schemas.pointers import join
from schemas.problems import Problem, texts

Explanation = Callable[[ValidationError], Iterator[Problem]]

# Keywords whose value says it all: the code of the problem and what to call the value.
LIMITS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "minLength": ("too_short", "minimum"),
        "maxLength": ("too_long", "maximum"),
        "minItems": ("too_few", "minimum"),
        "maxItems": ("too_many", "maximum"),
        "minProperties": ("too_few_fields", "minimum"),
        "maxProperties": ("too_many_fields", "maximum"),
        "minimum": ("too_small", "minimum"),
        "maximum": ("too_large", "maximum"),
        "exclusiveMinimum": ("not_above", "limit"),
        "exclusiveMaximum": ("not_below", "limit"),
        "multipleOf": ("not_a_multiple", "step"),
    }
)
MOST_ALTERNATIVES_NAMED = 12
WRONG_TYPE = "wrong_type"


def explained(errors: Iterable[ValidationError]) -> tuple[Problem, ...]:
    """The problems that these errors mean, each once; of a value of the wrong type, only that."""
    found = {(problem.path, problem.code): problem for problem in _explained(errors)}
    mistyped = {path for path, code in found if code == WRONG_TYPE}
    return tuple(problem for problem in found.values() if problem.code == WRONG_TYPE or problem.path not in mistyped)


def _explained(errors: Iterable[ValidationError]) -> Iterator[Problem]:
    for error in errors:
        yield from EXPLANATIONS.get(str(error.validator), _something_else)(error)


def _at(error: ValidationError, *further: str) -> str:
    return join((*error.absolute_path, *further))


def _wanted(error: ValidationError) -> Any:
    """What the keyword asks for."""
    return error.validator_value


def _given(error: ValidationError) -> Any:
    """What the document has; looked at for the names of its fields only."""
    return error.instance


def _schema(error: ValidationError) -> Mapping[str, Any]:
    """The schema that the keyword stands in; a schema may also be just `false`."""
    return cast("Mapping[str, Any]", error.schema) if isinstance(error.schema, dict) else {}


def _limit(error: ValidationError) -> Iterator[Problem]:
    code, parameter = LIMITS[str(error.validator)]
    limit = _wanted(error)
    yield Problem(_at(error), code, {parameter: limit if isinstance(limit, int) else str(limit)})


def _required(error: ValidationError) -> Iterator[Problem]:
    yield from (Problem(_at(error, name), "required") for name in _wanted(error) if name not in _given(error))


def _required_with(error: ValidationError) -> Iterator[Problem]:
    """`dependentRequired`, and the array form of the older `dependencies`."""
    document = _given(error)
    for given, needed in _wanted(error).items():
        if given in document and isinstance(needed, list):
            yield from (Problem(_at(error, name), "required_with", {"given": given}) for name in needed if name not in document)


def _unknown_field(error: ValidationError) -> Iterator[Problem]:
    if "patternProperties" in _schema(error):
        yield from _unexpected(error)
    else:
        known = _schema(error).get("properties", {})
        yield from (Problem(_at(error, name), "unknown_field") for name in _given(error) if name not in known)


def _enumerated(error: ValidationError) -> Iterator[Problem]:
    if _schema(error).get("x-codelist") in codelist_names():
        entries = codelist(_schema(error)["x-codelist"])
        named = {"codelist": entries.name, "list_zh": entries.title.zh, "list_en": entries.title.en}
        yield Problem(_at(error), "not_in_codelist", named)
    else:
        yield Problem(_at(error), "not_allowed", {"allowed": _alternatives_named(_wanted(error))})


def _constant(error: ValidationError) -> Iterator[Problem]:
    yield Problem(_at(error), "not_allowed", {"allowed": _alternatives_named([_wanted(error)])})


def _alternatives_named(allowed: Sequence[Any]) -> str:
    shown = ", ".join(json.dumps(value, ensure_ascii=False) for value in allowed[:MOST_ALTERNATIVES_NAMED])
    return shown if len(allowed) <= MOST_ALTERNATIVES_NAMED else f"{shown} …"


def _type(error: ValidationError) -> Iterator[Problem]:
    yield _wrong_type(_at(error), _listed(_wanted(error)))


def _wrong_type(path: str, names: Sequence[str]) -> Problem:
    expected = [texts("types")[name] for name in dict.fromkeys(names)]
    return Problem(path, WRONG_TYPE, _expected(Text("或".join(text.zh for text in expected), " or ".join(text.en for text in expected))))


def _pattern(error: ValidationError) -> Iterator[Problem]:
    schema, expression = _schema(error), str(_wanted(error))
    described = Text.hint_of(schema) if "x-hint-en" in schema and "description" in schema else Text(expression, expression)
    yield Problem(_at(error), "pattern", _expected(described))


def _format(error: ValidationError) -> Iterator[Problem]:
    name = str(_wanted(error))
    yield Problem(_at(error), "bad_format", {"format": name, **_expected(texts("formats")[name])})


def _expected(text: Text) -> dict[str, str | int]:
    return {"expected_zh": text.zh, "expected_en": text.en}


def _alternatives(error: ValidationError) -> Iterator[Problem]:
    """What is wrong with the alternative that comes nearest."""
    if not error.context:
        yield Problem(_at(error), "several_alternatives_fit")
        return
    alternatives = [list(errors) for _, errors in groupby(error.context, key=lambda inner: inner.schema_path[0])]
    types = [_types_wanted(errors) for errors in alternatives]
    if all(types):
        yield _wrong_type(_at(error), list(chain.from_iterable(types)))
    else:
        yield from _explained(min(alternatives, key=_distance))


def _types_wanted(errors: Iterable[ValidationError]) -> list[str]:
    """The types that an alternative would have taken, if it failed by the type of the whole."""
    return [name for inner in errors if _is_of_another_type(inner) for name in _listed(_wanted(inner))]


def _listed(names: str | list[str]) -> list[str]:
    return [names] if isinstance(names, str) else names


def _distance(errors: Iterable[ValidationError]) -> tuple[int, int]:
    """An alternative that fails by a constant, or by the type of the whole, was hardly the one that was meant."""
    failed = list(errors)
    return sum(_tells_apart(inner) for inner in failed), len(failed)


def _tells_apart(error: ValidationError) -> bool:
    return error.validator in ("const", "enum") or _is_of_another_type(error)


def _is_of_another_type(error: ValidationError) -> bool:
    return error.validator == "type" and not error.path


def _unexpected(error: ValidationError) -> Iterator[Problem]:
    yield Problem(_at(error), "unexpected")


def _something_else(error: ValidationError) -> Iterator[Problem]:
    yield Problem(_at(error), "does_not_fit", {"keyword": str(error.validator)})


def _plainly(code: str) -> Explanation:
    def explanation(error: ValidationError) -> Iterator[Problem]:
        yield Problem(_at(error), code)

    return explanation


EXPLANATIONS: Mapping[str, Explanation] = MappingProxyType(
    dict.fromkeys(LIMITS, _limit)
    | dict.fromkeys(("anyOf", "oneOf"), _alternatives)
    | dict.fromkeys(("dependentRequired", "dependencies"), _required_with)
    | dict.fromkeys(("None", "items", "additionalItems", "unevaluatedItems", "unevaluatedProperties"), _unexpected)
    | {
        "required": _required,
        "enum": _enumerated,
        "const": _constant,
        "additionalProperties": _unknown_field,
        "type": _type,
        "pattern": _pattern,
        "format": _format,
        "uniqueItems": _plainly("repeated"),
        "contains": _plainly("nothing_suitable"),
        "not": _plainly("excluded"),
    }
)
