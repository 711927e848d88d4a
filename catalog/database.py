"""Engines and sessions: the same promises from SQLite and from PostgreSQL.

Nobody but the edge (`portal.transactions`) commits.
"""

import json
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from sqlite3 import Connection as SQLiteConnection
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlmodel import Session

from catalog.clock import Clock

# FastAPI runs up to forty sync routes at once; a pool smaller than that turns load into time-outs.
POOL_SIZE, POOL_OVERFLOW = 10, 30
BUSY_SECONDS = 30


def connect(url: str | URL) -> Engine:
    """An engine for the registry at `url` (sqlite:///… or postgresql+psycopg://…)."""
    parsed = make_url(url)
    if parsed.drivername in ("postgresql", "postgres"):
        parsed = parsed.set(drivername="postgresql+psycopg")
    engine = create_engine(parsed, **_options(parsed))
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    return engine


def _options(url: URL) -> dict[str, Any]:
    options: dict[str, Any] = {"json_serializer": partial(json.dumps, ensure_ascii=False)}
    if url.get_backend_name() == "sqlite":
        return options | {"connect_args": {"timeout": BUSY_SECONDS}}
    return options | {"pool_size": POOL_SIZE, "max_overflow": POOL_OVERFLOW, "pool_pre_ping": True}


def _prepare_sqlite(connection: SQLiteConnection, record: object) -> None:
    del record
    # The driver's own transactions do not cover SELECT, so they are turned off and BEGIN is ours.
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.execute("PRAGMA secure_delete=ON")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    # A writer that began as a reader fails with "database is locked" instead of waiting for its turn.
    mode = connection.get_execution_options().get("begin", "DEFERRED")
    connection.exec_driver_sql(f"BEGIN {mode}")


@dataclass(frozen=True, slots=True)
class Registry:
    """Where the registry is, what time it is there, and the key that seals its audit chain."""

    engine: Engine
    clock: Clock
    audit_key: bytes


def open_session(registry: Registry, *, writing: bool = False) -> Session:
    """A session that carries clock and key; a writing one takes SQLite's write lock at its first statement."""
    engine = registry.engine
    session = Session(engine.execution_options(begin="IMMEDIATE") if writing else engine, expire_on_commit=False)
    session.info["clock"] = registry.clock
    session.info["audit_key"] = registry.audit_key
    return session


def moment_text(moment: datetime) -> str:
    """A moment as frozen content holds it: ISO 8601 in UTC with microseconds."""
    return moment.isoformat(timespec="microseconds")
