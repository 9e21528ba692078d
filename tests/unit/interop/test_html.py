from __future__ import annotations

import base64
import hashlib
import re
from typing import Any

import pytest
from lxml import html

from nlp.interop.hits import Hit, cut_blocks, cut_pieces
from nlp.interop.html import render_html, render_index
from nlp.interop.wording import Wording
from tests.unit.interop.records import dispatch_record, failed_record, petition_record

RECORDS = [dispatch_record, petition_record, failed_record]


def page_of(record: dict[str, Any], **options: Any) -> Any:
    return html.document_fromstring(render_html(record, **options))


def shown_text(page: Any) -> str:
    for tip in page.xpath("//*[@class='tip']"):
        tip.drop_tree()
    return "".join(page.xpath("//div[@class='doc']")[0].itertext())


@pytest.mark.parametrize("make", RECORDS[:2])
def test_text_of_the_page_is_the_text_of_the_record(make: Any) -> None:
    record = make()
    assert shown_text(page_of(record, show_personal=True)) == record["text"]


def test_page_loads_nothing_and_runs_nothing() -> None:
    page = page_of(dispatch_record())
    policy = page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")[0]
    style = page.xpath("//style/text()")[0]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert policy == f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    assert not page.xpath("//script|//img|//link|//iframe|//@onclick|//@style|//*[@src]")
    assert all(link.startswith("#") for link in page.xpath("//a/@href"))
    assert "url(" not in style and "@import" not in style


def test_what_looks_like_markup_is_text() -> None:
    rendered = render_html(dispatch_record())
    assert "&lt;b&gt;&amp;amp;" in rendered and "<b>&amp;" not in rendered
    assert "Thiếu &lt;năm&gt; trong số." in rendered


def test_overlapping_hits_share_their_piece() -> None:
    page = page_of(dispatch_record())
    marks = page.xpath("//main//mark")
    classes = {tuple(mark.text_content().split("Viện dẫn")[0].split()[:1]): mark.get("class").split() for mark in marks}
    assert {"citations", "obligations", "findings", "violation"} <= set(classes[("Đất",)])
    assert {"citations", "obligations"} <= set(classes[("Luật",)]) and "findings" not in classes[("Luật",)]
    assert {"deadlines", "obligations", "findings"} <= set(classes[("trước",)])


def test_explanation_names_value_component_rule_confidence_and_place() -> None:
    tips = [tip.text_content() for tip in page_of(dispatch_record()).xpath("//*[@class='tip']")]
    deadline = next(tip for tip in tips if "FREQ=YEARLY" in tip)
    for said in ("Định kỳ", "hằng năm, trước ngày 15 tháng 10", "14/10/2024", "test v1", "by.hand", "0,50", "byte "):
        assert said in deadline
    citation = next(tip for tip in tips if "45/2013/QH13" in tip)
    assert "điểm đ khoản 2 Điều 5" in citation and "còn hiệu lực" in citation and "31/2024/QH15" in citation


def test_every_hit_can_be_reached_by_tab_and_is_described() -> None:
    page = page_of(dispatch_record())
    marks = page.xpath("//main//mark[@aria-describedby]")
    assert any(mark.get("tabindex") == "0" for mark in marks)
    assert all(mark.xpath(f".//*[@id='{mark.get('aria-describedby')}']") for mark in marks)
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))


def test_links_of_the_lists_lead_to_the_text() -> None:
    page = page_of(dispatch_record())
    links = page.xpath("//div[@class='lists']//a/@href")
    assert len(links) == 4
    assert all(page.xpath(f"//i[@id='{link[1:]}']") for link in links)


def test_layers_have_a_switch_only_where_present() -> None:
    boxes = page_of(dispatch_record()).xpath("//fieldset//input/@id")
    assert boxes == [f"show-{n}" for n in "zones clauses header citations deadlines obligations findings".split()]
    assert page_of(failed_record()).xpath("//fieldset") == []


def test_personal_data_is_masked_in_text_and_card_unless_asked_for() -> None:
    masked = render_html(petition_record())
    assert "Ví Dụ" not in masked and "0912345678" not in masked
    assert "•" * len("Lê Thị Ví Dụ") in masked and "•" * len("0912345678") in masked
    assert "0912345678" in render_html(petition_record(), show_personal=True)


def test_masking_keeps_the_length_of_the_text() -> None:
    record = petition_record()
    assert len(shown_text(page_of(record))) == len(record["text"])


def test_page_of_a_file_without_text_says_why() -> None:
    text = page_of(failed_record()).text_content()
    assert "Tệp có mật khẩu." in text and "ingest.pdf.encrypted" in text


def test_page_is_vietnamese_by_default_and_english_when_asked() -> None:
    assert page_of(dispatch_record()).get("lang") == "vi"
    english = page_of(dispatch_record(), wording=Wording("en"))
    assert english.get("lang") == "en" and "Obligations (2)" in english.text_content()
    assert english.xpath("//div[@class='doc']/@lang") == ["vi"]


def test_surrogates_and_control_characters_of_a_path_do_not_break_the_page() -> None:
    record = dispatch_record()
    record["source"]["path"] = "a\udcff\x00.txt"
    rendered = render_html(record)
    assert rendered.encode("utf-8") and "\x00" not in rendered


def test_index_links_every_page_escaped() -> None:
    page = html.document_fromstring(render_index([('a"b.html', dispatch_record()), ("c.html", petition_record())]))
    assert page.xpath("//li/a/@href") == ['a"b.html', "c.html"]


def test_pieces_cover_the_text_once() -> None:
    hits = [Hit("a", 2, 9, "", "", ()), Hit("b", 5, 12, "", "", ()), Hit("c", 5, 6, "", "", ())]
    pieces = list(cut_pieces(0, 15, hits, [7]))
    assert [p.start for p in pieces] == [0, 2, 5, 6, 7, 9, 12] and pieces[-1].end == 15
    assert [hit.layer for hit in pieces[2].hits] == ["c", "a", "b"]
    assert sum(len(p.starts) for p in pieces) == 3


def test_blocks_are_whole_lines_and_cover_the_text() -> None:
    record = dispatch_record()
    blocks = cut_blocks(record)
    assert blocks[0].start == 0 and blocks[-1].end == len(record["text"])
    assert all(a.end == b.start for a, b in zip(blocks, blocks[1:], strict=False))
    assert [(b.zone, b.level) for b in blocks] == [(None, 0), ("body", 0), ("body", 1), ("recipients", 0)]


def test_contrast_of_the_page_is_enough() -> None:
    style = html.document_fromstring(render_html(dispatch_record())).xpath("//style/text()")[0]
    ink = re.search(r"--ink:(#\w+)", style)
    soft = re.search(r"--soft:(#\w+)", style)
    assert ink and soft
    for colour in (ink[1], soft[1]):
        for paper in ("#ffffff", "#f6f8fa", "#f2f8fb", "#f7f5fb", "#fbf7f2"):
            assert _contrast(colour, paper) >= 4.5
    for highlight in ("#d3e5fb", "#ffd866", "#fff3bf"):
        assert _contrast(ink[1], highlight) >= 4.5


def _contrast(a: str, b: str) -> float:
    def light(colour: str) -> float:
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    high, low = sorted((light(a), light(b)), reverse=True)
    return (high + 0.05) / (low + 0.05)
