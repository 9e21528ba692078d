"""The register's data, compiled once: names of bodies, words of units, what betrays a report or an end."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from nlp.resources.load import any_of, load_resource
from nlp.text.fold import fold_case, fold_tone

TRUNG_UONG, TINH, HUYEN, XA = "trung_uong", "tinh", "huyen", "xa"
#: A city is a province or a district; which one its place says.
CITY = "thanh_pho"


@dataclass(frozen=True)
class RegisterSettings:
    """What ``nlp/resources/register.yaml`` holds.

    ``bodies`` finds the name of a kind of body, ``kinds`` and ``levels`` give its kind and its level; ``unit`` finds a word for a
    unit with ``units`` its kind and level, ``tiers`` the words for all units of a level. Names without a kind only look like
    bodies.
    """

    bodies: re.Pattern[str]
    kinds: Mapping[str, str | None]
    levels: Mapping[str, str]
    unit: re.Pattern[str]
    units: Mapping[str, tuple[str, str]]
    tiers: Mapping[str, str]
    all_of: re.Pattern[str]
    still_all: re.Pattern[str]
    acronyms: re.Pattern[str]
    report_subject: re.Pattern[str]
    report_kinds: frozenset[str]
    not_deciding: frozenset[str]
    repeal: re.Pattern[str]


@lru_cache(maxsize=1)
def load_settings() -> RegisterSettings:
    """The settings of the package."""
    data = load_resource("register.yaml")
    kinds: dict[str, str | None] = {name: row["kind"] for row in data["kinds"] for name in row["names"]}
    kinds |= dict.fromkeys(data["no_bodies"])
    units = {word: (row["kind"], row["level"]) for row in data["units"] for word in row["words"]}
    words = any_of([*units, *data["tiers"]])
    return RegisterSettings(
        bodies=re.compile(rf"(?<!\w)(?:{any_of(kinds)})(?!\w)"),
        kinds=kinds,
        levels={row["kind"]: row["level"] for row in data["kinds"] if "level" in row},
        unit=re.compile(rf"(?<!\w)(?:{words})(?!\w)"),
        units=units,
        tiers=data["tiers"],
        all_of=re.compile(rf"(?<!\w)(?:{any_of(data['all_of'])})(?!\w)"),
        still_all=re.compile(rf"[\s,;.:]*(?:(?:{any_of(data['still_all'])})(?!\w).*)?"),
        acronyms=re.compile(rf"(?i)(?<!\w)(?:{any_of(data['acronyms'])})(?!\w)"),
        report_subject=re.compile(rf"(?:v/v\s+|về\s+việc\s+|về\s+)?(?:{any_of(data['report_subjects'])})(?!\w)"),
        report_kinds=frozenset(data["report_kinds"]),
        not_deciding=frozenset(data["not_deciding_kinds"]),
        repeal=re.compile(any_of(data["repeal_words"])),
    )


def plain(text: str) -> str:
    """``text`` in lower case with one placement of tones, same length: the form in which the settings are written."""
    return fold_case(fold_tone(text))
