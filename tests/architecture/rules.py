"""The rules of the house that a syntax tree can show. Each looks at one module and yields the lines that break it."""

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from tests.architecture.source_tree import Module

POINTERS = {"open_revision_id", "shared_revision_id", "suspended_revision_id"}
CLOCKS = {("datetime", "now"), ("datetime", "utcnow"), ("datetime", "today"), ("date", "today"), ("time", "time")}
HTTP = ("fastapi", "starlette", "uvicorn", "http", "httpx", "requests", "jinja2")

Lines = Iterator[int]


def commits(module: Module) -> Lines:
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "commit":
            yield node.lineno


def moves_a_pointer(module: Module) -> Lines:
    """Assignment, `setattr`, or `.values(...)` of an update."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Attribute) and node.attr in POINTERS and isinstance(node.ctx, ast.Store | ast.Del):
            yield node.lineno
        if isinstance(node, ast.Call):
            function = node.func
            if isinstance(function, ast.Name) and function.id == "setattr" and POINTERS & _constants(node.args):
                yield node.lineno
            if isinstance(function, ast.Attribute) and function.attr == "values" and POINTERS & {word.arg for word in node.keywords}:
                yield node.lineno


def awaits_with_a_session(module: Module) -> Lines:
    for node in ast.walk(module.tree):
        if isinstance(node, ast.AsyncFunctionDef):
            arguments = (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs)
            if any(
                "session" in f"{argument.arg} {ast.unparse(argument.annotation) if argument.annotation else ''}".lower()
                for argument in arguments
            ):
                yield node.lineno


def imports_in_a_function(module: Module) -> Lines:
    for function in ast.walk(module.tree):
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            for node in ast.walk(function):
                if isinstance(node, ast.Import | ast.ImportFrom):
                    yield node.lineno


def postpones_annotations_of_tables(module: Module) -> Lines:
    """`from __future__ import annotations` beside a table: SQLModel cannot read the relationships then."""
    if tables(module):
        for node in ast.walk(module.tree):
            if isinstance(node, ast.ImportFrom) and node.module == "__future__":
                yield node.lineno


def reads_the_clock(module: Module) -> Lines:
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            owner = ast.unparse(node.func.value).split(".")[-1]
            if (owner, node.func.attr) in CLOCKS:
                yield node.lineno


def imports_of(*names: str, but: tuple[str, ...] = ()) -> Callable[[Module], Lines]:
    """A rule against importing these modules, or anything below them; `but` is let through."""

    def rule(module: Module) -> Lines:
        for node, imported in _imports(module):
            if _below(imported, names) and not _below(imported, but):
                yield node.lineno

    return rule


def tables(module: Module) -> list[str]:
    """The table classes that a module declares."""
    return [
        node.name
        for node in ast.walk(module.tree)
        if isinstance(node, ast.ClassDef)
        if any(word.arg == "table" and isinstance(word.value, ast.Constant) and word.value.value is True for word in node.keywords)
    ]


def imported_names(module: Module) -> set[str]:
    """Everything imported, as dotted names: `from catalog import people` counts as `catalog.people`."""
    return {imported for _, imported in _imports(module)}


def _imports(module: Module) -> Iterator[tuple[ast.Import | ast.ImportFrom, str]]:
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            yield from ((node, alias.name) for alias in node.names)
        if isinstance(node, ast.ImportFrom) and node.module:
            yield from ((node, f"{node.module}.{alias.name}") for alias in node.names)


def _below(imported: str, names: tuple[str, ...]) -> bool:
    return any(imported == name or imported.startswith(f"{name}.") for name in names)


def _constants(nodes: list[ast.expr]) -> set[object]:
    return {node.value for node in nodes if isinstance(node, ast.Constant)}


@dataclass(frozen=True, slots=True)
class Rule:
    """A sentence, the check that shows a breach, where it holds, where it does not, and a breach to prove that it is seen."""

    sentence: str
    broken_at: Callable[[Module], Lines]
    breach: str
    within: tuple[str, ...] = ("",)
    outside: tuple[str, ...] = ()

    def breaches(self, module: Module) -> list[str]:
        """Where a module breaks the rule, as `path:line`; nothing where the rule does not hold."""
        if not module.path.startswith(self.within) or module.path.startswith(self.outside or ("\0",)):
            return []
        return [f"{module.path}:{line}" for line in self.broken_at(module)]


RULES = (
    Rule("only the edge commits", commits, "session.commit()", outside=("portal/transactions.py", "portal/shelf/", "portal/intake/")),
    Rule("only publication moves a pointer", moves_a_pointer, "resource.open_revision_id = None", outside=("catalog/publication",)),
    Rule(
        "only publication moves a pointer by name",
        moves_a_pointer,
        "setattr(it, 'shared_revision_id', 1)",
        outside=("catalog/publication",),
    ),
    Rule(
        "only publication moves a pointer by an update",
        moves_a_pointer,
        "update(T).values(suspended_revision_id=None)",
        outside=("catalog/publication",),
    ),
    Rule("no session in an async function", awaits_with_a_session, "async def show(reading: ReadSession) -> None: ..."),
    Rule("imports stand at the top of the file", imports_in_a_function, "def f():\n    import json"),
    Rule(
        "annotations of tables are not postponed",
        postpones_annotations_of_tables,
        "from __future__ import annotations\nclass T(SQLModel, table=True): ...",
    ),
    Rule("only the clock reads the clock", reads_the_clock, "datetime.now(UTC)", outside=("catalog/clock.py",)),
    Rule("schemas know no database", imports_of("sqlalchemy", "sqlmodel", *HTTP), "from sqlmodel import Session", within=("schemas/",)),
    Rule(
        "the registry and the procedures know no HTTP",
        imports_of(*HTTP),
        "from fastapi import HTTPException",
        within=("catalog/", "workflows/"),
    ),
    Rule(
        "deciding is pure",
        imports_of("sqlalchemy", "sqlmodel", "catalog.database", "catalog.clock", "os", "time"),
        "from sqlmodel import Session",
        within=("workflows/engine.py", "workflows/duties.py"),
    ),
    Rule(
        "the shelf knows no HTTP and no other room",
        imports_of("portal", *HTTP, but=("portal.shelf",)),
        "from portal import rendering",
        within=("portal/shelf/",),
    ),
    Rule(
        "the public side opens no registry",
        imports_of("catalog.database", "portal.transactions", "sqlmodel", "sqlalchemy"),
        "from catalog.database import connect",
        within=("portal/public/", "portal/ckan_interop/asgi", "portal/dcat/"),
    ),
)
