"""Archives put up for annotation.

Revision 0009, after 0008.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Makes the tables."""
    op.create_table(
        "archives",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("guidelines", sa.Text(), nullable=False),
        sa.Column("layers", sa.Text(), nullable=False),
        sa.Column("each", sa.Integer(), nullable=False),
        sa.Column("opened_at", sa.DateTime(), nullable=False),
        sa.Column("opened_by", sa.Integer(), nullable=True),
        sa.Column("closed_at", sa.DateTime(), nullable=True),
        sa.Column("closed_by", sa.Integer(), nullable=True),
        sa.Column("denunciations", sa.Text(), nullable=True),
        sa.Column("left_out", sa.Text(), nullable=False),
        sa.Column("documents", sa.Integer(), nullable=False),
        sa.Column("hits", sa.Integer(), nullable=False),
        sa.Column("filled", sa.Boolean(), nullable=False),
        sa.CheckConstraint("each between 1 and 3", name="ck_archives_each"),
        sa.ForeignKeyConstraint(["closed_by"], ["users.id"], name="fk_archives_closed_by"),
        sa.ForeignKeyConstraint(["opened_by"], ["users.id"], name="fk_archives_opened_by"),
        sa.PrimaryKeyConstraint("number", name="pk_archives"),
        sa.UniqueConstraint("name", name="uq_archives_name"),
    )
    op.create_table(
        "archive_decisions",
        sa.Column("archive", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("action", sa.String(length=8), nullable=False),
        sa.Column("label", sa.String(length=64), nullable=True),
        sa.Column("selection", sa.Text(), nullable=True),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("undone_at", sa.DateTime(), nullable=True),
        sa.Column("undone_by", sa.Integer(), nullable=True),
        sa.CheckConstraint("action in ('accept', 'reject', 'relabel')", name="ck_archive_decisions_action"),
        sa.ForeignKeyConstraint(["archive"], ["archives.number"], name="fk_archive_decisions_archive"),
        sa.ForeignKeyConstraint(["undone_by"], ["users.id"], name="fk_archive_decisions_undone_by"),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_archive_decisions_user_id"),
        sa.PrimaryKeyConstraint("archive", "number", name="pk_archive_decisions"),
    )
    op.create_table(
        "archive_documents",
        sa.Column("archive", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("document", sa.String(length=64), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("family", sa.String(length=64), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("task", sa.Text(), nullable=False),
        sa.Column("differences", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["archive"], ["archives.number"], name="fk_archive_documents_archive"),
        sa.PrimaryKeyConstraint("archive", "number", name="pk_archive_documents"),
    )
    op.create_index("ix_archive_documents_archive_document", "archive_documents", ["archive", "document"], unique=True)
    op.create_table(
        "archive_people",
        sa.Column("archive", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("user_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.CheckConstraint("role in ('annotator', 'adjudicator')", name="ck_archive_people_role"),
        sa.ForeignKeyConstraint(["archive"], ["archives.number"], name="fk_archive_people_archive"),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_archive_people_user_id"),
        sa.PrimaryKeyConstraint("archive", "role", "user_id", name="pk_archive_people"),
    )
    op.create_table(
        "archive_terms",
        sa.Column("archive", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.CheckConstraint("kind in ('shape', 'rule', 'value', 'words')", name="ck_archive_terms_kind"),
        sa.ForeignKeyConstraint(["archive"], ["archives.number"], name="fk_archive_terms_archive"),
        sa.PrimaryKeyConstraint("archive", "kind", "number", name="pk_archive_terms"),
    )
    op.create_table(
        "archive_adjudications",
        sa.Column("archive", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("document", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("task", sa.Text(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["archive", "document"],
            ["archive_documents.archive", "archive_documents.number"],
            name="fk_archive_adjudications_archive_document",
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_archive_adjudications_user_id"),
        sa.PrimaryKeyConstraint("archive", "document", name="pk_archive_adjudications"),
    )
    op.create_table(
        "archive_hits",
        sa.Column("archive", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("document", sa.Integer(), nullable=False),
        sa.Column("span", sa.String(length=64), nullable=False),
        sa.Column("layer", sa.String(length=64), nullable=False),
        sa.Column("label", sa.String(length=64), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("shape", sa.Integer(), nullable=False),
        sa.Column("rule", sa.Integer(), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.Column("words", sa.Integer(), nullable=False),
        sa.Column("confidence", sa.Float(), nullable=True),
        sa.Column("tenth", sa.Integer(), nullable=False),
        sa.Column("in_table", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("decision", sa.Integer(), nullable=True),
        sa.CheckConstraint("state in ('open', 'accepted', 'rejected', 'changed')", name="ck_archive_hits_state"),
        sa.ForeignKeyConstraint(
            ["archive", "decision"],
            ["archive_decisions.archive", "archive_decisions.number"],
            name="fk_archive_hits_archive_decision",
        ),
        sa.ForeignKeyConstraint(
            ["archive", "document"],
            ["archive_documents.archive", "archive_documents.number"],
            name="fk_archive_hits_archive_document",
        ),
        sa.PrimaryKeyConstraint("archive", "number", name="pk_archive_hits"),
    )
    op.create_index("ix_archive_hits_archive_decision", "archive_hits", ["archive", "decision"])
    op.create_index("ix_archive_hits_archive_document_span", "archive_hits", ["archive", "document", "span"], unique=True)
    op.create_index(
        "ix_archive_hits_groups",
        "archive_hits",
        ["archive", "layer", "shape", "state", "rule", "label", "value", "tenth", "in_table", "confidence", "words", "number"],
    )
    op.create_index(
        "ix_archive_hits_values",
        "archive_hits",
        ["archive", "layer", "value", "state", "rule", "label", "shape", "tenth", "in_table", "confidence", "words", "number"],
    )
    op.create_table(
        "archive_work",
        sa.Column("archive", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("document", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("user_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("task", sa.Text(), nullable=True),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("state in ('given', 'begun', 'submitted')", name="ck_archive_work_state"),
        sa.ForeignKeyConstraint(
            ["archive", "document"],
            ["archive_documents.archive", "archive_documents.number"],
            name="fk_archive_work_archive_document",
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_archive_work_user_id"),
        sa.PrimaryKeyConstraint("archive", "document", "user_id", name="pk_archive_work"),
    )
    op.create_index("ix_archive_work_archive_user_id_document", "archive_work", ["archive", "user_id", "document"])
    op.create_table(
        "archive_overruled",
        sa.Column("archive", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("decision", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("hit", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("before", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["archive", "decision"],
            ["archive_decisions.archive", "archive_decisions.number"],
            name="fk_archive_overruled_archive_decision",
        ),
        sa.ForeignKeyConstraint(
            ["archive", "hit"], ["archive_hits.archive", "archive_hits.number"], name="fk_archive_overruled_archive_hit"
        ),
        sa.PrimaryKeyConstraint("archive", "decision", "hit", name="pk_archive_overruled"),
    )
    op.create_index("ix_archive_overruled_archive_before", "archive_overruled", ["archive", "before"])
