"""``donthu register``, ``obligations`` and ``search`` on a small register."""

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
from tests.unit.register.dispatches import DISTRICT, PROVINCE, REPORT, id_of
from tests.unit.triage.petitions import complaint

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of a register with a directive, a plan and a report; a petition among the files was left out."""
    folder = tmp_path_factory.mktemp("register")
    (folder / "in" / "below").mkdir(parents=True)
    for name, text in {"a": PROVINCE, "below/b": DISTRICT, "c": REPORT, "d": complaint()}.items():
        (folder / "in" / f"{name}.txt").write_text(text, encoding="utf-8")
    config = folder / "linear.toml"
    config.write_text('[settings.petition_labels]\nmodel = "linear"\n', encoding="utf-8")
    assert call(folder, "register", "add", folder / "in", "--received", "2024-06-03", "--config", config) == 0
    return folder


def call(folder: Path, *words: object) -> int:
    return cli.main([*map(str, words), "--data", str(folder / "data"), "--lang", "en"])


@pytest.fixture
def run(data: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a command on that register; gives exit status, standard output and standard error."""
    monkeypatch.delenv("DONTHU_DATABASE", raising=False)

    def give(*words: object) -> tuple[int, str, str]:
        capsys.readouterr()
        status = call(data, *words)
        captured = capsys.readouterr()
        return status, captured.out, captured.err

    return give


def rows(run: Run, *words: object) -> list[dict[str, Any]]:
    status, out, _ = run(*words, "--json")
    assert status == 0
    return [json.loads(line) for line in out.splitlines()]


def test_folder_is_added_once_and_petitions_are_left_out(run: Run, data: Path) -> None:
    told = rows(run, "register", "add", data / "in", "--config", data / "linear.toml")
    assert sorted(one["outcome"] for one in told) == ["known", "known", "known", "petition"]


def test_search_has_the_fields_of_the_contract(run: Run) -> None:
    hits = rows(run, "search", "doi", "thoai", "ve", "dat", "dai")
    keys = {"obligation", "text", "document", "number", "issuer", "assignees", "due", "score", "highlights"}
    assert len(hits) >= 2 and all(keys <= set(hit) for hit in hits)
    assert all(hit["text"][span["start"] : span["end"]] == span["text"] for hit in hits for span in hit["highlights"])
    assert hits[0]["highlights"][0]["text"].startswith("đối thoại")


@pytest.mark.parametrize(
    ("words", "numbers"),
    [
        (("báo cáo kết quả đối thoại", "--issuer", "ubnd huyen phu binh"), {"77/KH-UBND"}),
        (("báo cáo kết quả đối thoại", "--due-from", "2024-04-20", "--due-to", "2024-04-30"), {"45/CT-UBND"}),
        (("đối thoại", "--assignee", "Sở Tài nguyên và Môi trường"), {"45/CT-UBND"}),
        (("đối thoại", "--field", "tham_nhung"), set()),
        (("đối thoại", "--level", "huyen", "--kind", "ke_hoach", "--year", "2024"), {"77/KH-UBND"}),
        (("đối thoại", "--issuer", "UBND tỉnh Nghệ An"), set()),
        (("45/CT-UBND", "--limit", "1"), {"45/CT-UBND"}),
    ],
)
def test_search_is_filtered(run: Run, words: tuple[str, ...], numbers: set[str]) -> None:
    hits = rows(run, "search", *words)
    assert {hit["number"] for hit in hits} == numbers
    assert "--limit" not in words or len(hits) == 1


def test_search_for_people_is_by_directive_and_marked(run: Run) -> None:
    status, out, _ = run("search", "hướng dẫn lập hồ sơ")
    assert status == 0 and "45/CT-UBND, 2024-01-10, Ủy ban nhân dân tỉnh Thái Nguyên" in out
    assert "«hướng dẫn lập hồ sơ»" in out


def test_overdue_is_as_of_the_day(run: Run) -> None:
    late = rows(run, "obligations", "--overdue", "--as-of", "2024-04-20")
    assert [row["overdue_since"] for row in late] == ["2024-02-27", "2024-03-24", "2024-04-14", "2024-04-19"]
    assert rows(run, "obligations", "--overdue", "--as-of", "2024-01-15") == []


def test_obligations_for_people(run: Run) -> None:
    status, out, _ = run("obligations", "--assignee", "thanh tra", "--as-of", "2024-01-15")
    assert status == 0 and "Open" in out and "Thanh tra tỉnh Thái Nguyên" in out and "2024-01-24" in out


def test_status_is_set_with_its_evidence(run: Run) -> None:
    [row] = rows(run, "obligations", "--assignee", "Sở Tài nguyên và Môi trường")
    status, out, _ = run("register", "status", row["id"], "done", "--evidence", id_of(REPORT), "--note", "đã có", "--json")
    shown = json.loads(out)
    assert (status, shown["status"], shown["history"][0]["evidence"]) == (0, "xong", id_of(REPORT))
    assert [hit["number"] for hit in rows(run, "search", "hồ sơ đối thoại", "--status", "xong")] == ["45/CT-UBND"]
    assert run("register", "status", row["id"], "open")[0] == 0
    assert rows(run, "obligations", "--status", "xong") == []


def test_unknown_obligation_is_told(run: Run) -> None:
    status, _, err = run("register", "status", "nothing", "done")
    assert status == 2 and "register.no_obligation" in err


def test_calendar_is_written(run: Run, tmp_path: Path) -> None:
    status, _, err = run("obligations", "--ics", tmp_path / "a.ics", "--as-of", "2024-01-15")
    text = (tmp_path / "a.ics").read_text(encoding="utf-8")
    assert status == 0 and "5" in err
    assert text.count("BEGIN:VTODO") == 5 and "RRULE:FREQ=MONTHLY;BYMONTHDAY=24" in text


def test_tables_are_written_and_recorded(run: Run, data: Path, tmp_path: Path) -> None:
    for form in ("csv", "xlsx", "json", "jsonl"):
        assert run("obligations", "--format", form, "--out", tmp_path / f"a.{form}", "--as-of", "2024-01-15")[0] == 0
    with (tmp_path / "a.csv").open(encoding="utf-8-sig", newline="") as file:
        table = list(csv.DictReader(file))
    assert len(table) == 5 and table[0]["number"] == "45/CT-UBND" and table[0]["due"] == "2024-04-29"
    assert len(json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))) == 5
    import openpyxl

    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx").active
    assert sheet is not None and sheet.max_row == 6
    with open_store(find_place(data / "data"), create=False) as store, store.read() as session:
        exports = [link.event for link in read_trail(session) if link.event.action == "obligation.export"]
    assert [event.details["format"] for event in exports][-4:] == ["csv", "xlsx", "json", "jsonl"]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("obligations", "--format", "xlsx"), "--out"),
        (("obligations", "--ics", "a.ics", "--json"), "--ics"),
        (("search",), "QUERY"),
        (("register", "status", "x", "overdue"), "overdue"),
    ],
)
def test_wrong_calls_are_told(run: Run, words: tuple[str, ...], told: str) -> None:
    status, _, err = run(*words)
    assert status == 2 and told in err


def test_index_is_made_anew(run: Run) -> None:
    status, _, err = run("register", "rebuild-index")
    assert status == 0 and "5 obligations" in err


def test_store_that_is_not_there_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert call(tmp_path, "search", "x") == 2
    assert "store.missing" in capsys.readouterr().err
