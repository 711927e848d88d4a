"""Alembic's entry: runs the steps on the connection that `portal.migrations.upgrade` hands over."""

from typing import Any, Literal

import sqlalchemy as sa
from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlmodel.sql import sqltypes

from catalog.columns import CodeText
from portal.migrations.tables import METADATA


def plain_type(kind: str, thing: Any, autogenerate: AutogenContext) -> str | Literal[False]:
    """Types in a step are SQLAlchemy's own, so that a step does not change when our code does."""
    del autogenerate
    if kind != "type":
        return False
    if isinstance(thing, sqltypes.AutoString | CodeText):
        return f"sa.String({thing.length})" if getattr(thing, "length", None) else "sa.String()"
    if isinstance(thing, sa.types.TypeDecorator) and isinstance(thing.impl_instance, sa.DateTime):
        return "sa.DateTime(timezone=True)"
    if isinstance(thing, sa.JSON):
        return "DOCUMENT"
    return False


def run() -> None:
    connection = context.config.attributes["connection"]
    context.configure(
        connection=connection,
        target_metadata=METADATA,
        render_as_batch=connection.dialect.name == "sqlite",
        render_item=plain_type,
        compare_type=True,
    )
    with context.begin_transaction():
        context.run_migrations()


run()
