"""The training of the sequence model, on a handful of petitions."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from nlp.errors import DonthuError
from nlp.evaluation.train_people import (
    Learner,
    Settings,
    find_folds,
    find_folds_by_name,
    load_examples,
    load_settings,
    measure,
    train,
)

ROOT = Path(__file__).resolve().parents[3]
HEADER = "name\tsplit\tfamily\tkind\tstyle\tplace\tyear\tnoise\n"
TEXT = "ĐƠN KIẾN NGHỊ\nTôi là Lê Văn Ba, ở ấp 3, xã Tân An.\nĐề nghị xã sửa đường.\nLê Văn Ba\n"
SETTINGS = Settings(iterations=20, sparseness=0.0, smoothing=0.1, least=1, plain_one_in=1, folds=2)


def span(text: str) -> str:
    start = TEXT.index(text)
    return f'{{"start": {start}, "end": {start + len(text)}, "text": "{text}"}}'


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    splits = {"p0": "train", "q0": "train", "p1": "test"}
    rows = "".join(f"{name}\t{split}\tpetition\tdon_kien_nghi\t{name}\t\t\tnone\n" for name, split in splits.items())
    (tmp_path / "manifest.tsv").write_text(HEADER + rows, encoding="utf-8")
    spans = f'"petitioners": [{span("Lê Văn Ba")}], "addresses": [{span("ấp 3, xã Tân An")}], "requests": [{span("sửa đường")}]'
    gold = f'{{"petition": {{"type": "kien_nghi", "fields": ["xay_dung"], "targets": [], {spans}}}}}'
    for name in splits:
        (tmp_path / f"{name}.txt").write_text(TEXT, encoding="utf-8")
        (tmp_path / f"{name}.gold.json").write_text(gold, encoding="utf-8")
    return tmp_path


def test_parameters_of_the_project_are_read() -> None:
    assert load_settings(ROOT / "params.yaml").folds >= 2


def test_a_missing_parameter_is_named(tmp_path: Path) -> None:
    (tmp_path / "params.yaml").write_text("people: {folds: 2}\n", encoding="utf-8")
    with pytest.raises(DonthuError) as error:
        load_settings(tmp_path / "params.yaml")
    assert error.value.code == "train.params"


def test_gold_stands_on_the_text_of_the_document(corpus: Path) -> None:
    example = next(load_examples(corpus, "train"))
    assert [(layer, s.of(example.units.text)) for layer, s in example.gold] == [
        ("petitioner", "Lê Văn Ba"), ("address", "ấp 3, xã Tân An"), ("request", "sửa đường"),
    ]  # fmt: skip


def test_the_variant_without_diacritics_keeps_the_gold(corpus: Path) -> None:
    example = next(load_examples(corpus, "train", plain=True))
    assert example.gold[0][1].of(example.units.text) == "Le Van Ba"


def test_rules_and_gold_are_compared_span_by_span(corpus: Path) -> None:
    example = next(load_examples(corpus, "train"))
    tallies = measure([(example, example.gold[1:])])
    assert (tallies["petitioner"].hits, tallies["address"].hits, tallies["request.overlapping"].hits) == (0, 1, 1)


def test_no_group_stands_in_two_folds() -> None:
    folds = find_folds(["a"] * 5 + ["b"] * 3 + ["c"] * 2, 2)
    assert folds == [{"a"}, {"b", "c"}]


def test_the_same_petitions_give_the_same_field(corpus: Path) -> None:
    pytest.importorskip("pycrfsuite")
    examples = list(load_examples(corpus, "train"))
    first, second = (Learner(examples, SETTINGS).fit() for _ in range(2))
    assert first.weights.tobytes() == second.weights.tobytes() and first.rows == second.rows


def test_a_field_finds_what_it_has_learnt(corpus: Path) -> None:
    pytest.importorskip("pycrfsuite")
    example = next(load_examples(corpus, "train"))
    field = Learner([example], SETTINGS).fit()
    labels = field.decode(field.score(example.columns))
    assert [label for label in labels if label.startswith("B-")] == ["B-petitioner", "B-address", "B-request"]


def test_a_style_stands_in_one_fold(corpus: Path) -> None:
    examples = list(load_examples(corpus, "train"))
    assert find_folds_by_name(examples, {"p0": "s0", "q0": "s1"}, 2) == {"p0": 0, "q0": 1}


def test_fewer_styles_than_folds_are_refused(corpus: Path) -> None:
    with pytest.raises(DonthuError) as error:
        find_folds_by_name(load_examples(corpus, "train"), {"p0": "s0", "q0": "s0"}, 2)
    assert error.value.code == "train.groups"


def test_a_fold_held_out_is_not_learnt_from(corpus: Path) -> None:
    pytest.importorskip("pycrfsuite")
    (corpus / "q0.txt").write_text(TEXT.replace("Tôi là", "Tên em"), encoding="utf-8")
    examples = list(load_examples(corpus, "train"))
    held_out = Learner(examples, SETTINGS, {"p0": 0, "q0": 1}).fit(without=1)
    alone, both = Learner(examples[:1], SETTINGS).fit(), Learner(examples, SETTINGS).fit()
    assert held_out.rows == alone.rows
    assert np.allclose(held_out.weights, alone.weights, atol=0.01)
    assert len(both.weights) > len(held_out.weights)


@pytest.mark.slow
def test_a_training_measures_petitions_held_out_and_the_test_split(corpus: Path) -> None:
    pytest.importorskip("pycrfsuite")
    for path in corpus.glob("*.gold.json"):
        gold = path.read_text(encoding="utf-8").replace('"targets": []', f'"targets": [{span("xã sửa")}]')
        path.write_text(gold.replace(span("sửa đường"), span("đường")), encoding="utf-8")
    tagger, figures = train(corpus, SETTINGS)
    assert tagger.field.labels[:4] == ("B-address", "B-petitioner", "B-request", "B-target")
    assert {name: split["model"]["petitioner"]["gold"] for name, split in figures.items()} == {
        "held_out_styles": 2, "held_out_series": 2, "test": 1,
    }  # fmt: skip
    assert figures["held_out_styles"]["model"]["request"]["f1"] == 1.0
