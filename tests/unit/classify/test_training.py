"""Training: the same data give the same model; a hand stands on one side of a fold; variants are repeatable."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("sklearn")

from nlp.classify.augment import drop_diacritics, misread
from nlp.classify.corpus import Example, features_of
from nlp.classify.model import choose_fields
from nlp.classify.train import Settings, find_folds, fit_model, fit_offsets, load_settings

ROOT = Path(__file__).resolve().parents[3]
ROWS = [
    ("Đề nghị Quốc hội sửa đổi Luật Đất đai, bổ sung quy định tách thửa.", "kien_nghi", "dat_dai"),
    ("Đề nghị tỉnh nâng mức trợ cấp cho người có công.", "kien_nghi", "chinh_sach_xa_hoi"),
    ("Khói bụi nhà máy gây ô nhiễm, đề nghị kiểm tra, xử lý.", "phan_anh", "moi_truong"),
    ("Rác thải tràn lan ven sông, bốc mùi hôi.", "phan_anh", "moi_truong"),
    ("Tôi khiếu nại, đề nghị hủy Quyết định số 5 của UBND huyện về bồi thường.", "khieu_nai", "giai_phong_mat_bang"),
]


@pytest.fixture(scope="module")
def examples() -> list[Example]:
    return [Example(f"t{i}", f"hand{i // 2}", features_of(t), kind, (kind,), (code,)) for i, (t, kind, code) in enumerate(ROWS)]


def test_training_is_deterministic(examples: list[Example], small_training: Settings) -> None:
    first, second = fit_model(examples, small_training), fit_model(examples, small_training)
    assert all(
        np.array_equal(first.heads[name].weights[block], second.heads[name].weights[block])
        for name in first.heads
        for block in first.heads[name].weights
    )


def test_training_learns_its_examples(examples: list[Example], small_training: Settings) -> None:
    model = fit_model(examples, small_training)
    scores = [model.score(model.decide(model.vectoriser.transform(e.features)))["type"] for e in examples]
    found = [max(score, key=lambda kind: score[kind]) for score in scores]
    assert found == [e.type for e in examples]


def test_a_hand_stands_on_one_side_of_a_fold(examples: list[Example]) -> None:
    for training, held in find_folds([example.group for example in examples], 2):
        assert not {examples[i].group for i in training} & {examples[i].group for i in held}


def test_misreading_is_repeatable_and_changes_the_text() -> None:
    text = "Đề nghị xem xét giải quyết khiếu nại của tôi về đất đai. " * 5
    assert misread(text, "a") == misread(text, "a") != text


def test_dropping_diacritics() -> None:
    assert drop_diacritics("Đơn đề nghị") == "Don de nghi"


def test_second_field_needs_its_threshold() -> None:
    main = {"dat_dai": 0.7, "can_bo": 0.3}
    assert [code for code, _ in choose_fields(main, {"dat_dai": 0.8, "can_bo": 0.4}, 0.5)] == ["dat_dai"]


def test_parameters_of_the_project_are_complete() -> None:
    assert set(load_settings(ROOT / "params.yaml").blocks) == {"type", "parts", "boundary", "main", "fields"}


def test_terms_that_only_a_variant_has_are_not_learnt(examples: list[Example], small_training: Settings) -> None:
    changed = Example(
        "t0", "hand0", features_of("Đe ngh! Qu6c h0i sua doi"), "kien_nghi", ("kien_nghi",), ("dat_dai",), weight=0.3
    )
    model = fit_model([*examples, changed], small_training)
    assert (
        model.vectoriser.blocks["bare"].index.keys() == fit_model(examples, small_training).vectoriser.blocks["bare"].index.keys()
    )


def test_offsets_put_a_class_that_is_always_second_in_its_place() -> None:
    logits = np.array([[2.0, 1.8], [2.1, 1.9], [2.0, 0.0], [1.9, 0.1]] * 5)
    right = [1, 1, 0, 0] * 5
    offsets = fit_offsets(logits, right)
    assert (logits + offsets).argmax(axis=1).tolist() == right
    assert abs(offsets.sum()) < 0.01
