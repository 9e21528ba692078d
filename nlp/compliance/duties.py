"""Schedules of reception and periodic reports against the duties that recur: does a schedule hold the days that the law asks for,
does a report cover the days of its period.

A schedule is read from its subject (who, which period) and its days; whatever cannot be read certainly makes no finding, and what
is short is a question to whoever keeps the schedule, not a violation: days may stand where no reader finds them.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass

from dateutil.rrule import rrulestr

from nlp.compliance.case import Case
from nlp.compliance.models import Finding, FindingSeverity, Verdict
from nlp.compliance.offices import find_offices
from nlp.extract.temporal.models import Bound, Deadline, DeadlineType
from nlp.law.engine import RuleResult
from nlp.law.facts import Value
from nlp.law.outcome import Fulfilled, Lacking
from nlp.segment.models import Family
from nlp.text.dates import NUMERIC_DATE, parse_date
from nlp.text.span import Span

_SCHEDULE = re.compile(r"lịch\s+(?:trực\s+)?tiếp\s+(?:công\s+)?dân")
_REPORT = re.compile(r"(?:tiếp\s+công\s+dân|khiếu\s+nại|tố\s+cáo)")
_HEADS = frozenset({"chu_tich_xa", "chu_tich_huyen", "chu_tich_tinh"})
_DEPUTY = re.compile(r"phó\s+chủ\s+tịch|(?<!\w)pct(?!\w)")
_YEAR = r"(?:năm\s+|/)(?P<year>20\d\d)"
_PERIODS = (
    (re.compile(rf"tháng\s+(?P<month>1[0-2]|0?[1-9])\s*{_YEAR}"), "month"),
    (re.compile(rf"6\s+tháng\s+(?P<half>đầu|cuối)\s+{_YEAR}"), "half"),
    (re.compile(rf"quý\s+(?P<quarter>iv|iii|ii|i|[1-4])\s*{_YEAR}"), "quarter"),
    (re.compile(_YEAR.replace("|/", "")), "year"),
)
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
_REPORT_PERIODS = (
    (re.compile(rf"quý\s+(?P<quarter>iv|iii|ii|i|[1-4])\s*{_YEAR}"), "quy"),
    (re.compile(rf"(?:6|sáu)\s+tháng(?:\s+đầu)?\s*{_YEAR}"), "6_thang"),
    (re.compile(rf"(?:9|chín)\s+tháng(?:\s+đầu)?\s*{_YEAR}"), "9_thang"),
)
_FROM = NUMERIC_DATE.replace("(?P<", "(?P<from_")
_WINDOW = re.compile(
    rf"số\s+liệu[^.;\n]{{0,60}}?từ\s+(?:ngày\s+)?{_FROM}[^.;\n]{{0,12}}?(?:đến|-|–)\s*(?:hết\s+)?(?:ngày\s+)?{NUMERIC_DATE}"
)


def check_duties(case: Case) -> Iterator[Finding]:
    """Findings on a dispatch that is a schedule of reception or a periodic report; none on any other document."""
    if case.profile.family is not Family.DISPATCH or case.reported:
        return
    subject = case.header.spans.get("subject")
    if subject is None:
        return
    words = case.document.view("case")[subject.start : subject.end]
    if _SCHEDULE.search(words):
        yield from _check_schedule(case, subject, words)
    elif case.profile.kind == "bao_cao" and _REPORT.search(words):
        yield from _check_report(case, words)


@dataclass(frozen=True)
class _Period:
    first: dt.date
    last: dt.date


def _check_schedule(case: Case, subject: Span, words: str) -> Iterator[Finding]:
    period, office = _find_period(words), _find_head(case, subject)
    days, spans = _find_days(case, period) if period else ((), ())
    values: dict[str, Value] = dict(case.given)
    if period is not None and case.date is not None:
        # What lay before the paper was written is not for it to plan.
        values = {"ky_tu": max(period.first, case.date), "ky_den": period.last, **values}
    if office is not None:
        values = {"nguoi_tiep": office, **values}
    if days:
        values = {"cac_ngay_tiep": days, **values}
    last = values.get("ky_den")
    if not isinstance(last, dt.date):
        return
    for result in case.library.run(values, last, only=frozenset({"reception.head_days"})):
        if isinstance(result.outcome, (Fulfilled, Lacking)):
            yield _finding(case, result, spans, " Lịch có thể còn ghi ngày ở chỗ không đọc được; cần đối chiếu.")


def _check_report(case: Case, words: str) -> Iterator[Finding]:
    match = _WINDOW.search(case.document.view("case"))
    period = next(((found, name) for pattern, name in _REPORT_PERIODS if (found := pattern.search(words))), None)
    if match is None or period is None:
        return
    first = parse_date(match["from_day"], match["from_month"], match["from_year"])
    last = parse_date(match["day"], match["month"], match["year"])
    if first is None or last is None:
        return
    found, name = period
    if name == "quy":
        name = f"quy_{_ROMAN.get(found['quarter'], found['quarter'])}"
    values: dict[str, Value] = {
        "ky_bao_cao": name, "nam_bao_cao": int(found["year"]), "so_lieu_tu": first, "so_lieu_den": last, **case.given,
    }  # fmt: skip
    for result in case.library.run(values, max(case.as_of or last, last), only=frozenset({"report.data_window"})):
        if isinstance(result.outcome, (Fulfilled, Lacking)):
            yield _finding(case, result, (Span(*match.span()),), "")


def _find_head(case: Case, subject: Span) -> str | None:
    """The head whose days the subject says these are; None where it also names deputies, or nobody."""
    if _DEPUTY.search(case.document.view("case"), subject.start, subject.end):
        return None
    offices = [code for code, _ in find_offices(case.document, subject) if code in _HEADS]
    return offices[0] if len(set(offices)) == 1 else None


def _find_period(words: str) -> _Period | None:
    """The month, half year, quarter or year that a subject names, where it names one only."""
    for pattern, kind in _PERIODS:
        matches = list(pattern.finditer(words))
        if len(matches) > 1:
            return None
        if matches:
            return _make_period(matches[0], kind)
    return None


def _make_period(match: re.Match[str], kind: str) -> _Period:
    year = int(match["year"])
    first_month, months = 1, 12
    if kind == "month":
        first_month, months = int(match["month"]), 1
    elif kind == "half":
        first_month, months = (1 if match["half"] == "đầu" else 7), 6
    elif kind == "quarter":
        quarter = _ROMAN.get(match["quarter"]) or int(match["quarter"])
        first_month, months = 3 * quarter - 2, 3
    end = first_month + months - 1
    following = dt.date(year + end // 12, end % 12 + 1, 1)
    return _Period(dt.date(year, first_month, 1), following - dt.timedelta(days=1))


def _find_days(case: Case, period: _Period) -> tuple[tuple[dt.date, ...], tuple[Span, ...]]:
    """The days inside the period that the schedule names, a day off moved to the next working one, and where they stand."""
    days: dict[dt.date, Span] = {}
    for item in case.document.layer(Deadline):
        if item.bound is not Bound.ON:
            continue
        if item.type is DeadlineType.DATE and item.date is not None:
            days.setdefault(item.date, item.span)
        elif item.type is DeadlineType.RECURRING and item.rrule:
            start = dt.datetime.combine(period.first, dt.time())
            rule = rrulestr(item.rrule, dtstart=start)
            for moment in rule.between(start, dt.datetime.combine(period.last, dt.time()), inc=True):
                days.setdefault(case.library.calendar.next_working(moment.date()), item.span)
    inside = {day: span for day, span in days.items() if period.first <= day <= period.last}
    return tuple(sorted(inside)), tuple(dict.fromkeys(inside.values()))


def _finding(case: Case, result: RuleResult, spans: tuple[Span, ...], doubt: str) -> Finding:
    """Short is a question, unless the caller gave everything that it rests on."""
    short = isinstance(result.outcome, Lacking)
    verdict, severity = Verdict.SATISFIED, FindingSeverity.INFO
    if short:
        verdict, severity = Verdict.UNDETERMINED, FindingSeverity.WARNING
        if result.is_violation and set(result.facts_read) <= set(case.given):
            verdict, severity, doubt = Verdict.VIOLATION, FindingSeverity.ERROR, ""
    return case.finding(
        result.rule,
        verdict,
        severity,
        result.message + (doubt if short else ""),
        spans=spans,
        basis=result.legal_basis,
        facts={**result.facts_read, "tham_so": list(result.parameters_read)},
    )
