"""A registry in which everything that the public may not see carries a mark, in every state an entry can be in."""

import uuid
from collections.abc import Callable
from typing import Any

from sqlmodel import Session

from catalog import drafting
from catalog.actor import Actor
from catalog.resource import DataResource
from schemas.outline import Field, outline
from tests.support.entries import a_distribution, an_item
from tests.support.registry import House
from tests.workflows.staff import LEVEL_ONE, ROLES, Staff, a_draft, a_shared_entry, a_staffed_bureau, an_opened_entry, walk
from workflows import casework
from workflows.request import Request

SECRET = "ZQX"  # no other text holds these letters in this order
STATES = (
    "draft",
    "office_review",
    "joint_review",
    "central_review",
    "bureau_decision",
    "returned",
    "refused",
    "shared",
    "suspended",
    "withdrawn",
    "withdrawn_silently",
    "revoked",
    "expunged",
    "changing",
    "open",
)
WAY = (("approve", "head"), ("pass_secrecy", "reviewer"), ("pass_security", "reviewer"), ("approve", "centre"))
PASSED = {"office_review": 0, "joint_review": 1, "central_review": 3, "bureau_decision": 4}
# An entry that ended leaves a tombstone with its title where the reason allows it; everything else of it is gone.
TOMBSTONES = {"suspended", "withdrawn", "revoked"}


def mark(state: str, what: str = "") -> str:
    """The mark of a state; `what` tells the field apart."""
    return f"{SECRET}{state.replace('_', '').upper()}{what.replace('_', '').upper()}"


def closed_entry(state: str, **changes: Any) -> dict[str, Any]:
    """An entry of which nothing may be seen: every free text carries the state's mark."""
    own = mark(state)
    files = [
        a_distribution(),
        a_distribution(title="内部库表", kind="DATABASE", format="oracle", offered_to="shared", database=own, table=own),
    ]
    title = f"目录{own}" if state not in TOMBSTONES else f"墓碑{state}"
    shown = {
        "title": title,
        "abstract": f"摘要{own}，仅供检查是否泄露之用。",
        "keywords": [f"关键字{own}"],
        "public_contact": {"office": f"联系处{own}"},
        "items": [an_item(f"数据项{own}", description=f"说明{own}", example=f"示例{own}")],
        "distributions": files,
    }
    return shown | internal(state) | changes


def internal(state: str) -> dict[str, Any]:
    """A value with a mark for every free text that is not for the public."""
    document: dict[str, Any] = {}
    for field in outline("data_resource"):
        if field.audience != "open" and field.kind in ("text", "paragraph") and not field.children and field.name not in FIXED:
            document[field.name] = mark(state, field.name)
    own = mark(state, "part")
    document |= {
        "source_tables": [{"database": own, "table": own}],
        "officer_contact": {"name": own, "phone": "021-5555 0101"},
        "identifiers": [{"scheme": own, "value": own}],
        "legal_basis": {"kind": "LAW", "title": own, "article": own},
        "inheritance": {
            "was": "OPEN",
            "evidence_kind": "DOCUMENT",
            "evidence": own,
            "first_published_on": "2015-01-01",
            "former_code": own,
        },
        "assessments": {
            name: {"result": "PASS", "assessed_on": "2026-02-10", "assessed_by": own} for name in ("secrecy_risk", "personal_information")
        },
    }
    return document


FIXED = {"responsible_office", "business_system", "source_department"}


def closed_item(state: str) -> dict[str, Any]:
    """An item that is not opened, marked throughout."""
    own = mark(state, "item")
    return an_item(f"未开放{own}", description=own, example=own, unit=own[:20], field_name=own, share_type="3", open_type="3", remarks=own)


def fields_without_mark(document: dict[str, Any]) -> list[str]:
    """Free-text fields that are not for the public and carry no mark: the test would not notice them."""
    return [
        field.pointer for field in _hidden(outline("data_resource")) if field.name not in FIXED and not _is_marked(document, field.pointer)
    ]


def _hidden(fields: tuple[Field, ...]) -> list[Field]:
    found = []
    for field in fields:
        if field.children:
            found += [child for child in _hidden(field.children) if field.audience != "open" or child.audience != "open"]
        elif field.audience != "open" and field.kind in ("text", "paragraph"):
            found.append(field)
    return found


def _is_marked(document: Any, pointer: str) -> bool:
    values = [document]
    for part in pointer.strip("/").split("/"):
        values = [member for value in values for member in value] if part == "*" else [value[part] for value in values if part in value]
    return any(SECRET in str(value) for value in values)


