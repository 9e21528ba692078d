from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from nlp import cli
from nlp.cli import documents
from nlp.document.record import write_line
from nlp.evaluation import bench
from tests.unit.interop.records import dispatch_record, petition_record

DISPATCH = (
    "ỦY BAN NHÂN DÂN\nHUYỆN MẪU\n\nSố: 12/CV-UBND\n\nKính gửi: Các phòng, ban\n\n"
    "1. Báo cáo trước ngày 15/10/2024.\n\nNơi nhận:\n- Như trên;\n- Lưu: VT.\n"
)
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """A pipeline of the header and the clauses alone."""
    path = tmp_path / "part.toml"
    path.write_text('components = ["segment", "sentences"]\n', encoding="utf-8")
    return path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two texts, and a file that holds none."""
    path = tmp_path / "in"
    path.mkdir()
    for name in ("a.txt", "b.txt"):
        (path / name).write_text(DISPATCH + name, encoding="utf-8")
    (path / "c.pdf").write_bytes(b"")
    return path


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], config: Path) -> Run:
    """Runs ``main`` with the small pipeline; gives exit status, standard output and standard error."""

    def call(*arguments: object) -> tuple[int, str, str]:
        argv = [str(argument) for argument in arguments]
        if argv[0] in ("analyze", "check", "evaluate", "components", "bench"):
            argv += ["--config", str(config)]
        status = cli.main(argv)
        captured = capsys.readouterr()
        return status, captured.out, captured.err

    return call


def records_of(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


# analyze


def test_records_go_to_standard_output_as_json_lines(run: Run, folder: Path) -> None:
    status, out, err = run("analyze", folder / "a.txt")
    assert (status, err) == (0, "")
    [record] = records_of(out)
    assert record["header"]["number"] == "12/CV-UBND" and record["source"]["path"].endswith("a.txt")


def test_bad_file_gets_a_record_and_the_run_goes_on(run: Run, folder: Path) -> None:
    status, out, err = run("analyze", folder / "c.pdf", folder / "missing.txt", folder / "a.txt")
    assert status == 1
    assert [record["status"] for record in records_of(out)] == ["failed", "failed", "ok"]
    assert "[ingest.empty]" in err and "missing.txt" in err and "1 đọc đủ, 0 đọc một phần, 2 không đọc được" in err


def test_workers_give_the_same_records_in_the_same_order(run: Run, folder: Path) -> None:
    assert run("analyze", folder, "--workers", 2)[:2] == run("analyze", folder)[:2]


def test_standard_input_is_a_document(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(DISPATCH.encode())))
    [record] = records_of(run("analyze", "-")[1])
    assert record["source"]["path"] == "-" and record["header"]["number"] == "12/CV-UBND"


@pytest.mark.parametrize(("format", "start"), [("json", "[\n{"), ("text", "== "), ("html", "<!DOCTYPE"), ("akn", "<?xml")])
def test_formats_on_standard_output(run: Run, folder: Path, format: str, start: str) -> None:
    status, out, _ = run("analyze", folder / "a.txt", "--format", format)
    assert status == 0 and out.startswith(start)


def test_format_follows_the_suffix_of_out(run: Run, folder: Path, tmp_path: Path) -> None:
    status, out, err = run("analyze", folder / "a.txt", "--out", tmp_path / "a.json")
    assert (status, out) == (0, "") and "a.json" in err
    assert len(json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))) == 1


def test_html_of_several_documents_is_a_folder_with_an_index(run: Run, folder: Path, tmp_path: Path) -> None:
    assert run("analyze", folder, "--format", "html", "--out", tmp_path / "pages")[0] == 1
    assert sorted(p.name for p in (tmp_path / "pages").iterdir()) == ["a.txt.html", "b.txt.html", "c.pdf.html", "index.html"]


def test_html_of_one_document_may_be_a_file(run: Run, folder: Path, tmp_path: Path) -> None:
    assert run("analyze", folder / "a.txt", "--out", tmp_path / "a.html")[0] == 0
    assert (tmp_path / "a.html").read_text(encoding="utf-8").startswith("<!DOCTYPE html>")


def test_pages_of_several_documents_need_a_folder(run: Run, folder: Path, tmp_path: Path) -> None:
    assert run("analyze", folder, "--format", "html")[0] == 2
    assert run("analyze", folder, "--out", tmp_path / "a.html")[0] == 2
    assert run("analyze", folder, "--format", "json", "--out", tmp_path)[0] == 2


def test_file_of_results_inside_the_folder_is_no_document(run: Run, folder: Path) -> None:
    run("analyze", folder, "--out", folder / "out.jsonl")
    run("analyze", folder, "--out", folder / "out.jsonl")
    assert len(records_of((folder / "out.jsonl").read_text(encoding="utf-8"))) == 3


def test_resume_skips_what_is_done_and_appends(run: Run, folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    run("analyze", folder / "b.txt", "--out", out)
    status, _, err = run("analyze", folder / "a.txt", folder / "b.txt", "--out", out, "--resume")
    assert status == 0 and "Bỏ qua 1 văn bản" in err
    assert [Path(r["source"]["path"]).name for r in records_of(out.read_text(encoding="utf-8"))] == ["b.txt", "a.txt"]


CITING = DISPATCH.replace("1. Báo cáo", "Căn cứ Luật Đất đai số 45/2013/QH13, yêu cầu:\n\n1. Báo cáo")


@pytest.mark.parametrize("suffix", [".json", ".graphml"])
def test_graph_of_a_resumed_run_is_that_of_a_whole_one(run: Run, config: Path, tmp_path: Path, suffix: str) -> None:
    config.write_text('components = ["segment", "sentences", "citations"]\n', encoding="utf-8")
    place, out = tmp_path / "in", tmp_path / "out.jsonl"
    place.mkdir()
    (place / "a.txt").write_text(CITING, encoding="utf-8")
    assert run("analyze", str(place), "--out", str(out), "--graph", str(tmp_path / f"one{suffix}"))[0] == 0
    (place / "b.txt").write_text(CITING.replace("12/CV", "13/CV"), encoding="utf-8")
    run("analyze", str(place), "--out", str(out), "--resume", "--graph", str(tmp_path / f"resumed{suffix}"))
    run("analyze", str(place), "--graph", str(tmp_path / f"whole{suffix}"))
    whole = (tmp_path / f"whole{suffix}").read_text(encoding="utf-8")
    assert (tmp_path / f"resumed{suffix}").read_text(encoding="utf-8") == whole
    assert whole.count("45/2013/qh13") > (tmp_path / f"one{suffix}").read_text(encoding="utf-8").count("45/2013/qh13") > 0


def test_graph_wants_a_suffix_that_it_knows(run: Run, folder: Path) -> None:
    status, _, err = run("analyze", str(folder), "--graph", "g.txt")
    assert status == 2
    assert ".graphml" in err


def test_resume_needs_a_jsonl(run: Run, folder: Path, tmp_path: Path) -> None:
    assert run("analyze", folder, "--resume")[0] == 2
    assert run("analyze", folder, "--resume", "--out", tmp_path / "a.json")[0] == 2


def test_empty_folder_is_wrong_usage(run: Run, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    status, _, err = run("analyze", tmp_path / "empty")
    assert status == 2 and "Không tìm thấy văn bản nào" in err


def test_ocr_setting_reaches_the_readers(run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = []

    def analyze(entries: Any, config: Any, **_: Any) -> Any:
        seen.append(config.ingest.ocr)
        return iter(())

    monkeypatch.setattr(documents, "analyze_entries", analyze)
    run("analyze", folder, "--ocr", "never")
    assert seen == ["never"]


# check


def fake_records(monkeypatch: pytest.MonkeyPatch, *records: dict[str, Any]) -> None:
    monkeypatch.setattr(documents, "analyze_entries", lambda *_, **__: iter(records))


def test_violation_gives_exit_status_1(run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fake_records(monkeypatch, dispatch_record())
    status, out, _ = run("check", folder / "a.txt")
    assert status == 1 and "Vi phạm – dispatch.number" in out and "Điều 8 Nghị định 30/2020/NĐ-CP" in out


def test_no_violation_gives_exit_status_0(run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fake_records(monkeypatch, petition_record())
    assert run("check", folder / "a.txt")[0] == 0


def test_findings_as_json_lines(run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fake_records(monkeypatch, dispatch_record(), petition_record())
    _, out, _ = run("check", folder / "a.txt", folder / "b.txt", "--json")
    assert [row["rule"] for row in records_of(out)] == ["dispatch.number"]


def test_report_goes_to_a_file(run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    fake_records(monkeypatch, dispatch_record())
    status, out, err = run("check", folder / "a.txt", "--out", tmp_path / "report.html")
    assert status == 1 and out == "" and "1 vi phạm" in err
    assert "Kết quả rà soát" in (tmp_path / "report.html").read_text(encoding="utf-8")


def test_directive_without_tasks_is_wrong_usage(run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fake_records(monkeypatch, petition_record())
    status, _, err = run("check", folder / "a.txt", "--against", folder / "b.txt")
    assert status == 2 and "--against" in err


# law


def test_due_as_json_has_the_fields_of_the_contract(run: Run) -> None:
    status, out, _ = run("law", "due", "KN_GQ1", "--from", "2024-01-02", "--given", "phuc_tap=true", "--json")
    due = json.loads(out)
    assert status == 0 and (due["due"], due["amount"], due["unit"]) == ("2024-02-16", 45, "day")
    assert {"rule", "from", "due", "amount", "unit", "legal_basis", "steps", "warnings"} <= set(due)


@pytest.mark.parametrize(
    "arguments",
    [
        ("law", "due", "NO_SUCH_RULE", "--from", "2024-01-02"), ("law", "due", "KN_GQ1", "--from", "2024-02-30"),
        ("law", "due", "KN_GQ1"), ("law", "due", "KN_GQ1", "--from", "2024-01-02", "--given", "phuc_tap"),
        ("law", "due", "KN_GQ1", "--from", "2024-01-02", "--given", "khong_co=1"), ("law",),
    ],
)  # fmt: skip
def test_wrong_calls_of_law_give_2(run: Run, arguments: tuple[str, ...]) -> None:
    status, out, err = run(*arguments)
    assert (status, out) == (2, "") and err.startswith("donthu: lỗi: ")


@pytest.mark.parametrize(
    ("day", "number"), [("2014-01-01", "13/2003/QH11"), ("2020-01-01", "45/2013/QH13"), ("2025-06-01", "31/2024/QH15")]
)
def test_law_show_takes_a_title_for_what_it_meant_on_the_day(run: Run, day: str, number: str) -> None:
    status, out, _ = run("law", "show", "luật đất đai", "--as-of", day, "--json")
    assert (status, json.loads(out)["number"]) == (0, number)


def test_instrument_with_its_status_on_a_day(run: Run) -> None:
    _, out, _ = run("law", "show", "45/2013/QH13", "--as-of", "2024-08-01", "--json")
    assert json.loads(out)["status_on"] == "expired"


def test_instrument_that_is_not_there_gives_1_and_names_similar_ones(run: Run) -> None:
    status, out, err = run("law", "show", "02/2012/QH13")
    assert (status, out) == (1, "") and "02/2011/QH13" in err


def test_law_check_lists_what_to_review(run: Run) -> None:
    status, out, _ = run("law", "check", "--as-of", "2040-01-01", "--json")
    rows = records_of(out)
    assert status == (1 if any(row["kind"] == "dangling" for row in rows) else 0)
    assert any(row["kind"] == "stale" for row in rows)


# evaluate, components, bench


@pytest.fixture
def gold(folder: Path) -> Path:
    header = {"number": "12/CV-UBND"}
    for name in ("a", "b"):
        (folder / f"{name}.gold.json").write_text(json.dumps({"file": f"{name}.txt", "header": header}), encoding="utf-8")
    return folder


def test_evaluation_prints_a_table(run: Run, gold: Path) -> None:
    status, out, _ = run("evaluate", "--gold", gold)
    assert status == 0 and "2 văn bản chuẩn" in out
    assert ["header.number", "1.0000", "right=2", "of=2"] in [line.split() for line in out.splitlines()]


def test_evaluation_against_a_baseline_lists_losses(run: Run, gold: Path, tmp_path: Path) -> None:
    (tmp_path / "before.json").write_text(run("evaluate", "--gold", gold, "--json")[1], encoding="utf-8")
    (gold / "a.txt").write_text("khác", encoding="utf-8")
    status, out, _ = run("evaluate", "--gold", gold, "--baseline", tmp_path / "before.json", "--errors", 1)
    assert status == 0 and "tốt lên 0, kém đi 1" in out and "- kém đi (sót): '12/CV-UBND'" in out


def test_evaluation_refuses_what_loses_beyond_its_interval_unless_forced(run: Run, gold: Path, tmp_path: Path) -> None:
    (tmp_path / "before.json").write_text(run("evaluate", "--gold", gold, "--json")[1], encoding="utf-8")
    for name in ("a.txt", "b.txt"):
        (gold / name).write_text("khác", encoding="utf-8")
    arguments = ("evaluate", "--gold", gold, "--baseline", tmp_path / "before.json")
    status, out, _ = run(*arguments)
    assert status == 1 and "KHÔNG nhận" in out and "header.number" in out.splitlines()[-1]
    assert json.loads(run(*arguments, "--json")[1])["comparison"]["verdict"] == "refused"
    assert run(*arguments, "--force")[0] == 0


def test_evaluation_fails_only_where_a_document_failed(run: Run, gold: Path) -> None:
    (gold / "b.txt").unlink()
    status, out, _ = run("evaluate", "--gold", gold, "--json")
    assert status == 1 and json.loads(out)["failed"] == 1


def test_evaluation_of_one_split(run: Run, gold: Path) -> None:
    assert run("evaluate", "--gold", gold, "--split", "test")[0] == 2  # no corpus: nothing says what is in which split
    rows = "".join(f"{name}\t{split}\tdispatch\t\t\t\t\t\n" for name, split in (("a", "train"), ("b", "test")))
    head = "name\tsplit\tfamily\tkind\tstyle\tplace\tyear\tnoise\n"
    (gold / "manifest.tsv").write_text(head + rows, encoding="utf-8")
    status, out, _ = run("evaluate", "--gold", gold, "--split", "test", "--json")
    assert status == 0 and list(json.loads(out)["items"]) == ["b.txt"]


def test_evaluation_without_gold_is_wrong_usage(run: Run, tmp_path: Path) -> None:
    assert run("evaluate", "--gold", tmp_path)[0] == 2


def test_components_of_the_configuration(run: Run) -> None:
    _, out, _ = run("components", "--json")
    assert [row["name"] for row in records_of(out)] == ["segment", "sentences"]
    assert "segment (phiên bản" in run("components")[1]


def test_bench_of_a_folder(run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bench, "load_peer", lambda: None)
    status, out, _ = run("bench", "--texts", folder, "--seconds", 1, "--json")
    assert status == 0 and json.loads(out)["speeds"][0]["characters_per_second"] > 0
    assert run("bench", "--texts", folder / "none")[0] == 2


# language, usage, configuration


@pytest.mark.parametrize(("lang", "said"), [("vi", "donthu: lỗi: thiếu đối số bắt buộc"), ("en", "donthu: error: the following")])
@pytest.mark.parametrize("place", ["before", "behind"])
def test_errors_speak_the_language_asked_for(run: Run, lang: str, said: str, place: str) -> None:
    option = ["--lang", lang]
    status, _, err = run(*option, "analyze") if place == "before" else run("analyze", *option)
    assert status == 2 and err.startswith(said)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("analyze", "x", "--format", "pdf"), "--format: “pdf” không hợp lệ"),
        (("analyze", "x", "--workers", "0"), "“0” không phải số nguyên dương"),
        (("analyze", "x", "--as-of", "2024-13-01"), "“2024-13-01” không phải ngày có thật"),
        (("analyze", "x", "--nonsense"), "đối số không nhận ra: --nonsense"),
        (("analyze", "x", "--cluster", "a"), "cần --out THƯ_MỤC"),
        (("analyze", "x", "--shard-size", "5", "--format", "html", "--out", "o"), "không phải html"),
        (("analyze", "-", "--shard-size", "5", "--out", "o"), "không đi cùng"),
        (("analyze", "x", "--out"), "--out: cần một giá trị"),
        (("nonsense",), "“nonsense” không hợp lệ"),
    ],
)
def test_wrong_usage_is_explained(capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], said: str) -> None:
    assert cli.main(list(arguments)) == 2
    assert said in capsys.readouterr().err


def test_wrong_configuration_gives_2_with_a_way_out(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    (tmp_path / "bad.toml").write_text('components = ["segmnt"]', encoding="utf-8")
    assert cli.main(["components", "--config", str(tmp_path / "bad.toml")]) == 2
    err = capsys.readouterr().err
    assert "Cấu hình có khóa hoặc thành phần không tồn tại" in err and "segment" in err


@pytest.mark.parametrize("arguments", [["--version"], ["--help"], ["analyze", "--help"], ["law", "due", "--help"]])
def test_help_and_version_give_0(capsys: pytest.CaptureFixture[str], arguments: list[str]) -> None:
    assert cli.main(arguments) == 0
    assert "donthu" in capsys.readouterr().out


# as a process


def process(*arguments: object, **options: Any) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "nlp", *map(str, arguments)], cwd=Path(cli.__file__).parents[2],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, **options,
    )  # fmt: skip


def test_output_is_utf8_whatever_the_locale(folder: Path, config: Path) -> None:
    running = process("analyze", folder / "a.txt", "--config", config, "--format", "text", env={**os.environ, "LC_ALL": "C"})
    out, err = running.communicate(timeout=60)
    assert running.returncode == 0 and "Công văn 12/CV-UBND" in out.decode("utf-8"), err


def test_reader_that_goes_away_is_no_error(tmp_path: Path, config: Path) -> None:
    for number in range(40):
        (tmp_path / f"{number:02}.txt").write_text(DISPATCH * 40, encoding="utf-8")
    running = process("analyze", tmp_path, "--config", config)
    assert running.stdout and running.stderr
    running.stdout.readline()
    running.stdout.close()
    assert running.stderr.read() == b"" and running.wait(timeout=60) == 141


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
@pytest.mark.parametrize("workers", [1, 2])
def test_interrupt_gives_130_and_a_run_to_resume(tmp_path: Path, config: Path, workers: int) -> None:
    texts = tmp_path / "texts"
    texts.mkdir()
    for number in range(400):
        (texts / f"{number:03}.txt").write_text(DISPATCH * 60, encoding="utf-8")
    out = tmp_path / "out.jsonl"
    arguments = ("analyze", texts, "--config", config, "--out", out, "--workers", workers)
    running = process(*arguments, start_new_session=True)
    part = out.with_name("out.jsonl.part")
    end = time.monotonic() + 60
    while time.monotonic() < end and not (part.exists() and part.stat().st_size):
        time.sleep(0.02)
    os.killpg(running.pid, signal.SIGINT)
    _, err = running.communicate(timeout=60)
    assert running.returncode == 130 and b"Traceback" not in err and "--resume" in err.decode()
    assert part.exists() and not out.exists()
    done = part.read_bytes().count(b"\n")
    assert 0 < done < 400
    resumed = process(*arguments[:-2], "--resume")
    _, err = resumed.communicate(timeout=120)
    assert resumed.returncode == 0 and f"Bỏ qua {done} văn bản" in err.decode()
    assert out.read_bytes().count(b"\n") == 400 and not part.exists()


def test_resume_refuses_a_file_of_other_things(run: Run, folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    out.write_text("something else\n" + write_line(dispatch_record()) + "\n", encoding="utf-8")
    status, _, err = run("analyze", folder, "--out", out, "--resume")
    assert status == 2 and "Dòng này không phải bản ghi phân tích" in err
    assert out.read_text(encoding="utf-8").startswith("something else")
