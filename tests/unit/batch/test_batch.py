"""A batch on this machine: its plan, its shards, what is set aside, and what a second call does."""

from __future__ import annotations

import datetime as dt
import json
import os
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from nlp.batch.folder import Batch, load_manifest, open_batch
from nlp.batch.local import run_here
from nlp.batch.plan import load_inputs, load_plan
from nlp.batch.shard import analyze_shard
from nlp.errors import DonthuError
from nlp.ingest.walk import Entry, find_entries
from nlp.pipeline.config import PipelineConfig, load_config
from nlp.pipeline.contained import Analysed
from nlp.pipeline.limits import Limits
from tests.unit.pipeline import hostile

DAY = dt.date(2026, 11, 2)
SHIPPED = load_config()
CONFIG = replace(
    SHIPPED, settings={**SHIPPED.settings, "petition_labels": {"model": "linear"}}, limits=Limits(seconds=60, memory=256)
)  # fmt: skip


def open_(out: Path, *paths: Path, config: PipelineConfig = CONFIG, size: int = 4, **options: Any) -> Batch:
    given = {"format": "jsonl", "as_of": DAY, "today": DAY, **options}
    return open_batch(out, [str(path) for path in paths], config, shard_size=size, **given)


@pytest.fixture
def letters(tmp_path: Path) -> Path:
    """Ten letters in folders and an archive, a hidden file, and files that are none."""
    folder = tmp_path / "in"
    (folder / "a").mkdir(parents=True)
    for number in range(5):
        (folder / "a" / f"{number}.txt").write_text(hostile.LETTER + str(number), encoding="utf-8")
    with zipfile.ZipFile(folder / "b.zip", "w") as archive:
        for number in range(5):
            archive.writestr(f"{number}.txt", hostile.LETTER + f"trong kho {number}")
        archive.writestr("__MACOSX/x", b"")
    (folder / ".hidden").write_text("x", encoding="utf-8")
    return folder


@pytest.fixture
def mixed(letters: Path) -> Path:
    """Beside the letters a torn PDF, bytes of no kind, and a package that unfolds into too much."""
    (letters / "torn.pdf").write_bytes(b"%PDF-1.4 torn")
    (letters / "bytes.bin").write_bytes(bytes(range(256)) * 4)
    (letters / "bomb.docx").write_bytes(
        hostile.exploding_docx(
            b'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>'
            b"@<w:p><w:r/></w:p>@</w:body></w:document>",
            times=2_000_000,
        )
    )
    return letters


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def all_lines(out: Path, pattern: str) -> list[dict[str, Any]]:
    return [line for path in sorted(out.glob(pattern)) for line in lines(path)]


def test_every_input_is_counted_once_and_what_fails_is_set_aside(mixed: Path, tmp_path: Path) -> None:
    with open_(tmp_path / "out", mixed) as batch:
        assert len(list(run_here(batch, workers=2))) == 4
        summary = batch.finish()
    assert (summary.inputs, summary.left_out, summary.documents) == (15, 2, 13)
    assert (summary.analysed, summary.failed, summary.lost, summary.not_document) == (10, 1, 1, 1)
    assert (summary.read, summary.skipped, summary.waiting, summary.quarantined) == (13, 0, 0, 2)
    records = all_lines(tmp_path / "out", "records/*.jsonl")
    assert sorted(record["source"]["path"] for record in records) == sorted(
        [*(str(mixed / "a" / f"{n}.txt") for n in range(5)), *(f"{mixed / 'b.zip'}!{n}.txt" for n in range(5))]
    )
    quarantine = lines(tmp_path / "out/quarantine.jsonl")
    aside = {Path(line["path"]).name: (line["status"], line["code"], line["attempts"]) for line in quarantine}
    assert aside == {"torn.pdf": ("failed", "ingest.pdf.truncated", 1), "bomb.docx": ("lost", "pipeline.memory", 2)}


