from __future__ import annotations

import hashlib
import json
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from nlp.document.record import write_line
from nlp.errors import DonthuError
from nlp.ingest.walk import Entry
from nlp.interop.output import FileOutput, FolderOutput, Renderer, StreamOutput, guess_format, part_path, read_lines, write_whole
from nlp.interop.resume import load_earlier
from tests.unit.interop.records import dispatch_record, petition_record


def record_of(path: str, data: bytes) -> dict[str, Any]:
    record = petition_record()
    record["source"] = {**record["source"], "path": path, "sha256": hashlib.sha256(data).hexdigest()}
    return record


def entry(path: str, data: bytes) -> Entry:
    return Entry(path, partial(bytes, data))


@pytest.mark.parametrize(
    ("name", "format"), [("a.jsonl", "jsonl"), ("a.JSON", "json"), ("a.txt", "text"), ("a.xml", "akn"), ("pages", "html")]
)
def test_suffix_names_the_format(name: str, format: str) -> None:
    assert guess_format(Path(name), "html") == format


@pytest.mark.parametrize("count", [0, 1, 2])
def test_json_is_an_array_whatever_the_number(count: int) -> None:
    written: list[str] = []
    output = StreamOutput(written.append, Renderer("json"))
    for _ in range(count):
        output.write(dispatch_record())
    output.finish()
    assert len(json.loads("".join(written))) == count


def test_file_appears_only_when_the_run_is_done(tmp_path: Path) -> None:
    out = tmp_path / "new" / "a.jsonl"
    output = FileOutput(out, Renderer("jsonl"))
    output.write(dispatch_record())
    assert not out.exists() and part_path(out).exists()
    assert output.finish() == out
    assert sorted(p.name for p in out.parent.iterdir()) == ["a.jsonl"]


def test_run_cut_short_keeps_lines_to_resume_from_and_the_earlier_result(tmp_path: Path) -> None:
    out = tmp_path / "a.jsonl"
    out.write_text("before\n", encoding="utf-8")
    output = FileOutput(out, Renderer("jsonl"))
    output.write(dispatch_record())
    assert output.abandon() == part_path(out)
    assert out.read_text(encoding="utf-8") == "before\n"


def test_other_formats_cut_short_leave_nothing(tmp_path: Path) -> None:
    output = FileOutput(tmp_path / "a.json", Renderer("json"))
    output.write(dispatch_record())
    assert output.abandon() is None and list(tmp_path.iterdir()) == []


def test_path_that_is_no_utf8_stays_readable_json(tmp_path: Path) -> None:
    output = FileOutput(tmp_path / "a.jsonl", Renderer("jsonl"))
    output.write(record_of("a\udcff.txt", b"x"))
    output.finish()
    [(_, key)] = read_lines(tmp_path / "a.jsonl")
    assert key[0] == "a\udcff.txt"


def test_folder_holds_a_page_a_document_and_an_index(tmp_path: Path) -> None:
    output = FolderOutput(tmp_path, Renderer("html"))
    for path in ("x/a.txt", "y/A.txt", "kho.zip!trong/../b c.pdf", "..", "index"):
        output.write(record_of(path, b""))
    output.finish()
    names = sorted(p.name for p in tmp_path.iterdir())
    assert names == sorted(["A.txt-2.html", "a.txt.html", "b_c.pdf.html", "document.html", "index-2.html", "index.html"])


def test_akn_folder_has_no_index(tmp_path: Path) -> None:
    output = FolderOutput(tmp_path, Renderer("akn"))
    output.write(dispatch_record())
    output.finish()
    assert [p.name for p in tmp_path.iterdir()] == ["chi-thi.txt.xml"]


def test_whole_file_replaces_another(tmp_path: Path) -> None:
    write_whole(tmp_path / "a", "1")
    write_whole(tmp_path / "a", "2")
    assert [(p.name, p.read_text()) for p in tmp_path.iterdir()] == [("a", "2")]


def test_resumed_run_skips_what_is_done_and_drops_a_line_cut_off(tmp_path: Path) -> None:
    out = tmp_path / "a.jsonl"
    done, cut = write_line(record_of("1", b"one")), write_line(record_of("2", b"two"))
    out.write_text(f"{done}\n{cut[:100]}", encoding="utf-8")
    earlier = load_earlier(out)
    left = list(earlier.not_done([entry("1", b"one"), entry("2", b"two")]))
    assert [e.path for e in left] == ["2"] and earlier.skipped == 1
    assert list(earlier.lines) == [done + "\n"]


def test_resumed_run_reads_the_part_of_a_run_cut_short(tmp_path: Path) -> None:
    out = tmp_path / "a.jsonl"
    part_path(out).write_text(write_line(record_of("1", b"one")) + "\n", encoding="utf-8")
    earlier = load_earlier(out)
    assert list(earlier.not_done([entry("1", b"one")])) == []
    output = FileOutput(out, Renderer("jsonl"), earlier.lines)
    output.finish(earlier.replaced)
    assert [key[0] for _, key in read_lines(out)] == ["1"] and not part_path(out).exists()


def test_changed_document_replaces_its_earlier_record(tmp_path: Path) -> None:
    out = tmp_path / "a.jsonl"
    out.write_text(write_line(record_of("1", b"old")) + "\n" + write_line(record_of("2", b"two")) + "\n", encoding="utf-8")
    earlier = load_earlier(out)
    output = FileOutput(out, Renderer("jsonl"), earlier.lines)
    for item in earlier.not_done([entry("1", b"new"), entry("2", b"two")]):
        output.write(record_of(item.path, item.read()))
    output.finish(earlier.replaced)
    new, two = hashlib.sha256(b"new").hexdigest(), hashlib.sha256(b"two").hexdigest()
    assert [key for _, key in read_lines(out)] == [("2", two), ("1", new)]


def test_file_that_holds_other_things_is_not_resumed(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"schema": "other"}\n', encoding="utf-8")
    with pytest.raises(DonthuError, match="a.jsonl: 1"):
        load_earlier(tmp_path / "a.jsonl")
