"""What the registry keeps of approvals: cases, their steps, batches under one paper, and the office's own calendar.

What a case is worth follows from its steps; a step is written once and never altered.
"""

import uuid
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, ForeignKeyConstraint, Index, UniqueConstraint, text
from sqlalchemy.event import listens_for
from sqlalchemy.orm import Mapper
from sqlmodel import Field, SQLModel

from catalog.columns import Document
from catalog.errors import BrokenPromiseError

RUNNING = text("ended_at IS NULL")


class AlteredStepError(BrokenPromiseError):
    """Somebody tried to alter or delete a step that was taken."""

    def __init__(self, number: int) -> None:
        super().__init__("step_altered", number=number)

    def text(self, locale: str = "zh") -> str:
        if locale.startswith("en"):
            return f"Step {self.parameters['number']} was taken; it can neither be altered nor deleted."
        return f"第 {self.parameters['number']} 步已经办理，不能更改或删除。"


class Case(SQLModel, table=True):
    """One run of one procedure version on one subject. It has ended when `ended_at` is set."""

    # Not "case": that is a word of SQL.
    __tablename__ = "procedure_case"
    __table_args__ = (
        ForeignKeyConstraint(["subject_id", "revision_id"], ["resource_revision.resource_id", "resource_revision.id"]),
        Index("uq_procedure_case_running", "procedure", "subject_id", unique=True, sqlite_where=RUNNING, postgresql_where=RUNNING),
        Index("ix_procedure_case_stage", "procedure", "stage", sqlite_where=RUNNING, postgresql_where=RUNNING),
    )

    id: uuid.UUID = Field(default_factory=uuid.uuid4, primary_key=True)
    procedure: str = Field(max_length=40)
    version: int
    subject_kind: str = Field(max_length=40)
    subject_id: uuid.UUID = Field(index=True)
    revision_id: uuid.UUID | None = None
    title: str = Field(max_length=200)
    unit_id: uuid.UUID | None = Field(default=None, foreign_key="organisation_unit.id", index=True)
    office_id: uuid.UUID | None = Field(default=None, foreign_key="organisation_unit.id", index=True)
    stage: str = Field(max_length=40)
    outcome: str | None = Field(default=None, max_length=20)
    cause: str | None = Field(default=None, max_length=500)
    cause_on: date | None = None
    begun_at: datetime
    ended_at: datetime | None = None


class CaseStep(SQLModel, table=True):
    """One deed on a case.

    `person_*` is who decided. Where the decision stands on paper, that is the signer (without an account of his own:
    no `person_id`), `recorded_by` is who entered it, and `directive` says which paper.
    """

    __tablename__ = "case_step"
    __table_args__ = (UniqueConstraint("case_id", "number"),)

    id: uuid.UUID = Field(default_factory=uuid.uuid4, primary_key=True)
    case_id: uuid.UUID = Field(foreign_key="procedure_case.id")
    number: int
    at: datetime
    person_id: uuid.UUID | None = Field(default=None, foreign_key="person.id", index=True)
    person_name: str = Field(max_length=100)
    recorded_by: uuid.UUID | None = Field(default=None, foreign_key="person.id")
    recorder_name: str | None = Field(default=None, max_length=100)
    action: str = Field(max_length=40)
    duty: str | None = Field(default=None, max_length=40)
    stage_from: str | None = Field(default=None, max_length=40)
    stage_to: str = Field(max_length=40)
    revision_id: uuid.UUID | None = Field(default=None, foreign_key="resource_revision.id")
    comment: str = ""
    reasons: list[dict[str, str]] = Field(default_factory=list, sa_type=Document)
    decision: dict[str, Any] = Field(default_factory=dict, sa_type=Document)
    directive: dict[str, Any] | None = Field(default=None, sa_type=Document)


class Batch(SQLModel, table=True):
    """One paper that covers many cases: a leader's signature, the yearly open list, a list of entries of before."""

    __tablename__ = "batch"

    id: uuid.UUID = Field(default_factory=uuid.uuid4, primary_key=True)
    kind: str = Field(max_length=40)
    title: str = Field(max_length=200)
    document_number: str = Field(max_length=100)
    signed_on: date
    signer: str = Field(max_length=100)
    signer_id: uuid.UUID | None = Field(default=None, foreign_key="person.id")
    scan_digest: str | None = Field(default=None, max_length=64)
    created_at: datetime
    created_by: uuid.UUID | None = Field(default=None, foreign_key="person.id")


class BatchEntry(SQLModel, table=True):
    """One case of a batch and what became of it there: `done`, `refused` (with every reason) or `taken_out`."""

    __tablename__ = "batch_entry"
    __table_args__ = (UniqueConstraint("batch_id", "case_id"),)

    id: uuid.UUID = Field(default_factory=uuid.uuid4, primary_key=True)
    batch_id: uuid.UUID = Field(foreign_key="batch.id")
    case_id: uuid.UUID = Field(foreign_key="procedure_case.id", index=True)
    position: int
    outcome: str | None = Field(default=None, max_length=20)
    refusals: list[dict[str, Any]] = Field(default_factory=list, sa_type=Document)
    reason: str | None = Field(default=None, max_length=500)
    settled_at: datetime | None = None
    settled_by: uuid.UUID | None = Field(default=None, foreign_key="person.id")


class CalendarDay(SQLModel, table=True):
    """A day about which the office knows better than the built-in calendar."""

    __tablename__ = "calendar_day"

    day: date = Field(primary_key=True)
    is_working: bool
    note: str = Field(default="", max_length=200)
    changed_at: datetime
    changed_by: uuid.UUID | None = Field(default=None, foreign_key="person.id")


@listens_for(CaseStep, "before_update")
@listens_for(CaseStep, "before_delete")
def _refuse_alteration(mapper: Mapper[CaseStep], connection: Connection, step: CaseStep) -> None:
    del mapper, connection
    raise AlteredStepError(step.number)
