"""Enter what an import file holds: all of it or nothing, and nothing twice.

Units, systems and service items are known by their code; entries by resource code, by a code of others, or by provider
and title. An entry in force is never overwritten: what differs becomes its draft.
"""

import uuid
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from sqlmodel import Session, col, select

from catalog import business_system, drafting, organisation, resource, revision, service_item
from catalog.actor import Actor
from catalog.drafting import Draft
from catalog.errors import CatalogError, ConflictError, InvalidDocumentError, NotFoundError, NotPermittedError
from catalog.exchange.envelope import KINDS, BadEnvelope, Envelope
from catalog.resource import DataResource
from schemas import library, synonyms
from schemas.problems import Problem

Watch = Callable[[int], None]


class HouseRules(Protocol):
    """What the procedures say of imports; the catalogue does not know them."""

    def may_enter(self, actor: Actor, kind: str, units: tuple[uuid.UUID, ...]) -> bool:
        """Whether this person may enter things of this kind for any of these offices and units."""
        ...

    def hold_for_writing(self, session: Session, actor: Actor, resource_id: uuid.UUID) -> None:
        """Lock an entry that is there; raise when it is under review or not this person's to write."""
        ...


@dataclass(frozen=True, slots=True)
class ImportProblem:
    """One thing wrong in the file: the place of its envelope (from 1), a JSON pointer into the document, code and texts."""

    place: int
    path: str
    code: str
    zh: str
    en: str


class ImportRefusedError(CatalogError):
    """The file was refused as a whole; `problems` holds everything that is wrong with it."""

    def __init__(self, problems: Sequence[ImportProblem]) -> None:
        super().__init__("import_refused", count=len(problems))
        self.problems = tuple(problems)


@dataclass(slots=True)
class Entered:
    """What came of an import: how many of each kind were entered, changed or already there, and the entries by key."""

    counts: Counter[tuple[str, str]] = field(default_factory=Counter)
    resources: dict[str, uuid.UUID] = field(default_factory=dict)


def enter(
    session: Session,
    actor: Actor,
    parts: Iterable[Envelope | BadEnvelope],
    rules: HouseRules,
    watch: Watch = lambda _: None,
) -> Entered:
    """Enter every envelope, or raise ImportRefusedError with every problem of every envelope and write nothing."""
    found, envelopes = _examined(parts)
    entered = Entered()
    for envelope in envelopes:
        try:
            _enter_one(session, actor, envelope, rules, entered)
        except CatalogError as error:
            found.extend(_explained(envelope.place, error))
        watch(1)
    if found:
        raise ImportRefusedError(sorted(found, key=lambda problem: (problem.place, problem.path)))
    return entered


def _examined(parts: Iterable[Envelope | BadEnvelope]) -> tuple[list[ImportProblem], list[Envelope]]:
    problems: list[ImportProblem] = []
    sound: list[Envelope] = []
    for part in parts:
        if isinstance(part, BadEnvelope):
            problems.append(ImportProblem(part.place, "", part.code, part.text("zh"), part.text("en")))
            continue
        normal = Envelope(part.place, part.kind, synonyms.normalise(part.kind, part.document), part.code, part.key)
        wrong = library.check(normal.kind, normal.document)
        problems.extend(_as_import_problem(part.place, problem) for problem in wrong)
        if not wrong:
            sound.append(normal)
    return problems, _in_order(sound)


def _in_order(envelopes: Sequence[Envelope]) -> list[Envelope]:
    """Kinds in the order in which they refer to one another, parents before their parts."""
    ranked = sorted(envelopes, key=lambda envelope: KINDS.index(envelope.kind))
    units = {each.document["slug"]: each for each in ranked if each.kind == "organisation_unit"}
    ordered: dict[str, Envelope] = {}
    for slug in units:
        _with_parents(slug, units, ordered)
    return [*ordered.values(), *(each for each in ranked if each.kind != "organisation_unit")]


def _with_parents(slug: str, units: dict[str, Envelope], ordered: dict[str, Envelope]) -> None:
    chain: list[str] = []
    while slug in units and slug not in ordered and slug not in chain:
        chain.append(slug)
        slug = units[slug].document.get("parent", "")
    for each in reversed(chain):
        ordered[each] = units[each]


