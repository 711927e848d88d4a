"""Bring a registry database to this program's shape, or say in one line why it is not there."""

from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError

from catalog.errors import BrokenPromiseError
from portal.migrations.tables import METADATA

FOLDER = Path(__file__).parent


def configuration(connection: Connection | None = None) -> Config:
    """Alembic's configuration, without any file."""
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    if connection is not None:
        config.attributes["connection"] = connection
    return config


def newest() -> str:
    """The version that this program works on."""
    head = ScriptDirectory.from_config(configuration()).get_current_head()
    if head is None:
        raise AssertionError  # a program without migrations was built wrongly
    return head


def upgrade(engine: Engine) -> None:
    """Run the missing steps, all or none; a database of a newer program is refused untouched."""
    with _connected(engine.execution_options(begin="IMMEDIATE")) as connection, connection.begin():
        _refuse_newer(_version(connection))
        if connection.dialect.name == "postgresql":
            connection.execute(text("SET LOCAL lock_timeout = '10s'"))
            connection.execute(text("SELECT pg_advisory_xact_lock(20251019)"))
        command.upgrade(configuration(connection), "head")


def require_current(engine: Engine) -> None:
    """Raise unless the database has exactly this program's shape."""
    with _connected(engine) as connection:
        found = _version(connection)
    _refuse_newer(found)
    if found is None:
        raise BrokenPromiseError("database_empty")
    if found != newest():
        raise BrokenPromiseError("database_older", found=found)


def drift(engine: Engine) -> list[object]:
    """The differences between the tables in the database and the tables in the code."""
    with _connected(engine) as connection:
        return list(compare_metadata(MigrationContext.configure(connection, opts={"compare_type": True}), METADATA))


def _connected(engine: Engine) -> Connection:
    try:
        return engine.connect()
    except DBAPIError as error:
        raise BrokenPromiseError("database_unreachable", reason=str(error.orig).splitlines()[0]) from None


def _version(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _refuse_newer(found: str | None) -> None:
    known = {script.revision for script in ScriptDirectory.from_config(configuration()).walk_revisions()}
    if found is not None and found not in known:
        raise BrokenPromiseError("database_newer", found=found)
