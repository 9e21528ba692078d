"""Values of the register: what is added, and what is read back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from nlp.store.documents import Analysis, Source

#: Statuses that are set; ``OVERDUE`` is worked out from a day and never stored.
OPEN, DONE, NOT_APPLICABLE, OVERDUE = "mo", "xong", "khong_ap_dung", "qua_han"
#: Statuses of a directive.
IN_FORCE, REPLACED, LAPSED = "hieu_luc", "bi_thay_the", "het_hieu_luc"
#: How a due date is known: a day, a rule, counted from the dispatch's date, or only its words.
FIXED, RECURRING, COUNTED, UNKNOWN = "co_dinh", "dinh_ky", "tinh_tu_van_ban", "chua_ro"
#: What somebody said of a report that seems to answer an obligation.
PROPOSED, ACCEPTED, REFUSED = "de_xuat", "chap_nhan", "tu_choi"


@dataclass(frozen=True, slots=True)
class Link:
    """A citation of another dispatch: ``relation`` is ``thuc_hien``, ``can_cu``, ``thay_the``, ``bai_bo``, ``sua_doi``,
    ``vien_dan`` or ``kem_theo``; ``start`` and ``end`` are code points in the citing text. ``target`` is the id of the directive
    that is meant, None where the register has it not, or not one alone.
    """

    relation: str
    kind: str | None
    number: str
    issued: dt.date | None
    issuer: str | None
    urn: str | None
    start: int
    end: int
    source: str = ""
    target: str | None = None


@dataclass(frozen=True, slots=True)
class Body:
    """A body that an obligation binds.

    ``text`` is as written, ``name`` its full name as far as it is known, ``role`` ``lead``, ``support`` or ``monitor``; ``kind``
    (``ubnd``), ``level`` (``trung_uong``, ``tinh``, ``huyen``, ``xa``) and ``place`` (code of its unit, with ``+`` before those
    since 1 July 2025) are None where they are not known. A collective has ``unit_kinds`` and ``within`` in place of ``place``.
    """

    text: str
    name: str
    role: str = "lead"
    kind: str | None = None
    level: str | None = None
    place: str | None = None
    within: str | None = None
    unit_kinds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Due:
    """When an obligation is due; ``how`` is FIXED, COUNTED (then ``day``), RECURRING (then ``rrule``, ``shift`` days added to its
    days, from ``first`` on until ``until``) or UNKNOWN. ``certain`` is False where the day was inferred or contradicts itself.
    """

    text: str
    how: str
    day: dt.date | None = None
    rrule: str | None = None
    shift: int = 0
    first: dt.date | None = None
    until: dt.date | None = None
    certain: bool = True


@dataclass(frozen=True)
class Duty:
    """An obligation as a directive's analysis gives it; ``start`` and ``end`` are code points of the directive's text."""

    id: str
    start: int
    end: int
    text: str
    clause: str | None
    action: str | None
    modality: str
    report_to: str | None
    cited: tuple[Mapping[str, Any], ...]
    bodies: tuple[Body, ...]
    dues: tuple[Due, ...]


@dataclass(frozen=True)
class Dispatch:
    """What the register knows of a dispatch; ``number_key`` and ``issuer_key`` are folded for comparison."""

    kind: str | None
    regime: str | None
    number: str | None
    number_key: str | None
    issuer: str | None
    issuer_key: str | None
    issuer_kind: str | None
    level: str | None
    place: str | None
    places: tuple[str, ...]
    issued: dt.date | None
    subject: str | None
    addressees: tuple[str, ...]
    fields: tuple[str, ...]
    is_report: bool


@dataclass(frozen=True)
class IncomingDirective:
    """A dispatch that is added, with its obligations and what it cites."""

    source: Source
    analysis: Analysis
    received: dt.date
    dispatch: Dispatch
    duties: tuple[Duty, ...] = ()
    links: tuple[Link, ...] = ()


@dataclass(frozen=True)
class Directive:
    """A dispatch of the register.

    ``id`` is its document's, ``arrival`` counts; ``status_by`` is the directive that ended it and ``status_how`` by what
    relation.
    """

    id: str
    arrival: int
    received: dt.date
    dispatch: Dispatch
    status: str = IN_FORCE
    status_by: str | None = None
    status_how: str | None = None


@dataclass(frozen=True)
class StatusChange:
    """An entry of an obligation's history; ``due`` names the day of a recurring duty that it is about."""

    version: int
    status: str
    due: dt.date | None
    evidence: str | None
    note: str
    user: int | None
    at: dt.datetime


@dataclass(frozen=True)
class Evidence:
    """A report that seems to answer an obligation: ``score`` of 100, ``reasons`` as rows with ``code``, ``points`` and what
    agreed; ``state`` is PROPOSED, ACCEPTED or REFUSED.
    """

    obligation: str
    document: str
    score: int
    reasons: tuple[Mapping[str, Any], ...]
    state: str = PROPOSED
    user: int | None = None
    at: dt.datetime | None = None


@dataclass(frozen=True)
class Obligation:
    """An obligation of the register with what was set; ``done_days`` are days of a recurring duty that were reported done."""

    duty: Duty
    directive: str
    position: int
    status: str
    version: int
    done_days: frozenset[dt.date] = field(default_factory=frozenset)
