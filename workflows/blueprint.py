"""What a procedure is made of: frozen values, as the procedure files say them."""

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from schemas.bilingual import Text

# The duty of having written the content; it comes from the versions, not from a move.
AUTHOR = "author"


class StageKind(StrEnum):
    """What happens in a stage."""

    EDITING = "editing"
    REVIEW = "review"
    JOINT = "joint"
    END = "end"


class Scope(StrEnum):
    """Where a role must be held to count: over the entry's 处室 or 单位, or anywhere in the bureau."""

    OFFICE = "office"
    BUREAU = "bureau"


@dataclass(frozen=True, slots=True)
class Basis:
    """A clause that the procedure rests on; `standing` is `law` for what was read in its source, `house` for our own rule."""

    id: str
    instrument: Text
    article: Text
    point: Text
    standing: str


@dataclass(frozen=True, slots=True)
class Clock:
    """A time limit of a stage in working days: `legal` never pauses, `inside` runs only while the case is in the stage.

    It starts with the first `receipt` in the stage, or with the `cause` of the case.
    """

    kind: str
    working_days: int
    starts: str
    basis: str


@dataclass(frozen=True, slots=True)
class Review:
    """One of the reviews of a joint stage."""

    name: str
    title: Text


@dataclass(frozen=True, slots=True)
class Stage:
    """A place where a case can be. `outcome` is set for ends, `reviews` for joint stages."""

    name: str
    kind: StageKind
    title: Text
    clocks: tuple[Clock, ...]
    reviews: tuple[Review, ...]
    outcome: str | None


@dataclass(frozen=True, slots=True)
class Branch:
    """The move is there only while the fact has one of these values."""

    fact: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Move:
    """One thing that can be done to a case. `source` is None for the move that begins it."""

    action: str
    title: Text
    source: str | None
    target: str
    review: str | None
    roles: tuple[str, ...]
    scope: Scope
    recorded_by: tuple[str, ...]
    duty: str | None
    not_by: tuple[str, ...]
    only_by: tuple[str, ...]
    needs: tuple[str, ...]
    when: tuple[Branch, ...]
    asks: tuple[str, ...]
    accepts: tuple[str, ...]
    effects: tuple[str, ...]


@dataclass(frozen=True)
class Procedure:
    """The rules of one procedure in one version."""

    name: str
    version: int
    title: Text
    subject_kind: str
    basis: tuple[Basis, ...]
    stages: tuple[Stage, ...]
    moves: tuple[Move, ...]

    def __str__(self) -> str:
        return f"{self.name}.v{self.version}"

    def stage(self, name: str) -> Stage:
        return self._stages[name]

    def moves_from(self, stage: str | None) -> tuple[Move, ...]:
        """What can be done in a stage; for None, what begins a case."""
        return tuple(move for move in self.moves if move.source == stage)

    @cached_property
    def duties(self) -> frozenset[str]:
        """Every duty that somebody can have had on a case: those of the moves, and having written the content."""
        return frozenset({move.duty for move in self.moves if move.duty} | {AUTHOR})

    @cached_property
    def carries_content(self) -> bool:
        """Whether its cases bring a new version of the entry, so that only one of them can run at a time."""
        return any("seal" in move.effects for move in self.moves)

    @cached_property
    def _stages(self) -> dict[str, Stage]:
        return {stage.name: stage for stage in self.stages}
