"""Until when: two clocks, both in working days.

A legal limit (法定时限) starts once and never pauses. An inside limit (内部时限) of a stage runs only while the case is
in that stage: it pauses while the case is returned to the officer.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from catalog.clock import OFFICE_ZONE
from workflows import procedure
from workflows.blueprint import Clock, Procedure, Stage, StageKind
from workflows.tables import Case, CaseStep
from workflows.working_days import Calendar, Due


@dataclass(frozen=True, slots=True)
class Deadlines:
    """The next legal and the next inside limit of a case; None where there is none."""

    legal: date | None
    inside: date | None
    provisional: bool


@dataclass(frozen=True, slots=True)
class Visit:
    """One stay of a case in a stage; `left_on` is None while it lasts, `forward` whether it then went on."""

    entered_on: date
    left_on: date | None
    forward: bool


def due(case: Case, steps: Sequence[CaseStep], calendar: Calendar) -> Deadlines:
    """The limits that a running case is under, after these steps."""
    rules = procedure.load(case.procedure, case.version)
    if case.ended_at is not None:
        return Deadlines(None, None, provisional=False)
    legal = _soonest(_legal(rules, case, steps, calendar))
    inside = _soonest(_inside(rules, case.stage, steps, calendar))
    provisional = any(limit.provisional for limit in (legal, inside) if limit)
    return Deadlines(legal.on if legal else None, inside.on if inside else None, provisional)


def visits(rules: Procedure, stage: str, steps: Sequence[CaseStep]) -> tuple[Visit, ...]:
    """Every stay in a stage, in order."""
    stays: list[Visit] = []
    for step in steps:
        day = office_day(step.at)
        if step.stage_from == stage != step.stage_to:
            forward = rules.stage(step.stage_to).kind is not StageKind.EDITING
            stays[-1] = Visit(stays[-1].entered_on, day, forward)
        if step.stage_to == stage != step.stage_from:
            stays.append(Visit(day, None, forward=False))
    return tuple(stays)


def arrival(stage: str, steps: Sequence[CaseStep]) -> CaseStep:
    """The step that brought the case into the stage where it is."""
    return next(step for step in reversed(steps) if step.stage_to == stage != step.stage_from)


def office_day(moment: datetime) -> date:
    """The calendar day in the office at a moment."""
    return moment.astimezone(OFFICE_ZONE).date()


def _soonest(limits: Iterator[Due]) -> Due | None:
    return min(limits, key=lambda limit: limit.on, default=None)


def _legal(rules: Procedure, case: Case, steps: Sequence[CaseStep], calendar: Calendar) -> Iterator[Due]:
    for stage in rules.stages:
        stays = visits(rules, stage.name, steps)
        if not stays or stays[-1].forward:
            continue
        for clock in _clocks(stage, "legal"):
            start = case.cause_on if clock.starts == "cause" else stays[0].entered_on
            if start is not None:
                yield calendar.add(start, clock.working_days)


def _inside(rules: Procedure, stage: str, steps: Sequence[CaseStep], calendar: Calendar) -> Iterator[Due]:
    stays = visits(rules, stage, steps)
    yield from (_spent(clock.working_days, stays, calendar) for clock in _clocks(rules.stage(stage), "inside"))


def _spent(allowance: int, stays: Sequence[Visit], calendar: Calendar) -> Due:
    """The day on which the allowance is used up, counting only the days of these stays."""
    for stay in stays:
        limit = calendar.add(stay.entered_on, allowance)
        if stay.left_on is None or limit.on < stay.left_on:
            break
        allowance -= calendar.between(stay.entered_on, stay.left_on)
    return limit


def _clocks(stage: Stage, kind: str) -> tuple[Clock, ...]:
    return tuple(clock for clock in stage.clocks if clock.kind == kind)
