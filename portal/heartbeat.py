"""The worker's word beside a shelf: how far the log is, and what keeps the shelf from following it."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Heartbeat:
    """When the worker last tried (ISO 8601), the newest number of the log for this audience, and what went wrong."""

    at: str
    head: int
    error: str


def leave(folder: Path, audience: str, beat: Heartbeat) -> None:
    """Write the word anew, whole or not at all."""
    folder.mkdir(parents=True, exist_ok=True)
    half = folder / f"{audience}.heartbeat.new"
    half.write_text(json.dumps(asdict(beat)), encoding="utf-8")
    half.replace(folder / f"{audience}.heartbeat")


def last(folder: Path, audience: str) -> Heartbeat | None:
    """The last word, or None where no worker has been."""
    try:
        return Heartbeat(**json.loads((folder / f"{audience}.heartbeat").read_text(encoding="utf-8")))
    except FileNotFoundError:
        return None
