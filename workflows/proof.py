"""Proof that a procedure can work, given when it is loaded: a faulty file is refused before the first case begins."""

from collections.abc import Iterator
from itertools import combinations

from workflows.blueprint import Move, Procedure, StageKind
from workflows.roles import ROLES
from workflows.staffing import least_people, ways
from workflows.vocabulary import BRANCHES, DUTIES, EFFECTS, INPUTS, NEEDS, OUTCOMES

PUBLISHING = frozenset({"share", "open", "renew"})


class FaultyProcedureError(Exception):
    """The procedure cannot work; `faults` says everything that is wrong with it."""

    def __init__(self, procedure: Procedure, faults: tuple[str, ...]) -> None:
        super().__init__(f"{procedure}: " + "; ".join(faults))
        self.faults = faults


def prove(procedure: Procedure) -> None:
    """Raise FaultyProcedureError unless the procedure is sound."""
    # Later proofs rest on earlier ones: a path is only looked for among stages and words that exist.
    for proof in (_words, _shape, _paths, _branches, _publishing, _staff):
        faults = tuple(proof(procedure))
        if faults:
            raise FaultyProcedureError(procedure, faults)


def _words(procedure: Procedure) -> Iterator[str]:
    """Every word is known, and every stage and duty that is named is there."""
    stages = {stage.name for stage in procedure.stages}
    if len(stages) < len(procedure.stages):
        yield "two stages have the same name"
    clauses = {basis.id for basis in procedure.basis}
    for move in procedure.moves:
        places = {move.target} | ({move.source} if move.source else set())
        yield from (f"{move.action}: no stage {name}" for name in sorted(places - stages))
        yield from (f"{move.action}: unknown word {word}" for word in _unknown(procedure, move))
    for stage in procedure.stages:
        yield from (f"{stage.name}: no basis {clock.basis}" for clock in stage.clocks if clock.basis not in clauses)


def _unknown(procedure: Procedure, move: Move) -> Iterator[str]:
    vocabularies = (
        ((*move.roles, *move.recorded_by), ROLES),
        (move.needs, NEEDS),
        ((*move.asks, *move.accepts), INPUTS),
        (move.effects, EFFECTS),
        ((move.duty,) if move.duty else (), DUTIES),
        ((*move.not_by, *move.only_by), procedure.duties),
        (tuple(branch.fact for branch in move.when), BRANCHES),
    )
    yield from (word for words, known in vocabularies for word in words if word not in known)
    yield from (value for branch in move.when for value in branch.values if value not in BRANCHES.get(branch.fact, ()))


def _shape(procedure: Procedure) -> Iterator[str]:
    """Stages have what their kind needs; whoever sends a case back says why."""
    if not procedure.moves_from(None):
        yield "nothing begins a case"
    for stage in procedure.stages:
        moves = procedure.moves_from(stage.name)
        if (stage.kind is StageKind.END) != (stage.outcome in OUTCOMES):
            yield f"{stage.name}: only an end has an outcome"
        if (stage.kind is StageKind.END) == bool(moves):
            yield f"{stage.name}: an end has no moves, any other stage has some"
        if {review.name for review in stage.reviews} != {move.review for move in moves if move.review}:
            yield f"{stage.name}: each review of a joint stage has its move"
        if (stage.kind is StageKind.JOINT) != (len(stage.reviews) > 1):
            yield f"{stage.name}: only a joint stage has reviews, and more than one"
    yield from (f"{move.action}: nobody may do it" for move in procedure.moves if not move.roles)
    blaming = (move for move in procedure.moves if move.action in ("return", "refuse"))
    yield from (f"{move.action} from {move.source}: asks for no reason" for move in blaming if "comment" not in move.asks)


def _paths(procedure: Procedure) -> Iterator[str]:
    """Every stage is reached, and from every stage an end is reached."""
    onward = {stage.name: {move.target for move in procedure.moves_from(stage.name)} for stage in procedure.stages}
    reached = _closure({move.target for move in procedure.moves_from(None)}, onward)
    yield from (f"{name}: never reached" for name in onward if name not in reached)
    ends = {stage.name for stage in procedure.stages if stage.kind is StageKind.END}
    yield from (f"{name}: cannot end" for name in onward if not ends & _closure({name}, onward))


def _closure(names: set[str], onward: dict[str, set[str]]) -> set[str]:
    reached: set[str] = set()
    while names:
        reached |= names
        names = {target for name in names for target in onward[name]} - reached
    return reached


def _branches(procedure: Procedure) -> Iterator[str]:
    """Two moves of one name in one stage are never there at the same time."""
    for one, other in combinations(procedure.moves, 2):
        if (one.source, one.action) == (other.source, other.action) and not _are_apart(one, other):
            yield f"{one.action} from {one.source}: two moves at the same time"


def _are_apart(one: Move, other: Move) -> bool:
    values = {branch.fact: set(branch.values) for branch in one.when}
    return any(branch.fact in values and values[branch.fact].isdisjoint(branch.values) for branch in other.when)


def _publishing(procedure: Procedure) -> Iterator[str]:
    """What comes into force has a title of its own, and a new version the level that its reviewers have set."""
    for move in procedure.moves:
        if PUBLISHING & set(move.effects) and "title_free" not in move.needs:
            yield f"{move.action} from {move.source}: puts in force without asking for title_free"
        if "renew" in move.effects and "apply_level" not in move.effects[: move.effects.index("renew")]:
            yield f"{move.action} from {move.source}: renews without applying the level"


def _staff(procedure: Procedure) -> Iterator[str]:
    """Whatever the facts, some crew can bring a case to its good end without anybody passing his own work."""
    yield from (f"no crew can finish it when {dict(facts)}" for facts in ways(procedure) if least_people((procedure, facts)) is None)