def _enter_one(session: Session, actor: Actor, envelope: Envelope, rules: HouseRules, entered: Entered) -> None:
    if envelope.kind == "data_resource":
        _refuse(drafting.dangling(session, envelope.document))
    if not rules.may_enter(actor, envelope.kind, _scope(session, envelope)):
        raise NotPermittedError(f"import {envelope.kind}")
    outcome = ENTER[envelope.kind](session, actor, envelope, entered, rules)
    entered.counts[envelope.kind, outcome] += 1


def _scope(session: Session, envelope: Envelope) -> tuple[uuid.UUID, ...]:
    """The office and the unit that an entry belongs to; nothing for what belongs to the whole house."""
    if envelope.kind != "data_resource":
        return ()
    office = organisation.by_slug(session, envelope.document["responsible_office"])
    return (office.id, organisation.by_slug(session, envelope.document["provider"]).id)


def _registered(register: Callable[[Session, Actor, dict[str, Any]], tuple[Any, bool]]) -> Callable[..., str]:
    def one(session: Session, actor: Actor, envelope: Envelope, entered: Entered, rules: HouseRules) -> str:
        del entered, rules
        _, changed = register(session, actor, envelope.document)
        return "entered" if changed else "unchanged"

    return one


def _draft(session: Session, actor: Actor, envelope: Envelope, entered: Entered, rules: HouseRules) -> str:
    known = _known(session, envelope)
    if known is None:
        fresh = drafting.start(session, actor, envelope.document)
        _refuse(drafting.problems_of(session, fresh))
        identity, outcome = fresh.resource_id, "entered"
    else:
        identity, outcome = known.id, _drafted(session, actor, known, envelope.document, rules)
    if envelope.key:
        entered.resources[envelope.key] = identity
    return outcome


def _drafted(session: Session, actor: Actor, known: DataResource, document: dict[str, Any], rules: HouseRules) -> str:
    """Bring an entry that is there up to date: in its draft, or in a new one beside the version in force."""
    resource.refuse_if_revoked(known)
    draft = drafting.of(session, known)
    standing = draft.document if draft else _in_force(session, known)
    if drafting.with_distribution_ids(document, standing) == standing:
        return "unchanged"
    rules.hold_for_writing(session, actor, known.id)
    draft = drafting.of(session, known) or drafting.start_change(session, actor, known)
    _refuse(drafting.problems_of(session, drafting.save(session, actor, draft, document, draft.version)))
    return "changed"


def _refuse(problems: tuple[Problem, ...]) -> None:
    if problems:
        raise InvalidDocumentError(problems)


def _in_force(session: Session, known: DataResource) -> dict[str, Any]:
    if known.running_revision_id is None:
        raise ConflictError("under_review")
    return revision.document_of(revision.get(session, known.running_revision_id))


def _known(session: Session, envelope: Envelope) -> DataResource | None:
    if envelope.code:
        known = resource.find(session, envelope.code)
        if known is None:
            raise NotFoundError("data resource", envelope.code)
        return known
    document = envelope.document
    return resource.by_identifiers(session, resource.well_formed_identifiers(document)) or _of_this_title(session, document)


def _of_this_title(session: Session, document: dict[str, Any]) -> DataResource | None:
    """The entry of this provider and title, in force or as a draft; more than one cannot be told apart."""
    unit = organisation.by_slug(session, document["provider"])
    drafts = select(Draft.resource_id).where(col(Draft.title) == document["title"], col(Draft.unit_id) == unit.id)
    found = drafting.in_force_of_title(session, document["title"], unit.id) | set(session.exec(drafts).all())
    if len(found) > 1:
        raise ConflictError("ambiguous_title", count=len(found))
    return resource.get(session, found.pop()) if found else None


def _explained(place: int, error: CatalogError) -> list[ImportProblem]:
    if isinstance(error, InvalidDocumentError):
        return [_as_import_problem(place, problem) for problem in error.problems]
    return [ImportProblem(place, "", error.code, error.text("zh"), error.text("en"))]


def _as_import_problem(place: int, problem: Problem) -> ImportProblem:
    return ImportProblem(place, problem.path, problem.code, problem.text("zh"), problem.text("en"))


ENTER: dict[str, Callable[..., str]] = {
    "organisation_unit": _registered(organisation.register),
    "business_system": _registered(business_system.register),
    "service_item": _registered(service_item.register),
    "data_resource": _draft,
}
