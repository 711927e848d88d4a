"""Worklists: which cases wait for a person, since when, until when, and who else may act."""

import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, or_, union_all
from sqlmodel import Session, col, select

from catalog.actor import Actor
from catalog.drafting import Draft
from catalog.revision import ResourceRevision
from schemas.bilingual import Text
from workflows import colleagues, deadlines, engine, facts, procedure, working_days
from workflows.blueprint import Move, Procedure, Scope, StageKind
from workflows.duties import History
from workflows.engine import Facts
from workflows.steps import history_of, steps_of
from workflows.tables import Case, CaseStep

EVERYWHERE: frozenset[uuid.UUID | None] = frozenset({None})


@dataclass(frozen=True, slots=True)
class Waiting:
    """One case that waits for somebody. `others` are the names of those who could act on it as well."""

    case_id: uuid.UUID
    subject_id: uuid.UUID
    title: str
    procedure: Text
    stage: Text
    actions: tuple[str, ...]
    handed_on_by: str
    since: datetime
    legal: date | None
    inside: date | None
    provisional: bool
    others: tuple[str, ...]


def waiting_for(session: Session, actor: Actor) -> tuple[Waiting, ...]:
    """The running cases that this person can take further, the most urgent first; six statements for any number of them."""
    found = _Findings.of(session, _reachable(session, actor))
    rows = (_waiting(case, actor, found) for case in found.cases)
    return tuple(sorted((row for row in rows if row), key=_urgency))


def _urgency(row: Waiting) -> tuple[date, datetime]:
    return min(limit or date.max for limit in (row.legal, row.inside)), row.since


def _reachable(session: Session, actor: Actor) -> Sequence[Case]:
    """The running cases in stages where one of the actor's roles counts, as far as the roles reach."""
    places = {place for rules in procedure.every() for place in _places(rules, actor)}
    if not places:
        return ()
    running = select(Case).where(col(Case.ended_at).is_(None), or_(*(_in_reach(*place) for place in places)))
    return session.exec(running.order_by(col(Case.begun_at), col(Case.id))).all()


def _places(rules: Procedure, actor: Actor) -> Iterator[tuple[str, int, str, frozenset[uuid.UUID | None]]]:
    for move in rules.moves:
        if move.source and move.duty and _reach(move, actor):
            yield rules.name, rules.version, move.source, _reach(move, actor)


def _reach(move: Move, actor: Actor) -> frozenset[uuid.UUID | None]:
    """The units for which the actor's roles let him make this move; None among them means all."""
    if any(actor.has(role) for role in move.recorded_by):
        return EVERYWHERE
    units = frozenset(grant.unit_id for grant in actor.grants if grant.role in move.roles)
    return EVERYWHERE if units and move.scope is Scope.BUREAU else units


def _in_reach(name: str, version: int, stage: str, units: frozenset[uuid.UUID | None]) -> ColumnElement[bool]:
    here = and_(col(Case.procedure) == name, col(Case.version) == version, col(Case.stage) == stage)
    return here if None in units else and_(here, or_(col(Case.office_id).in_(units), col(Case.unit_id).in_(units)))


@dataclass(frozen=True, slots=True)
class _Findings:
    """Everything that the rows are made from, read in a fixed number of statements."""

    cases: Sequence[Case]
    steps: Mapping[uuid.UUID, list[CaseStep]]
    authors: Mapping[uuid.UUID, frozenset[uuid.UUID]]
    people: Sequence[Actor]
    calendar: working_days.Calendar
    eligible: dict[tuple[str, int, str, frozenset[uuid.UUID]], list[Actor]] = field(default_factory=dict)

    @classmethod
    def of(cls, session: Session, cases: Sequence[Case]) -> "_Findings":
        steps: dict[uuid.UUID, list[CaseStep]] = {case.id: [] for case in cases}
        for step in steps_of(session, cases):
            steps[step.case_id].append(step)
        return cls(cases, steps, _authors(session, cases), colleagues.everybody(session), working_days.calendar(session))

    def may_act(self, case: Case, moves: Sequence[Move], known: Facts, history: History) -> Iterator[str]:
        """The names of all who could make one of these moves."""
        key = (case.procedure, case.version, case.stage, known.units)
        if key not in self.eligible:
            self.eligible[key] = [person for person in self.people if _may(person, moves, History(), known)]
        return (person.name for person in self.eligible[key] if _may(person, moves, history, known))


def _waiting(case: Case, actor: Actor, found: _Findings) -> Waiting | None:
    rules, steps = procedure.load(case.procedure, case.version), found.steps[case.id]
    history = history_of(rules, found.authors.get(case.id, frozenset()), steps)
    known = Facts(units=frozenset(filter(None, (case.office_id, case.unit_id))))
    moves = [move for move in rules.moves_from(case.stage) if move.duty]
    mine = [move.action for move in moves if engine.awaits(move, actor, history, known)]
    if not mine:
        return None
    limits = deadlines.due(case, steps, found.calendar)
    arrived = deadlines.arrival(case.stage, steps)
    return Waiting(
        case_id=case.id,
        subject_id=case.subject_id,
        title=case.title,
        procedure=rules.title,
        stage=rules.stage(case.stage).title,
        actions=tuple(dict.fromkeys(mine)),
        handed_on_by=arrived.person_name,
        since=arrived.at,
        legal=limits.legal,
        inside=limits.inside,
        provisional=limits.provisional,
        others=tuple(sorted(set(found.may_act(case, moves, known, history)) - {actor.name})),
    )


def _may(person: Actor, moves: Iterable[Move], history: History, known: Facts) -> bool:
    return any(engine.awaits(move, person, history, known) for move in moves)


def _authors(session: Session, cases: Sequence[Case]) -> dict[uuid.UUID, frozenset[uuid.UUID]]:
    """Who wrote what each case is about: its draft while it is being edited, its version afterwards."""
    source = {case.id: case.subject_id if _is_editing(case) else case.revision_id for case in cases}
    drafts = select(Draft.resource_id, Draft.authors).where(col(Draft.resource_id).in_(source.values()))
    versions = select(ResourceRevision.id, ResourceRevision.authors).where(col(ResourceRevision.id).in_(source.values()))
    written = {row[0]: row[1] for row in session.execute(union_all(drafts, versions)).all()}
    return {case_id: facts.people(written.get(key, ())) for case_id, key in source.items() if key}


def _is_editing(case: Case) -> bool:
    return procedure.load(case.procedure, case.version).stage(case.stage).kind is StageKind.EDITING
