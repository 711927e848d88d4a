"""Problems: what is wrong with a document, where, and how to mend it.

A problem never carries the value that is wrong: problems are shown, logged, mailed and exported, and the value
may be somebody's personal data. All texts are in `problem_texts.json`.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Any

from schemas.bilingual import Text
from schemas.pointers import in_order

TEXTS = resources.files("schemas") / "problem_texts.json"
WHOLE_DOCUMENT = Text("整条内容", "the whole document")


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong.

    `path` is a JSON Pointer, `code` is stable and tells programs what happened; `parameters` are facts of the
    schema, never of the document. A parameter in two languages is a pair of names, `…_zh` and `…_en`.
    `where` is what the officer calls the place; it follows from the path and takes no part in comparisons.
    """

    path: str
    code: str
    parameters: Mapping[str, str | int] = field(default_factory=dict)
    where: Text | None = field(default=None, compare=False)

    def text(self, locale: str) -> str:
        """A sentence for the officer; Chinese unless the locale is English."""
        where = self.place()
        return texts("problems")[self.code].filled(locale, {**self.parameters, "where_zh": where.zh, "where_en": where.en})

    def to_json(self) -> dict[str, Any]:
        return {"path": self.path, "code": self.code, "parameters": dict(self.parameters)}

    def place(self) -> Text:
        """What to call the place when nobody named it: its address."""
        return self.where or (Text(self.path, self.path) if self.path else WHOLE_DOCUMENT)


def by_place(problem: Problem) -> tuple[Any, ...]:
    """A key that sorts problems by where they are, then by code."""
    return in_order(problem.path), problem.code


def texts(part: str) -> Mapping[str, Text]:
    """One part of the file of texts: problems, formats, types, changes, faults or json_errors."""
    return _all_texts()[part]


@cache
def _all_texts() -> Mapping[str, Mapping[str, Text]]:
    written = json.loads(TEXTS.read_text(encoding="utf-8"))
    return {part: MappingProxyType({key: Text(**text) for key, text in sentences.items()}) for part, sentences in written.items()}
