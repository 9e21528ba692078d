"""Units, labels, the field and its files."""

from __future__ import annotations

import itertools
import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from nlp.document.document import build_document
from nlp.errors import DonthuError
from nlp.extract.parties.component import MODEL, PetitionReader
from nlp.extract.parties.letter import read_letter
from nlp.extract.parties.tagging.artefacts import load_tagger, write_tagger
from nlp.extract.parties.tagging.crf import ConditionalRandomField
from nlp.extract.parties.tagging.features import observe
from nlp.extract.parties.tagging.spans import read_labels, write_labels
from nlp.extract.parties.tagging.tagger import favour
from nlp.extract.parties.tagging.tokens import read_units
from nlp.resources.artefacts import MANIFEST, find_model_directory
from nlp.text.span import Span

LETTER = "ĐƠN KHIẾU NẠI\n\nTôi là Lê Văn Ba, ở ấp 3, xã Tân An.\nĐề nghị hủy Quyết định số 12/QĐ-UBND ngày 3/4/2020.\nLê Văn Ba\n"


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    folder = tmp_path / "model"
    shutil.copytree(find_model_directory(MODEL), folder)
    return folder


def test_numbers_dates_and_symbols_are_one_unit() -> None:
    bare = read_units(build_document(LETTER)).bare
    assert "0/qd-ubnd" in bare and "0/0/0" in bare


def test_a_list_marker_is_not_glued_to_its_item() -> None:
    assert read_units(build_document("1.Hủy quyết định")).bare[:3] == ("0", ".", "huy")


def test_every_word_stands_in_its_unit() -> None:
    units = read_units(build_document(LETTER))
    for place, start, end in zip(units.words, units.tokens.starts, units.tokens.ends, strict=True):
        assert units.starts[place] <= start and end <= units.ends[place]


def test_labels_give_the_spans_back() -> None:
    units = read_units(build_document(LETTER))
    name, address = LETTER.index("Lê Văn Ba"), LETTER.index("ấp 3")
    spans = [("petitioner", Span(name, name + 9)), ("address", Span(address, address + 15))]
    assert read_labels(units, write_labels(units, spans)) == spans


def test_spans_side_by_side_stay_two() -> None:
    units = read_units(build_document("sửa đường làm cống"))
    spans = [("request", Span(0, 9)), ("request", Span(10, 18))]
    assert read_labels(units, write_labels(units, spans)) == spans


def test_what_holds_no_letter_is_no_span() -> None:
    units = read_units(build_document("Tên: ....."))
    assert read_labels(units, ["O", "O", *["B-petitioner"], *["I-petitioner"] * (len(units) - 3)]) == []


def test_columns_are_as_long_as_the_text() -> None:
    letter = read_letter(build_document(LETTER))
    units = read_units(letter.document)
    assert {len(values) for values in observe(letter, units, []).values()} == {len(units)}


def test_text_without_diacritics_has_no_marked_forms() -> None:
    letter = read_letter(build_document("Toi la Le Van Ba, o ap 3, xa Tan An. De nghi huy quyet dinh so 12."))
    assert not any(name.startswith("m") for name in observe(letter, read_units(letter.document), []))


def test_decoding_finds_the_best_sequence() -> None:
    generator = np.random.default_rng(0)
    field = ConditionalRandomField(("a", "b", "c"), {}, np.zeros((1, 3), np.float32), generator.normal(size=(3, 3)).astype("f4"))
    scores = generator.normal(size=(5, 3)).astype("f4")

    def weigh(path: tuple[int, ...]) -> float:
        return sum(scores[i, k] for i, k in enumerate(path)) + sum(field.transitions[a, b] for a, b in itertools.pairwise(path))

    best = max(itertools.product(range(3), repeat=5), key=weigh)
    assert field.decode(scores) == [field.labels[k] for k in best]


def test_unknown_values_and_columns_weigh_nothing() -> None:
    weights = np.array([[1, 2], [0, 0]], np.float32)
    field = ConditionalRandomField(("O", "B"), {"b0": {"ông": 0}}, weights, np.zeros((2, 2), np.float32))
    assert field.score({"b0": ["ông", "bà", None], "other": ["ông"] * 3}).tolist() == [[1, 2], [0, 0], [0, 0]]


def test_a_favour_moves_only_the_first_label() -> None:
    field = ConditionalRandomField(
        ("B-request", "I-request", "O"), {}, np.zeros((1, 3), np.float32), np.zeros((3, 3), np.float32)
    )
    assert favour(field, np.zeros((1, 3), np.float32), {"request": 0.5}).tolist() == [[0.5, 0, 0]]


def test_changed_weights_are_refused(copy: Path) -> None:
    weights = next(copy.glob("weights-*.npz"))
    weights.write_bytes(weights.read_bytes()[:-1] + b"x")
    with pytest.raises(DonthuError) as error:
        load_tagger(copy)
    assert error.value.code == "model.digest"


def test_unknown_format_is_refused(copy: Path) -> None:
    manifest = json.loads((copy / MANIFEST).read_text(encoding="utf-8"))
    (copy / MANIFEST).write_text(json.dumps({**manifest, "format": "other/1"}), encoding="utf-8")
    with pytest.raises(DonthuError) as error:
        load_tagger(copy)
    assert error.value.code == "model.format"


def test_same_model_gives_the_same_bytes_and_the_same_spans(tmp_path: Path) -> None:
    shipped = find_model_directory(MODEL)
    write_tagger(load_tagger(shipped), tmp_path / "a", {})
    write_tagger(load_tagger(tmp_path / "a"), tmp_path / "b", {})
    first = {path.name: path.read_bytes() for path in (tmp_path / "a").iterdir()}
    assert first == {path.name: path.read_bytes() for path in (tmp_path / "b").iterdir()}
    letter = read_letter(build_document(LETTER))
    assert load_tagger(tmp_path / "b").find(letter, []) == load_tagger(shipped).find(letter, [])


def test_artefacts_are_small_and_no_pickles() -> None:
    files = [path for path in find_model_directory(MODEL).iterdir() if path.is_file()]
    assert sum(path.stat().st_size for path in files) < 4_000_000
    assert {path.suffix for path in files} <= {".json", ".npz", ".gz", ".md"}


def test_unknown_finder_is_refused() -> None:
    with pytest.raises(DonthuError) as error:
        PetitionReader(finder="guess")
    assert error.value.code == "model.unknown"


def test_rules_alone_need_no_model(tmp_path: Path) -> None:
    facts = PetitionReader(finder="rules", model=str(tmp_path)).read(build_document(LETTER))
    assert [person.name for person in facts.petitioners] == ["Lê Văn Ba"]


def test_a_folder_without_model_is_named(tmp_path: Path) -> None:
    with pytest.raises(DonthuError) as error:
        PetitionReader(model=str(tmp_path)).read(build_document(LETTER))
    assert error.value.code == "model.manifest"
