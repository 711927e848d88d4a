"""What others ask of the schemas: is this document valid, what is wrong with it, which words may it use."""

from functools import cache
from typing import Any

from schemas.checking import Checker
from schemas.codes import Code as Code
from schemas.codes import CodeList as CodeList
from schemas.codes import codelist as codelist
from schemas.codes import codelist_names as codelist_names
from schemas.loading import DOCUMENT_NAMES as DOCUMENT_NAMES
from schemas.loading import document_schema as document_schema
from schemas.problems import Problem as Problem
from schemas.rules import problems_by_rule
from schemas.sound import sound_part


def check(name: str, document: Any) -> tuple[Problem, ...]:
    """Everything that is wrong with a document (parsed JSON), in order of place; () when it is valid."""
    if is_valid(name, document):
        return ()
    checker = _checker(name)
    return checker.told(checker.unusable(document) or _of_fields_and_rules(name, document))


def is_valid(name: str, document: Any) -> bool:
    """Whether `check` would find nothing."""
    return _checker(name).is_valid(document) and not any(problems_by_rule(name, document))


def _of_fields_and_rules(name: str, document: Any) -> tuple[Problem, ...]:
    of_fields = _checker(name).problems(document)
    broken = [problem.path for problem in of_fields]
    of_rules = problems_by_rule(name, sound_part(document, broken))
    return (*of_fields, *(problem for problem in of_rules if not _is_about(problem.path, broken)))


def _is_about(path: str, broken: list[str]) -> bool:
    """Whether this place, or something in it, was taken away before the rules looked."""
    return any(each == path or each.startswith(f"{path}/") for each in broken)


@cache
def _checker(name: str) -> Checker:
    return Checker(document_schema(name))
