"""Who works on a petition, and what had been proposed when it was decided.

Revision 0004, after 0003.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Adds both columns; what was decided before says nothing of what had been proposed."""
    # Written out: Alembic makes no reference from a new column on SQLite, which itself does.
    op.execute("ALTER TABLE petitions ADD COLUMN assignee INTEGER CONSTRAINT fk_petitions_assignee REFERENCES users (id)")
    op.add_column("petitions", sa.Column("proposed", sa.String(length=64), nullable=True))
    op.create_index("ix_petitions_assignee", "petitions", ["assignee"])
