"""Heads and feet of papers that follow no form: broken columns, stamps, joint papers, contracts, names of the highlands."""

from __future__ import annotations

import datetime as dt

import pytest

from nlp.document.document import build_document
from nlp.segment.component import Segmenter
from nlp.segment.models import Header, Segment

_STATE = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc\n"
_DATED = "Kim Bôi, ngày 12 tháng 4 năm 2019\n"
_BODY = "\nThực hiện chỉ đạo của cấp trên, các đơn vị làm ngay những việc sau:\n\n1. Rà soát hồ sơ.\n2. Báo cáo kết quả.\n\n"


def read(text: str) -> tuple[Header, list[Segment]]:
    _, header, *rest = Segmenter().annotate(build_document(text))
    assert isinstance(header, Header)
    return header, [segment for segment in rest if isinstance(segment, Segment)]


@pytest.mark.parametrize(
    ("printed", "issuer", "parent"),
    [
        ("UBND HUYỆN\nKIM BÔI\nCỘNG HÒA XÃ\nHỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc\n", "UBND HUYỆN KIM BÔI", None),
        (f"SỞ NÔNG NGHIỆP VÀ\nMÔI TRƯỜNG\n{_STATE}", "SỞ NÔNG NGHIỆP VÀ MÔI TRƯỜNG", None),
        (f"PHÒNG TÀl CHÍNH\n{_STATE}", "PHÒNG TÀI CHÍNH", None),
        (f"SỞ Y TẾ\n- BỘ CHỈ HUY QUÂN SỰ TỈNH\n{_STATE}", "SỞ Y TẾ - BỘ CHỈ HUY QUÂN SỰ TỈNH", None),
        (f"12/KH-YT\nPHÒNG Y TẾ\n{_STATE}", "PHÒNG Y TẾ", None),
        (f"UBND HUYỆN KIM BÔI\nPHÒNG Y TẾ ĐẾN Số: 45 Ngày: 14/4\n{_STATE}", "PHÒNG Y TẾ", "UBND HUYỆN KIM BÔI"),
    ],
)
def test_issuer(printed: str, issuer: str, parent: str | None) -> None:
    header, _ = read(f"{printed}Số: 12/KH-YT\n{_DATED}\nKẾ HOẠCH\nKiểm tra an toàn thực phẩm\n{_BODY}")
    assert (header.issuer, header.parent_issuer) == (issuer, parent)


def test_joint_paper_names_all_its_bodies() -> None:
    bodies = "BỘ TÀI CHÍNH\nBỘ Y TẾ\n"
    header, _ = read(f"{bodies}{_STATE}Số: 9/2014/TTLT-BTC-BYT\n{_DATED}\nTHÔNG TƯ LIÊN TỊCH\nQuy định mức thu\n{_BODY}")
    assert (header.issuer, header.parent_issuer) == ("BỘ TÀI CHÍNH - BỘ Y TẾ", None)


@pytest.mark.parametrize(
    ("title", "subject"),
    [
        ("CHƯƠNG TRÌNH HÀNH ĐỘNG\nThực hiện Nghị quyết", "Thực hiện Nghị quyết"),
        ("CHƯƠNG TRÌNH\nPHỐI HỢP\nVề công tác dân vận", "Về công tác dân vận"),
        ("KẾ HOẠCH\nthực hiện Nghị quyết (khóa\nXII) về bộ máy", "thực hiện Nghị quyết (khóa XII) về bộ máy"),
    ],
)
def test_subject_below_the_title(title: str, subject: str) -> None:
    header, _ = read(f"PHÒNG Y TẾ\n{_STATE}Số: 12/KH-YT\n{_DATED}\n{title}\n\n-----\n{_BODY}")
    assert header.subject == subject


