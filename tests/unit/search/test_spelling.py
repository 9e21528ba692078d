"""Readings of words that are misspelt or typed without marks, by what an index holds."""

from __future__ import annotations

from pathlib import Path

import pytest

from nlp.search.index.counts import Counts
from nlp.search.index.passages import open_index
from nlp.search.models import Passage
from nlp.search.query.keyboard import decode_keys
from nlp.search.query.spelling import read_spelling
from nlp.search.units import read_units

TEXTS = [
    "Xử lý đơn thư khiếu nại, tố cáo còn tồn đọng", "Sử dụng đất đúng mục đích", "Rà soát, xử lý vi phạm trật tự xây dựng",
    "Cán bộ tiếp dân xử lý đơn", "Đường giao thông nông thôn", "Giải quyết khiếu nại", "Cấp nước sinh hoạt", "Xử lý rác thải",
    "Xử lý cán bộ vi phạm", "Chợ đầu mối", "Tiếp dân định kỳ",
]  # fmt: skip


@pytest.fixture(scope="module")
def counts(tmp_path_factory: pytest.TempPathFactory) -> Counts:
    folder: Path = tmp_path_factory.mktemp("spelling")
    index = open_index(folder)
    index.rebuild([Passage(id=str(number), directive="d", text=text) for number, text in enumerate(TEXTS)], generation=1)
    return index.view().counts


def read(text: str, counts: Counts) -> str:
    units = read_units(text)
    return " ".join(" ".join(s.words) if s else u.marked for u, s in zip(units, read_spelling(units, counts), strict=True))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("xu ly don", "xử lý đơn"),
        ("tiep dan dinh ky", "tiếp dân định kỳ"),
        ("sử lý đơn", "xử lý đơn"),
        ("ra soat", "rà soát"),
        ("giải quyêt khiêu nại", "giải quyết khiếu nại"),
        ("xuwr lys rac", "xử lý rác"),
        ("xây dựngg", "xây dựng"),
        ("xâydựng", "xây dựng"),
        ("gíao thông", "giao thông"),
        ("trât tự xây dựng", "trật tự xây dựng"),
    ],
)
def test_reading(typed: str, meant: str, counts: Counts) -> None:
    assert read(typed, counts) == meant


@pytest.mark.parametrize(
    "typed",
    [
        "xử lý đơn",
        "sử dụng",
        "mấy ngày",
        "đâu",
        "UBND xã",
        "1416-CV/TU",
        "20/11",
        "Hòa Phú",
        "đòi nợ",
        "report",
        "x",
        "ai xử lý đơn",
    ],
)
def test_what_is_meant_as_it_is_typed(typed: str, counts: Counts) -> None:
    assert read(typed, counts) == " ".join(unit.marked for unit in read_units(typed))


@pytest.mark.parametrize(
    ("keys", "syllable"),
    [
        ("ddaats", "đất"), ("khieesu", "khiếu"), ("khieeus", "khiếu"), ("naji", "nại"), ("dduowcj", "được"), ("dduwowcj", "được"),
        ("thuowngf", "thường"), ("uyr", "ủy"), ("hoaf", "hòa"), ("quys", "quý"), ("d9a61t", "đất"), ("khie61u", "khiếu"),
    ],
)  # fmt: skip
def test_keys_of_an_input_method(keys: str, syllable: str) -> None:
    assert decode_keys(keys) == syllable


@pytest.mark.parametrize("word", ["dat", "đất", "toan", "gpmb", "report", "2024", "a1b2", "kt", "huyen"])
def test_words_that_are_no_keys(word: str) -> None:
    assert decode_keys(word) is None