def test_manifest_says_which_inputs_a_shard_holds_and_what_its_files_are(letters: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    with open_(out, letters / "a") as batch:
        list(run_here(batch, workers=1))
    manifest = load_manifest(out, 0)
    assert [fate.path for fate in manifest.inputs] == [entry.path for entry in load_inputs(out, 0, CONFIG)]
    assert [(fate.status, fate.attempts) for fate in manifest.inputs] == [("ok", 1)] * 4
    (written,) = manifest.files
    assert (written.name, written.rows, written.bytes) == ("records/000000.jsonl", 4, (out / written.name).stat().st_size)


def test_inputs_are_taken_one_by_one_and_come_back_as_they_were_found(letters: Path, tmp_path: Path) -> None:
    with open_(tmp_path / "out", letters) as batch:
        planned = [entry for shard in batch.pending() for entry in batch.inputs(shard)]
    found = list(find_entries([letters]))
    assert [entry.path for entry in planned] == [entry.path for entry in found]
    assert [entry.read() for entry in planned] == [entry.read() for entry in found]


def test_paths_that_lie_in_another_are_read_once(letters: Path, tmp_path: Path) -> None:
    with open_(tmp_path / "out", letters / "a", letters, letters / "a/1.txt") as batch:
        assert batch.plan.documents == 10


def test_what_is_passed_over_is_read_where_it_is_named(letters: Path, tmp_path: Path) -> None:
    with open_(tmp_path / "out", letters, letters / ".hidden") as batch:
        assert batch.plan.documents == 11


def test_the_folder_of_results_is_no_input(letters: Path) -> None:
    for resume in (False, True):
        with open_(letters / "out", letters, resume=resume) as batch:
            list(run_here(batch, workers=1))
            assert batch.finish().documents == 10


def test_a_name_that_is_no_utf8_is_kept(tmp_path: Path) -> None:
    name = os.fsdecode(os.fsencode(str(tmp_path)) + b"/\xffdon.txt")
    try:
        Path(name).write_text(hostile.LETTER, encoding="utf-8")
    except OSError:
        pytest.skip("the file system takes names in UTF-8 only")
    with open_(tmp_path / "out", Path(name)) as batch:
        list(run_here(batch, workers=1))
        assert batch.finish().analysed == 1
    assert load_manifest(tmp_path / "out", 0).inputs[0].path == name


def test_a_second_call_does_only_what_is_missing(letters: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    with open_(out, letters) as batch:
        results = run_here(batch, workers=1)
        next(results)
        results.close()
    with open_(out, letters, resume=True) as batch:
        assert list(batch.pending()) == [1, 2]
        list(run_here(batch, workers=1))
        summary = batch.finish()
    assert (summary.skipped, summary.read, summary.analysed) == (4, 6, 10)


def test_a_shard_whose_file_was_cut_is_done_again(letters: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    with open_(out, letters) as batch:
        list(run_here(batch, workers=1))
    before = (out / "records/000001.jsonl").read_bytes()
    (out / "records/000001.jsonl").write_bytes(before[:100])
    with open_(out, letters, resume=True) as batch:
        assert list(batch.pending()) == [1]
        list(run_here(batch, workers=1))
    assert (out / "records/000001.jsonl").read_bytes() == before


def test_the_date_of_the_first_call_stays(letters: Path, tmp_path: Path) -> None:
    with open_(tmp_path / "out", letters):
        pass
    later = dt.date(2027, 1, 1)
    with open_(tmp_path / "out", letters, as_of=None, today=later, resume=True) as batch:
        assert batch.plan.as_of == DAY


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({}, "batch.exists"),
        ({"resume": True, "size": 5}, "batch.differs"),
        ({"resume": True, "format": "parquet"}, "batch.differs"),
        ({"resume": True, "as_of": dt.date(2027, 1, 1)}, "batch.differs"),
        ({"resume": True, "config": SHIPPED}, "batch.differs"),
    ],
)
def test_another_call_into_the_same_folder_is_refused(letters: Path, tmp_path: Path, options: dict[str, Any], code: str) -> None:
    with open_(tmp_path / "out", letters):
        pass
    with pytest.raises(DonthuError) as raised:
        open_(tmp_path / "out", letters, **options)
    assert raised.value.code == code


def test_two_runs_do_not_share_a_folder(letters: Path, tmp_path: Path) -> None:
    with open_(tmp_path / "out", letters), pytest.raises(DonthuError) as raised:
        open_(tmp_path / "out", letters, resume=True)
    assert raised.value.code == "batch.locked"


def test_a_folder_with_other_files_is_left_alone(letters: Path, tmp_path: Path) -> None:
    with pytest.raises(DonthuError) as raised:
        open_(tmp_path, letters)
    assert raised.value.code == "batch.foreign"


def test_a_plan_that_was_cut_short_is_made_anew(letters: Path, tmp_path: Path) -> None:
    with open_(tmp_path / "out", letters):
        pass
    (tmp_path / "out/plan.json").unlink()
    (tmp_path / "out/manifest").rmdir()
    with open_(tmp_path / "out", letters) as batch:
        assert batch.plan.documents == 10
    assert load_plan(tmp_path / "out") == batch.plan


def test_nothing_to_read_is_told(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    with pytest.raises(DonthuError) as raised:
        open_(tmp_path / "out", tmp_path / "in")
    assert raised.value.code == "batch.no_documents"


def test_parquet_has_the_same_schema_and_rows_as_the_records(letters: Path, tmp_path: Path, root: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet", reason="the extra batch is not installed")
    paths = [root / "corpora/dispatches" / f"dp00{n}.txt" for n in (1, 2)] + [root / "corpora/petitions/pa001.txt", letters]
    for form in ("jsonl", "parquet"):
        with open_(tmp_path / form, *paths, format=form) as batch:
            list(run_here(batch, workers=1))
    records = all_lines(tmp_path / "jsonl", "records/*.jsonl")
    for table in ("documents", "citations", "deadlines", "obligations"):
        files = sorted((tmp_path / "parquet" / table).iterdir())
        assert len({parquet.read_schema(file) for file in files}) == 1
        rows = [row for file in files for row in parquet.read_table(file).to_pylist()]
        expected = records if table == "documents" else [item for record in records for item in record[table]]
        assert len(rows) == len(expected) > 2
        for row, item in zip(rows, expected, strict=True):
            assert {name: plain(row[name]) for name in row if name in item and name not in NESTED} == {
                name: item[name] for name in item if name in row and name not in NESTED
            }
    citation = parquet.read_table(tmp_path / "parquet/citations/000000.parquet").to_pylist()[0]
    first = next(item for record in records for item in record["citations"])
    assert citation["provisions"] == first["provisions"] and citation["path"] == records[0]["source"]["path"]


# Structures that the tables keep a part of; `pages` are those of the source.
NESTED = {"instrument", "findings", "problems", "pages"}


def plain(value: object) -> object:
    """A value of a table as the record has it."""
    if isinstance(value, dt.date):
        return value.isoformat()
    return [plain(item) for item in value] if isinstance(value, list) else value


def test_a_document_may_come_through_at_the_second_attempt(tmp_path: Path) -> None:
    fates: Iterator[str] = iter(["pipeline.crashed", ""])

    def analyze(entry: Entry) -> Analysed:
        code = next(fates)
        return Analysed(b"{}", "failed" if code else "ok", "0" * 64, code, "x" if code else "")

    result = analyze_shard(0, [Entry("a", bytes)], analyze, format="jsonl", folder=tmp_path)
    assert [(fate.status, fate.attempts, fate.code) for fate in result.inputs] == [("ok", 2, "")]
