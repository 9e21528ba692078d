from __future__ import annotations

import datetime as dt

import pytest

from nlp.document.annotation import to_json
from nlp.gazetteer.resolve import resolve_address
from nlp.interop.details import describe_facts
from nlp.interop.findings import encode_findings
from nlp.interop.text import render_findings, render_text
from nlp.interop.wording import Wording
from tests.unit.interop.records import dispatch_record, failed_record, petition_record


def test_summary_tells_header_obligations_deadlines_findings_and_problems() -> None:
    text = render_text(dispatch_record())
    for said in (
        "== Chỉ thị 03/CT-UBND ==", "Ngày: 12/07/2023", "KT (Ký thay), PHÓ CHỦ TỊCH, Nguyễn Văn Mẫu",
        "[Phải làm] Các xã báo cáo", "Giao cho: Các xã; các nơi nhận ở phần Kính gửi (phối hợp)",
        "“trước ngày 15/10” = hằng năm, trước ngày 15 tháng 10; hạn kế tiếp: 14/10/2024",
        "[Không được làm] Không được chậm trễ", "Giao cho: các nơi nhận ở phần Kính gửi",
        "[!] Vi phạm – dispatch.number", "Căn cứ pháp lý: Điều 8 Nghị định 30/2020/NĐ-CP", "Chuyện lạ. (trang 2) [test.odd]",
    ):  # fmt: skip
        assert said in text


def test_summary_in_english() -> None:
    text = " ".join(render_text(dispatch_record(), wording=Wording("en")).split())
    assert "Obligations (2)" in text and "[Must not]" in text
    assert "every year, before day 15 of month 10" in text


def test_petition_card_masks_people_unless_asked_for() -> None:
    masked, shown = render_text(petition_record()), render_text(petition_record(), show_personal=True)
    assert "Khiếu nại (Khiếu nại 0,90, Tố cáo 0,10)" in masked and "Đất đai 0,75" in masked and "Khẩn cấp" in masked
    assert "••••••••••••, ••••••••••" in masked and "Ví Dụ" not in masked and "đã được che" in masked
    assert "Lê Thị Ví Dụ, 0912345678" in shown and "đã được che" not in shown


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("xã Quảng Thạch, huyện Quảng Xương, Thanh Hóa", "xã Tiên Trang, tỉnh Thanh Hóa"),
        ("xã An Thới Đông, huyện Cần Giờ, TP.HCM", "xã Bình Khánh hoặc xã An Thới Đông, thành phố Hồ Chí Minh"),
        ("phường Thạch Quý", "phường Thành Sen, tỉnh Hà Tĩnh (cần kiểm tra)"),
    ],
)
def test_petition_card_tells_the_units_in_force_with_the_address_only(address: str, shown: str) -> None:
    record = petition_record()
    record["petition"]["petitioners"][0]["unit"] = to_json(resolve_address(address, as_of=dt.date(2021, 3, 4)))
    card = " ".join(render_text(record, show_personal=True).split())
    assert f"Nơi ở nay thuộc: {shown}" in card
    assert "nay thuộc" not in render_text(record)


def test_abstaining_classifier_is_said() -> None:
    record = petition_record()
    record["petition"]["type"] = None
    assert "chưa xác định" in render_text(record)


def test_failed_document_shows_its_problem() -> None:
    assert "Tệp có mật khẩu. [ingest.pdf.encrypted]" in render_text(failed_record())


def test_findings_quote_their_spans() -> None:
    text = render_findings(dispatch_record())
    assert text.startswith("mau/chi-thi.txt: Chỉ thị 03/CT-UBND\n")
    assert "“Đất đai năm 2013 trước ngày” [" in text and "co_nam = không" in text
    assert "không có kết quả rà soát" in render_findings(petition_record())


def test_findings_as_rows_carry_document_and_quotes() -> None:
    record = dispatch_record()
    [row] = encode_findings(record)
    assert (row["document"], row["path"], row["number"]) == (record["id"], "mau/chi-thi.txt", "03/CT-UBND")
    assert row["verdict"] == "violation" and row["quotes"][0] == "Đất đai năm 2013 trước ngày "


def test_what_would_change_the_proposal_is_told_fact_by_fact() -> None:
    record = petition_record()
    proposed = record["petition"]["proposed_action"]
    proposed["missing_facts"] += [{"fact": "thuoc_tham_quyen", "about": "đơn thuộc thẩm quyền"}]
    proposed["alternatives"] += [
        {"fact": "thuoc_tham_quyen", "value": False, "action": "huong_dan"},
        {"fact": "thuoc_tham_quyen", "value": True, "action": "thu_ly"},
    ]
    lines = render_text(record).splitlines()
    assert "  Sẽ khác nếu: đơn do cơ quan chuyển đến – có: trả lại đơn" in lines
    assert "      đơn thuộc thẩm quyền – không: hướng dẫn; có: thụ lý" in lines


def test_a_proposal_that_no_provision_allows_says_so() -> None:
    record = petition_record()
    record["petition"]["proposed_action"] |= {"action": None, "missing_facts": [], "alternatives": [], "reasons": []}
    assert "không có quy định nào được nêu cho loại đơn này vào ngày này" in " ".join(render_text(record).split())


def test_facts_of_the_law_are_told_in_words() -> None:
    facts = {"loai_don": "to_cao", "ngay_nhan": "2026-08-03", "gia_dinh": ["thuoc_tham_quyen"], "cac_buoc": ["Một.", "Hai."]}
    shown = describe_facts(facts, Wording())
    assert shown == (
        "loại đơn = Tố cáo; ngày cơ quan nhận đơn = 03/08/2026; "
        "chỉ là giả định = đơn thuộc thẩm quyền giải quyết của nơi nhận; cách tính = Một. Hai."
    )
