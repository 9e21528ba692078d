"""Due dates that a query asks for: `trước 20/11`, `tháng này`, `quý IV`, `quá hạn`."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

from nlp.extract.temporal import parse
from nlp.search.models import DueFilter
from nlp.search.query.words import QuestionWords
from nlp.text.dates import known_of
from nlp.text.fold import fold_all
from nlp.text.span import Span

_ONE = dt.timedelta(days=1)
_SOON = 7
_UNITS = {"tuan": "tuần", "thang": "tháng", "quy": "quý", "nam": "năm"}
_DAYS = {"ngay": 1, "tuan": 7, "thang": 30}
_WITHIN = frozenset("trong|vao|ngay|trong ngay|trong thang|han|den han|toi han|han chot|ngay trong".split("|"))
_FROM = frozenset("tu|ke tu|tu ngay|bat dau tu|sau".split("|"))


def find_times(text: str, words: QuestionWords, as_of: dt.date) -> Iterator[DueFilter]:
    """The filters for due dates in ``text`` (lower case); a bare month, quarter or day counts only in a question for duties."""
    asked = words.due_words.search(text) is not None
    no_duty = [match.span() for match in words.not_overdue.finditer(text)]
    window: tuple[dt.date, int] | None = None  # the first day of `từ ... đến`, and where it stands
    for match in words.time.finditer(text):
        span = Span(match.start(), match.end())
        if match["overdue"]:
            if not any(start < span.end and span.start < end for start, end in no_duty):
                yield DueFilter(None, as_of - _ONE, span, overdue=True)
            continue
        days = _days_of(match, words, as_of)
        if days is None:
            continue
        (first, last), bound = days, " ".join(fold_all(match["bound"] or "").split())
        if bound in _FROM and words.to.match(text, match.end()):
            window = first, match.start()
        elif window is not None:
            yield DueFilter(window[0], last, Span(window[1], match.end()))
            window = None
        elif found := _bind(bound, first, last, span, whole=bool(match["whole"] or match["soon"])):
            yield found
        elif not bound and (match["unit"] or match["day_word"] or match["ahead"] or asked):
            yield DueFilter(first, last, span)


def _bind(bound: str, first: dt.date, last: dt.date, span: Span, *, whole: bool) -> DueFilter | None:
    """The filter of a time behind a word that bounds it; None behind none."""
    if whole or bound in _WITHIN:
        return DueFilter(first, last, span)
    if bound.startswith("truoc"):
        return DueFilter(None, first - _ONE, span)
    if bound in _FROM:
        return DueFilter(last + _ONE if bound == "sau" else first, None, span)
    return DueFilter(None, last, span) if bound else None


def _days_of(match: re.Match[str], words: QuestionWords, as_of: dt.date) -> tuple[dt.date, dt.date] | None:
    """First and last day of what was found; None where it is no day of the calendar."""
    if match["soon"]:
        return as_of, as_of + _SOON * _ONE
    if match["whole"]:
        return parse.period_from(as_of, _UNITS[fold_all(match["whole"])], ahead=False)
    if match["ahead"]:
        return as_of, as_of + int(match["ahead"]) * _DAYS[fold_all(match["ahead_unit"])] * _ONE
    if match["day_word"]:
        day = as_of + _ONE * match["day_word"].endswith("mai")
        return day, day
    if match["unit"]:
        unit, which = _UNITS[fold_all(match["unit"])], fold_all(match["which"])
        first, last = parse.period_from(as_of, unit, ahead=which in ("sau", "toi"))
        return parse.period_from(first - _ONE, unit, ahead=False) if which == "truoc" else (first, last)
    known = known_of(as_of)
    try:
        if match["part"]:
            within = words.period.fullmatch(match["of_part"])
            period = parse.period_of(within, known) if within else None
            return None if period is None else _third(fold_all(match["part"]).split(), *period)
        if match["d"] or match["wd"]:
            day_number, month, year = parse.parse_day(match, known)
            date = parse.make_date(day_number, month, year or parse.resolve_year(month, known))
            return None if date is None else (date, date)
        return parse.period_of(match, known)
    except ValueError:
        return None


def _third(part: list[str], first: dt.date, last: dt.date) -> tuple[dt.date, dt.date]:
    """Beginning, middle or end of a period as one looks for them: a third each, or a half (`nửa cuối`).

    In a deadline the end is one day (Điều 146 Bộ luật Dân sự 91/2015/QH13); who asks for it means the days before it too.
    """
    pieces = 2 if part[0] == "nua" else 3
    number = {"dau": 0, "giua": 1, "cuoi": pieces - 1}[part[-1]]
    days = (last - first).days + 1
    return first + _ONE * (days * number // pieces), first + _ONE * (days * (number + 1) // pieces - 1)
