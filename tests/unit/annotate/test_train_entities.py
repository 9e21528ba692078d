"""What the spaCy pipeline learns from, and how it is measured, on a handful of petitions."""

from __future__ import annotations

from pathlib import Path

import pytest

from nlp.annotate.doc_bin import build_doc
from nlp.annotate.task import AnnotatedSpan, build_task
from nlp.annotate.train_entities import Settings, build_example, choose_layers, export, load_settings, measure
from nlp.errors import DonthuError
from nlp.evaluation.train_people import load_examples

spacy = pytest.importorskip("spacy")

ROOT = Path(__file__).resolve().parents[3]
HEADER = "name\tsplit\tfamily\tkind\tstyle\tplace\tyear\tnoise\n"
TEXT = "ĐƠN KIẾN NGHỊ\nTôi là Lê Văn Ba, ở ấp 3, xã Tân An.\nĐề nghị xã sửa đường.\nLê Văn Ba\n"


def span(text: str) -> str:
    start = TEXT.index(text)
    return f'{{"start": {start}, "end": {start + len(text)}, "text": "{text}"}}'


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    names = ("pa1", "pa2", "pb1")
    rows = "".join(f"{name}\ttrain\tpetition\tdon_kien_nghi\ts\t\t\tnone\n" for name in names)
    (tmp_path / "manifest.tsv").write_text(HEADER + rows, encoding="utf-8")
    spans = f'"petitioners": [{span("Lê Văn Ba")}], "addresses": [{span("ấp 3, xã Tân An")}], "requests": [{span("sửa đường")}]'
    for name in names:
        (tmp_path / f"{name}.txt").write_text(TEXT, encoding="utf-8")
        gold = f'{{"petition": {{"type": "kien_nghi", "fields": ["xay_dung"], "targets": [], {spans}}}}}'
        (tmp_path / f"{name}.gold.json").write_text(gold, encoding="utf-8")
    return tmp_path


def read_docs(folder: Path) -> list[spacy.tokens.Doc]:
    files = sorted(folder.glob("*.spacy"))
    return [doc for file in files for doc in spacy.tokens.DocBin().from_disk(file).get_docs(spacy.vocab.Vocab())]


def test_parameters_of_the_project_are_read() -> None:
    assert load_settings(ROOT / "params.yaml").folds >= 2


def test_a_missing_parameter_is_named(tmp_path: Path) -> None:
    (tmp_path / "params.yaml").write_text("entities: {folds: 2}\n", encoding="utf-8")
    with pytest.raises(DonthuError) as error:
        load_settings(tmp_path / "params.yaml")
    assert error.value.code == "train.params"


def test_a_series_is_learnt_from_or_stops_the_training(corpus: Path, tmp_path: Path) -> None:
    counts = export(corpus, Settings(plain_one_in=1, folds=2), tmp_path / "out")
    assert counts == {"train": 2, "dev": 2}  # pb1 with and without diacritics; pa1, pa2
    docs = read_docs(tmp_path / "out/train")
    assert [doc.ents[0].text for doc in docs] == ["Lê Văn Ba", "Le Van Ba"]


def test_entities_of_the_doc_are_people_places_and_bodies(corpus: Path) -> None:
    doc = build_doc(build_example(next(load_examples(corpus, "train"))))
    assert [(ent.label_, ent.text) for ent in doc.ents] == [("petitioner", "Lê Văn Ba"), ("address", "ấp 3, xã Tân An")]
    assert doc[0].ent_iob_ == "O"


def test_where_a_layer_was_not_looked_at_the_rest_is_unknown() -> None:
    task = build_task("d", TEXT, spans=[AnnotatedSpan("a", "petitioners", "petitioner", 21, 30)])
    doc = build_doc(task)
    assert [ent.text for ent in doc.ents] == ["Lê Văn Ba"]
    assert doc[0].ent_iob_ == ""


def test_of_entities_that_overlap_the_longest_stands() -> None:
    spans = [AnnotatedSpan("a", "targets", "target", 0, 13), AnnotatedSpan("b", "petitioners", "petitioner", 4, 8)]
    doc = build_doc(build_task("d", TEXT, spans=spans))
    assert [(ent.label_, ent.text) for ent in doc.ents] == [("target", "ĐƠN KIẾN NGHỊ")]
    assert [len(doc.spans[name]) for name in ("targets", "petitioners")] == [1, 1]


def test_gains_are_told_with_their_intervals(corpus: Path) -> None:
    examples = list(load_examples(corpus, "train"))
    found = [(example, {"rules": [], "model": example.gold, "spacy": example.gold[:1]}) for example in examples]
    figures = measure(found)
    assert figures["spacy"]["petitioner"]["f1"] == 1.0
    assert figures["gain_on_rules"]["petitioner"] == [1.0, 1.0, 1.0]
    assert figures["gain_on_model"]["address"] == [-1.0, -1.0, -1.0]
    assert choose_layers(figures) == []
    assert choose_layers({"gain_on_model": figures["gain_on_rules"]}) == ["petitioner"]
