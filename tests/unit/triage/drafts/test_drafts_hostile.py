"""Whatever a petition says of itself stays text: it breaks no document, runs nothing, hides nothing."""

from __future__ import annotations

import datetime as dt

import pytest

pytest.importorskip("docxtpl")

from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from nlp.triage.drafts.marks import BEGIN, BETWEEN, END, clean
from nlp.triage.drafts.papers import PaperKind
from tests.unit.triage.drafts.petitions import OFFICE, every_byte, paper, person, read, remarks, small, words

HOSTILE = (
    "Nguyễn </w:t></w:r></w:p><w:p><w:r><w:t>Giả",
    "Lê & <script>alert('x')</script> \"Ngoặc\"",
    "{{ 7 * 7 }} {% for x in range(9) %}x{% endfor %} {# c #}",
    "{{ co_quan.__class__.__mro__ }}",
    "{_{ 7 }_} {_% if %_}",
    "]]> <!-- x --> <?xml version='1.0'?> &amp; &#65;",
    "Trần\u202eàoH\u202c Thị\u200b Ẩn\u2066\ufeff",
    f"Phạm {BEGIN}0{BETWEEN}bí mật{END} Dấu",
    "Dòng một\nDòng hai\tTab\x0cTrang\x07Chuông\x00Không",
    "Ngô \ud800 Thay Thế",
    "A" * 100_000,
    "\u0301" * 500 + "Tên",
)


@pytest.mark.parametrize(
    "kind", [PaperKind.COMPLAINT_ACCEPTED, PaperKind.PROPOSAL, PaperKind.GIVEN_BACK, PaperKind.REQUEST_FOR_MORE]
)
@pytest.mark.parametrize("value", HOSTILE, ids=range(len(HOSTILE)))
def test_value_stays_text(kind: PaperKind, value: str) -> None:
    source = small("khieu_nai", person(value, value), target=value, requests=[value], attachments=[value])
    source["header"]["subject"] = value
    benign = paper(kind, small("khieu_nai", person("Tên", "Nơi"), target="Q", requests=["Y"], attachments=["G"]), number="1")
    content = paper(kind, source, number=value, extra={"ngay_thu_ly": value, "nguoi_de_xuat": value})
    tag = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}p"
    assert len(list(read(content).element.body.iter(tag))) == len(list(read(benign).element.body.iter(tag)))
    whole = every_byte(content)
    assert not {BEGIN, BETWEEN, END, "\u202e", "\u2066", "\u200b", "\x07"} & set(whole)
    assert "49" not in words(content).replace("1949", "")
    assert clean(value, longest=200)[:40] in words(content)


@pytest.mark.parametrize("value", HOSTILE, ids=range(len(HOSTILE)))
def test_setting_of_an_office_stays_text(value: str) -> None:
    from dataclasses import replace

    office = replace(OFFICE, name=clean(value), signature=(clean(value),), place=clean(value))
    assert clean(value)[:60] in words(paper("phieu_chuyen", small("kien_nghi"), office=office))


def test_forged_mark_makes_no_comment() -> None:
    honest = remarks(paper("thong_bao_thu_ly_khieu_nai", small("khieu_nai", person("Phạm Văn Dấu"))))
    forged = remarks(paper("thong_bao_thu_ly_khieu_nai", small("khieu_nai", person(f"Phạm {BEGIN}0{BETWEEN}x{END} Dấu"))))
    assert forged == honest


def test_long_lists_are_cut() -> None:
    text = words(paper("phieu_de_xuat", small(requests=[f"yêu cầu thứ {n}" for n in range(5000)])))
    assert text.count("yêu cầu thứ") == 30


@given(st.text(max_size=60), st.text(max_size=60))
def test_any_name_gives_a_document(name: str, target: str) -> None:
    content = paper(
        "thong_bao_tra_lai_don", small("khieu_nai", person(name or "x", target), target=target), date=dt.date(2026, 1, 2)
    )
    etree.fromstring(etree.tostring(read(content).element))
    assert clean(name, longest=200) in words(content)
