"""Working days of state agencies, from dated tables.

Basis: Điều 112 Bộ luật Lao động 45/2019/QH14, Nghị quyết 28/2026/QH16 and the yearly notices on swapped days. Lunar holidays
are never computed; a year without a table knows weekends and fixed-date holidays only, and says so.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cache

from nlp.errors import LawError
from nlp.law.basis import read_bases
from nlp.law.loader import Node, list_files, load_node

_ONE = timedelta(days=1)
_WEEKDAYS = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")


@dataclass(frozen=True, slots=True)
class Proposal:
    """A swap of days that was proposed and whose approval was not seen: ``off`` becomes a day off, ``made_up`` a working day."""

    id: str
    off: tuple[date, ...]
    made_up: tuple[date, ...]
    adopted: bool
    note: str

    @property
    def days(self) -> tuple[date, ...]:
        """Every day whose standing the proposal would change."""
        return (*self.off, *self.made_up)


@dataclass(frozen=True, slots=True)
class OpenPeriod:
    """Days of a year's table that are not announced yet."""

    first: date
    last: date
    name: str
    note: str


@dataclass(frozen=True, slots=True)
class YearTable:
    """A year's non-working weekdays with their names, its made-up Saturdays, and what is still open."""

    year: int
    confirmed: bool
    confidence: str
    days_off: Mapping[date, str]
    made_up: Mapping[date, date]
    verified_on: date | None
    review_months: int
    proposals: tuple[Proposal, ...] = ()
    open_periods: tuple[OpenPeriod, ...] = ()


@dataclass(frozen=True, slots=True)
class FixedHoliday:
    """A holiday on the same Gregorian day every year, since a date where it has one."""

    name: str
    month: int
    day: int
    since: date | None


@dataclass(frozen=True)
class WorkCalendar:
    """Which days are working days, why the others are not, and how sure that is.

    >>> load_calendar().is_working(date(2026, 8, 22))    # a Saturday that makes up for 31/8
    True
    """

    years: Mapping[int, YearTable]
    fixed: tuple[FixedHoliday, ...]
    adopted: frozenset[str] = frozenset()
    _off: dict[date, str] = field(init=False, repr=False, compare=False)
    _made_up: frozenset[date] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        off = {day: name for table in self.years.values() for day, name in table.days_off.items()}
        made_up = {day for table in self.years.values() for day in table.made_up}
        for proposal in self.proposals:
            if self.is_adopted(proposal):
                off.update(dict.fromkeys(proposal.off, f"nghỉ hoán đổi theo đề xuất {proposal.id}"))
                made_up.update(proposal.made_up)
        object.__setattr__(self, "_off", off)
        object.__setattr__(self, "_made_up", frozenset(made_up))

    @property
    def proposals(self) -> tuple[Proposal, ...]:
        """Every proposal of every year."""
        return tuple(proposal for table in self.years.values() for proposal in table.proposals)

    def is_adopted(self, proposal: Proposal) -> bool:
        """Whether the calendar counts as if the proposal were in force."""
        return proposal.adopted or proposal.id in self.adopted

    def adopt(self, *ids: str) -> WorkCalendar:
        """The same calendar with these proposals switched on."""
        known = {proposal.id for proposal in self.proposals}
        for name in ids:
            if name not in known:
                raise LawError("law.unknown_proposal", f"không có đề xuất lịch nghỉ {name!r}", f"có: {', '.join(sorted(known))}")
        return replace(self, adopted=self.adopted | set(ids))

    def day_off_reason(self, day: date) -> str | None:
        """Why the day is off, in Vietnamese; None for a working day."""
        if day in self._made_up:
            return None
        if day in self._off:
            return self._off[day]
        if day.weekday() >= 5:
            return _WEEKDAYS[day.weekday()]
        return None if day.year in self.years else self._fixed_name(day)

    def _fixed_name(self, day: date) -> str | None:
        for holiday in self.fixed:
            if (day.month, day.day) == (holiday.month, holiday.day) and (holiday.since is None or day >= holiday.since):
                return holiday.name
        return None

    def is_working(self, day: date) -> bool:
        """Whether state agencies work on the day."""
        return self.day_off_reason(day) is None

    def is_made_up(self, day: date) -> bool:
        """Whether the day is a weekend day worked to make up for a swapped one."""
        return day in self._made_up

    def next_working(self, day: date) -> date:
        """The day itself when it is a working day, or else the first one after it."""
        while not self.is_working(day):
            day += _ONE
        return day

    def previous_working(self, day: date) -> date:
        """The day itself when it is a working day, or else the last one before it."""
        while not self.is_working(day):
            day -= _ONE
        return day

    def doubts(self, first: date, last: date) -> tuple[str, ...]:
        """What is not known of the days between two dates, both included, as warnings in Vietnamese."""
        found = []
        for year in range(first.year, last.year + 1):
            table = self.years.get(year)
            if table is None:
                found.append(
                    f"Không có bảng lịch nghỉ năm {year}: chỉ biết thứ Bảy, Chủ nhật và các ngày lễ theo dương lịch cố định."
                )
                continue
            if not table.confirmed:
                found.append(f"Lịch nghỉ năm {year} chưa được xác nhận chính thức.")
            for period in table.open_periods:
                if first <= period.last and period.first <= last:
                    found.append(f"Chưa biết ngày nghỉ {period.name}; ngày hết hạn có thể muộn hơn. {period.note}")
        return tuple(found)


