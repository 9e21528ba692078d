from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from nlp import cli
from nlp.store.audit import read_trail
from nlp.store.engine import open_store
from nlp.store.place import find_place
from nlp.triage.watch import TAKEN
from tests.unit.triage.petitions import DENUNCIATION, DISPATCH, complaint

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of a queue with a complaint, its copy, a denunciation and a dispatch; it is not changed by the tests."""
    folder = tmp_path_factory.mktemp("inbox")
    (folder / "in").mkdir()
    for name, text in {"a": complaint(), "b": complaint() + "\nBản sao.\n", "c": DENUNCIATION, "d": DISPATCH}.items():
        (folder / "in" / f"{name}.txt").write_text(text, encoding="utf-8")
    assert call(folder, "add", folder / "in", "--received", "2026-11-20") == 0
    return folder


def call(folder: Path, command: str, *arguments: object) -> int:
    config = folder / "linear.toml"
    config.write_text('[settings.petition_labels]\nmodel = "linear"\n', encoding="utf-8")
    runs = ["--config", str(config)] if command in ("add", "watch", "decide", "correct") else []
    words = ["inbox", command, *map(str, arguments), *runs, "--data", str(folder / "data"), "--lang", "en"]
    return cli.main(words)


@pytest.fixture
def run(data: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs ``donthu inbox`` in English on that queue; gives exit status, standard output and standard error."""
    monkeypatch.delenv("DONTHU_DATABASE", raising=False)

    def give(*arguments: object) -> tuple[int, str, str]:
        capsys.readouterr()
        status = call(data, *arguments)  # type: ignore[arg-type]
        captured = capsys.readouterr()
        return status, captured.out, captured.err

    return give


def rows(run: Run, *filters: object) -> list[dict[str, Any]]:
    status, out, _ = run("list", "--json", *filters)
    assert status == 0
    return [json.loads(line) for line in out.splitlines()]


def test_list_has_the_fields_of_the_contract(run: Run) -> None:
    listed = rows(run, "--status", "waiting")
    keys = {"id", "received", "type", "fields", "competent", "action", "priority", "due", "flags", "group", "reasons"}
    assert len(listed) == 3 and all(keys <= set(row) for row in listed)
    assert all(set(item) == {"rule", "date"} for row in listed for item in row["due"])


def test_list_is_filtered(run: Run) -> None:
    assert [row["type"] for row in rows(run, "--type", "to_cao")] == ["to_cao"]
    assert [row["status"] for row in rows(run, "--status", "not_petition")] == ["not_petition"]
    assert len(rows(run, "--action", "gop")) == 1
    assert len(rows(run, "--text", "vi du")) == 1
    assert rows(run, "--due-before", "2026-11-01") == []
    assert len(rows(run, "--limit", "1")) == 1


def test_list_for_people_is_a_line_a_petition(run: Run) -> None:
    status, out, _ = run("list", "--order", "priority")
    assert status == 0 and len(out.splitlines()) == 4
    assert "Denunciation" in out.splitlines()[0]  # the denouncer is threatened


def test_show_tells_reasons_and_steps_and_masks_people(run: Run) -> None:
    [row] = rows(run, "--type", "to_cao")
    status, out, _ = run("show", row["id"])
    assert status == 0 and "The denouncer is, or fears to be, threatened" in out
    assert "•" * 14 in out and "Ví Dụ" not in out
    assert "Ví Dụ" in run("show", row["id"], "--show-personal")[1]


def test_looking_is_recorded(run: Run, data: Path) -> None:
    [row] = rows(run, "--type", "to_cao")
    run("show", row["id"])
    run("show", row["id"], "--show-personal")
    with open_store(find_place(data / "data")) as store, store.read() as session:
        actions = [link.event.action for link in read_trail(session, subject=row["id"])]
    assert actions[-2:] == ["petition.view", "petition.unmask"]


def test_adding_again_changes_nothing(run: Run, data: Path) -> None:
    before = rows(run)
    status, out, err = run("add", data / "in" / "a.txt", "--received", "2026-11-20")
    assert status == 0 and "in the queue already" in out and "known 1" in err
    assert rows(run) == before


def test_file_that_cannot_be_read_gives_1_and_the_rest_is_taken(run: Run, data: Path) -> None:
    status, out, _ = run("add", data / "none.txt", data / "in" / "a.txt", "--received", "2026-11-20", "--json")
    assert status == 1
    assert {json.loads(line)["outcome"] for line in out.splitlines()} == {"refused", "known"}


def test_decision_and_fact(run: Run, tmp_path: Path) -> None:
    (tmp_path / "e.txt").write_text(complaint(5).replace("1986", "1985"), encoding="utf-8")
    _, out, _ = run("add", tmp_path / "e.txt", "--json")
    petition = json.loads(out)["id"]
    status, out, _ = run("correct", petition, "--fact", "nguoi_bi_kien=chu_tich_tinh")
    assert status == 0 and "nguoi_bi_kien = chu_tich_tinh (command line" in out
    status, out, _ = run("decide", petition, "luu_don", "--note", "trùng", "--type", "khac")
    assert status == 0 and "proposed: Guide" in out
    assert "triage.action" in run("decide", petition, "duyet")[2]
    assert run("decide", "0" * 16, "luu_don")[0] == 2


def test_fact_has_to_be_named(run: Run) -> None:
    assert run("correct", "0" * 16)[0] == 2


def test_export(run: Run, tmp_path: Path) -> None:
    assert run("export", "--format", "csv")[0] == 2
    status, _, err = run("export", "--format", "csv", "--out", tmp_path / "q.csv", "--status", "waiting")
    assert status == 0 and "Exported" in err
    with (tmp_path / "q.csv").open(encoding="utf-8-sig") as file:
        assert {line["status"] for line in csv.DictReader(file)} == {"waiting"}
    status, _, err = run("export", "--format", "gold", "--out", tmp_path / "gold")
    assert status == 0 and "masked" in err and (tmp_path / "gold").is_dir()


def test_watched_folder_is_emptied_once(run: Run, tmp_path: Path) -> None:
    (tmp_path / "e.txt").write_text(complaint(7), encoding="utf-8")
    status, out, _ = run("watch", tmp_path, "--once")
    assert status == 0 and "added as" in out
    assert [path.name for path in (tmp_path / TAKEN).iterdir()] == ["e.txt"]


def test_store_has_to_be_there_to_be_listed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert call(tmp_path, "list") == 2
    assert "store.missing" in capsys.readouterr().err
