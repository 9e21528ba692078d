"""The shape of a span: its words without what is particular to it, so that spans that are written alike have one shape."""

from __future__ import annotations

import re

from nlp.text.fold import fold_case
from nlp.text.letters import CAPITALS

LONGEST = 80  # characters of a shape
# Words that a name of a place or of a person follows.
_PLACES = (
    "tỉnh|thành phố|tp|quận|huyện|thị xã|thị trấn|xã|phường|thôn|ấp|bản|buôn|làng|xóm|khu phố|tổ dân phố|đường|phố|khóm|đặc khu|"
    "(?:tỉnh|thành|quận|huyện|thị|đảng) ủy"
)
_PEOPLE = "ông|bà|anh|chị|cô|chú|bác|cụ|đồng chí"
_CAPITAL = rf"[{CAPITALS}][^\W\d_]*"
_NAMED = re.compile(
    rf"(?<!\w)((?i:{_PLACES})\.?\s+){_CAPITAL}(?:\s{_CAPITAL}){{0,4}}(?!\w)"
    rf"|(?<!\w)((?i:{_PEOPLE})\s+){_CAPITAL}(?:\s{_CAPITAL}){{1,4}}(?!\w)"  # `đồng chí Bí thư` names nobody
)
_BROKEN = re.compile(r"(?<=\S-)\s*\n\s*(?=\S)")  # a code that goes on in the next line
_NAME = re.compile(rf"(?<!\w){_CAPITAL}(?:\s+{_CAPITAL})+(?!\w)")
_DATE = re.compile(r"(?<![\d/.-])\d{1,2}\s?([/.-])\s?\d{1,2}\s?\1\s?(?:19|20)\d\d(?![\d/-])")
_MONTH = re.compile(r"(?<![\d/.-])\d{1,2}\s?/\s?(?:19|20)\d\d(?![\d/-])")
_DIGITS = re.compile(r"\d+")


def find_shape(text: str, *, people: bool = False) -> str:
    """The shape of a span's words: runs of digits ``N``, dates ``D/M/Y``, names of places and of people ``X``, small letters
    but for codes; up to 80 characters, cut with ``…``. With ``people`` every run of capitalised words is a name.

    >>> find_shape("Kế hoạch số 68-KH/HU"), find_shape("Chỉ thị 14/CT-TTg\\nngày 18/5/2012")
    ('kế hoạch số N-KH/HU', 'chỉ thị N/CT-TTg ngày D/M/Y')
    >>> find_shape("UBND huyện Đại Từ"), find_shape("Nguyễn Văn Ví Dụ", people=True)
    ('UBND huyện X', 'X')
    """
    shape = _NAMED.sub(lambda found: f"{found[1] or found[2]}X", _BROKEN.sub("", text))
    if people:
        shape = _NAME.sub("X", shape)
    shape = _DIGITS.sub("N", _MONTH.sub("M/Y", _DATE.sub("D/M/Y", shape)))
    words = [word if sum(map(str.isupper, word)) > 1 or word in ("X", "N") else _small(word) for word in shape.split()]
    return cut_text(" ".join(words))


def cut_text(text: str) -> str:
    """``text``, cut behind a word where it is longer than a shape may be.

    >>> cut_text("một hai " * 20)[-13:]
    'một hai một …'
    """
    return text if len(text) <= LONGEST else text[: LONGEST - 2].rsplit(" ", 1)[0] + " …"


def _small(word: str) -> str:
    """A word in small letters, but for the signs that stand for digits and names."""
    return re.sub(r"[^\W\d_]+", lambda found: found[0] if found[0] in ("N", "X", "D", "M", "Y") else fold_case(found[0]), word)
