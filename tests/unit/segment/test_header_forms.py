"""Forms in which headers are printed: one line, tables, portals' lists, headlines, dates, subjects, misread print."""

from __future__ import annotations

import datetime as dt

import pytest

from nlp.document.document import build_document
from nlp.segment.component import Segmenter
from nlp.segment.models import Header, Profile, Segment, SegmentType
from nlp.text.names import load_names

_LETTERHEAD = "UBND HUYỆN KIM BÔI\nPHÒNG Y TẾ\n\nCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc\n\n"
_LETTER = "\n\nKính gửi: Trạm Y tế các xã.\n\nPhòng đề nghị giám sát trước ngày 5/5/2019.\n"
_PLAN = "\n\nThực hiện Kế hoạch số 5/KH-UBND ngày 2/1/2019, Phòng xây dựng kế hoạch như sau:\n\nI. MỤC ĐÍCH\n1. Giám sát.\n"
_ORDER = (
    "\nTheo đó, các xã kiểm tra đồng ruộng, thống kê diện tích nhiễm bệnh, hướng dẫn bà con phun phòng theo đúng liều lượng, "
    "bố trí cán bộ bám cơ sở, tuyên truyền trên đài truyền thanh và báo cáo kết quả về Phòng Nông nghiệp trước ngày 20/02/2019 "
    "để tổng hợp, báo cáo Ủy ban nhân dân huyện xem xét, chỉ đạo các biện pháp tiếp theo khi bệnh có dấu hiệu lan rộng ra các "
    "cánh đồng lân cận, nhất là những nơi gieo giống nhiễm và bón thừa đạm trong vụ này.\n"
)


def read(text: str) -> tuple[Profile, Header, list[Segment]]:
    profile, header, *rest = Segmenter().annotate(build_document(text))
    assert isinstance(profile, Profile)
    assert isinstance(header, Header)
    return profile, header, [segment for segment in rest if isinstance(segment, Segment)]


@pytest.mark.parametrize(
    ("printed", "place", "date"),
    [
        ("Bà Rịa - Vũng Tàu, ngày 12 tháng 4 năm 2019", "Bà Rịa - Vũng Tàu", dt.date(2019, 4, 12)),
        ("Kim Bôi, ngày 12/4/2019", "Kim Bôi", dt.date(2019, 4, 12)),
        ("Kim Bôi, ngày 12 tháng Tư năm 2019", "Kim Bôi", dt.date(2019, 4, 12)),
        ("Kim Bôi, ngày 12 tháng 4, năm 2019", "Kim Bôi", dt.date(2019, 4, 12)),
        ("KIM BÔI, NGÀY 12 THÁNG 4 NĂM 2019", "KIM BÔI", dt.date(2019, 4, 12)),
        ("Kim Bôi, ngày 12 thẳng 4 năm 2019", "Kim Bôi", dt.date(2019, 4, 12)),
        ("Đặc khu Lý Sơn, ngày 12 tháng 4 năm 2026", "Đặc khu Lý Sơn", dt.date(2026, 4, 12)),
        ("Kim Bôi, ngày | tháng 4 năm 2019", "Kim Bôi", None),
        ("Kim Bôi, ngày ... tháng 4 năm 2019", "Kim Bôi", None),
        ("Kim Bôi, tháng 4 năm 2019", None, None),
    ],
)
def test_place_and_date(printed: str, place: str | None, date: dt.date | None) -> None:
    _, header, _ = read(f"{_LETTERHEAD}Số: 12/PYT\nV/v giám sát bệnh dại\n\n{printed}{_LETTER}")
    assert (header.place, header.date, header.subject) == (place, date, "V/v giám sát bệnh dại")


@pytest.mark.parametrize(
    ("printed", "subject"),
    [
        ("(V/v giám sát bệnh dại)", "V/v giám sát bệnh dại"),
        ("“V/v giám sát bệnh dại”", "V/v giám sát bệnh dại"),
        ("V/v\ngiám sát bệnh dại", "V/v giám sát bệnh dại"),
        ("V/v giám sát bệnh dại\n(lần 2)", "V/v giám sát bệnh dại (lần 2)"),
        ("VW giám sát bệnh dại", "V/v giám sát bệnh dại"),
        ("V# giám sát bệnh dại\ntrên đàn chó", "V/v giám sát bệnh dại trên đàn chó"),
        ("V/ giám sát bệnh dại", "V/v giám sát bệnh dại"),
        ("Về bệnh dại\ntrên đàn chó nuôi", "Về bệnh dại trên đàn chó nuôi"),
    ],
)
def test_subject_below_the_number(printed: str, subject: str) -> None:
    _, header, _ = read(f"{_LETTERHEAD}Số: 12/PYT\n{printed}\n\nKim Bôi, ngày 12 tháng 4 năm 2019{_LETTER}")
    assert (header.subject, header.addressees) == (subject, ("Trạm Y tế các xã",))


