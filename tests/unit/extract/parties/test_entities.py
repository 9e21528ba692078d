"""The spaCy pipeline of petitions: its tokenizer, its files, and what the reader takes from it."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from nlp.document.document import build_document
from nlp.errors import DonthuError, MissingExtra
from nlp.extract.parties.component import PetitionReader
from nlp.extract.parties.letter import read_letter
from nlp.resources.artefacts import MANIFEST

spacy = pytest.importorskip("spacy")

from nlp.extract.parties.entities.artefacts import load_entities, write_entities  # noqa: E402
from nlp.extract.parties.entities.find import find_entities  # noqa: E402
from nlp.extract.parties.entities.syllables import Syllables  # noqa: E402

TEXT = "ĐƠN KIẾN NGHỊ\nTôi là Lê Văn Ba, ở ấp 3, xã Tân An.\nĐề nghị xã sửa đường.\nLê Văn Ba\n"
NAMES = {"Lê Văn Ba": "petitioner", "ấp 3, xã Tân An": "address"}


@pytest.fixture(scope="module")
def pipeline() -> spacy.Language:
    """A pipeline that has learnt one petition by heart."""
    language = spacy.blank("xx", config={"nlp": {"tokenizer": {"@tokenizers": "donthu.Syllables.v1"}}})
    language.add_pipe("ner")
    doc = language.make_doc(TEXT)
    doc.set_ents([doc.char_span(at := TEXT.index(words), at + len(words), label=label) for words, label in NAMES.items()])
    example = spacy.training.Example(language.make_doc(TEXT), doc)
    spacy.util.fix_random_seed(0)
    optimizer = language.initialize(lambda: [example])
    for _ in range(120):
        language.update([example], sgd=optimizer)
    return language


@pytest.fixture(scope="module")
def folder(pipeline: spacy.Language, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("entities")
    write_entities(pipeline, out, {})
    return out


@pytest.mark.parametrize("text", [TEXT, " \n\tthửa  số 12/3a,tờ 7\u00a0.\r\n", "", "\n\n"])
def test_the_tokenizer_keeps_every_character(text: str) -> None:
    assert Syllables(spacy.vocab.Vocab())(text).text == text


def test_signs_are_tokens_of_their_own() -> None:
    doc = Syllables(spacy.vocab.Vocab())("ấp3,xã (Tân An)")
    assert [token.text for token in doc] == ["ấp", "3", ",", "xã", "(", "Tân", "An", ")"]


def test_the_norm_has_neither_diacritics_nor_digits() -> None:
    doc = Syllables(spacy.vocab.Vocab())("Thửa 21")
    assert [token.norm_ for token in doc] == ["thua", "00"]


def test_what_was_learnt_is_found_by_what_was_written(folder: Path) -> None:
    found = find_entities(folder, TEXT, ("petitioner", "address"))
    assert [(layer, span.of(TEXT)) for layer, span in found] == [
        ("petitioner", "Lê Văn Ba"), ("address", "ấp 3, xã Tân An"),
    ]  # fmt: skip


def test_only_the_layers_asked_for_are_found(folder: Path) -> None:
    assert {layer for layer, _ in find_entities(folder, TEXT, ("address",))} == {"address"}


def test_no_text_of_the_training_is_in_the_files(folder: Path) -> None:
    data = b"".join(path.read_bytes() for path in folder.iterdir())
    assert "Tân".encode() not in data and b"pickle" not in data


def test_the_same_pipeline_gives_the_same_bytes(folder: Path, tmp_path: Path) -> None:
    write_entities(load_entities(folder), tmp_path, {})
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {
        path.name: path.read_bytes() for path in folder.iterdir()
    }


def test_changed_weights_are_refused(pipeline: spacy.Language, tmp_path: Path) -> None:
    write_entities(pipeline, tmp_path, {})
    weights = next(tmp_path.glob("pipeline-*.msgpack"))
    weights.write_bytes(weights.read_bytes()[:-1] + b"x")
    with pytest.raises(DonthuError) as error:
        load_entities(tmp_path)
    assert error.value.code == "model.digest"


def test_unknown_format_is_refused(pipeline: spacy.Language, tmp_path: Path) -> None:
    write_entities(pipeline, tmp_path, {})
    manifest = json.loads((tmp_path / MANIFEST).read_text(encoding="utf-8"))
    (tmp_path / MANIFEST).write_text(json.dumps({**manifest, "format": "other/1"}), encoding="utf-8")
    with pytest.raises(DonthuError) as error:
        load_entities(tmp_path)
    assert error.value.code == "model.format"


def test_without_spacy_the_error_names_the_extra(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    load_entities.cache_clear()
    monkeypatch.setitem(sys.modules, "spacy.util", None)
    with pytest.raises(MissingExtra, match=r"donthu\[spacy\]"):
        load_entities(folder)


def test_named_layers_come_from_the_pipeline_and_the_others_from_the_finder(folder: Path) -> None:
    letter = read_letter(build_document(TEXT))
    reader = PetitionReader(finder="rules", entities=["address"], entity_model=str(folder))
    found, ruled = reader.find(letter), PetitionReader(finder="rules").find(letter)
    assert [(layer, span.of(TEXT)) for layer, span in found if layer == "address"] == [("address", "ấp 3, xã Tân An")]
    assert [item for item in found if item[0] != "address"] == [item for item in ruled if item[0] != "address"]
    assert found == sorted(found, key=lambda item: item[1])


def test_the_rule_of_the_facts_tells_of_the_pipeline(folder: Path) -> None:
    facts = PetitionReader(finder="rules", entities=["address"], entity_model=str(folder)).read(build_document(TEXT))
    assert facts.provenance.rule == "letter.rules.spacy"
    assert facts.petitioners[0].address == "ấp 3, xã Tân An"


@pytest.mark.parametrize("entities", [["request"], "address", 3])
def test_layers_that_the_pipeline_does_not_know_are_refused(entities: object) -> None:
    with pytest.raises(DonthuError) as error:
        PetitionReader(entities=entities)  # type: ignore[arg-type]
    assert error.value.code == "model.unknown"
