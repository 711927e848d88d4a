"""Which registry this is.

The identity comes from the first record of the audit chain: it is sealed with a random key, nobody can change it
without breaking the chain, it moves with the database from machine to machine and comes back with a backup, and a new
registry in an old folder has another one. A file beside the database would have to be kept in step with it by hand.
"""

import uuid

from sqlmodel import Session, col, select

from catalog.journal import AuditRecord


def identity(session: Session) -> str:
    """The UUID of this registry, which has one from its first deed on."""
    first = session.exec(select(AuditRecord.digest).where(col(AuditRecord.number) == 1)).one()
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"bianmu:registry:{first}"))
