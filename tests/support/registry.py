"""A real registry for tests: migrated, on SQLite or PostgreSQL, with a clock that stands still."""

import os
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import URL, make_url, text
from sqlmodel import Session

from catalog import people
from catalog.actor import Actor, Grant
from catalog.clock import FixedClock
from catalog.database import Registry, connect
from catalog.people import NewPerson
from portal import transactions
from portal.migrations.upgrade import upgrade

START = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)  # a Monday, nine in the morning in the office
KEY = b"a key for tests only, thirty-two bytes"


@dataclass(frozen=True)
class House:
    """One registry and its clock."""

    registry: Registry
    clock: FixedClock

    @contextmanager
    def writing(self) -> Iterator[Session]:
        with transactions.writing(self.registry) as session:
            yield session

    @contextmanager
    def reading(self) -> Iterator[Session]:
        with transactions.reading(self.registry) as session:
            yield session


def opened(url: URL | str) -> House:
    """The migrated registry at `url`."""
    clock = FixedClock(START)
    return House(Registry(connect(url), clock, KEY), clock)


def migrated(url: URL | str) -> None:
    """Build the tables at `url` by running the migrations; done once a session, then copied."""
    engine = connect(url)
    upgrade(engine)
    engine.dispose()


def on_sqlite(folder: Path, template: Path | None = None) -> House:
    """A registry of its own in `folder`."""
    file = folder / "registry.sqlite"
    if template is None:
        migrated(f"sqlite:///{file}")
    else:
        shutil.copyfile(template, file)
    return opened(f"sqlite:///{file}")


def new_database(server_url: str, template: str | None = None) -> URL:
    """An empty database of its own on a running PostgreSQL server, or a copy of `template`."""
    name = f"bianmu_{uuid.uuid4().hex[:12]}"
    admin = connect(server_url).execution_options(isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f'CREATE DATABASE "{name}"' + (f' TEMPLATE "{template}"' if template else "")))
    admin.dispose()
    return make_url(server_url).set(database=name)


def a_person(session: Session, account: str, *roles: str, unit: uuid.UUID | None = None) -> Actor:
    """A registered person with roles, as one who acts."""
    by = somebody("set-up")
    person = people.add(session, by, NewPerson(account, account, None, None))
    for role in roles:
        people.grant(session, by, person, role, unit)
    return people.actor(session, account, "test")


def somebody(name: str, *roles: str, unit: uuid.UUID | None = None) -> Actor:
    """An actor that no table knows, for deeds that only ask who acts."""
    return Actor(None, name, name, tuple(Grant(role, unit) for role in roles), "test", os.environ.get("USER"))