@pytest.mark.parametrize(
    "below",
    [
        # Word text: no blank line and no rule between subject and body, but a paragraph on a line.
        "Xã có 14 thôn với 2.310 hộ, đường liên thôn dài 37 km, trong đó 22 km đã cứng hóa; mùa mưa vừa qua có 6 điểm sạt, "
        "học sinh hai thôn vùng cao phải nghỉ học bốn ngày, việc khắc phục còn chậm.",
        "Phần 1. QUY ĐỊNH CHUNG\n1. Quy trình này áp dụng cho các thôn.",
    ],
)
def test_subject_ends_where_the_body_begins_without_a_blank_line(below: str) -> None:
    header, _ = read(
        f"ĐẢNG ỦY XÃ TÂN MỸ\nSố 12-KH/ĐU\nKẾ HOẠCH\nsửa đường liên thôn\ntrước mùa mưa năm 2020\n{below}\n1. Rà soát.\n"
    )
    assert header.subject == "sửa đường liên thôn trước mùa mưa năm 2020"


def test_stamp_of_the_receiver_is_no_subject() -> None:
    stamped = "V/v giám sát bệnh dại | HỘI CHỮ THẬP ĐỎ\nCÔNG VĂN ĐẾN\n"
    header, _ = read(f"PHÒNG Y TẾ\n{_STATE}Số: 12/YT\n{_DATED}{stamped}\nKính gửi: Các xã.\n{_BODY}")
    assert header.subject == "V/v giám sát bệnh dại"


@pytest.mark.parametrize(
    "printed", ["Kim Bôi, hồi 10 giờ 30 ngày 12 tháng 4 năm 2019", "HUYỆN KIM BÔI Kim Bôi, ngày 12 tháng 4 năm 2019"]
)
def test_place_and_date(printed: str) -> None:
    header, _ = read(f"PHÒNG Y TẾ\n{_STATE}{printed}\nSố: 12/YT\nV/v giám sát\n\nKính gửi: Các xã.\n{_BODY}")
    assert (header.place, header.date) == ("Kim Bôi", dt.date(2019, 4, 12))


def test_foot_with_seal_and_name_of_the_highlands() -> None:
    foot = "Nơi nhận: TRƯỞNG PHÒNG\n- Như trên; ( ký, đóng dâu )\n- Hội Nông dân; ★ PHÒNG Y TẾ\n- Lưu: VT. H'Duyên Niê\n"
    header, _ = read(f"PHÒNG Y TẾ\n{_STATE}Số: 12/YT\n{_DATED}V/v giám sát\n\nKính gửi: Các xã.\n{_BODY}{foot}")
    assert header.recipients == ("Như trên", "Hội Nông dân", "Lưu: VT")
    assert (header.signature.role, header.signature.name) == ("TRƯỞNG PHÒNG", "H'Duyên Niê")


def test_contract_is_signed_by_its_parties() -> None:
    foot = "ĐẠI DIỆN BÊN A\nGIÁM ĐỐC\n(Đã ký)\nHà Văn Tuấn\n\nĐẠI DIỆN BÊN B\nTRƯỞNG THÔN\nLò Văn Pản\n"
    header, segments = read(f"BAN QUẢN LÝ RỪNG\n{_STATE}Số: 7/HĐ-BQL\n{_DATED}\nHỢP ĐỒNG\nVề khoán rừng\n{_BODY}{foot}")
    assert (header.signature.role, header.signature.name) == ("GIÁM ĐỐC", "Hà Văn Tuấn")
    assert [segment.label for segment in segments if segment.label] == ["1", "2"]


def test_attached_plan_behind_a_foot_on_one_line() -> None:
    head = f"UBND HUYỆN KIM BÔI\n{_STATE}Số: 7/QĐ-UBND\n{_DATED}\nQUYẾT ĐỊNH\nVề kế hoạch kiểm tra\n\n"
    body = "Điều 1. Ban hành.\n\nĐiều 2. Thi hành.\n\n"
    foot = "Nơi nhận: - Như Điều 2; - Lưu: VT. | CHỦ TỊCH Hà Văn Tuấn\n\n"
    annex = "KẾ HOẠCH\n\nKIỂM TRA NĂM 2019\n\nI. MỤC ĐÍCH\n\n1. Rà soát.\n"
    header, segments = read(head + body + foot + annex)
    assert (header.signature.role, header.signature.name) == ("CHỦ TỊCH", "Hà Văn Tuấn")
    assert [segment.label for segment in segments if segment.label] == ["Điều 1", "Điều 2", "I", "1"]
