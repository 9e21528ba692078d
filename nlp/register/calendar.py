"""Due dates as iCalendar (RFC 5545): a task for every obligation and due date, with alarms; recurring ones with their rule.

Ids are stable: a calendar that is read again changes its entries and doubles none.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from nlp.register.due import days_of
from nlp.store.register.models import Due

Row = Mapping[str, Any]
PRODUCT = "-//donthu//donthu//VI"
_DOMAIN = "donthu"
_LONGEST_LINE = 75  # octets
_SUMMARY = 120
_AHEAD = 366  # days for which a rule that no RRULE can say is written out
_ALARMS = (7, 1)  # days before
_STATUS = {"xong": "COMPLETED", "khong_ap_dung": "CANCELLED"}
_WEEKDAYS = "MO TU WE TH FR SA SU".split()


def write_calendar(rows: Iterable[Row], *, name: str, as_of: dt.date, at: dt.datetime) -> str:
    """The obligations of ``listing.list_obligations`` that have a day or a rule as one calendar, to be read in any time zone.

    ``at`` is when it was made; what is overdue on ``as_of`` stays in it until it is done.
    """
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{PRODUCT}", "CALSCALE:GREGORIAN", "METHOD:PUBLISH"]
    lines.append(f"X-WR-CALNAME:{_escape(name)}")
    for row in rows:
        for number, deadline in enumerate(row["deadlines"]):
            lines += _write_task(row, number, deadline, as_of, at)
    lines.append("END:VCALENDAR")
    return "".join(f"{part}\r\n" for line in lines for part in _fold(line))


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


def _write_task(row: Row, number: int, deadline: Row, as_of: dt.date, at: dt.datetime) -> Iterator[str]:
    when = list(_write_when(row, deadline, as_of))
    if not when:
        return
    yield "BEGIN:VTODO"
    yield f"UID:{row['id']}-{number}@{_DOMAIN}"
    yield f"DTSTAMP:{at.astimezone(dt.UTC):%Y%m%dT%H%M%SZ}"
    yield from when
    yield f"SUMMARY:{_escape(_summarise(row))}"
    yield f"DESCRIPTION:{_escape(_describe(row, deadline))}"
    yield f"STATUS:{_STATUS.get(row['status'], 'NEEDS-ACTION')}"
    if row["fields"]:
        yield f"CATEGORIES:{','.join(map(_escape, row['fields']))}"
    if row["status"] not in _STATUS:
        for days in _ALARMS:
            yield from ("BEGIN:VALARM", "ACTION:DISPLAY", f"DESCRIPTION:{_escape(_summarise(row))}")
            # From the end of the day, which is where the task ends.
            yield from (f"TRIGGER;RELATED=END:-P{days + 1}D", "END:VALARM")
    yield "END:VTODO"


def _write_when(row: Row, deadline: Row, as_of: dt.date) -> Iterator[str]:
    """Start and end of a task: the day itself; of a rule its first day and the rule, or its days one by one."""
    if deadline["day"]:
        yield from _span(dt.date.fromisoformat(deadline["day"]))
        return
    if not deadline["rrule"]:
        return
    issued = dt.date.fromisoformat(row["issued"]) if row["issued"] else None
    until = dt.date.fromisoformat(deadline["until"]) if deadline["until"] else None
    due = Due(deadline["text"], deadline["how"], rrule=deadline["rrule"], shift=deadline["shift"], first=issued, until=until)
    days = days_of(due, issued or as_of, (issued or as_of) + dt.timedelta(days=_AHEAD * 2))
    if not days:
        return
    rule = make_rule(deadline["rrule"], deadline["shift"])
    if rule:
        yield from _span(days[0])
        yield f"RRULE:{rule}" + (f";UNTIL={until:%Y%m%d}" if until else "")
        return
    coming = days_of(due, as_of, as_of + dt.timedelta(days=_AHEAD))
    if coming:
        yield from _span(coming[0])
        if coming[1:]:
            yield "RDATE;VALUE=DATE:" + ",".join(f"{day:%Y%m%d}" for day in coming[1:])


def _span(day: dt.date) -> Iterator[str]:
    """A task of one day; its end lies behind its start, as RFC 5545 wants it."""
    yield f"DTSTART;VALUE=DATE:{day:%Y%m%d}"
    yield f"DUE;VALUE=DATE:{day + dt.timedelta(days=1):%Y%m%d}"


def _summarise(row: Row) -> str:
    who, what = "; ".join(row["assignees"]), " ".join((row["action"] or row["text"]).split())
    text = f"{who}: {what}" if who else what
    return text if len(text) <= _SUMMARY else text[: _SUMMARY - 1].rstrip() + "…"


def _describe(row: Row, deadline: Row) -> str:
    where = ", ".join(filter(None, [row["number"], row["issuer"], row["clause"]]))
    return "\n".join(filter(None, [" ".join(row["text"].split()), deadline["text"], where]))


def _escape(text: str) -> str:
    """A text as RFC 5545 has it, without characters that no line may hold."""
    text = re.sub(r"[\x00-\x08\x0b-\x1f\x7f]", "", text.replace("\r\n", "\n"))
    for sign in ("\\", ";", ","):
        text = text.replace(sign, "\\" + sign)
    return text.replace("\n", "\\n").replace("\t", " ")


def _fold(line: str) -> Iterator[str]:
    """The line in pieces of at most 75 octets, none of which cuts a character."""
    piece, size = "", 0
    for character in line:
        width = len(character.encode("utf-8", "replace"))
        if size + width > _LONGEST_LINE:
            yield piece
            piece, size = " ", 1
        piece, size = piece + character, size + width
    yield piece
