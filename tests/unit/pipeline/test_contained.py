"""Documents in child processes: hostile files made here, what becomes of them and of those beside them."""

from __future__ import annotations

import hashlib
import io
import multiprocessing
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from PIL import Image

from nlp.errors import ConfigError
from nlp.ingest.walk import Entry
from nlp.pipeline.batch import analyze_entries
from nlp.pipeline.config import PipelineConfig, load_config
from nlp.pipeline.contained import ContainedAnalyzer
from nlp.pipeline.limits import Limits
from tests.unit.pipeline import hostile

HEAD = b'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>'
TAIL = b"</w:body></w:document>"
LETTER = hostile.LETTER.encode()


def config() -> PipelineConfig:
    shipped = load_config()
    return replace(shipped, settings={**shipped.settings, "petition_labels": {"model": "linear"}})


def entry(name: str, data: bytes, **facts: str) -> Entry:
    return Entry(name, partial(hostile.give, data), facts)


@pytest.fixture(scope="module")
def analyzer() -> Iterator[ContainedAnalyzer]:
    with ContainedAnalyzer(config(), workers=2, limits=Limits(seconds=60, cpu_seconds=60, memory=768)) as opened:
        yield opened


def codes(record: dict) -> list[str]:
    return [problem["code"] for problem in record["problems"]]


def test_records_come_in_order_and_equal_those_of_this_process(analyzer: ContainedAnalyzer) -> None:
    entries = [entry(f"{i}.txt", LETTER + f"Việc thứ {i}.".encode()) for i in range(20)]
    pairs = list(analyzer.analyze(entries))
    assert [one for one, _ in pairs] == entries
    assert [record for _, record in pairs] == list(analyze_entries(entries, config()))


def test_only_a_few_entries_ahead_are_taken(analyzer: ContainedAnalyzer) -> None:
    taken: list[int] = []

    def entries() -> Iterator[Entry]:
        for i in range(100):
            taken.append(i)
            yield entry(f"{i}.txt", LETTER)

    records = analyzer.analyze(entries())
    next(records)
    records.close()
    assert len(taken) <= 10


def test_a_slow_document_does_not_hold_up_what_is_given_as_it_is_done() -> None:
    with ContainedAnalyzer(config(), workers=2, limits=Limits(seconds=4)) as analyzer:
        entries = [Entry("slow", hostile.wait_for_ever), *(entry(f"{i}.txt", LETTER) for i in range(3))]
        done = [(one.path, codes(record)) for one, record in analyzer.analyze(entries, in_order=False)]
    assert done[-1] == ("slow", ["pipeline.timeout"])
    assert sorted(done[:-1]) == [(f"{i}.txt", []) for i in range(3)]


def test_lost_documents_have_a_record_and_the_run_goes_on() -> None:
    entries = [
        entry("a.txt", LETTER), Entry("loop", hostile.loop_in_a_library), Entry("crash", hostile.crash), entry("b.txt", LETTER)
    ]  # fmt: skip
    fast = replace(config(), limits=Limits(seconds=6))
    others = multiprocessing.active_children()
    records = list(analyze_entries(entries, fast, workers=2))
    assert [(r["source"]["path"], r["status"], codes(r)) for r in records] == [
        ("a.txt", "ok", []), ("loop", "failed", ["pipeline.timeout"]), ("crash", "failed", ["pipeline.crashed"]),
        ("b.txt", "ok", []),
    ]  # fmt: skip
    assert set(multiprocessing.active_children()) <= set(others)


def picture(side: int, mode: str) -> bytes:
    buffer = io.BytesIO()
    Image.new(mode, (side, side), 255 if mode == "L" else (255, 255, 255)).save(buffer, "PNG")
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("make", "code"),
    [
        pytest.param(
            lambda: hostile.exploding_docx(HEAD + b"@<w:p/>@" + TAIL, times=45_000_000), "ingest.docx.bomb", id="past-the-limit"
        ),
        pytest.param(
            lambda: hostile.exploding_docx(HEAD + b"@<w:p><w:r/></w:p>@" + TAIL, times=8_000_000),
            "pipeline.memory", id="within-it",
        ),
        pytest.param(lambda: hostile.exploding_docx(HEAD + b"@<w:p>@", times=500_000), "ingest.docx.malformed", id="deep-xml"),
        pytest.param(
            lambda: hostile.exploding_docx(HEAD + b"@<w:sdt>@" + b"</w:sdt>" * 100_000 + TAIL, times=100_000),
            "ingest.docx.nesting", id="deep-and-closed",
        ),
        pytest.param(lambda: hostile.many_pages(1_000_000), "ingest.pdf.too_many_pages", id="million-pages"),
        pytest.param(lambda: picture(10_000, "RGB"), "pipeline.memory", id="100-megapixels"),
        pytest.param(lambda: picture(20_000, "L"), "ingest.image.too_large", id="400-megapixels"),
    ],
)  # fmt: skip
def test_a_hostile_file_costs_its_own_record(analyzer: ContainedAnalyzer, make, code: str) -> None:
    data = make()
    record = analyzer.analyze_one(entry("x", data))
    assert (record["status"], codes(record)[0]) == ("failed", code)
    assert (record["source"]["sha256"], record["source"]["bytes"]) == (hashlib.sha256(data).hexdigest(), len(data))
    assert analyzer.analyze_one(entry("letter.txt", LETTER))["status"] == "ok"


def test_facts_of_a_document_reach_the_rules(analyzer: ContainedAnalyzer) -> None:
    def dues(**facts: str) -> set[str]:
        return {finding["due"] for finding in analyzer.analyze_one(entry("a.txt", LETTER, **facts))["findings"]}

    assert dues() == {None}
    assert "2026-11-11" in dues(ngay_nhan="2026-11-02")  # seven working days to sort it


def test_a_pipeline_that_cannot_be_loaded_ends_the_run() -> None:
    wrong = replace(config(), settings={"compliance": {"receiver": "không có"}})
    with pytest.raises(ConfigError, match="receiver"):
        list(analyze_entries([entry("a.txt", LETTER)] * 3, wrong, workers=2))


def test_limits_of_the_configuration_are_checked(tmp_path: Path) -> None:
    path = tmp_path / "donthu.toml"
    path.write_text("[limits]\nmemory = 512\n", encoding="utf-8")
    assert load_config(path).limits == Limits(memory=512)
    path.write_text("[limits]\nseconds = 0\n", encoding="utf-8")
    with pytest.raises(ConfigError, match="seconds is 0, not positive"):
        load_config(path)
