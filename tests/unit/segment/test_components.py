"""Sentence splitter and word segmenter over the segmenter's output, and what all three owe the pipeline."""

from __future__ import annotations

import pickle

import pytest

from nlp.document.annotation import Sentence, Word
from nlp.document.document import Document, build_document
from nlp.document.problem import Problem
from nlp.segment.component import Segmenter, SentenceSplitter, WordSegmenter, cut_span, merge_spans
from nlp.text import words
from nlp.text.span import Span
from tests.unit.segment.test_dispatch import STATE


def segmented(text: str) -> Document:
    document = build_document(text)
    layers: dict[str, list] = {"profile": [], "header": [], "segments": []}
    for item in Segmenter().annotate(document):
        if not isinstance(item, Problem):
            layers[item.LAYER].append(item)
    return document.with_layers(layers)


def sentences(text: str) -> list[str]:
    document = segmented(text)
    return [item.span.of(document.text) for item in SentenceSplitter().annotate(document) if isinstance(item, Sentence)]


def test_sentences_stand_without_marker_and_only_in_the_body() -> None:
    found = sentences(STATE)
    assert found[0].startswith("Căn cứ Luật Tiếp công dân")
    assert "MỤC ĐÍCH" in found
    assert "Văn phòng chuẩn bị địa điểm." in found
    assert found[-1].endswith("thực hiện./.")
    assert not any("Nơi nhận" in sentence or "Lê Quang Minh" in sentence for sentence in found)


def test_wrapped_lines_and_a_page_break_are_one_sentence() -> None:
    body = "1. Bố trí cán bộ có năng lực trong xử lý đơn khiếu nại,\n\ntố cáo của công dân trên địa bàn. Tăng cường kiểm tra."
    found = sentences(STATE.replace("1. Lắng nghe ý kiến của Nhân dân.", body))
    assert "Bố trí cán bộ có năng lực trong xử lý đơn khiếu nại,\n\ntố cáo của công dân trên địa bàn." in found
    assert "Tăng cường kiểm tra." in found


def test_sentences_of_a_petition() -> None:
    found = sentences("Cử tri đề nghị sửa cầu. Cầu yếu đã ba năm; xe tải vẫn qua lại.")
    assert found == ["Cử tri đề nghị sửa cầu.", "Cầu yếu đã ba năm; xe tải vẫn qua lại."]


def test_components_are_picklable_and_deterministic() -> None:
    document = build_document(STATE)
    again = pickle.loads(pickle.dumps(Segmenter()))
    assert list(again.annotate(document)) == list(Segmenter().annotate(document))


def test_empty_and_blank_texts_pass() -> None:
    for text in ("", " \n\n", "-----\n"):
        items = list(Segmenter().annotate(build_document(text)))
        assert len(items) == 2


def test_spans_merge_and_cut() -> None:
    assert merge_spans([Span(4, 6), Span(0, 2), Span(1, 4)]) == [Span(0, 6)]
    assert list(cut_span(Span(0, 10), [3, 7], Span(2, 9))) == [Span(2, 3), Span(3, 7), Span(7, 9)]


def test_words_lie_on_the_text(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(words, "load_tokeniser", lambda: lambda text, **_: text.split())
    monkeypatch.setattr("nlp.segment.component.load_tokeniser", lambda: None)
    document = segmented("Cử tri đề nghị sửa cầu.")
    document = document.with_layers({"sentences": [s for s in SentenceSplitter().annotate(document) if isinstance(s, Sentence)]})
    found = [item.span.of(document.text) for item in WordSegmenter().annotate(document) if isinstance(item, Word)]
    assert found == ["Cử", "tri", "đề", "nghị", "sửa", "cầu."]


def test_words_that_do_not_fit_are_a_problem(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(words, "load_tokeniser", lambda: lambda text, **_: ["không", "có"])
    monkeypatch.setattr("nlp.segment.component.load_tokeniser", lambda: None)
    document = segmented("Cử tri đề nghị sửa cầu.")
    document = document.with_layers({"sentences": [s for s in SentenceSplitter().annotate(document) if isinstance(s, Sentence)]})
    items = list(WordSegmenter().annotate(document))
    assert [item.code for item in items if isinstance(item, Problem)] == ["words.alignment"]
