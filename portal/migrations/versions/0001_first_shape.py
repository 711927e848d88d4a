"""The registry's first shape."""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

DOCUMENT = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")


POINTERS = ("open_revision_id", "shared_revision_id", "suspended_revision_id")
TARGET = ["resource_revision.resource_id", "resource_revision.id"]


def _pointers_of_sqlite() -> list[sa.ForeignKeyConstraint]:
    # SQLite takes a key to a table that is yet to come and cannot add one later; PostgreSQL is the other way round.
    if op.get_bind().dialect.name != "sqlite":
        return []
    return [sa.ForeignKeyConstraint(["id", pointer], TARGET, name=f"fk_data_resource_{pointer}") for pointer in POINTERS]


def upgrade() -> None:
    op.create_table(
        "attachment",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("filename", sa.String(255), nullable=False),
        sa.Column("byte_size", sa.Integer(), nullable=False),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachment")),
    )
    op.create_index("ix_attachment_digest", "attachment", ["digest"], unique=False)

    op.create_table(
        "audit_record",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column("actor_name", sa.String(100), nullable=False),
        sa.Column("channel", sa.String(20), nullable=False),
        sa.Column("os_user", sa.String(100), nullable=True),
        sa.Column("action", sa.String(60), nullable=False),
        sa.Column("subject_kind", sa.String(40), nullable=False),
        sa.Column("subject_id", sa.String(100), nullable=False),
        sa.Column("detail", DOCUMENT, nullable=False),
        sa.Column("key_id", sa.String(12), nullable=False),
        sa.Column("previous", sa.String(64), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_audit_record")),
    )
    op.create_index("ix_audit_record_subject", "audit_record", ["subject_kind", "subject_id"], unique=False)

    op.create_table(
        "data_resource",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(32), nullable=True),
        sa.Column("shared_revision_id", sa.Uuid(), nullable=True),
        sa.Column("open_revision_id", sa.Uuid(), nullable=True),
        sa.Column("suspended_revision_id", sa.Uuid(), nullable=True),
        sa.Column("shared_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        *_pointers_of_sqlite(),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_data_resource")),
        sa.UniqueConstraint("code", name=op.f("uq_data_resource_code")),
    )
    op.create_table(
        "journal_head",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("publication_number", sa.Integer(), nullable=False),
        sa.Column("audit_number", sa.Integer(), nullable=False),
        sa.Column("audit_digest", sa.String(64), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_journal_head")),
    )
    op.create_table(
        "organisation_unit",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("slug", sa.String(100), nullable=False),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("credit_code", sa.String(18), nullable=True),
        sa.Column("parent_id", sa.Uuid(), nullable=True),
        sa.Column("document", DOCUMENT, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["parent_id"], ["organisation_unit.id"], name=op.f("fk_organisation_unit_parent_id_organisation_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation_unit")),
        sa.UniqueConstraint("credit_code", name=op.f("uq_organisation_unit_credit_code")),
        sa.UniqueConstraint("slug", name=op.f("uq_organisation_unit_slug")),
    )
    op.create_index("ix_organisation_unit_parent_id", "organisation_unit", ["parent_id"], unique=False)

    op.create_table(
        "publication_record",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("audience", sa.String(10), nullable=False),
        sa.Column("act", sa.String(10), nullable=False),
        sa.Column("subject_kind", sa.String(20), nullable=False),
        sa.Column("subject_id", sa.String(36), nullable=False),
        sa.Column("content", DOCUMENT, nullable=True),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("audit_number", sa.Integer(), nullable=False),
        sa.Column("audit_digest", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_publication_record")),
    )
    op.create_index("ix_publication_record_audience", "publication_record", ["audience", "number"], unique=False)
    op.create_index("ix_publication_record_subject", "publication_record", ["subject_kind", "subject_id"], unique=False)

    op.create_table(
        "resource_code_counter",
        sa.Column("category_code", sa.String(13), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("category_code", name=op.f("pk_resource_code_counter")),
    )
    op.create_table(
        "business_system",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(10), nullable=False),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("office_id", sa.Uuid(), nullable=False),
        sa.Column("business_line", sa.String(10), nullable=False),
        sa.Column("stage", sa.String(20), nullable=False),
        sa.Column("document", DOCUMENT, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["office_id"], ["organisation_unit.id"], name=op.f("fk_business_system_office_id_organisation_unit")),
        sa.ForeignKeyConstraint(["unit_id"], ["organisation_unit.id"], name=op.f("fk_business_system_unit_id_organisation_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_business_system")),
        sa.UniqueConstraint("code", name=op.f("uq_business_system_code")),
    )
    op.create_index("ix_business_system_office_id", "business_system", ["office_id"], unique=False)
    op.create_index("ix_business_system_unit_id", "business_system", ["unit_id"], unique=False)

    op.create_table(
        "former_slug",
        sa.Column("slug", sa.String(100), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["organisation_unit.id"], name=op.f("fk_former_slug_unit_id_organisation_unit")),
        sa.PrimaryKeyConstraint("slug", name=op.f("pk_former_slug")),
    )
    op.create_index("ix_former_slug_unit_id", "former_slug", ["unit_id"], unique=False)

    op.create_table(
        "identifier",
        sa.Column("scheme", sa.String(60), nullable=False),
        sa.Column("value", sa.String(200), nullable=False),
        sa.Column("resource_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["resource_id"], ["data_resource.id"], name=op.f("fk_identifier_resource_id_data_resource")),
        sa.PrimaryKeyConstraint("scheme", "value", name=op.f("pk_identifier")),
    )
    op.create_index("ix_identifier_resource_id", "identifier", ["resource_id"], unique=False)

    op.create_table(
        "person",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account", sa.String(60), nullable=False),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("office_id", sa.Uuid(), nullable=True),
        sa.Column("password_hash", sa.String(200), nullable=True),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["office_id"], ["organisation_unit.id"], name=op.f("fk_person_office_id_organisation_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("account", name=op.f("uq_person_account")),
    )
    op.create_table(
        "service_item",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(10), nullable=False),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("document", DOCUMENT, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["organisation_unit.id"], name=op.f("fk_service_item_unit_id_organisation_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_service_item")),
        sa.UniqueConstraint("code", name=op.f("uq_service_item_code")),
    )
    op.create_index("ix_service_item_unit_id", "service_item", ["unit_id"], unique=False)

    op.create_table(
        "batch",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("document_number", sa.String(100), nullable=False),
        sa.Column("signed_on", sa.Date(), nullable=False),
        sa.Column("signer", sa.String(100), nullable=False),
        sa.Column("signer_id", sa.Uuid(), nullable=True),
        sa.Column("scan_digest", sa.String(64), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["created_by"], ["person.id"], name=op.f("fk_batch_created_by_person")),
        sa.ForeignKeyConstraint(["signer_id"], ["person.id"], name=op.f("fk_batch_signer_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_batch")),
    )
    op.create_table(
        "calendar_day",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("is_working", sa.Boolean(), nullable=False),
        sa.Column("note", sa.String(200), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["changed_by"], ["person.id"], name=op.f("fk_calendar_day_changed_by_person")),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_calendar_day")),
    )
    op.create_table(
        "resource_revision",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("resource_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("document", DOCUMENT, nullable=True),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("authors", DOCUMENT, nullable=False),
        sa.Column("title", sa.String(100), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("office_id", sa.Uuid(), nullable=False),
        sa.Column("system_id", sa.Uuid(), nullable=False),
        sa.Column("business_line", sa.String(10), nullable=False),
        sa.Column("category_code", sa.String(13), nullable=False),
        sa.Column("share_type", sa.String(1), nullable=False),
        sa.Column("open_type", sa.String(1), nullable=False),
        sa.Column("update_frequency", sa.String(20), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["created_by"], ["person.id"], name=op.f("fk_resource_revision_created_by_person")),
        sa.ForeignKeyConstraint(["office_id"], ["organisation_unit.id"], name=op.f("fk_resource_revision_office_id_organisation_unit")),
        sa.ForeignKeyConstraint(["resource_id"], ["data_resource.id"], name=op.f("fk_resource_revision_resource_id_data_resource")),
        sa.ForeignKeyConstraint(["system_id"], ["business_system.id"], name=op.f("fk_resource_revision_system_id_business_system")),
        sa.ForeignKeyConstraint(["unit_id"], ["organisation_unit.id"], name=op.f("fk_resource_revision_unit_id_organisation_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_resource_revision")),
        sa.UniqueConstraint("resource_id", "id", name=op.f("uq_resource_revision_resource_id_id")),
        sa.UniqueConstraint("resource_id", "number", name=op.f("uq_resource_revision_resource_id_number")),
    )
    op.create_index("ix_resource_revision_office_id", "resource_revision", ["office_id"], unique=False)
    op.create_index("ix_resource_revision_system_id", "resource_revision", ["system_id"], unique=False)
    op.create_index("ix_resource_revision_title", "resource_revision", ["title"], unique=False)
    op.create_index("ix_resource_revision_unit_id", "resource_revision", ["unit_id"], unique=False)

    op.create_table(
        "role_grant",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.String(40), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=True),
        sa.Column("granted_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_role_grant_person_id_person")),
        sa.ForeignKeyConstraint(["unit_id"], ["organisation_unit.id"], name=op.f("fk_role_grant_unit_id_organisation_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role_grant")),
        sa.UniqueConstraint("person_id", "role", "unit_id", name=op.f("uq_role_grant_person_id_role_unit_id")),
    )
    op.create_index(
        "uq_role_grant_whole_house",
        "role_grant",
        ["person_id", "role"],
        unique=True,
        sqlite_where=sa.text("unit_id IS NULL"),
        postgresql_where=sa.text("unit_id IS NULL"),
    )
    op.create_index("ix_role_grant_person_id", "role_grant", ["person_id"], unique=False)

    op.create_table(
        "draft",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("resource_id", sa.Uuid(), nullable=False),
        sa.Column("base_revision_id", sa.Uuid(), nullable=True),
        sa.Column("document", DOCUMENT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("authors", DOCUMENT, nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["base_revision_id"], ["resource_revision.id"], name=op.f("fk_draft_base_revision_id_resource_revision")),
        sa.ForeignKeyConstraint(["resource_id"], ["data_resource.id"], name=op.f("fk_draft_resource_id_data_resource")),
        sa.ForeignKeyConstraint(["unit_id"], ["organisation_unit.id"], name=op.f("fk_draft_unit_id_organisation_unit")),
        sa.ForeignKeyConstraint(["updated_by"], ["person.id"], name=op.f("fk_draft_updated_by_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draft")),
        sa.UniqueConstraint("resource_id", name=op.f("uq_draft_resource_id")),
    )
    op.create_index("ix_draft_title", "draft", ["title"], unique=False)
    op.create_index("ix_draft_unit_id", "draft", ["unit_id"], unique=False)

    op.create_table(
        "procedure_case",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("procedure", sa.String(40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("subject_kind", sa.String(40), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("revision_id", sa.Uuid(), nullable=True),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=True),
        sa.Column("office_id", sa.Uuid(), nullable=True),
        sa.Column("stage", sa.String(40), nullable=False),
        sa.Column("outcome", sa.String(20), nullable=True),
        sa.Column("cause", sa.String(500), nullable=True),
        sa.Column("cause_on", sa.Date(), nullable=True),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["office_id"], ["organisation_unit.id"], name=op.f("fk_procedure_case_office_id_organisation_unit")),
        sa.ForeignKeyConstraint(
            ["subject_id", "revision_id"],
            ["resource_revision.resource_id", "resource_revision.id"],
            name=op.f("fk_procedure_case_subject_id_revision_id_resource_revision"),
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["organisation_unit.id"], name=op.f("fk_procedure_case_unit_id_organisation_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_procedure_case")),
    )
    op.create_index("ix_procedure_case_office_id", "procedure_case", ["office_id"], unique=False)
    op.create_index(
        "ix_procedure_case_stage",
        "procedure_case",
        ["procedure", "stage"],
        unique=False,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_index("ix_procedure_case_subject_id", "procedure_case", ["subject_id"], unique=False)
    op.create_index("ix_procedure_case_unit_id", "procedure_case", ["unit_id"], unique=False)
    op.create_index(
        "uq_procedure_case_running",
        "procedure_case",
        ["procedure", "subject_id"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )

    op.create_table(
        "resource_relation",
        sa.Column("revision_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("code", sa.String(32), nullable=False),
        sa.ForeignKeyConstraint(["revision_id"], ["resource_revision.id"], name=op.f("fk_resource_relation_revision_id_resource_revision")),
        sa.PrimaryKeyConstraint("revision_id", "kind", "code", name=op.f("pk_resource_relation")),
    )
    op.create_index("ix_resource_relation_code", "resource_relation", ["code"], unique=False)

    op.create_table(
        "batch_entry",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("batch_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(20), nullable=True),
        sa.Column("refusals", DOCUMENT, nullable=False),
        sa.Column("reason", sa.String(500), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_by", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["batch_id"], ["batch.id"], name=op.f("fk_batch_entry_batch_id_batch")),
        sa.ForeignKeyConstraint(["case_id"], ["procedure_case.id"], name=op.f("fk_batch_entry_case_id_procedure_case")),
        sa.ForeignKeyConstraint(["settled_by"], ["person.id"], name=op.f("fk_batch_entry_settled_by_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_batch_entry")),
        sa.UniqueConstraint("batch_id", "case_id", name=op.f("uq_batch_entry_batch_id_case_id")),
    )
    op.create_index("ix_batch_entry_case_id", "batch_entry", ["case_id"], unique=False)

    op.create_table(
        "case_step",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("person_name", sa.String(100), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=True),
        sa.Column("recorder_name", sa.String(100), nullable=True),
        sa.Column("action", sa.String(40), nullable=False),
        sa.Column("duty", sa.String(40), nullable=True),
        sa.Column("stage_from", sa.String(40), nullable=True),
        sa.Column("stage_to", sa.String(40), nullable=False),
        sa.Column("revision_id", sa.Uuid(), nullable=True),
        sa.Column("comment", sa.String(), nullable=False),
        sa.Column("reasons", DOCUMENT, nullable=False),
        sa.Column("decision", DOCUMENT, nullable=False),
        sa.Column("directive", DOCUMENT, nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["procedure_case.id"], name=op.f("fk_case_step_case_id_procedure_case")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_case_step_person_id_person")),
        sa.ForeignKeyConstraint(["recorded_by"], ["person.id"], name=op.f("fk_case_step_recorded_by_person")),
        sa.ForeignKeyConstraint(["revision_id"], ["resource_revision.id"], name=op.f("fk_case_step_revision_id_resource_revision")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_step")),
        sa.UniqueConstraint("case_id", "number", name=op.f("uq_case_step_case_id_number")),
    )
    op.create_index("ix_case_step_person_id", "case_step", ["person_id"], unique=False)

    if op.get_bind().dialect.name == "postgresql":
        for pointer in POINTERS:
            columns = ["id", pointer], ["resource_id", "id"]
            op.create_foreign_key(f"fk_data_resource_{pointer}", "data_resource", "resource_revision", *columns)
    op.execute(
        sa.text(
            "INSERT INTO journal_head (id, publication_number, audit_number, audit_digest, published_at) VALUES (1, 0, 0, :genesis, :epoch)"
        )
        .bindparams(genesis="0" * 64)
        .bindparams(sa.bindparam("epoch", datetime(1970, 1, 1, tzinfo=UTC), sa.DateTime(timezone=True)))
    )
