"""A second computation of due dates, written apart from nlp.law: positions in a list of working days, and dateutil for months.

It shares no code and no data file with the engine: the days off are transcribed as the notices give them, the amounts come from
the collected rows, and what circumstances change is written here once more.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from datetime import date, timedelta
from itertools import chain
from pathlib import Path
from typing import Any

import yaml
from dateutil.relativedelta import relativedelta

ROWS = yaml.safe_load((Path(__file__).parents[1] / "unit" / "law" / "data" / "time_limit_rows.yaml").read_text(encoding="utf-8"))

# Weekdays off as `first-last/month`, then the weekend days worked instead.
OFF = {
    2021: "1/1 10-12/2 15-16/2 21/4 30/4 3/5 2-3/9",
    2022: "3/1 31/1 1-4/2 11/4 2-3/5 1-2/9",
    2023: "2/1 20/1 23-26/1 1-3/5 1/9 4/9",
    2024: "1/1 8-9/2 12-14/2 18/4 29-30/4 1/5 2-3/9",
    2025: "1/1 27-31/1 7/4 30/4 1-2/5 1-2/9",
    2026: "1-2/1 16-20/2 27/4 30/4 1/5 31/8 1-2/9 24/11",
    2027: "1/1 16/4 30/4 3/5 2/9 24/11",
}
WORKED = {2024: "4/5", 2025: "26/4", 2026: "10/1 22/8"}
FIXED = ((1, 1), (4, 30), (5, 1), (9, 2))
CULTURE_DAY = date(2026, 11, 24)
EPOCH = date(2005, 1, 1)
LENGTH = 366 * 31


def _days(year: int, text: str) -> set[date]:
    found = set()
    for piece in text.split():
        span, month = piece.split("/")
        first, _, last = span.partition("-")
        found |= {date(year, int(month), day) for day in range(int(first), int(last or first) + 1)}
    return found


OFF_DAYS = set(chain.from_iterable(_days(year, text) for year, text in OFF.items()))
WORKED_DAYS = set(chain.from_iterable(_days(year, text) for year, text in WORKED.items()))


def _works(day: date) -> bool:
    if day in WORKED_DAYS:
        return True
    if day.isoweekday() > 5 or day in OFF_DAYS:
        return False
    if day.year in OFF:
        return True
    return (day.month, day.day) not in FIXED and not (day >= CULTURE_DAY and (day.month, day.day) == (11, 24))


WORKING = [day for day in (EPOCH + timedelta(days=n) for n in range(LENGTH)) if _works(day)]

# Periods written in days that leave out days off (Điều 61 NĐ 43/2014 as amended by NĐ 01/2017).
WITHOUT_DAYS_OFF = {"DAT_HOAGIAI", "DAT_TC_HUYEN", "DAT_TC_TINH"}
NO_DAYS_OFF = (date(2017, 3, 3), date(2024, 7, 31))

# (rule, circumstances) -> another row's rule, or amount and unit.
CHANGED: dict[tuple[str, frozenset[str]], str | tuple[int, str]] = {
    ("KN_GQ1", frozenset({"phuc_tap"})): (45, "day"),
    ("KN_GQ1", frozenset({"vung_sau"})): (45, "day"),
    ("KN_GQ1", frozenset({"phuc_tap", "vung_sau"})): (60, "day"),
    ("KN_GQ2", frozenset({"phuc_tap"})): (60, "day"),
    ("KN_GQ2", frozenset({"vung_sau"})): (60, "day"),
    ("KN_GQ2", frozenset({"phuc_tap", "vung_sau"})): (70, "day"),
    ("KN_GQ_KYLUAT", frozenset({"phuc_tap"})): (45, "day"),
    ("KN_LAN2_NOP", frozenset({"vung_sau"})): (45, "day"),
    ("KN_THOIHIEU", frozenset({"ky_luat"})): (15, "day"),
    ("KN_HIEULUC1", frozenset({"vung_sau"})): (45, "day"),
    ("KN_HIEULUC2", frozenset({"vung_sau"})): (45, "day"),
    ("TC_GQ", frozenset({"phuc_tap"})): (60, "day"),
    ("TC_GQ", frozenset({"dac_biet_phuc_tap"})): (90, "day"),
    ("TC_XULYBANDAU", frozenset({"nhieu_dia_diem"})): (10, "working_day"),
    ("TC_XULYBANDAU", frozenset({"uy_quyen"})): (10, "working_day"),
    ("VT_NOPLUU", frozenset({"xay_dung"})): (3, "month"),
    ("DAT_TC_XA", frozenset({"vung_kho_khan"})): (55, "day"),
}


def rules() -> list[str]:
    """Every rule with an amount that counts to a day."""
    skipped = ("suspend_clock",)
    found = {rule for row in ROWS if "op" in row and row["amount"] and row["op"] not in skipped for rule in row["rules"]}
    return sorted(found)


def find_row(rule: str, start: date) -> dict[str, Any] | None:
    """The collected row of the rule in force on the day."""
    for row in ROWS:
        if rule in row.get("rules", ()) and row["from"] <= start and (row["to"] is None or start <= row["to"]):
            return dict(row)
    return None


def count(rule: str, start: date, given: frozenset[str] = frozenset()) -> date | None:
    """The due date, or None where no row is in force on the day."""
    row = find_row(rule, start)
    if row is None:
        return None
    amount, unit = CHANGED.get((rule, given), (row["amount"], row["unit"])) if given else (row["amount"], row["unit"])
    backward = row["op"] == "min_before"
    if unit == "day" and rule in WITHOUT_DAYS_OFF and NO_DAYS_OFF[0] <= start <= NO_DAYS_OFF[1]:
        unit = "working_day"
    return count_amount(int(amount), str(unit), start, backward=backward)


def count_amount(amount: int, unit: str, start: date, *, backward: bool) -> date:
    """So many units from the day, by the Civil Code."""
    if unit == "hour":
        return start
    if unit == "working_day":
        return WORKING[bisect_left(WORKING, start) - amount] if backward else WORKING[bisect_right(WORKING, start) + amount - 1]
    step = {"day": relativedelta(days=amount), "month": relativedelta(months=amount), "year": relativedelta(years=amount)}[unit]
    if backward:
        return start - step
    return WORKING[bisect_left(WORKING, start + step)]


def changes_of(rule: str) -> list[Mapping[str, str]]:
    """The circumstances under which the rule is counted here."""
    return [{}, *(dict.fromkeys(given, "true") for name_of, given in CHANGED if name_of == rule)]
