"""Steps of cases: written once for each deed, and read back as the history that deciding needs."""

import uuid
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from catalog.actor import Actor
from workflows.blueprint import Move, Procedure
from workflows.duties import Deed, History
from workflows.request import Directive, Request
from workflows.tables import Case, CaseStep


def steps_of(session: Session, cases: Iterable[Case]) -> Sequence[CaseStep]:
    """The steps of these cases, each case's in order."""
    of_cases = select(CaseStep).where(col(CaseStep.case_id).in_([case.id for case in cases]))
    return session.exec(of_cases.order_by(col(CaseStep.case_id), col(CaseStep.number))).all()


def step_for(case: Case, number: int, stage: str | None, move: Move, actor: Actor, request: Request, at: datetime) -> CaseStep:
    """The step that a move leaves behind."""
    return CaseStep(
        case_id=case.id,
        number=number,
        at=at,
        action=move.action,
        duty=move.duty,
        stage_from=stage,
        stage_to=move.target,
        revision_id=case.revision_id,
        comment=request.comment.strip(),
        reasons=[{"path": reason.path, "text": reason.text} for reason in request.reasons],
        decision=_decision(request),
        **_people(actor, request.directive),
    )


def history_of(rules: Procedure, authors: frozenset[uuid.UUID], steps: Iterable[CaseStep]) -> History:
    """A case's steps as the engine sees them."""
    reviews = {(move.source, move.action): move.review for move in rules.moves}
    return History(authors, tuple(_deed(step, reviews.get((step.stage_from, step.action))) for step in steps))


def _deed(step: CaseStep, review: str | None) -> Deed:
    return Deed(
        action=step.action,
        duty=step.duty,
        people=frozenset(filter(None, (step.person_id, step.recorded_by))),
        stage_from=step.stage_from,
        stage_to=step.stage_to,
        review=review,
        level=step.decision.get("level"),
        conditions=step.decision.get("conditions"),
        reason=step.decision.get("reason"),
        grade=step.decision.get("grade"),
    )


def _decision(request: Request) -> dict[str, Any]:
    decided = {"level": request.level, "conditions": (request.conditions or "").strip(), "reason": request.reason}
    return {name: value for name, value in decided.items() if value}


def _people(actor: Actor, directive: Directive | None) -> dict[str, Any]:
    if directive is None:
        return {"person_id": actor.person_id, "person_name": actor.name}
    return {
        "person_id": directive.signer_id,
        "person_name": directive.signer,
        "recorded_by": actor.person_id,
        "recorder_name": actor.name,
        "directive": {
            "signer": directive.signer,
            "number": directive.number,
            "signed_on": directive.signed_on.isoformat(),
            "scan_digest": directive.scan_digest,
            "has_account": directive.signer_id is not None,
        },
    }
