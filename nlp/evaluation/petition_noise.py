"""Petitions as they come a second time: misread, retyped, shortened, with another head. What ``nlp.triage.duplicates`` is
measured on.

Each kind of noise is a function of a text, a generator and a strength (0.2 light, 0.35 medium, 0.5 strong: the share of what
it touches). The generator is seeded by the text's name, so each run makes the same variants.
"""

from __future__ import annotations

import random
import re
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from nlp.classify.augment import misread
from nlp.text.fold import fold_diacritics, fold_tone

STRENGTHS: Mapping[str, float] = {"light": 0.2, "medium": 0.35, "strong": 0.5}

_SHAPES = (
    ("m", "rn"),
    ("c", "e"),
    ("e", "c"),
    ("i", "l"),
    ("l", "1"),
    ("O", "0"),
    ("0", "o"),
    ("n", "u"),
    ("h", "b"),
    ("t", "f"),
)
# What folding of alike shapes does not undo: other letters, letters lost and specks.
_DIRT = (("o", "a"), ("v", "y"), ("r", "i"), ("g", "q"), ("h", "li"), ("a", ""), ("n", ""), ("t", "l"), ("s", "5"), ("y", "."))
_SHAPE_SHARE = 0.06
_OLD_STYLE = {
    new: old for old, new in (("oà", "òa"), ("oá", "óa"), ("oả", "ỏa"), ("oạ", "ọa"), ("oè", "òe"), ("uý", "úy"), ("uỷ", "ủy"))
}
# What people shorten when they type a letter once more; wider than what the index knows of.
_SHORTENED = {
    "ủy ban nhân dân": "UBND", "quyết định": "QĐ", "giấy chứng nhận quyền sử dụng đất": "GCNQSDĐ", "quyền sử dụng đất": "QSDĐ",
    "chủ tịch": "CT", "thành phố": "TP", "khu công nghiệp": "KCN", "không": "ko", "được": "đc", "những": "nhg", "người": "ng",
    "trách nhiệm": "TN", "giải quyết": "GQ", "khiếu nại": "KN", "tố cáo": "TC", "cơ quan": "CQ", "bảo hiểm xã hội": "BHXH",
    "hộ gia đình": "hộ GĐ", "trung học cơ sở": "THCS", "công an": "CA", "điện thoại": "ĐT", "nhân dân": "ND", "với": "vs",
}  # fmt: skip
_HEAD = re.compile(r"(?im)^.*(?:ngày\s+\S+\s+tháng|kính gửi|kính thưa|nơi nhận).*\n?(?:^\s*-.*\n)*")
_COPIES = "\n\nNơi nhận:\n- Như trên;\n- Ban Tiếp công dân;\n- Báo Nông nghiệp;\n- Lưu.\n"
_BODIES = (
    "Thanh tra tỉnh",
    "Ban Tiếp công dân trung ương",
    "Đoàn đại biểu Quốc hội tỉnh",
    "Hội đồng nhân dân huyện",
    "Công an tỉnh",
)
_ADDED = (
    "Từ khi gửi đơn lần trước đến nay tôi chưa nhận được trả lời bằng văn bản nào. Tôi đã ba lần lên trụ sở tiếp dân để hỏi "
    "nhưng chỉ được hẹn miệng. Trong thời gian chờ đợi, sinh hoạt của gia đình bị ảnh hưởng nhiều, mẹ tôi tuổi cao phải đi viện.",
    "Nay có thêm tình tiết mới. Đầu tháng vừa qua có người lạ đến nhà đo vẽ, chụp hình mà không giới thiệu là ai, hỏi thì nói "
    "làm theo lệnh trên. Bà con chung quanh đều chứng kiến và sẵn sàng làm chứng khi cơ quan có thẩm quyền mời lên làm việc.",
    "Tôi biết cơ quan nhiều việc, nhưng chuyện này kéo dài đã lâu, ai cũng mệt mỏi. Chúng tôi chỉ xin một câu trả lời rõ ràng, "
    "đúng thì tôi vui vẻ chấp hành, còn sai thì xin sửa cho dân nhờ, để xóm làng yên ổn làm ăn.",
)
_SENTENCE_END = re.compile(r"(?<=[.!?;])\s+|\n+")
_NEAR_KEYS = {"a": "s", "n": "m", "i": "u", "o": "p", "t": "y", "h": "g", "e": "r", "c": "v", "g": "f", "u": "i"}


@dataclass(frozen=True)
class Variant:
    """A text made from another by one kind of noise at one strength."""

    noise: str
    strength: str
    text: str


def make_variants(text: str, name: str) -> Iterator[Variant]:
    """All kinds of noise at all strengths, the same for the same name.

    >>> kinds = {variant.noise for variant in make_variants("Tôi đề nghị sửa đường. Đường hỏng đã lâu.", "pa001")}
    >>> kinds == set(NOISES)
    True
    """
    for noise, change in NOISES.items():
        for strength, share in STRENGTHS.items():
            generator = random.Random(zlib.crc32(f"{name}.{noise}.{strength}".encode()))
            yield Variant(noise, strength, change(text, generator, share))


