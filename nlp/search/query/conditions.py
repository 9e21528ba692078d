"""Filters that stand in the words of a question: until when, who, where, which act.

Nothing here decides for good: each filter carries its place in the query, so that it can be shown and taken away.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence

from nlp.gazetteer.models import Tier
from nlp.gazetteer.units import load_gazetteer
from nlp.search.acts import FORBIDDEN, find_acts
from nlp.search.models import BodyFilter, Facet, FacetFilter, Filter
from nlp.search.query.times import find_times
from nlp.search.query.words import QuestionWords, load_words
from nlp.text.fold import fold_all, fold_case, fold_tone
from nlp.text.span import Span, trimmed

_TIERS = {
    "xa": Tier.COMMUNE, "phuong": Tier.COMMUNE, "thi tran": Tier.COMMUNE, "dac khu": Tier.COMMUNE, "huyen": Tier.DISTRICT,
    "quan": Tier.DISTRICT, "thi xa": Tier.DISTRICT, "thanh pho": Tier.DISTRICT, "tp": Tier.DISTRICT, "tinh": Tier.PROVINCE,
}  # fmt: skip
_LONGEST_NAME = 5
_LONGEST_BODY = 9
_EDGES = " \t\n,;:.?!-–—()"


def find_conditions(text: str, as_of: dt.date) -> list[Filter]:
    """The filters of a query (NFC), by their place in it; ``as_of`` is the day from which `tháng này` and `quá hạn` count.

    >>> found = find_conditions("ai phải báo cáo kết quả đối thoại trước 20/11?", dt.date(2024, 11, 1))
    >>> [type(one).__name__ for one in found], found[1].last
    (['FacetFilter', 'DueFilter'], datetime.date(2024, 11, 19))
    """
    lower = fold_case(fold_tone(text))
    words = load_words(marked=not lower.isascii())
    times = list(find_times(lower, words, as_of))
    spans = [time.span for time in times if time.span]
    found: list[Filter] = [*times, *_find_acts(lower, words), *_find_bodies(text, lower, words, spans)]
    return sorted(found, key=lambda one: one.span or Span(0, 0))


def _find_acts(lower: str, words: QuestionWords) -> Iterator[FacetFilter]:
    if match := words.forbidden.match(lower):
        yield FacetFilter(Facet.ACT, (FORBIDDEN,), Span(match.start("word"), match.end("word")))
    for match in words.act.finditer(lower):
        yield FacetFilter(Facet.ACT, find_acts(match["act"])[:1], Span(match.start("act"), match.end("act")))


def _find_bodies(text: str, lower: str, words: QuestionWords, times: Sequence[Span]) -> Iterator[BodyFilter]:
    """The body whose duties are asked for, and places."""
    taken: list[Span] = []
    for match in words.body_start.finditer(lower):
        start, before = match.start(), lower[: match.start()]
        if any(span.start <= start < span.end for span in (*taken, *times)):
            continue
        led = bool(words.led_by.search(before) or words.whose.search(before))
        end = _end_of_body(lower, start, words, times, led=led)
        if end is not None and (led or not before.strip(_EDGES)) and not words.which.search(lower, start, end):
            taken.append(trimmed(text, start, end, drop=_EDGES))
            yield BodyFilter(taken[-1].of(text), taken[-1])
    for match in words.place_kind.finditer(lower):
        end = _end_of_name(text, match)
        if (
            end is None
            or words.which.search(lower, match.end(), end)
            or any(span.start <= match.start() < span.end for span in taken)
        ):
            continue
        before, behind = lower[: match.start()], lower[end:]
        alone = not before.strip(_EDGES) and (not behind.strip(_EDGES) or words.duty.match(behind))
        if alone or words.place_led_by.search(before):
            span = Span(match.start(), end)
            yield BodyFilter(span.of(text), span)


def _end_of_body(lower: str, start: int, words: QuestionWords, times: Sequence[Span], *, led: bool) -> int | None:
    """Where a body ends: before the duty that is asked for; led to by `nhiệm vụ của`, at the end or a time as well."""
    duty = words.duty.search(lower, start)
    stop = duty.start() if duty else None
    if stop is None and led:
        stop = min([span.start for span in times if span.start > start], default=len(lower))
    named = stop is not None and 1 < len(lower[start:stop].split()) <= _LONGEST_BODY and "," not in lower[start:stop]
    return stop if named else None


def _end_of_name(text: str, match: re.Match[str]) -> int | None:
    """Where the name behind a word for a kind of place ends; the name is one of the gazetteer, or written with capitals."""
    found = list(re.finditer(r"\w+", text[match.end() :]))[:_LONGEST_NAME]
    tier, units = _TIERS[" ".join(fold_all(match["kind"]).split())], load_gazetteer()
    for last in reversed(found):
        name = text[match.end() : match.end() + last.end()]
        if "," not in name and units.find_units(name, tier):
            return match.end() + last.end()
    end = None
    for word in found:
        if not word[0][0].isupper():
            break
        end = match.end() + word.end()
    return end
