import ast
import importlib.metadata
import sys

from packaging.utils import canonicalize_name

from portal.deploy import locked
from tests.architecture.source_tree import PACKAGES, ROOT, modules

# Run from the build environment by `make bundle`, never part of an installation.
DEPLOY = "portal/deploy/"


def test_what_is_imported_is_shipped() -> None:
    shipped = {canonicalize_name(entry.requirement.name) for entry in locked.read(ROOT / "requirements.lock")}
    providers = importlib.metadata.packages_distributions()
    imported = {
        (each.path, top) for each in modules() if not each.path.startswith(DEPLOY) for node in ast.walk(each.tree) for top in tops(node)
    }
    foreign = sorted((path, top) for path, top in imported if top not in sys.stdlib_module_names and top not in PACKAGES)
    assert foreign
    assert [(path, top) for path, top in foreign if not shipped & {canonicalize_name(name) for name in providers.get(top, [])}] == []


def tops(node: ast.AST) -> list[str]:
    """The top-level packages that a statement imports."""
    if isinstance(node, ast.Import):
        return [alias.name.split(".")[0] for alias in node.names]
    if isinstance(node, ast.ImportFrom) and node.module:
        return [node.module.split(".")[0]]
    return []
