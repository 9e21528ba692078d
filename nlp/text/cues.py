"""Restoration of known pairs of syllables that a recogniser misread, and of figures in days, at the same length.

For matching only: a view made with it never reaches a record. Only the commonest misreading is undone, the loss of the tone
above a circumflex, breve or horn (``đê nghị``), and only where the pair with its tone is a known one and the printed pair is
none; names and single words stay as printed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from itertools import product

from nlp.resources.load import any_of
from nlp.text.fold import fold_case, fold_tone

_HATS = frozenset("\u0302\u0306\u031b")
_PAIR = re.compile(r"([^\W\d_]+)\s+([^\W\d_]+)")
_LETTERS = "ấầẩẫậắằẳẵặếềểễệốồổỗộớờởỡợứừửữự"
#: A day of figures of which a letter or a mark may be misread, in lower case; found by its slash and its year.
_DAY = re.compile(r"(?<![\w/])([0-9oli§\]|]{1,2})/([0-9oli§\]|]{1,2}|1 1)/((?:[1l]9|2[0o])[0-9oli]{2})(?!\w)")
_DAY_TAIL = re.compile(r"/(?:[0-9oli§\]|]{1,2}|1 1)/(?:[1l]9|2[0o])[0-9oli]{2}(?!\w)")
#: A year with a letter for a figure, behind a slash or the word for it.
_YEAR = re.compile(r"2(?:o[0-9oli]{2}|0[oli][0-9oli]|0[0-9][oli])(?!\w)(?:(?<=/....)|(?<=năm ....))")
_FIGURES = str.maketrans("oli§]|", "011811")


def _lower_tones() -> dict[int, str]:
    table = {}
    for letter in _LETTERS:
        kept = [mark for mark in unicodedata.normalize("NFD", letter) if mark in _HATS or mark.isalpha()]
        table[ord(letter)] = unicodedata.normalize("NFC", "".join(kept))
    return table


_TONELESS = _lower_tones()


class CueRestorer:
    """Puts the tone back into known pairs of syllables."""

    def __init__(self, phrases: Iterable[str]) -> None:
        known: set[tuple[str, str]] = set()
        for phrase in phrases:
            words = fold_case(fold_tone(phrase)).split()
            known.update(zip(words, words[1:], strict=False))
        found: dict[tuple[str, str], set[tuple[str, str]]] = {}
        for first, second in known:
            found.setdefault((first.translate(_TONELESS), second.translate(_TONELESS)), set()).add((first, second))
        self._meant = {key: next(iter(pairs)) for key, pairs in found.items() if len(pairs) == 1 and key not in known}
        lost = (f"{first} {second}" for pair in self._meant.values() for first, second in product(*map(_lose_tones, pair)))
        printed = any_of(form for form in lost if tuple(form.split()) not in known)
        self._printed = re.compile(rf"(?<![^\W\d_])(?=(?:{printed})(?![^\W\d_]))")

    def restore(self, folded: str) -> str:
        """``folded`` (lower case, new tone placement) with its known pairs and its days put right; same length.

        >>> CueRestorer(["đề nghị", "hằng tuần"]).restore("đê nghị báo hăng tuân, trước 20/1 1/20l6")
        'đề nghị báo hằng tuần, trước 20/11 /2016'
        """
        pieces: list[str] = []
        position = 0
        for first, second in self._find_pairs(folded):
            meant = self._meant.get((folded[first].translate(_TONELESS), folded[second].translate(_TONELESS)))
            for at, syllable in zip((first, second), meant or (), strict=False):
                if at.start >= position and _is_lost(folded[at], syllable):
                    pieces += [folded[position : at.start], syllable]
                    position = at.stop
        restored = "".join([*pieces, folded[position:]]) if pieces else folded
        return _YEAR.sub(_to_figures, _restore_days(restored))

    def _find_pairs(self, folded: str) -> Iterable[tuple[slice, slice]]:
        """The pairs of syllables that are a known pair without some of its tones, in order."""
        for match in self._printed.finditer(folded):
            pair = _PAIR.match(folded, match.start())
            if pair is not None:
                yield slice(*pair.span(1)), slice(*pair.span(2))


def _lose_tones(syllable: str) -> set[str]:
    """``syllable`` with and without its tones above a circumflex, breve or horn."""
    choices = [{letter, letter.translate(_TONELESS)} for letter in syllable]
    return {"".join(letters) for letters in product(*choices)}


def _is_lost(printed: str, meant: str) -> bool:
    """Whether ``printed`` is ``meant`` without some of its tones."""
    return printed != meant and all(p == m or p == m.translate(_TONELESS) for p, m in zip(printed, meant, strict=True))


def _restore_days(text: str) -> str:
    pieces, position = [], 0
    for tail in _DAY_TAIL.finditer(text):
        day = _DAY.match(text, max(0, tail.start() - 2)) or _DAY.match(text, max(0, tail.start() - 1))
        if day is not None and day.start(2) == tail.start() + 1 and (restored := _restore_day(day)) != day[0]:
            pieces += [text[position : day.start()], restored]
            position = day.end()
    return "".join([*pieces, text[position:]]) if pieces else text


def _restore_day(match: re.Match[str]) -> str:
    if not any(c.isdigit() for c in match[1] + match[2]):
        return match[0]
    day = match[0].translate(_FIGURES)
    return day.replace("1 1/", "11 /") if " " in day else day


def _to_figures(match: re.Match[str]) -> str:
    return match[0].translate(_FIGURES)
