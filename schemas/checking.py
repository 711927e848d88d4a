"""One schema, two engines over it: the authority says what is wrong, the fast one only whether.

The fast one is asked first, and what it refuses is explained by the other. On our own schemas they agree (a test
searches for documents on which they do not). Each is compiled once.
"""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import jsonschema_rs
from jsonschema import Draft202012Validator
from referencing import Registry

from schemas.characters import is_plain, outer_spaces, unusable
from schemas.explain import explained
from schemas.formats import FORMATS, format_checker
from schemas.loading import Schema
from schemas.outline import every_field, fields_of
from schemas.places import place
from schemas.problems import Problem, by_place


class Checker:
    """Holds documents against a complete schema of ours, field by field; rules between fields come after (`schemas.library`)."""

    def __init__(self, schema: Schema) -> None:
        self.fields = fields_of(schema)
        self.authority = Draft202012Validator(dict(schema), format_checker=format_checker(), registry=Registry())
        self.fast = jsonschema_rs.Draft202012Validator(dict(schema), formats=dict(FORMATS), validate_formats=True, offline=True)
        self._multiline = frozenset(field.pointer for field in every_field(self.fields) if field.kind == "paragraph")

    def unusable(self, document: Any) -> tuple[Problem, ...]:
        """What keeps the document from being looked at any further."""
        return tuple(unusable(document, self._multiline))

    def problems(self, document: Any) -> tuple[Problem, ...]:
        """What is wrong with the fields of a document that can be looked at."""
        return (*explained(self.authority.iter_errors(document)), *outer_spaces(document))

    def is_valid(self, document: Any) -> bool:
        """Whether `unusable` and `problems` would find nothing."""
        plain = is_plain(document) or not (any(unusable(document, self._multiline)) or any(outer_spaces(document)))
        return plain and self.fast.is_valid(document)

    def told(self, problems: Iterable[Problem]) -> tuple[Problem, ...]:
        """The problems in order of place, each with the name of its place."""
        return tuple(sorted((replace(problem, where=place(self.fields, problem.path)) for problem in problems), key=by_place))
