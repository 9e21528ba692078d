"""The registry of legal instruments: by number, by title on a date, and their status on a date."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache

from nlp.law.loader import Node, load_node
from nlp.law.matching import number_key, split_year, title_keys
from nlp.law.parameters import Confidence


class Status(StrEnum):
    """Standing of an instrument on a date."""

    NOT_YET_EFFECTIVE = "not_yet_effective"
    IN_FORCE = "in_force"
    PARTLY = "partly"
    EXPIRED = "expired"
    NOT_NORMATIVE = "not_normative"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A date of which perhaps only the month or the year is known: it lies between ``first`` and ``last``, both included."""

    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Instrument:
    """A row of the registry. ``status`` is as of the registry's day; ask ``status_on`` for any other.

    ``replaced_on`` is the first day without force, ``unknown_from`` the day from which the standing was not checked.
    """

    number: str
    kind: str
    title: str
    issuer: str
    issued: date | None
    effective: date | None
    status: Status
    topic: str
    confidence: Confidence
    replaced_by: tuple[str, ...] = ()
    replaced_on: PartialDate | None = None
    amended_by: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    source: tuple[str, ...] = ()
    note: str = ""
    unknown_from: date | None = None


class Registry:
    """The instruments, indexed once by number and by title.

    >>> registry = load_registry()
    >>> registry.find_by_number("45/2013/QH13").title
    'Luật Đất đai'
    >>> registry.find_by_title("luật đất đai", date(2020, 1, 1)).number
    '45/2013/QH13'
    """

    def __init__(self, instruments: tuple[Instrument, ...], as_of: date, verified_on: date, review_months: int) -> None:
        self.instruments = instruments
        self.as_of = as_of
        self.verified_on = verified_on
        self.review_months = review_months
        self._by_number: dict[str, list[Instrument]] = defaultdict(list)
        self._by_title: dict[str, list[Instrument]] = defaultdict(list)
        for item in instruments:
            self._by_number[number_key(item.number)].append(item)
            keys = (key for title in (item.title, *item.aliases) for key in title_keys(title))
            for key in dict.fromkeys(keys):
                self._by_title[key].append(item)

    def __len__(self) -> int:
        return len(self.instruments)

    def find_all_by_number(self, number: str) -> tuple[Instrument, ...]:
        """Every instrument with that number; Party and local numbers repeat."""
        return tuple(self._by_number.get(number_key(number), ()))

    def find_by_number(self, number: str, *, issued: date | None = None) -> Instrument | None:
        """The one instrument with that number, ``issued`` on that day where given; None where there is none or more than one."""
        found = [item for item in self.find_all_by_number(number) if issued is None or item.issued in (issued, None)]
        return found[0] if len(found) == 1 else None

    def find_all_by_title(self, title: str) -> tuple[Instrument, ...]:
        """Every instrument of that title, whatever its date; a year after the title (``năm 2013``) keeps those issued then."""
        bare, year = split_year(title)
        for key in title_keys(bare):
            found = [
                item
                for item in self._by_title.get(key, ())
                if year is None or (item.issued is not None and item.issued.year == year)
            ]
            if found:
                return tuple(found)
        return ()

    def find_by_title(self, title: str, as_of: date) -> Instrument | None:
        """The instrument of that title in force on ``as_of``; with a year in the title, the one issued that year.

        None where no instrument of the title was in force, or more than one: a title then does not say which is meant.
        """
        found = self.find_all_by_title(title)
        if split_year(title)[1] is not None:
            return found[0] if len(found) == 1 else None
        holding = [item for item in found if self.status_on(item, as_of) in (Status.IN_FORCE, Status.PARTLY)]
        if not holding:
            holding = [item for item in found if self.status_on(item, as_of) in (Status.UNKNOWN, Status.NOT_NORMATIVE)]
        return holding[0] if len(holding) == 1 else None

    def status_on(self, instrument: Instrument, day: date) -> Status:
        """The standing of an instrument on a day; what the registry does not know is ``UNKNOWN``.

        >>> load_registry().status_on(load_registry().find_by_number("45/2013/QH13"), date(2024, 8, 1)).value
        'expired'
        """
        if instrument.status is Status.NOT_NORMATIVE:
            return Status.NOT_NORMATIVE
        start = instrument.effective or instrument.issued
        if start is not None and day < start:
            return Status.NOT_YET_EFFECTIVE
        if instrument.status is Status.EXPIRED:
            return self._status_of_expired(instrument, day)
        if instrument.unknown_from is not None:
            return self._status_before_doubt(instrument, day)
        if instrument.effective is None and day < self.as_of:
            return Status.UNKNOWN
        return self._partly(instrument, day) if instrument.status is Status.PARTLY else instrument.status

    def _status_of_expired(self, instrument: Instrument, day: date) -> Status:
        ended = instrument.replaced_on
        if ended is not None and day > ended.last:
            return Status.EXPIRED
        if ended is not None and day >= ended.first:
            return Status.EXPIRED if ended.first == ended.last else Status.UNKNOWN
        if ended is None and day >= self.as_of:
            return Status.EXPIRED
        if instrument.effective is None or (ended is None and self._may_be_replaced(instrument, day)):
            return Status.UNKNOWN
        return Status.IN_FORCE

    def _may_be_replaced(self, instrument: Instrument, day: date) -> bool:
        """Whether a replacement of unknown effect may have held by ``day``: one of them was issued, or its day is unknown."""
        replacements = [item for number in instrument.replaced_by for item in self.find_all_by_number(number)]
        return not replacements or any(item.issued is None or item.issued <= day for item in replacements)

    def _status_before_doubt(self, instrument: Instrument, day: date) -> Status:
        if instrument.unknown_from is not None and day >= instrument.unknown_from:
            return Status.UNKNOWN
        if instrument.effective is None:
            return Status.UNKNOWN
        return Status.IN_FORCE

    def _partly(self, instrument: Instrument, day: date) -> Status:
        """Partly, unless every amendment is known and started later."""
        starts = []
        for number in instrument.amended_by:
            amending = self.find_by_number(number)
            if amending is None or amending.effective is None:
                return Status.PARTLY
            starts.append(amending.effective)
        return Status.IN_FORCE if starts and day < min(starts) else Status.PARTLY

    def replaced_by(self, instrument: Instrument) -> tuple[Instrument, ...]:
        """The instruments that replaced it and that the registry has."""
        return tuple(item for number in instrument.replaced_by for item in self.find_all_by_number(number))

    def amended_by(self, instrument: Instrument) -> tuple[Instrument, ...]:
        """The instruments that amended it and that the registry has; ``instrument.amended_by`` lists all their numbers."""
        return tuple(item for number in instrument.amended_by for item in self.find_all_by_number(number))


