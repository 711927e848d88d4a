"""Deciding, as a pure function of values: it knows no session, no clock and no settings.

The answer is the move that takes place, or every reason against it.
"""

import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from types import MappingProxyType

from catalog.actor import Actor
from schemas.codes import codelist
from workflows import duties
from workflows.blueprint import Move, Procedure, Scope, StageKind
from workflows.duties import History
from workflows.refusals import Refusal
from workflows.request import Directive, Request, plain
from workflows.vocabulary import BRANCHES

LEVELS = ("1", "2")
GRADES = BRANCHES["grade"]  # from the lightest to the gravest
DIGEST_LENGTH = 64


@dataclass(frozen=True, slots=True)
class Facts:
    """What is true of the subject now: needs and branches by name, the units it belongs to, the day of the deed.

    `signers` are the registered people whom a paper's signer can be.
    """

    values: Mapping[str, bool | str] = field(default_factory=lambda: MappingProxyType({}))
    units: frozenset[uuid.UUID] = frozenset()
    today: date = date.max
    signers: tuple[Actor, ...] = ()


@dataclass(frozen=True, slots=True)
class Choice:
    """A move that exists here, with all that stands against this person making it; `on_paper` if only as a recorder."""

    move: Move
    on_paper: bool
    refusals: tuple[Refusal, ...]


def decide(
    procedure: Procedure, stage: str | None, action: str, actor: Actor, history: History, facts: Facts, request: Request
) -> Move | tuple[Refusal, ...]:
    """The move that takes place (its `target` and `effects` as they are now), or all reasons against it."""
    named = [move for move in procedure.moves_from(stage) if move.action == action]
    if not named:
        return (Refusal(_absence(procedure, stage), {"action": action}),)
    facts = _with_standing_grade(history, facts)
    move = next((move for move in named if _is_open(move, facts)), None)
    if move is None:
        return (Refusal("not_this_way"),)
    refusals = (
        *_personal(move, actor, history, facts, request.directive),
        *_factual(move, history, facts),
        *_requested(move, history, facts, request),
    )
    return refusals or _as_it_stands(procedure, move, history)


def choices(procedure: Procedure, stage: str | None, actor: Actor, history: History, facts: Facts) -> tuple[Choice, ...]:
    """Every act that exists in this stage, once, in the order of the procedure, possible or not."""
    moves: dict[str, Move] = {}
    facts = _with_standing_grade(history, facts)
    for move in procedure.moves_from(stage):
        if move.action not in moves or _is_open(move, facts):
            moves[move.action] = move
    return tuple(_choice(move, actor, history, facts) for move in moves.values())


def bars(move: Move, actor: Actor, history: History, facts: Facts) -> tuple[Refusal, ...]:
    """What stands against this person making the move, whatever the state of the subject."""
    return tuple(_personal(move, actor, history, facts, on_paper=_only_on_paper(move, actor, facts)))


def awaits(move: Move, actor: Actor, history: History, facts: Facts) -> bool:
    """Whether the case waits for this person to make the move: it is a duty, not done yet, and this person may do it."""
    is_done = move.source is not None and move.review in duties.reviews_done(move.source, history)
    return move.duty is not None and not is_done and not bars(move, actor, history, facts)


def standing_level(history: History, facts: Facts) -> str:
    """The level as it stands: what the content proposes, made stricter by whoever reviewed it in this round."""
    proposed = str(facts.values.get("open_type", LEVELS[0]))
    return max([proposed, *(deed.level for deed in history.in_this_round() if deed.level)])


def standing_conditions(history: History) -> str | None:
    """The conditions that a reviewer of this round has set last."""
    return next((deed.conditions for deed in reversed(history.in_this_round()) if deed.conditions), None)


def graded(history: History, facts: Facts) -> dict[str, str]:
    """How grave the change is, for the record of a deed that depends on it: the gravest that it has been in this round."""
    if "grade" not in facts.values:
        return {}
    known = [str(facts.values["grade"]), *(deed.grade for deed in history.in_this_round() if deed.grade)]
    return {"grade": max(known, key=GRADES.index)}


def _with_standing_grade(history: History, facts: Facts) -> Facts:
    # What a review was held of stays as grave as it was then, or its outcome could be left behind.
    return replace(facts, values={**facts.values, **graded(history, facts)})


def _absence(procedure: Procedure, stage: str | None) -> str:
    ended = stage is not None and procedure.stage(stage).kind is StageKind.END
    return "case_ended" if ended else "no_such_move"


def _is_open(move: Move, facts: Facts) -> bool:
    return all(facts.values.get(branch.fact) in branch.values for branch in move.when)


def _as_it_stands(procedure: Procedure, move: Move, history: History) -> Move:
    """A review of a joint stage moves the case on only when it is the last one; until then it has no effect but itself."""
    if move.review is None or move.source is None:
        return move
    outstanding = {review.name for review in procedure.stage(move.source).reviews} - {move.review}
    if outstanding <= duties.reviews_done(move.source, history):
        return move
    return replace(move, target=move.source, effects=())