def populate(house: House, follow: Callable[[], object]) -> dict[str, DataResource]:
    """One entry in each state. What ends was on the shelf before it ended: `follow` is called in between."""
    with house.writing() as session:
        crew = a_staffed_bureau(session)
        entries = {state: MAKERS.get(state, _opened if state in ENDINGS else _under_review)(session, crew, state) for state in STATES}
    follow()
    for state, end in ENDINGS.items():
        with house.writing() as session:
            end(session, crew, state, session.merge(entries[state]))
    follow()
    return entries


def _under_review(session: Session, crew: Staff, state: str) -> DataResource:
    entry = a_draft(session, crew.officer, **closed_entry(state))
    case = casework.begin(session, "registration_and_opening", entry, crew.officer)
    casework.act(session, case.id, "submit", crew.officer, Request(comment=mark(state, "comment")))
    walk(session, case, WAY[: PASSED.get(state, 0)], crew)
    if state in ("returned", "refused"):
        casework.act(
            session, case.id, state.removesuffix("ed").replace("refus", "refuse"), crew.head, Request(comment=mark(state, "reason"))
        )
    return entry


def _draft(session: Session, crew: Staff, state: str) -> DataResource:
    return a_draft(session, crew.officer, **closed_entry(state))


def _shared(session: Session, crew: Staff, state: str) -> DataResource:
    return a_shared_entry(session, crew, **closed_entry(state))


def _opened(session: Session, crew: Staff, state: str) -> DataResource:
    return an_opened_entry(session, crew, **closed_entry(state))


def _stop(session: Session, crew: Staff, state: str, entry: DataResource) -> None:
    casework.begin(session, "suspension", entry, crew.watch, Request(comment=mark(state), reason="REVIEW"))


def _end(procedure: str, reason: str, by: str = "officer") -> Callable[[Session, Staff, str, DataResource], None]:
    def end(session: Session, crew: Staff, state: str, entry: DataResource) -> None:
        case = casework.begin(session, procedure, entry, getattr(crew, by), Request(comment=mark(state), reason=reason))
        while case.ended_at is None:
            casework.act(session, case.id, "approve", _who_may_approve(session, case.id, crew))

    return end


def _who_may_approve(session: Session, case_id: uuid.UUID, crew: Staff) -> Actor:
    everybody = (getattr(crew, post) for post in ROLES)
    return next(
        actor
        for actor in everybody
        if any(one.move.action == "approve" and not one.refusals for one in casework.choices(session, case_id, actor))
    )


def _changing(session: Session, crew: Staff, state: str) -> DataResource:
    entry = an_opened_entry(session, crew, title="开放且正在变更的目录", **internal(state))
    case = casework.begin(session, "change", entry, crew.officer)
    draft = casework.edit(session, case.id, crew.officer)
    drafting.save(session, crew.officer, draft, draft.document | {"abstract": f"新摘要{mark(state)}，尚未批准。"}, draft.version)
    casework.act(session, case.id, "submit", crew.officer, Request(comment=mark(state)))
    return entry


def _open(session: Session, crew: Staff, state: str) -> DataResource:
    """Open, with marks in all that stays inside, and relations to what is not open."""
    hidden = a_shared_entry(session, crew, **closed_entry("related"))
    conditions = {
        "share_type": "2",
        "share_scope": mark(state, "scope"),
        "share_purposes": ["WORK_REF"],
        "share_condition": mark(state, "cond"),
    }
    entry = a_draft(
        session,
        crew.officer,
        **(
            internal(state) | conditions | {"title": "开放的目录", "items": [an_item(), closed_item(state)], "related_codes": [hidden.code]}
        ),
    )
    case = casework.begin(session, "registration_and_opening", entry, crew.officer)
    casework.act(session, case.id, "submit", crew.officer)
    walk(session, case, WAY, crew)
    casework.act(session, case.id, "approve", crew.leader, LEVEL_ONE)
    return entry


MAKERS: dict[str, Callable[[Session, Staff, str], DataResource]] = {
    "draft": _draft,
    "shared": _shared,
    "changing": _changing,
    "open": _open,
}
ENDINGS: dict[str, Callable[[Session, Staff, str, DataResource], None]] = {
    "suspended": _stop,
    "withdrawn": _end("withdrawal", "OUTDATED"),
    "withdrawn_silently": _end("withdrawal", "SECRECY"),
    "revoked": _end("revocation", "MERGED"),
    "expunged": _end("expunction", "PRIVACY", by="keeper"),
}
