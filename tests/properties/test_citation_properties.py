"""What holds for every citation: round trips, translation, and time on hostile text."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.document.document import build_document
from nlp.extract.citations import (
    aliases,
    anaphora,
    certainty,
    heads,
    issuers,
    numbered,
    parse,
    patterns,
    provisions,
    relations,
    titles,
)
from nlp.extract.citations import find as find_module
from nlp.extract.citations.component import CitationReader
from nlp.extract.citations.models import Citation, Provision
from nlp.extract.citations.parse import Number, parse_instrument_number
from nlp.extract.citations.provisions import parse_provisions

KINDS = ["QĐ", "NQ", "KH", "CT", "TB", "BC", "TTr", "HD", "KL"]
STATE_BODIES = ["CP", "TTg", "UBND", "HĐND", "BTC", "STNMT", "VPCP", "UBTVQH15"]
PARTY_BODIES = ["TW", "TU", "HU", "ĐU", "VPTW", "BDVTU-BCSĐUBND"]
serials = st.builds(
    lambda digits, letter: f"{digits}{letter}",
    st.integers(1, 99999).map(lambda n: f"{n:02}"),
    st.sampled_from(["", "", "", "a", "b"]),
)
state_numbers = st.builds(
    lambda serial, year, kind, body: Number(serial, year, f"{kind}-{body}", False),
    serials,
    st.none() | st.integers(1946, 2049).map(str),
    st.sampled_from(KINDS),
    st.sampled_from(STATE_BODIES),
)
laws = st.builds(lambda s, y, t: Number(s, y, f"QH{t}", False), serials, st.integers(1992, 2049).map(str), st.integers(9, 17))
party_numbers = st.builds(
    lambda serial, kind, body: Number(serial, None, f"{kind}/{body}", True),
    serials,
    st.sampled_from(KINDS),
    st.sampled_from(PARTY_BODIES),
)
numbers = st.one_of(state_numbers, laws, party_numbers)


@given(numbers)
def test_a_number_is_read_as_it_is_written(number: Number) -> None:
    assert parse_instrument_number(str(number)) == number


@given(numbers, st.sampled_from(["", " ", "\n"]))
def test_blanks_behind_the_joint_change_nothing(number: Number, blank: str) -> None:
    written = re.sub(r"-", f"-{blank}", str(number), count=1)
    assert parse_instrument_number(written) == number


@given(st.integers(1, 200), st.integers(1, 30), st.sampled_from("abcdđeghik"))
def test_a_provision_reads_alike_up_and_down(article: int, clause: int, point: str) -> None:
    expected = (Provision(str(article), str(clause), point),)
    assert parse_provisions(f"điểm {point} khoản {clause} Điều {article}") == expected
    assert parse_provisions(f"Điều {article}, khoản {clause}, điểm {point}") == expected


SENTENCE = (
    "Căn cứ Luật Đất đai năm 2013, Nghị định số 43/2014/NĐ-CP ngày 15/5/2014 của Chính phủ; khoản 2 Điều 5 "
    "Quyết định số 17/QĐ-UBND (sau đây gọi tắt là Quyết định 17), các hộ nhận tiền theo Quyết định 17 và Kế hoạch số 68- KH/HU."
)
# Text before a sentence that ends with its own full stop and paragraph, so that nothing in it can belong to what follows.
prefixes = st.text(alphabet="aăâbcdđeêghiklmnoôơpqrstuưvxy ,;\n", max_size=80).map(lambda text: f"{text}.\n\n")


def _values(text: str) -> list[tuple[int, int, object]]:
    found = [item for item in CitationReader().annotate(build_document(text)) if isinstance(item, Citation)]
    return [(c.span.start, c.span.end, c.payload()) for c in found]


@given(prefixes)
def test_text_before_shifts_offsets_and_nothing_else(prefix: str) -> None:
    shift = len(build_document(prefix).text)
    assert _values(prefix + SENTENCE) == [(start + shift, end + shift, value) for start, end, value in _values(SENTENCE)]


@given(st.text(alphabet="NĐQHUBND-/0123456789 sốngày,;()\nĐiềukhoảnLuật", max_size=200))
def test_citations_never_overlap(text: str) -> None:
    found = [item.span for item in CitationReader().annotate(build_document(text)) if isinstance(item, Citation)]
    assert all(a.end <= b.start for a, b in zip(found, found[1:], strict=False))


#: What is repeated; several hold a citation or an anaphor each time.
HOSTILE = {
    "blanks": " ",
    "newlines": "\n",
    "digits": "1",
    "capitals": "A",
    "serials": "12, ",
    "numbers": "1/QĐ-",
    "dashes": "-A",
    "slashes": "1/",
    "heads": "quyết định ",
    "laws": "luật đất đai, ",
    "amending": "luật sửa đổi, bổ sung một số điều của ",
    "amending chain": "Luật sửa đổi, bổ sung một số điều của Luật Đất đai, Luật Nhà ở, ",
    "provisions": "khoản 1, ",
    "articles": "điều 1 đến ",
    "points": "điểm a, b, c, d ",
    "levels": "khoản 1 Điều 2 Chương III ",
    "dates": "ngày 1/1/",
    "slips": "ngày 1 ngày 1 ",
    "definitions": "(sau đây gọi tắt là ",
    "aliases": "Quyết định số 17/QĐ-UBND (sau đây gọi tắt là Quyết định 17), ",
    "brackets": "(",
    "references": "văn bản số 2 ",
    "pointers": "Nghị định này; Quyết định nêu trên, ",
    "full": "Căn cứ Nghị định số 43/2014/NĐ-CP ngày 15/5/2014 của Chính phủ; Nghị định này, ",
    "old codes": "1 TC/QL ",
    "blank codes": "12/QĐ UBND ",
    "shared tails": "số 12, 13, 14 và 15/2014/NĐ-CP ",
    "words": "ban thường vụ ",
    "titles": "Luật Bảo vệ môi trường và phát triển ",
    "cues": "thực hiện nghiêm túc các quy định tại ",
    "contesting": "bãi bỏ, không đồng ý với ",
    "own lines": "\nSố: 12/QĐ-UBND",
    "cut numbers": "1/QĐ-§",
    "sessions": "nghị quyết trung ương ",
}
MEGABYTE = 1_000_000
# Texts of nothing but citations are read at the pace of citations: fewer of them are enough to see that it stays.
DENSE = {
    "laws",
    "references",
    "blank codes",
    "shared tails",
    "cut numbers",
    "titles",
    "aliases",
    "full",
    "own lines",
    "old codes",
}


def hostile(name: str, size: int) -> str:
    piece = HOSTILE[name]
    return (piece * (size // len(piece) + 1))[:size]


@pytest.mark.parametrize("name", HOSTILE)
def test_a_megabyte_of_hostile_text_is_read_in_linear_time(name: str) -> None:
    document = build_document(hostile(name, MEGABYTE // 8 if name in DENSE else MEGABYTE))
    document.view("case")
    start = time.process_time()
    found = sum(1 for _ in CitationReader().annotate(document))
    # A quadratic step would take minutes; half a millisecond a citation is five times what one takes.
    assert time.process_time() - start < 3 + 0.0005 * found


def _patterns() -> dict[str, re.Pattern[str]]:
    modules = (
        aliases,
        anaphora,
        certainty,
        find_module,
        heads,
        issuers,
        numbered,
        parse,
        patterns,
        provisions,
        relations,
        titles,
    )
    found = {f"{m.__name__}.{k}": v for m in modules for k, v in vars(m).items() if isinstance(v, re.Pattern)}
    data = patterns.load_citation_data()
    found |= {f"data.{k}": v for k, v in vars(data).items() if isinstance(v, re.Pattern)}
    return found | {f"relations.{i}": pattern for i, (_, _, pattern) in enumerate(relations._RELATIONS)}


PATTERNS = _patterns()
# Patterns that end a window: their callers give them a slice, never the whole text.
WINDOWED = {name for name, pattern in PATTERNS.items() if pattern.pattern.endswith(r"\Z")}


@pytest.mark.parametrize("name", sorted(PATTERNS))
def test_no_pattern_is_slow_on_hostile_text(name: str) -> None:
    pattern, size = PATTERNS[name], 1_200 if name in WINDOWED else 50_000
    for hostile_name in HOSTILE:
        text = hostile(hostile_name, size)
        start = time.process_time()
        for _ in pattern.finditer(text):
            pass
        assert time.process_time() - start < 1
