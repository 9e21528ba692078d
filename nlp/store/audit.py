"""The audit trail: who did what to which subject and when, as a chain of hashes. It holds ids and slugs, nothing personal."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from nlp.errors import StoreError
from nlp.store.canonical import SLUG, write_canonical
from nlp.store.tables import AuditRow, HeadRow

GENESIS = "0" * 64
_DIGEST = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Event:
    """Something to be recorded.

    ``action`` is a dotted slug (``petition.decide``), ``subject`` the id of what it was done to, ``user`` the id of who did it
    (None: the command line), ``at`` a time with its zone, ``details`` further ids, numbers, dates and digests.
    """

    action: str
    subject: str
    user: int | None
    at: dt.datetime
    details: Mapping[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True)
class Link:
    """An event as it stands in the trail, with its place and hash."""

    seq: int
    event: Event
    hash: str


@dataclass(frozen=True)
class TrailCheck:
    """How long the trail is and its last hash; where it is broken, the first link that does not fit and why."""

    length: int
    hash: str
    broken_at: int | None = None
    reason: str = ""


class Trail:
    """The events of one transaction; they are chained at its end."""

    def __init__(self) -> None:
        self._events: list[Event] = []

    def add(self, event: Event) -> None:
        """Takes an event; raises StoreError where a value of it might be a person's words, or its time has no zone."""
        if event.at.tzinfo is None:
            raise StoreError("store.audit_value", f"{event.action}: the time has no zone", "give a time with its zone")
        for value in (event.action, event.subject, *event.details, *event.details.values()):
            if not SLUG.fullmatch(str(value)):
                raise StoreError("store.audit_value", f"{event.action}: a value is no id", "record ids, dates and digests only")
        self._events.append(event)

    def write(self, session: Session, head: HeadRow) -> None:
        """Chains the events behind ``head`` and moves it."""
        for event in self._events:
            seq = head.seq + 1
            head.seq, head.hash = seq, link_hash(seq, event, head.hash)
            session.add(
                AuditRow(
                    seq=seq, at=event.at, user_id=event.user, action=event.action, subject=event.subject,
                    details=write_canonical(dict(event.details)), hash=head.hash,
                )
            )  # fmt: skip


def link_hash(seq: int, event: Event, before: str) -> str:
    """The SHA-256 over the canonical JSON of a link and the hash of the one before it."""
    at = event.at.astimezone(dt.UTC).isoformat(timespec="microseconds")
    link = {
        "seq": seq, "at": at, "user": event.user, "action": event.action, "subject": event.subject,
        "details": dict(event.details), "before": before,
    }  # fmt: skip
    return hashlib.sha256(write_canonical(link).encode()).hexdigest()


def read_trail(session: Session, *, after: int = 0, subject: str | None = None, user: int | None = None) -> list[Link]:
    """Up to 500 links behind ``after``, in order; those of one subject or user where named."""
    query = select(AuditRow).where(AuditRow.seq > after).order_by(AuditRow.seq).limit(500)
    if subject is not None:
        query = query.where(AuditRow.subject == subject)
    if user is not None:
        query = query.where(AuditRow.user_id == user)
    return [Link(row.seq, _event(row), row.hash) for row in session.scalars(query)]


@dataclass(frozen=True)
class TrailFilter:
    """Which links: those that fit all that is set. ``start`` counts in, ``end`` does not."""

    user: int | None = None
    action: str | None = None
    subject: str | None = None
    start: dt.datetime | None = None
    end: dt.datetime | None = None


def search_trail(session: Session, which: TrailFilter, *, before: int | None = None, limit: int = 50) -> list[Link]:
    """Up to ``limit`` links that fit, the newest first; those with a number below ``before``."""
    query = select(AuditRow).order_by(AuditRow.seq.desc()).limit(limit)
    if before is not None:
        query = query.where(AuditRow.seq < before)
    if which.user is not None:
        query = query.where(AuditRow.user_id == which.user)
    if which.action is not None:
        query = query.where(AuditRow.action == which.action)
    if which.subject is not None:
        query = query.where(AuditRow.subject == which.subject)
    if which.start is not None:
        query = query.where(AuditRow.at >= which.start)
    if which.end is not None:
        query = query.where(AuditRow.at < which.end)
    return [Link(row.seq, _event(row), row.hash) for row in session.scalars(query)]


def list_actions(session: Session) -> list[str]:
    """What the trail has links of, in order of the alphabet."""
    return list(session.scalars(select(AuditRow.action).distinct().order_by(AuditRow.action)))


def last_times(session: Session, action: str) -> dict[int | None, dt.datetime]:
    """When each user did something last."""
    query = select(AuditRow.user_id, func.max(AuditRow.at)).where(AuditRow.action == action).group_by(AuditRow.user_id)
    return {row[0]: row[1] for row in session.execute(query)}


def check_trail(session: Session, *, anchors: Mapping[int, str] | None = None) -> TrailCheck:
    """Walks the whole chain and finds its first broken link.

    A trail that was cut short or written anew as a whole shows only against ``anchors``: hashes by number that were noted
    elsewhere (those of backups, or of an earlier check).
    """
    anchors = anchors or {}
    before, seq = GENESIS, 0
    for row in session.scalars(select(AuditRow).order_by(AuditRow.seq).execution_options(yield_per=1000)):
        if row.seq != seq + 1:
            return TrailCheck(seq, before, seq + 1, "missing")
        try:
            fits = link_hash(row.seq, _event(row), before) == row.hash
        except ValueError:
            fits = False
        if not fits:
            return TrailCheck(seq, before, row.seq, "changed")
        seq, before = row.seq, row.hash
        if anchors.get(seq, before) != before:
            return TrailCheck(seq, before, seq, "anchor")
    head = session.scalars(select(HeadRow)).one_or_none()
    if head is None or (head.seq, head.hash) != (seq, before):
        return TrailCheck(seq, before, seq + 1, "missing")
    if lost := [number for number in anchors if number > seq]:
        return TrailCheck(seq, before, min(lost), "missing")
    return TrailCheck(seq, before)


def parse_anchor(text: str) -> tuple[int, str]:
    """The number and hash of ``NUMBER:HASH``, as ``donthu store verify`` prints them; raises StoreError for other text."""
    number, _, value = text.partition(":")
    if not (number.isascii() and number.isdigit() and _DIGEST.fullmatch(value)):
        raise StoreError("store.anchor", f"{text!r} is no NUMBER:HASH", "copy it from an earlier donthu store verify")
    return int(number), value


def _event(row: AuditRow) -> Event:
    return Event(row.action, row.subject, row.user_id, row.at, json.loads(row.details))
