"""What papers say: what is known, by the law of the day of the petition; what is not is a blank with a comment."""

from __future__ import annotations

import datetime as dt

import pytest

pytest.importorskip("docxtpl")

from nlp.errors import DraftError
from nlp.triage.drafts.office import Office
from nlp.triage.drafts.papers import PaperKind
from tests.unit.triage.drafts.petitions import assessment, paper, person, read, record, remarks, small, words

ACCEPTED = {"action": "thu_ly"}


def ground(rule: str, action: str, basis: str, confidence: str = "S") -> dict[str, object]:
    return {"rule": rule, "action": action, "text": "x", "legal_basis": [basis], "confidence": confidence}


def test_number_and_date_as_the_decree_writes_them() -> None:
    text = words(paper("thong_bao_thu_ly_khieu_nai", small(), number=7, date=dt.date(2026, 2, 3)))
    assert "Số: 07/TB-UBND" in text and "An Hòa, ngày 03 tháng 02 năm 2026" in text


def test_letter_bears_the_symbol_of_its_unit() -> None:
    text = words(paper("cong_van_yeu_cau_bo_sung", small(), number="168a"))
    assert "Số: 168a/UBND-TCD" in text and "V/v yêu cầu bổ sung" in text and "Kính gửi: Ông (bà) Trần Thị Ví Dụ" in text


def test_without_number_and_date_blanks_stand_there() -> None:
    text = words(paper("phieu_chuyen", small("kien_nghi"), number=None, date=None))
    assert "Số: ……/PC-UBND" in text and "ngày …… tháng …… năm ……" in text


def test_every_blank_says_what_is_missing() -> None:
    content = paper("thong_bao_thu_ly_khieu_nai", {"petition": {}}, office=Office(), number=None, date=None)
    told = "\n".join(remarks(content))
    for what in ("tên cơ quan ban hành", "số văn bản", "địa danh", "họ tên người ký", "ngày nhận đơn", "họ tên người viết đơn"):
        assert what in told or what == "họ tên người viết đơn", what
    assert "Điền trước khi trình ký" in told


def test_comment_stands_on_its_blank() -> None:
    document = read(paper("thong_bao_thu_ly_khieu_nai", small(), assessment=ACCEPTED))
    [comment] = [item for item in document.comments if "ngày nhận đơn" in item.text]
    mark = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}commentRangeStart"
    [start] = [
        item
        for item in document.element.body.iter(mark)
        if int(item.get(mark.replace("commentRangeStart", "id"))) == comment.comment_id
    ]
    assert start.getnext().xpath("string(.)") == "……"


DECREE_124 = "Nghị định số 124/2020/NĐ-CP ngày 19 tháng 10 năm 2020 của Chính phủ"
DECREE_154 = "Nghị định số 154/2026/NĐ-CP ngày 15 tháng 5 năm 2026 của Chính phủ"
DECREE_155 = "Nghị định số 155/2026/NĐ-CP ngày 15 tháng 5 năm 2026 của Chính phủ"
# The law of the day on which the petition came in.
BASES = (
    ("thong_bao_thu_ly_khieu_nai", "khieu_nai", "thu_ly", "2019-03-04", "Điều 11, 27 Luật Khiếu nại năm 2011"),
    ("thong_bao_thu_ly_khieu_nai", "khieu_nai", "thu_ly", "2026-06-30", "Điều 11, 27 Luật Khiếu nại năm 2011"),
    ("thong_bao_thu_ly_khieu_nai", "khieu_nai", "thu_ly", "2026-07-01", f"{DECREE_124} được sửa đổi bởi {DECREE_155}"),
    ("thong_bao_thu_ly_to_cao", "to_cao", "thu_ly", "2019-01-01", "khoản 1 Điều 29 Luật Tố cáo năm 2018"),
    ("phieu_huong_dan", "nhieu_noi_dung", "huong_dan", "2026-06-30", "khoản 3 Điều 25 Luật Tiếp công dân năm 2013"),
    ("phieu_huong_dan", "nhieu_noi_dung", "huong_dan", "2026-07-01", f"khoản 4 Điều 14 {DECREE_154}"),
    ("thong_bao_tiep_nhan", "phan_anh", "thu_ly", "2025-07-01", "điểm a khoản 2 Điều 26 Luật Tiếp công dân năm 2013"),
)  # fmt: skip


@pytest.mark.parametrize(("kind", "type_", "action", "received", "basis"), BASES)
def test_basis_is_that_of_the_day_of_receipt(kind: str, type_: str, action: str, received: str, basis: str) -> None:
    text = words(paper(kind, small(type_), assessment={"action": action, "received": received}))
    assert basis in text
    assert f"Ngày {dt.date.fromisoformat(received):%d/%m/%Y}" in text


def test_law_that_is_not_carried_leaves_a_blank() -> None:
    content = paper("thong_bao_thu_ly_to_cao", small("to_cao"), assessment=ACCEPTED | {"received": "2015-05-05"})
    assert "Căn cứ ……" in words(content)
    assert any("05/05/2015" in remark for remark in remarks(content))


def test_several_grounds_are_offered_none_chosen() -> None:
    content = paper("thong_bao_khong_thu_ly_khieu_nai", small(), assessment={"action": "tra_lai"})
    assert "Lý do: ……" in words(content)
    assert any("khoản 6 Điều 11" in remark and "khoản 9 Điều 11" in remark for remark in remarks(content))


def test_reason_that_nobody_found_is_not_told() -> None:
    content = paper("phieu_de_xuat", small("to_cao"), assessment={"action": "thu_ly", "received": "2026-03-02"})
    assert "6. Nhận xét: ……" in words(content) and "chưa thấy" not in words(content)


