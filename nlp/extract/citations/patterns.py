"""Named patterns of citations, built from the reviewed data in ``nlp.resources``.

White space is bounded wherever two runs of it could meet, so that no text makes a pattern slow.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from nlp.extract.citations.provisions import PROVISIONS
from nlp.resources.load import any_at_word_start, any_of, load_resource
from nlp.text.dates import date_pattern
from nlp.text.fold import fold_all, fold_case, fold_tone
from nlp.text.letters import SMALLS

# A letter of a code. Codes are written with capitals, small letters only inside (TTg, QĐi, GTr).
# The last are Cyrillic letters that keyboards and fonts put for Latin ones of the same look.
_CAPITAL = "A-ZĐƯÔƠÂÊĂ\u0410\u0412\u0415\u041a\u041c\u041d\u041e\u0420\u0421\u0422\u0425"
_CODE_WORD = rf"[{_CAPITAL}][{_CAPITAL}a-zđưôơâêăø0-9&]*"
_DASH = "[-–—]"

#: A serial number: ``15``, ``168a``, ``66.17``; a scanner's ``l``, ``I``, ``O``, ``§`` beside a digit count as digits.
_SERIAL_TAIL = r"[a-zđA-D]?(?:\.[0-9]{1,3})?"
SERIAL = rf"(?:[0-9][0-9OlI§]{{0,5}}|[lIO][0-9]{{1,4}}){_SERIAL_TAIL}"
_NOT_INSIDE = r"(?<![\w/.\-].)"
#: The year of a number; a scanner may have put a blank into it, where a slash shows that it goes on.
_YEAR = r"(?:19|2[0O])(?:[0-9OlI]{2}|(?:\s[0-9OlI]{2}|[0-9OlI]\s[0-9OlI])(?=\s?/))"
#: Bodies whose code may stand behind a kind's with a blank for the dash (``12/QĐ UBND``, ``30/2008/QĐ BTC``).
_LOOSE_BODY = r"(?:UBND|HĐND|TTg|CP|NHNN|B[A-ZĐ]{2,8})\b"
#: The code of a number. Joints may hold a blank or a line end on one side (``QĐ-\nBYT``, ``KH- MTTQ``, ``QĐ/ TW``).
CODE = (
    rf"{_CODE_WORD}(?:(?:\s?{_DASH}(?=[{_CAPITAL}])|{_DASH}\s{{1,3}}(?=[{_CAPITAL}])|/(?=[{_CAPITAL}])"
    rf"|\s{_DASH}\s(?=[{_CAPITAL}]{{1,5}},?\s{{1,3}}ngày\s)|(?:\s/\s?|/\s)(?=[{_CAPITAL}]{{2}})|(?<=(?:QĐ|NĐ|TT|CT|KH|TB|NQ))\s(?={_LOOSE_BODY})){_CODE_WORD}){{0,9}}"
    r"(?:(?<=QH|HK)\s(?:9|1[0-9])(?!\w))?"
)
#: What ministries and the Government put behind a serial until the nineties, with a blank: ``43 TC/QLCS``, ``150 CP``.
_OLD_CODE = r"(?:[A-ZĐ]{2,5}/[A-ZĐ]{2,6}|(?:CP|TTg|HĐBT)(?!\w))"
#: A number of the state (``43/2014/NĐ-CP``, ``1850/QĐ-TTg``, ``318/TTr-NV3``) or the Party (``68- KH/HU``).
NUMBER = (
    rf"(?P<serial>{SERIAL}(?:\s[a-d](?=/))?)"
    rf"(?:\s{{0,2}}/\s{{0,3}}(?P<year>{_YEAR}))?"
    rf"(?P<joint>\s{{0,2}}(?:/|{_DASH})\s{{0,3}}|(?=[QN][ĐD]\s?{_DASH})|\s{{0,2}}(?={_OLD_CODE}))"
    rf"(?P<code>{CODE})"
)
#: The year of a number without its code (``43/2014`` behind a head word that says the rest), and the serial before it.
SHORT_YEAR = re.compile(r"/\s?(?P<year>(?:19|20)[0-9]{2})(?![0-9/])")
SHORT_SERIAL = re.compile(rf"(?<![\w/.\-])(?P<serial>{SERIAL})\s?\Z")

SERIAL_LIST_RE = re.compile(
    rf"(?<![\w/.\-])(?P<first>{SERIAL})(?P<rest>(?:\s{{0,3}},\s{{0,3}}(?:số\s{{1,3}})?{SERIAL}){{0,12}})"
    r"\s{0,3}(?:,\s{0,3}và|,|và)\s{0,3}(?:số\s{1,3})?\Z"
)


#: What may stand behind a serial: asked at once, for most figures of a text are no serial.
_BEHIND_SERIAL = rf"(?=\s{{0,2}}(?:/|{_DASH}|[A-ZĐ])|\s[a-d]/)"


def _at_serial(pattern: str, before: str) -> str:
    """``pattern`` with the condition ``before`` behind the first character of its serial, behind which only what may follow is
    read on."""
    first = rf"[0-9lIO]{before}(?:(?<=[0-9])[0-9OlI§]{{0,5}}|(?<=[lIO])[0-9]{{1,4}})"
    return pattern.replace(SERIAL, first + _SERIAL_TAIL + _BEHIND_SERIAL, 1)


# It begins with the characters that a serial may begin with, which the engine looks for fast; what must not stand before is
# asked behind the first of them.
NUMBER_RE = re.compile(_at_serial(NUMBER, rf"(?:{_NOT_INSIDE}|(?<=[Ss]ố.))") + r"(?:(?!\w)|(?=(?:của|ngày|về)\b))")

#: The word before a number: ``số``, ``Số:``, with a scanner's marks.
NUMBER_WORD = r"s[ốôoỗồóổ]\s?[:.]?\s{0,3}"
NUMBER_WORD_BEFORE = re.compile(rf"(?<!\w){NUMBER_WORD}\Z", re.I)

#: A date with a blank lost or its words confused: ``31tháng 3 năm 2010``, ``17 ngày 8 năm 2005``, ``26 tháng 02 năm1998``.
_SLIP_DATE = (
    r"(?P<swday>[0-9]{1,2})\s{0,2}(?:tháng|ngày|năm)\s{0,2}(?P<swmonth>[0-9]{1,2})\s{0,2}(?:n[ăáâ]m|tháng)\s{0,2}"
    r"(?P<swyear>(?:19|20)[0-9]{2})(?![0-9])"
)
#: A date behind a number: ``ngày 28/3/2024``, ``, ngày 01 tháng 11 năm 2017``, ``(ngày 3/4/2020)``, a year alone.
DATE_AFTER = re.compile(
    r"(?:\s{0,3}\([a-zđ][a-zđ0-9]{0,5}\))?\s{0,4}[,(]?\s{0,4}(?:(?:ký|ban\s+hành|được\s+ban\s+hành)\s+)?(?:cùng\s+)?"
    r"(?:ngày\s{1,4}){1,2}(?:" + date_pattern("d") + "|" + _SLIP_DATE + ")"
    + r"|\s{0,4}[,(]\s{0,4}" + date_pattern("b") + r"|\s{0,4},?\s{1,4}năm\s+(?P<only_year>(?:19|20)[0-9]{2})(?![0-9])",
    re.I,
)  # fmt: skip
#: A date behind the issuer (``số 07/2013/NĐ-CP của Chính phủ ngày 09/01/2013``), which is then inside the span.
DATE_BEHIND_ISSUER = re.compile(r"\s{0,4},?\s{0,4}(?:ban\s+hành\s+|ký\s+)?ngày\s{1,4}" + date_pattern("d"))
#: A level word glued to the code: ``06/CT-UBND tỉnh``.
LEVEL_AFTER_CODE = re.compile(
    r"\s{1,4}(?P<level>tỉnh|huyện|xã|thành\s{1,4}phố|quận|phường|thị\s{1,4}xã)(?=\s{1,4}(?:ngày|năm)\b)", re.I
)

PROVISIONS_BEFORE = re.compile(rf"(?<!\w)(?P<provisions>{PROVISIONS})\s{{0,4}}(?:,\s{{0,4}})?(?P<of>của\s{{1,4}})?\Z", re.I)
#: What stands between a provision and the decision that carries the text: ``của Quy định ... ban hành kèm theo``.
ATTACHED_BETWEEN = re.compile(
    rf"(?<!\w)(?P<provisions>{PROVISIONS})\s{{1,4}}(?:của\s+)?(?:Quy\s+định|Quy\s+chế|Điều\s+lệ|Nội\s+quy|Quy\s+trình|Đề\s+án)\b"
    r"[^.;\n]{0,120}?(?:ban\s+hành\s+)?(?:kèm\s+)?theo\s+\Z",
    re.I,
)
ATTACHED_CUE = re.compile(r"(?:ban\s+hành\s+)?kèm\s+theo\s+\Z", re.I)


#: What makes a kind word a reference by itself: a bare serial, or a word that points.
_POINTER = r"\s{1,4}(?:(?:số\s{1,4})?(?:[0-9lIO][0-9]|[0-9]\b)|(?:này|trên|nêu|nói|đã|đó|kể)\b)"


@dataclass(frozen=True)
class Kind:
    """A kind of instrument: its slug, its codes, and whether it only carries an attached text."""

    slug: str
    name: str
    attached: bool


@dataclass(frozen=True)
class IssuerCode:
    """A body behind a code: its name without remarks, its level in ``issuers.yaml``, the years between which it existed."""

    name: str
    level: str
    first: int | None = None
    last: int | None = None


@dataclass(slots=True)
class TitleTree:
    """The words with which titles begin or go on, and whether one ends here."""

    next: dict[str, TitleTree]
    ends: bool = False


@dataclass(frozen=True)
class CitationData:
    """The reviewed data of citations, compiled."""

    kinds: MappingProxyType[str, Kind]  # folded word -> kind
    codes: MappingProxyType[str, str]  # code, upper case -> slug
    kind_codes: MappingProxyType[str, frozenset[str]]  # slug -> codes that fit it
    kind_words: re.Pattern[str]  # its group holds the place where what stands behind the word makes it a reference
    kinds_behind_blanks: re.Pattern[str]  # a blank and a kind word
    kinds_behind_signs: re.Pattern[str]  # a kind word and what else may stand before it
    titles: TitleTree  # of the words of all titles without diacritics
    written_titles: frozenset[tuple[str, ...]]  # words of a title in lower case
    short_titles: MappingProxyType[str, str]  # folded short title -> full title
    amended_fields: re.Pattern[str]  # ``liên quan đến đầu tư xây dựng cơ bản`` behind ``của các luật``
    acronyms: MappingProxyType[str, tuple[str, str]]  # BLDS -> (bo_luat, Dân sự)
    acronym_words: re.Pattern[str]
    court_codes: frozenset[str]
    plain_issuers: MappingProxyType[str, str]
    issuers: MappingProxyType[str, tuple[IssuerCode, ...]]
    unit_suffixes: frozenset[str]  # codes of units and subjects behind the issuer's
    body_start: re.Pattern[str]
    body_end: re.Pattern[str]


@lru_cache(maxsize=4096)
def fold_word(text: str) -> str:
    """The key under which words of the data are looked up: case and tone placement folded, one blank between words."""
    return re.sub(r"\s+", " ", fold_case(fold_tone(text)))


@lru_cache(maxsize=1)
def load_citation_data() -> CitationData:
    """The data of ``instrument_kinds``, ``law_titles``, ``issuers`` and ``body_cues``, read once."""
    raw = load_resource("instrument_kinds.yaml")
    laws = load_resource("law_titles.yaml")
    bodies = load_resource("body_cues.yaml")
    issuers = load_resource("issuers.yaml")
    kinds, codes, kind_codes = _read_kinds(raw)
    rows = {slug: [*laws[slug], *(row["short"] for row in laws["short"] if row["kind"] == slug)] for slug in laws["kinds"]}
    written = {tuple(re.findall(r"\w+", fold_word(title))) for names in rows.values() for title in names}
    acronyms = {row["acronym"]: (row["kind"], row["title"]) for row in laws["acronyms"]}
    return CitationData(
        kinds=MappingProxyType(kinds),
        codes=MappingProxyType(codes),
        kind_codes=MappingProxyType({slug: frozenset(values) for slug, values in kind_codes.items()}),
        kind_words=re.compile(rf"{any_at_word_start(kinds)}\b(?:(?={_POINTER})()|)"),
        kinds_behind_blanks=re.compile(rf" {any_of(kinds)}\b"),
        kinds_behind_signs=re.compile(rf"[^ 0-9{SMALLS}]{any_of(kinds)}\b"),
        titles=_read_titles(title for names in rows.values() for title in names),
        written_titles=frozenset(written),
        short_titles=MappingProxyType({fold_word(row["short"]): row["title"] for row in laws["short"]}),
        amended_fields=re.compile(rf"\s{{1,4}}(?:{any_of(map(fold_word, laws['amended_fields']))})\b"),
        acronyms=MappingProxyType(acronyms),
        acronym_words=re.compile(rf"(?:{any_of(acronyms)})(?![\w/\-])"),
        court_codes=frozenset(raw["court_codes"]),
        plain_issuers=MappingProxyType(raw["plain_issuers"]),
        issuers=_read_issuers(issuers["issuers"]),
        unit_suffixes=frozenset(row["code"] for row in issuers["unit_suffixes"]),
        body_start=re.compile(rf"(?:các\s+)?(?:{any_of([fold_word(w) for w in bodies['starts']])})\b"),
        body_end=re.compile(
            rf"\s{{1,4}}(?:{any_of([fold_word(w) for w in bodies['ends']])})\b"
            r"|[,;:.()“”\"|\]/](?!\w)|\[|\s[-–—]\s|[()“”\"|]|\n\s{0,4}\n"
        ),
    )


def _read_titles(titles: Iterable[str]) -> TitleTree:
    root = TitleTree({})
    for title in titles:
        node = root
        for word in re.findall(r"\w+", fold_all(title)):
            node = node.next.setdefault(word, TitleTree({}))
        node.ends = True
    return root


def _read_kinds(raw: Any) -> tuple[dict[str, Kind], dict[str, str], dict[str, set[str]]]:
    kinds: dict[str, Kind] = {}
    codes: dict[str, str] = {}
    kind_codes: dict[str, set[str]] = {}
    attached = {fold_word(word) for word in raw["attached"]}
    for row in raw["kinds"]:
        for word in (row["name"], *row.get("also", ())):
            kinds.setdefault(fold_word(word), Kind(row["slug"], row["name"], fold_word(word) in attached))
        for code in row["codes"]:
            codes.setdefault(code.upper(), row["slug"])
            codes.setdefault(code, row["slug"])
        kind_codes.setdefault(row["slug"], set()).update(code.upper() for code in (*row["codes"], *row.get("also_codes", ())))
    for word in raw["attached"]:
        key = fold_word(word)
        kinds.setdefault(key, Kind(fold_all(key).replace(" ", "_"), word, True))
    return kinds, codes, kind_codes


def _read_issuers(rows: Iterable[Any]) -> MappingProxyType[str, tuple[IssuerCode, ...]]:
    found: dict[str, tuple[IssuerCode, ...]] = {}
    for row in rows:
        name = re.sub(r"\s*(?:\([^)]*\)|/.*)", "", row["name"]).strip()
        found[row["code"]] = (
            *found.get(row["code"], ()),
            IssuerCode(name, row["level"], _year(row.get("from")), _year(row.get("to"))),
        )
    return MappingProxyType(found)


def _year(value: object) -> int | None:
    return int(str(value)[:4]) if value else None
