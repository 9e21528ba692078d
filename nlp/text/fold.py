"""Views of a text for matching: same length, so that offsets hold.

A view never reaches a record; what was found in it is read from the text itself.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any

_TONES = "\u0300\u0301\u0303\u0309\u0323"  # huyền, sắc, ngã, hỏi, nặng
_VOWELS = "".join(unicodedata.normalize("NFC", base + tone) for base in "aăâeêioôơuưy" for tone in ("", *_TONES))


def _tone_pairs() -> dict[str, str]:
    """Old-style placements of the tone in open syllables (``oà``, ``uý``) and the new style of each (``òa``, ``úy``)."""
    pairs = {}
    for first, second in (("o", "a"), ("o", "e"), ("u", "y")):
        for tone in _TONES:
            old = first + unicodedata.normalize("NFC", second + tone)
            new = unicodedata.normalize("NFC", first + tone) + second
            for style in (str.lower, str.upper, str.title):
                pairs[style(old)] = style(new)
            pairs[old[0].lower() + old[1].upper()] = new[0].lower() + new[1].upper()
    return pairs


_NEW_TONE = _tone_pairs()
# The toned vowel first, for it is rarer than the o or u before it; before a letter the syllable is closed.
_OLD_TONE = re.compile(rf"[{''.join(sorted({pair[1] for pair in _NEW_TONE}))}](?<=[oOuU].)(?![^\W\d_])")


def fold_tone(text: str) -> str:
    """``text`` with the tone of open ``oa oe uy`` on the first vowel, as the new style has it; same length.

    Closed syllables (``hoàn``) and ``qu`` (``quý``) keep theirs, for there both styles agree.

    >>> fold_tone("Uỷ ban hoà giải, quý, hoàn")
    'Ủy ban hòa giải, quý, hoàn'
    """
    return _place_tones(text, [match.start() - 1 for match in _OLD_TONE.finditer(text)])


def _place_tones(text: str, starts: Iterable[int]) -> str:
    """``text`` with the tone on the first of the two vowels at each of ``starts`` where the new style has it there."""
    pieces, position = [], 0
    for start in starts:
        end = start + 2
        new = _NEW_TONE.get(text[start:end])
        if new is None or (new[0] in "ùúủũụÙÚỦŨỤ" and text[max(0, start - 1) : start] in ("q", "Q")):
            continue  # in ``qu`` the u belongs to the consonant
        pieces += [text[position:start], new]
        position = end
    return "".join([*pieces, text[position:]]) if pieces else text


def fold_case(text: str) -> str:
    """``text`` in lower case, same length (a letter whose lower case is longer stays)."""
    lower = text.lower()
    return lower if len(lower) == len(text) else "".join(c.lower() if len(c.lower()) == 1 else c for c in text)


@lru_cache(maxsize=4096)
def _bare(character: str) -> str:
    if character in "đĐ":
        return "d" if character == "đ" else "D"
    base = unicodedata.normalize("NFD", character)[0]
    return base if base.isalpha() else character


def fold_diacritics(text: str) -> str:
    """``text`` without diacritics, ``đ`` as ``d``; same length for NFC text.

    >>> fold_diacritics("Đất đai")
    'Dat dai'
    """
    if text.isascii():
        return text
    try:
        return codecs.charmap_decode(codecs.charmap_encode(text, "strict", _PAGE)[0], "strict", _BARE_PAGE)[0]
    except UnicodeEncodeError:  # a capital with diacritics or a character of another script
        return text.translate(_BARE_TABLE)


class _BareTable(dict[int, str]):
    def __missing__(self, code: int) -> str:
        value = _bare(chr(code))
        self[code] = value
        return value


_BARE_TABLE = _BareTable()


def _bare_charmap() -> tuple[Any, str]:
    """A code page of the small letters and signs that Vietnamese texts are made of, and the bare character at each of its places.

    Encoding into one and decoding from the other is done in C, four times faster than a table of ``str.translate``.
    """
    signs = "đðÿñ\u00a0–—“”‘’…•·«»°§©®™´`¬~−×÷±½¼¾²³→●▪■★ˆ¨⁄„›‡†¡"
    page = "".join(dict.fromkeys("".join(map(chr, range(128))) + _VOWELS + signs))[:256]
    unused = "\ufffe" * (256 - len(page))
    return codecs.charmap_build(page + unused), "".join(page.translate(_BARE_TABLE)) + unused


_PAGE, _BARE_PAGE = _bare_charmap()


def encode_letters(text: str) -> bytes | None:
    """A byte for each character of ``text``, by a code page of letters in both cases and of signs; None where it holds others,
    or what is not canonical."""
    try:
        code: bytes = codecs.charmap_encode(text, "strict", _CASED_PAGE)[0]
    except UnicodeEncodeError:
        return None
    return None if b"\0" in code else code


def fold_views(text: str, code: bytes | None) -> tuple[str, str, str]:
    """``text``, of which ``code`` is what ``encode_letters`` gives, as ``fold_tone``, then ``fold_case``, then
    ``fold_diacritics`` have it.

    >>> fold_views("Đất hoà", encode_letters("Đất hoà"))
    ('Đất hòa', 'đất hòa', 'dat hoa')
    """
    tone = fold_tone(text) if code is None else _place_tones(text, _OLD_TONE_SHAPE.find(code))
    if tone is not text and code is not None:
        code = encode_letters(tone)
    if code is None:
        lower = fold_case(tone)
        return tone, lower, fold_diacritics(lower)
    lower, bare = (codecs.charmap_decode(code, "strict", page)[0] for page in (_LOWER_PAGE, _CASED_BARE_PAGE))
    return tone, lower, bare


def _cased_charmap() -> tuple[str, Any, str, str]:
    """As ``_bare_charmap``, of letters in both cases, with the small letter at each place too; few signs find room in it."""
    letters = _VOWELS + "đ"
    signs = "\0\t\n–—“”‘’…•·«»°§©®™´¬~−×÷±½²³→"  # a map begins with the null character
    page = "".join(dict.fromkeys(signs[:3] + "".join(map(chr, range(32, 127))) + letters + letters.upper() + signs))[:256]
    unused = "\ufffe" * (256 - len(page))
    lower = page.lower()
    return page, codecs.charmap_build(page + unused), lower + unused, lower.translate(_BARE_TABLE) + unused


_CASED, _CASED_PAGE, _LOWER_PAGE, _CASED_BARE_PAGE = _cased_charmap()


class Shapes:
    """Shapes of which one stands wherever a pattern matches. To look for them costs less than the pattern, which need not be
    tried where none stands.

    In a shape ``a`` is a letter, ``0`` a digit and a blank any other character or the text's edge, but for the characters that
    ``kinds`` gives a sign of their own.

    >>> Shapes([" a0 "], {}).may_stand_in(encode_letters("Mục A1."))
    True
    """

    def __init__(self, shapes: Iterable[str], kinds: Mapping[str, str]) -> None:
        signs = {character: sign for sign, characters in kinds.items() for character in characters}
        plain = ("0" if c.isdecimal() else "a" if c.isalnum() else " " for c in _CASED)
        self._table = "".join(map(signs.get, _CASED, plain)).encode().ljust(256)
        self._shapes = [shape.encode() for shape in shapes]

    def may_stand_in(self, code: bytes | None) -> bool:
        """Whether one of them stands in the text of that code; also where it has none."""
        return code is None or any(map(self._draw(code).__contains__, self._shapes))

    def find(self, code: bytes) -> Iterator[int]:
        """Where they stand in the text of that code, one shape behind the other."""
        drawn = self._draw(code)
        for shape in self._shapes:
            at = drawn.find(shape)
            while at >= 0:
                yield at - 1
                at = drawn.find(shape, at + 1)

    def _draw(self, code: bytes) -> bytes:
        return b" %b " % code.translate(self._table)


_OLD_TONE_SHAPE = Shapes(["ot "], {"o": "oOuU", "t": "".join({pair[1] for pair in _NEW_TONE}), " ": "0123456789"})


def fold_all(text: str) -> str:
    """Lower case, no diacritics, white space as single blanks is not touched; same length. For loose comparison."""
    return fold_diacritics(fold_case(text))