def _choice(move: Move, actor: Actor, history: History, facts: Facts) -> Choice:
    on_paper = _only_on_paper(move, actor, facts)
    refusals: tuple[Refusal, ...] = () if _is_open(move, facts) else (Refusal("not_this_way"),)
    refusals += tuple(_personal(move, actor, history, facts, on_paper=on_paper))
    return Choice(move, on_paper, (*refusals, *_factual(move, history, facts)))


def _only_on_paper(move: Move, actor: Actor, facts: Facts) -> bool:
    return not _covers(actor, move.roles, move.scope, facts) and any(actor.has(role) for role in move.recorded_by)


def _covers(actor: Actor, roles: tuple[str, ...], scope: Scope, facts: Facts) -> bool:
    # Without known units only a grant for the whole house covers an entry.
    units = (facts.units or {None}) if scope is Scope.OFFICE else ()
    return any(actor.has(role, *units) for role in roles)


def _personal(
    move: Move, actor: Actor, history: History, facts: Facts, directive: Directive | None = None, *, on_paper: bool = False
) -> Iterator[Refusal]:
    """What stands against this person: role, reach, and what he has done on the case before."""
    if actor.person_id is None:
        yield Refusal("nobody_acts")
    if (directive or on_paper) and move.recorded_by:
        yield from _role(actor, move.recorded_by, Scope.BUREAU, facts)
    else:
        yield from _role(actor, move.roles, move.scope, facts)
    for duty in duties.barring(move, actor.person_id, history):
        yield Refusal("own_work", {"duty": duty})
    if directive is not None:
        yield from _signed(move, history, facts, directive)
    if move.only_by and duties.is_reserved_for_another(move, actor.person_id, history):
        yield Refusal("not_yours")


def _signed(move: Move, history: History, facts: Facts, directive: Directive) -> Iterator[Refusal]:
    """What stands against the signer, who decides. A leader may have no account; whoever has one is bound by it."""
    if len(facts.signers) > 1:
        yield Refusal("signer_ambiguous")
        return
    if directive.signer_id is not None and not facts.signers:
        yield Refusal("signer_unknown")
    for signer in facts.signers:
        if plain(signer.name) != plain(directive.signer):
            yield Refusal("signer_misnamed")
        if not any(signer.has(role) for role in move.roles):
            yield Refusal("signer_role_missing", {"roles": " ".join(move.roles)})
        elif not _covers(signer, move.roles, move.scope, facts):
            yield Refusal("signer_out_of_scope")
        for duty in duties.barring(move, signer.person_id, history):
            yield Refusal("signer_own_work", {"duty": duty})


def _role(actor: Actor, roles: tuple[str, ...], scope: Scope, facts: Facts) -> Iterator[Refusal]:
    if not any(actor.has(role) for role in roles):
        yield Refusal("role_missing", {"roles": " ".join(roles)})
    elif not _covers(actor, roles, scope, facts):
        yield Refusal("out_of_scope")


def _factual(move: Move, history: History, facts: Facts) -> Iterator[Refusal]:
    of_history = {"untouched": duties.untouched(history), "jointly_reviewed": duties.jointly_reviewed(history)}
    known = {**facts.values, **of_history}
    yield from (Refusal(need) for need in move.needs if known.get(need) is not True)
    if move.review and move.source and move.review in duties.reviews_done(move.source, history):
        yield Refusal("already_reviewed")


def _requested(move: Move, history: History, facts: Facts, request: Request) -> Iterator[Refusal]:
    """What is wrong with the inputs."""
    given = request.given()
    yield from (Refusal("input_missing", {"input": name}) for name in move.asks if name not in given)
    unasked = sorted(given - {"comment", *move.asks, *move.accepts})
    yield from (Refusal("input_not_asked", {"input": name}) for name in unasked)
    if "reason" in given and request.reason not in codelist("withdrawal_reason"):
        yield Refusal("reason_unknown", {"reason": str(request.reason)})
    if "level" in {*move.asks, *move.accepts}:
        yield from _levelled(history, facts, request)
    if request.directive is not None:
        yield from _papered(move, facts, request.directive)


def _levelled(history: History, facts: Facts, request: Request) -> Iterator[Refusal]:
    standing, given = standing_level(history, facts), request.given()
    level = request.level or standing
    if request.level and request.level not in LEVELS:
        yield Refusal("level_unknown")
    elif level < standing:
        yield Refusal("level_looser", {"level": standing})
    elif level == LEVELS[0] and "conditions" in given:
        yield Refusal("conditions_idle")
    elif level != LEVELS[0] and not ("conditions" in given or standing_conditions(history) or facts.values.get("states_conditions")):
        yield Refusal("conditions_missing")


def _papered(move: Move, facts: Facts, directive: Directive) -> Iterator[Refusal]:
    if not move.recorded_by:
        yield Refusal("paper_not_taken")
    if not (directive.signer.strip() and directive.number.strip() and len(directive.scan_digest) == DIGEST_LENGTH):
        yield Refusal("paper_incomplete")
    if directive.signed_on > facts.today:
        yield Refusal("paper_from_the_future")
