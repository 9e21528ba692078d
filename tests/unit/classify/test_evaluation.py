"""Figures of the classifiers: what is measured, how a petition is changed, the learning curve."""

from __future__ import annotations

import pytest

pytest.importorskip("sklearn")

from nlp.classify import curve
from nlp.classify.corpus import Example, features_of
from nlp.classify.evaluate import Answer, Petition, change, measure
from nlp.classify.train import Settings

LETTER = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\n\nĐƠN TỐ CÁO\n\nKính gửi: UBND xã\nTôi đề nghị hủy quyết định phạt tôi."
TEXTS = {
    ("kien_nghi", "xay_dung"): "Đề nghị xã làm cống thoát nước và sửa đường thôn {}.",
    ("phan_anh", "moi_truong"): "Khói bụi nhà máy bay vào khu dân cư thôn {}, mùi hôi suốt đêm.",
    ("khieu_nai", "dat_dai"): "Tôi không đồng ý với quyết định thu hồi đất thôn {}, đề nghị hủy quyết định.",
}


def petition(text: str, kind: str = "khieu_nai") -> Petition:
    return Petition("p1", "p", text, kind, (kind,), ("dat_dai",))


def test_a_title_is_taken_out_and_replaced_in_its_place() -> None:
    assert "TỐ CÁO" not in change(petition(LETTER), "untitled").text
    retitled = change(petition(LETTER, "to_cao"), "retitled").text
    assert "ĐƠN KIẾN NGHỊ" in retitled
    assert retitled.index("CỘNG HÒA") < retitled.index("ĐƠN KIẾN NGHỊ") < retitled.index("Kính gửi")


def test_a_text_without_title_gets_a_strangers_title_in_front() -> None:
    assert change(petition("Tôi xin hỏi."), "retitled").text.startswith("ĐƠN TỐ CÁO\n")
    assert change(petition("Tôi xin hỏi."), "untitled").text.strip() == "Tôi xin hỏi."


def test_changed_letters_keep_the_labels() -> None:
    bare = change(petition(LETTER), "no_diacritics")
    assert (bare.type, bare.fields) == ("khieu_nai", ("dat_dai",))
    assert bare.text.isascii()


def test_figures_count_types_main_fields_and_all_fields() -> None:
    answers = [
        Answer("khieu_nai", ("dat_dai", "can_bo"), "khieu_nai", 0.9, ("dat_dai",), 0.8),
        Answer("to_cao", ("can_bo",), "khieu_nai", 0.6, ("tham_nhung", "can_bo"), 0.5),
    ]
    figures = measure(answers)
    assert figures["type_accuracy"] == 0.5
    assert figures["main_field_accuracy"] == 0.5
    assert figures["fields_f1"] == pytest.approx(2 * 2 / (3 + 3), abs=1e-3)


def test_the_curve_grows_and_asks_only_about_other_hands(small_training: Settings) -> None:
    examples = [
        Example(f"t{i}{kind}", f"hand{i}", features_of(text.format(i)), kind, (kind,), (code,))
        for i in range(16)
        for (kind, code), text in TEXTS.items()
    ]
    rows = curve.draw_curve(examples, small_training)
    counts = [row["texts"] for row in rows]
    assert counts == sorted(set(counts))
    assert counts[-1] == 36
    assert rows[-1]["type"] == 1.0
    assert {"type.khieu_nai", "main.xay_dung"} <= set(rows[-1])