@cache
def load_registry() -> Registry:
    """The registry of ``instruments.yaml``, read once."""
    return read_registry(load_node("instruments.yaml"))


def read_registry(node: Node) -> Registry:
    """A registry from YAML; one number and issue date may stand once."""
    keys = node.keys(required=("as_of", "verified_on", "review_months", "instruments"))
    seen: set[tuple[str, date | None]] = set()
    rows = []
    for item in keys["instruments"].items():
        row = _read_instrument(item)
        place = (number_key(row.number), row.issued)
        if place in seen:
            raise item.error(f"instrument {row.number} of {row.issued} stands twice")
        seen.add(place)
        rows.append(row)
    return Registry(tuple(rows), keys["as_of"].day(), keys["verified_on"].day(), keys["review_months"].integer())


def _read_instrument(node: Node) -> Instrument:
    keys = node.keys(
        required=("number", "kind", "title", "issuer", "issued", "effective", "status", "topic", "confidence"),
        optional=("aliases", "replaced_by", "replaced_date", "amended_by", "source", "note", "unknown_from"),
    )
    return Instrument(
        number=keys["number"].text(),
        kind=keys["kind"].text(),
        title=keys["title"].text(),
        issuer=keys["issuer"].text(),
        issued=keys["issued"].day_or_none(),
        effective=keys["effective"].day_or_none(),
        status=Status(keys["status"].choice(("in_force", "partly", "expired", "not_normative", "unknown"))),
        topic=keys["topic"].text(),
        confidence=Confidence(keys["confidence"].choice(tuple(Confidence))),
        replaced_by=_texts(keys, "replaced_by"),
        replaced_on=_read_partial(keys["replaced_date"]) if "replaced_date" in keys else None,
        amended_by=_texts(keys, "amended_by"),
        aliases=_texts(keys, "aliases"),
        source=_texts(keys, "source"),
        note=keys["note"].text() if "note" in keys else "",
        unknown_from=keys["unknown_from"].day() if "unknown_from" in keys else None,
    )


def _texts(keys: Mapping[str, Node], key: str) -> tuple[str, ...]:
    return keys[key].texts() if key in keys else ()


def _read_partial(node: Node) -> PartialDate:
    """A date, or a month ``YYYY-MM``, or a year ``YYYY``."""
    parts = node.text().split("-")
    try:
        year, month = int(parts[0]), int(parts[1]) if len(parts) > 1 else 1
        if len(parts) == 3:
            return PartialDate(node.day(), node.day())
        after = date(year + 1, 1, 1) if len(parts) == 1 else date(year + month // 12, month % 12 + 1, 1)
        return PartialDate(date(year, month, 1), date.fromordinal(after.toordinal() - 1))
    except ValueError:
        raise node.error(f"expected a date, a month or a year, found {node.value!r}") from None
