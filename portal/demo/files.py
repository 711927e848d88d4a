"""The bureau's files as they stand in this package."""

import json
from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path
from typing import Any

FOLDER = Path(str(resources.files("portal.demo"))) / "bureau"
REFERENCE_FILES = ("units.jsonl", "systems.jsonl", "service_items.jsonl")
ENTRIES = FOLDER / "resources.jsonl"


@dataclass(frozen=True, slots=True)
class Plan:
    """What becomes of one entry in the demo."""

    key: str
    fate: str
    stage: str = ""
    comment: str = ""
    cause: str = ""
    reason: str = ""
    changes: dict[str, Any] = field(default_factory=dict)


def plans() -> tuple[Plan, ...]:
    """The fate of every entry, in the order of the file."""
    return tuple(Plan(**line) for line in _read("plan.json"))


def people() -> list[dict[str, Any]]:
    """Who works in the bureau: account, name, office and grants [{role, unit}]."""
    everyone: list[dict[str, Any]] = _read("people.json")
    return everyone


def _read(name: str) -> Any:
    return json.loads((FOLDER / name).read_text(encoding="utf-8"))
