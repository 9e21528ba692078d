"""What Alembic runs: the migrations, on the connection and in the transaction that nlp.store.schema gives."""

from __future__ import annotations

from alembic import context

# One transaction around all: SQLite, too, can take back a change of the schema.
context.configure(connection=context.config.attributes["connection"], transactional_ddl=True)
context.run_migrations()
