"""What people read: messages and the names of stored values, in Vietnamese or English."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from nlp.resources.load import load_resource

LANGUAGES = ("vi", "en")


@dataclass(frozen=True)
class Wording:
    """Messages and labels of one language; ``lang`` is ``vi`` or ``en``."""

    lang: str = "vi"

    def say(self, key: str, **values: object) -> str:
        """The message ``key`` with its words filled in; KeyError for a key that is not in messages.yaml.

        >>> Wording("en").say("law.on", date="2024-04-15")
        'on 2024-04-15'
        """
        text: str = _messages()[key][self.lang]
        return text.format(**values) if values else text

    def error(self, code: str, message: str) -> str:
        """An error with its code, behind what the code means where there are words for it."""
        meaning = _messages().get(f"code.{code}")
        return f"{meaning[self.lang]}: {message} [{code}]" if meaning else f"{message} [{code}]"

    def label(self, group: str, value: object) -> str:
        """The name of a stored value (``kind``, ``cong_van`` gives ``Công văn``); a value without one as it is stored.

        >>> Wording().label("kind", "cong_van")
        'Công văn'
        """
        if value is None:
            return self.say("unknown")
        found = _labels().get(group, {}).get(str(value))
        return found[LANGUAGES.index(self.lang)] if found else str(value)

    def knows(self, group: str, value: object) -> bool:
        """Whether a value has a name of its own."""
        return str(value) in _labels().get(group, {})

    def day(self, iso: object) -> str:
        """An ISO date as people write it (``15/04/2024``; as it is in English); what is no date, unchanged."""
        try:
            day = dt.date.fromisoformat(str(iso))
        except ValueError:
            return str(iso)
        return f"{day.day:02d}/{day.month:02d}/{day.year:04d}" if self.lang == "vi" else day.isoformat()

    def number(self, value: float, digits: int = 0) -> str:
        """A number with separators of thousands, by the habits of the language."""
        text = f"{value:,.{digits}f}"
        return text.translate(str.maketrans(",.", ".,")) if self.lang == "vi" else text

    def yes_no(self, value: object) -> str:
        """``có`` or ``không``; ``chưa rõ`` for None."""
        return self.say("unknown") if value is None else self.say("word.yes" if value else "word.no")

    def rrule(self, rule: str, bound: str = "") -> str:
        """An RFC 5545 rule in words, ``bound`` before its day; a rule with parts that have no words here, as it is written.

        >>> Wording().rrule("FREQ=YEARLY;BYMONTH=10;BYMONTHDAY=15", "trước")
        'hằng năm, trước ngày 15 tháng 10'
        """
        parts = dict(part.split("=", 1) for part in rule.upper().removeprefix("RRULE:").split(";") if "=" in part)
        frequency, interval = parts.pop("FREQ", ""), parts.pop("INTERVAL", "1")
        months, days, weekdays = parts.pop("BYMONTH", ""), parts.pop("BYMONTHDAY", ""), parts.pop("BYDAY", "")
        if parts or not self.knows("every", frequency):
            return rule
        many = self.label("every_many", frequency).replace("{n}", interval)
        words = [self.label("every", frequency) if interval == "1" else many]
        if days:
            named = self._join(self.say("rrule.last") if day == "-1" else day for day in days.split(","))
            key = "rrule.day_month" if months else "rrule.day"
            day = self.say(key, days=named, months=self._join(months.split(",")))
            words.append(f"{bound} {day}".strip())
        elif months:
            words.append(self.say("rrule.months", months=self._join(months.split(","))))
        if weekdays:
            words.append(self._join(self.label("weekday", day) for day in weekdays.split(",")))
        return ", ".join(words)

    def _join(self, words: Iterable[str]) -> str:
        items = list(words)
        return items[0] if len(items) == 1 else ", ".join(items[:-1]) + self.say("rrule.and") + items[-1]


@lru_cache(maxsize=1)
def _messages() -> dict[str, dict[str, str]]:
    messages: dict[str, dict[str, str]] = load_resource("messages.yaml")
    return messages


@lru_cache(maxsize=1)
def _labels() -> dict[str, dict[str, Any]]:
    labels: dict[str, dict[str, Any]] = load_resource("labels.yaml")
    return labels
