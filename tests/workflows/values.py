"""Values for the pure engine: people, histories and facts, right by default."""

import json
import uuid
from dataclasses import replace
from datetime import date
from typing import Any

from catalog.actor import Actor, Grant
from workflows import procedure
from workflows.blueprint import Branch, Move, Procedure
from workflows.duties import Deed, History
from workflows.engine import Facts
from workflows.request import Directive, Request
from workflows.vocabulary import NEEDS

OFFICE, UNIT, ELSEWHERE = (uuid.UUID(int=number) for number in (11, 12, 13))
AUTHOR_ID, SUBMITTER_ID, OTHER_ID = (uuid.UUID(int=number) for number in (1, 2, 3))
TODAY = date(2026, 3, 2)
EVERYTHING_HOLDS: dict[str, bool | str] = dict.fromkeys(NEEDS, True)


def a_person(*roles: str, number: int = 99, unit: uuid.UUID | None = None) -> Actor:
    return Actor(uuid.UUID(int=number), f"p{number}", f"人员{number}", tuple(Grant(role, unit) for role in roles), "test")


def true_facts(when: tuple[Branch, ...] = (), **changes: bool | str) -> Facts:
    """All needs hold, and the branches lead to the move."""
    branches: dict[str, bool | str] = {branch.fact: branch.values[0] for branch in when}
    defaults: dict[str, bool | str] = {"open_type": "1", "states_conditions": False}
    return Facts(EVERYTHING_HOLDS | defaults | branches | changes, frozenset({OFFICE, UNIT}), TODAY)


def a_deed(action: str, duty: str | None, *people: uuid.UUID, at: str = "drafting", to: str = "office_review", **more: Any) -> Deed:
    return Deed(action, duty, frozenset(people), at, to, **more)


def history_before(move: Move) -> History:
    """Somebody else wrote the content and handed it in; for what belongs to the one who did, that is person 99."""
    person = uuid.UUID(int=99) if move.only_by else SUBMITTER_ID
    duty = move.only_by[0] if move.only_by else "submit"
    reviews = [
        a_deed("pass_secrecy", "secrecy_review", OTHER_ID, at="joint_review", to="joint_review", review="secrecy"),
        a_deed("pass_security", "security_review", OTHER_ID, at="joint_review", to="central_review", review="security"),
    ]
    handed_in = a_deed("submit", duty, person, to="office_review")
    into_joint = a_deed("approve", "office_review", OTHER_ID, at="office_review", to="joint_review")
    if "jointly_reviewed" in move.needs:
        return History(frozenset({AUTHOR_ID}), (handed_in, into_joint, *reviews))
    return History(frozenset({AUTHOR_ID}), (handed_in,))


def everything_asked(move: Move) -> Request:
    """The inputs that the move asks for, as somebody would give them."""
    given: dict[str, Any] = {"comment": "同意", "level": "1", "reason": "OUTDATED"}
    return Request(**{name: given[name] for name in move.asks})


def a_directive(**changes: Any) -> Directive:
    return replace(Directive("王局长", "沪绿容签〔2026〕7号", TODAY, "5c" * 32), **changes)


def every_move() -> list[tuple[Procedure, Move]]:
    return [(rules, move) for rules in procedure.every() for move in rules.moves]


def raw(rules: Procedure) -> dict[str, Any]:
    """The procedure as its file says it, without our own reading of it."""
    document: dict[str, Any] = json.loads((procedure.DIRECTORY / f"{rules}.json").read_text(encoding="utf-8"))
    return document
