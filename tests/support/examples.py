"""The worked examples of every document, as tests use them."""

import copy
import json
from pathlib import Path
from typing import Any

EXAMPLES = Path(__file__).parents[2] / "schemas" / "examples"


def example(name: str, case: str) -> dict[str, Any]:
    """The document of `schemas/examples/<name>/valid-<case>.json`, a fresh copy each time."""
    content: dict[str, Any] = json.loads((EXAMPLES / name / f"valid-{case}.json").read_text(encoding="utf-8"))
    return content


def valid_examples() -> list[tuple[str, str]]:
    """(document name, case) of every valid example."""
    return [(file.parent.name, file.stem.removeprefix("valid-")) for file in sorted(EXAMPLES.glob("*/valid-*.json"))]


def invalid_examples() -> list[Path]:
    return sorted(EXAMPLES.glob("*/invalid-*.json"))


def a_resource(*without: str, **changes: Any) -> dict[str, Any]:
    """The smallest valid data resource, with some fields left out and some replaced."""
    return _changed(example("data_resource", "smallest"), without, changes)


def a_full_resource(*without: str, **changes: Any) -> dict[str, Any]:
    """A valid data resource that uses every field, with some fields left out and some replaced."""
    return _changed(example("data_resource", "open-with-two-items-left-out"), without, changes)


def an_item(name: str, share_type: str = "1", open_type: str = "1", **more: Any) -> dict[str, Any]:
    return {"name": name, "data_type": "C", "share_type": share_type, "open_type": open_type, **more}


def _changed(document: dict[str, Any], without: tuple[str, ...], changes: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in document.items() if key not in without} | copy.deepcopy(changes)
