"""Vietnamese text written in the old encodings, for the tests."""

from __future__ import annotations

import unicodedata

from nlp.ingest import encodings

_TONES = "\u0300\u0301\u0303\u0309\u0323"
_TCVN3 = {character: code for code, character in encodings._TCVN3_TABLE.items()}
_VNI = {unicodedata.normalize("NFC", v): k for k, v in encodings._VNI_PAIRS.items() if not (k[0].isupper() and k[1].islower())}
_VNI |= {v: k for k, v in encodings._VNI_SINGLE.items()}
_VISCII = {character: 0x80 + i for i, character in enumerate(encodings._VISCII_HIGH)}


def to_tcvn3(text: str) -> bytes:
    """TCVN3; a capital with a tone, which it lacks, as the small letter."""
    return bytes(_TCVN3.get(c) or _TCVN3.get(c.lower()) or ord(c) for c in unicodedata.normalize("NFC", text))


def to_vni(text: str) -> bytes:
    """VNI for Windows."""
    return "".join(_VNI.get(c, c) for c in unicodedata.normalize("NFC", text)).encode("cp1252")


def to_windows_1258(text: str) -> bytes:
    """Windows-1258: letters with hat or horn, and tones behind them."""
    pieces = []
    for character in unicodedata.normalize("NFC", text):
        decomposed = unicodedata.normalize("NFD", character)
        tone = "".join(c for c in decomposed if c in _TONES)
        base = unicodedata.normalize("NFC", "".join(c for c in decomposed if c not in _TONES))
        pieces.append((base + tone).encode("cp1258"))
    return b"".join(pieces)


def to_viscii(text: str) -> bytes:
    """VISCII (without its six letters below 0x20)."""
    return bytes(_VISCII.get(c) or ord(c) for c in unicodedata.normalize("NFC", text))
