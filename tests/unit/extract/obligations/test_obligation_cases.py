"""Runs the rows of ``tests/cases/obligations`` through the real chain, from the segmenter to the obligation reader."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from nlp.document.document import Document, build_document
from nlp.evaluation.marked import parse_marked
from nlp.extract.citations.component import CitationReader
from nlp.extract.obligations.component import ObligationReader
from nlp.extract.obligations.models import Obligation
from nlp.extract.temporal.component import DeadlineReader
from nlp.pipeline.runner import Pipeline
from nlp.segment.component import Segmenter, SentenceSplitter

FOLDER = Path(__file__).parents[3] / "cases" / "obligations"
CODES = {"chi_thi": "CT", "ke_hoach": "KH", "cong_van": "CV", "bao_cao": "BC"}
TITLES = {"chi_thi": "CHỈ THỊ", "ke_hoach": "KẾ HOẠCH", "bao_cao": "BÁO CÁO"}
LEADS = {
    "must": "Chủ tịch Ủy ban nhân dân huyện yêu cầu các phòng, ban, ngành và Ủy ban nhân dân các xã thực hiện các nội dung sau:",
    "should": "Ủy ban nhân dân huyện đề nghị các phòng, ban, ngành và Ủy ban nhân dân các xã thực hiện các nội dung sau:",
    "none": "Ủy ban nhân dân huyện báo cáo kết quả như sau:",
}
PLAIN_CLAUSE = "1. Công tác chung"


@lru_cache
def read_rows() -> list[dict[str, Any]]:
    rows = []
    for path in sorted(FOLDER.glob("*.yaml")):
        for number, row in enumerate(yaml.safe_load(path.read_text(encoding="utf-8"))):
            rows.append({"name": f"{path.stem}-{number}-{row['about']}", **row})
    return rows


def frame(row: dict[str, Any]) -> tuple[str, str]:
    """What stands before and behind the text of a row in its small document."""
    kind = row.get("kind", "chi_thi")
    title = (
        f"{TITLES[kind]}\nVề việc tăng cường công tác dân vận\n\n" if kind in TITLES else "Kính gửi: Các phòng, ban, ngành.\n\n"
    )
    head = (
        "ỦY BAN NHÂN DÂN\nHUYỆN MỸ LỘC\n\nCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc\n\n"
        f"Số: 12/{CODES[kind]}-UBND\n\nMỹ Lộc, ngày 12 tháng 3 năm 2024\n\n{title}"
    )
    foot = "\n\nNơi nhận:\n- Như trên;\n- Lưu: VT.\n\nCHỦ TỊCH\n\n\nNguyễn Văn An\n"
    lead = LEADS[row.get("lead", "none" if kind in ("bao_cao", "ke_hoach") else "must")] + "\n\n"
    if kind == "ke_hoach":
        lead = "Ủy ban nhân dân huyện xây dựng kế hoạch thực hiện như sau:\n\n"
    zone = row.get("zone")
    if zone == "annex":
        return f"{head}{lead}{PLAIN_CLAUSE}{foot}\nPHỤ LỤC\nKèm theo văn bản số 12 ngày 12 tháng 3 năm 2024\n\n", "\n"
    if zone == "before":
        return head, f"\n\n{lead}{PLAIN_CLAUSE}{foot}"
    return head + lead + (f"{PLAIN_CLAUSE}\n\n" if zone == "after" else ""), foot


def analyse(text: str) -> Document:
    chain = (Segmenter(), SentenceSplitter(), CitationReader(), DeadlineReader(), ObligationReader())
    return Pipeline(chain).run(build_document(text))


@pytest.mark.parametrize("row", read_rows(), ids=lambda row: row["name"])
def test_row(row: dict[str, Any]) -> None:
    before, behind = frame(row)
    plain, marks = parse_marked(before + row["text"] + behind)
    document = analyse(plain)
    assert not [problem for problem in document.problems if problem.code.endswith(".failed")]
    start, end = len(before), len(plain) - len(behind)
    wanted, reports = [], []
    for mark in marks:
        reports.append(mark.attributes.get("to"))
        assignees = mark.attributes.get("by", "@addressees").split("|")
        wanted.append((plain[mark.start : mark.end], mark.attributes.get("m", "must"), assignees))
    read = [o for o in document.layer(Obligation) if start <= o.span.start < end]
    assert [(o.span.of(document.text), o.modality.value, [a.text for a in o.assignees]) for o in read] == wanted
    for obligation, report in zip(read, reports, strict=True):
        assert report is None or (obligation.report_to or "") == report


def test_a_third_of_the_rows_is_negative() -> None:
    quiet = [row for row in read_rows() if "⟦o" not in row["text"] or "heading only" in row["about"]]
    assert len(quiet) * 3 >= len(read_rows()) >= 80
