"""Calendars as a strict reader reads them."""

from __future__ import annotations

import datetime as dt
from typing import Any

import icalendar
import pytest

from nlp.register.calendar import make_rule, write_calendar

AT = dt.datetime(2024, 6, 3, 8, 0, tzinfo=dt.UTC)
DAY = dt.date(2024, 6, 3)


def deadline(**values: Any) -> dict[str, Any]:
    return {"text": "x", "how": "co_dinh", "day": None, "rrule": None, "shift": 0, "until": None, "certain": True, **values}


def row(*deadlines: dict[str, Any], **values: Any) -> dict[str, Any]:
    told = {
        "id": "d-1", "document": "d", "number": "45/CT-UBND", "issuer": "UBND tỉnh; \\ Thái Nguyên", "issued": "2024-01-10",
        "clause": "1", "text": "Báo cáo kết quả,\nđối thoại", "action": "báo cáo kết quả, đối thoại " * 9,
        "assignees": ["UBND các huyện, thành phố"], "fields": ["dat_dai"], "status": "mo", "deadlines": list(deadlines),
    }  # fmt: skip
    return {**told, **values}


def read(*rows: dict[str, Any]) -> Any:
    text = write_calendar(rows, name="Nhiệm vụ của tỉnh", as_of=DAY, at=AT)
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n")) and text.endswith("END:VCALENDAR\r\n")
    calendar = icalendar.Calendar.from_ical(text)
    assert not calendar.errors and not any(one.errors for one in calendar.walk())
    return calendar


def test_task_has_its_day_and_words() -> None:
    [task] = read(row(deadline(day="2024-06-20"))).walk("VTODO")
    assert task["DTSTART"].dt == dt.date(2024, 6, 20) and task["DUE"].dt == dt.date(2024, 6, 21)
    assert task["UID"] == "d-1-0@donthu" and task["STATUS"] == "NEEDS-ACTION"
    assert task["SUMMARY"].startswith("UBND các huyện, thành phố: báo cáo kết quả, đối thoại")
    assert "UBND tỉnh; \\ Thái Nguyên" in task["DESCRIPTION"] and "\n" in task["DESCRIPTION"]
    assert [alarm["TRIGGER"].dt.days for alarm in task.walk("VALARM")] == [-8, -2]


def test_calendar_has_its_name() -> None:
    assert read()["X-WR-CALNAME"] == "Nhiệm vụ của tỉnh"


def test_rule_is_kept_and_its_days_moved() -> None:
    [task] = read(row(deadline(how="dinh_ky", rrule="FREQ=MONTHLY;BYMONTHDAY=25", shift=-1))).walk("VTODO")
    assert task["DTSTART"].dt == dt.date(2024, 1, 24)
    assert task["RRULE"].to_ical() == b"FREQ=MONTHLY;BYMONTHDAY=24"


def test_rule_that_cannot_be_moved_is_written_out() -> None:
    [task] = read(row(deadline(how="dinh_ky", rrule="FREQ=MONTHLY;BYMONTHDAY=1", shift=-1))).walk("VTODO")
    assert task["DTSTART"].dt == dt.date(2024, 6, 30) and "RRULE" not in task
    assert [day.dt for day in task["RDATE"].dts][:2] == [dt.date(2024, 7, 31), dt.date(2024, 8, 31)]


def test_each_due_date_is_a_task_and_ids_are_stable() -> None:
    rows = [row(deadline(day="2024-06-20"), deadline(how="chua_ro"), deadline(day="2024-09-20"))]
    ids = [[task["UID"] for task in read(*rows).walk("VTODO")] for _ in range(2)]
    assert ids[0] == ids[1] == ["d-1-0@donthu", "d-1-2@donthu"]


@pytest.mark.parametrize(("status", "told"), [("xong", "COMPLETED"), ("khong_ap_dung", "CANCELLED"), ("qua_han", "NEEDS-ACTION")])
def test_status(status: str, told: str) -> None:
    [task] = read(row(deadline(day="2024-06-20"), status=status)).walk("VTODO")
    assert task["STATUS"] == told and bool(task.walk("VALARM")) == (told == "NEEDS-ACTION")


@pytest.mark.parametrize(
    ("rule", "moved"),
    [
        ("FREQ=WEEKLY;BYDAY=MO,TH", "FREQ=WEEKLY;BYDAY=SU,WE"),
        ("FREQ=YEARLY;BYMONTH=6,12;BYMONTHDAY=15", "FREQ=YEARLY;BYMONTH=6,12;BYMONTHDAY=14"),
        ("FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=31", None),
        ("FREQ=MONTHLY;BYMONTHDAY=-1", None),
        ("FREQ=MONTHLY;BYDAY=1MO", None),
    ],
)
def test_rule_a_day_earlier(rule: str, moved: str | None) -> None:
    assert make_rule(rule, -1) == moved
