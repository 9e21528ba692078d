"""Where the text says when something is due, how often, or within how long."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from nlp.extract.temporal import days, lengths, lunar, periods
from nlp.extract.temporal.context import Context
from nlp.extract.temporal.models import Found

Finder = Callable[[Context], Iterator[Found]]

# What a finder takes, those after it leave: the more a form says, the earlier it stands.
_FINDERS: tuple[Finder, ...] = (
    periods.find_half_years,
    lengths.find_quantities,
    periods.find_daily_hours,
    periods.find_weekdays,
    lengths.find_regular,
    lunar.find_lunar_new_year,
    lunar.find_lunar_days,
    days.find_days,
    days.find_blank_days,
    days.find_month_days,
    periods.find_repeated_parts,
    periods.find_periods,
    periods.find_relative,
    periods.find_years_on,
    lengths.find_fixed_lengths,
)


def find_times(context: Context) -> list[Found]:
    """All times that bind somebody, by start; none lies inside another."""
    taken: list[Found] = []
    occupied: set[int] = set()
    for finder in _FINDERS:
        for found in finder(context):
            _take(found, taken, occupied)
    for found in lengths.find_further_rhythms(context, list(taken)):
        _take(found, taken, occupied)
    return sorted(taken, key=lambda f: f.start)


def _take(found: Found, taken: list[Found], occupied: set[int]) -> None:
    places = range(found.start, found.end)
    if occupied.isdisjoint(places):
        taken.append(found)
        occupied.update(places)
