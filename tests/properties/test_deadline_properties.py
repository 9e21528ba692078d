"""What holds of every deadline: rules that can be read, ordered due dates, offsets, speed on hostile text."""

from __future__ import annotations

import datetime as dt
import re
import time
from dataclasses import fields
from functools import lru_cache
from pathlib import Path

import pytest
import yaml
from dateutil.rrule import rrulestr
from hypothesis import given
from hypothesis import strategies as st

from nlp.document.annotation import Provenance
from nlp.document.document import Document, build_document
from nlp.evaluation.marked import parse_marked
from nlp.extract.temporal import parse
from nlp.extract.temporal.component import DeadlineReader
from nlp.extract.temporal.models import Bound, Deadline, DeadlineFlag
from nlp.extract.temporal.numerals import format_number, parse_number
from nlp.extract.temporal.patterns import DAY, load_temporal_data
from nlp.segment.models import Header
from nlp.text.span import Span

FOLDER = Path(__file__).parents[1] / "cases" / "temporal"
GOLD = Provenance("gold", 1, "gold")
LIMIT = 2.0  # seconds of the processor, which a loaded machine does not stretch much
SIZE = 50_000
DATES = st.dates(dt.date(1995, 1, 1), dt.date(2045, 12, 31))
PREFIXES = st.sampled_from(["", "Điều 1. Căn cứ tình hình.\n\n", "Ghi chú – ảnh hưởng.\n\n", "Kính gửi các đồng chí.\n\n\n"])


@lru_cache
def texts() -> list[str]:
    rows = [row for path in sorted(FOLDER.glob("*.yaml")) for row in yaml.safe_load(path.read_text(encoding="utf-8"))]
    return [parse_marked(row["text"])[0] for row in rows]


def dated(text: str, date: dt.date | None) -> Document:
    return build_document(text).with_layers({"header": [Header(span=Span(0, 0), provenance=GOLD, date=date)]})


def read(document: Document) -> list[Deadline]:
    return [item for item in DeadlineReader().annotate(document) if isinstance(item, Deadline)]


@given(st.data(), DATES)
def test_every_rule_is_read_by_dateutil(data: st.DataObject, date: dt.date) -> None:
    for deadline in read(dated(data.draw(st.sampled_from(texts())), date)):
        if deadline.rrule:
            first = next(iter(rrulestr(deadline.rrule, dtstart=dt.datetime.combine(date, dt.time()))))
            assert first.date() >= date


@given(st.data(), DATES)
def test_due_dates_go_forward(data: st.DataObject, date: dt.date) -> None:
    for deadline in read(dated(data.draw(st.sampled_from(texts())), date)):
        assert list(deadline.due) == sorted(set(deadline.due))
        if deadline.rrule:
            assert all(day >= date for day in deadline.due), "a due date of a rule lies before the document"


@given(st.data(), DATES, st.integers(0, 400))
def test_later_documents_have_no_earlier_due_dates(data: st.DataObject, date: dt.date, days: int) -> None:
    text = data.draw(st.sampled_from(texts()))
    early = [d for d in read(dated(text, date)) if d.rrule and d.due]
    late = [d for d in read(dated(text, date + dt.timedelta(days))) if d.rrule and d.due]
    by_place = {(d.span, d.rrule): d for d in late}
    for deadline in early:
        if other := by_place.get((deadline.span, deadline.rrule)):
            assert other.due[0] >= deadline.due[0]


@given(st.data(), DATES)
def test_windows_are_due_on_their_last_day(data: st.DataObject, date: dt.date) -> None:
    for deadline in read(dated(data.draw(st.sampled_from(texts())), date)):
        if deadline.rrule and deadline.bound is Bound.DURING:
            days = (
                parse.next_dates(deadline.rrule, date, 800) if "BYMONTHDAY" in deadline.rrule or "BYDAY" in deadline.rrule else ()
            )
            for due in deadline.due:
                following = due + dt.timedelta(1)
                if "BYMONTH=" in deadline.rrule and not days:
                    months = deadline.rrule.split("BYMONTH=")[1].split(",")
                    assert following.day == 1 and str(due.month) in months and str(following.month) not in months
                elif days:
                    assert due in days and following not in days


@given(st.data(), st.integers(1995, 2045), st.integers(1, 12))
def test_a_blank_day_leaves_the_year_known(data: st.DataObject, year: int, month: int) -> None:
    text = data.draw(st.sampled_from(texts()))
    line = f"Hà Nội, ngày     tháng {month} năm {year}\n\n"
    document = build_document(line + text)
    header = Header(span=Span(0, 0), provenance=GOLD, date=None, spans={"date": Span(0, len(line) - 2)})
    for deadline in read(document.with_layers({"header": [header]})):
        if deadline.span.start >= len(line) and DeadlineFlag.INFERRED_YEAR in deadline.flags:
            assert deadline.date is not None and deadline.date.year in (year, year + 1)


RULES = st.one_of(
    st.builds(parse.yearly, st.integers(1, 28), st.lists(st.integers(1, 12), min_size=1, max_size=12, unique=True)),
    st.builds(parse.monthly, st.lists(st.integers(1, 31) | st.just(-1), min_size=1, max_size=6, unique=True)),
    st.builds(
        parse.quarterly,
        st.lists(st.integers(1, 31) | st.just(-1), min_size=1, max_size=3, unique=True),
        st.sampled_from(["first", "second", "last", "after"]),
    ),
    st.builds(parse.last_working_day, st.sampled_from(["tháng", "quý", "năm"])),
    st.builds(parse.every, st.integers(1, 120), st.sampled_from(["ngày", "tuần", "tháng", "quý", "quí", "năm", "hằng quý"])),
    st.builds(
        parse.repeated_part, st.sampled_from(["đầu", "cuối", "tuần đầu", "tuần cuối"]), st.sampled_from(["tháng", "quý", "năm"])
    ),
)


