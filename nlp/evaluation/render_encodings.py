"""Vietnamese text in the encodings of old files, written from their published tables, not from the reader's.

Sources: TCVN 5712:1993 (VN3, the ABC fonts); the VNI-Windows table of the VNI fonts; Windows code page 1258.
"""

from __future__ import annotations

import unicodedata

_PAIRS = (
    "à b5 ả b6 ã b7 á b8 ạ b9 ă a8 ằ bb ẳ bc ẵ bd ắ be ặ c6 â a9 ầ c7 ẩ c8 ẫ c9 ấ ca ậ cb đ ae è cc ẻ ce ẽ cf é d0 ẹ d1 "
    "ê aa ề d2 ể d3 ễ d4 ế d5 ệ d6 ì d7 ỉ d8 ĩ dc í dd ị de ò df ỏ e1 õ e2 ó e3 ọ e4 ô ab ồ e5 ổ e6 ỗ e7 ố e8 ộ e9 "
    "ơ ac ờ ea ở eb ỡ ec ớ ed ợ ee ù ef ủ f1 ũ f2 ú f3 ụ f4 ư ad ừ f5 ử f6 ữ f7 ứ f8 ự f9 ỳ fa ỷ fb ỹ fc ý fd ỵ fe "
    "Ă a1 Â a2 Ê a3 Ô a4 Ơ a5 Ư a6 Đ a7"
).split()
_TCVN3 = {letter: int(code, 16) for letter, code in zip(_PAIRS[::2], _PAIRS[1::2], strict=True)}
_ACUTE, _GRAVE, _HOOK, _TILDE, _DOT = "\u0301", "\u0300", "\u0309", "\u0303", "\u0323"
_CIRCUMFLEX, _BREVE, _HORN = "\u0302", "\u0306", "\u031b"
_VNI_TONE = {_ACUTE: "ù", _GRAVE: "ø", _HOOK: "û", _TILDE: "õ", _DOT: "ï"}
_VNI_CIRCUMFLEX = {"": "â", _ACUTE: "á", _GRAVE: "à", _HOOK: "å", _TILDE: "ã", _DOT: "ä"}
_VNI_BREVE = {"": "ê", _ACUTE: "é", _GRAVE: "è", _HOOK: "ú", _TILDE: "ü", _DOT: "ë"}
_VNI_I = {_ACUTE: "í", _GRAVE: "ì", _HOOK: "æ", _TILDE: "ó", _DOT: "ò"}
_TONES = frozenset(_VNI_TONE)
# Signs of typography that the old code pages lack, as people typed them.
_PLAIN = str.maketrans({"–": "-", "—": "-", "“": '"', "”": '"', "‘": "'", "’": "'", "…": "...", "\u00a0": " "})


def encode_tcvn3(text: str) -> bytes:
    """TCVN3 bytes. Capitals with a tone have no code: as in files of that time, the small letter stands for them.

    >>> encode_tcvn3("Công hòa").hex()
    '43ab6e672068df61'
    """
    codes = bytearray()
    for letter in text.translate(_PLAIN):
        code = _TCVN3.get(letter) or _TCVN3.get(letter.lower()) or ord(letter)
        codes += bytes([code])
    return bytes(codes)


def encode_vni(text: str) -> bytes:
    """VNI bytes: a letter, and behind it its mark in the same case.

    >>> encode_vni("Độc lập").decode("latin-1")
    'Ñoäc laäp'
    """
    return "".join(_vni_letter(letter) for letter in text.translate(_PLAIN)).encode("latin-1")


def _vni_letter(letter: str) -> str:
    if letter in "đĐ":
        return "ñ" if letter == "đ" else "Ñ"
    decomposed = unicodedata.normalize("NFD", letter)
    base, marks = decomposed[0], decomposed[1:]
    if not marks:
        return letter
    tone = next((mark for mark in marks if mark in _TONES), "")
    small = base.lower()
    if _CIRCUMFLEX in marks:
        written = small + _VNI_CIRCUMFLEX[tone]
    elif _BREVE in marks:
        written = small + _VNI_BREVE[tone]
    elif _HORN in marks:
        written = {"o": "ô", "u": "ö"}[small] + (_VNI_TONE[tone] if tone else "")
    elif small == "i":
        written = _VNI_I[tone]
    elif small == "y" and tone == _DOT:
        written = "î"
    else:
        written = small + _VNI_TONE[tone]
    return written.upper() if base.isupper() else written


def encode_windows_1258(text: str) -> bytes:
    """Windows-1258 bytes: letters with their own marks in one byte, tones behind them as combining marks.

    >>> encode_windows_1258("ộ").hex()
    'f4f2'
    """
    return "".join(_split_tone(letter) for letter in text.translate(_PLAIN)).encode("cp1258")


def _split_tone(letter: str) -> str:
    decomposed = unicodedata.normalize("NFD", letter)
    tone = "".join(mark for mark in decomposed if mark in _TONES)
    return unicodedata.normalize("NFC", "".join(mark for mark in decomposed if mark not in _TONES)) + tone


def encode_utf16(text: str) -> bytes:
    """UTF-16, little endian, with its byte order mark, lines ended as Windows ends them."""
    return b"\xff\xfe" + text.replace("\n", "\r\n").encode("utf-16-le")


ENCODERS = {"tcvn3": encode_tcvn3, "vni": encode_vni, "windows-1258": encode_windows_1258, "utf-16": encode_utf16}
