"""Secrecy that stays when a type is changed; invitations that somebody else confirms; tokens that unmask; what exports held.

Revision 0007, after 0006.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Adds them. Of petitions whose type somebody changed it is not known here what was read: their people are secret."""
    op.create_table(
        "exports",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("ids", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name="pk_exports"),
    )
    op.add_column("petitions", sa.Column("guarded", sa.Boolean(), nullable=False, server_default=sa.false()))
    changed = "SELECT petition FROM corrections WHERE kind = 'fact' AND name = 'loai_don'"
    op.execute(f"UPDATE petitions SET guarded = (1 = 1) WHERE type NOT IN ('to_cao', 'nhieu_noi_dung') AND number IN ({changed})")
    op.add_column("tokens", sa.Column("unmasks", sa.Boolean(), nullable=False, server_default=sa.false()))
    # Written out: Alembic makes no reference from a new column on SQLite, which itself does. Invitations that wait are void.
    op.execute("DELETE FROM invitations")
    for name in ("made_by", "confirmed_by"):
        op.execute(f"ALTER TABLE invitations ADD COLUMN {name} INTEGER CONSTRAINT fk_invitations_{name} REFERENCES users (id)")
