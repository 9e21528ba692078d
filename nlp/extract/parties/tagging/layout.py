"""Signs of the print: place in the line and in the sentence, the lines above and below, the zone, the part of the text."""

from __future__ import annotations

from nlp.extract.parties.letter import Letter
from nlp.extract.parties.tagging.columns import BREAKS, Columns, Values, bucket, join
from nlp.extract.parties.tagging.tokens import BLANK_LINE, LINE_END, Units

_STOPS = frozenset(".!?;…")
_BULLETS = frozenset("-–+*•●")


def add_lines(columns: Columns, units: Units, letter: Letter) -> None:
    """The print: place in the line and of the line, the lines above and below, zone and part of the text."""
    n = len(units)
    bounds = _find_lines(units)
    names = ("line.from", "line.to", "line.length", "line.opens", "line.above", "line.below", "line.kind", "line.number", "part")
    new: dict[str, Values] = {name: [None] * n for name in names}
    sentence: Values = [None] * n
    opening: Values = [None] * n
    count = len(bounds)
    total = max(1, len(units.text))
    opens = [" ".join(units.bare[a : min(b, a + 2)]) for a, b in bounds]
    marks = [units.bare[b - 1] if not units.bare[b - 1].isalnum() else "w" for _, b in bounds]
    for k, (first, last) in enumerate(bounds):
        kind = _line_kind(units, first, last)
        above = f"{opens[k - 1]}|{marks[k - 1]}" if k else "^"
        below = opens[k + 1] if k + 1 < count else "$"
        number = f"{bucket(k, (1, 2, 3, 5, 8, 12, 20))}/{bucket(count - 1 - k, (1, 2, 3, 4, 6, 10))}"
        gap = first and units.bare[first - 1] == BLANK_LINE
        size = bucket(last - first, (2, 4, 7, 12, 20, 40, 80))
        begin = first
        for i in range(first, last):
            if i > first and units.bare[i - 1] in _STOPS:
                begin = i
            new["line.from"][i] = str(min(i - first, 5))
            new["line.to"][i] = str(min(last - 1 - i, 4))
            new["line.length"][i] = size
            new["line.opens"][i] = opens[k]
            new["line.above"][i] = above
            new["line.below"][i] = below
            new["line.kind"][i] = f"{kind}|{marks[k]}|{'gap' if gap else ''}"
            new["line.number"][i] = number
            new["part"][i] = f"{zone_of(units.starts[i], letter)}|{letter.is_letter:d}|{10 * units.starts[i] // total}"
            sentence[i] = bucket(i - begin, (1, 2, 3, 5, 8, 13, 21))
            opening[i] = " ".join(units.bare[begin : min(last, begin + 3)])
    columns |= new
    columns["line.edges"] = join(new["line.from"], new["line.to"], new["line.kind"])
    columns["line.start"] = join(new["line.from"], new["line.opens"])
    columns["line.follows"] = join(new["line.from"], new["line.above"])
    columns["line.zone"] = join(new["line.from"], new["part"])
    columns["sentence.from"] = sentence
    columns["sentence.opens"] = opening
    columns["sentence.place"] = join(sentence, opening)


def zone_of(start: int, letter: Letter) -> str:
    """The part of the letter that an offset stands in."""
    if letter.title and start < letter.title.end:
        return "head"
    if start < letter.body.start:
        return "addressees"
    return "end" if start >= letter.end.start else "body"


def _find_lines(units: Units) -> list[tuple[int, int]]:
    bounds, first = [], 0
    for i, word in enumerate([*units.bare, LINE_END]):
        if word in BREAKS:
            if i > first:
                bounds.append((first, i))
            first = i + 1
    return bounds


def _line_kind(units: Units, first: int, last: int) -> str:
    opening = units.bare[first]
    if opening in _BULLETS:
        return "bullet"
    if last - first > 1 and units.bare[first + 1] in (".", ")", "/", "-") and len(opening) <= 2:
        return "item"
    letters = [word for word in units.written[first:last] if word[0].isalpha()]
    if letters and all(word.isupper() for word in letters):
        return "capitals"
    return "low" if units.written[first][0].islower() else "line"
