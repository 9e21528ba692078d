"""The encodings in which Vietnamese text files are found, and which of them a file is in.

Each one-byte encoding is read in two steps: the bytes as Western letters, which is also what such a text looks like when a
program has saved it as UTF-8 (``Céng hoµ x· héi``), and those letters as Vietnamese ones. Both steps keep the number of
characters, so that offsets are bytes. Which encoding it is, the share of valid syllables decides.

Sources: TCVN 5712:1993 (VN3); the VNI character set as Windows fonts have it; RFC 1456 (VISCII); Windows code page 1258.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from nlp.document.anchors import Anchor, ByteAnchor, ByteAnchors
from nlp.text.alignment import Alignment, replace_spans
from nlp.text.span import Span
from nlp.text.syllables import syllable_share

_SAMPLE = 40_000

# ---- Western letters to Vietnamese ones

_TCVN3_FROM = 0xA1
_TCVN3 = (
    "ĂÂÊÔƠƯĐăâêôơưđẰ\u0300\u0309\u0303\u0301\u0323àảãáạẲằẳẵắẴẮẦẨẪẤỀặầẩẫấậèỂẻẽéẹềểễếệìỉỄẾỒĩíịòỔỏõóọồổỗốộờởỡớợùỖủũúụừửữứựỳỷỹýỵỐ"
)
_TCVN3_TABLE = {_TCVN3_FROM + i: character for i, character in enumerate(_TCVN3)}
_VISCII_HIGH = (
    "ẠẮẰẶẤẦẨẬẼẸẾỀỂỄỆỐỒỔỖỘỢỚỜỞỊỎỌỈỦŨỤỲÕắằặấầẩậẽẹếềểễệốồổỗỠƠộờởịỰỨỪỬơớƯ"
    "ÀÁÂÃẢĂẳẵÈÉÊẺÌÍĨỳĐứÒÓÔạỷừửÙÚỹỵÝỡưàáâãảăữẫèéêẻìíĩỉđựòóôõỏọụùúũủýợỮ"
)
_WESTERN = {i: bytes([i]).decode("cp1252", "ignore") or chr(i) for i in range(256)}
_VISCII_TABLE = {ord(_WESTERN[0x80 + i]): character for i, character in enumerate(_VISCII_HIGH)} | {
    0x02: "Ẳ", 0x05: "Ẵ", 0x06: "Ẫ", 0x14: "Ỷ", 0x19: "Ỹ", 0x1E: "Ỵ",
}  # fmt: skip
_CP1258_TABLE = {ord(_WESTERN[i]): bytes([i]).decode("cp1258", "ignore") or _WESTERN[i] for i in range(0x80, 256)}

# VNI writes a letter and behind it its mark; one mark may stand for a circumflex or breve together with a tone.
_VNI_TONES = {"ù": "\u0301", "ø": "\u0300", "û": "\u0309", "õ": "\u0303", "ï": "\u0323"}
_VNI_CIRCUMFLEX = {"â": "", "á": "\u0301", "à": "\u0300", "å": "\u0309", "ã": "\u0303", "ä": "\u0323"}
_VNI_BREVE = {"ê": "", "é": "\u0301", "è": "\u0300", "ú": "\u0309", "ü": "\u0303", "ë": "\u0323"}
_VNI_ALONE = {"ô": "ơ", "ö": "ư", "ñ": "đ", "í": "í", "ì": "ì", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ"}


def _vni_pairs() -> dict[str, str]:
    pairs: dict[str, str] = {}
    for base in "aeouy":
        pairs |= {base + mark: base + tone for mark, tone in _VNI_TONES.items()}
    for base, horned in (("ô", "ơ"), ("ö", "ư")):
        pairs |= {base + mark: horned + tone for mark, tone in _VNI_TONES.items()}
    for base, hat in (("a", "â"), ("e", "ê"), ("o", "ô")):
        pairs |= {base + mark: hat + tone if tone else base + "\u0302" for mark, tone in _VNI_CIRCUMFLEX.items()}
    pairs |= {"a" + mark: "ă" + tone if tone else "a\u0306" for mark, tone in _VNI_BREVE.items()}
    for pair, letters in list(pairs.items()):
        upper = letters[0].upper() + letters[1]
        pairs[pair[0].upper() + pair[1].upper()] = upper
        pairs[pair[0].upper() + pair[1]] = upper
    return pairs


_VNI_PAIRS = _vni_pairs()
_VNI_SINGLE = _VNI_ALONE | {key.upper(): value.upper() for key, value in _VNI_ALONE.items()}
_VNI = re.compile(
    "|".join(sorted({re.escape(pair) for pair in _VNI_PAIRS}, key=len, reverse=True)) + "|[" + "".join(_VNI_SINGLE) + "]"
)


def decode_tcvn3(western: str) -> str:
    """Western letters read as TCVN3 (ABC); same length.

    Its capitals with a tone are lower-case letters in a font of capitals, so a word without other small letters is raised.

    >>> decode_tcvn3("Céng hoµ x· héi chñ nghÜa VIÖT NAM")
    'Cộng hoà xã hội chủ nghĩa VIỆT NAM'
    """
    decoded = western.translate(_TCVN3_TABLE)
    return _CAPITAL_WORD.sub(_raise_word, decoded)


_CAPITAL_WORD = re.compile(r"(?<![^\W\d_])[^\W\d_a-z]++(?![^\W\d_])")


_NEXT_CAPITALS = re.compile(r"[ \t]+(?=[^\W\d_a-z]{0,8}[A-ZĐ])[^\W\d_a-z]{2,}+(?![^\W\d_])")


def _raise_word(match: re.Match[str]) -> str:
    """A word of capitals with its toned letters raised; ``Uỷ`` alone has a capital at its head only (``Uỷ ban``)."""
    word = match[0]
    capitals = sum(c.isupper() for c in word)
    if capitals and len(word) > 1 and (capitals >= 2 or word[0].islower() or _NEXT_CAPITALS.match(match.string, match.end())):
        return word.upper()
    return word


def decode_vni(western: str) -> str:
    """Western letters read as VNI; same length, the marks as combining characters.

    >>> unicodedata.normalize("NFC", decode_vni("Coäng hoøa xaõ hoäi chuû nghóa Vieät Nam"))
    'Cộng hòa xã hội chủ nghĩa Việt Nam'
    """
    return _VNI.sub(lambda match: _VNI_PAIRS.get(match[0]) or _VNI_SINGLE[match[0]], western)


def decode_viscii(western: str) -> str:
    """Western letters read as VISCII; same length."""
    return western.translate(_VISCII_TABLE)


def decode_windows_1258(western: str) -> str:
    """Western letters read as Windows-1258; same length, tones as combining characters."""
    return western.translate(_CP1258_TABLE)


DECODERS: Mapping[str, Callable[[str], str]] = MappingProxyType(
    {"windows-1258": decode_windows_1258, "tcvn3": decode_tcvn3, "vni": decode_vni, "viscii": decode_viscii}
)
_LEGACY_FONT = re.compile(r"^\.?vn\w+|^vni[-\s]|^\.vn", re.I)


def decode_font(western: str, font: str) -> str | None:
    """Text set in a font that carries its own encoding (``.VnTime``, ``VNI-Times``), or None for any other font.

    A ``.Vn`` font whose name ends in H shows small letters as capitals.

    >>> decode_font("céng hoµ", ".VnTimeH")
    'CỘNG HOÀ'
    """
    if _LEGACY_FONT.match(font) is None:
        return None
    if font.lower().startswith("vni"):
        return decode_vni(western)
    decoded = western.translate(_TCVN3_TABLE)
    return _raise_all(decoded) if font.endswith("H") else decode_tcvn3(western)


def _raise_all(text: str) -> str:
    return "".join(c.upper() if len(c.upper()) == 1 else c for c in text)


def read_western(data: bytes) -> str:
    """One character a byte, as a Western Windows program shows them."""
    return "".join(map(_WESTERN.__getitem__, data))


# ---- bytes to text


@dataclass(frozen=True)
class Decoded:
    """A text file as decoded; ``invalid`` are offsets of U+FFFD that stand for bytes without a meaning."""

    text: str
    encoding: str
    codec: str | None
    first_byte: int = 0
    invalid: tuple[int, ...] = ()
    certain: bool = True

    @property
    def anchors(self) -> ByteAnchors | MendedByteAnchors:
        """Back from the text to bytes."""
        anchors = ByteAnchors(self.text, self.codec, self.first_byte)
        return MendedByteAnchors(anchors, self.invalid) if self.invalid and self.codec == "utf-8" else anchors


@dataclass(frozen=True)
class MendedByteAnchors:
    """UTF-8 with invalid bytes: each of them is one U+FFFD of the text, which would be three bytes itself."""

    inner: ByteAnchors
    invalid: tuple[int, ...]

    def locate(self, span: Span) -> tuple[Anchor, ...]:
        """One byte anchor."""
        found = self.inner.locate(span)[0]
        if not isinstance(found, ByteAnchor):
            return (found,)
        before, inside = bisect_left(self.invalid, span.start), bisect_left(self.invalid, span.end)
        return (ByteAnchor(found.byte_start - 2 * before, found.byte_end - 2 * inside),)

    def page_of(self, offset: int) -> int | None:
        """No page."""
        return None


_BOMS = (
    (b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe\x00\x00", "utf-32-le"), (b"\x00\x00\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"),
)  # fmt: skip


def decode_text(data: bytes) -> Decoded:
    """The text of a file, in the encoding that its byte order mark, its form, or its syllables show; never raises."""
    for mark, codec in _BOMS:
        if data.startswith(mark):
            return _decode_unicode(data[len(mark) :], codec, len(mark))
    wide = detect_utf16(data)
    if wide is not None:
        return _decode_unicode(data, wide, 0)
    try:
        return Decoded(data.decode("utf-8"), "utf-8", "utf-8")
    except UnicodeDecodeError:
        pass
    sample = data[:_SAMPLE]
    lenient = sample.decode("utf-8", "replace")
    sound = sum(c > "\x7f" for c in lenient) - lenient.count("\ufffd")
    if sound > lenient.count("\ufffd"):
        return _decode_unicode(data, "utf-8", 0)
    return _decode_one_byte(data)


def detect_utf16(data: bytes) -> str | None:
    """``utf-16-le`` or ``utf-16-be`` for text without byte order mark, else None.

    Blanks, line ends and digits have a zero byte on one side only.
    """
    sample = data[:4096]
    if len(sample) < 4 or b"\x00" not in sample:
        return None
    for codec, low in (("utf-16-le", 0), ("utf-16-be", 1)):
        high, low_bytes = sample[1 - low :: 2], sample[low::2]
        zeros, others = high.count(0), low_bytes.count(0)
        if zeros > 0.3 * len(high) and others < 0.02 * len(low_bytes) + 1:
            return codec
    return None


def _decode_unicode(data: bytes, codec: str, first_byte: int) -> Decoded:
    if codec == "utf-8":
        text = data.decode("utf-8", "surrogateescape")
        invalid = tuple(m.start() for m in re.finditer("[\udc80-\udcff]", text))
        return Decoded(re.sub("[\udc80-\udcff]", "\ufffd", text), codec, codec, first_byte, invalid)
    text = data.decode(codec, "replace")
    invalid = tuple(m.start() for m in re.finditer("\ufffd", text))
    return Decoded(text, codec, codec, first_byte, invalid)


def _decode_one_byte(data: bytes) -> Decoded:
    western = read_western(data)
    name, score = best_decoder(western[:_SAMPLE])
    text = DECODERS[name](western) if name != "windows-1252" else western
    return Decoded(text, name, None, certain=score >= 0.6)


def best_decoder(western: str) -> tuple[str, float]:
    """The encoding in which the words with diacritics are most often syllables, and that share."""
    scores = {name: _score(decoder(western)) for name, decoder in DECODERS.items()}
    scores["windows-1252"] = _score(western)
    name = max(scores, key=lambda key: (scores[key], key == "windows-1258"))
    return name, scores[name]


def _score(text: str) -> float:
    return syllable_share(unicodedata.normalize("NFC", text), marked_only=True)


# ---- text that was saved as UTF-8 after it had been read wrongly

_VIETNAMESE = "\u0102\u0103\u0110\u0111\u0128\u0129\u0168\u0169\u01a0\u01a1\u01af\u01b0\u0300-\u0323\u1ea0-\u1ef9"
_WESTERN_LETTER = re.compile("[\xa1-\xff\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc]")
_UTF8_TWICE = re.compile("[\xc2-\xdf\xe1\xe2][\x80-\xbf\u0152-\u2122]{1,2}")
# A line without a Vietnamese letter, with the line end before it, which the engine looks for fast.
_FOREIGN_LINE = re.compile(rf"\n([^\n{_VIETNAMESE}]++)(?=\n|\Z)")


def find_misread(text: str) -> tuple[str, list[tuple[int, int, str]]] | None:
    """The encoding that lines of ``text`` really are in, and what to put for each of their letters; else None.

    Only lines with Western letters and without a single Vietnamese one are looked at, so a text that mixes both is mended
    where it is broken.
    """
    # The line end put before the text makes where a match begins the start of its line.
    padded = f"\n{text}".replace("\r", "\n")
    lines = [(m.start(), m[1]) for m in _FOREIGN_LINE.finditer(padded) if _WESTERN_LETTER.search(m[1])]
    if not lines or sum(len(_WESTERN_LETTER.findall(line)) for _, line in lines) < 6:
        return None
    sample = "\n".join(line for _, line in lines)[:_SAMPLE]
    as_is = _score(sample)
    name, score = best_decoder(sample)
    twice = _score(_mend_twice(sample)) if _UTF8_TWICE.search(sample) else 0.0
    if max(score, twice) < 0.7 or max(score, twice) < as_is + 0.15:
        return None
    replacements: list[tuple[int, int, str]] = []
    for start, line in lines:
        if twice >= score:
            replacements += [(start + s, start + e, new) for s, e, new in _find_twice(line)]
        else:
            replacements += _changed_letters(line, DECODERS[name](line), start)
    return ("utf-8" if twice >= score else name), replacements


def _changed_letters(old: str, new: str, offset: int) -> list[tuple[int, int, str]]:
    """Letters in which two texts of one length differ, each by itself so that spans stay exact, with its mark."""
    letters: list[tuple[int, int, str]] = []
    i = 0
    while i < len(new):
        end = i + 1
        while end < len(new) and unicodedata.combining(new[end]):
            end += 1
        if old[i:end] != new[i:end]:
            letters.append((offset + i, offset + end, new[i:end]))
        i = end
    return letters


_TO_BYTE = {character: code for code, character in _WESTERN.items()}


def _find_twice(text: str) -> list[tuple[int, int, str]]:
    found = []
    for match in _UTF8_TWICE.finditer(text):
        for end in (match.end(), match.end() - 1):
            data = bytes(_TO_BYTE.get(c, 0) for c in text[match.start() : end])
            try:
                found.append((match.start(), end, data.decode("utf-8")))
                break
            except UnicodeDecodeError:
                continue
    return found


def _mend_twice(text: str) -> str:
    return replace_spans(text, _find_twice(text))[0]


def mend_misread(text: str) -> tuple[str, Alignment, str] | None:
    """The text with its misread lines decoded, the alignment, and their encoding; None where there is nothing to mend.

    >>> mend_misread("Céng hoµ x· héi chñ nghÜa ViÖt Nam")[0]
    'Cộng hoà xã hội chủ nghĩa Việt Nam'
    """
    found = find_misread(text)
    if found is None:
        return None
    mended, alignment = replace_spans(text, found[1])
    return mended, alignment, found[0]
