"""Schedules of reception and periodic reports, read from invented papers and held against the duties that recur."""

from __future__ import annotations

import pytest

from nlp.compliance.component import ComplianceChecker
from nlp.compliance.models import Finding
from nlp.document.document import build_document
from nlp.extract.citations.component import CitationReader
from nlp.extract.obligations.component import ObligationReader
from nlp.extract.temporal.component import DeadlineReader
from nlp.pipeline.runner import Pipeline
from nlp.segment.component import Segmenter, SentenceSplitter

PIPELINE = Pipeline(
    (Segmenter(), SentenceSplitter(), CitationReader(), DeadlineReader(), ObligationReader(), ComplianceChecker())
)
HEAD = """ỦY BAN NHÂN DÂN
XÃ AN BÌNH
Số: {number}
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
An Bình, ngày {day}

{kind}
{subject}

{body}

Nơi nhận:
- Như trên;
- Lưu: VT.
CHỦ TỊCH
Nguyễn Văn Mẫu
"""


def schedule(subject: str, body: str, day: str = "25 tháng 6 năm 2026") -> dict[str, Finding]:
    return run(HEAD.format(number="21/TB-UBND", day=day, kind="THÔNG BÁO", subject=subject, body=body))


def report(subject: str, body: str) -> dict[str, Finding]:
    text = HEAD.format(number="08/BC-UBND", day="16 tháng 3 năm 2026", kind="BÁO CÁO", subject=subject, body=body)
    return run(text)


def run(text: str) -> dict[str, Finding]:
    document = PIPELINE.run(build_document(text))
    assert [problem for problem in document.problems if problem.stage == "compliance"] == []
    duties = ("reception.head_days", "report.data_window")
    return {item.rule: item for item in document.layer(Finding) if item.rule in duties}


def test_schedule_with_two_days_a_month_is_satisfied_from_july_2026() -> None:
    found = schedule(
        "Lịch tiếp công dân của Chủ tịch UBND xã 6 tháng cuối năm 2026",
        "1. Thời gian: ngày 07 và ngày 21 hằng tháng, tại trụ sở UBND xã.",
    )["reception.head_days"]
    assert (found.verdict, found.severity) == ("satisfied", "info")
    assert found.facts["tham_so"] == ["TIEP_XA_NEW@2026-07-01"]
    assert len(found.spans) == 1


def test_schedule_with_one_day_a_month_is_a_question() -> None:
    found = schedule(
        "Lịch tiếp công dân của Chủ tịch UBND xã 6 tháng cuối năm 2026",
        "1. Thời gian: ngày 07 hằng tháng, tại trụ sở UBND xã.",
    )["reception.head_days"]
    assert (found.verdict, found.severity) == ("undetermined", "warning")
    assert "tháng 07/2026: 1/2 ngày" in found.message
    assert "Luật 136/2025/QH15" in found.legal_basis[0]


@pytest.mark.parametrize(
    ("subject", "body"),
    [
        ("Lịch tiếp công dân của Chủ tịch, Phó Chủ tịch UBND xã năm 2027", "Ngày 07 hằng tháng."),
        ("Lịch tiếp công dân năm 2027", "Ngày 07 hằng tháng."),
        ("Lịch tiếp công dân của Chủ tịch UBND xã", "Ngày 07 hằng tháng."),
        ("Lịch tiếp công dân của Chủ tịch UBND xã năm 2027", "Các ngày trong bảng kèm theo."),
        ("Lịch họp của Chủ tịch UBND xã năm 2027", "Ngày 07 hằng tháng."),
    ],
    ids=["with deputies", "nobody named", "no period", "no days", "another schedule"],
)
def test_what_cannot_be_read_certainly_makes_no_finding(subject: str, body: str) -> None:
    assert schedule(subject, body) == {}


def test_schedule_does_not_answer_for_days_before_it_was_written() -> None:
    found = schedule(
        "Lịch tiếp công dân của Chủ tịch UBND xã năm 2026", "Thời gian: ngày 07 và ngày 21 hằng tháng.", "05 tháng 8 năm 2026"
    )["reception.head_days"]
    assert found.verdict == "satisfied"
    assert "4 tháng" in found.message


def test_days_that_the_caller_gives_go_before_those_read_and_may_be_a_violation() -> None:
    facts = {"nguoi_tiep": "chu_tich_xa", "ky_tu": "2026-07-01", "ky_den": "2026-07-31", "cac_ngay_tiep": "2026-07-07"}
    text = HEAD.format(
        number="21/TB-UBND", day="25 tháng 6 năm 2026", kind="THÔNG BÁO", body="Các ngày trong bảng kèm theo.",
        subject="Lịch tiếp công dân của Chủ tịch UBND xã năm 2026",
    )  # fmt: skip
    document = Pipeline((*PIPELINE.components[:-1], ComplianceChecker(facts=facts))).run(build_document(text))
    found = next(item for item in document.layer(Finding) if item.rule == "reception.head_days")
    assert (found.verdict, found.severity) == ("violation", "error")


def test_report_over_the_days_of_its_quarter() -> None:
    found = report(
        "Công tác tiếp công dân, giải quyết khiếu nại, tố cáo quý I năm 2026", "(Số liệu từ ngày 15/12/2025 đến ngày 14/3/2026)"
    )["report.data_window"]
    assert found.verdict == "satisfied"


def test_report_over_other_days_is_a_warning() -> None:
    found = report(
        "Công tác tiếp công dân, giải quyết khiếu nại, tố cáo quý I năm 2026", "(Số liệu từ ngày 01/01/2026 đến ngày 31/3/2026)"
    )["report.data_window"]
    assert (found.verdict, found.severity) == ("undetermined", "warning")
    assert "15/12/2025 - 14/03/2026" in found.message


def test_report_on_other_work_is_left_alone() -> None:
    assert report("Kết quả phát triển kinh tế quý I năm 2026", "(Số liệu từ ngày 01/01/2026 đến ngày 31/3/2026)") == {}
