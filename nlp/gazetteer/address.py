"""The parts of a written address: kinds and names of units, and what stands before them.

The words and abbreviations are in ``nlp/resources/administrative_units.yaml``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from nlp.gazetteer.models import Tier
from nlp.gazetteer.units import lost_marks, spell
from nlp.resources.load import any_of, load_resource
from nlp.text.fold import fold_all, fold_case, fold_tone

TIERS = {
    "xa": Tier.COMMUNE, "phuong": Tier.COMMUNE, "thi_tran": Tier.COMMUNE, "dac_khu": Tier.COMMUNE,
    "huyen": Tier.DISTRICT, "quan": Tier.DISTRICT, "thi_xa": Tier.DISTRICT, "thanh_pho": Tier.DISTRICT,
    "tinh": Tier.PROVINCE,
}  # fmt: skip
_LETTER_ETH = str.maketrans("Ðð", "Đđ")
_BREAK = re.compile(r"[,;|()]+|\s[-–—]+\s|(?<=[^\W\d_])[-–—](?=[^\W\d_])|(?<=\w{3})\.(?=\s|$)")
_ASIDE = re.compile(r" ?\((?:nay|cũ|trước|tức)[^)]*\)?|,? nay (?:là|thuộc) [^,;]*")
_NUMBERED = re.compile(r"\d{1,2}(?!\d)")
_INNER = r"(?:{})(?!\w)|\S*\d"
_EDGES = " ,;:.-–—|()"


@dataclass(frozen=True, slots=True)
class Piece:
    """What stands between two breaks: ``kind`` is None without a word for it, ``inner`` tells a hamlet, street or house."""

    kind: str | None
    name: str
    start: int
    end: int
    inner: bool = False


@dataclass(frozen=True)
class AddressWords:
    """The words of addresses, compiled."""

    kind: re.Pattern[str]
    not_kind: re.Pattern[str]
    kinds: Mapping[str, str]
    in_full: Mapping[str, str]
    inner: re.Pattern[str]
    inner_bare: re.Pattern[str]
    dashed: re.Pattern[str]
    provinces: Mapping[str, str]

    def find_pieces(self, text: str) -> list[Piece]:
        """The pieces of an address from ``clean_address``, in its order.

        >>> [(piece.kind, piece.name) for piece in load_words().find_pieces("tổ 33 P. Tân An, TP Buôn Ma Thuột")]
        [(None, 'tổ 33'), ('phuong', 'Tân An'), ('thanh_pho', 'Buôn Ma Thuột')]
        """
        bare = fold_all(text)
        kept = [match.span() for match in self.dashed.finditer(bare)]
        breaks = [m.span() for m in _BREAK.finditer(text) if not any(a < m.end() and m.start() < b for a, b in kept)]
        pieces: list[Piece] = []
        start = 0
        for stop, after in [*breaks, (len(text), len(text))]:
            pieces += self._split(text, bare, start, stop)
            start = after
        return pieces

    def _split(self, text: str, bare: str, start: int, stop: int) -> Iterable[Piece]:
        """The pieces of one stretch without a break: before the first word for a kind, and behind each."""
        heads: list[tuple[int, int, str | None]] = [(start, start, None)]
        if self.province_code(text[start:stop]) is None:
            for match in self.kind.finditer(bare, start, stop):
                kind = self._read_kind(text, match)
                before = text[heads[-1][1] : match.start()].strip(_EDGES)
                # `thôn Xã Đoài`, `xã Phước Tỉnh Đông`: inside a name; but `Xã Tân An Huyện Tân Châu`.
                follows = before != "" or heads[-1][2] is not None
                inside = match["word"] and follows and text[match.start()].isupper() and not text[heads[-1][0]].isupper()
                behind_kind = before == "" and heads[-1][2] is not None  # `xã H Bông`
                if kind is not None and not (inside or behind_kind or (match["word"] and self._is_inner(before, whole=True))):
                    heads.append((match.start(), match.end(), kind))
        ends = [head[0] for head in heads[1:]] + [stop]
        for (first, name_start, kind), end in zip(heads, ends, strict=True):
            name = text[name_start:end].strip(_EDGES)
            if name:
                last = text.rindex(name, name_start, end) + len(name)
                first = first if kind else text.index(name, first)
                yield Piece(kind, name, first, last, kind is None and self._is_inner(name))

    def _is_inner(self, name: str, *, whole: bool = False) -> bool:
        """Whether a name begins with the word for a hamlet, a street or a house, or with a number; or is no more than that."""
        pattern = self.inner_bare if name.isascii() else self.inner
        text = fold_tone(fold_case(name))
        return (pattern.fullmatch(text) if whole else pattern.match(text)) is not None

    def _read_kind(self, text: str, match: re.Match[str]) -> str | None:
        """The kind that a word stands for; None where it is another word in marks, or an abbreviation before a small letter."""
        word = match["word"] or match["dotted"] or match["short"]
        written = text[match.start() : match.start() + len(word)]
        kind = self.kinds[fold_all(word)]
        if text[match.end()].isdigit() and (kind not in ("quan", "phuong") or not _NUMBERED.match(text, match.end())):
            return None  # a room, a road
        if match["word"]:
            if self.not_kind.match(text[match.start()].lower() + text[match.start() + 1 : match.end() + 8]):
                return None
            spelt = self.in_full[kind]
            return kind if spell(written) == spell(spelt) or lost_marks(written, spelt) else None
        following = text[match.end() : match.end() + 1]
        if match["short"] and not (written.isupper() or len(written) > 1):
            return None
        return kind if following.isdigit() or following.isupper() or (match["dotted"] and following.isalpha()) else None

    def province_code(self, name: str) -> str | None:
        """The code of a province written by another name: `BRVT`, `TP.HCM`, `Hà Tây`."""
        return self.provinces.get(spell(name.strip(_EDGES)))


def clean_address(text: str) -> str:
    """``text`` in NFC, on one line, with `Đ` for the Icelandic letter that looks like it, without what is said of today.

    >>> clean_address("xã Quảng Thạch (nay là xã Tiên Trang),\\n tỉnh Thanh Hóa")
    'xã Quảng Thạch, tỉnh Thanh Hóa'
    """
    text = " ".join(unicodedata.normalize("NFC", text).translate(_LETTER_ETH).split())
    return _ASIDE.sub("", text)


def cut_name(name: str) -> str:
    """A name up to the first word in small letters behind one with a capital.

    >>> cut_name("Tân An hiện đang cư trú")
    'Tân An'
    """
    words = name.split()
    if words[0][0].islower():
        return name
    small = next((n for n, word in enumerate(words) if word[0].islower()), len(words))
    return " ".join(words[:small])


@lru_cache(maxsize=1)
def load_words() -> AddressWords:
    """The words of the package, compiled once."""
    data = load_resource("administrative_units.yaml")
    kinds: dict[str, str] = {}
    words, shorts = [], []
    for kind, row in data["kinds"].items():
        words += [fold_all(word) for word in row["words"]]
        shorts += [fold_all(word) for word in row["short"]]
        kinds.update(dict.fromkeys([fold_all(word) for word in (*row["words"], *row["short"])], kind))
    pattern = (
        rf"(?<!\w)(?:(?P<word>{any_of(words)})[\s:.]+(?=\w)"
        rf"|(?P<dotted>{any_of(shorts)})\.\s*(?=\w)|(?P<short>{any_of(shorts)})(?:\s+|(?=\d)|:\s*)(?=\w))"
    )
    dashed = any_of(fold_all(name).replace(" - ", "-") for name in data["dashed"]).replace(r"\-", r"\s*[-–]\s*")
    provinces = {spell(name): code for code, names in data["provinces"].items() for name in names}
    return AddressWords(
        kind=re.compile(pattern),
        not_kind=re.compile(rf"(?:{any_of(data['not_kinds'])})(?!\w)"),
        kinds=kinds,
        in_full={kind: row["words"][0] for kind, row in data["kinds"].items()},
        inner=re.compile(_INNER.format(any_of(data["places_within"]))),
        inner_bare=re.compile(_INNER.format(any_of(fold_all(word) for word in data["places_within"]))),
        dashed=re.compile(rf"(?<!\w)(?:{dashed})(?!\w)"),
        provinces=provinces,
    )