@given(RULES, DATES)
def test_every_rule_that_can_be_written_is_rfc_5545(rule: str, date: dt.date) -> None:
    start = dt.datetime.combine(date, dt.time())
    assert next(iter(rrulestr(rule, dtstart=start))) >= start
    assert next(iter(rrulestr(parse.last_of_window(rule), dtstart=start))) >= start


@given(st.data(), DATES, PREFIXES)
def test_a_prefix_shifts_offsets_and_nothing_else(data: st.DataObject, date: dt.date, prefix: str) -> None:
    text = data.draw(st.sampled_from(texts()))
    plain, shifted = read(dated(text, date)), read(dated(prefix + text, date))
    by = len(build_document(prefix).text)
    assert [d.span.shifted(by) for d in plain] == [d.span for d in shifted]
    assert [d.payload() for d in plain] == [d.payload() for d in shifted]


@given(st.data(), DATES)
def test_deadlines_do_not_overlap(data: st.DataObject, date: dt.date) -> None:
    joined = "\n".join(data.draw(st.lists(st.sampled_from(texts()), min_size=1, max_size=4)))
    spans = [d.span for d in read(dated(joined, date))]
    assert spans == sorted(spans)
    assert all(a.end <= b.start for a, b in zip(spans, spans[1:], strict=False))


@given(st.text(alphabet="trướcngày hằngmthạ0123456789/.-–,;:\n()|IloO", max_size=300), DATES)
def test_any_text_is_read_without_error(text: str, date: dt.date) -> None:
    document = dated(text, date)
    for deadline in read(document):
        assert 0 <= deadline.span.start < deadline.span.end <= len(document.text)


@given(st.integers(1, 999))
def test_numerals_round_trip(value: int) -> None:
    assert parse_number(format_number(value)) == value


@given(
    DATES,
    st.sampled_from(["{0.day}/{0.month}/{0.year}", "{0.day:02}.{0.month:02}.{0.year}", "{0.day} tháng {0.month} năm {0.year}"]),
)
def test_days_round_trip(date: dt.date, form: str) -> None:
    match = re.fullmatch(DAY, form.format(date))
    assert match
    assert parse.make_date(*parse.parse_day(match)) == date


HOSTILE = [
    "ngày 1/1 " * (SIZE // 9),
    "1" * SIZE,
    "1/" * (SIZE // 2),
    "từ ngày 1/1 đến " * (SIZE // 16),
    "trước ngày " * (SIZE // 11),
    "trước ngày" + " " * SIZE,
    "trong thời hạn " * (SIZE // 15),
    "một hai ba bốn năm " * (SIZE // 19),
    "10 (" + "a" * SIZE,
    "ngày 1, 2 và 3; " * (SIZE // 16),
    "thứ hai, thứ ba và " * (SIZE // 19),
    "hằng năm " * (SIZE // 9),
    "sáng sáng 16h00 phút, " * (SIZE // 22),
    "tháng 1/2024 quý i/2024 " * (SIZE // 24),
    "trước khi họp bàn " * (SIZE // 18),
    "10 ngày kể từ ngày nhận " * (SIZE // 24),
    "\n" * SIZE,
    "ngày\n" * (SIZE // 5),
    "1 " * (SIZE // 2),
    "ngày 1, " * (SIZE // 8),
    "tháng 1, " * (SIZE // 9),
    "quý i, ii và " * (SIZE // 13),
    "năm 2024, " * (SIZE // 10),
    "từ 1 đến " * (SIZE // 9),
    "16h00 sáng ngày " * (SIZE // 16),
    "rằm tháng giêng " * (SIZE // 16),
    "báo cáo tuần, thời gian: " * (SIZE // 25),
    "trong vòng 1" * (SIZE // 12),
    "| ngày 1/1 " * (SIZE // 11),
    "1 giờ" + " " * SIZE,
]
# One million code points of each, whole component: what grows faster than the text would take minutes. Where nearly every word
# sets a time the work itself takes seconds, so such strings are shorter; one of their kind keeps the million.
MILLION = 1_000_000
DENSE = {"ngày 1/1 ": 200_000, "| ngày 1/1 ": 200_000, "10 ngày kể từ ngày nhận ": 200_000}
SECONDS_A_MILLION = 45.0
PATTERNS = [f.name for f in fields(load_temporal_data()) if isinstance(getattr(load_temporal_data(), f.name), re.Pattern)]


# Patterns that begin with white space are tails: they are matched at one place, never searched for.
TAIL = re.compile(r"\(?(?:\?[:P](?:<\w+>)?)?\\[sW]")


@pytest.mark.parametrize("name", PATTERNS)
def test_no_pattern_backtracks(name: str) -> None:
    pattern: re.Pattern[str] = getattr(load_temporal_data(), name)
    for text in HOSTILE:
        begin = time.process_time()
        if pattern.pattern.endswith(r"\Z"):  # read backwards from an anchor, never further than the reach of its caller
            pattern.search(text[:120])
        elif TAIL.match(pattern.pattern):
            pattern.match(text)
            pattern.match(text, len(text) // 2)
        else:
            for _ in pattern.finditer(text):
                pass
        assert time.process_time() - begin < LIMIT, text[:30]


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: repr(text[:16]))
def test_hostile_text_is_read_in_time(text: str) -> None:
    size = next((size for unit, size in DENSE.items() if text.startswith(2 * unit)), MILLION)
    document = dated((text * (size // len(text) + 1))[:size], dt.date(2024, 3, 12))
    document.view("case")
    begin = time.process_time()
    read(document)
    assert time.process_time() - begin < SECONDS_A_MILLION * size / MILLION
