"""A staffed bureau: one registered person for each role, and cases walked as far as a test wants them."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import Session

from catalog import drafting, organisation, people
from catalog.actor import Actor
from catalog.attachment import Attachment
from catalog.clock import now_of
from catalog.resource import DataResource
from tests.support.entries import BUREAU, OFFICE, a_bureau, an_entry
from tests.support.registry import somebody
from workflows import casework
from workflows.request import Directive, Request
from workflows.tables import Case

SCAN = "5c" * 32
ROLES = {
    "officer": ("officer",),
    "colleague": ("officer",),
    "head": ("office_reviewer",),
    "reviewer": ("secrecy_reviewer", "security_reviewer"),
    "centre": ("central_reviewer",),
    "leader": ("bureau_leader",),
    "keeper": ("catalogue_admin",),
    "watch": ("duty_officer",),
    "sysadmin": ("system_admin",),
}
IN_THE_OFFICE = ("officer", "colleague", "head")


@dataclass(frozen=True)
class Staff:
    """Everybody by the name of his post."""

    officer: Actor
    colleague: Actor
    head: Actor
    reviewer: Actor
    centre: Actor
    leader: Actor
    keeper: Actor
    watch: Actor
    sysadmin: Actor


def a_staffed_bureau(session: Session) -> Staff:
    a_bureau(session)
    office = organisation.by_slug(session, OFFICE)
    for account, roles in ROLES.items():
        employ(session, account, *roles, unit=office.id if account in IN_THE_OFFICE else None)
    session.add(Attachment(digest=SCAN, filename="批示.pdf", byte_size=1, kept_at=now_of(session)))
    session.flush()
    return staff(session)


def staff(session: Session) -> Staff:
    return Staff(**{account: people.actor(session, account, "test") for account in ROLES})


def employ(session: Session, account: str, *roles: str, unit: Any = None) -> Actor:
    by = somebody("personnel", "system_admin")
    person = people.add(session, by, people.NewPerson(account, account.title(), None, None))
    for role in roles:
        people.grant(session, by, person, role, unit)
    return people.actor(session, account, "test")


def another_unit(session: Session) -> Any:
    by = somebody("personnel")
    unit, _ = organisation.register(session, by, {"slug": "sh-lhsr-roads", "name": "道路管理处", "kind": "office", "parent": BUREAU})
    return unit.id


def a_draft(session: Session, by: Actor, **changes: Any) -> DataResource:
    draft = drafting.start(session, by, an_entry(**changes))
    return session.get_one(DataResource, draft.resource_id)


def a_paper(**changes: Any) -> Directive:
    given: dict[str, Any] = {"signer": "王局长", "number": "沪绿容签〔2026〕7号", "signed_on": date(2026, 3, 2), "scan_digest": SCAN}
    return Directive(**(given | changes))


# Who does what on the way through, step by step.
REGISTRATION = (("submit", "officer"), ("approve", "head"), ("approve", "centre"), ("approve", "leader"))
OPENING = (
    ("submit", "officer"),
    ("approve", "head"),
    ("pass_secrecy", "reviewer"),
    ("pass_security", "reviewer"),
    ("approve", "centre"),
    ("approve", "leader"),
)
LEVEL_ONE = Request(level="1")


def walk(session: Session, case: Case, way: tuple[tuple[str, str], ...], crew: Staff) -> Case:
    """Take a case along; the bureau's decision on an opening states the level."""
    for action, post in way:
        decides = case.stage == "bureau_decision" and case.procedure in ("opening", "registration_and_opening")
        casework.act(session, case.id, action, getattr(crew, post), LEVEL_ONE if decides else Request())
    return case


def a_shared_entry(session: Session, crew: Staff, **changes: Any) -> DataResource:
    entry = a_draft(session, crew.officer, **changes)
    walk(session, casework.begin(session, "registration", entry, crew.officer), REGISTRATION, crew)
    return entry


def an_opened_entry(session: Session, crew: Staff, **changes: Any) -> DataResource:
    entry = a_draft(session, crew.officer, **changes)
    walk(session, casework.begin(session, "registration_and_opening", entry, crew.officer), OPENING, crew)
    return entry


def revised(session: Session, by: Actor, entry: DataResource, **changes: Any) -> None:
    """Somebody's change to the draft of an entry."""
    draft = drafting.of(session, entry)
    assert draft is not None
    drafting.save(session, by, draft, dict(draft.document) | changes, draft.version)
