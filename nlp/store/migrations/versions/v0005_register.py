"""The register of directive obligations.

Revision 0005, after 0004.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Makes the tables, the register's one row, and the triggers that refuse changes of the history."""
    op.create_table(
        "register_head",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("generation", sa.BigInteger(), nullable=False),
        sa.Column("due_from", sa.Date(), nullable=True),
        sa.CheckConstraint("id = 1", name="ck_register_head_one_row"),
        sa.PrimaryKeyConstraint("id", name="pk_register_head"),
    )
    op.create_table(
        "directives",
        sa.Column("document_id", sa.String(length=16), nullable=False),
        sa.Column("arrival", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=True),
        sa.Column("regime", sa.String(length=64), nullable=True),
        sa.Column("number", sa.Text(), nullable=True),
        sa.Column("number_key", sa.String(length=128), nullable=True),
        sa.Column("issuer", sa.Text(), nullable=True),
        sa.Column("issuer_key", sa.String(length=128), nullable=True),
        sa.Column("issuer_kind", sa.String(length=64), nullable=True),
        sa.Column("level", sa.String(length=64), nullable=True),
        sa.Column("place", sa.String(length=64), nullable=True),
        sa.Column("places", sa.Text(), nullable=False),
        sa.Column("issued", sa.Date(), nullable=True),
        sa.Column("subject", sa.Text(), nullable=True),
        sa.Column("addressees", sa.Text(), nullable=False),
        sa.Column("field", sa.String(length=64), nullable=True),
        sa.Column("fields", sa.Text(), nullable=False),
        sa.Column("received", sa.Date(), nullable=False),
        sa.Column("is_report", sa.Boolean(), nullable=False),
        sa.Column("status", sa.String(length=64), nullable=False),
        sa.Column("status_by", sa.String(length=16), nullable=True),
        sa.Column("status_how", sa.String(length=64), nullable=True),
        sa.Column("changed", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("status in ('hieu_luc', 'bi_thay_the', 'het_hieu_luc')", name="ck_directives_status"),
        sa.ForeignKeyConstraint(["document_id"], ["documents.id"], name="fk_directives_document_id"),
        sa.PrimaryKeyConstraint("document_id", name="pk_directives"),
        sa.UniqueConstraint("arrival", name="uq_directives_arrival"),
    )
    op.create_index("ix_directives_changed", "directives", ["changed"])
    op.create_index("ix_directives_issued_document_id", "directives", ["issued", "document_id"])
    op.create_index("ix_directives_issuer_key", "directives", ["issuer_key"])
    op.create_index("ix_directives_number_key", "directives", ["number_key"])
    op.create_table(
        "directive_addressees",
        sa.Column("document_id", sa.String(length=16), nullable=False),
        sa.Column("key", sa.String(length=128), nullable=False),
        sa.ForeignKeyConstraint(["document_id"], ["directives.document_id"], name="fk_directive_addressees_document_id"),
        sa.PrimaryKeyConstraint("document_id", "key", name="pk_directive_addressees"),
    )
    op.create_index("ix_directive_addressees_key", "directive_addressees", ["key"])
    op.create_table(
        "directive_links",
        sa.Column("source", sa.String(length=16), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("relation", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=True),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("number_key", sa.String(length=128), nullable=False),
        sa.Column("issued", sa.Date(), nullable=True),
        sa.Column("issuer", sa.Text(), nullable=True),
        sa.Column("urn", sa.Text(), nullable=True),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("target", sa.String(length=16), nullable=True),
        sa.ForeignKeyConstraint(["source"], ["directives.document_id"], name="fk_directive_links_source"),
        sa.ForeignKeyConstraint(["target"], ["directives.document_id"], name="fk_directive_links_target"),
        sa.PrimaryKeyConstraint("source", "position", name="pk_directive_links"),
    )
    op.create_index("ix_directive_links_number_key", "directive_links", ["number_key"])
    op.create_index("ix_directive_links_target", "directive_links", ["target"])
    op.create_table(
        "obligations",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("directive", sa.String(length=16), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("clause", sa.Text(), nullable=True),
        sa.Column("action", sa.Text(), nullable=True),
        sa.Column("modality", sa.String(length=64), nullable=False),
        sa.Column("report_to", sa.Text(), nullable=True),
        sa.Column("cited", sa.Text(), nullable=False),
        sa.Column("status", sa.String(length=64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("status in ('mo', 'xong', 'khong_ap_dung')", name="ck_obligations_status"),
        sa.ForeignKeyConstraint(["directive"], ["directives.document_id"], name="fk_obligations_directive"),
        sa.PrimaryKeyConstraint("id", name="pk_obligations"),
    )
    op.create_index("ix_obligations_directive_position", "obligations", ["directive", "position"])
    op.create_index("ix_obligations_status", "obligations", ["status"])
    op.create_table(
        "obligation_bodies",
        sa.Column("obligation", sa.String(length=40), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("key", sa.String(length=128), nullable=False),
        sa.Column("role", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=True),
        sa.Column("level", sa.String(length=64), nullable=True),
        sa.Column("place", sa.String(length=64), nullable=True),
        sa.Column("within", sa.String(length=64), nullable=True),
        sa.Column("unit_kinds", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(["obligation"], ["obligations.id"], name="fk_obligation_bodies_obligation"),
        sa.PrimaryKeyConstraint("obligation", "position", name="pk_obligation_bodies"),
    )
    op.create_index("ix_obligation_bodies_key", "obligation_bodies", ["key"])
    op.create_index("ix_obligation_bodies_kind_place", "obligation_bodies", ["kind", "place"])
    op.create_index("ix_obligation_bodies_kind_within", "obligation_bodies", ["kind", "within"])
    op.create_table(
        "obligation_dues",
        sa.Column("obligation", sa.String(length=40), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("how", sa.String(length=64), nullable=False),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("rrule", sa.Text(), nullable=True),
        sa.Column("shift", sa.Integer(), nullable=False),
        sa.Column("first", sa.Date(), nullable=True),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("certain", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["obligation"], ["obligations.id"], name="fk_obligation_dues_obligation"),
        sa.PrimaryKeyConstraint("obligation", "position", name="pk_obligation_dues"),
    )
    op.create_index("ix_obligation_dues_due_obligation", "obligation_dues", ["due", "obligation"])
    op.create_index("ix_obligation_dues_how_obligation", "obligation_dues", ["how", "obligation"])
    op.create_table(
        "obligation_evidence",
        sa.Column("obligation", sa.String(length=40), nullable=False),
        sa.Column("document_id", sa.String(length=16), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("reasons", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=64), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(), nullable=True),
        sa.CheckConstraint("state in ('de_xuat', 'chap_nhan', 'tu_choi')", name="ck_obligation_evidence_state"),
        sa.ForeignKeyConstraint(["document_id"], ["directives.document_id"], name="fk_obligation_evidence_document_id"),
        sa.ForeignKeyConstraint(["obligation"], ["obligations.id"], name="fk_obligation_evidence_obligation"),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_obligation_evidence_user_id"),
        sa.PrimaryKeyConstraint("obligation", "document_id", name="pk_obligation_evidence"),
    )
    op.create_index("ix_obligation_evidence_document_id", "obligation_evidence", ["document_id"])
    op.create_index("ix_obligation_evidence_state", "obligation_evidence", ["state"])
    op.create_table(
        "obligation_history",
        sa.Column("obligation", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("status", sa.String(length=64), nullable=False),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("evidence", sa.String(length=16), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["evidence"], ["documents.id"], name="fk_obligation_history_evidence"),
        sa.ForeignKeyConstraint(["obligation"], ["obligations.id"], name="fk_obligation_history_obligation"),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_obligation_history_user_id"),
        sa.PrimaryKeyConstraint("obligation", "version", name="pk_obligation_history"),
    )
    op.execute("INSERT INTO register_head (id, generation) VALUES (1, 0)")
    if op.get_bind().dialect.name == "postgresql":
        action = "BEFORE UPDATE OR DELETE OR TRUNCATE"
        op.execute(
            f"CREATE TRIGGER obligation_history_append_only {action} ON obligation_history EXECUTE FUNCTION donthu_append_only()"
        )
        return
    for action in ("UPDATE", "DELETE"):
        refuse = "BEGIN SELECT RAISE(ABORT, 'obligation_history is append-only'); END"
        op.execute(f"CREATE TRIGGER obligation_history_no_{action.lower()} BEFORE {action} ON obligation_history {refuse}")
