"""Which petitions changed last, for whoever keeps the queue's columns in memory.

Revision 0006, after 0005.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
_NOTE = (
    "INSERT INTO petition_changes (petition, change) "
    "VALUES (NEW.number, (SELECT coalesce(max(change), 0) + 1 FROM petition_changes)) "
    "ON CONFLICT (petition) DO UPDATE SET change = excluded.change"
)
# The queue is filtered and sorted in memory since then.
_NO_LONGER_READ = (
    "ix_petitions_received_number", "ix_petitions_due_number", "ix_petitions_rank_number", "ix_petitions_status_received_number",
    "ix_petitions_status_due_number", "ix_petitions_status_rank_number", "ix_petitions_counts", "ix_petitions_assignee",
)  # fmt: skip


def upgrade() -> None:
    """Makes the table and the triggers that fill it; every petition that is there counts as changed once."""
    op.create_table(
        "petition_changes",
        sa.Column("petition", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("change", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("petition", name="pk_petition_changes"),
    )
    op.create_index("ix_petition_changes_change", "petition_changes", ["change"])
    op.execute("INSERT INTO petition_changes (petition, change) SELECT number, 1 FROM petitions")
    for index in _NO_LONGER_READ:
        op.drop_index(index, "petitions")
    if op.get_bind().dialect.name == "postgresql":
        note = f"BEGIN {_NOTE}; RETURN NULL; END"
        op.execute(f"CREATE FUNCTION donthu_note_change() RETURNS trigger LANGUAGE plpgsql AS $${note}$$")
        event = "AFTER INSERT OR UPDATE"
        op.execute(f"CREATE TRIGGER petitions_change {event} ON petitions FOR EACH ROW EXECUTE FUNCTION donthu_note_change()")
        return
    for event in ("INSERT", "UPDATE"):
        op.execute(f"CREATE TRIGGER petitions_change_{event.lower()} AFTER {event} ON petitions BEGIN {_NOTE}; END")
