"""Named repairs of broken Vietnamese, each with a recorded alignment.

What breaks it: PDF writers that set accented letters from another font, so that a reader sees a blank beside each
(``ĐIỀ U KHO ẢN``, ``Đi ề u``), and tools that write the mark as a character of its own (``ho `a``, ``Vi e ̣̂t``). A repair is made
only where the spelling of the syllable bears it out, and joining only where the line or the text shows that it was broken.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from functools import lru_cache

from nlp.text.alignment import Alignment, replace_spans
from nlp.text.canonical import canonicalise
from nlp.text.syllables import is_syllable, is_word_syllable

Replacement = tuple[int, int, str]

_VOWELS = "aăâeêioôơuưyAĂÂEÊIOÔƠUƯY"
# Spacing characters that stand for a combining mark.
_SPACING = {
    "`": "\u0300", "\u02cb": "\u0300", "\u00b4": "\u0301", "\u02ca": "\u0301", "\u0384": "\u0301", "\u02dc": "\u0303",
    "\u02c6": "\u0302", "\u02d8": "\u0306",
}  # fmt: skip
_MARKS = "\u0300\u0301\u0302\u0303\u0306\u0309\u031b\u0323"
_APART = re.compile(rf"[ ]{{1,2}}(?=[{_MARKS}])")
_STRAY = re.compile(
    rf"(?<![^\W\d_])[^\W\d_]{{0,10}}+(?:[{_MARKS}`\u02cb\u00b4\u02ca\u0384\u02dc\u02c6\u02d8][^\W\d_]{{0,10}}+){{1,3}}"
)
_LETTERS_BEFORE = re.compile(r"[^\W\d_]+$")
_ANY_MARK = f"{_MARKS}`\u02cb\u00b4\u02ca\u0384\u02dc\u02c6\u02d8"
_ONE_MARK = re.compile(f"[{_ANY_MARK}]")


@dataclass(frozen=True)
class Repaired:
    """A mended text, the alignment from the text given, and how often each named repair was made."""

    text: str
    alignment: Alignment
    counts: dict[str, int] = field(default_factory=dict)


def repair_text(text: str) -> Repaired:
    """``text`` (canonical) with every repair made; canonical again.

    >>> repair_text("ĐIỀ U KHO ẢN THI HÀNH").text
    'ĐIỀU KHOẢN THI HÀNH'
    """
    alignment = Alignment.identity(len(text))
    counts: dict[str, int] = {}
    if any(map(text.__contains__, _ANY_MARK)):
        for name, find in (("marks_apart", find_marks_apart), ("marks_stray", find_marks_stray)):
            replacements = list(find(text))
            if not replacements:
                continue
            counts[name] = len(replacements)
            text, step = replace_spans(text, replacements)
            alignment = alignment.then(step)
            text, step = canonicalise(text)
            alignment = alignment.then(step)
    replacements = find_split_syllables(text)
    if replacements:
        counts["split_syllables"] = len(replacements)
        text, step = replace_spans(text, replacements)
        alignment = alignment.then(step)
    return Repaired(text, alignment, counts)


def find_marks_apart(text: str) -> Iterable[Replacement]:
    """Blanks between a vowel and its combining mark (``e ̣̂``), to be taken out."""
    for match in _APART.finditer(text):
        if match.start() and unicodedata.normalize("NFD", text[match.start() - 1])[0] in _VOWELS:
            yield match.start(), match.end(), ""


def find_marks_stray(text: str) -> Iterable[Replacement]:
    """Words with a mark beside its vowel (``C´ac``, ``ho`a``, ``hoan̉g``) and the one spelling that is a syllable."""
    position = 0
    for mark in _ONE_MARK.finditer(text):
        if mark.start() < position:
            continue
        letters = _LETTERS_BEFORE.search(text, max(0, mark.start() - 12), mark.start())
        match = _STRAY.match(text, letters.start() if letters else mark.start())
        if match is None:
            continue
        word, position = match[0], match.end()
        if len(word) < 2 or len(word) > 12:
            continue
        spelling = _place_marks(word)
        if spelling is not None:
            yield match.start(), match.end(), spelling


@lru_cache(maxsize=4096)
def _place_marks(word: str) -> str | None:
    """The word with its stray marks on the vowels beside them; None where no spelling is a syllable."""
    letters: list[str] = []
    marks: list[tuple[int, str]] = []  # letters before the mark, the mark
    for character in word.replace("\u0131", "i"):
        if character in _MARKS or character in _SPACING:
            marks.append((len(letters), _SPACING.get(character, character)))
        else:
            letters.append(character)
    if not letters or not marks:
        return None
    candidates = [letters]
    for position, mark in marks:
        candidates = [
            [*c[:i], unicodedata.normalize("NFC", c[i] + mark), *c[i + 1 :]]
            for c in candidates
            for i in (position - 1, position, position - 2)
            if 0 <= i < len(c) and unicodedata.normalize("NFD", c[i])[0] in _VOWELS
        ][:16]
    for letters in candidates:
        if all(len(letter) == 1 for letter in letters) and is_syllable("".join(letters)):
            return "".join(letters)
    return None


# ---- syllables broken by blanks

_RUN = re.compile(r"[^\W\d_]{1,8}(?: [^\W\d_]{1,8})+")
_EDGE_WORD = re.compile(r"\A[^\W\d_]+|[^\W\d_]+\Z")
_FRAGMENT = re.compile(
    r"(?:ngh?|gh|gi|kh|nh|ph|th|tr|ch|[bcdđghklmnpqrstvx]"
    r"|[àáạảãâầấậẩẫăằắặẳẵèéẹẻẽêềếệểễìíịỉĩòóọỏõôồốộổỗơờớợởỡùúụủũưừứựửữỳýỵỷỹ]\w{0,3})",
    re.I,
)
_MAX_PIECES = 4
_MANY = 200  # different pieces; beyond, every line is looked at
_ALONE, _JOIN = 3, 1


def _find_lines_of(text: str, tokens: Collection[str]) -> list[tuple[int, int]]:
    """Start and end of the lines in which only a blank parts one of ``tokens`` from another word, in order."""
    if len(tokens) > _MANY:
        starts = [0, *(match.end() for match in re.finditer("\n", text))]
        return list(zip(starts, [*(start - 1 for start in starts[1:]), len(text)], strict=True))
    found: dict[int, int] = {}
    padded = f"\n{text}\n"
    flat = padded.replace("\n", " ")
    for token in tokens:
        form = f" {token} "
        at = flat.find(form)
        while at >= 0:
            last = at + len(form) - 1
            before = token[0].isalnum() and padded[at] == " " and padded[at - 1].isalpha()
            if before or (token[-1].isalnum() and padded[last] == " " and padded[last + 1].isalpha()):
                start = padded.rfind("\n", 0, at + 1)
                last = padded.find("\n", start + 1)  # one is enough of a line
                found[start] = last - 1
            at = flat.find(form, last)
    return sorted(found.items())


@lru_cache(maxsize=65536)
def _is_piece(word: str) -> bool:
    """Whether ``word`` looks like a piece of a broken syllable and is no word itself."""
    return _FRAGMENT.fullmatch(word) is not None and not is_word_syllable(word)


def _holds_piece(token: str) -> bool:
    """Whether a word at an edge of what stands between two blanks may be a piece."""
    return any(map(_is_piece, _EDGE_WORD.findall(token)))


class _Suspects:
    """What stands between blanks and has at an edge a word that may be a piece of a broken syllable.

    What was judged is remembered, so that what most texts are made of is told by one look at a set.
    """

    def __init__(self) -> None:
        self._known: tuple[set[str], set[str]] = set(), set()

    def find(self, text: str) -> set[str]:
        """Those of a text."""
        (judged, suspects), tokens = self._known, text.split()
        if not judged.issuperset(tokens):
            if len(judged) > _MOST_JUDGED:  # new sets, for another thread may be looking at the old ones
                judged, suspects = self._known = set(), set()
            new = set(tokens) - judged
            suspects.update(filter(_holds_piece, new))
            judged.update(new)
        return suspects.intersection(tokens)


_MOST_JUDGED = 65536
_SUSPECTS = _Suspects()


def find_split_syllables(text: str) -> list[Replacement]:
    """Blanks inside broken syllables, to be taken out; none where the text does not show that it is broken.

    A text is broken where more than one word in fifty can be mended, a line where two words in it can.
    """
    # Few of the text's different words are pieces; only lines that hold one are looked at.
    suspects = _SUSPECTS.find(text)
    if not suspects:
        return []
    found: list[tuple[int, list[Replacement]]] = []
    total = 0
    for start, end in _find_lines_of(text, suspects):
        for run in _RUN.finditer(text, start, end):
            pieces = run[0].split(" ")
            if any(map(_is_piece, pieces)) and (blanks := _mend_run(pieces, run.start())):
                found.append((start, blanks))
                total += len(blanks)
    if not found:
        return []
    if total >= 5 and total * 50 > text.count(" "):
        return [blank for _, blanks in found for blank in blanks]
    per_line: dict[int, int] = {}
    for line, blanks in found:
        per_line[line] = per_line.get(line, 0) + len(blanks)
    return [blank for line, blanks in found if per_line[line] >= 2 for blank in blanks]


def _mend_run(pieces: list[str], start: int) -> list[Replacement]:
    """The blanks to take out of a run of pieces so that the fewest pieces are left that are no words."""
    fragment = [not is_word_syllable(piece) for piece in pieces]
    if True not in fragment:
        return []
    # What stands further from a fragment than a syllable has pieces is left as it is.
    first = max(0, fragment.index(True) - _MAX_PIECES + 1)
    last = len(fragment) - fragment[::-1].index(True) + _MAX_PIECES - 1
    start += sum(map(len, pieces[:first])) + first
    pieces, fragment = pieces[first:last], fragment[first:last]
    best: list[tuple[int, int]] = [(0, 0)]  # cost, pieces in the last group
    for end in range(1, len(pieces) + 1):
        options = [(best[end - 1][0] + (_ALONE if fragment[end - 1] else 0), 1)]
        for size in range(2, min(_MAX_PIECES, end) + 1):
            first = end - size
            if any(fragment[first:end]) and _is_joint(pieces[first:end]):
                options.append((best[first][0] + _JOIN * (size - 1), size))
        best.append(min(options))
    joined: set[int] = set()  # piece before which the blank goes
    end = len(pieces)
    while end:
        size = best[end][1]
        joined.update(range(end - size + 1, end))
        end -= size
    replacements: list[Replacement] = []
    offset = start
    for i, piece in enumerate(pieces):
        if i in joined:
            replacements.append((offset - 1, offset, ""))
        offset += len(piece) + 1
    return replacements


def _is_joint(pieces: list[str]) -> bool:
    word = "".join(pieces)
    if not (word.islower() or word.isupper() or word[1:].islower()):
        return False
    return any(c > "\x7f" for c in word) and is_word_syllable(word)
