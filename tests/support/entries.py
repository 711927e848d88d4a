"""Factories of valid things: a small bureau, and entries that a test changes only where it matters."""

import uuid
from typing import Any

from sqlmodel import Session

from catalog import business_system, drafting, organisation, publication, resource_code, service_item
from catalog.actor import Actor
from catalog.resource import DataResource
from catalog.revision import ResourceRevision
from tests.support.registry import somebody

CLERK = somebody("clerk", "officer")
BUREAU, OFFICE, SYSTEM = "sh-lhsr", "sh-lhsr-parks", "LH02"
CREDIT_CODE = "113100000000000191"  # synthetic; passes its check digit


def an_item(name: str = "公园名称", **changes: Any) -> dict[str, Any]:
    return {"name": name, "data_type": "C", "length": 100, "share_type": "1", "open_type": "1", **changes}


def a_distribution(**changes: Any) -> dict[str, Any]:
    return {"id": str(uuid.uuid4()), "title": "公园名录（CSV）", "kind": "FILE", "format": "csv", "offered_to": "open", **changes}


def an_entry(**changes: Any) -> dict[str, Any]:
    """A complete document of an entry proposed for 无条件开放; None takes a field out."""
    passed = {"result": "PASS", "assessed_on": "2026-02-10", "assessed_by": "评估人"}
    document = {
        "title": "公园基本信息",
        "abstract": "全市公园的名称、位置、星级和开放时间，供市民游园和部门管理使用。",
        "category_code": "307001",
        "provider": BUREAU,
        "responsible_office": OFFICE,
        "business_system": SYSTEM,
        "keywords": ["公园", "绿地"],
        "themes": ["9"],
        "formats": ["csv"],
        "items": [an_item(), an_item("公园地址", length=200)],
        "share_type": "1",
        "share_methods": ["1"],
        "open_type": "1",
        "update_frequency": "SEMIANNUAL",
        "data_level": "GENERAL",
        "data_sublevel": "1",
        "secrecy_attribute": "0",
        "personal_information": "NONE",
        "licence": "sh-platform-terms",
        "assessments": {"secrecy_risk": passed, "personal_information": passed},
        "distributions": [a_distribution()],
    }
    document |= changes
    return {name: value for name, value in document.items() if value is not None}


def a_bureau(session: Session, by: Actor = CLERK) -> None:
    """One unit, one office, one system, two service items."""
    unit = {"slug": BUREAU, "name": "市绿化和市容管理局", "kind": "unit", "credit_code": CREDIT_CODE}
    organisation.register(session, by, unit)
    organisation.register(session, by, {"slug": OFFICE, "name": "公园管理处", "kind": "office", "parent": BUREAU})
    system = {
        "code": SYSTEM,
        "name": "公园管理信息系统",
        "unit": BUREAU,
        "responsible_office": OFFICE,
        "business_line": "LH",
        "stage": "RUNNING",
    }
    business_system.register(session, by, system)
    for code, name in (("GF-001", "花园单位评定"), ("SP-001", "迁移树木审批")):
        service_item.register(session, by, {"code": code, "name": name, "kind": "SERVICE", "provider": BUREAU})


def a_sealed_entry(session: Session, by: Actor = CLERK, **changes: Any) -> tuple[DataResource, ResourceRevision]:
    """An entry whose draft was sealed, with its code; on no shelf yet."""
    draft = drafting.start(session, by, an_entry(**changes))
    sealed = drafting.seal(session, by, draft)
    entry = session.get_one(DataResource, sealed.resource_id)
    resource_code.issue(session, entry, sealed.category_code)
    return entry, sealed


def an_open_entry(session: Session, by: Actor = CLERK, **changes: Any) -> tuple[DataResource, ResourceRevision]:
    """An entry that is shared and open."""
    entry, sealed = a_sealed_entry(session, by, **changes)
    publication.share(session, by, entry, sealed)
    publication.open_up(session, by, entry, sealed)
    return entry, sealed
