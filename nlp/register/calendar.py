"""Due dates as iCalendar (RFC 5545): a task for every obligation and due date, with alarms; recurring ones with their rule.

Ids are stable: a calendar that is read again changes its entries and doubles none.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from typing import Any

from icalendar import Alarm, Calendar, Todo, vRecur

from nlp.register.due import days_of
from nlp.store.register.models import Due

Row = Mapping[str, Any]
PRODUCT = "-//donthu//donthu//VI"
_DOMAIN = "donthu"
_SUMMARY = 120
_AHEAD = 366  # days for which a rule that no RRULE can say is written out
_ALARMS = (7, 1)  # days before
_STATUS = {"xong": "COMPLETED", "khong_ap_dung": "CANCELLED"}
_WEEKDAYS = "MO TU WE TH FR SA SU".split()
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")  # what no line may hold


def write_calendar(rows: Iterable[Row], *, name: str, as_of: dt.date, at: dt.datetime) -> str:
    """The obligations of ``listing.list_obligations`` that have a day or a rule as one calendar, to be read in any time zone.

    ``at`` is when it was made; what is overdue on ``as_of`` stays in it until it is done.
    """
    calendar = Calendar()
    for key, value in (("prodid", PRODUCT), ("version", "2.0"), ("calscale", "GREGORIAN"), ("method", "PUBLISH")):
        calendar.add(key, value)
    calendar.add("x-wr-calname", _clean(name))
    for row in rows:
        for number, deadline in enumerate(row["deadlines"]):
            task = _make_task(row, number, deadline, as_of, at)
            if task is not None:
                calendar.add_component(task)
    return str(calendar.to_ical().decode())


def make_rule(rule: str, shift: int) -> str | None:
    """The RRULE of a rule whose days are moved by ``shift`` days; None where no rule says that.

    >>> make_rule("FREQ=MONTHLY;BYMONTHDAY=25", -1), make_rule("FREQ=MONTHLY;BYMONTHDAY=1", -1)
    ('FREQ=MONTHLY;BYMONTHDAY=24', None)
    """
    if not shift:
        return rule
    parts = dict(part.split("=", 1) for part in rule.split(";"))
    if set(parts) - {"FREQ", "INTERVAL", "BYMONTH", "BYMONTHDAY", "BYDAY"} or ("BYMONTHDAY" in parts) == ("BYDAY" in parts):
        return None
    if "BYMONTHDAY" in parts:
        days = [int(day) + shift for day in parts["BYMONTHDAY"].split(",")]
        if not all(1 <= day <= 28 for day in days):
            return None
        parts["BYMONTHDAY"] = ",".join(map(str, days))
    elif parts["FREQ"] == "WEEKLY" and "BYMONTH" not in parts and all(day in _WEEKDAYS for day in parts["BYDAY"].split(",")):
        parts["BYDAY"] = ",".join(_WEEKDAYS[(_WEEKDAYS.index(day) + shift) % 7] for day in parts["BYDAY"].split(","))
    else:
        return None
    return ";".join(f"{key}={value}" for key, value in parts.items())


def _make_task(row: Row, number: int, deadline: Row, as_of: dt.date, at: dt.datetime) -> Todo | None:
    task = Todo()
    if not _add_days(task, row, deadline, as_of):
        return None
    summary = _summarise(row)
    task.add("uid", f"{row['id']}-{number}@{_DOMAIN}")
    task.add("dtstamp", at.astimezone(dt.UTC))
    task.add("summary", summary)
    task.add("description", _describe(row, deadline))
    task.add("status", _STATUS.get(row["status"], "NEEDS-ACTION"))
    if row["fields"]:
        task.add("categories", list(row["fields"]))
    if row["status"] not in _STATUS:
        for days in _ALARMS:
            alarm = Alarm()
            alarm.add("action", "DISPLAY")
            alarm.add("description", summary)
            # From the end of the day, which is where the task ends.
            alarm.add("trigger", -dt.timedelta(days=days + 1), parameters={"RELATED": "END"})
            task.add_component(alarm)
    return task


def _add_days(task: Todo, row: Row, deadline: Row, as_of: dt.date) -> bool:
    """Start and end of a task: the day itself; of a rule its first day and the rule, or its days one by one.

    False where there is none.
    """
    if deadline["day"]:
        _add_span(task, dt.date.fromisoformat(deadline["day"]))
        return True
    if not deadline["rrule"]:
        return False
    issued = dt.date.fromisoformat(row["issued"]) if row["issued"] else None
    until = dt.date.fromisoformat(deadline["until"]) if deadline["until"] else None
    due = Due(deadline["text"], deadline["how"], rrule=deadline["rrule"], shift=deadline["shift"], first=issued, until=until)
    days = days_of(due, issued or as_of, (issued or as_of) + dt.timedelta(days=_AHEAD * 2))
    if not days:
        return False
    if rule := make_rule(deadline["rrule"], deadline["shift"]):
        _add_span(task, days[0])
        task.add("rrule", vRecur.from_ical(rule + (f";UNTIL={until:%Y%m%d}" if until else "")))
        return True
    coming = days_of(due, as_of, as_of + dt.timedelta(days=_AHEAD))
    if coming:
        _add_span(task, coming[0])
        if coming[1:]:
            task.add("rdate", list(coming[1:]))
    return bool(coming)


def _add_span(task: Todo, day: dt.date) -> None:
    """A task of one day; its end lies behind its start, as RFC 5545 wants it."""
    task.add("dtstart", day)
    task.add("due", day + dt.timedelta(days=1))


def _summarise(row: Row) -> str:
    who, what = "; ".join(row["assignees"]), " ".join((row["action"] or row["text"]).split())
    text = _clean(f"{who}: {what}" if who else what)
    return text if len(text) <= _SUMMARY else text[: _SUMMARY - 1].rstrip() + "…"


def _describe(row: Row, deadline: Row) -> str:
    where = ", ".join(filter(None, [row["number"], row["issuer"], row["clause"]]))
    return _clean("\n".join(filter(None, [" ".join(row["text"].split()), deadline["text"], where])))


def _clean(text: str) -> str:
    return _CONTROL.sub("", text).replace("\t", " ")
