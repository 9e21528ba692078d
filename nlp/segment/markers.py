"""Clause markers: what a line (or a running sentence) may begin a clause with."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntEnum

from nlp.text.fold import fold_all
from nlp.text.letters import CAPITALS


class Series(IntEnum):
    """A way of counting. The value is its rank: a lower one holds a higher one where the text does not say otherwise."""

    PART = 0
    CHAPTER = 1
    SECTION = 2
    SUBSECTION = 3
    ARTICLE = 4
    CAPITAL = 5
    ROMAN = 6
    ARABIC = 7
    DOTTED = 8
    ARABIC_ROUND = 9
    WORD = 10
    STEP = 11
    LETTER = 12
    STAR = 13
    DASH = 14
    PLUS = 15
    DOT = 16


@dataclass(slots=True)
class Marker:
    """A marker found: where it begins and its content, its label as printed less punctuation, its ordinal (None: bullet)."""

    start: int
    content: int
    label: str
    series: Series
    ordinal: int | None
    inline: bool = False
    path: tuple[int, ...] = ()


_COUNTED = {
    "mot": 1, "nhat": 1, "hai": 2, "ba": 3, "bon": 4, "tu": 4, "nam": 5, "sau": 6, "bay": 7, "tam": 8, "chin": 9, "muoi": 10,
}  # fmt: skip
# The alphabet of points has đ and no f, j, w, z (Nghị định 30/2020/NĐ-CP, phụ lục I).
_ALPHABET = "abcdđeghiklmnopqrstuvxy"
_DIGITS = re.compile(r"\d+")
_STRUCTURAL_SERIES = {"phan": Series.PART, "chuong": Series.CHAPTER, "muc": Series.SECTION, "tieu muc": Series.SUBSECTION}
_BULLET_SERIES = {"+": Series.PLUS, "*": Series.STAR, **dict.fromkeys("•●▪■o·", Series.DOT)}
_ROMAN_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50}
# What OCR prints for II and III.
_ROMAN_MISREAD = {
    "M": 2, "IL": 2, "H": 2, "1I": 2, "I1": 2, "lI": 2, "Il": 2,
    "IH": 3, "HI": 3, "II1": 3, "TII": 3, "IIL": 3, "HII": 3, "UI": 3, "IIl": 3, "Ill": 3,
}  # fmt: skip

_LEAD = r"(?:[*_\"]{0,3})"
_AFTER = r"(?:[*_]{0,3})"
_STRUCTURAL = re.compile(
    rf"{_LEAD}(?P<label>(?P<word>Phần|PHẦN|Chương|CHƯƠNG|Mục|MỤC|Tiểu mục|TIỂU MỤC|Điều|ĐIỀU|Đi[êeểễèẻệ]u|ĐI[ÊEỂÈỆ]U)"
    rf"\s+(?P<number>thứ\s+\w+|THỨ\s+\w+|[IVXLC]+|\d{{1,3}}[a-zđ]?|[A-H]))(?P<stop>{_AFTER}\s*[.:]|{_AFTER}(?=\s*\n|\s*$)|{_AFTER}\s+(?=[{CAPITALS}])"
    # A scanner's comma for the stop; `Điều 57, Điều 58` is a reference.
    rf"|{_AFTER}\s?,(?=\s+(?!Đi[êềeể]u|Điểm|Khoản|Mục|Chương|Luật|Bộ luật|Nghị)[{CAPITALS}]))"
)
# `Bước 1. Doanh nghiệp lập danh sách`: the steps of a procedure.
_STEP = re.compile(rf"{_LEAD}(?P<label>(?:Bước|BƯỚC)\s+(?P<number>\d{{1,2}})){_AFTER}\s?[.:)–-]{_AFTER}\s{{0,40}}(?=\S)")
_ROMAN = re.compile(
    rf"{_LEAD}(?P<label>[IVXL]{{1,5}}|M|IH|HI|IL|H|1I|I1|II1|HII|TII|IIL|UI|lI|Il|IIl|Ill){_AFTER}\s?(?:[.):/\-,]{_AFTER}\s{{0,40}}|\s+)(?=[\"“{CAPITALS}])"
)
_CAPITAL = re.compile(
    rf"{_LEAD}(?P<label>[A-HK]){_AFTER}(?:[.)/:]{_AFTER}\s{{0,40}}(?=[\"“{CAPITALS}])"
    rf"|\s?[-–]\s{{1,4}}(?=[{CAPITALS}]{{2}}))"
)
_ARABIC = re.compile(
    rf"{_LEAD}(?P<open>\()?(?P<label>\d{{1,2}},\d{{1,2}}(?=\.\s+[{CAPITALS}])|\d{{1,3}}(?:\s?\.\s?\d{{1,2}}){{0,4}}|[l|](?=\s?\.\s?\S)|\d[a-zđ](?=\.))"
    rf"(?P<stop>{_AFTER}[ \t]?[.)/:,\-]{{1,2}}\)?{_AFTER}|{_AFTER}(?=\s+[{CAPITALS}]))(?P<gap>\s{{0,40}})(?=\S)"
)
_LETTER = re.compile(
    rf"{_LEAD}(?P<open>\()?(?P<label>[{_ALPHABET}])(?:\s?\){_AFTER}|{_AFTER}\s?[.]{_AFTER}(?=\s|[{CAPITALS}])|\s?/(?=\s)"
    rf"|\s?,(?=\s+[{CAPITALS}])|[–-](?=\s+[{CAPITALS}]))\s{{0,40}}(?=\S)"
)
_BULLET = re.compile(rf"{_LEAD}(?P<label>-\s-|[-–—]{{2}}|[-–—~+•●▪■o*·](?=[\s_]|[{CAPITALS}]))[_\s*]{{0,40}}(?=[\w\"“‘'(\[>])")
# `Một là, ... (Hai là) ...`, `Thứ nhất, ...`: on a line's start or behind the end of a sentence.
_COUNTED_WORD = (
    r"(?:[Mm][ộôọ]t|[Hh]ai|[Bb]a|[Bb][ốôồổ]n|[Nn][ăâ]m|[Ss][áâ]u|[Bb][ảẩ]y|[Tt][áảâ]m|[Cc]h[íỉ]n|[Mm]ười)\s+[lIi1][àâ]"
    r"|[Tt]hứ\s+(?:nhất|hai|ba|tư|bốn|năm|sáu|bảy|tám|chín|mười)"
)
_WORD = re.compile(rf"(?P<open>\()?(?P<label>{_COUNTED_WORD})(?P<stop>\)|\s*[,:;.]|(?=\s))\s{{0,40}}")
#: Where a counted word may end; a pattern for each letter, so that the engine leaps from one to the next.
COUNTED_ENDS = tuple(map(re.compile, (r"à(?<=[tainmuy\s]\s[lIi1]à)", r"â(?<=[tainmuy\s]\s[lIi1]â)", r"ứ(?<=[Tt]hứ)\s")))
# `Một. Việc chi trả ...` on a line's start.
_COUNT_WORD = re.compile(
    rf"{_LEAD}(?P<open>\()?(?P<label>Một|Hai|Ba|Bốn|Tư|Năm|Sáu|Bảy|Tám|Chín|Mười)(?P<stop>{_AFTER}[.:]{_AFTER})\s{{0,40}}(?=[{CAPITALS}])"
)
INLINE_WORD = re.compile(r"\s(?<=[.;:,!?)\"”…\]/]\s)\s*" + _WORD.pattern)


#: The first two letters of every marker that begins with a word.
MARKER_WORDS = frozenset(
    "Ph PH Ch CH Mụ MỤ Ti TI Đi ĐI Bư BƯ Mộ Mô Mọ mộ mô mọ Ha ha Ba ba Bố Bô Bồ Bổ bố bô bồ bổ Nă Nâ nă nâ Sá Sâ sá sâ Bả Bẩ"
    " bả bẩ Tá Tả Tâ tá tả tâ Tư ch Mư mư Th th".split()
)


def read_marker(text: str, start: int, end: int) -> Marker | None:
    """The marker at ``start``, or None; whether it counts is for the outline to say."""
    first = text[start]
    if first in 'PCMTĐ*_"' and (match := _STRUCTURAL.match(text, start, end)):
        return _structural(match)
    if first in 'B*_"' and (match := _STEP.match(text, start, end)):
        number = match["number"]
        return Marker(match.start("label"), match.end(), " ".join(match["label"].split()), Series.STEP, int(number))
    if first in _WORD_FIRST and (match := _WORD.match(text, start, end) or _COUNT_WORD.match(text, start, end)) is not None:
        return word_marker(match, inline=False)
    for pattern, build in _BUILDERS if first in '*_"' else _BY_FIRST.get(first, ()):
        if (match := pattern.match(text, start, end)) and (marker := build(match)):
            return marker
    return None


def _structural(match: re.Match[str]) -> Marker:
    series = _STRUCTURAL_SERIES.get(fold_all(match["word"]), Series.ARTICLE)
    number = match["number"]
    if number.lower().startswith("thứ"):
        ordinal = _COUNTED.get(fold_all(number.split()[-1]))
    elif re.fullmatch(r"[A-H]", number) and series is Series.PART:
        ordinal = "ABCDEFGH".index(number) + 1
    else:
        digits = _DIGITS.match(number)
        ordinal = int(digits[0]) if digits else parse_roman(number)
    return Marker(match.start("label"), match.end(), " ".join(match["label"].split()), series, ordinal)


def parse_roman(label: str) -> int | None:
    """The value of a Roman numeral, None where it is none.

    >>> parse_roman("XIV"), parse_roman("IIV")
    (14, None)
    """
    if label in _ROMAN_MISREAD:
        return _ROMAN_MISREAD[label]
    total = 0
    values = [_ROMAN_VALUES.get(c, 0) for c in label]
    for value, following in zip(values, [*values[1:], 0], strict=True):
        total += -value if value < following else value
    return total if re.fullmatch(r"(?:XL|L?X{0,3})(?:IX|IV|V?I{0,3})", label) and total else None


def _roman(match: re.Match[str]) -> Marker | None:
    label = match["label"]
    ordinal = parse_roman(label)
    return Marker(match.start("label"), match.end(), label, Series.ROMAN, ordinal) if ordinal else None


def _capital(match: re.Match[str]) -> Marker:
    label = match["label"]
    return Marker(match.start("label"), match.end(), label, Series.CAPITAL, "ABCDEFGHIK".index(label) + 1)


def _arabic(match: re.Match[str]) -> Marker | None:
    printed = "".join(match["label"].split())
    label = printed.replace(",", ".")
    stop = match["stop"].strip("*_ ")
    if label in ("l", "|"):
        return Marker(match.start("label"), match.end(), label, Series.ARABIC, 1)
    parts = label.split(".")
    following = match.string[match.end() : match.end() + 1]
    if len(parts) == 1 and not stop:
        return None
    # `12.5 triệu`, `3,5 tỷ`, `1-2 ngày`, `15/2020`: numbers, not markers.
    if stop.startswith((",", "-", "/", ".")) and following.isdigit() and not match["gap"]:
        return None
    if stop.startswith((",", ":")) and (len(parts) > 2 or not following.isupper()):
        return None
    digits = _DIGITS.match(parts[-1])
    if digits is None or len(parts[0]) > 2 or (len(parts) == 1 and label.startswith("0") and len(label) > 2):
        return None
    start = match.start("open") if match["open"] else match.start("label")
    ordinal = int(digits[0])
    if len(parts) > 1:
        numbers = tuple(int(found[0]) for part in parts if (found := _DIGITS.match(part)))
        return Marker(start, match.end(), printed, Series.DOTTED, ordinal, path=numbers)
    rounded = ")" in stop
    return Marker(start, match.end(), label, Series.ARABIC_ROUND if rounded else Series.ARABIC, ordinal)


def _letter(match: re.Match[str]) -> Marker:
    label = match["label"]
    start = match.start("open") if match["open"] else match.start("label")
    return Marker(start, match.end(), label, Series.LETTER, _ALPHABET.index(label) + 1)


def _bullet(match: re.Match[str]) -> Marker | None:
    label = match["label"]
    if label == "o" and not match.string[match.end("label")].isspace():
        return None
    series = _BULLET_SERIES.get(label, Series.DASH)
    return Marker(match.start("label"), match.end(), "-" if label[0] in "–—-" else label, series, None)


def word_marker(match: re.Match[str], *, inline: bool) -> Marker:
    """The marker of `Một là` or `Thứ nhất`; a bracket before it belongs to it."""
    label = " ".join(match["label"].split())
    words = fold_all(label).split()
    ordinal = _COUNTED[words[1] if words[0] == "thu" else words[0]]
    start = match.start("open") if match["open"] else match.start("label")
    return Marker(start, match.end(), label, Series.WORD, ordinal, inline=inline)


_BUILDERS = ((_BULLET, _bullet), (_ROMAN, _roman), (_CAPITAL, _capital), (_ARABIC, _arabic), (_LETTER, _letter))
_FIRSTS = ("-–—~+•●▪■o*·", "IVXLMHTU1l", "ABCDEFGHK", "(0123456789l|", f"({_ALPHABET}")
_WORD_FIRST = frozenset('(MmHhBbNnSsTtCc*_"')
# The patterns that can match by the first character, in their order.
_BY_FIRST = {
    first: tuple(builder for builder, firsts in zip(_BUILDERS, _FIRSTS, strict=True) if first in firsts)
    for first in "".join(_FIRSTS)
}
