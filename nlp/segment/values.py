"""Values of the header from their print: number, date, text on one line."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from nlp.text.dates import MONTH_WORDS
from nlp.text.letters import CAPITALS as _UPPER
from nlp.text.span import Span

# `Số: 03 /CT-UBND`, `Số -CV/HU`, `Sóz?%/KH-SYT`, `Luật số: 25/2018/QH14`; the symbol may stand on the next line.
NUMBER = re.compile(
    rf"(?:(?:Luật|Bộ luật|Pháp lệnh|Nghị quyết|LUẬT)\s+)?[Ss](?:6|[^\s\d/:]{{0,3}})\s{{0,3}}[:.;,]?\s{{0,12}}"
    rf"(?P<digits>[.…_ \t]{{2,60}}|\S{{0,9}}?[ \t]{{0,14}})"
    rf"(?P<symbol>[/\-–]\s{{0,2}}(?:\d{{4}}\s?/\s?)?[{_UPPER}][\w&.]*(?:(?:\s?[-–/]\s?['‘’]?|['‘’])[{_UPPER}\d][\w&.]*){{0,6}})"
)
# `/CT.UBND`: behind the abbreviation of a kind a dot is a dash misread.
_KIND_DOT = re.compile(r"(?<=[/-])(CT|KH|QĐ|TB|BC|TTr|KL|HD|CTr|NQ|GM|CV)\.(?=[A-ZĐ])")
_BLANK = r"[\s.…_\-]{0,24}"
_A = "aáàảãạăắằẳẵặâấầẩẫậä"  # an a in whatever marks a scanner reads
_MONTH_WORDS = (re.escape(word).replace(r"\ ", r"\s+") for word in sorted(MONTH_WORDS, key=len, reverse=True))
_MONTH_WORD = f"(?i:{'|'.join(_MONTH_WORDS)})"
_DATE_PARTS = (
    rf"(?i:ng[{_A}]y)(?P<day>{_BLANK}[^\s,;.…]{{0,4}}{_BLANK}?)(?i:th[{_A}]ng)(?P<month>{_BLANK}(?:{_MONTH_WORD}|[^\s,;.…]{{0,3}}){_BLANK}?),?\s?"
    rf"(?i:n[{_A}]m)(?P<year>{_BLANK}(?:2[0OoÔô]\s[\dlI]\s?[\dlIOo](?!\d)|[\d\]lIOoÔôíÍ|.…]{{0,6}}))"
)
# A word of a place is taken whole, for shorter only what hides a `ngày` (`La.ngày`) can be read; nor does a place begin
# inside capitals, where it would have begun before. Both spare the pattern most of its attempts on a line in capitals.
_PLACE_LETTER = r"[\w.'’-]"
_PLACE_TAIL = (
    rf"(?:(?>{_PLACE_LETTER}{{0,14}})|(?={_PLACE_LETTER}{{0,13}}?[.'’-](?:(?i:ng)|[Hh]ồi|[Ll]úc)){_PLACE_LETTER}{{0,13}})"
)
_PLACE = (
    r"(?P<place>(?:(?:TP|Tp|tp)\.\s?"
    r"|(?:[Tt]hành phố|[Tt]hị xã|[Tt]hị trấn|[Xx]ã|[Hh]uyện|[Pp]hường|[Tt]ỉnh|[Đđ]ặc khu|[Kk]hu công nghiệp)\s+)?"
    rf"(?:(?<![{_UPPER}])|(?={_PLACE_LETTER}{{15}}))[{_UPPER}]{_PLACE_TAIL}(?:(?:\s[-–])?\s[{_UPPER}\d]{_PLACE_TAIL}){{0,5}})"
)
# `Sông La, hồi 10 giờ 30 ngày 17 tháng ...`: a công điện gives the hour.
_HOUR = r"(?:(?:[Hh]ồi|[Ll]úc)\s+\d{1,2}\s?(?:giờ|[hg:])\s?(?:\d{1,2}(?:\s?phút|')?)?,?\s+)?"
# The letters in front are those with which a place, an hour or the word itself can begin.
DATE = re.compile(rf"(?=[{_UPPER},.txhpđkln])(?:{_PLACE}[\s*_]{{0,4}}[,.;:]?[\s*_]{{0,6}}|[,.]\s*)?(?<!\w){_HOUR}{_DATE_PARTS}")
PLACE_BEFORE_DATE = re.compile(rf"(?:^|[ \t|*])(?<![,;]\s){_PLACE}[\s*_]{{0,3}},[\s*_]{{0,4}}[Nn]g[{_A}]y", re.M)
SHORT_DATE = re.compile(
    rf"(?:{_PLACE}[\s*_]{{0,3}},\s{{0,3}})?(?:[Nn]gày\s{{1,3}})?(?P<day>\d{{1,2}})\s?[/.-]\s?(?P<month>\d{{1,2}})\s?[/.-]\s?(?P<year>\d{{4}})(?!\d)"
)
_DIGIT_LIKE = str.maketrans({**dict.fromkeys("lI]|!ÍÌíìi", "1"), **dict.fromkeys("OoÔôÒÓ", "0"), "§": "8"})
# What a scanner makes of stamps, strokes and dirt, for the class of a pattern; `ˆ` and `ÿ` are letters to a pattern.
STRAY = "·`´ˆ¨~⁄¬|_°¤‡†¡¿ÿŸ«»‹›<>=¦"


_MARKS = re.compile(r"[*|\\]+|__+")
_BLANKS = re.compile(r"[\s.…_]+")
_DATE_BLANKS = re.compile(r"[\s.…_-]+")
_READABLE = re.compile(r"(?=[lIOo§]*\d)[\dlIOo§]+(?:[a-zđ]|[A-Z]{1,3})?")
_MISREAD_DIGIT = re.compile(r"[lIOo§](?=[\dlIOo§]|$)")
_APOSTROPHE = re.compile(r"(?<=\w)['‘’](?=\w)")
_LOOSE = re.compile(r"[\s'‘’]+")
_DIGIT = re.compile(r"\d")


@dataclass(slots=True)
class PrintedDate:
    """A place and date as printed; ``value`` is None where a part is blank or unreadable."""

    span: Span
    place: Span | None
    value: dt.date | None


def parse_number(digits: str, symbol: str) -> str:
    """The canonical number: no blanks, a plain hyphen, nothing where the printed part is blank or cannot be read.

    >>> parse_number("03 ", "/CT-UBND"), parse_number("     ", "-CV/HU"), parse_number("4Ê", "/GM-SYT")
    ('03/CT-UBND', '-CV/HU', '/GM-SYT')
    """
    head = _BLANKS.sub("", digits)
    if head.isdecimal():
        pass
    elif _READABLE.fullmatch(head):
        head = _MISREAD_DIGIT.sub(lambda m: m[0].translate(_DIGIT_LIKE), head)
    else:
        head = ""  # handwriting that a scanner made signs of
    symbol = _LOOSE.sub("", _APOSTROPHE.sub("-", symbol)).replace("–", "-")
    return head + (_KIND_DOT.sub(r"\1-", symbol) if "." in symbol else symbol).rstrip(".,")


def parse_date(day: str, month: str, year: str) -> dt.date | None:
    """The date, or None where a part is blank, unreadable or out of range.

    >>> parse_date(" 05 ", "4", "2024"), parse_date(" ... ", "4", "2024")
    (datetime.date(2024, 4, 5), None)
    """
    parts = [_DATE_BLANKS.sub("", part).translate(_DIGIT_LIKE) for part in (day, month, year)]
    month_word = MONTH_WORDS.get(" ".join(month.lower().split()))
    parts[1] = str(month_word) if month_word else parts[1]
    if not all(part.isdigit() for part in parts) or len(parts[2]) != 4:
        return None
    if _DIGIT.search(day) is None:
        return None  # a lone stroke is handwriting that was not read
    try:
        return dt.date(int(parts[2]), int(parts[1]), int(parts[0]))
    except ValueError:
        return None


def find_date(text: str, start: int, end: int, *, short: bool = False) -> PrintedDate | None:
    """The first printed date from ``start`` on, its place before it; ``short`` also reads `12/5/2018`."""
    match = DATE.search(text, start, end)
    if short:
        other = SHORT_DATE.search(text, start, end)
        if other is not None and (match is None or other.start() < match.start()):
            match = other
    if match is None:
        return None
    place = Span(*match.span("place")) if match["place"] else None
    return PrintedDate(Span(*match.span()), place, parse_date(match["day"], match["month"], match["year"]))


def fold_line(text: str) -> str:
    """``text`` on one line, without emphasis marks and cell marks.

    >>> fold_line("TRIỂN \\nKHAI ** THI HÀNH")
    'TRIỂN KHAI THI HÀNH'
    """
    if "*" in text or "|" in text or "\\" in text or "__" in text:
        text = _MARKS.sub(" ", text)
    return " ".join(text.split())


def is_capitals(text: str, share: float = 0.75) -> bool:
    """Whether at least ``share`` of the letters are capitals."""
    running = (1 - share) * len(text) + 1
    # Seven characters of ten in running text are small letters, so that its beginning mostly tells.
    if any(sum(map(str.islower, text[:end])) >= running for end in (int(running / 0.7), len(text))):
        return False
    letters = sum(map(str.isalpha, text))
    return letters > 1 and sum(map(str.isupper, text)) >= share * letters
