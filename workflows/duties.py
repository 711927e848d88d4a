"""Separation of duties, read from the history of a case. Nobody is exempt; writing the content counts as a duty."""

import uuid
from dataclasses import dataclass

from workflows.blueprint import AUTHOR, Move


@dataclass(frozen=True, slots=True)
class Deed:
    """One step of a case as far as deciding needs it. `people` are the decider and, for a paper, its recorder."""

    action: str
    duty: str | None
    people: frozenset[uuid.UUID]
    stage_from: str | None
    stage_to: str
    review: str | None = None
    level: str | None = None
    conditions: str | None = None
    reason: str | None = None
    grade: str | None = None


@dataclass(frozen=True, slots=True)
class History:
    """Who wrote the content, and every deed in order."""

    authors: frozenset[uuid.UUID] = frozenset()
    deeds: tuple[Deed, ...] = ()

    def in_this_round(self) -> tuple[Deed, ...]:
        """The deeds from when the content was last handed in: what reviewers said of an earlier version has lapsed.

        The round is over when the case is back where it was handed in from.
        """
        handed_in = [place for place, deed in enumerate(self.deeds) if deed.duty == "submit"]
        latest = self.deeds[handed_in[-1] :] if handed_in else self.deeds
        is_back = bool(handed_in) and any(deed.stage_to == latest[0].stage_from for deed in latest[1:])
        return () if is_back else latest


def held_by(person_id: uuid.UUID | None, history: History) -> frozenset[str]:
    """Every duty that this person has had on the case."""
    if person_id is None:
        return frozenset()
    written = {AUTHOR} if person_id in history.authors else set()
    return frozenset(written | {deed.duty for deed in history.deeds if deed.duty and person_id in deed.people})


def barring(move: Move, person_id: uuid.UUID | None, history: History) -> tuple[str, ...]:
    """The duties that keep this person from the move, in the order in which the procedure names them."""
    held = held_by(person_id, history)
    return tuple(duty for duty in move.not_by if duty in held)


def is_reserved_for_another(move: Move, person_id: uuid.UUID | None, history: History) -> bool:
    """Whether the move belongs to whoever did a certain duty last, and that was somebody else."""
    latest = [next((deed for deed in reversed(history.deeds) if deed.duty == duty), None) for duty in move.only_by]
    return any(deed is None or person_id not in deed.people for deed in latest)


def untouched(history: History) -> bool:
    """Whether nothing has happened since the case was handed in or proposed."""
    return bool(history.deeds) and history.deeds[-1].duty in ("submit", "propose")


def jointly_reviewed(history: History) -> bool:
    """Whether both reviews, of secrecy and of security, were held of the content as it was last handed in."""
    return {"secrecy_review", "security_review"} <= {deed.duty for deed in history.in_this_round()}


def reviews_done(stage: str, history: History) -> frozenset[str]:
    """The reviews of a joint stage that were passed since the case last came into it."""
    done: set[str] = set()
    for deed in history.deeds:
        if deed.stage_to == stage and deed.stage_from != stage:
            done = set()
        elif deed.stage_from == stage and deed.review:
            done.add(deed.review)
    return frozenset(done)
