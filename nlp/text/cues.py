"""Restoration of known pairs of syllables that a recogniser misread, and of figures in days, at the same length.

For matching only: a view made with it never reaches a record. Only the commonest misreading is undone, the loss of the tone
above a circumflex, breve or horn (``đê nghị``), and only where the pair with its tone is a known one and the printed pair is
none; names and single words stay as printed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from itertools import product

from nlp.text.fold import fold_case, fold_tone

_HATS = frozenset("\u0302\u0306\u031b")
_SYLLABLE_BEHIND = re.compile(r"\s+([^\W\d_]+)")
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
        self._meant: dict[tuple[str, str], tuple[str, str]] = {}  # a pair as printed without some of its tones
        for key, pairs in found.items():
            if len(pairs) == 1 and key not in known:
                meant = next(iter(pairs))
                forms = product(_lose_tones(meant[0]), _lose_tones(meant[1]))
                self._meant.update({form: meant for form in forms if form not in known})
        self._lost = [re.compile(pattern) for pattern in _write_lost(self._meant)]

    def restore(self, folded: str) -> str:
        """``folded`` (lower case, new tone placement) with its known pairs and its days put right; same length.

        >>> CueRestorer(["đề nghị", "hằng tuần"]).restore("đê nghị báo hăng tuân, trước 20/1 1/20l6")
        'đề nghị báo hằng tuần, trước 20/11 /2016'
        """
        pieces: list[str] = []
        position = 0
        for first, second in self._find_pairs(folded):
            meant = self._meant.get((folded[first], folded[second]))
            for at, syllable in zip((first, second), meant or (), strict=False):
                if at.start >= position and folded[at] != syllable:
                    pieces += [folded[position : at.start], syllable]
                    position = at.stop
        restored = "".join([*pieces, folded[position:]]) if pieces else folded
        return _YEAR.sub(_to_figures, _restore_days(restored))

    def _find_pairs(self, folded: str) -> Iterable[tuple[slice, slice]]:
        """The pairs of syllables of which one may have lost its tone, in order; a pair may come twice."""
        for end in sorted([match.end() for letter in self._lost for match in letter.finditer(folded)]):
            start = _start_of_syllable(folded, end)
            gap = start
            while gap and folded[gap - 1].isspace():
                gap -= 1
            if gap < start and (before := _start_of_syllable(folded, gap)) < gap:
                yield slice(before, gap), slice(start, end)
            if behind := _SYLLABLE_BEHIND.match(folded, end):
                yield slice(start, end), slice(*behind.span(1))


def _start_of_syllable(text: str, end: int) -> int:
    """Where the letters begin that end at ``end``."""
    start = end
    while start and text[start - 1].isalpha():
        start -= 1
    return start


def _write_lost(pairs: Mapping[tuple[str, str], tuple[str, str]]) -> list[str]:
    """Patterns of the ends of syllables that lost a tone, from the letter that lost it, between letters of their neighbours.

    There is one for each of the few letters, so that the engine leaps from one to the next.
    """
    behind: dict[tuple[str, str], set[str]] = {}  # a syllable and its end from the letter on: first letters of what follows
    before: dict[tuple[str, str], set[str]] = {}  # the same: last letters of what stands before
    for printed, meant in pairs.items():
        if end := _lost_end(printed[0], meant[0]):
            behind.setdefault((printed[0], end), set()).add(printed[1][0])
        if end := _lost_end(printed[1], meant[1]):
            before.setdefault((printed[1], end), set()).add(printed[0][-1])
    ends: dict[str, list[str]] = {}
    for (syllable, end), letters in behind.items():
        ends.setdefault(end, []).append(rf"(?<={syllable})(?=\s+[{''.join(sorted(letters))}])")
    for (syllable, end), letters in before.items():
        ends.setdefault(end, []).append(rf"(?<=[{''.join(sorted(letters))}\s]\s{syllable})")
    by_letter: dict[str, list[str]] = {}
    for end, conditions in ends.items():
        by_letter.setdefault(end[0], []).append(rf"{end[1:]}(?![^\W\d_])(?:{'|'.join(sorted(conditions))})")
    return [rf"{letter}(?:{'|'.join(sorted(rest))})" for letter, rest in sorted(by_letter.items())]


def _lost_end(printed: str, meant: str) -> str:
    """``printed`` from the first letter on that lost its tone; empty where none did."""
    return next((printed[i:] for i, (p, m) in enumerate(zip(printed, meant, strict=True)) if p != m), "")


def _lose_tones(syllable: str) -> set[str]:
    """``syllable`` with and without its tones above a circumflex, breve or horn."""
    choices = [{letter, letter.translate(_TONELESS)} for letter in syllable]
    return {"".join(letters) for letters in product(*choices)}


def _restore_days(text: str) -> str:
    pieces, position = [], 0
    for tail in _DAY_TAIL.finditer(text):
        day = _DAY.match(text, max(0, tail.start() - 2)) or _DAY.match(text, max(0, tail.start() - 1))
        if day is not None and day.start(2) == tail.start() + 1 and (restored := _restore_day(day)) != day[0]:
            pieces += [text[position : day.start()], restored]
            position = day.end()
    return "".join([*pieces, text[position:]]) if pieces else text


def _restore_day(match: re.Match[str]) -> str:
    figures = match[0].replace("/", "")
    if figures.isdigit() or not any(c.isdigit() for c in match[1] + match[2]):
        return match[0]
    day = match[0].translate(_FIGURES)
    return day.replace("1 1/", "11 /") if " " in day else day


def _to_figures(match: re.Match[str]) -> str:
    return match[0].translate(_FIGURES)