@pytest.mark.parametrize(
    ("printed", "subject"),
    [
        ("giám sát bệnh dại\n\ntrên đàn chó nuôi", "giám sát bệnh dại trên đàn chó nuôi"),
        ("(Về việc giám sát bệnh dại)", "Về việc giám sát bệnh dại"),
        ("Giám sát bệnh dại năm 2019\n(Dự thảo)", "Giám sát bệnh dại năm 2019"),
        ("Giám sát bệnh dại năm 2019:", "Giám sát bệnh dại năm 2019"),
        ("'Về việc giám sát bệnh dại :", "Về việc giám sát bệnh dại"),
    ],
)
def test_subject_below_the_title(printed: str, subject: str) -> None:
    _, header, _ = read(f"{_LETTERHEAD}Số: 12/KH-PYT\nKim Bôi, ngày 12 tháng 4 năm 2019\n\nKẾ HOẠCH\n{printed}{_PLAN}")
    assert header.subject == subject


def test_letterhead_on_one_line() -> None:
    _, header, _ = read(
        "| ĐẢNG BỘ TỈNH HÒA BÌNH HUYỆN ỦY KIM BÔI * Số 45-CV/HU V/v đại hội chi bộ "
        "| ĐẢNG CỘNG SẢN VIỆT NAM Kim Bôi, ngày 12 tháng 4 năm 2019 |\n\nKính gửi: Các chi bộ trực thuộc\n\n"
        "Ban Thường vụ Huyện ủy yêu cầu:\n1. Xây dựng báo cáo.\n"
    )
    assert (header.parent_issuer, header.issuer) == ("ĐẢNG BỘ TỈNH HÒA BÌNH", "HUYỆN ỦY KIM BÔI")
    assert (header.number, header.date, header.place) == ("45-CV/HU", dt.date(2019, 4, 12), "Kim Bôi")
    assert header.subject == "V/v đại hội chi bộ"


def test_recipients_and_signature_on_one_line() -> None:
    _, header, _ = read(
        f"{_LETTERHEAD}Số: 12/PYT\nKim Bôi, ngày 12 tháng 4 năm 2019{_LETTER}"
        "Nơi nhận: - Như trên; - Lưu: VT. KT. CHỦ TỊCH PHÓ CHỦ TỊCH Bùi Văn Tân\n"
    )
    assert header.recipients == ("Như trên", "Lưu: VT")
    assert (header.signature.authority, header.signature.role, header.signature.name) == ("KT", "PHÓ CHỦ TỊCH", "Bùi Văn Tân")


def test_letterhead_behind_the_signature() -> None:
    profile, header, segments = read(
        "CHỈ THỊ\nVề việc phòng cháy rừng mùa khô\n\nTình hình cháy rừng diễn biến phức tạp. Chủ tịch UBND huyện yêu cầu:\n"
        "1. Hạt Kiểm lâm tổ chức trực.\n2. UBND các xã báo cáo hằng tuần.\n\nCHỦ TỊCH\nBùi Văn Tân\n\nỦY BAN NHÂN DÂN\n"
        "HUYỆN KIM BÔI\nSố: 05/CT-UBND\nCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\n"
        "Độc lập - Tự do - Hạnh phúc\nKim Bôi, ngày 12 tháng 4 năm 2019\n"
    )
    assert (profile.kind, header.number, header.issuer) == ("chi_thi", "05/CT-UBND", "ỦY BAN NHÂN DÂN HUYỆN KIM BÔI")
    assert [s.label for s in segments if s.type is SegmentType.CLAUSE] == ["1", "2"]


def test_list_of_fields_of_a_portal() -> None:
    profile, header, _ = read(
        "Trang chủ » Văn bản\nSố ký hiệu: 45/CT-UBND\nNgày ban hành: 12/04/2019\nCơ quan ban hành: UBND huyện Kim Bôi\n"
        "Loại văn bản: Chỉ thị\nTrích yếu: Về việc phòng trừ bệnh đạo ôn\nNội dung:\nBệnh đạo ôn phát sinh mạnh." + _ORDER
    )
    assert (profile.kind, header.number, header.date) == ("chi_thi", "45/CT-UBND", dt.date(2019, 4, 12))
    assert (header.issuer, header.subject) == ("UBND huyện Kim Bôi", "Về việc phòng trừ bệnh đạo ôn")


