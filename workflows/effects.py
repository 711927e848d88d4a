"""What a move does to the registry: the names that procedures use, each with the act of the catalogue behind it."""

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import update
from sqlmodel import Session, col, select

from catalog import audit, drafting, publication, resource_code, revision
from catalog.actor import Actor
from catalog.clock import now_of
from catalog.drafting import Draft
from catalog.projection import OPEN
from catalog.resource import DataResource
from catalog.revision import ResourceRevision
from workflows import engine, procedure
from workflows.duties import History
from workflows.engine import Facts
from workflows.refusals import Refusal, RefusedError
from workflows.request import Request
from workflows.tables import BatchEntry, Case, CaseStep

ERASED = "（已清除）"
DEFAULT_REASON = "OTHER"


@dataclass(slots=True)
class Act:
    """A move that takes place: on what, by whom, with which inputs. `version` is the one that the case is about by then."""

    session: Session
    actor: Actor
    case: Case
    resource: DataResource
    draft: Draft | None
    version: ResourceRevision | None
    request: Request
    history: History
    facts: Facts

    @property
    def sealed(self) -> ResourceRevision:
        """The version, where the move cannot be without one."""
        if self.version is None:
            raise RefusedError([Refusal("document_valid")])
        return self.version

    @property
    def reason(self) -> str:
        """The reason code of this deed, or else the one that the case began with."""
        given = (deed.reason for deed in reversed(self.history.deeds) if deed.reason)
        return self.request.reason or next(given, DEFAULT_REASON)

    def take(self, version: ResourceRevision) -> None:
        """From here on the case is about this version."""
        self.version, self.case.revision_id = version, version.id


def latest_version(session: Session, resource_id: uuid.UUID) -> ResourceRevision | None:
    """The newest version of a resource, whether it was ever in force or not."""
    of_resource = select(ResourceRevision).where(col(ResourceRevision.resource_id) == resource_id)
    return session.exec(of_resource.order_by(col(ResourceRevision.number).desc()).limit(1)).first()


def _draft(act: Act) -> None:
    if act.draft is not None:
        return
    if act.resource.running_revision_id is not None:
        drafting.start_change(act.session, act.actor, act.resource)
    elif act.version is not None:
        drafting.reopen(act.session, act.actor, act.version)


def _seal(act: Act) -> None:
    if act.draft is None:
        raise RefusedError([Refusal("document_valid")])
    sealed = drafting.seal(act.session, act.actor, act.draft)
    act.take(sealed)
    act.case.title, act.case.unit_id, act.case.office_id = sealed.title, sealed.unit_id, sealed.office_id


def _reopen(act: Act) -> None:
    drafting.reopen(act.session, act.actor, act.sealed)


def _issue_code(act: Act) -> None:
    resource_code.issue(act.session, act.resource, act.sealed.category_code)


def _apply_level(act: Act) -> None:
    """Put the level and conditions that were decided into a version of their own."""
    document = revision.document_of(act.sealed)
    level = act.request.level or engine.standing_level(act.history, act.facts)
    conditions = (act.request.conditions or "").strip() or engine.standing_conditions(act.history)
    changes = decided(document, level, conditions)
    if changes:
        act.take(drafting.derive(act.session, act.actor, act.sealed, changes))


# Data that has to be applied for cannot stay under a licence that lets everybody use it.
LICENCES: Mapping[str, str] = {"2": "sh-conditional-agreement"}


def decided(document: Mapping[str, Any], level: str, conditions: str | None) -> dict[str, Any]:
    """The fields that a decision replaces: level, conditions, and every opened item that is looser than the level."""
    changes: dict[str, Any] = {}
    if level != document["open_type"]:
        items = [item | {"open_type": max(item["open_type"], level)} for item in document["items"]]
        changes = {"open_type": level, "items": items}
        if level in LICENCES and "licence" in document:
            changes["licence"] = LICENCES[level]
    if conditions and conditions != document.get("open_condition"):
        changes["open_condition"] = conditions
    return changes


def _share(act: Act) -> None:
    publication.share(act.session, act.actor, act.resource, act.sealed)


def _open(act: Act) -> None:
    publication.open_up(act.session, act.actor, act.resource, act.sealed)


def _renew(act: Act) -> None:
    """The new version takes the place of the old one for every audience that has the entry."""
    is_out = act.resource.open_revision_id or act.resource.suspended_revision_id
    put_in_force = _open if is_out else _share
    put_in_force(act)


def _suspend(act: Act) -> None:
    publication.suspend(act.session, act.actor, act.resource, act.reason)


def _restore(act: Act) -> None:
    publication.restore(act.session, act.actor, act.resource)


def _withdraw(act: Act) -> None:
    publication.withdraw(act.session, act.actor, act.resource, OPEN, act.reason)


def _begin_change(act: Act) -> None:
    """A change for the officer to take up; whoever asked for it has not written it."""
    if act.facts.values.get("no_rival_case") is not True:
        return
    rules = procedure.current("change")
    begin = rules.moves_from(None)[0]
    described = {name: getattr(act.case, name) for name in ("subject_kind", "subject_id", "title", "unit_id", "office_id")}
    now = now_of(act.session)
    case = Case(procedure=rules.name, version=rules.version, stage=begin.target, begun_at=now, **described)
    act.session.add(case)
    act.session.flush()
    first = CaseStep(
        case_id=case.id, number=1, at=now, action=begin.action, stage_to=begin.target, comment=act.request.comment, **_who(act)
    )
    act.session.add(first)
    detail = {"procedure": str(rules), "step": 1, "from": None, "to": begin.target}
    audit.record(act.session, act.actor, f"case.{begin.action}", "procedure_case", case.id, detail)


def _who(act: Act) -> dict[str, Any]:
    return {"person_id": act.actor.person_id, "person_name": act.actor.name}


def _revoke(act: Act) -> None:
    publication.revoke(act.session, act.actor, act.resource, act.reason)


def _erase(act: Act) -> None:
    """Destroy the content, and what cases say of it; cases that were running end here."""
    publication.erase(act.session, act.actor, act.resource, act.reason)
    act.case.title, act.case.cause = ERASED, None
    # The step of this very deed is written after it, and must not say again what it destroys.
    act.request = replace(act.request, comment=ERASED, reasons=(), level=None, conditions=None, reason=None)
    of_subject = col(Case.subject_id) == act.resource.id
    quoting = col(CaseStep.case_id).in_(select(Case.id).where(of_subject))
    _change(act.session, update(CaseStep).where(quoting).values(comment=ERASED, reasons=[], decision={}))
    taken_out = (col(BatchEntry.case_id).in_(select(Case.id).where(of_subject)), col(BatchEntry.reason).is_not(None))
    _change(act.session, update(BatchEntry).where(*taken_out).values(reason=ERASED))
    _change(act.session, update(Case).where(of_subject).values(title=ERASED, cause=None))
    others = (of_subject, col(Case.id) != act.case.id, col(Case.ended_at).is_(None))
    _change(act.session, update(Case).where(*others).values(outcome="abandoned", ended_at=now_of(act.session)))


def _change(session: Session, statement: Any) -> None:
    session.execute(statement, execution_options={"synchronize_session": False})


EFFECTS: Mapping[str, Callable[[Act], None]] = {
    "draft": _draft,
    "seal": _seal,
    "reopen": _reopen,
    "issue_code": _issue_code,
    "apply_level": _apply_level,
    "share": _share,
    "open": _open,
    "renew": _renew,
    "suspend": _suspend,
    "restore": _restore,
    "withdraw": _withdraw,
    "begin_change": _begin_change,
    "revoke": _revoke,
    "erase": _erase,
}
