"""Marks of Markdown in crawled text."""

from __future__ import annotations

import pytest

from nlp.ingest.reader import read_document
from nlp.ingest.settings import IngestSettings
from nlp.text.span import Span

CASES = [
    ("**KẾ HOẠCH**\n\n**1. **Sở Nội vụ chủ trì", "KẾ HOẠCH\n\n1. Sở Nội vụ chủ trì"),
    ("|\n**UBND\n**\nHUYỆN A\n-------\n|\n**B**", "\nUBND\nHUYỆN A\n\nB"),
    ("**x** *Nơi nhận\nnhư sau:*\n* Cấp xã:", "x Nơi nhận\nnhư sau:\n* Cấp xã:"),
    ("| Số: 1 | Ngày 2 |\n| --- | --- |\n| a | b |", " Số: 1 | Ngày 2 \n a | b "),
    ("# Chương I\nxem [Luật này](https://vidu.vn/luat) nhé", "Chương I\nxem Luật này nhé"),
    ("A&amp;B&nbsp;C&#7879;", "A&B Cệ"),
    ("dòng một<br>dòng hai", "dòng một\ndòng hai"),
    ("**a** số\\. 5", "a số. 5"),
    ("_nghiêng_ thường", "nghiêng thường"),
]
KEPT = [
    "- Điểm a;\n+ Điểm b\n* Điểm c",
    "2*3 = 6 và a_b_c",
    "Họ tên: ____ ký",
    "(*) Ghi chú",
    "QLVB&ĐH; <tên viết tắt>@vidu.vn",
    "1. | Bệnh viện | 20/11",
    "giá 5 * 4 nghìn",
]


@pytest.mark.parametrize(("source", "expected"), CASES)
def test_marks_go_and_words_stay(source: str, expected: str) -> None:
    assert read_document(source.encode(), path="a.md", settings=IngestSettings()).text == expected


@pytest.mark.parametrize("source", KEPT)
def test_what_is_no_mark_stays(source: str) -> None:
    assert read_document(source.encode(), path="a.txt", settings=IngestSettings()).text == source


def test_span_leads_back_into_the_marks() -> None:
    document = read_document("**1. **Sở *Nội* vụ".encode(), path="a.md", settings=IngestSettings())
    start = document.text.index("Nội")
    assert document.to_source(Span(start, start + 3)).of(document.raw) == "Nội"
