"""``donthu annotate open`` and its fellows: an archive in the store, from records to gold."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from nlp import cli
from nlp.annotate.archive.work import list_work, load_work, save_work
from nlp.store.engine import Store, open_store
from nlp.store.place import find_place
from nlp.store.users import Role, add_user
from tests.unit.annotate.archive.records import TEXTS, petition_of, record_of

AT = dt.datetime(2026, 11, 2, tzinfo=dt.UTC)
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(find_place(tmp_path / "data")) as opened:
        for name in ("lan", "mai"):
            add_user(opened, name, Role.ANALYST, at=AT, actor=None)
        yield opened


@pytest.fixture
def run(store: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    def call(*arguments: object) -> tuple[int, str, str]:
        status = cli.main(["annotate", *map(str, arguments), "--data", str(tmp_path / "data")])
        captured = capsys.readouterr()
        return status, captured.out, captured.err

    return call


@pytest.fixture
def records(tmp_path: Path) -> Path:
    rows = [*map(record_of, TEXTS), petition_of("Tôi tố cáo ông Ví Dụ.", "to_cao")]
    path = tmp_path / "records.jsonl"
    path.write_text(
        "".join(json.dumps(row | {"schema": "donthu/1", "source": {**row["source"], "sha256": "0" * 64}}) + "\n" for row in rows)
    )
    return path


def open_it(run: Run, records: Path, *more: object) -> tuple[int, str, str]:
    return run("open", "kho", records, "--guidelines", "2026-1", "--layer", "citations", "--annotator", "lan", *more)


def test_archive_from_records_to_gold(run: Run, records: Path, store: Store, tmp_path: Path) -> None:
    status, _, told = open_it(run, records, "--title", "Công văn 2026")
    assert status == 0 and "3 văn bản, 6 đoạn, 3 lượt giao" in told and "Bỏ ngoài 1: đơn tố cáo" in told
    assert "Công văn 2026" in run("archives")[1]
    assert json.loads(run("archives", "--json")[1])[0]["layers"] == ["citations"]
    assert run("result", "kho", "--out", tmp_path / "gold")[0] == 1
    first = list_work(store, "kho", 1)[0].document
    save_work(store, "kho", first, 1, load_work(store, "kho", first, 1).task, version=0, submit=True, at=AT)
    status, _, told = run("close", "kho", "--out", tmp_path / "gold")
    assert status == 0 and "Đã ghi 1 văn bản" in told
    [gold] = (tmp_path / "gold").glob("*.gold.json")
    made = json.loads(gold.read_text(encoding="utf-8"))
    assert (made["annotator"], made["guidelines"]) == ("lan", "2026-1")
    assert [row["number"] for row in made["citations"]] == ["68-KH/HU", None]
    assert (tmp_path / "gold" / made["file"]).read_text(encoding="utf-8") == TEXTS[0]
    assert "đã đóng" in run("archives")[1]


def test_progress_for_people_and_programs(run: Run, records: Path) -> None:
    open_it(run, records, "--with-denunciations", "Đo lỗi của máy")
    status, told, _ = run("progress", "kho", "--lang", "en")
    assert status == 0 and "Documents" in told and "lan" in told and "Citations" in told
    progress = json.loads(run("progress", "kho", "--json")[1])
    assert (progress["documents"], progress["given"], progress["agreement"]) == (4, 4, None)
    assert progress["layers"] == [{"layer": "citations", "hits": 6, "open": 6, "accepted": 0, "rejected": 0, "changed": 0}]


def test_what_cannot_be_is_told(run: Run, records: Path, tmp_path: Path) -> None:
    assert "store.no_user" in open_it(run, records, "--adjudicator", "khong_co")[2]
    assert "archive.each" in open_it(run, records, "--each", 2)[2]
    assert open_it(run, tmp_path / "nothing.jsonl")[0] == 2
    status, _, told = run("progress", "kho")
    assert status == 2 and "archive.none" in told and "Không có kho gán nhãn này" in told
