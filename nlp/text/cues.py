"""Restoration of known pairs of syllables that a recogniser misread, and of figures in days, at the same length.

For matching only: a view made with it never reaches a record. Only the commonest misreading is undone, the loss of the tone
above a circumflex, breve or horn (``đê nghị``), and only where the pair with its tone is a known one and the printed pair is
none; names and single words stay as printed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from nlp.text.fold import fold_case, fold_tone

_HATS = frozenset("\u0302\u0306\u031b")
_LETTERS = "ấầẩẫậắằẳẵặếềểễệốồổỗộớờởỡợứừửữự"
_WORD = re.compile(r"[^\W\d_]+")
#: A day of figures of which a letter or a mark may be misread, in lower case.
_DAY = re.compile(r"(?<![\w/])([0-9oli§\]|]{1,2})/([0-9oli§\]|]{1,2}|1 1)/((?:[1l]9|2[0o])[0-9oli]{2})(?!\w)")
_YEAR = re.compile(r"(?<=/)2[0o][0-9oli]{2}(?!\w)|(?<=năm )2[0o][0-9oli]{2}(?!\w)")
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
        self._first = frozenset(first for first, _ in self._meant)

    def restore(self, folded: str) -> str:
        """``folded`` (lower case, new tone placement) with its known pairs and its days put right; same length.

        >>> CueRestorer(["đề nghị", "hằng tuần"]).restore("đê nghị báo hăng tuân, trước 20/1 1/20l6")
        'đề nghị báo hằng tuần, trước 20/11 /2016'
        """
        plain = folded.translate(_TONELESS)
        pieces: list[str] = []
        position = 0
        previous: re.Match[str] | None = None
        for word in _WORD.finditer(plain):
            if previous is not None and (meant := self._meant.get((previous[0], word[0]))):
                if plain[previous.end() : word.start()].isspace():
                    for at, syllable in ((previous, meant[0]), (word, meant[1])):
                        if at.start() >= position and _is_lost(folded[at.start() : at.end()], syllable):
                            pieces += [folded[position : at.start()], syllable]
                            position = at.end()
            previous = word
        restored = "".join([*pieces, folded[position:]]) if pieces else folded
        return _YEAR.sub(_to_figures, _DAY.sub(_restore_day, restored))


def _is_lost(printed: str, meant: str) -> bool:
    """Whether ``printed`` is ``meant`` without some of its tones."""
    return printed != meant and all(p == m or p == m.translate(_TONELESS) for p, m in zip(printed, meant, strict=True))


def _restore_day(match: re.Match[str]) -> str:
    if not any(c.isdigit() for c in match[1] + match[2]):
        return match[0]
    day = match[0].translate(_FIGURES)
    return day.replace("1 1/", "11 /") if " " in day else day


def _to_figures(match: re.Match[str]) -> str:
    return match[0].translate(_FIGURES)
