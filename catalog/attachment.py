"""Attachments: scans of papers, kept once under their digest. A file without a row is harmless; a row never lacks its file."""

import hashlib
import os
import tempfile
import uuid
from datetime import datetime
from pathlib import Path

from sqlmodel import Field, Session, SQLModel

from catalog import audit
from catalog.actor import Actor
from catalog.clock import now_of


class Attachment(SQLModel, table=True):
    """A file that belongs to a deed."""

    __tablename__ = "attachment"

    id: uuid.UUID = Field(default_factory=uuid.uuid4, primary_key=True)
    digest: str = Field(max_length=64, index=True)
    filename: str = Field(max_length=255)
    byte_size: int
    kept_at: datetime


def keep(session: Session, actor: Actor, folder: Path, filename: str, data: bytes) -> Attachment:
    """Keep a file under `folder` by its SHA-256; on disk and synced before the row can commit."""
    digest = hashlib.sha256(data).hexdigest()
    _store(folder / digest[:2], digest, data)
    kept = Attachment(digest=digest, filename=Path(filename).name, byte_size=len(data), kept_at=now_of(session))
    session.add(kept)
    session.flush()
    audit.record(session, actor, "attachment.kept", "attachment", kept.id, {"digest": digest, "bytes": len(data)})
    return kept


def _store(folder: Path, digest: str, data: bytes) -> None:
    target = folder / digest
    if target.exists():
        return
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=folder, delete=False) as half:
        half.write(data)
        half.flush()
        os.fsync(half.fileno())
    Path(half.name).replace(target)
