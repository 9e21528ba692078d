"""What a recogniser makes of Vietnamese letters: which letters it exchanges, and how readily.

Costs are natural logarithms of how rarely it happens, estimated by reading Tesseract's output on scanned administrative
papers: the tone above a circumflex, breve or horn is lost most readily (``ố`` printed ``ô``), then it is exchanged, then the
circumflex below a tone is lost (``ầ`` printed ``à``); plain vowels suffer less.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

_HATS = {"\u0302", "\u0306", "\u031b"}
_TONE_LOST_ON_HAT = 3.0
_TONE_CHANGED_ON_HAT = 3.5
_HAT_LOST = 3.5
_TONE_CHANGED = 4.0
_HAT_CHANGED = 4.5
_TONE_LOST = 5.0
_TONE_ADDED = 4.0
_BAR = 4.0
_SHAPE = 6.0
_MOST = 7.5
_OTHER_LETTER = 99.0
# Letters of alike shape, without diacritics: as printed, as meant.
_SHAPES = (("rn", "m"), ("m", "rn"), ("e", "c"), ("c", "e"), ("l", "i"), ("i", "l"), ("ii", "u"), ("j", "i"), ("f", "t"))
_YEAR = re.compile(r"(?<![\w/.-])(?=\S{0,3}[lIOo])(?:[1lI]9|2[0Oo])[0-9lIOo]{2}(?!\w)")
_FIGURES = str.maketrans("lIOo", "1100")


@lru_cache(maxsize=256)
def _take_apart(letter: str) -> tuple[str, str, str]:
    """Base letter, hat and tone."""
    marks = unicodedata.normalize("NFD", letter)
    hat = "".join(c for c in marks[1:] if c in _HATS)
    return marks[0], hat, "".join(c for c in marks[1:] if c not in _HATS)


def measure_misreading(printed: str, meant: str, most: float = _MOST) -> float | None:
    """The cost of reading ``meant`` as ``printed``, both lower case; None where letters differ or it is more than ``most``.

    >>> measure_misreading("chông", "chống"), measure_misreading("chông", "trông")
    (3.0, None)
    """
    if len(printed) != len(meant):
        return None
    cost = sum(_measure_letter(p, m) for p, m in zip(printed, meant, strict=True) if p != m)
    return cost if cost <= most else None


@lru_cache(maxsize=4096)
def _measure_letter(printed: str, meant: str) -> float:
    if {printed, meant} == {"d", "đ"}:
        return _BAR
    base, hat, tone = _take_apart(printed)
    meant_base, meant_hat, meant_tone = _take_apart(meant)
    if base != meant_base:
        return _OTHER_LETTER
    cost = 0.0
    if hat != meant_hat:
        cost += _HAT_LOST if tone and not hat else _HAT_CHANGED
    if tone != meant_tone:
        if not meant_tone:
            cost += _TONE_ADDED
        elif not tone:
            cost += _TONE_LOST_ON_HAT if meant_hat else _TONE_LOST
        else:
            cost += _TONE_CHANGED_ON_HAT if meant_hat else _TONE_CHANGED
    return cost


def find_shapes(bare: str) -> Iterator[tuple[str, float]]:
    """What ``bare`` (no diacritics) may be where one letter was taken for another of its shape, with the cost.

    >>> ("mien", 6.0) in list(find_shapes("rnien"))
    True
    """
    for printed, meant in _SHAPES:
        at = bare.find(printed)
        while at >= 0:
            yield bare[:at] + meant + bare[at + len(printed) :], _SHAPE
            at = bare.find(printed, at + 1)


def restore_years(text: str) -> str:
    """``text`` with letters in years made figures.

    >>> restore_years("năm 20l5, mùa khô 2O16")
    'năm 2015, mùa khô 2016'
    """
    if "9" not in text and "2" not in text:
        return text
    return _YEAR.sub(lambda match: match[0].translate(_FIGURES), text)


_SHAPE_CLASSES = str.maketrans(
    {"1": "i", "l": "i", "j": "i", "|": "i", "!": "i", "0": "o", "e": "c", "f": "t", "b": "h", "u": "n"}
)


def fold_shapes(bare: str) -> str:
    """``bare``, lower case without diacritics, with one letter for all that recognisers take for one another; for keys only.

    >>> fold_shapes("1am don") == fold_shapes("lam don"), fold_shapes("narn") == fold_shapes("nam")
    (True, True)
    """
    return bare.replace("rn", "m").translate(_SHAPE_CLASSES)
