"""What pages say: a file of messages for each page beside the messages that the whole of donthu shares."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Any

import yaml

from nlp.interop.wording import LANGUAGES, Wording

# Viet Nam keeps one time, seven hours before UTC, and knows no summer time (Quyết định 134/2002/QĐ-TTg).
VIET_NAM = dt.timezone(dt.timedelta(hours=7))


@dataclass(frozen=True)
class PageWording(Wording):
    """The words of pages in one language."""

    def say(self, key: str, **values: object) -> str:
        """The message ``key`` of the pages, or of donthu; KeyError for a key that neither has.

        >>> PageWording("en").say("sign_in.title")
        'Sign in'
        """
        found = load_messages().get(key)
        if found is None:
            return super().say(key, **values)
        text: str = found[self.lang]
        return text.format(**values) if values else text

    def has(self, key: str) -> bool:
        """Whether the pages have a message ``key``."""
        return key in load_messages()

    def name(self, group: str, value: object) -> str:
        """The message ``group.value``: what a stored value is called on pages; the value itself where it has no name."""
        key = f"{group}.{value}"
        return self.say(key) if self.has(key) else str(value)

    def moment(self, time: dt.datetime) -> str:
        """A point in time by the clock of Viet Nam.

        >>> PageWording().moment(dt.datetime(2026, 11, 2, 20, 5, tzinfo=dt.UTC))
        '03/11/2026 03:05'
        """
        local = time.astimezone(VIET_NAM)
        return f"{self.day(local.date().isoformat())} {local:%H:%M}"

    def size(self, count: int) -> str:
        """A number of bytes in the unit that suits it.

        >>> PageWording().size(1234567)
        '1,2 MB'
        """
        value, unit = float(count), "B"
        for larger in ("kB", "MB", "GB", "TB"):
            if value < 1000:
                break
            value, unit = value / 1000, larger
        return f"{self.number(value, 0 if unit == 'B' else 1)} {unit}"


def today(now: dt.datetime) -> dt.date:
    """The day in Viet Nam."""
    return now.astimezone(VIET_NAM).date()


def other_language(lang: str) -> str:
    """The language that a page can be switched to."""
    return next(one for one in LANGUAGES if one != lang)


def choose_language(accepted: str) -> str:
    """The language that ``Accept-Language`` wants most of those there are; Vietnamese where it wants none of them.

    >>> choose_language("fr, en-GB;q=0.8, vi;q=0.5"), choose_language("")
    ('en', 'vi')
    """
    best, found = 0.0, LANGUAGES[0]
    for part in accepted.split(",")[:20]:
        name, _, weight = part.partition(";")
        lang = name.strip().lower().partition("-")[0]
        number = re.fullmatch(r"\s*q=([01](?:\.\d{1,3})?)\s*", weight)
        wanted = 1.0 if not weight else float(number[1]) if number else 0.0
        if lang in LANGUAGES and wanted > best:
            best, found = wanted, lang
    return found


@lru_cache(maxsize=1)
def load_messages() -> dict[str, dict[str, Any]]:
    """The messages of all pages by key; ValueError where two files have the same key."""
    messages: dict[str, dict[str, Any]] = {}
    for file in sorted(resources.files("nlp.web").joinpath("messages").iterdir(), key=lambda file: file.name):
        if file.name.endswith(".yaml"):
            read = yaml.safe_load(file.read_text(encoding="utf-8"))
            if twice := read.keys() & messages.keys():
                raise ValueError(f"{file.name}: {min(twice)} is in another file too")
            messages |= read
    return messages
