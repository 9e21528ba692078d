"""The canonical form of a text: NFC, one kind of line end and blank, nothing invisible.

Tone placement (``hoà``/``hòa``) is left as written: it is folded where texts are matched (``nlp.text.fold``), so that the
record shows what the document says.
"""

from __future__ import annotations

import re
import unicodedata

from nlp.text.alignment import Alignment, replace_spans
from nlp.text.fold import encode_letters

# Blanks of other widths become one blank; what has no width goes; each line end becomes one newline.
_BLANKS = "\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000\u1680"
_INVISIBLE = "\ufeff\u200b\u200c\u200d\u2060\u00ad\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
_LINE_ENDS = re.compile(r"\r\n?|\u2028|\u2029|\x85|\x0b|\x0c")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f]")
# Letters that fonts and scanners put for the Vietnamese letter (U+00D0 ETH for U+0110 D WITH STROKE).
_LOOKALIKE = {"\u00d0": "\u0110", "\u0189": "\u0110", "\u00f0": "\u0111"}
_SIGNS = rf"\r\u2028\u2029\x85\x0b\x0c{_BLANKS}{_INVISIBLE}\x00-\x08\x0e-\x1f\x7f\u00d0\u0189\u00f0"
# It begins with a set of characters, so that the engine leaps from one to the next.
_SIGN = re.compile(rf"[{_SIGNS}](?:(?<=\r)\n)?")
_SIGN_OR_MARKED = re.compile(rf"{_SIGN.pattern}|[^\x00-\u02ff][\u0300-\u036f]+|[\x20-\u02ff][\u0300-\u036f]+")
_MARK = re.compile("[\u0300-\u036f]")
_QUICK = re.compile(rf"[{_SIGNS}\u0300-\u036f]")


def canonicalise(raw: str) -> tuple[str, Alignment]:
    """The canonical text of ``raw`` and the alignment from raw to it; doing it twice changes nothing.

    >>> canonicalise("Bo\u0323\u0302\\r\\n")[0]
    'Bộ\\n'
    """
    if encode_letters(raw) is not None or (not _QUICK.search(raw) and unicodedata.is_normalized("NFC", raw)):
        return raw, Alignment.identity(len(raw))
    pattern = _SIGN_OR_MARKED if _MARK.search(raw) else _SIGN
    text, alignment = replace_spans(raw, ((m.start(), m.end(), _replacement(m[0])) for m in pattern.finditer(raw)))
    if unicodedata.is_normalized("NFC", text):
        return text, alignment
    # Rare: singletons (U+212B) or compositions across the pattern's pieces, one cluster at a time.
    clusters = re.compile(r"[^\u0300-\u036f][\u0300-\u036f]*|[\u0300-\u036f]+")
    text, again = replace_spans(text, ((m.start(), m.end(), unicodedata.normalize("NFC", m[0])) for m in clusters.finditer(text)))
    alignment = alignment.then(again)
    whole = unicodedata.normalize("NFC", text)
    if whole != text:
        text, again = whole, replace_spans(text, [(0, len(text), whole)])[1]
        alignment = alignment.then(again)
    return text, alignment


def _replacement(found: str) -> str:
    if found[0] == "\r" or _LINE_ENDS.fullmatch(found):
        return "\n"
    if len(found) == 1:
        if found in _BLANKS:
            return " "
        if found in _INVISIBLE or _CONTROL.match(found):
            return ""
        if found in _LOOKALIKE:
            return _LOOKALIKE[found]
    return unicodedata.normalize("NFC", "".join(_LOOKALIKE.get(c, c) for c in found))
