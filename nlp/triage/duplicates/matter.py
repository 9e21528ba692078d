"""What a petition is about, by marks that another one on the same matter bears too: papers, plots, names, figures, days."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from nlp.text.dates import date_pattern, parse_date_groups
from nlp.text.fold import fold_all, fold_case, fold_tone
from nlp.text.letters import CAPITALS
from nlp.triage.duplicates.content import fold_words
from nlp.triage.duplicates.models import Mark, Person, Value
from nlp.triage.duplicates.settings import Settings

_NAME = re.compile(rf"(?<!\w)[{CAPITALS}]\w*(?: {{1,2}}[{CAPITALS}]\w*)*")
_DATE = re.compile(rf"(?<![\w/.-]){date_pattern('d')}")
_BEFORE = 14  # characters that hold the longest word before a name
_SENTENCE_START = re.compile(r"(?:^|[.:;!?\n\-–•])\W*$")
_YEAR = re.compile(r"(?:19|20)\d\d")


def read_marks(record: Mapping[str, Any], content: str, people: Sequence[Person], settings: Settings) -> tuple[Mark, ...]:
    """The marks of a record, in the order of their kinds, each key once; ``content`` is that of ``content.read_content``."""
    content, taken = _blank_people(content, people), list(_find_papers(record, settings))
    for citation in record["citations"]:
        content = _blank(content, Value(citation["text"], citation["start"], citation["end"]))
    written = (record["petition"] or {}).get("date")
    plots = list(_find_plots(content, settings))
    for mark in plots:
        content = _blank(content, mark.value)
    dates = list(_find_dates(content))
    for mark in dates:
        content = _blank(content, mark.value)
    happened = [mark for mark in dates if mark.key != written]
    marks = [*taken, *plots, *_find_names(content, people, settings), *_find_figures(content, settings), *happened]
    first: dict[tuple[str, str], Mark] = {}
    for mark in marks:
        first.setdefault((mark.kind, mark.key), mark)
    return tuple(first.values())


def _blank(text: str, value: Value | None) -> str:
    if value is None or value.start is None or value.end is None:
        return text
    return text[: value.start] + " " * (value.end - value.start) + text[value.end :]


def _blank_people(text: str, people: Iterable[Person]) -> str:
    for person in people:
        for value in (person.identity_value, person.phone_value, person.address_value):
            text = _blank(text, value)
    return text


def _find_papers(record: Mapping[str, Any], settings: Settings) -> Iterator[Mark]:
    for citation in record["citations"]:
        number = citation["number"]
        if number and citation["kind"] in settings.papers and not settings.central.search(fold_all(number)):
            if any(character.isdigit() for character in number):
                yield Mark("paper", fold_all(number), Value(citation["text"], citation["start"], citation["end"]))


def _find_plots(text: str, settings: Settings) -> Iterator[Mark]:
    for match in settings.plot.finditer(fold_all(text)):
        key = f"{match['plot']}/{match['sheet'] or ''}"
        yield Mark("plot", key, Value(text[match.start() : match.end()], match.start(), match.end()))


def _find_dates(text: str) -> Iterator[Mark]:
    for match in _DATE.finditer(text):
        date = parse_date_groups(match, "d")
        if date is not None:
            yield Mark("date", date.isoformat(), Value(match[0], match.start(), match.end()))


def _find_names(text: str, people: Sequence[Person], settings: Settings) -> Iterator[Mark]:
    """Names in capitals of persons, firms and things that are not in the petitioners' addresses."""
    bare, lower = fold_all(text), fold_case(fold_tone(text))
    places = " ".join(" ".join(fold_words(p.address_value.text)) for p in people if p.address_value)
    for match in _NAME.finditer(text):
        # `Bà Lựu` begins a sentence: the title is not the name's.
        title = settings.person_title.match(bare, match.start(), match.end())
        start = title.end() if title and title.end() < match.end() else match.start()
        before = bare[max(0, start - _BEFORE) : start]
        words = fold_words(text[start : match.end()])
        key = shorten_name(" ".join(words))
        titled = any(found.end() == len(before) for found in settings.person_title.finditer(before))
        first = not titled and len(words) < 3 and _SENTENCE_START.search(before)
        office = match[0].split()[0] in settings.office_words and text[match.end() : match.end() + 2].strip().islower()
        is_place = settings.place_word.search(lower[max(0, start - _BEFORE) : start])
        if match[0].isupper() or first or office or is_place or key in settings.stock_names:
            continue
        value = Value(text[start : match.end()], start, match.end())
        if titled:
            yield Mark("person", words[-1], value)
        if len(words) > 1 and f" {key} " not in f" {places} ":
            yield Mark("name", key, value)


def shorten_name(name: str) -> str:
    """The last three words: `Công ty TNHH May Đại Lộc Thành` is also `xưởng Đại Lộc Thành`."""
    return " ".join(name.split()[-3:])


def _find_figures(text: str, settings: Settings) -> Iterator[Mark]:
    for match in settings.figure.finditer(fold_all(text)):
        digits = re.sub(r"\D", "", match["figure"])
        if _YEAR.fullmatch(match["figure"]) or len(digits) + 10 * bool(match["unit"]) < settings.digits:
            continue
        unit = "" if len(digits) >= settings.digits else (match["unit"] or "").strip()
        yield Mark("figure", digits + unit, Value(text[match.start() : match.end()].strip(), match.start(), match.end()))
