"""What holds of layout, outline, sentences and repair for every text: they end soon, on a million hostile characters too."""

from __future__ import annotations

import time

import pytest

from nlp.document.annotation import Annotation
from nlp.document.document import build_document
from nlp.document.problem import Problem
from nlp.segment.component import Segmenter, SentenceSplitter
from nlp.text.repair import repair_text

_LETTERHEAD = "ỦY BAN NHÂN DÂN\nHUYỆN SÔNG LA\nSố: 1/KH-UBND\nKẾ HOẠCH\n"
_SIZE = 1_000_000
_SECONDS = 30.0  # the slowest takes a fifth on an idle machine; quadratic time would take hours
HOSTILE = {
    "one word": "I",
    "one syllable": "ễ",
    "pieces of syllables": "đ ",
    "stray marks": "e `",
    "bullets": "- ",
    "numbers": "1. a\n",
    "points": "a) b) ",
    "counted words": ", một là; hai là",
    "full stops": ". a",
    "dots": ".",
    "quotes": "“a\n",
    "cells": "| a ",
    "national headers": "CỘNG HÒA XÃ HỘI ",
    "numbers of dispatches": "Số: 1/ Số ",
    "recipients": "Nơi nhận:\n- a\n",
    "addressees": "Kính gửi: a;\n",
    "reports": "Công văn số 1/UBND ban hành ",
    "names": "Nguyễn Văn ",
    "misread pairs": "đê nghị ",
    "signatures": "KT. CHỦ TỊCH\n",
    "fields": "Số ký hiệu: 1/UBND\n",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_text_is_segmented_in_linear_time(name: str) -> None:
    text = (_LETTERHEAD + HOSTILE[name] * (_SIZE // len(HOSTILE[name])))[:_SIZE]
    start = time.process_time()
    document = build_document(text)
    layers: dict[str, list[Annotation]] = {}
    for item in Segmenter().annotate(document):
        if not isinstance(item, Problem):
            layers.setdefault(item.LAYER, []).append(item)
    list(SentenceSplitter().annotate(document.with_layers(layers)))
    document.view("case")
    repair_text(text)
    assert time.process_time() - start < _SECONDS
