"""The tables of the register of obligations."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from nlp.store.tables import DIGEST, ID, SLUG, Base

OBLIGATION = String(40)
KEY = String(128)


class DirectiveRow(Base):
    """A dispatch of the register.

    ``number_key`` and ``issuer_key`` are folded for comparison. ``status`` follows from the links to it, ``changed`` is the
    generation of the register that last changed what the search shows of it.
    """

    __tablename__ = "directives"
    document_id: Mapped[str] = mapped_column(ForeignKey("documents.id"), primary_key=True)
    arrival: Mapped[int] = mapped_column(unique=True, autoincrement=False)
    kind: Mapped[str | None] = mapped_column(SLUG)
    regime: Mapped[str | None] = mapped_column(SLUG)
    number: Mapped[str | None]
    number_key: Mapped[str | None] = mapped_column(KEY)
    issuer: Mapped[str | None]
    issuer_key: Mapped[str | None] = mapped_column(KEY)
    issuer_kind: Mapped[str | None] = mapped_column(SLUG)
    level: Mapped[str | None] = mapped_column(SLUG)
    place: Mapped[str | None] = mapped_column(SLUG)  # code of the issuer's unit
    places: Mapped[str]  # names of the units it stands in, as JSON
    issued: Mapped[dt.date | None]
    subject: Mapped[str | None]
    addressees: Mapped[str]  # as JSON
    field: Mapped[str | None] = mapped_column(SLUG)
    fields: Mapped[str]  # codes, the main one first, as JSON
    received: Mapped[dt.date]
    is_report: Mapped[bool]
    status: Mapped[str] = mapped_column(SLUG)
    status_by: Mapped[str | None] = mapped_column(ID)
    status_how: Mapped[str | None] = mapped_column(SLUG)
    changed: Mapped[int] = mapped_column(BigInteger)
    __table_args__ = (
        Index(None, "number_key"), Index(None, "issuer_key"), Index(None, "changed"), Index(None, "issued", "document_id"),
        CheckConstraint("status in ('hieu_luc', 'bi_thay_the', 'het_hieu_luc')", name="status"),
    )  # fmt: skip


class LinkRow(Base):
    """A citation of a directive by another; ``target`` is None as long as the register has not the one that is meant."""

    __tablename__ = "directive_links"
    source: Mapped[str] = mapped_column(ForeignKey("directives.document_id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    relation: Mapped[str] = mapped_column(SLUG)
    kind: Mapped[str | None] = mapped_column(SLUG)
    number: Mapped[str]
    number_key: Mapped[str] = mapped_column(KEY)
    issued: Mapped[dt.date | None]
    issuer: Mapped[str | None]
    urn: Mapped[str | None]
    start: Mapped[int]
    end: Mapped[int]
    target: Mapped[str | None] = mapped_column(ForeignKey("directives.document_id"))
    __table_args__ = (Index(None, "number_key"), Index(None, "target"))


class ObligationRow(Base):
    """One thing that a directive tells somebody to do; ``status`` is what was set last, being overdue is worked out."""

    __tablename__ = "obligations"
    id: Mapped[str] = mapped_column(OBLIGATION, primary_key=True)
    directive: Mapped[str] = mapped_column(ForeignKey("directives.document_id"))
    position: Mapped[int]
    start: Mapped[int]
    end: Mapped[int]
    text: Mapped[str]
    clause: Mapped[str | None]
    action: Mapped[str | None]
    modality: Mapped[str] = mapped_column(SLUG)
    report_to: Mapped[str | None]
    cited: Mapped[str]  # number, urn and relation of each, as JSON
    status: Mapped[str] = mapped_column(SLUG)
    version: Mapped[int]
    __table_args__ = (
        Index(None, "directive", "position"), Index(None, "status"),
        CheckConstraint("status in ('mo', 'xong', 'khong_ap_dung')", name="status"),
    )  # fmt: skip


class BodyRow(Base):
    """A body that an obligation binds.

    ``place`` is the code of its unit. A collective (``các xã, thị trấn``) has none: it means the units of ``unit_kinds`` within
    the unit ``within``.
    """

    __tablename__ = "obligation_bodies"
    obligation: Mapped[str] = mapped_column(ForeignKey("obligations.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    text: Mapped[str]
    name: Mapped[str]
    key: Mapped[str] = mapped_column(KEY)
    role: Mapped[str] = mapped_column(SLUG)
    kind: Mapped[str | None] = mapped_column(SLUG)
    level: Mapped[str | None] = mapped_column(SLUG)
    place: Mapped[str | None] = mapped_column(SLUG)
    within: Mapped[str | None] = mapped_column(SLUG)
    unit_kinds: Mapped[str | None] = mapped_column(SLUG)
    __table_args__ = (Index(None, "key"), Index(None, "kind", "place"), Index(None, "kind", "within"))


class DueRow(Base):
    """When an obligation is due: a day (``how`` is ``co_dinh``, or ``tinh_tu_van_ban``: counted from the dispatch), or a rule.

    ``shift`` is what is added, in days, to the days of a rule. ``dinh_ky`` has the rule; ``chua_ro`` has only its words.
    """

    __tablename__ = "obligation_dues"
    obligation: Mapped[str] = mapped_column(ForeignKey("obligations.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    text: Mapped[str]
    how: Mapped[str] = mapped_column(SLUG)
    due: Mapped[dt.date | None]
    rrule: Mapped[str | None]
    shift: Mapped[int]
    first: Mapped[dt.date | None]
    until: Mapped[dt.date | None]
    certain: Mapped[bool]
    __table_args__ = (Index(None, "due", "obligation"), Index(None, "how", "obligation"))


class StatusRow(Base):
    """What somebody set the status of an obligation to, and by which document it is shown. Triggers refuse changes.

    ``due`` names the day of a recurring duty that was done; without it all of the obligation is meant.
    """

    __tablename__ = "obligation_history"
    obligation: Mapped[str] = mapped_column(ForeignKey("obligations.id"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    status: Mapped[str] = mapped_column(SLUG)
    due: Mapped[dt.date | None]
    evidence: Mapped[str | None] = mapped_column(ForeignKey("documents.id"))
    note: Mapped[str]
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    at: Mapped[dt.datetime]


class AddresseeRow(Base):
    """Whom a dispatch is addressed to, as ``directives.issuer_key`` names bodies."""

    __tablename__ = "directive_addressees"
    document_id: Mapped[str] = mapped_column(ForeignKey("directives.document_id"), primary_key=True)
    key: Mapped[str] = mapped_column(KEY, primary_key=True)
    __table_args__ = (Index(None, "key"),)


class EvidenceRow(Base):
    """A report that seems to answer an obligation; ``state`` is what somebody said of it."""

    __tablename__ = "obligation_evidence"
    obligation: Mapped[str] = mapped_column(ForeignKey("obligations.id"), primary_key=True)
    document_id: Mapped[str] = mapped_column(ForeignKey("directives.document_id"), primary_key=True)
    score: Mapped[int]
    reasons: Mapped[str]  # as JSON
    state: Mapped[str] = mapped_column(SLUG)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    at: Mapped[dt.datetime | None]
    __table_args__ = (
        Index(None, "document_id"), Index(None, "state"),
        CheckConstraint("state in ('de_xuat', 'chap_nhan', 'tu_choi')", name="state"),
    )  # fmt: skip


class FeedRow(Base):
    """An address by which a calendar program reads due dates, those of a body or field; never removed, ``revoked_at`` ends it."""

    __tablename__ = "feeds"
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    digest: Mapped[str] = mapped_column(DIGEST, unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    name: Mapped[str]
    kind: Mapped[str | None] = mapped_column(SLUG)
    place: Mapped[str | None] = mapped_column(SLUG)
    body: Mapped[str | None]
    field: Mapped[str | None] = mapped_column(SLUG)
    made_at: Mapped[dt.datetime]
    revoked_at: Mapped[dt.datetime | None]
    used_at: Mapped[dt.datetime | None]
    __table_args__ = (Index(None, "user_id"),)


class RegisterRow(Base):
    """The one row of the register: its generation, and the day from which the search's due dates of rules count."""

    __tablename__ = "register_head"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    generation: Mapped[int] = mapped_column(BigInteger)
    due_from: Mapped[dt.date | None]
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)
