"""Code lists: the words a field may hold, each with its code, its names and what follows from it.

One list is one file in `codelists/`; nobody else spells a list out.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Any, Self

from schemas.bilingual import Text

DIRECTORY = resources.files("schemas") / "codelists"

# What every entry may say; whatever else an entry says is an attribute.
NAMED = frozenset({"code", "zh", "en", "national", "uri", "parent", "synonyms"})


@dataclass(frozen=True, slots=True)
class Code:
    """One entry of a code list. `national` is its code in a national standard, `uri` its name on the web."""

    code: str
    zh: str
    en: str
    national: str | None = None
    uri: str | None = None
    parent: str | None = None
    attributes: Mapping[str, Any] = field(default_factory=dict, hash=False)
    synonyms: tuple[str, ...] = ()

    @classmethod
    def of(cls, entry: Mapping[str, Any]) -> Self:
        """An entry as its file writes it."""
        named = {name: value for name, value in entry.items() if name in NAMED} | {"synonyms": tuple(entry.get("synonyms", ()))}
        return cls(**named, attributes=MappingProxyType({name: value for name, value in entry.items() if name not in NAMED}))

    def label(self, locale: str) -> str:
        return Text(self.zh, self.en).text(locale)


@dataclass(frozen=True, slots=True)
class CodeList:
    """A list in the order in which it is shown.

    In an `open_ended` list, a longer code below a listed one is good too (目 and 细目 are given out locally).
    `maps_to` names the list whose codes replace those of this older one. `assumption` says what the sources left open.
    """

    name: str
    title: Text
    source: str
    entries: tuple[Code, ...]
    assumption: str | None = None
    open_ended: bool = False
    maps_to: str | None = None
    _by_code: Mapping[str, Code] = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def of(cls, content: Mapping[str, Any]) -> Self:
        """A list as its file writes it."""
        entries = tuple(map(Code.of, content["entries"]))
        described = {**content, "title": Text(**content["title"]), "entries": entries}
        return cls(**described, _by_code={entry.code: entry for entry in entries})

    def get(self, code: str) -> Code | None:
        return self._by_code.get(code)

    def __contains__(self, code: object) -> bool:
        return code in self._by_code

    def __iter__(self) -> Iterator[Code]:
        return iter(self.entries)

    def codes(self) -> tuple[str, ...]:
        return tuple(self._by_code)

    def below(self, parent: str | None) -> tuple[Code, ...]:
        """The entries directly under one; with None, those at the top of the tree."""
        return tuple(entry for entry in self.entries if entry.parent == parent)

    def nearest(self, code: str) -> Code | None:
        """The listed entry with this code, or else the nearest one above it; None when nothing above it is listed."""
        return next((self._by_code[code[:length]] for length in range(len(code), 0, -1) if code[:length] in self._by_code), None)


@cache
def codelist(name: str) -> CodeList:
    """The list of this name; KeyError when there is none."""
    if name not in codelist_names():
        raise KeyError(name)
    return CodeList.of(json.loads((DIRECTORY / f"{name}.json").read_text(encoding="utf-8")))


@cache
def codelist_names() -> tuple[str, ...]:
    """The names of all lists, sorted."""
    return tuple(sorted(file.name.removesuffix(".json") for file in DIRECTORY.iterdir() if file.name.endswith(".json")))
