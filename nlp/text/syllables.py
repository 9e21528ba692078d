"""The spelling of Vietnamese syllables: onsets, rimes and tones, and which of them go together.

The rules are those of the national orthography (Quyết định 240/QĐ, 05/3/1984, Bộ Giáo dục) with both placements of the tone
mark. They say which letters can be a syllable, not which syllables are words: enough to tell text from the rubbish that a
wrong encoding or a wrong recogniser makes of it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from nlp.text.fold import fold_diacritics

_TONE_NAMES = {"\u0300": "huyen", "\u0301": "sac", "\u0303": "nga", "\u0309": "hoi", "\u0323": "nang"}

_ONSETS = "b ch d đ h kh l m n nh p ph r s t th tr v x".split()
_BEFORE_FRONT = "k gh ngh".split()
_BEFORE_BACK = "c g ng".split()
_RIMES = frozenset(
    """a ai ao au ay ac ach am an ang anh ap at ăc ăm ăn ăng ăp ăt âu ây âc âm ân âng âp ât
    e eo ec em en eng ep et ê êu êch êm ên ênh êp êt i ia iu ich im in inh ip it iêu iêc iêm iên iêng iêp iêt y
    o oi oc om on ong op ot oa oai oay oao oac oach oam oan oang oanh oap oat oăc oăm oăn oăng oăt oe oeo oen oem oet ooc oong
    ô ôi ôc ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt
    u ui ua uc um un ung up ut uân uâng uât uây uê uêch uên uênh uêt uơ uy uya uych uyn uynh uyt uyp uyu uyên uyêt uyêch
    uôi uôc uôm uôn uông uôt ư ưi ưa ưu ưc ưm ưn ưng ưt ươi ươu ươc ươm ươn ương ươp ươt""".split()
)
_ONSETLESS_Y = frozenset("y yêu yêm yên yêng yêt".split())
_AFTER_QU = frozenset(
    """a ai ao au ay ac ach am an ang anh ap at ăc ăm ăn ăng ăp ăt âu ây âc ân âng âp ât e eo en eng et ê êch ên ênh êt
    i ich in inh it y yên yêt ych yn ynh yt yu ôc ơ ơi ơn ơt""".split()
)
_AFTER_GI = frozenset(rime for rime in _RIMES if rime[0] not in "iyoue" or rime[:2] in ("oo",)) | frozenset(
    "êng êc êt êm ên êu e em eo o oi oc om on ong op ot u ua uc um un ung up ut ui ươ ươi ương ươc uôc uông".split()
)
_STOPS = ("c", "ch", "p", "t")
# Place names of the highlands and the north that the rules do not cover, but that stand in every province's papers.
_NAMES = frozenset("đắk lắk đăk lăk kon kạn krông pắk păk plei".split())

# Syllables without an onset that are words; a piece of a broken word is more likely than any other one.
ONSETLESS_WORDS = frozenset(
    """a à á ạ ác ách ai ải ái am ám an án ang áng anh ảnh ánh ao ảo áo áp át áy ắc ăn ăm ắp ẳng ẵm ắt ấm ẩm âm ân ấn ẩn ấp
    ập ất ấu ẩu âu ầm ầu ẩy ấy e é em én eo éo ép ê ế ếch êm ì ỉ ích im ỉm in ít ỉu o ó oà oa òa oai oải oán oan oanh oánh
    oách oái oi ỏi ong óng op ọp ót ô ổ ố ồ ốc ôi ối ổi ôm ốm ôn ồn ổn ông ống ồng ổng ộp ơ ở ờ ợ ơi ơn ớn ớt u ù ú ủ ùa ục úc
    um ủn ung ủng úng úp út ưa ứa ức ưng ứng ửng ước ươm ướm ươn ướt ướp ưu ừ ử uẩn uân uất uể uế uy ủy uỷ úy uý ủi uốn uôn
    uống uổng uyên uyển uyển y ý ỷ ỵ yêm yếm yên yến yểng yết yêu yếu yểu""".split()
)


@dataclass(frozen=True, slots=True)
class Syllable:
    """A syllable taken apart: lower case, ``tone`` one of ``ngang huyen sac nga hoi nang``."""

    onset: str
    rime: str
    tone: str


def _bodies() -> dict[str, tuple[str, str]]:
    """Every spelling without its tone, and its onset and rime."""
    found = {rime: ("", rime) for rime in _RIMES - {"y"}}
    found |= {rime: ("", rime) for rime in _ONSETLESS_Y}
    for rime in _RIMES:
        front = rime[0] in "ieêy"
        onsets = _ONSETS + (_BEFORE_FRONT if front else _BEFORE_BACK)
        found |= {onset + rime: (onset, rime) for onset in onsets}
    found |= {"qu" + rime: ("qu", rime) for rime in _AFTER_QU}
    found |= {"gi" + rime: ("gi", rime) for rime in _AFTER_GI}
    found |= {"gi": ("gi", "i"), "gin": ("gi", "in"), "gip": ("gi", "ip")}
    return found


_BODIES = _bodies()


def _tone_table() -> dict[str, tuple[str, str]]:
    table = {}
    for base in "aăâeêioôơuưy":
        for mark, name in _TONE_NAMES.items():
            table[unicodedata.normalize("NFC", base + mark)] = (base, name)
    return table


_TONES = _tone_table()


@lru_cache(maxsize=65536)
def parse_syllable(word: str) -> Syllable | None:
    """The parts of ``word`` (NFC, any case), or None where it cannot be a Vietnamese syllable.

    >>> parse_syllable("Khoản")
    Syllable(onset='kh', rime='oan', tone='hoi')
    >>> parse_syllable("khoảt") is None
    True
    """
    lower = word.lower()
    tone = "ngang"
    letters = []
    for character in lower:
        toned = _TONES.get(character)
        if toned is not None:
            if tone != "ngang":
                return None
            character, tone = toned
        letters.append(character)
    body = "".join(letters)
    parts = _BODIES.get(body)
    if parts is None:
        return Syllable("", lower, tone) if lower in _NAMES else None
    if body.endswith(_STOPS) and tone not in ("sac", "nang") and (tone != "ngang" or any(c > "\x7f" for c in body)):
        # Unmarked letters may be text typed without diacritics; a marked vowel shows that the tone is really missing.
        return None if parts[1][-1] in "cpth" and not parts[1].endswith("nh") else Syllable(*parts, tone)
    return Syllable(*parts, tone)


def is_syllable(word: str) -> bool:
    """Whether ``word`` (NFC, any case) can be a Vietnamese syllable.

    >>> is_syllable("nghĩa"), is_syllable("ngĩa"), is_syllable("NGHiJA")
    (True, False, False)
    """
    return parse_syllable(word) is not None


@lru_cache(maxsize=1)
def _bare_bodies() -> frozenset[str]:
    return frozenset(fold_diacritics(body) for body in _BODIES)


def is_bare_syllable(word: str) -> bool:
    """Whether ``word`` can be a syllable typed without its diacritics, in any case.

    >>> is_bare_syllable("quyet"), is_bare_syllable("schon")
    (True, False)
    """
    return word.lower() in _bare_bodies()


def is_word_syllable(word: str) -> bool:
    """Whether ``word`` can stand alone: a syllable with an onset, or one of the few words without.

    >>> is_word_syllable("ủy"), is_word_syllable("ản")
    (True, False)
    """
    parts = parse_syllable(word)
    return parts is not None and (bool(parts.onset) or word.lower() in ONSETLESS_WORDS or word.lower() in _NAMES)


_WORD = re.compile(r"[^\W\d_]+")


def find_words(text: str) -> Iterator[re.Match[str]]:
    """Runs of letters, as matches."""
    return _WORD.finditer(text)


def is_marked(word: str) -> bool:
    """Whether the word bears a Vietnamese diacritic (``đ`` counts)."""
    return any(c > "\x7f" for c in word)


def syllable_share(text: str, *, marked_only: bool = False) -> float:
    """The share of words that are valid syllables, from 0 to 1; 0 where there is no word.

    Words of capitals up to six letters without a vowel mark (``UBND``, ``HĐND``) are abbreviations and do not count.
    ``marked_only`` looks at words with diacritics alone, which is where encodings differ.

    >>> syllable_share("Cộng hòa xã hội chủ nghĩa")
    1.0
    """
    valid = total = 0
    for word in _WORD.findall(text):
        if marked_only and word.isascii():
            continue
        if is_syllable(word):
            valid += 1
        elif len(word) <= 6 and word.isupper() and _ABBREVIATION.fullmatch(word):
            continue
        total += 1
    return valid / total if total else 0.0


_ABBREVIATION = re.compile(r"[A-ZĐƯÔƠĂÂÊ]+")
