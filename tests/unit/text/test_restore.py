"""Restoration of misread words: what is certain is restored, all else stays as printed."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp.document.document import Document, Source, build_document
from nlp.evaluation.restoration import count_syllables, write_counts
from nlp.segment.layout import HeaderValues
from nlp.segment.models import Family, Signature
from nlp.segment.restoration import is_misread, restore_header, strip_specks
from nlp.text.misreadings import measure_misreading, restore_years
from nlp.text.restore import TOKEN, Restorer, Style, load_counts, load_restorer

MISREAD = "Thực hiện Kê hoạch của Ủy ban nhân dân, đê nghị các đơn vị báo cáo kêt quả vê công tác giải quyêt đơn tô cáo."
CLEAN = "Thực hiện Kế hoạch của Ủy ban nhân dân, đề nghị các đơn vị báo cáo kết quả về công tác giải quyết đơn tố cáo."


@pytest.mark.parametrize(
    ("printed", "restored"),
    [
        ("phòng, chông thiên tai", "phòng, chống thiên tai"),
        ("Kê hoạch thực hiện", "Kế hoạch thực hiện"),
        ("ỦY BAN NHÂN DÂN HUYỆN TRÀN VĂN THỜI", "ỦY BAN NHÂN DÂN HUYỆN TRẦN VĂN THỜI"),
        ("giải quyêt đơn tô cáo", "giải quyết đơn tố cáo"),
        ("kế hoạch năm 20l5", "kế hoạch năm 2015"),
    ],
)
def test_misread_words_are_restored(printed: str, restored: str) -> None:
    assert load_restorer().restore(printed) == restored


@pytest.mark.parametrize(
    "printed",
    [
        "Ủy ban nhân dân huyện Văn Bàn",  # a name, not `văn bản`
        "HUYỆN VĂN BÀN",
        "UBND tỉnh",
        "Lưu: VT",
        "Số 20l/QĐ-UBND",  # a number, not a year
        "",
        "§ 1§16 -- ˆ",
    ],
)
def test_what_is_not_certain_stays(printed: str) -> None:
    assert load_restorer().restore(printed) == printed


def test_name_stays_where_unknown() -> None:
    assert load_restorer().restore("Đoàn Thị Hiên Lương", Style.NAME) == "Đoàn Thị Hiên Lương"


def test_name_is_restored_where_attested() -> None:
    counts = count_syllables(["Trần Văn An", "Trần Văn Bình", "Trần Văn Cảnh", "Trần Văn Dũng", "Trần Văn Em"] * 20)
    assert Restorer(counts).restore("Trân Văn An", Style.NAME) == "Trần Văn An"


def test_letters_of_another_skeleton_are_no_misreading() -> None:
    assert measure_misreading("chông", "trông") is None


@pytest.mark.parametrize(
    ("printed", "restored"), [("20l5", "2015"), ("l999", "1999"), ("l99", "l99"), ("20l5/QĐ", "2015/QĐ"), ("12/20lO", "12/20lO")]
)
def test_years(printed: str, restored: str) -> None:
    assert restore_years(printed) == restored


def test_counts_survive_the_file() -> None:
    counts = count_syllables(["kế hoạch phòng chống", "kế hoạch phòng chống", "Trần Văn Trần Văn"])
    loaded = load_counts(write_counts(counts))
    assert loaded.pairs == counts.pairs
    assert loaded.syllables == counts.syllables


def test_same_counts_give_the_same_bytes() -> None:
    assert write_counts(count_syllables(["b a", "a c"])) == write_counts(count_syllables(["a c", "b a"]))


def test_specks_go_and_punctuation_stays() -> None:
    assert [strip_specks(v) for v in ("HUYỆN TUYÊN HÓA ˆ", "Lưu: VT. _ /⁄⁄", "Lưu: VT.", "ˆ")] == [
        "HUYỆN TUYÊN HÓA", "Lưu: VT", "Lưu: VT.", "ˆ",
    ]  # fmt: skip


def test_misread_document_is_told_from_clean() -> None:
    restorer = load_restorer()
    assert (is_misread(MISREAD, restorer), is_misread(CLEAN, restorer)) == (True, False)


def header() -> HeaderValues:
    return HeaderValues(subject="vê việc thực hiện Kê hoạch", signature=Signature("KT", "PHÓ GIÁM ĐÓC", "Lê Văn An"))


def read(text: str, *, ocr: bool = False) -> Document:
    document = build_document(text)
    source = Source("a.txt", "0" * 64, "text/plain", len(text.encode()), ocr=ocr)
    return Document(source, document.raw, document.text, document.alignment)


def test_header_of_a_misread_dispatch_is_restored() -> None:
    restored = restore_header(header(), read(MISREAD), Family.DISPATCH)
    assert (restored.subject, restored.signature.role) == ("về việc thực hiện Kế hoạch", "PHÓ GIÁM ĐỐC")


def test_chance_word_of_a_clean_dispatch_stays() -> None:
    typed = HeaderValues(subject="Về việc phòng chông lụt bão", signature=Signature("KT", "PHÓ GIÁM ĐỐC", "Lê Văn An"))
    assert restore_header(typed, read(CLEAN), Family.DISPATCH) == typed


def test_petition_keeps_its_writers_spelling() -> None:
    assert restore_header(header(), read(MISREAD), Family.PETITION) == header()


def test_source_that_was_recognised_is_believed() -> None:
    assert restore_header(header(), read(CLEAN, ocr=True), Family.PETITION).subject == "về việc thực hiện Kế hoạch"


WORDS = st.sampled_from("kê hoạch chông phòng hạn Trân Văn HUYỆN quyêt giải 20l5 , - đât lâm nghiệp vê việc UBND ˆ rn".split())


@settings(max_examples=150, deadline=None)
@given(st.lists(WORDS, max_size=14).map(" ".join) | st.text(max_size=60))
def test_restoring_keeps_the_words_and_is_idempotent(printed: str) -> None:
    restorer = load_restorer()
    restored = restorer.restore(printed)
    assert len(TOKEN.findall(restored)) <= len(TOKEN.findall(printed))  # `20l5` is one figure afterwards
    assert len(restored.split()) == len(printed.split())
    assert restorer.restore(restored) == restored


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet="aăâeêoôơuưíộ ˆ._⁄ÿ", max_size=30))
def test_stripping_specks_is_idempotent(value: str) -> None:
    assert strip_specks(strip_specks(value)) == strip_specks(value)
