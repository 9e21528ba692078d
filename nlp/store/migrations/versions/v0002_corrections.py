"""What people know better of a petition than its analysis, and what petitions are compared by.

Revision 0002, after 0001.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Makes both tables, and the triggers that refuse changes of corrections."""
    op.create_table(
        "corrections",
        sa.Column("petition", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["petition"], ["petitions.number"], name="fk_corrections_petition"),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_corrections_user_id"),
        sa.PrimaryKeyConstraint("petition", "number", name="pk_corrections"),
    )
    op.create_index("ix_corrections_kind_petition", "corrections", ["kind", "petition"])
    op.create_table(
        "sketches",
        sa.Column("petition", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("sketch", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["petition"], ["petitions.number"], name="fk_sketches_petition"),
        sa.PrimaryKeyConstraint("petition", name="pk_sketches"),
    )
    if op.get_bind().dialect.name == "postgresql":
        action = "BEFORE UPDATE OR DELETE OR TRUNCATE"
        op.execute(f"CREATE TRIGGER corrections_append_only {action} ON corrections EXECUTE FUNCTION donthu_append_only()")
        return
    for action in ("UPDATE", "DELETE"):
        refuse = "BEGIN SELECT RAISE(ABORT, 'corrections is append-only'); END"
        op.execute(f"CREATE TRIGGER corrections_no_{action.lower()} BEFORE {action} ON corrections {refuse}")