def _misread_letters(text: str, generator: random.Random, share: float) -> str:
    text = misread(text, str(generator.random()), rate=share)
    out = []
    for character in text:
        swaps = [new for old, new in (*_SHAPES, *_DIRT) if old == character]
        out.append(generator.choice(swaps) if swaps and generator.random() < share * _SHAPE_SHARE * 2 else character)
    return _wrap("".join(out), generator, share)


def _drop_marks(text: str, generator: random.Random, share: float) -> str:
    if share >= STRENGTHS["strong"]:
        return fold_diacritics(text)
    return re.sub(r"\w+", lambda m: fold_diacritics(m[0]) if generator.random() < share * 1.5 else m[0], text)


def _place_tones_otherwise(text: str, generator: random.Random, share: float) -> str:
    return re.sub("|".join(_OLD_STYLE), lambda m: _OLD_STYLE[m[0]], fold_tone(text))


def _wrap(text: str, generator: random.Random, share: float) -> str:
    """Lines broken elsewhere, some blanks lost or doubled."""

    def blank(match: re.Match[str]) -> str:
        chance = generator.random()
        return "\n" if chance < share * 0.3 else "  " if chance < share * 0.5 else "" if chance > 1 - share * 0.02 else match[0]

    return re.sub(r"[ \n]+", blank, text)


def _change_head(text: str, generator: random.Random, share: float) -> str:
    day = f"Ngày {generator.randint(1, 28)} tháng {generator.randint(1, 12)} năm {generator.randint(2015, 2025)}"
    body = _HEAD.sub("", text)
    return f"{day}\n\nKính gửi: {generator.choice(_BODIES)}\n{body}{_COPIES if share >= STRENGTHS['medium'] else ''}"


def _sentences(text: str) -> list[str]:
    return [piece for piece in _SENTENCE_END.split(text) if piece.strip()]


def _shorten(text: str, generator: random.Random, share: float) -> str:
    kept = [piece for piece in _sentences(text) if generator.random() >= share]
    return "\n".join(kept) if len(kept) > 2 else text


def _add_paragraph(text: str, generator: random.Random, share: float) -> str:
    number = {"light": 1, "medium": 2, "strong": 3}[next(name for name, value in STRENGTHS.items() if value == share)]
    pieces = text.split("\n")
    for added in generator.sample(_ADDED, number):
        pieces.insert(generator.randint(len(pieces) // 2, len(pieces)), added)
    return "\n".join(pieces)


def _abbreviate(text: str, generator: random.Random, share: float) -> str:
    pattern = "|".join(sorted(_SHORTENED, key=len, reverse=True))
    return re.sub(
        rf"(?i)(?<!\w)(?:{pattern})(?!\w)", lambda m: _SHORTENED[m[0].lower()] if generator.random() < share * 2 else m[0], text
    )


def _reorder(text: str, generator: random.Random, share: float) -> str:
    pieces = _sentences(text)
    for i in range(len(pieces) - 1):
        if generator.random() < share:
            j = generator.randrange(len(pieces))
            pieces[i], pieces[j] = pieces[j], pieces[i]
    return "\n".join(pieces)


def _mistype(text: str, generator: random.Random, share: float) -> str:
    def word(match: re.Match[str]) -> str:
        letters = list(match[0])
        if len(letters) < 3 or generator.random() >= share * 0.3:
            return match[0]
        i = generator.randrange(1, len(letters))
        action = generator.randrange(4)
        if action == 0:
            letters[i - 1], letters[i] = letters[i], letters[i - 1]
        elif action == 1:
            del letters[i]
        elif action == 2:
            letters.insert(i, letters[i])
        else:
            letters[i] = _NEAR_KEYS.get(letters[i], letters[i])
        return "".join(letters)

    return re.sub(r"[^\W\d_]+", word, text)


def _mix(text: str, generator: random.Random, share: float) -> str:
    """What a scanned second copy has at once: another head, some sentences fewer, lines elsewhere, letters misread."""
    text = _shorten(_change_head(text, generator, share), generator, share / 2)
    return _misread_letters(text, generator, share / 2)


Noise = Callable[[str, random.Random, float], str]
NOISES: Mapping[str, Noise] = {
    "ocr": _misread_letters,
    "marks_dropped": _drop_marks,
    "tones_placed": _place_tones_otherwise,
    "lines": _wrap,
    "head": _change_head,
    "shortened": _shorten,
    "added": _add_paragraph,
    "abbreviated": _abbreviate,
    "reordered": _reorder,
    "mistyped": _mistype,
    "mixed": _mix,
}
