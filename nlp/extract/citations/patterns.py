"""Named patterns of citations, built from the reviewed data in ``nlp.resources``."""
from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

from nlp.resources.load import any_of, load_resource
from nlp.text.dates import date_pattern
from nlp.text.fold import fold_all, fold_case, fold_tone

# A letter of a code. Codes are written with capitals, small letters only inside (TTg, QĐi, GTr).
_CAPITAL = "A-ZĐƯÔƠÂÊĂ"
_CODE_WORD = rf"[{_CAPITAL}][{_CAPITAL}a-zđưôơâêă0-9&]*"
_DASH = "[-–—]"

#: A serial number: ``15``, ``168a``, ``66.17``; a scanner's ``l``, ``I``, ``O``, ``§`` beside a digit count as digits.
SERIAL = r"(?:[0-9][0-9OlI§]{0,5}|[lIO][0-9]{1,4})[a-z]?(?:\.[0-9]{1,3})?"
#: The code of a number. Joints may hold a blank or a line end on one side (``QĐ-\nBYT``, ``KH- MTTQ``).
CODE = rf"{_CODE_WORD}(?:(?:\s?{_DASH}|{_DASH}\s{{1,3}}|/)(?=[{_CAPITAL}]){_CODE_WORD}){{0,5}}"
#: A number of the state (``43/2014/NĐ-CP``, ``1850/QĐ-TTg``, ``245/TTr-NV2``) or the Party (``68- KH/HU``).
NUMBER = (
    rf"(?P<serial>{SERIAL})"
    rf"(?:\s{{0,2}}/\s{{0,3}}(?P<year>(?:19|20)[0-9]{{2}}))?"
    rf"(?P<joint>\s{{0,2}}(?:/|{_DASH})\s{{0,3}}|(?=[QN][ĐD]\s?{_DASH}))"
    rf"(?P<code>{CODE})"
)
#: A number without its code: ``43/2014`` behind a head word that says the rest.
SHORT_NUMBER = rf"(?P<serial>{SERIAL})\s?/\s?(?P<year>(?:19|20)[0-9]{{2}})(?![0-9/])"

NUMBER_RE = re.compile(rf"(?<![\w/.\-]){NUMBER}(?!\w)")
SHORT_NUMBER_RE = re.compile(rf"(?<![\w/.\-]){SHORT_NUMBER}")
SERIAL_LIST_RE = re.compile(rf"(?P<first>{SERIAL})(?P<rest>(?:\s*,\s*(?:số\s+)?{SERIAL})*)\s*(?:,|và)\s*(?:số\s+)?\Z")

#: The word before a number: ``số``, ``Số:``, with a scanner's marks.
NUMBER_WORD = r"(?:s[ốôoỗồóổ]|Sô|SỐ)\s?[:.]?\s*"
NUMBER_WORD_BEFORE = re.compile(rf"(?:{NUMBER_WORD})\Z", re.I)

#: A date behind a number: ``ngày 28/3/2024``, ``, ngày 01 tháng 11 năm 2017``, ``(ngày 3/4/2020)``, a year alone.
DATE_AFTER = re.compile(
    rf"\s*[,(]?\s*(?:(?:ký|ban\s+hành)\s+)?(?:ngày\s+){{1,2}}{date_pattern('d')}|\s*[,(]\s*{date_pattern('b')}"
    r"|\s*,?\s+năm\s+(?P<only_year>(?:19|20)[0-9]{2})(?![0-9])",
    re.I,
)
#: A level word glued to the code: ``06/CT-UBND tỉnh``.
LEVEL_AFTER_CODE = re.compile(r"\s+(?P<level>tỉnh|huyện|xã|thành\s+phố|quận|phường|thị\s+xã)(?=\s+(?:ngày|năm)\b)", re.I)

_PROVISION_VALUE = r"[0-9]{1,3}[a-zđ]?"
_POINT_VALUE = r"[a-zđ](?:\.?[0-9])?"
_LIST = r"(?:\s*(?:,|và|hoặc|đến|-)\s*{value}(?!\w))*"
_ARTICLE = rf"(?:các\s+)?điều\s+{_PROVISION_VALUE}(?!\w){_LIST.format(value=_PROVISION_VALUE)}"
_CLAUSE = rf"(?:các\s+)?khoản\s+{_PROVISION_VALUE}(?!\w){_LIST.format(value=_PROVISION_VALUE)}"
_POINT = rf"(?:các\s+)?điểm\s+{_POINT_VALUE}(?!\w){_LIST.format(value=_POINT_VALUE)}"
_PART = r"(?:chương|mục|phần|phụ\s+lục|tiểu\s+mục)\s+(?:[ivxlc]+|[0-9]{1,3})(?!\w)"
_UNIT = rf"(?:{_ARTICLE}|{_CLAUSE}|{_POINT}|{_PART})"
#: Provisions: ``điểm a khoản 2 Điều 12``, ``các Điều 5, 6 và 7``, ``Điều 12, khoản 2``, ``Mục II``.
PROVISIONS = rf"{_UNIT}(?:\s*(?:,|;|và)?\s*{_UNIT}){{0,8}}"
PROVISIONS_BEFORE = re.compile(rf"(?P<provisions>{PROVISIONS})(?:\s*,)?\s*(?P<of>của\s+)?\Z", re.I)
PROVISIONS_RE = re.compile(PROVISIONS, re.I)
UNIT_RE = re.compile(_UNIT, re.I)

