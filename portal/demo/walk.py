"""The walk: each entry goes through the same procedures, by the same acts, as in the office. No table is written to."""

import uuid
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass

from sqlmodel import Session

from catalog import drafting, organisation, resource, revision
from catalog.database import Registry
from catalog.drafting import Draft
from catalog.errors import NotFoundError
from catalog.resource import DataResource
from portal import transactions
from portal.demo.files import Plan
from portal.demo.office_hours import OfficeHours
from portal.demo.staff import Staff
from workflows import casework
from workflows.request import NOTHING, Cause, Reason, Request

AGREED = Request(comment="同意。")
# The levels of review through which an entry goes when it is registered and opened in one case, with who passes each.
OPENING: tuple[tuple[str, str, str], ...] = (
    ("office_review", "approve", "office_reviewer"),
    ("joint_review", "pass_secrecy", "secrecy_reviewer"),
    ("joint_review", "pass_security", "security_reviewer"),
    ("central_review", "approve", "central_reviewer"),
    ("bureau_decision", "approve", "bureau_leader"),
)
REGISTERING = tuple(step for step in OPENING if step[0] != "joint_review")
STOPS: Mapping[str, str] = {
    "office_review": "office_review",
    "joint_review": "joint_review",
    "central_review": "central_review",
    "leader_review": "bureau_decision",
}


@dataclass(frozen=True, slots=True)
class Walk:
    """The walk of the whole bureau: where, by whom, on whose clock."""

    registry: Registry
    clock: OfficeHours
    staff: Staff

    def take(self, plan: Plan, entry: uuid.UUID) -> None:
        """Bring one entry to its fate."""
        FATES[plan.fate](self, plan, entry)

    def begin(self, procedure: str, entry: uuid.UUID, role: str, request: Request = NOTHING, cause: Cause | None = None) -> uuid.UUID:
        """Begin a case by whoever holds `role` for the entry; its identity."""
        with self._deed() as session:
            subject = resource.get(session, entry)
            actor = self.staff.covering(role, *_scope(session, subject))
            return casework.begin(session, procedure, subject, actor, request, cause=cause).id

    def act(self, case_id: uuid.UUID, action: str, role: str, request: Request = AGREED) -> None:
        """One act on a case, by whoever holds `role` for it."""
        with self._deed() as session:
            case = casework.get(session, case_id)
            casework.act(session, case_id, action, self.staff.covering(role, case.office_id, case.unit_id), request)

    def pass_levels(self, case_id: uuid.UUID, levels: Sequence[tuple[str, str, str]], until: str | None, level: str | None) -> None:
        """Pass the levels of review up to `until`, which is left waiting; the last one decides."""
        for stage, action, role in levels:
            if stage == until:
                return
            decides = stage == "bureau_decision" and level is not None
            self.act(case_id, action, role, Request(comment="同意。", level=level) if decides else AGREED)

    def change_draft(self, case_id: uuid.UUID, changes: Mapping[str, object]) -> None:
        """Write into the draft of a case."""
        with self._deed() as session:
            case = casework.get(session, case_id)
            officer = self.staff.covering("officer", case.office_id, case.unit_id)
            draft = casework.edit(session, case_id, officer)
            drafting.save(session, officer, draft, draft.document | dict(changes), draft.version)

    def level_of(self, entry: uuid.UUID) -> str:
        """The open class that an entry's draft proposes."""
        with transactions.reading(self.registry) as session:
            return str(_draft(session, entry).document["open_type"])

    def _deed(self) -> AbstractContextManager[Session]:
        self.clock.pass_time()
        return transactions.writing(self.registry)


def _draft(session: Session, entry: uuid.UUID) -> Draft:
    draft = drafting.of(session, resource.get(session, entry))
    if draft is None:
        raise NotFoundError("draft", entry)
    return draft


def _scope(session: Session, entry: DataResource) -> tuple[uuid.UUID, uuid.UUID]:
    """The office and the unit that an entry belongs to, by its version in force or else by its draft."""
    if entry.running_revision_id is not None:
        running = revision.get(session, entry.running_revision_id)
        return running.office_id, running.unit_id
    document = _draft(session, entry.id).document
    return organisation.by_slug(session, document["responsible_office"]).id, organisation.by_slug(session, document["provider"]).id


def _open(walk: Walk, entry: uuid.UUID, until: str | None = None) -> uuid.UUID:
    level = walk.level_of(entry)
    case = walk.begin("registration_and_opening", entry, "officer")
    walk.act(case, "submit", "officer", Request(comment="请审核。"))
    walk.pass_levels(case, OPENING, until, level)
    return case


def _share(walk: Walk, entry: uuid.UUID) -> None:
    case = walk.begin("registration", entry, "officer")
    walk.act(case, "submit", "officer", Request(comment="请审核。"))
    walk.pass_levels(case, REGISTERING, None, None)


def _leave_waiting(walk: Walk, plan: Plan, entry: uuid.UUID) -> None:
    _open(walk, entry, until=STOPS[plan.fate])


def _return(walk: Walk, plan: Plan, entry: uuid.UUID) -> None:
    case = _open(walk, entry, until=plan.stage)
    walk.act(case, "return", "office_reviewer", Request(comment=plan.comment, reasons=(Reason("/items", plan.comment),)))


def _refuse(walk: Walk, plan: Plan, entry: uuid.UUID) -> None:
    case = _open(walk, entry, until=plan.stage)
    walk.act(case, "refuse", "secrecy_reviewer", Request(comment=plan.comment))


def _suspend(walk: Walk, plan: Plan, entry: uuid.UUID) -> None:
    _open(walk, entry)
    walk.begin("suspension", entry, "duty_officer", Request(comment=plan.comment, reason=plan.reason))


def _withdraw(walk: Walk, plan: Plan, entry: uuid.UUID) -> None:
    _open(walk, entry)
    case = walk.begin("withdrawal", entry, "officer", Request(comment=plan.comment, reason=plan.reason))
    walk.act(case, "approve", "central_reviewer")


def _change(walk: Walk, plan: Plan, entry: uuid.UUID) -> None:
    _open(walk, entry)
    cause = Cause(plan.cause, walk.clock.now().date())
    case = walk.begin("change", entry, "officer", cause=cause)
    walk.change_draft(case, plan.changes)
    walk.act(case, "submit", "officer", Request(comment="请审核变更。"))


FATES: Mapping[str, Callable[[Walk, Plan, uuid.UUID], object]] = {
    "open": lambda walk, _, entry: _open(walk, entry),
    "shared": lambda walk, _, entry: _share(walk, entry),
    "draft": lambda *_: None,  # the officer is still writing
    "office_review": _leave_waiting,
    "joint_review": _leave_waiting,
    "central_review": _leave_waiting,
    "leader_review": _leave_waiting,
    "returned": _return,
    "refused": _refuse,
    "suspended": _suspend,
    "withdrawn": _withdraw,
    "changing": _change,
}
