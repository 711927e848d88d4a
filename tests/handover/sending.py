"""Messages of the public: put in outside, carried, collected inside."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import col, select

from catalog.journal import AuditRecord
from portal.handover import keys
from portal.handover.errors import HandoverError
from portal.handover.wanted import Wanted
from portal.intake import collecting, exporting
from portal.intake.collected import Collected
from portal.intake.store import Intake
from tests.handover.two_sides import ADMIN, Inside, Outside, everything
from tests.support.registry import START

QUESTION = {"dataset": "307001-000001", "text": "公园面积是否包括水面？"}


def put(intake: Intake, count: int = 1) -> None:
    for _ in range(count):
        intake.put("data_question", QUESTION, START)


def export(outside: Outside, **wanted: Any) -> Path:
    disc = outside.home / "disc"
    disc.mkdir(exist_ok=True)
    key = keys.signing_key(outside.places, "outside")
    made = exporting.export(Intake(outside.places.intake), key, disc, START + timedelta(hours=1), Wanted("inside", **wanted))
    assert made is not None
    return made.path


def collect(inside: Inside, bundle: Path) -> int:
    return collecting.collect_bundle(inside.house.registry, ADMIN, inside.places, bundle).messages


def collected(inside: Inside) -> list[int]:
    store = Collected(inside.places.collected)
    return [message.number for intake in store.intakes() for message in store.after(intake, 0, 1000)]


def refusal(inside: Inside, bundle: Path) -> str:
    before, told = collected_bytes(inside), deeds(inside)
    with pytest.raises(HandoverError) as refused:
        collect(inside, bundle)
    assert (collected_bytes(inside), deeds(inside)) == (before, told)
    return refused.value.code


def collected_bytes(inside: Inside) -> dict[str, bytes | None]:
    folder = inside.places.collected.parent
    return everything(folder) if folder.exists() else {}


def deeds(inside: Inside) -> list[int]:
    wanted = select(AuditRecord).where(col(AuditRecord.action) == "intake.collected").order_by(col(AuditRecord.number))
    with inside.house.reading() as session:
        return [deed.detail["messages"] for deed in session.exec(wanted).all()]