#: What stands between a provision and the decision that carries the text: ``của Quy định ... ban hành kèm theo``.
ATTACHED_BETWEEN = re.compile(
    rf"(?P<provisions>{PROVISIONS})\s+(?:của\s+)?(?:Quy\s+định|Quy\s+chế|Điều\s+lệ|Nội\s+quy|Quy\s+trình|Đề\s+án)\b[^.;\n]{{0,120}}?"
    r"(?:ban\s+hành\s+)?(?:kèm\s+)?theo\s+\Z",
    re.I,
)
ATTACHED_CUE = re.compile(r"(?:ban\s+hành\s+)?kèm\s+theo\s+\Z", re.I)


@dataclass(frozen=True)
class Kind:
    """A kind of instrument: its slug, its codes, and whether it only carries an attached text."""

    slug: str
    name: str
    attached: bool


@dataclass(frozen=True)
class CitationData:
    """The reviewed data of citations, compiled."""

    kinds: MappingProxyType[str, Kind]  # folded word -> kind
    codes: MappingProxyType[str, str]  # code, upper case -> slug
    kind_words: re.Pattern[str]
    titles: MappingProxyType[tuple[str, ...], str]  # words of a title without diacritics -> slug of its kind
    written_titles: frozenset[tuple[str, ...]]  # words of a title in lower case
    longest_title: int
    court_codes: frozenset[str]
    plain_issuers: MappingProxyType[str, str]
    issuers: MappingProxyType[str, str]
    body_start: re.Pattern[str]
    body_end: re.Pattern[str]


def fold_word(text: str) -> str:
    """The key under which words of the data are looked up: case and tone placement folded, one blank between words."""
    return re.sub(r"\s+", " ", fold_case(fold_tone(text)))


@lru_cache(maxsize=1)
def load_citation_data() -> CitationData:
    """The data of ``instrument_kinds``, ``law_titles``, ``issuers`` and ``body_cues``, read once."""
    raw = load_resource("instrument_kinds.yaml")
    kinds: dict[str, Kind] = {}
    codes: dict[str, str] = {}
    attached = {fold_word(word) for word in raw["attached"]}
    words: list[str] = []
    for row in raw["kinds"]:
        for word in (row["name"], *row.get("also", ())):
            kinds.setdefault(fold_word(word), Kind(row["slug"], row["name"], fold_word(word) in attached))
            words.append(fold_word(word))
        for code in row["codes"]:
            codes.setdefault(code.upper(), row["slug"])
            codes.setdefault(code, row["slug"])
    for word in raw["attached"]:
        key = fold_word(word)
        kinds.setdefault(key, Kind(key.replace(" ", "_"), word, True))
        words.append(key)
    words.append("ñghị định")  # a scanner's tilde
    kinds["ñghị định"] = Kind("nghi_dinh", "Nghị định", False)
    titles = {
        tuple(re.findall(r"\w+", fold_all(title))): slug for slug, rows in load_resource("law_titles.yaml").items() for title in rows
    }
    written = {tuple(re.findall(r"\w+", fold_word(title))) for rows in load_resource("law_titles.yaml").values() for title in rows}
    bodies = load_resource("body_cues.yaml")
    issuers = load_resource("issuers.yaml")["issuers"]
    alternation = any_of(words)
    return CitationData(
        kinds=MappingProxyType(kinds),
        codes=MappingProxyType(codes),
        kind_words=re.compile(rf"\b(?:{alternation})\b"),
        titles=MappingProxyType(titles),
        written_titles=frozenset(written),
        longest_title=max(map(len, titles)),
        court_codes=frozenset(raw["court_codes"]),
        plain_issuers=MappingProxyType(raw["plain_issuers"]),
        issuers=MappingProxyType({row["code"]: row["name"] for row in issuers}),
        body_start=re.compile(rf"(?:các\s+)?(?:{any_of([fold_word(w) for w in bodies['starts']])})\b"),
        body_end=re.compile(
            rf"\s+(?:{any_of([fold_word(w) for w in bodies['ends']])})\b|[,;:.()“”\"|\[\]/](?!\w)|\s[-–—]\s(?=[a-zà-ỹ])|[()“”\"|]|\n\s*\n"
        ),
    )
