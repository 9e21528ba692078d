from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass

import pytest

from nlp.document.anchors import ByteAnchors, Page, PageAnchors, Paragraph, PartAnchors, WordBox
from nlp.document.annotation import Annotation, Provenance, Sentence
from nlp.document.document import build_document
from nlp.document.problem import Problem, Severity
from nlp.document.record import encode_record, load_schema, write_line
from nlp.extract.temporal.models import Bound, Deadline, DeadlineType
from nlp.text.span import Span

PROVENANCE = Provenance("test", 1, "rule")


def deadline(start: int, end: int, date: dt.date) -> Deadline:
    return Deadline(span=Span(start, end), provenance=PROVENANCE, type=DeadlineType.DATE, bound=Bound.BEFORE, date=date)


@dataclass(frozen=True, kw_only=True)
class OneField(Annotation):
    note: str


def test_an_empty_document_has_every_field_of_the_contract() -> None:
    record = encode_record(build_document(""))
    assert set(load_schema()["required"]) <= set(record)
    assert record["citations"] == []
    assert record["petition"] is None


def test_an_annotation_carries_its_text_and_its_place_in_the_source() -> None:
    document = build_document("\ufeffBo\u0323\u0302 báo cáo trước ngày 15/11").with_layers(
        {"deadlines": [deadline(11, 27, dt.date(2024, 11, 15))]}
    )
    written = encode_record(document)["deadlines"][0]
    assert written["text"] == "trước ngày 15/11"
    assert document.raw[written["source_start"] : written["source_end"]] == "trước ngày 15/11"
    assert written["date"] == "2024-11-15"


def test_an_id_is_the_same_in_every_run_and_differs_with_the_value() -> None:
    one, same, other = (deadline(0, 4, dt.date(2024, 1, day)) for day in (1, 1, 2))
    assert one.id == same.id
    assert one.id != other.id


def test_an_annotation_without_a_value_of_its_own_has_an_id_and_no_value() -> None:
    sentence = Sentence(span=Span(0, 8), provenance=PROVENANCE)
    assert len(sentence.id) == 12
    assert sentence.payload() == {}


def test_an_annotation_of_one_field_has_that_field_whole() -> None:
    assert OneField(span=Span(0, 8), provenance=PROVENANCE, note="ba").payload() == {"note": "ba"}


def test_an_error_without_text_is_a_failed_document() -> None:
    problem = Problem("ingest.empty", Severity.ERROR, "ingest", "Tệp rỗng.")
    assert build_document("").with_problems([problem]).status == "failed"
    assert build_document("có chữ").with_problems([problem]).status == "partial"
    assert build_document("có chữ").status == "ok"


def test_layers_are_ordered_by_start_and_then_the_longer_first() -> None:
    spans = [Span(5, 6), Span(0, 2), Span(0, 9)]
    document = build_document("0123456789").with_layers({"sentences": [Sentence(span=s, provenance=PROVENANCE) for s in spans]})
    assert [s.span for s in document.layer(Sentence)] == [Span(0, 9), Span(0, 2), Span(5, 6)]


def test_bytes_are_counted_behind_the_byte_order_mark() -> None:
    anchors = ByteAnchors("Đơn thư", "utf-8", 3)
    assert anchors.locate(Span(0, 3)) == anchors.locate(Span(0, 3))
    anchor = anchors.locate(Span(1, 3))[0]
    assert "Đơn thư".encode()[anchor.byte_start - 3 : anchor.byte_end - 3].decode() == "ơn"


def test_byte_anchors_hold_beyond_the_first_checkpoint() -> None:
    text = "đ" * 2000 + "x"
    anchor = ByteAnchors(text, "utf-8").locate(Span(2000, 2001))[0]
    assert (anchor.byte_start, anchor.byte_end) == (4000, 4001)


def test_a_span_over_a_page_break_has_an_anchor_on_each_page() -> None:
    words = (WordBox(0, 3, (0, 0, 30, 10)), WordBox(4, 7, (35, 0, 60, 10)))
    pages = (Page(1, 0, 8, 100, 100, words), Page(2, 8, 20, 100, 100, (WordBox(8, 12, (0, 0, 20, 10)),)))
    anchors = PageAnchors(pages).locate(Span(4, 10))
    assert [(a.page, a.boxes) for a in anchors] == [(1, ((35, 0, 60, 10),)), (2, ((0, 0, 20, 10),))]
    assert PageAnchors(pages).page_of(9) == 2


def test_words_of_one_line_share_a_box() -> None:
    words = (WordBox(0, 3, (0, 0, 30, 10)), WordBox(4, 7, (35, 1, 60, 11)), WordBox(8, 9, (0, 20, 5, 30)))
    page = Page(1, 0, 9, 100, 100, words)
    assert page.boxes(Span(0, 9)) == ((0, 0, 60, 11), (0, 20, 5, 30))


def test_a_span_over_two_paragraphs_has_two_anchors() -> None:
    anchors = PartAnchors((Paragraph("word/document.xml", 0, 0, 5), Paragraph("word/document.xml", 1, 6, 12)))
    assert [(a.paragraph, a.start, a.end) for a in anchors.locate(Span(3, 8))] == [(0, 3, 5), (1, 0, 2)]


@pytest.mark.parametrize("value", ["tệp \udc8a.txt", 10**30])
def test_line_holds_what_strict_writers_refuse(value: object) -> None:
    assert json.loads(write_line({"path": value})) == {"path": value}
