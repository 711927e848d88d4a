"""What is true of a subject at the moment of a deed: the facts that procedures ask for, gathered and then judged.

Only what the moves in question ask for is read from the database.
"""

import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, col, select

from catalog import comparison, drafting, revision
from catalog.clock import today_of
from catalog.drafting import Draft
from catalog.organisation import OrganisationUnit
from catalog.resource import DataResource
from catalog.revision import ResourceRevision
from schemas import library
from schemas.problems import Problem
from workflows import procedure
from workflows.blueprint import Move
from workflows.engine import Facts
from workflows.tables import Case

NOT_OPEN = "3"
CLOSED_LEVELS = frozenset({"IMPORTANT", "CORE"})
PASSED = frozenset({"PASS", "CONDITIONAL"})
ASSESSMENTS = ("secrecy_risk", "personal_information")
EVIDENCE = ("was", "evidence_kind", "evidence", "first_published_on")
RIVALS, IN_FORCE = frozenset({"no_rival_case", "no_stop_running"}), frozenset({"grade", "something_changed"})


@dataclass(frozen=True, slots=True)
class Content:
    """What a case is about: a draft or a version, with who wrote it and where it belongs."""

    document: Mapping[str, Any]
    authors: frozenset[uuid.UUID]
    office_id: uuid.UUID | None
    unit_id: uuid.UUID | None
    draft: Draft | None = None
    version: ResourceRevision | None = None
    problems: tuple[Problem, ...] = ()

    @property
    def title(self) -> str:
        return str(self.document.get("title", ""))[:200]


@dataclass(frozen=True, slots=True)
class Subject:
    """Everything that the facts are judged by."""

    resource: DataResource
    content: Content
    in_force: Mapping[str, Any] | None
    rivals: frozenset[str]
    is_up_to_date: bool
    has_namesake: bool


def gather(session: Session, resource: DataResource, content: Content, case_id: uuid.UUID | None, moves: Iterable[Move]) -> Facts:
    """The facts that these moves depend on."""
    wanted = {name for move in moves for name in (*move.needs, *(branch.fact for branch in move.when), *_implied(move))}
    subject = Subject(
        resource,
        content,
        _in_force(session, resource) if wanted & IN_FORCE else None,
        running(session, resource.id, besides=case_id) if wanted & RIVALS else frozenset(),
        "base_in_force" not in wanted or _is_up_to_date(session, resource, content.draft),
        "title_free" in wanted and drafting.title_is_taken(session, content.title, content.unit_id, resource.id),
    )
    values: dict[str, bool | str] = {name: JUDGEMENTS[name](subject) for name in wanted if name in JUDGEMENTS}
    levels: dict[str, bool | str] = {"states_conditions": bool(content.document.get("open_condition"))}
    levels["open_type"] = str(content.document.get("open_type", ""))
    return Facts(values | levels, frozenset(filter(None, (content.office_id, content.unit_id))), today_of(session))


def running(session: Session, subject_id: uuid.UUID, besides: uuid.UUID | None) -> frozenset[str]:
    """The names of the procedures of the other running cases on a subject."""
    on_subject = select(Case.procedure).where(col(Case.subject_id) == subject_id, col(Case.ended_at).is_(None), col(Case.id) != besides)
    return frozenset(session.exec(on_subject).all())


def of_draft(session: Session, draft: Draft) -> Content:
    """A draft as the content of a case; it may be incomplete."""
    slugs = [str(draft.document.get(part, "")) for part in ("responsible_office", "provider")]
    named = select(OrganisationUnit.slug, OrganisationUnit.id).where(col(OrganisationUnit.slug).in_(slugs))
    known = dict(session.exec(named).all())
    office_id, unit_id = (known.get(slug) for slug in slugs)
    problems = library.check("data_resource", draft.document)
    return Content(draft.document, people(draft.authors), office_id, unit_id, draft=draft, problems=problems)


def of_version(version: ResourceRevision) -> Content:
    """A version as the content of a case; one that was destroyed has none."""
    return Content(version.document or {}, people(version.authors), version.office_id, version.unit_id, version=version)


def of_nothing(case: Case) -> Content:
    """No content yet: the case waits for somebody to write it."""
    return Content({}, frozenset(), case.office_id, case.unit_id)


def _implied(move: Move) -> tuple[str, ...]:
    return ("no_rival_case",) if "begin_change" in move.effects else ()


def _in_force(session: Session, resource: DataResource) -> Mapping[str, Any] | None:
    pointer = resource.running_revision_id
    return revision.get(session, pointer).document if pointer else None


