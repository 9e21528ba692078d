"""The parameters, words and reasons of ``nlp/resources/duplicates.yaml``."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from nlp.resources.load import any_of, load_resource
from nlp.text.fold import fold_all


@dataclass(frozen=True)
class TextSettings:
    """Of near duplicates; the file says what each means."""

    shingle: int
    bands: int
    rows: int
    near: Sequence[Mapping[str, float]]
    particulars: int
    certain: float
    other_names: float


@dataclass(frozen=True)
class RepeatSettings:
    """Of repeats: points by what agrees, the most that a kind of mark gives, and the sums needed."""

    points: Mapping[str, int]
    most: Mapping[str, int]
    words: float
    same_words: float
    shared: int
    needed: Mapping[str, int]
    other_plot: int


@dataclass(frozen=True)
class Settings:
    """All of the resource, its words compiled to patterns on folded text."""

    text: TextSettings
    repeat: RepeatSettings
    links: int
    zones_left_out: frozenset[str]
    zone_length: int
    papers: frozenset[str]
    central: re.Pattern[str]
    plot: re.Pattern[str]
    person_title: re.Pattern[str]
    place_word: re.Pattern[str]
    office_words: frozenset[str]
    figure: re.Pattern[str]
    digits: int
    reasons: Mapping[str, Mapping[str, str]]
    stock_phrases: frozenset[str]
    stock_names: frozenset[str]


def _words(words: list[str]) -> str:
    return any_of(sorted({fold_all(word) for word in words}))


@lru_cache(maxsize=1)
def load_settings() -> Settings:
    """The settings of the package, read once."""
    data = load_resource("duplicates.yaml")
    stock = load_resource("petition_stock.yaml")
    number = r"\s*:?\s*(?:so\s*:?\s*)?"
    return Settings(
        text=TextSettings(**data["text"]),
        repeat=RepeatSettings(**data["repeat"]),
        links=data["links"],
        zones_left_out=frozenset(data["zones_left_out"]),
        zone_length=data["zone_length"],
        papers=frozenset(data["papers"]),
        central=re.compile(rf"[/-](?:{_words(data['central_symbols'])})\d*$"),
        plot=re.compile(
            rf"(?<!\w)(?:{_words(data['plot_words'])}){number}(?P<plot>\d+)"
            rf"(?:\W{{0,4}}(?:thuoc\s+)?(?:{_words(data['sheet_words'])}){number}(?P<sheet>\d+))?"
        ),
        person_title=re.compile(rf"(?<!\w)(?:{_words(data['person_titles'])})\s+"),
        # With marks: `bản` is a place, `bán` is not.
        place_word=re.compile(rf"(?<!\w)(?:{any_of(data['place_words'])})\.?\s+$"),
        office_words=frozenset(data["office_words"]),
        figure=re.compile(rf"(?<![\w/.,-])(?P<figure>\d+(?:[.,]\d+)*)(?![\w/-])(?P<unit>\s*(?:{_words(data['units'])})(?!\w))?"),
        digits=data["digits"],
        reasons=data["reasons"],
        stock_phrases=frozenset(stock["phrases"]),
        stock_names=frozenset(stock["names"]),
    )
