"""The store: documents, records, the queue's petitions, decisions, users and the audit trail, in SQLite or PostgreSQL."""