def _is_up_to_date(session: Session, resource: DataResource, draft: Draft | None) -> bool:
    """Whether no later version has come into force since the draft was begun from its own."""
    if draft is None or resource.running_revision_id is None:
        return True
    if draft.base_revision_id is None:
        return False
    # The base of a returned draft is the version that was handed in, which is newer than the one in force.
    return revision.get(session, draft.base_revision_id).number >= revision.get(session, resource.running_revision_id).number


def people(authors: Iterable[str]) -> frozenset[uuid.UUID]:
    """The authors of a draft or version as people; what the program itself wrote has none."""
    return frozenset(uuid.UUID(author) for author in authors if author != str(None))


def _is_assessed(assessment: Any) -> bool:
    given = assessment if isinstance(assessment, Mapping) else {}
    return given.get("result") in PASSED and bool(given.get("assessed_on")) and bool(str(given.get("assessed_by", "")).strip())


def _has_passed_both(subject: Subject) -> bool:
    return all(_is_assessed(_part(subject, "assessments").get(name)) for name in ASSESSMENTS)


def _part(subject: Subject, name: str) -> Mapping[str, Any]:
    """An object within the document; a draft may hold anything there."""
    part = subject.content.document.get(name)
    return part if isinstance(part, Mapping) else {}


def _is_out(subject: Subject) -> bool:
    return bool(subject.resource.open_revision_id or subject.resource.suspended_revision_id)


def _is_proposed(subject: Subject) -> bool:
    return subject.content.document.get("open_type") in ("1", "2")


def _has_open_distribution(subject: Subject) -> bool:
    if subject.content.document.get("open_type") != "1":
        return True
    offered = subject.content.document.get("distributions")
    return isinstance(offered, list) and any(isinstance(each, Mapping) and each.get("offered_to") == "open" for each in offered)


def _may_open(subject: Subject) -> bool:
    return subject.content.document.get("data_level") not in CLOSED_LEVELS


def _is_own(subject: Subject) -> bool:
    return subject.content.document.get("data_origin") != "SHARED_IN"


def _is_still_fit(subject: Subject) -> bool:
    fit = (_is_proposed, _may_open, _is_own, _has_open_distribution)
    return not _is_out(subject) or all(judge(subject) for judge in fit)


def _has_evidence(subject: Subject) -> bool:
    inheritance = _part(subject, "inheritance")
    return all(str(inheritance.get(part) or "").strip() for part in EVIDENCE)


def _grade(subject: Subject) -> str:
    """How grave the change is. What was suspended comes back only after all the stages."""
    if subject.in_force is None or subject.resource.suspended_revision_id:
        return "major"
    grade = comparison.graveness(comparison.between(subject.in_force, subject.content.document))
    return "correction" if grade == "none" else grade


def _has_rival(subject: Subject) -> bool:
    return any(procedure.current(name).carries_content for name in subject.rivals)


JUDGEMENTS: Mapping[str, Callable[[Subject], bool | str]] = {
    "not_revoked": lambda subject: subject.resource.revoked_at is None,
    "shared": lambda subject: subject.resource.shared_revision_id is not None,
    "not_shared": lambda subject: subject.resource.shared_revision_id is None,
    "open": lambda subject: subject.resource.open_revision_id is not None,
    "not_open": lambda subject: not _is_out(subject),
    "open_or_suspended": _is_out,
    "suspended": lambda subject: subject.resource.suspended_revision_id is not None,
    "no_rival_case": lambda subject: not _has_rival(subject),
    "no_stop_running": lambda subject: "suspension" not in subject.rivals,
    "document_valid": lambda subject: bool(subject.content.document) and not subject.content.problems,
    "assessments_passed": _has_passed_both,
    "assessed_while_open": lambda subject: not _is_out(subject) or _has_passed_both(subject),
    "base_in_force": lambda subject: subject.is_up_to_date,
    "title_free": lambda subject: not subject.has_namesake,
    "something_changed": lambda subject: subject.in_force != subject.content.document,
    "proposed_for_opening": _is_proposed,
    "level_may_open": _may_open,
    "own_data": _is_own,
    "open_distribution": _has_open_distribution,
    "still_fit_to_be_open": _is_still_fit,
    "evidence_complete": _has_evidence,
    "grade": _grade,
    "exposure": lambda subject: "open" if _is_out(subject) else "shared",
    "former": lambda subject: "OPEN" if _part(subject, "inheritance").get("was") == "OPEN" else "SHARED",
}
