"""Procedures as data: read from `procedures/<name>.v<version>.json`, proved sound, and never altered once released."""

import json
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any

from catalog.errors import NotFoundError
from schemas.bilingual import Text
from workflows import proof
from workflows.blueprint import Basis, Branch, Clock, Move, Procedure, Review, Scope, Stage, StageKind

DIRECTORY = resources.files("workflows") / "procedures"


@cache
def load(name: str, version: int) -> Procedure:
    """The procedure as released, proved before it is handed out."""
    if (name, version) not in released():
        raise NotFoundError("procedure", f"{name}.v{version}")
    content = (DIRECTORY / f"{name}.v{version}.json").read_text(encoding="utf-8")
    procedure = parse(json.loads(content))
    proof.prove(procedure)
    return procedure


def current(name: str) -> Procedure:
    """The newest version: the one under which new cases begin."""
    versions = [version for released_name, version in released() if released_name == name]
    if not versions:
        raise NotFoundError("procedure", name)
    return load(name, max(versions))


def every() -> tuple[Procedure, ...]:
    """All released procedures, by name and version."""
    return tuple(load(name, version) for name, version in released())


@cache
def released() -> tuple[tuple[str, int], ...]:
    """(name, version) of every procedure file, sorted."""
    stems = [file.name.removesuffix(".json").rsplit(".v", 1) for file in DIRECTORY.iterdir() if file.name.endswith(".json")]
    return tuple(sorted((name, int(version)) for name, version in stems))


def parse(document: Mapping[str, Any]) -> Procedure:
    """A procedure file's content as values; a key that nobody knows is a TypeError."""
    named = {"title": Text(**document["title"])}
    parts = {
        "basis": tuple(map(_basis, document["basis"])),
        "stages": tuple(map(_stage, document["stages"])),
        "moves": tuple(map(_move, document["moves"])),
    }
    return Procedure(**{**document, **named, **parts})


def _basis(document: Mapping[str, Any]) -> Basis:
    texts = {part: Text(**document[part]) for part in ("instrument", "article", "point")}
    return Basis(**{**document, **texts})


def _stage(document: Mapping[str, Any]) -> Stage:
    given = {"clocks": (), "reviews": (), "outcome": None, **document}
    given["kind"] = StageKind(document["kind"])
    given["title"] = Text(**document["title"])
    given["clocks"] = tuple(Clock(**clock) for clock in given["clocks"])
    given["reviews"] = tuple(Review(review["name"], Text(**review["title"])) for review in given["reviews"])
    return Stage(**given)


LISTS = ("roles", "recorded_by", "not_by", "only_by", "needs", "asks", "accepts", "effects")


def _move(document: Mapping[str, Any]) -> Move:
    given: dict[str, Any] = {"review": None, "duty": None, "when": {}, **document}
    given |= {"source": given.pop("from"), "target": given.pop("to")}
    given |= {name: tuple(document.get(name, ())) for name in LISTS}
    given["title"], given["scope"] = Text(**document["title"]), Scope(document["scope"])
    given["when"] = tuple(Branch(fact, tuple(values)) for fact, values in given["when"].items())
    return Move(**given)
