"""The schemas of our documents, read once and made complete.

In the files, a field names its code list (`x-codelist`) and a nested document its schema (`$ref`); here the
codes are filled in as `enum` and the nested schema is put in place. What leaves this module stands alone:
no validator, form or reader of it ever has to follow a reference.
"""

import json
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any

from schemas.codes import codelist

DOCUMENT_NAMES = (
    "organisation_unit",
    "business_system",
    "data_resource",
    "information_item",
    "distribution",
    "service_item",
    "procedure",
)

Schema = Mapping[str, Any]

DIRECTORY = resources.files("schemas") / "documents"
FILE_ENDING = ".v1.json"
# What a schema says about itself as a file; it has no meaning once the schema stands inside another.
OF_THE_FILE = frozenset({"$schema", "$id"})


@cache
def document_schema(name: str) -> Schema:
    """The complete schema of a document; KeyError when there is no such document. Not to be changed by the caller."""
    if name not in DOCUMENT_NAMES:
        raise KeyError(name)
    completed: Schema = _completed(as_written(name))
    return completed


def as_written(name: str) -> Schema:
    """The schema as its file has it, with references and names of code lists."""
    schema: Schema = json.loads((DIRECTORY / f"{name}{FILE_ENDING}").read_text(encoding="utf-8"))
    return schema


def _completed(node: Any) -> Any:
    if isinstance(node, list):
        return [_completed(member) for member in node]
    if not isinstance(node, dict):
        return node
    return {key: _completed(value) for key, value in _with_codes(_with_nested_document(node)).items()}


def _with_nested_document(node: dict[str, Any]) -> dict[str, Any]:
    """What stands beside a reference wins over what the nested schema says of itself."""
    if "$ref" not in node:
        return node
    nested = as_written(node["$ref"].removesuffix(FILE_ENDING))
    beside = {key: value for key, value in node.items() if key != "$ref"}
    return {key: value for key, value in nested.items() if key not in OF_THE_FILE} | beside


def _with_codes(node: dict[str, Any]) -> dict[str, Any]:
    """An open-ended list cannot be spelt out; a rule looks after it (see `schemas.rules`)."""
    if "x-codelist" not in node or (entries := codelist(node["x-codelist"])).open_ended:
        return node
    return node | {"enum": list(entries.codes())}
