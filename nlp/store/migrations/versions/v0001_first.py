"""The first schema: documents, records, the queue, decisions, users, the audit trail.

Revision 0001, after none.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

# Tables whose rows nobody may change or take away.
_KEPT = ("audit", "decisions", "receipts")


def upgrade() -> None:
    """Makes the tables, the first link's place, and the triggers that refuse changes."""
    op.create_table(
        "audit_head",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.CheckConstraint("id = 1", name="ck_audit_head_one_row"),
        sa.PrimaryKeyConstraint("id", name="pk_audit_head"),
    )
    op.create_table(
        "contents",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name="pk_contents"),
    )
    op.create_table(
        "users",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("role in ('reception', 'handler', 'head', 'analyst', 'administrator')", name="ck_users_role"),
        sa.PrimaryKeyConstraint("id", name="pk_users"),
        sa.UniqueConstraint("name", name="uq_users_name"),
    )
    op.create_table(
        "audit",
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("action", sa.String(length=64), nullable=False),
        sa.Column("subject", sa.String(length=64), nullable=False),
        sa.Column("details", sa.Text(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_audit_user_id"),
        sa.PrimaryKeyConstraint("seq", name="pk_audit"),
    )
    op.create_index("ix_audit_subject_seq", "audit", ["subject", "seq"])
    op.create_index("ix_audit_user_id_seq", "audit", ["user_id", "seq"])
    op.create_table(
        "documents",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("added_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["sha256"], ["contents.sha256"], name="fk_documents_sha256"),
        sa.PrimaryKeyConstraint("id", name="pk_documents"),
        sa.UniqueConstraint("sha256", name="uq_documents_sha256"),
    )
    op.create_table(
        "petitions",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("document_id", sa.String(length=16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("received", sa.Date(), nullable=False),
        sa.Column("status", sa.String(length=64), nullable=False),
        sa.Column("type", sa.String(length=64), nullable=True),
        sa.Column("main_field", sa.String(length=64), nullable=True),
        sa.Column("action", sa.String(length=64), nullable=True),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("group_id", sa.String(length=64), nullable=True),
        sa.Column("search", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["document_id"], ["documents.id"], name="fk_petitions_document_id"),
        sa.PrimaryKeyConstraint("number", name="pk_petitions"),
        sa.UniqueConstraint("document_id", name="uq_petitions_document_id"),
    )
    op.create_index("ix_petitions_counts", "petitions", ["status", "type", "main_field", "action", "due", "number"])
    op.create_index("ix_petitions_due_number", "petitions", ["due", "number"])
    op.create_index("ix_petitions_group_id", "petitions", ["group_id"])
    op.create_index("ix_petitions_rank_number", "petitions", ["rank", "number"])
    op.create_index("ix_petitions_received_number", "petitions", ["received", "number"])
    op.create_index("ix_petitions_status_due_number", "petitions", ["status", "due", "number"])
    op.create_index("ix_petitions_status_rank_number", "petitions", ["status", "rank", "number"])
    op.create_index("ix_petitions_status_received_number", "petitions", ["status", "received", "number"])
    op.create_table(
        "records",
        sa.Column("document_id", sa.String(length=16), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("components", sa.Text(), nullable=False),
        sa.Column("record", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["document_id"], ["documents.id"], name="fk_records_document_id"),
        sa.PrimaryKeyConstraint("document_id", "number", name="pk_records"),
    )
    op.create_table(
        "decisions",
        sa.Column("petition", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(), nullable=False),
        sa.Column("action", sa.String(length=64), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("before", sa.Text(), nullable=False),
        sa.Column("after", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["petition"], ["petitions.number"], name="fk_decisions_petition"),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_decisions_user_id"),
        sa.PrimaryKeyConstraint("petition", "version", name="pk_decisions"),
    )
    op.create_table(
        "petition_details",
        sa.Column("petition", sa.Integer(), nullable=False),
        sa.Column("details", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["petition"], ["petitions.number"], name="fk_petition_details_petition"),
        sa.PrimaryKeyConstraint("petition", name="pk_petition_details"),
    )
    op.create_table(
        "petition_keys",
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("value", sa.String(length=64), nullable=False),
        sa.Column("petition", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.CheckConstraint("kind in ('field', 'flag', 'place')", name="ck_petition_keys_kind"),
        sa.ForeignKeyConstraint(["petition"], ["petitions.number"], name="fk_petition_keys_petition"),
        sa.PrimaryKeyConstraint("kind", "value", "petition", name="pk_petition_keys"),
    )
    op.create_index("ix_petition_keys_petition", "petition_keys", ["petition"])
    op.create_table(
        "receipts",
        sa.Column("petition", sa.Integer(), nullable=False),
        sa.Column("received", sa.Date(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["petition"], ["petitions.number"], name="fk_receipts_petition"),
        sa.PrimaryKeyConstraint("petition", "received", name="pk_receipts"),
    )
    op.execute(f"INSERT INTO audit_head (id, seq, hash) VALUES (1, 0, '{'0' * 64}')")
    if op.get_bind().dialect.name == "postgresql":
        refuse = "BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END"
        op.execute(f"CREATE FUNCTION donthu_append_only() RETURNS trigger LANGUAGE plpgsql AS $${refuse}$$")
        for table in _KEPT:
            action = "BEFORE UPDATE OR DELETE OR TRUNCATE"
            op.execute(f"CREATE TRIGGER {table}_append_only {action} ON {table} EXECUTE FUNCTION donthu_append_only()")
        return
    for table in _KEPT:
        for action in ("UPDATE", "DELETE"):
            refuse = f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            op.execute(f"CREATE TRIGGER {table}_no_{action.lower()} BEFORE {action} ON {table} {refuse}")