@pytest.mark.parametrize(
    ("sentence", "number", "issuer", "subject"),
    [
        (
            "Công văn số 45/UBND-NN ngày 01/02/2019 của UBND huyện Kim Bôi về việc phòng trừ bệnh đạo ôn nêu rõ: trời ẩm.",
            "45/UBND-NN", "UBND huyện Kim Bôi", "về việc phòng trừ bệnh đạo ôn",
        ),
        (
            "Ngày 01/02/2019, UBND huyện Kim Bôi ban hành Quyết định số 45/QĐ-UBND phê duyệt Kế hoạch phòng trừ bệnh đạo ôn.",
            "45/QĐ-UBND", "UBND huyện Kim Bôi", "phê duyệt Kế hoạch phòng trừ bệnh đạo ôn",
        ),
        (
            "Mới đây, Huyện ủy Kim Bôi ban hành Chỉ thị 12-CT/HU, ngày 01/02/2019 về lãnh đạo phòng trừ bệnh đạo ôn.",
            "12-CT/HU", "Huyện ủy Kim Bôi", "về lãnh đạo phòng trừ bệnh đạo ôn",
        ),
    ],
)  # fmt: skip
def test_reported_dispatch(sentence: str, number: str, issuer: str, subject: str) -> None:
    _, header, _ = read(sentence + _ORDER)
    assert (header.number, header.issuer, header.subject, header.date) == (number, issuer, subject, dt.date(2019, 2, 1))


def test_title_that_names_number_and_issuer() -> None:
    _, header, _ = read(
        "CHỈ THỊ\nCỦA ỦY BAN NHÂN DÂN HUYỆN KIM BÔI SỐ 05/CT-UB NGÀY 12 THÁNG 4 NĂM 2004 VỀ VIỆC PHÒNG CHÁY RỪNG MÙA KHÔ\n\n"
        "Chủ tịch UBND huyện yêu cầu:\n1. Hạt Kiểm lâm tổ chức trực.\nCHỦ TỊCH\nBùi Văn Tân\n"
    )
    assert (header.number, header.date) == ("05/CT-UB", dt.date(2004, 4, 12))
    assert (header.issuer, header.subject) == ("ỦY BAN NHÂN DÂN HUYỆN KIM BÔI", "VỀ VIỆC PHÒNG CHÁY RỪNG MÙA KHÔ")


def test_recognised_columns_are_told_apart() -> None:
    _, header, _ = read(
        "UBND TỈNH HÒA BÌNH CÔNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nSỞ NỘI VỤ ˆ Độc lập - Tự do - Hạnh phúc\n"
        "Số: 15/SNV'VP Hòa Bình, ngày 12 tháng 4 năm 2019\nV& tập huấn văn thư\nKính gửi: Các phòng trực thuộc.\n"
        "Sở đề nghị các phòng cử cán bộ dự./.\nNơi nhận: £ Ầ\n- Như trên; GIÁM ĐỐC\n- Bưu: VT\nvs Trần Đưc Phúc\n"
    )
    assert (header.parent_issuer, header.issuer, header.number) == ("UBND TỈNH HÒA BÌNH", "SỞ NỘI VỤ", "15/SNV-VP")
    assert (header.subject, header.recipients) == ("V/v tập huấn văn thư", ("Như trên", "Lưu: VT"))
    assert (header.signature.role, header.signature.name) == ("GIÁM ĐỐC", "Trần Đức Phúc")


def test_list_that_lost_its_cue_is_known_by_its_last_item() -> None:
    _, header, segments = read(
        f"{_LETTERHEAD}Số: 12/PYT\nKim Bôi, ngày 12 tháng 4 năm 2019{_LETTER}"
        "- Các phòng;\n- Trạm Y tế;\n- Lưu: VT.\n\nBùi Văn Tân\n"
    )
    assert header.recipients == ("Các phòng", "Trạm Y tế", "Lưu: VT")
    assert not [s for s in segments if s.type is SegmentType.CLAUSE]


@pytest.mark.parametrize(
    ("printed", "meant"),
    [
        ("HUYỆN KIM BỘI", "HUYỆN KIM BÔI"),
        ("tỉnh Kién Giang", "tỉnh Kiên Giang"),
        ("huyện Kim Bôi", "huyện Kim Bôi"),
        ("xử lý ba vi phạm", "xử lý ba vi phạm"),
        ("XỬ LÝ BA VI PHẠM", "XỬ LÝ BA VI PHẠM"),
    ],
)
def test_places(printed: str, meant: str) -> None:
    assert load_names().restore_places(printed) == meant


@pytest.mark.parametrize(
    ("printed", "meant"),
    [
        ("Huynh Xuán Đưc", "Huỳnh Xuân Đức"),
        ("Đàm Thị Kinh", "Đàm Thị Kinh"),
        ("Bói Hoàng Thị Thuần", "Hoàng Thị Thuần"),
        ("Lò Văn Pâng", "Lò Văn Pâng"),
    ],
)
def test_persons(printed: str, meant: str) -> None:
    assert load_names().restore_person(printed) == meant
