"""The tables. What is public are the values that the other modules return; these classes stay inside the store.

Primary keys are natural or counted by the store itself under its write lock, so that no engine's sequences are needed.
"""

from __future__ import annotations

import datetime as dt

from sqlalchemy import BigInteger, CheckConstraint, Date, DateTime, ForeignKey, Index, LargeBinary, MetaData, String, Text
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import TypeDecorator

ID_LENGTH = 16
ID, DIGEST, SLUG = String(ID_LENGTH), String(64), String(64)
# Marks tables whose rows are for the moment, or made anew from others, and go into no backup.
PASSING = {"passing": True}


class UtcTime(TypeDecorator[dt.datetime]):
    """A point in time: kept in UTC without a zone, for SQLite has none; given back with the zone UTC."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:
        """The time in UTC, its zone dropped; raises ValueError for a time without a zone."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a zone")
        return value.astimezone(dt.UTC).replace(tzinfo=None)

    def process_result_value(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:
        """The time with its zone."""
        return None if value is None else value.replace(tzinfo=dt.UTC)


class Base(DeclarativeBase):
    """What the tables share: names of constraints by one rule, so that migrations can name them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {str: Text, dt.date: Date, dt.datetime: UtcTime}


class UserRow(Base):
    """A person who works with the store. Never removed, for decisions name it; who leaves is no longer ``active``."""

    __tablename__ = "users"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    name: Mapped[str] = mapped_column(String(64), unique=True)
    role: Mapped[str] = mapped_column(String(16))
    password_hash: Mapped[str | None]
    active: Mapped[bool]
    created_at: Mapped[dt.datetime]
    __table_args__ = (
        CheckConstraint("role in ('reception', 'handler', 'head', 'analyst', 'administrator')", name="role"),
    )  # fmt: skip


class SessionRow(Base):
    """A user who is signed in; the id is the SHA-256 of the secret that the browser keeps. What is ended is removed."""

    __tablename__ = "sessions"
    digest: Mapped[str] = mapped_column(DIGEST, primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    started_at: Mapped[dt.datetime]
    seen_at: Mapped[dt.datetime]
    ends_at: Mapped[dt.datetime]
    __table_args__ = (Index(None, "user_id"), {"info": PASSING})


class InvitationRow(Base):
    """The right to set a password once, without the one that is forgotten; at most one a user, removed when it is used.

    It opens nothing before somebody else than who made it has confirmed it.
    """

    __tablename__ = "invitations"
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True)
    digest: Mapped[str] = mapped_column(DIGEST, unique=True)
    ends_at: Mapped[dt.datetime]
    made_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    confirmed_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    __table_args__ = ({"info": PASSING},)


class TokenRow(Base):
    """A secret by which a program acts for a user. Never removed, so that a list shows what was; ``revoked_at`` ends it."""

    __tablename__ = "tokens"
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    digest: Mapped[str] = mapped_column(DIGEST, unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    name: Mapped[str]
    scope: Mapped[str] = mapped_column(String(8))
    unmasks: Mapped[bool]
    made_at: Mapped[dt.datetime]
    made_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    ends_at: Mapped[dt.datetime]
    revoked_at: Mapped[dt.datetime | None]
    used_at: Mapped[dt.datetime | None]
    __table_args__ = (Index(None, "user_id"), CheckConstraint("scope in ('read', 'write')", name="scope"))


class ContentRow(Base):
    """The bytes of a source, by their SHA-256."""

    __tablename__ = "contents"
    sha256: Mapped[str] = mapped_column(DIGEST, primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)


class DocumentRow(Base):
    """A source; its id is the one that analysis records bear."""

    __tablename__ = "documents"
    id: Mapped[str] = mapped_column(ID, primary_key=True)
    sha256: Mapped[str] = mapped_column(ForeignKey("contents.sha256"), unique=True)
    media_type: Mapped[str]
    name: Mapped[str]
    size: Mapped[int] = mapped_column(BigInteger)
    added_at: Mapped[dt.datetime]


class RecordRow(Base):
    """An analysis record of a document; the one with the highest number is the one that holds."""

    __tablename__ = "records"
    document_id: Mapped[str] = mapped_column(ForeignKey("documents.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    sha256: Mapped[str] = mapped_column(DIGEST)
    components: Mapped[str]
    record: Mapped[str]
    made_at: Mapped[dt.datetime]


class PetitionRow(Base):
    """A document in the queue: the columns that it is filtered and sorted by, which nlp.store.columns keeps in memory."""

    __tablename__ = "petitions"
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    document_id: Mapped[str] = mapped_column(ForeignKey("documents.id"), unique=True)
    version: Mapped[int]
    received: Mapped[dt.date]
    status: Mapped[str] = mapped_column(SLUG)
    type: Mapped[str | None] = mapped_column(SLUG)
    guarded: Mapped[bool]  # its people stay as secret as its type made them before somebody gave it another one
    main_field: Mapped[str | None] = mapped_column(SLUG)
    action: Mapped[str | None] = mapped_column(SLUG)
    rank: Mapped[int]  # the priority turned round: in ascending order, what comes first stands first, older before newer
    due: Mapped[dt.date]  # nlp.store.petitions.NEVER where nothing is due
    group_id: Mapped[str | None] = mapped_column(SLUG)
    assignee: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    proposed: Mapped[str | None] = mapped_column(SLUG)  # what had been proposed when an action was first decided
    search: Mapped[str]
    __table_args__ = (Index(None, "group_id"),)


class ChangeRow(Base):
    """The last change of a petition or of its keys, in the order of changes; triggers write it."""

    __tablename__ = "petition_changes"
    petition: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    change: Mapped[int] = mapped_column(BigInteger)
    __table_args__ = (Index(None, "change"), {"info": PASSING})


class KeyRow(Base):
    """What the queue filters by that a petition has several of: fields, flags and places, in their order."""

    __tablename__ = "petition_keys"
    kind: Mapped[str] = mapped_column(String(8), primary_key=True)
    value: Mapped[str] = mapped_column(SLUG, primary_key=True)
    petition: Mapped[int] = mapped_column(ForeignKey("petitions.number"), primary_key=True)
    position: Mapped[int]
    __table_args__ = (Index(None, "petition"), CheckConstraint("kind in ('field', 'flag', 'place')", name="kind"))


class DetailsRow(Base):
    """What is shown of a petition and not filtered by, as JSON; apart, so that the queue's rows stay narrow."""

    __tablename__ = "petition_details"
    petition: Mapped[int] = mapped_column(ForeignKey("petitions.number"), primary_key=True)
    details: Mapped[str]


class ReceiptRow(Base):
    """A day on which the same bytes came in, under the name that they then had."""

    __tablename__ = "receipts"
    petition: Mapped[int] = mapped_column(ForeignKey("petitions.number"), primary_key=True)
    received: Mapped[dt.date] = mapped_column(primary_key=True)
    name: Mapped[str]
    recorded_at: Mapped[dt.datetime]


class DecisionRow(Base):
    """What somebody decided on a petition; ``version`` is the petition's after it. Triggers refuse changes."""

    __tablename__ = "decisions"
    petition: Mapped[int] = mapped_column(ForeignKey("petitions.number"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    decided_at: Mapped[dt.datetime]
    action: Mapped[str] = mapped_column(SLUG)
    note: Mapped[str]
    before: Mapped[str]
    after: Mapped[str]


class CorrectionRow(Base):
    """What somebody knows better of a petition than its analysis; the one with the highest number holds of each kind and name.

    Triggers refuse changes.
    """

    __tablename__ = "corrections"
    petition: Mapped[int] = mapped_column(ForeignKey("petitions.number"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(SLUG)
    name: Mapped[str] = mapped_column(SLUG)
    value: Mapped[str]
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    made_at: Mapped[dt.datetime]
    __table_args__ = (Index(None, "kind", "petition"),)


class SketchRow(Base):
    """What a petition is compared by with others, in the form of nlp.triage.duplicates; made anew from the record at any time."""

    __tablename__ = "sketches"
    petition: Mapped[int] = mapped_column(ForeignKey("petitions.number"), primary_key=True, autoincrement=False)
    sketch: Mapped[str]


class ExportRow(Base):
    """Which petitions an export held, as ids with blanks between; the key is their digest, which the audit trail names."""

    __tablename__ = "exports"
    digest: Mapped[str] = mapped_column(DIGEST, primary_key=True)
    ids: Mapped[str]


class AuditRow(Base):
    """A link of the audit trail; ``hash`` covers the other columns and the hash before. Triggers refuse changes."""

    __tablename__ = "audit"
    seq: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    at: Mapped[dt.datetime]
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    action: Mapped[str] = mapped_column(SLUG)
    subject: Mapped[str] = mapped_column(SLUG)
    details: Mapped[str]
    hash: Mapped[str] = mapped_column(DIGEST)
    __table_args__ = (
        Index(None, "subject", "seq"), Index(None, "user_id", "seq"), Index(None, "action", "seq"), Index(None, "at"),
    )  # fmt: skip


class HeadRow(Base):
    """The last link of the audit trail. Its one row is also the lock that whoever writes to the store holds."""

    __tablename__ = "audit_head"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    seq: Mapped[int] = mapped_column(BigInteger)
    hash: Mapped[str] = mapped_column(DIGEST)
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)