def test_ground_of_the_assessment_is_told_to_the_reader() -> None:
    reason = ground("complaint_out_of_time", "tra_lai", "khoản 6 Điều 11 Luật Khiếu nại 02/2011/QH13")
    text = words(paper("thong_bao_khong_thu_ly_khieu_nai", small(), assessment={"action": "tra_lai", "reasons": [reason]}))
    assert "Căn cứ khoản 6 Điều 11 Luật Khiếu nại năm 2011" in text
    assert "Lý do: thời hiệu, thời hạn khiếu nại đã hết mà không có lý do chính đáng." in text


def test_unsure_basis_has_a_comment() -> None:
    reason = ground("court_matter", "huong_dan", "Chương III TT 05/2021/TT-TTCP", "U")
    content = paper("phieu_huong_dan", small(), assessment={"action": "huong_dan", "reasons": [reason]})
    assert "Chương III Thông tư số 05/2021/TT-TTCP ngày 01 tháng 10 năm 2021 của Thanh tra Chính phủ" in words(content)
    assert any("chưa được xác nhận chắc chắn" in remark for remark in remarks(content))


def test_basis_that_ended_before_the_paper_has_a_comment() -> None:
    reason = ground("court_matter", "huong_dan", "Điều 23 TT 07/2014/TT-TTCP")
    known = {"action": "huong_dan", "reasons": [reason]}
    after = remarks(paper("phieu_huong_dan", small(), assessment=known, date=dt.date(2021, 11, 15)))
    before = remarks(paper("phieu_huong_dan", small(), assessment=known, date=dt.date(2021, 11, 14)))
    assert any("hết hiệu lực vào ngày ký: 07/2014/TT-TTCP" in remark for remark in after)
    assert not any("hết hiệu lực" in remark for remark in before)


def test_competent_office_is_never_named_for_the_office() -> None:
    competent = {"name": "Chủ tịch UBND cấp xã", "legal_basis": ["Điều 17 Luật Khiếu nại 02/2011/QH13"], "confidence": "S"}
    known = {"action": "huong_dan", "competent": competent}
    content = paper("phieu_huong_dan", small(), assessment=known)
    assert "gửi đơn và tài liệu liên quan đến ……" in words(content)
    assert any("Chủ tịch UBND cấp xã (Điều 17 Luật Khiếu nại năm 2011)" in remark for remark in remarks(content))
    named = paper("phieu_huong_dan", small(), assessment=known, extra={"noi_co_tham_quyen": "Chủ tịch UBND xã Bình Minh"})
    assert "đến Chủ tịch UBND xã Bình Minh để được giải quyết" in words(named)


def test_limit_of_resolution_needs_the_instance() -> None:
    source = small()
    assert any(
        "lần hai không quá 45 ngày" in r for r in remarks(paper("thong_bao_thu_ly_khieu_nai", source, assessment=ACCEPTED))
    )
    source["findings"] = [{"facts": {"lan_khieu_nai": "2"}}]
    assert "không quá 45 ngày, kể từ ngày thụ lý (Điều 37 Luật Khiếu nại năm 2011)" in words(
        paper("thong_bao_thu_ly_khieu_nai", source, assessment=ACCEPTED)
    )


def test_what_has_to_be_supplied_is_a_list() -> None:
    source = record("pa003")
    reasons = [
        {"rule": rule, "action": "yeu_cau_bo_sung", "text": "x", "legal_basis": ["khoản 2 Điều 8 Luật Khiếu nại 02/2011/QH13"]}
        for rule in ("complaint_without_target", "complaint_without_request")
    ]
    text = words(
        paper("cong_van_yeu_cau_bo_sung", source, assessment=assessment(source, action="yeu_cau_bo_sung", reasons=reasons))
    )
    assert (
        "- tên, địa chỉ của cơ quan, tổ chức, cá nhân bị khiếu nại;\n- nội dung, lý do khiếu nại và yêu cầu giải quyết." in text
    )


def test_many_petitioners_are_counted() -> None:
    source = small("khieu_nai", person("Trần Thị Một"), person("Lê Văn Hai"), signatories=12)
    assert "ông (bà) Trần Thị Một, Lê Văn Hai và 10 người cùng ký đơn" in words(paper("thong_bao_thu_ly_khieu_nai", source))


def test_same_arguments_same_bytes() -> None:
    assert paper("phieu_de_xuat", small()) == paper("phieu_de_xuat", small())


def test_properties_tell_nothing_of_the_petition() -> None:
    properties = read(paper("phieu_de_xuat", small(), date=None)).core_properties
    assert (properties.title, properties.author) == ("Phiếu đề xuất xử lý đơn", "Ủy ban nhân dân xã An Hòa")
    assert str(properties.created)[:10] == "2000-01-01"
    assert "date" not in read(paper("phieu_de_xuat", small())).part._comments_part.blob.decode()


@pytest.mark.parametrize("extra", [{"co_quan": "x"}, {"khong_co": "x"}, {"noi_dung": 5}, {"noi_dung": ["x"]}], ids=str)
def test_only_what_an_officer_knows_may_be_given(extra: dict[str, object]) -> None:
    with pytest.raises(DraftError, match=r"drafts\.extra"):
        paper(PaperKind.PROPOSAL, small(), extra=extra)


def test_iso_days_are_written_out() -> None:
    assert "thụ lý từ ngày 09/11/2026." in words(
        paper("thong_bao_thu_ly_khieu_nai", small(), extra={"ngay_thu_ly": "2026-11-09"})
    )
