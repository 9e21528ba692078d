"""Deadlines against the calendar: days that do not exist, and dates behind the document's own."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator

from nlp.compliance.case import Case
from nlp.compliance.models import Finding, FindingSeverity, Verdict
from nlp.extract.obligations.models import Obligation
from nlp.extract.temporal.models import Bound, Deadline, DeadlineType
from nlp.segment.models import Family, SegmentType
from nlp.text.span import Span

_DATE = re.compile(
    r"ngày\s+(?P<day>[0-9]{1,2})(?:\s?[/.-]\s?(?P<month>[0-9]{1,2})(?:\s?[/.-]\s?(?P<year>[0-9]{4}))?|"
    r"\s+tháng\s+(?P<wmonth>[0-9]{1,2})(?:\s+năm\s+(?P<wyear>[0-9]{4}))?)(?![0-9/])"
)
_BINDING = frozenset({Bound.BEFORE, Bound.BY, Bound.ON})


def check_deadlines(case: Case) -> Iterator[Finding]:
    """Findings on days that no calendar has and on deadlines of obligations that had passed when the document was dated."""
    deadlines = case.document.layer(Deadline)
    yield from _check_days(case, [deadline.span for deadline in deadlines])
    if case.period is None or case.profile.family is not Family.DISPATCH:
        return
    first = case.period[0]
    bound = {reference for obligation in case.document.layer(Obligation) for reference in obligation.deadlines}
    for deadline in deadlines:
        if deadline.type is not DeadlineType.DATE or deadline.date is None or deadline.id not in bound:
            continue
        dated = re.search(r"(?:19|20)\d\d", deadline.span.of(case.document.text)) is not None
        if deadline.bound in _BINDING and deadline.date < first and dated:
            since = f"ngày văn bản {first:%d/%m/%Y}" if case.date else f"tháng, năm của văn bản (sớm nhất {first:%d/%m/%Y})"
            yield case.finding(
                "deadline.past",
                Verdict.UNDETERMINED if case.scanned else Verdict.VIOLATION,
                FindingSeverity.WARNING,
                f"Thời hạn {deadline.date:%d/%m/%Y} đã qua trước {since}; cần kiểm tra lại ngày, năm.",
                spans=[deadline.span],
                facts={"thoi_han": deadline.date, "ngay_van_ban": first},
            )


def _check_days(case: Case, deadlines: list[Span]) -> Iterator[Finding]:
    """Days like 30/02. In a recognised text they are the recogniser's more likely than the author's."""
    skip = case.zones.get(SegmentType.PLACE_DATE)
    for match in _DATE.finditer(case.document.view("case")):
        written, figured, year_figured, worded, year_worded = match.groups()
        day, month, year = int(written), int(figured or worded or 0), year_figured or year_worded
        if _exists(day, month, int(year) if year else None):
            continue
        span = Span(*match.span())
        if skip is not None and skip.overlaps(span):
            continue
        within = any(deadline.overlaps(span) for deadline in deadlines)
        sure = within and not case.scanned
        yield case.finding(
            "date.impossible",
            Verdict.UNDETERMINED if case.scanned else Verdict.VIOLATION,
            FindingSeverity.ERROR if sure else FindingSeverity.WARNING,
            f"Lịch không có ngày {day}/{month}{'/' + year if year else ''}"
            + ("; bản này được nhận dạng từ ảnh nên có thể do đọc sai." if case.scanned else "."),
            spans=[span],
            facts={"ngay": day, "thang": month, "nam": int(year) if year else None, "la_thoi_han": within},
        )


def _exists(day: int, month: int, year: int | None) -> bool:
    """Whether a day is one; 29 February without a year may be."""
    if not 1 <= month <= 12:
        return year is None
    return 1 <= day <= calendar.monthrange(year or 2024, month)[1] if year is None or year > 0 else True
