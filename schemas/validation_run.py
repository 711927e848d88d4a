"""Whole files held against a schema: one of ours by its name, or anybody's from a file."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from schemas import library
from schemas.faults import CannotCheckError
from schemas.foreign import ForeignSchema
from schemas.problems import Problem
from schemas.reading import Broken, Watch, document, documents

# What is wrong with the parsed content of a file, or of a line.
Judge = Callable[[Any], tuple[Problem, ...]]


@dataclass(frozen=True, slots=True)
class Judged:
    """One document that was looked at; `line` is None where the file is one document. () means that all is well."""

    file: str
    line: int | None
    problems: tuple[Problem, ...]


@contextmanager
def judge(schema: str, *, seconds: float, megabytes: int) -> Iterator[Judge]:
    """Who judges by this schema: the name of one of ours, or the path of a file; CannotCheckError when it is neither.

    The limits are for schemas from files, which run in a process of their own.
    """
    if schema in library.DOCUMENT_NAMES:
        yield lambda content: _ours(schema, content)
    elif Path(schema).is_file():
        with ForeignSchema(document(Path(schema)), schema, seconds=seconds, megabytes=megabytes) as foreign:
            yield foreign.problems
    else:
        raise CannotCheckError("unknown_schema", file=schema, names=", ".join(library.DOCUMENT_NAMES))


def judged(by: Judge, path: Path, watch: Watch = lambda _: None) -> Iterator[Judged]:
    """Every document of a file with what is wrong with it, one after another."""
    for part in documents(path, watch):
        try:
            problems = (part.problem,) if isinstance(part, Broken) else by(part.document)
        except CannotCheckError as fault:
            raise fault.at(str(path), part.line) from None
        yield Judged(str(path), part.line, problems)


def _ours(name: str, content: Any) -> tuple[Problem, ...]:
    """Our documents are objects; an array is a list of documents."""
    if not isinstance(content, list):
        return library.check(name, content)
    return tuple(
        replace(problem, path=f"/{position}{problem.path}")
        for position, each in enumerate(content)
        for problem in library.check(name, each)
    )
