from __future__ import annotations

from copy import deepcopy
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from nlp.document.document import build_document
from nlp.document.record import encode_record, load_schema
from nlp.ingest.reader import read_document
from nlp.ingest.settings import IngestSettings
from tests.unit.interop.records import dispatch_record, failed_record, petition_record

ODD = [
    b"", b"\x00\x01\x02", "a\ud800b".encode("utf-16-le", "surrogatepass"), b"%PDF-1.4 cut off", b"PK\x03\x04", b"\xff\xfe",
    "Kính gửi:\n" .encode() * 3, b"<html><body>\xc3", ("x" * 9000).encode(), "e\u0302\u0301".encode(),
]  # fmt: skip


def complaints(record: dict[str, Any]) -> list[str]:
    validator = jsonschema.Draft202012Validator(load_schema())
    return [f"{error.json_path}: {error.message[:200]}" for error in validator.iter_errors(record)]


def test_schema_is_one() -> None:
    jsonschema.Draft202012Validator.check_schema(load_schema())
    assert load_schema()["properties"]["schema"] == {"const": "donthu/1"}


@pytest.mark.parametrize("make", [dispatch_record, petition_record, failed_record])
def test_records_with_every_layer_obey(make: Any) -> None:
    assert complaints(make()) == []


@pytest.mark.parametrize("data", ODD, ids=range(len(ODD)))
def test_records_of_odd_files_obey(data: bytes) -> None:
    assert complaints(encode_record(read_document(data, path="x", settings=IngestSettings()))) == []


def test_record_of_a_text_that_nothing_was_found_in_obeys() -> None:
    assert complaints(encode_record(build_document("Xin chào."))) == []


def test_schema_knows_every_field_that_the_record_has() -> None:
    fields = set(encode_record(build_document("x")))
    assert set(load_schema()["required"]) <= fields <= set(load_schema()["properties"])


def test_fields_may_be_added() -> None:
    record = dispatch_record()
    record["note"] = record["header"]["note"] = record["citations"][0]["note"] = {"x": 1}
    assert complaints(record) == []


def _drop(record: dict[str, Any], *path: str | int) -> dict[str, Any]:
    node: Any = record
    for key in path[:-1]:
        node = node[key]
    del node[path[-1]]
    return record


@pytest.mark.parametrize(
    "path",
    [
        ("citations",), ("problems",), ("header", "number"), ("header", "signature", "name"), ("source", "ocr"),
        ("citations", 0, "relation"), ("citations", 0, "text"), ("citations", 0, "source_start"), ("deadlines", 0, "due"),
        ("obligations", 0, "assignees", 0, "role"), ("findings", 0, "legal_basis"), ("segments", 0, "level"),
        ("citations", 0, "provenance", "rule"),
    ],
)  # fmt: skip
def test_no_field_is_left_out(path: tuple[str | int, ...]) -> None:
    assert complaints(_drop(deepcopy(dispatch_record()), *path)) != []


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("family",), "letter"), (("kind",), "Công văn"), (("regime",), "army"), (("schema",), "donthu/2"), (("id",), "xyz"),
        (("header", "date"), "12/7/2023"), (("header", "number"), "03 /CT-UBND"), (("header", "signature", "authority"), "T/M"),
        (("citations", 0, "relation"), "likes"), (("citations", 0, "urn"), "http://x"), (("citations", 0, "start"), -1),
        (("deadlines", 0, "type"), "soon"), (("deadlines", 0, "bound"), "until"), (("deadlines", 0, "unit"), "week"),
        (("obligations", 0, "modality"), "may"), (("obligations", 0, "assignees", 0, "role"), "boss"),
        (("findings", 0, "verdict"), "ok"), (("findings", 0, "severity"), "fatal"), (("segments", 0, "type"), "footer"),
        (("problems", 0, "severity"), "fatal"), (("petition",), {}), (("sentences", 0), [1]), (("source", "sha256"), "0"),
    ],
)  # fmt: skip
def test_values_outside_the_contract_are_refused(path: tuple[str | int, ...], value: object) -> None:
    record: Any = deepcopy(dispatch_record())
    node = record
    for key in path[:-1]:
        node = node[key]
    node[path[-1]] = value
    assert complaints(record) != []


def test_petition_needs_its_card_and_a_kind_of_petition() -> None:
    without, wrong = petition_record(), petition_record()
    without["petition"], wrong["kind"] = None, "cong_van"
    assert complaints(without) != [] and complaints(wrong) != []


@pytest.mark.slow
def test_records_of_the_corpora_obey(root: Path, tmp_path: Path) -> None:
    """One text in eight, by the fast classifier: what the encoder adds has the same shape, and is read where its figures are
    made."""
    from nlp.pipeline.config import load_config
    from nlp.pipeline.runner import load_pipeline

    (tmp_path / "fast.toml").write_text('[settings.petition_labels]\nmodel = "linear"\n', encoding="utf-8")
    pipeline = load_pipeline(load_config(tmp_path / "fast.toml"))
    files = sorted((root / "corpora").rglob("*.txt"))[::8]
    assert len(files) > 300
    for file in files:
        document = read_document(file.read_bytes(), path=str(file), settings=IngestSettings())
        assert complaints(encode_record(pipeline.run(document))) == [], file.name
