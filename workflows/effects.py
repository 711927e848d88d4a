"""What a move does to the registry: the names that procedures use, each with the act of the catalogue behind it."""

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import update
from sqlmodel import Session, col, select

from catalog import drafting, publication, resource_code, revision
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
from workflows.tables import Case, CaseStep

ERASED = "（已清除）"
DEFAULT_REASON = "OTHER"


@dataclass(slots=True)
class Deed:
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


def _draft(deed: Deed) -> None:
    if deed.draft is not None:
        return
    if deed.resource.running_revision_id is not None:
        drafting.start_change(deed.session, deed.actor, deed.resource)
    elif deed.version is not None:
        drafting.reopen(deed.session, deed.actor, deed.version)


def _seal(deed: Deed) -> None:
    if deed.draft is None:
        raise RefusedError([Refusal("document_valid")])
    sealed = drafting.seal(deed.session, deed.actor, deed.draft)
    deed.take(sealed)
    deed.case.title, deed.case.unit_id, deed.case.office_id = sealed.title, sealed.unit_id, sealed.office_id


def _reopen(deed: Deed) -> None:
    drafting.reopen(deed.session, deed.actor, deed.sealed)


def _issue_code(deed: Deed) -> None:
    resource_code.issue(deed.session, deed.resource, deed.sealed.category_code)


def _apply_level(deed: Deed) -> None:
    """Put the level and conditions that were decided into a version of their own."""
    document = revision.document_of(deed.sealed)
    level = deed.request.level or engine.standing_level(deed.history, deed.facts)
    conditions = deed.request.conditions or engine.standing_conditions(deed.history)
    changes = decided(document, level, conditions)
    if changes:
        deed.take(drafting.derive(deed.session, deed.actor, deed.sealed, changes))


def decided(document: Mapping[str, Any], level: str, conditions: str | None) -> dict[str, Any]:
    """The fields that a decision replaces: level, conditions, and every opened item that is looser than the level."""
    changes: dict[str, Any] = {}
    if level != document["open_type"]:
        items = [item | {"open_type": max(item["open_type"], level)} for item in document["items"]]
        changes = {"open_type": level, "items": items}
    if conditions and conditions != document.get("open_condition"):
        changes["open_condition"] = conditions
    return changes


def _share(deed: Deed) -> None:
    publication.share(deed.session, deed.actor, deed.resource, deed.sealed)


def _open(deed: Deed) -> None:
    publication.open_up(deed.session, deed.actor, deed.resource, deed.sealed)


def _renew(deed: Deed) -> None:
    """The new version takes the place of the old one for every audience that has the entry."""
    is_out = deed.resource.open_revision_id or deed.resource.suspended_revision_id
    _share(deed)
    if is_out:
        _open(deed)


def _suspend(deed: Deed) -> None:
    publication.suspend(deed.session, deed.actor, deed.resource, deed.reason)


def _restore(deed: Deed) -> None:
    publication.restore(deed.session, deed.actor, deed.resource)


def _withdraw(deed: Deed) -> None:
    publication.withdraw(deed.session, deed.actor, deed.resource, OPEN, deed.reason)


def _begin_change(deed: Deed) -> None:
    """A change for the officer to take up; whoever asked for it has not written it."""
    if deed.facts.values.get("no_rival_case") is not True:
        return
    rules = procedure.current("change")
    begin = rules.moves_from(None)[0]
    described = {name: getattr(deed.case, name) for name in ("subject_kind", "subject_id", "title", "unit_id", "office_id")}
    now = now_of(deed.session)
    case = Case(procedure=rules.name, version=rules.version, stage=begin.target, begun_at=now, **described)
    deed.session.add(case)
    deed.session.flush()
    first = CaseStep(
        case_id=case.id, number=1, at=now, action=begin.action, stage_to=begin.target, comment=deed.request.comment, **_who(deed)
    )
    deed.session.add(first)


def _who(deed: Deed) -> dict[str, Any]:
    return {"person_id": deed.actor.person_id, "person_name": deed.actor.name}


def _revoke(deed: Deed) -> None:
    publication.revoke(deed.session, deed.actor, deed.resource, deed.reason)


def _erase(deed: Deed) -> None:
    """Destroy the content, and what cases say of it; cases that were running end here."""
    publication.erase(deed.session, deed.actor, deed.resource, deed.reason)
    deed.case.title = ERASED
    of_subject = col(Case.subject_id) == deed.resource.id
    quoting = col(CaseStep.case_id).in_(select(Case.id).where(of_subject))
    _change(deed.session, update(CaseStep).where(quoting).values(comment=ERASED, reasons=[], decision={}))
    _change(deed.session, update(Case).where(of_subject).values(title=ERASED))
    others = (of_subject, col(Case.id) != deed.case.id, col(Case.ended_at).is_(None))
    _change(deed.session, update(Case).where(*others).values(outcome="abandoned", ended_at=now_of(deed.session)))


def _change(session: Session, statement: Any) -> None:
    session.execute(statement, execution_options={"synchronize_session": False})


EFFECTS: Mapping[str, Callable[[Deed], None]] = {
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
