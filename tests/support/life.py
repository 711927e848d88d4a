"""The life of one entry, deed by deed, from an empty registry to an open shelf; it goes on from wherever it was broken off."""

from collections.abc import Callable, Iterator

from sqlmodel import Session, col, select

from catalog import drafting, organisation, people, resource
from catalog.actor import Actor
from catalog.database import Registry
from catalog.drafting import Draft
from catalog.errors import NotFoundError
from catalog.resource import DataResource
from portal import transactions
from tests.support.entries import BUREAU, a_bureau, an_entry
from tests.support.registry import a_person
from workflows import casework
from workflows.request import Request
from workflows.tables import Case

PEOPLE = {
    "officer": "officer",
    "head": "office_reviewer",
    "secrecy": "secrecy_reviewer",
    "security": "security_reviewer",
    "centre": "central_reviewer",
    "leader": "bureau_leader",
    "duty": "duty_officer",
}
ACTS = (
    ("submit", "officer"),
    ("approve", "head"),
    ("pass_secrecy", "secrecy"),
    ("pass_security", "security"),
    ("approve", "centre"),
    ("approve", "leader"),
)
Deed = Callable[[Session], None]


def go_on(registry: Registry, entries: int = 1) -> Iterator[str]:
    """Do one deed a transaction until so many entries are open; yields the name of each deed that was done."""
    while True:
        with transactions.writing(registry) as session:
            name, deed = _next(session, entries)
            if deed is None:
                return
            deed(session)
        yield name


def _next(session: Session, entries: int) -> tuple[str, Deed | None]:
    if organisation.find(session, BUREAU) is None:
        return "bureau", a_bureau
    for account, role in PEOPLE.items():
        if not _is_here(session, account):
            return account, lambda session, account=account, role=role: a_person(session, account, role) and None  # type: ignore[misc]
    case = session.exec(select(Case).where(col(Case.ended_at).is_(None))).first()
    if case is not None:
        return _next_act(session, case)
    draft = session.exec(select(Draft)).first()
    if draft is not None:
        entry = resource.get(session, draft.resource_id)
        return "begin", lambda session: casework.begin(session, "registration_and_opening", entry, _person(session, "officer")) and None
    known = len(session.exec(select(DataResource.id)).all())
    if known < entries:
        content = an_entry(title=f"公园基本信息之{known}")
        return "draft", lambda session: drafting.start(session, _person(session, "officer"), content) and None
    return "end", None


def _next_act(session: Session, case: Case) -> tuple[str, Deed | None]:
    done = len(casework.steps_of(session, [case])) - 1
    action, account = ACTS[done]
    request = Request(comment="同意", level="1") if account == "leader" else Request(comment="同意")
    return action, lambda session: casework.act(session, case.id, action, _person(session, account), request) and None


def _is_here(session: Session, account: str) -> bool:
    try:
        people.by_account(session, account)
    except NotFoundError:
        return False
    return True


def _person(session: Session, account: str) -> Actor:
    return people.actor(session, account, "test")


def the_entry(session: Session) -> DataResource:
    return resource.get(session, session.exec(select(col(DataResource.id))).one())
