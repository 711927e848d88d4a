"""Receipts: the outside says what arrived, the inside writes it down.

A receipt is one small JSON file. It is signed where the outside has a key; without one it carries its digest only, which
shows damage but not forgery, and the inside takes it only as long as no public key of the outside is there.
"""

from base64 import b64decode, b64encode
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from sqlmodel import Session

from catalog import digest
from catalog.actor import Actor
from catalog.database import moment_text
from portal.handover import dispatches, inbox, keys
from portal.handover.errors import HandoverError
from portal.handover.instance import identity
from portal.handover.manifest import Digest, Identity
from portal.handover.places import Places
from portal.shelf.errors import NotReadyError
from portal.shelf.store import Shelf

MOST_BYTES = 1 << 16
_SEAL = b"bianmu receipt\n"


class Statement(BaseModel):
    """What the outside says: the last bundle and record that it took in, and where its shelf stands (None: not built)."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")

    format: Literal["bianmu-receipt"] = "bianmu-receipt"
    version: Literal[1] = 1
    instance: Identity
    audience: Annotated[str, Field(pattern=r"^[a-z]{1,20}$")]
    sequence: Annotated[int, Field(ge=1)]
    bundle: Digest
    number: Annotated[int, Field(ge=1)]
    shelf_number: Annotated[int, Field(ge=0)] | None
    made_at: Annotated[str, Field(max_length=40)]


class Receipt(Statement):
    """A statement with what vouches for it."""

    digest: Digest
    signature: str | None


def make(places: Places, shelves: Path, audience: str, at: datetime) -> str:
    """The receipt for what was imported for this audience, as JSON."""
    known = inbox.standing(places.inbox, audience)
    if known is None:
        raise HandoverError("nothing_imported", audience=audience)
    statement = Statement(
        instance=known.instance,
        audience=audience,
        sequence=known.sequence,
        bundle=known.digest,
        number=known.last.number,
        shelf_number=_shelf_number(shelves, audience),
        made_at=moment_text(at),
    )
    return Receipt(**dict(statement), digest=digest.of(dict(statement)), signature=_signature(places, statement)).model_dump_json(indent=2)


def receive(session: Session, by: Actor, places: Places, file: Path) -> Receipt:
    """Check a receipt against what this registry exported, and write it down."""
    receipt = _read(file)
    _check_seal(places, receipt)
    found = dispatches.find(session, receipt.audience, receipt.bundle)
    if found is None or found.instance != receipt.instance or receipt.instance != identity(session):
        raise HandoverError("receipt_unknown", sequence=receipt.sequence)
    if (found.sequence, found.last.number) != (receipt.sequence, receipt.number):
        raise HandoverError("receipt_form", file=file.name)
    detail = _statement(receipt) | {"signed": receipt.signature is not None}
    dispatches.received(session, by, receipt.audience, detail)
    return receipt


def _read(file: Path) -> Receipt:
    with file.open("rb") as opened:
        content = opened.read(MOST_BYTES + 1)
    try:
        receipt = Receipt.model_validate_json(content[:MOST_BYTES])
    except ValidationError:
        raise HandoverError("receipt_form", file=file.name) from None
    if len(content) > MOST_BYTES or digest.of(_statement(receipt)) != receipt.digest:
        raise HandoverError("receipt_form", file=file.name)
    return receipt


def _check_seal(places: Places, receipt: Receipt) -> None:
    if not places.public_key("outside").exists():
        return
    if receipt.signature is None:
        raise HandoverError("receipt_unsigned")
    try:
        signature = b64decode(receipt.signature, validate=True)
    except ValueError:
        raise HandoverError("receipt_signature") from None
    if not keys.is_signed(keys.trusted_keys(places, "outside"), signature, _SEAL + digest.canonical(_statement(receipt))):
        raise HandoverError("receipt_signature")


def _signature(places: Places, statement: Statement) -> str | None:
    if not places.private_key("outside").exists():
        return None
    return b64encode(keys.signing_key(places, "outside").sign(_SEAL + digest.canonical(dict(statement)))).decode()


def _statement(receipt: Receipt) -> dict[str, Any]:
    return {name: value for name, value in dict(receipt).items() if name in Statement.model_fields}


def _shelf_number(shelves: Path, audience: str) -> int | None:
    shelf = Shelf(shelves, audience)
    try:
        with shelf.read() as snapshot:
            return snapshot.number()
    except NotReadyError:
        return None
    finally:
        shelf.close()
