"""What is kept about each thing delivered: the receipt is made from what was read back from the target."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

LONGEST_VALUE = 200


@dataclass(frozen=True, slots=True)
class Difference:
    """A field in which the target shows something other than what was sent; texts, cut where they are long."""

    field: str
    sent: str | None
    found: str | None


@dataclass(frozen=True, slots=True)
class Adjustment:
    """A field that had to be made fit for CKAN before it was sent."""

    field: str
    ours: str
    sent: str


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of one thing at the target.

    `act` is created, updated, restored, unchanged, withdrawn, purged or absent. `seen` is what the target itself
    says of when it changed the thing, or how it says that it is gone.
    """

    act: str
    remote_id: str = ""
    remote_name: str = ""
    seen: str = ""
    adjustments: tuple[Adjustment, ...] = ()
    differences: tuple[Difference, ...] = ()

    @property
    def wrote(self) -> bool:
        return self.act not in {"unchanged", "absent"}

    def to_json(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False)


def from_json(text: str) -> Receipt:
    """The receipt as it was kept."""
    kept: dict[str, Any] = json.loads(text)
    adjustments = tuple(Adjustment(**each) for each in kept.pop("adjustments"))
    return Receipt(**kept | {"adjustments": adjustments, "differences": tuple(Difference(**each) for each in kept["differences"])})


def shown(value: object) -> str | None:
    """A value as a receipt shows it."""
    if value is None:
        return None
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, sort_keys=True)
    return text[:LONGEST_VALUE]


def same(one: Sequence[Difference], other: Sequence[Difference]) -> bool:
    """Whether a target differs from what was sent in the same way as before."""
    return set(one) == set(other)
