"""``donthu annotate``: an archive goes out, comes back as gold, and its annotators are compared."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from nlp import cli

CORPUS = Path(__file__).parents[3] / "corpora/dispatches"
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    def call(*arguments: object) -> tuple[int, str, str]:
        status = cli.main(["annotate", *map(str, arguments)])
        captured = capsys.readouterr()
        return status, captured.out, captured.err

    return call


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    folder = tmp_path / "lan"
    folder.mkdir()
    for name in ("dp001", "dp002"):
        for suffix in (".txt", ".gold.json"):
            shutil.copy(CORPUS / (name + suffix), folder)
    return folder


def test_documents_go_out_and_come_back_as_gold(run: Run, gold: Path, tmp_path: Path) -> None:
    out, back = tmp_path / "out", tmp_path / "back"
    assert (
        run("export", gold / "dp001.txt", "--to", "prodigy", "--out", out, "--guidelines", "2", "--as-of", "2024-01-01")[0] == 0
    )
    status, _, told = run("import", out, "--from", "prodigy", "--out", back, "--annotator", "mai")
    assert status == 0 and "Đã nhận 1 bài" in told
    (file,) = (back / "mai").glob("*.gold.json")
    made = json.loads(file.read_text(encoding="utf-8"))
    assert (made["annotator"], made["guidelines"]) == ("mai", "2") and made["citations"]
    text = (back / "mai" / made["file"]).read_bytes().decode()
    assert all(text[row["start"] : row["end"]] == row["text"] for row in made["citations"])


def test_gold_goes_out_and_comes_back_unchanged(run: Run, gold: Path, tmp_path: Path) -> None:
    run("export", gold, "--gold", "--to", "brat", "--out", tmp_path / "out")
    assert run("import", tmp_path / "out", "--from", "brat", "--out", tmp_path / "back")[0] == 0
    for file in gold.iterdir():
        came = (tmp_path / "back" / file.name).read_bytes()
        assert json.loads(came) == json.loads(file.read_bytes()) if file.suffix == ".json" else came == file.read_bytes()


def test_records_of_an_earlier_run_go_out_with_the_layers_asked_for(run: Run, gold: Path, tmp_path: Path) -> None:
    records = tmp_path / "records.jsonl"
    assert cli.main(["analyze", str(gold / "dp001.txt"), "--out", str(records), "--as-of", "2024-01-01"]) == 0
    out = tmp_path / "out"
    status, _, _ = run("export", records, "--records", "--to", "label-studio", "--out", out, "--layer", "deadlines")
    (row,) = json.loads((out / "tasks.json").read_bytes())
    assert status == 0 and row["data"]["head"]["layers"] == ["deadlines"] and (out / "labels.xml").is_file()


def test_what_cannot_be_taken_is_told_and_the_rest_comes(run: Run, gold: Path, tmp_path: Path) -> None:
    run("export", gold, "--gold", "--to", "brat", "--out", tmp_path / "out")
    (tmp_path / "out/dp001.txt").write_text("khác", encoding="utf-8")
    status, _, told = run("import", tmp_path / "out", "--from", "brat", "--out", tmp_path / "back")
    assert status == 1 and "dp001: không nhận được" in told and "Đã nhận 1 bài, từ chối 1" in told
    assert sorted(file.name for file in (tmp_path / "back").iterdir()) == ["dp002.gold.json", "dp002.txt"]


@pytest.mark.parametrize(
    "options",
    [("export", "--to", "brat", "--records"), ("export", "--to", "brat", "--gold"), ("import", "--from", "brat")],
)
def test_a_path_that_is_not_there_is_wrong_usage_and_writes_nothing(run: Run, options: tuple[str, ...], tmp_path: Path) -> None:
    name, *rest = options
    assert run(name, tmp_path / "nothing", "--out", tmp_path / "out", *rest)[0] == 2
    assert not (tmp_path / "out").exists()


def test_a_format_that_there_is_not_is_wrong_usage(run: Run, gold: Path, tmp_path: Path) -> None:
    status, _, told = run("export", gold, "--to", "xml", "--out", tmp_path)
    assert status == 2 and "label-studio" in told


def test_agreement_of_two_folders_and_of_the_model(run: Run, gold: Path, tmp_path: Path) -> None:
    pytest.importorskip("krippendorff", reason="the extra annotate is not installed")
    other = shutil.copytree(gold, tmp_path / "mai")
    file = other / "dp001.gold.json"
    changed = json.loads(file.read_bytes())
    changed["citations"].pop()
    file.write_text(json.dumps(changed), encoding="utf-8")
    records = tmp_path / "records.jsonl"
    paths = [str(gold / f"{name}.txt") for name in ("dp001", "dp002")]
    assert cli.main(["analyze", *paths, "--out", str(records), "--as-of", "2024-01-01"]) == 0
    status, out, _ = run("agreement", gold, other, "--records", records, "--json")
    found = json.loads(out.splitlines()[-1])
    layers = {one["layer"]: one for one in found["layers"]}
    assert status == 0 and found["annotators"] == ["lan", "mai"]
    assert layers["deadlines"]["cohen"] == {"lan / mai": 1.0} and 0 < layers["citations"]["alpha"] < 1
    assert {pair for one in found["model"] for pair in one["cohen"]} == {"lan / model", "mai / model"}
    assert "Người gán nhãn: lan, mai" in run("agreement", gold, other)[1]


def test_agreement_of_one_annotator_is_an_error(run: Run, gold: Path) -> None:
    status, _, told = run("agreement", gold)
    assert status == 2 and "annotate.agreement" in told


def test_what_to_annotate_next_without_copies_and_what_is_annotated(run: Run, tmp_path: Path) -> None:
    pytest.importorskip("sklearn", reason="the extra annotate is not installed")
    archive, gold = tmp_path / "archive", tmp_path / "gold"
    for folder in (archive, gold):
        folder.mkdir()
    for name in ("pa001", "pa002", "pa003", "pa004"):
        shutil.copy(CORPUS.parent / f"petitions/{name}.txt", archive)
    (archive / "copy.txt").write_text((archive / "pa002.txt").read_text(encoding="utf-8") + "\nKính mong.\n", encoding="utf-8")
    for suffix in (".txt", ".gold.json"):
        shutil.copy(CORPUS.parent / f"petitions/pa001{suffix}", gold)
    records = tmp_path / "records.jsonl"
    assert cli.main(["analyze", str(archive), "--out", str(records), "--as-of", "2024-01-01"]) == 0
    status, out, told = run("select", records, "--records", "--count", 4, "--annotated", gold, "--json")
    rows = [json.loads(line) for line in out.splitlines()]
    chosen = sorted(Path(row["path"]).stem for row in rows)
    assert status == 0 and chosen in (["copy", "pa003", "pa004"], ["pa002", "pa003", "pa004"])
    assert "Chọn 3 trong 5 văn bản; bỏ qua 2 văn bản gần trùng" in told
    assert all(row["reasons"][0].startswith("loại đơn: ") for row in rows)
    assert "lĩnh vực chính: " in run("select", records, "--records", "--count", 1, "--layer", "fields")[1]


def test_documents_themselves_are_read_for_selection(run: Run) -> None:
    pytest.importorskip("sklearn", reason="the extra annotate is not installed")
    paths = [CORPUS / f"dp00{number}.txt" for number in (1, 2)]
    status, out, _ = run("select", *paths, "--count", 1, "--layer", "citations", "--as-of", "2024-01-01")
    assert status == 0 and "đoạn kém chắc nhất trong" in out and "dp00" in out


def test_a_folder_of_gold_that_is_not_there_is_wrong_usage(run: Run, tmp_path: Path) -> None:
    status, _, told = run("select", CORPUS / "dp001.txt", "--count", 1, "--annotated", tmp_path / "nothing")
    assert status == 2 and "nothing" in told