def format_day(day: date) -> str:
    """A date as Vietnamese offices write it, with its weekday.

    >>> format_day(date(2026, 9, 2))
    '02/09/2026 (thứ Tư)'
    """
    return f"{day:%d/%m/%Y} ({_WEEKDAYS[day.weekday()]})"


@cache
def load_calendar() -> WorkCalendar:
    """The calendar of the tables in ``parameters/calendar``, read once."""
    paths = [path for path in list_files("parameters/calendar") if path.rsplit("/", 1)[-1][0].isdigit()]
    tables = [read_year(load_node(path)) for path in paths]
    return WorkCalendar(
        years={table.year: table for table in tables}, fixed=_read_fixed(load_node("parameters/calendar/holidays.yaml"))
    )


def read_year(node: Node) -> YearTable:
    """A year's table from YAML; a listed weekday must be a weekday and a made-up day a weekend day of that year."""
    keys = node.keys(
        required=("year", "confirmed", "confidence", "source", "verified_on", "review_months", "days_off", "made_up"),
        optional=("note", "proposals", "open_periods"),
    )
    year = keys["year"].integer()
    return YearTable(
        year=year,
        confirmed=keys["confirmed"].flag(),
        confidence=keys["confidence"].choice(("S", "K", "U")),
        days_off=_read_days_off(keys["days_off"], year),
        made_up=_read_made_up(keys["made_up"], year),
        verified_on=keys["verified_on"].day_or_none(),
        review_months=keys["review_months"].integer(),
        proposals=tuple(_read_proposal(item) for item in keys["proposals"].items()) if "proposals" in keys else (),
        open_periods=tuple(_read_open(item) for item in keys["open_periods"].items()) if "open_periods" in keys else (),
    )


def _read_days_off(node: Node, year: int) -> dict[date, str]:
    days: dict[date, str] = {}
    for item in node.items():
        keys = item.keys(required=("date", "name"))
        day = keys["date"].day()
        if day.year != year or day.weekday() >= 5 or day in days:
            raise item.error(f"{day} is not a weekday of {year} listed once")
        days[day] = keys["name"].text()
    return days


def _read_made_up(node: Node, year: int) -> dict[date, date]:
    days: dict[date, date] = {}
    for item in node.items():
        keys = item.keys(required=("date", "for"))
        day = keys["date"].day()
        if day.year != year or day.weekday() < 5:
            raise item.error(f"{day} is not a weekend day of {year}")
        days[day] = keys["for"].day()
    return days


def _read_proposal(node: Node) -> Proposal:
    keys = node.keys(required=("id", "off", "made_up", "adopted", "confidence", "note"), optional=("verified_on",))
    return Proposal(
        id=keys["id"].text(),
        off=tuple(item.day() for item in keys["off"].items()),
        made_up=tuple(item.day() for item in keys["made_up"].items()),
        adopted=keys["adopted"].flag(),
        note=keys["note"].text(),
    )


def _read_open(node: Node) -> OpenPeriod:
    keys = node.keys(required=("from", "to", "name", "confidence", "note"))
    return OpenPeriod(first=keys["from"].day(), last=keys["to"].day(), name=keys["name"].text(), note=keys["note"].text())


def _read_fixed(node: Node) -> tuple[FixedHoliday, ...]:
    root = node.keys(required=("basis", "source", "holidays"))
    read_bases(root["basis"])
    found = []
    for item in root["holidays"].items():
        keys = item.keys(required=("id", "name", "days", "from", "confidence"), optional=("fixed", "lunar", "note"))
        if "fixed" in keys:
            month, day = keys["fixed"].text().split("-")
            found.append(FixedHoliday(keys["name"].text(), int(month), int(day), keys["from"].day_or_none()))
    return tuple(found)
