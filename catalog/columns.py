"""Column types and table conventions that mean the same on SQLite and on PostgreSQL."""

from enum import StrEnum
from typing import Any, TypeVar

from sqlalchemy import JSON, String
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import InstrumentedAttribute
from sqlalchemy.types import TypeDecorator
from sqlmodel import SQLModel, col

__all__ = ["CodeText", "Document", "col", "nullable"]

# Named constraints can be dropped by a later migration, unnamed ones cannot; set before any table class exists.
SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

# JSON null and SQL NULL are one thing here, so that "IS NULL" finds what was never given or was destroyed.
Document = JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")

Code = TypeVar("Code", bound=StrEnum)


class CodeText(TypeDecorator[Code]):
    """A closed vocabulary stored as its value; a word outside it is refused when it is bound."""

    impl = String
    cache_ok = True

    def __init__(self, vocabulary: type[Code]) -> None:
        super().__init__(40)
        self.vocabulary = vocabulary

    def process_bind_param(self, value: Code | str | None, dialect: Dialect) -> str | None:
        del dialect
        return None if value is None else self.vocabulary(value).value

    def process_result_value(self, value: str | None, dialect: Dialect) -> Code | None:
        del dialect
        return None if value is None else self.vocabulary(value)


def nullable(column: Any) -> InstrumentedAttribute[Any]:
    """The column as SQLAlchemy sees it; the annotation on the class says what a loaded row holds."""
    return column  # type: ignore[no-any-return]
