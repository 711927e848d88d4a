"""The way back: what arrived outside is written down inside, and nobody else can make believe that it did."""

import json
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import col, select

from catalog.journal import AuditRecord
from portal.handover import dispatches, keys, receipts
from portal.handover.errors import HandoverError
from tests.handover.two_sides import ADMIN, Inside, Outside, an_outside, carry_key
from tests.support.registry import START


def a_receipt(outside: Outside) -> str:
    return receipts.make(outside.places, outside.shelves, "open", START)


def receive(inside: Inside, text: str | dict[str, Any]) -> receipts.Receipt:
    file = inside.home / "receipt.json"
    file.write_text(text if isinstance(text, str) else json.dumps(text))
    with inside.house.writing() as session:
        return receipts.receive(session, ADMIN, inside.places, file)


def refusal(inside: Inside, text: str | dict[str, Any]) -> str:
    before = deeds(inside)
    with pytest.raises(HandoverError) as refused:
        receive(inside, text)
    assert deeds(inside) == before
    return refused.value.code


def deeds(inside: Inside) -> list[dict[str, Any]]:
    wanted = select(AuditRecord).where(col(AuditRecord.action) == dispatches.RECEIVED).order_by(col(AuditRecord.number))
    with inside.house.reading() as session:
        return [deed.detail for deed in session.exec(wanted).all()]


@pytest.fixture
def fed(inside: Inside, outside: Outside) -> Outside:
    outside.take_in(inside.export())
    outside.follow()
    return outside


def test_a_receipt_tells_how_far_bundle_and_shelf_are(inside: Inside, fed: Outside) -> None:
    got = receive(inside, a_receipt(fed))
    assert (got.sequence, got.number, got.shelf_number, got.signature) == (1, 10, 10, None)
    (deed,) = deeds(inside)
    assert (deed["number"], deed["shelf_number"], deed["signed"]) == (10, 10, False)


def test_a_shelf_that_is_behind_shows(inside: Inside, fed: Outside) -> None:
    inside.open_entry("公园之三")
    fed.take_in(inside.export())
    got = receive(inside, a_receipt(fed))
    assert (got.sequence, got.number, got.shelf_number) == (2, 12, 10)


def test_a_node_without_a_shelf_says_so(inside: Inside, outside: Outside) -> None:
    outside.take_in(inside.export())
    assert receive(inside, a_receipt(outside)).shelf_number is None


def test_where_nothing_was_imported_there_is_no_receipt(outside: Outside) -> None:
    with pytest.raises(HandoverError, match="imported"):
        a_receipt(outside)


def test_a_signed_receipt_is_recognised(inside: Inside, fed: Outside) -> None:
    keys.make(fed.places, "outside")
    carry_key(fed.places, inside.places, "outside")
    receive(inside, a_receipt(fed))
    assert deeds(inside)[0]["signed"] is True


def test_where_the_outsides_key_is_known_a_receipt_has_to_be_signed_with_it(inside: Inside, fed: Outside, tmp_path: Path) -> None:
    plain = a_receipt(fed)
    other = an_outside(tmp_path / "other", inside)
    keys.make(other.places, "outside")
    carry_key(other.places, inside.places, "outside")
    assert refusal(inside, plain) == "receipt_unsigned"
    keys.make(fed.places, "outside")
    signed = json.loads(a_receipt(fed))
    assert refusal(inside, signed) == "receipt_signature"
    assert refusal(inside, signed | {"signature": "not base64!"}) == "receipt_signature"


@pytest.mark.parametrize(
    "change",
    [{"number": 9}, {"sequence": 2}, {"made_at": "today"}, {"shelf_number": 99}, {"colour": "green"}, {"digest": "0" * 64}],
    ids=lambda change: next(iter(change)),
)
def test_a_receipt_that_was_altered_is_refused(inside: Inside, fed: Outside, change: dict[str, Any]) -> None:
    assert refusal(inside, json.loads(a_receipt(fed)) | change) == "receipt_form"


@pytest.mark.parametrize("text", ["", "[]", "公园", "[" * 50_000, '{"format":"bianmu-receipt"}', " " * (1 << 17)])
def test_what_is_no_receipt_is_refused(inside: Inside, text: str) -> None:
    assert refusal(inside, text) == "receipt_form"


def test_a_receipt_for_a_bundle_that_was_never_exported_is_refused(inside: Inside, fed: Outside) -> None:
    statement = json.loads(a_receipt(fed)) | {"bundle": "1" * 64}
    told = {name: statement[name] for name in receipts.Statement.model_fields}
    assert refusal(inside, told | {"digest": receipts.digest.of(told), "signature": None}) == "receipt_unknown"
    lies = told | {"bundle": json.loads(a_receipt(fed))["bundle"], "number": 99}
    assert refusal(inside, lies | {"digest": receipts.digest.of(lies), "signature": None}) == "receipt_form"
