"""The tables of archives: documents put up for annotation, what the machine found in them, and what people said of it.

A hit is a span that the machine found. What hits are grouped by stands in narrow columns and, where it is words, in
``archive_terms`` once, so that half a million of them are grouped and settled within a second; their own words are read from
the text of their document.
"""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint, Float, ForeignKey, ForeignKeyConstraint, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from nlp.store.tables import DIGEST, SLUG, Base

NAME_LENGTH = 40
NAME = String(NAME_LENGTH)


class ArchiveRow(Base):
    """An archive; ``filled`` where all its documents are in. ``denunciations`` is the reason for which they were not left out."""

    __tablename__ = "archives"
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    name: Mapped[str] = mapped_column(NAME, unique=True)
    title: Mapped[str]
    guidelines: Mapped[str]
    layers: Mapped[str]  # as JSON
    each: Mapped[int]
    opened_at: Mapped[dt.datetime]
    opened_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    closed_at: Mapped[dt.datetime | None]
    closed_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    denunciations: Mapped[str | None]
    left_out: Mapped[str]  # how many records by reason, as JSON
    documents: Mapped[int]
    hits: Mapped[int]
    filled: Mapped[bool]
    __table_args__ = (CheckConstraint("each between 1 and 3", name="each"),)


class PersonRow(Base):
    """Who annotates or adjudicates the documents of an archive."""

    __tablename__ = "archive_people"
    archive: Mapped[int] = mapped_column(ForeignKey("archives.number"), primary_key=True)
    role: Mapped[str] = mapped_column(String(16), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True)
    __table_args__ = (CheckConstraint("role in ('annotator', 'adjudicator')", name="role"),)


class PaperRow(Base):
    """A document of an archive: its text, and what the machine read in it as the JSON of a task without the text."""

    __tablename__ = "archive_documents"
    archive: Mapped[int] = mapped_column(ForeignKey("archives.number"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    document: Mapped[str] = mapped_column(SLUG)  # the record's id
    name: Mapped[str]
    family: Mapped[str] = mapped_column(SLUG)
    sha256: Mapped[str] = mapped_column(DIGEST)  # of the text
    text: Mapped[str]
    task: Mapped[str]
    differences: Mapped[int | None]  # between the answers of its annotators; None before all of them submitted
    __table_args__ = (Index(None, "archive", "document", unique=True),)


class TermRow(Base):
    """Words that hits share: shapes, rules, values, and the folded texts that are searched."""

    __tablename__ = "archive_terms"
    archive: Mapped[int] = mapped_column(ForeignKey("archives.number"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(8), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    text: Mapped[str]
    __table_args__ = (CheckConstraint("kind in ('shape', 'rule', 'value', 'words')", name="kind"),)


class ArchiveDecisionRow(Base):
    """What somebody decided on many hits at once; ``selection`` says which, as JSON, None where they were picked singly."""

    __tablename__ = "archive_decisions"
    archive: Mapped[int] = mapped_column(ForeignKey("archives.number"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    action: Mapped[str] = mapped_column(String(8))
    label: Mapped[str | None] = mapped_column(SLUG)
    selection: Mapped[str | None]
    count: Mapped[int]
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    made_at: Mapped[dt.datetime]
    undone_at: Mapped[dt.datetime | None]
    undone_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    __table_args__ = (CheckConstraint("action in ('accept', 'reject', 'relabel')", name="action"),)


class HitRow(Base):
    """A span that the machine found, by its number in the order of the archive; ``decision`` is the one that settled it.

    ``shape``, ``rule``, ``value`` and ``words`` are numbers of terms. ``tenth`` is the confidence in tenths, rounded down, -1
    where there is none.
    """

    __tablename__ = "archive_hits"
    archive: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    document: Mapped[int]
    span: Mapped[str] = mapped_column(SLUG)
    layer: Mapped[str] = mapped_column(SLUG)
    label: Mapped[str] = mapped_column(SLUG)
    start: Mapped[int]
    end: Mapped[int]
    shape: Mapped[int]
    rule: Mapped[int]
    value: Mapped[int]
    words: Mapped[int]
    confidence: Mapped[float | None] = mapped_column(Float)
    tenth: Mapped[int]
    in_table: Mapped[bool]
    state: Mapped[str] = mapped_column(String(8))
    decision: Mapped[int | None]
    __table_args__ = (
        ForeignKeyConstraint(["archive", "document"], ["archive_documents.archive", "archive_documents.number"]),
        ForeignKeyConstraint(["archive", "decision"], ["archive_decisions.archive", "archive_decisions.number"]),
        CheckConstraint("state in ('open', 'accepted', 'rejected', 'changed')", name="state"),
        Index(None, "archive", "document", "span", unique=True),
        Index(None, "archive", "decision"),
        # Everything that hits are grouped and chosen by: grouping reads these indexes alone. Values are as many as hits are, and
        # need no sorting where an index has them in order.
        Index(
            "ix_archive_hits_values", "archive", "layer", "value", "state", "rule", "label", "shape", "tenth", "in_table",
            "confidence", "words", "number",
        ),
        Index(
            "ix_archive_hits_groups", "archive", "layer", "shape", "state", "rule", "label", "value", "tenth", "in_table",
            "confidence", "words", "number",
        ),
    )  # fmt: skip


class OverruledRow(Base):
    """A hit that had been settled by the decision ``before`` when another one settled it anew."""

    __tablename__ = "archive_overruled"
    archive: Mapped[int] = mapped_column(primary_key=True)
    decision: Mapped[int] = mapped_column(primary_key=True)
    hit: Mapped[int] = mapped_column(primary_key=True)
    before: Mapped[int]
    __table_args__ = (
        ForeignKeyConstraint(["archive", "decision"], ["archive_decisions.archive", "archive_decisions.number"]),
        ForeignKeyConstraint(["archive", "hit"], ["archive_hits.archive", "archive_hits.number"]),
        Index(None, "archive", "before"),
    )  # fmt: skip


class WorkRow(Base):
    """A document given to an annotator, and the task as he saved it last; ``version`` goes up with each saving."""

    __tablename__ = "archive_work"
    archive: Mapped[int] = mapped_column(primary_key=True)
    document: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True)
    state: Mapped[str] = mapped_column(String(16))
    version: Mapped[int]
    task: Mapped[str | None]
    changed_at: Mapped[dt.datetime]
    __table_args__ = (
        ForeignKeyConstraint(["archive", "document"], ["archive_documents.archive", "archive_documents.number"]),
        CheckConstraint("state in ('given', 'begun', 'submitted')", name="state"),
        Index(None, "archive", "user_id", "document"),
    )  # fmt: skip


class AdjudicationRow(Base):
    """What holds of a document by the word of an adjudicator, as he saved it last."""

    __tablename__ = "archive_adjudications"
    archive: Mapped[int] = mapped_column(primary_key=True)
    document: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[int]
    task: Mapped[str]
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    made_at: Mapped[dt.datetime]
    __table_args__ = (ForeignKeyConstraint(["archive", "document"], ["archive_documents.archive", "archive_documents.number"]),)
