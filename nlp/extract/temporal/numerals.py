"""Vietnamese numerals up to 999, in words and back."""

from __future__ import annotations

_UNITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
_DIGITS = {word: value for value, word in enumerate(_UNITS)} | {"bẩy": 7, "tư": 4, "mốt": 1, "lăm": 5, "nhăm": 5}
#: Words of which a numeral is made; the first of a numeral is one of ``OPENING_WORDS``.
OPENING_WORDS = ("một", "hai", "ba", "bốn", "tư", "năm", "sáu", "bảy", "bẩy", "tám", "chín", "mười")
FOLLOWING_WORDS = (*OPENING_WORDS, "mươi", "trăm", "linh", "lẻ", "mốt", "lăm", "nhăm")


def parse_number(words: str) -> int:
    """The value of a numeral in words, 1 to 999; raises ValueError for what is none.

    ``mười năm`` is read as fifteen, for where a number stands it is ``mười lăm`` misspelt.

    >>> parse_number("bốn mươi lăm"), parse_number("một trăm linh năm"), parse_number("hai mốt")
    (45, 105, 21)
    """
    tokens = words.casefold().split()
    hundreds = 0
    if "trăm" in tokens:
        at = tokens.index("trăm")
        if at != 1:
            raise ValueError(f"{words!r} is no numeral")
        hundreds = 100 * _digit(tokens[0], words)
        tokens = tokens[2:]
        if tokens and tokens[0] in ("linh", "lẻ"):
            tokens = tokens[1:]
            if len(tokens) != 1:
                raise ValueError(f"{words!r} is no numeral")
    value = hundreds + (_tens(tokens, words) if tokens else 0)
    if not value:
        raise ValueError(f"{words!r} is no numeral")
    return value


def _tens(tokens: list[str], words: str) -> int:
    if tokens[0] == "mười":
        if len(tokens) > 2:
            raise ValueError(f"{words!r} is no numeral")
        return 10 + (_digit(tokens[1], words) if len(tokens) == 2 else 0)
    first = _digit(tokens[0], words)
    rest = tokens[1:]
    if not rest:
        return first
    if rest[0] == "mươi":
        rest = rest[1:]
        if not rest:
            return 10 * first
    elif rest[0] not in ("mốt", "lăm", "nhăm", "tư"):  # "hai mốt", "ba lăm": the ten is swallowed in speech
        raise ValueError(f"{words!r} is no numeral")
    if len(rest) != 1:
        raise ValueError(f"{words!r} is no numeral")
    return 10 * first + _digit(rest[0], words)


def _digit(word: str, words: str) -> int:
    if word not in _DIGITS or not _DIGITS[word]:
        raise ValueError(f"{words!r} is no numeral")
    return _DIGITS[word]


def format_number(value: int) -> str:
    """The numeral of a number from 1 to 999 in words; raises ValueError for others.

    >>> format_number(45), format_number(21), format_number(105)
    ('bốn mươi lăm', 'hai mươi mốt', 'một trăm linh năm')
    """
    if not 1 <= value <= 999:
        raise ValueError(f"{value} is not between 1 and 999")
    hundreds, rest = divmod(value, 100)
    words = [_UNITS[hundreds], "trăm"] if hundreds else []
    tens, units = divmod(rest, 10)
    if tens == 0:
        words += ["linh", _UNITS[units]] if hundreds and units else [_UNITS[units]] if units else []
        return " ".join(words)
    words += ["mười"] if tens == 1 else [_UNITS[tens], "mươi"]
    if units:
        words.append("lăm" if units == 5 else "mốt" if units == 1 and tens > 1 else _UNITS[units])
    return " ".join(words)
