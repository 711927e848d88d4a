"""How few people can take an entry through a procedure, found by trying every way of staffing it.

One person may hold several roles that do not exclude one another; who may do what after what is the procedure's
separation of duties. Going back only adds duties, never frees anybody, so the search goes forward only. A decision
recorded from paper bars its recorder as a decision of his own would, so it never saves a person.
"""

import heapq
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count, product

from workflows.blueprint import AUTHOR, Move, Procedure, StageKind
from workflows.roles import may_join
from workflows.vocabulary import BRANCHES

Facts = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Worker:
    """Somebody of the crew: roles held, and duties done on the present case."""

    roles: frozenset[str]
    duties: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class State:
    """How far the work is: which procedure of the row, which stage, which reviews are done, and who took part."""

    leg: int
    stage: str | None
    reviews: frozenset[str]
    crew: tuple[Worker, ...]


def least_people(*row: tuple[Procedure, Facts]) -> int | None:
    """The least number of people who take one entry through these procedures, one after the other; None if nobody can."""
    order = count()
    waiting = [(0, next(order), State(0, None, frozenset(), ()))]
    seen: set[State] = set()
    while waiting:
        people, _, state = heapq.heappop(waiting)
        if state.leg == len(row):
            return people
        if state in seen:
            continue
        seen.add(state)
        for following in _following(state, row):
            heapq.heappush(waiting, (len(following.crew), next(order), following))
    return None


def ways(procedure: Procedure) -> Iterator[Facts]:
    """Every combination of the facts that the procedure's moves depend on."""
    named = sorted({branch.fact for move in procedure.moves for branch in move.when})
    for values in product(*(BRANCHES[fact] for fact in named)):
        yield dict(zip(named, values, strict=True))


def _following(state: State, row: Sequence[tuple[Procedure, Facts]]) -> Iterator[State]:
    procedure, facts = row[state.leg]
    for move in procedure.moves_from(state.stage):
        if not _leads_on(procedure, move, facts) or move.review in state.reviews:
            continue
        for crew in _crews(procedure, move, state.crew):
            yield _after(procedure, move, state, crew)


def _leads_on(procedure: Procedure, move: Move, facts: Facts) -> bool:
    target = procedure.stage(move.target)
    is_back = target.kind is StageKind.EDITING and move.source is not None
    is_vain = target.kind is StageKind.END and target.outcome != "done"
    return not is_back and not is_vain and all(facts[branch.fact] in branch.values for branch in move.when)


def _crews(procedure: Procedure, move: Move, crew: tuple[Worker, ...]) -> Iterator[tuple[Worker, ...]]:
    """Every crew with which the move can be made: by somebody who is there, or by one more person."""
    done = {move.duty} if move.duty else set()
    if move.source is None and procedure.carries_content:
        done.add(AUTHOR)
    for role in move.roles:
        if not move.only_by:
            yield _in_order([*crew, Worker(frozenset({role}), frozenset(done))])
        for place, worker in enumerate(crew):
            if not worker.duties.intersection(move.not_by) and worker.duties.issuperset(move.only_by) and may_join(role, worker.roles):
                busy = Worker(worker.roles | {role}, worker.duties | done)
                yield _in_order([*crew[:place], busy, *crew[place + 1 :]])


def _after(procedure: Procedure, move: Move, state: State, crew: tuple[Worker, ...]) -> State:
    if move.review and move.source:
        reviews = state.reviews | {move.review}
        if {review.name for review in procedure.stage(move.source).reviews} - reviews:
            return State(state.leg, state.stage, reviews, crew)
    if procedure.stage(move.target).kind is StageKind.END:
        return State(state.leg + 1, None, frozenset(), _in_order([Worker(worker.roles) for worker in crew]))
    return State(state.leg, move.target, frozenset(), crew)


def _in_order(crew: Sequence[Worker]) -> tuple[Worker, ...]:
    # Crews that differ only in the order of their people are one and the same.
    return tuple(sorted(crew, key=lambda worker: (sorted(worker.roles), sorted(worker.duties))))
