"""Header, profile and zones of dispatches as they are printed, crawled and scanned."""

from __future__ import annotations

import datetime as dt

import pytest

from nlp.document.document import Document, build_document
from nlp.document.problem import Problem
from nlp.segment.component import Segmenter
from nlp.segment.models import Family, Header, Profile, Regime, Segment, SegmentType

STATE = """ỦY BAN NHÂN DÂN
HUYỆN AN THỊNH

CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc

Số: 07 /KH-UBND

An Thịnh, ngày 05 tháng 4 năm 2024

KẾ HOẠCH
Tiếp công dân định kỳ
của lãnh đạo huyện năm 2024

Căn cứ Luật Tiếp công dân; Ủy ban nhân dân huyện ban hành kế hoạch như sau:

I. MỤC ĐÍCH

1. Lắng nghe ý kiến của Nhân dân.

II. TỔ CHỨC THỰC HIỆN

1. Văn phòng chuẩn bị địa điểm.

2. Thanh tra huyện cử người ghi chép.

Trên đây là Kế hoạch tiếp công dân, đề nghị các cơ quan thực hiện./.

Nơi nhận:
- UBND tỉnh (để báo cáo);
- TT. Huyện ủy; TT. HĐND huyện;
- Lưu: VT, TCD.

KT. CHỦ TỊCH
PHÓ CHỦ TỊCH

Lê Quang Minh
"""

PARTY = """ĐẢNG BỘ TỈNH SÔNG LA               ĐẢNG CỘNG SẢN VIỆT NAM
 HUYỆN ỦY AN THỊNH
        *                          An Thịnh, ngày     tháng 5 năm 2023
   Số      -CV/HU
V/v lắng nghe ý kiến
của Nhân dân

Kính gửi: - Các chi, đảng bộ trực thuộc,
          - Các đồng chí Huyện ủy viên.

Ban Thường vụ Huyện ủy yêu cầu:

1. Các cấp ủy tổ chức đối thoại.

Nơi nhận:                          T/M BAN THƯỜNG VỤ
- Như trên,                             PHÓ BÍ THƯ
- Lưu Văn phòng Huyện ủy.
                                      Trần Văn Bình
"""


def annotate(text: str) -> tuple[Document, Profile, Header, list[Segment]]:
    document = build_document(text)
    items = [item for item in Segmenter().annotate(document) if not isinstance(item, Problem)]
    profile = next(item for item in items if isinstance(item, Profile))
    header = next(item for item in items if isinstance(item, Header))
    return document, profile, header, [item for item in items if isinstance(item, Segment)]


def zone(document: Document, segments: list[Segment], kind: SegmentType) -> str:
    return next(s.span.of(document.text) for s in segments if s.type is kind)


def test_profile_of_a_state_plan() -> None:
    _, profile, _, _ = annotate(STATE)
    assert (profile.family, profile.kind, profile.regime) == (Family.DISPATCH, "ke_hoach", Regime.STATE)


def test_profile_says_which_rules_decided() -> None:
    _, profile, _, _ = annotate(STATE)
    assert profile.provenance.rule == "dispatch.form+kind.title+regime.default.state"
    assert profile.provenance.cues


def test_header_of_a_state_plan() -> None:
    _, _, header, _ = annotate(STATE)
    assert header.issuer == "ỦY BAN NHÂN DÂN HUYỆN AN THỊNH"
    assert header.parent_issuer is None
    assert header.number == "07/KH-UBND"
    assert (header.place, header.date) == ("An Thịnh", dt.date(2024, 4, 5))
    assert header.subject == "Tiếp công dân định kỳ của lãnh đạo huyện năm 2024"


def test_recipients_keep_one_line_as_one_item() -> None:
    _, _, header, _ = annotate(STATE)
    assert header.recipients == ("UBND tỉnh (để báo cáo)", "TT. Huyện ủy; TT. HĐND huyện", "Lưu: VT, TCD")


def test_signature_names_who_signs_not_whom_he_stands_for() -> None:
    _, _, header, _ = annotate(STATE)
    assert (header.signature.authority, header.signature.role, header.signature.name) == ("KT", "PHÓ CHỦ TỊCH", "Lê Quang Minh")


def test_zones_of_a_state_plan() -> None:
    document, _, _, segments = annotate(STATE)
    assert zone(document, segments, SegmentType.PREAMBLE).startswith("Căn cứ Luật Tiếp công dân")
    assert zone(document, segments, SegmentType.CLOSING).startswith("Trên đây là Kế hoạch")
    assert zone(document, segments, SegmentType.TITLE) == "KẾ HOẠCH"


def test_national_header_over_three_lines_is_one_zone() -> None:
    text = STATE.replace("CỘNG HÒA XÃ HỘI CHỦ NGHĨA", "CỘNG HÒA XÃ HỘI\nCHỦ NGHĨA")
    document, _, _, segments = annotate(text)
    header = zone(document, segments, SegmentType.NATIONAL_HEADER)
    assert header == "CỘNG HÒA XÃ HỘI\nCHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc"


def test_clauses_are_a_tree_with_titles() -> None:
    _, _, _, segments = annotate(STATE)
    clauses = [s for s in segments if s.type is SegmentType.CLAUSE]
    by_id = {clause.id: clause for clause in clauses}
    assert [(c.label, c.level) for c in clauses] == [("I", 0), ("1", 1), ("II", 0), ("1", 1), ("2", 1)]
    assert clauses[0].title == "MỤC ĐÍCH"
    assert clauses[4].parent is not None and by_id[clauses[4].parent].label == "II"


def test_last_clause_ends_where_the_closing_begins() -> None:
    document, _, _, segments = annotate(STATE)
    last = [s for s in segments if s.type is SegmentType.CLAUSE][-1]
    assert "Trên đây" not in last.span.of(document.text)


def test_party_dispatch_in_two_columns_with_blanks() -> None:
    _, profile, header, _ = annotate(PARTY)
    assert (profile.kind, profile.regime) == ("cong_van", Regime.PARTY)
    assert (header.parent_issuer, header.issuer) == ("ĐẢNG BỘ TỈNH SÔNG LA", "HUYỆN ỦY AN THỊNH")
    assert (header.number, header.date, header.place) == ("-CV/HU", None, "An Thịnh")
    assert header.subject == "V/v lắng nghe ý kiến của Nhân dân"
    assert header.addressees == ("Các chi, đảng bộ trực thuộc", "Các đồng chí Huyện ủy viên")
    assert (header.signature.authority, header.signature.role, header.signature.name) == ("TM", "PHÓ BÍ THƯ", "Trần Văn Bình")


def test_scan_with_both_columns_on_one_line() -> None:
    _, profile, header, _ = annotate(
        "UBND TỈNH SÔNG LA CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\n"
        "SỞ Y TẾ Độc lập —- Tự do - Hạnh phúc\n"
        "Sô: 215 /KH-SYT Sông La, ngày 06 tháng 11 năm 2017\n"
        "KÉ HOẠCH\n\nKiểm tra chất lượng bệnh viện\n\n"
        "Căn cứ chức năng, Sở Y tê lập kê hoạch như sau:\n\nI. Mục đích:\n- Đánh giá chất lượng.\n\n"
        "Nơi nhận: KT. GIÁM ĐÓC\n- Các bệnh viện; PHÓ GIÁM ĐÓC\n- Lưu: VT.\n"
    )
    assert (profile.kind, header.parent_issuer, header.issuer) == ("ke_hoach", "UBND TỈNH SÔNG LA", "SỞ Y TẾ")
    assert (header.number, header.place, header.date) == ("215/KH-SYT", "Sông La", dt.date(2017, 11, 6))
    assert (header.signature.authority, header.signature.role) == ("KT", "PHÓ GIÁM ĐỐC")
    assert header.recipients == ("Các bệnh viện", "Lưu: VT")


def test_wire_lists_its_addressees_below_the_issuer() -> None:
    _, profile, header, segments = annotate(
        "ỦY BAN NHÂN DÂN TỈNH SÔNG LA\nCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nSố: 03/CĐ-UBND\nSông La, ngày 16 tháng 9 năm 2025\n\n"
        "CÔNG ĐIỆN\n\nVề ứng phó mưa lũ\n\nCHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH điện:\n\n"
        "- Chủ tịch UBND các xã;\n\n- Sở Xây dựng.\n\nTheo dự báo, mưa còn kéo dài. Chủ tịch Ủy ban nhân dân tỉnh yêu cầu:\n\n"
        "1. Các xã trực ban.\n"
    )
    assert profile.kind == "cong_dien"
    assert header.addressees == ("Chủ tịch UBND các xã", "Sở Xây dựng")
    assert [s.label for s in segments if s.type is SegmentType.CLAUSE] == ["1"]


def test_inspectorate_letter_is_no_proposal() -> None:
    _, profile, _, _ = annotate(
        "THANH TRA TỈNH SÔNG LA\nCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nSố: 318/TTr-NV3\nV/v báo cáo quý IV\n\n"
        "Kính gửi: Các sở, ban, ngành\n\nThanh tra tỉnh đề nghị các đơn vị gửi báo cáo đúng hạn./.\n"
    )
    assert profile.kind == "cong_van"


def test_kind_broken_over_two_lines() -> None:
    _, profile, header, _ = annotate(
        "HỘI ĐỒNG NHÂN DÂN TỈNH SÔNG LA\nCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nSố: 36/2025/NQ-HĐND\n\nNGHỊ\nQUYẾT\n\n"
        "QUY ĐỊNH VỀ HỌC PHÍ\nNĂM HỌC 2025 - 2026\n\nCăn cứ Luật Giáo dục;\n\nĐiều 1. Phạm vi.\n"
    )
    assert (profile.kind, header.subject) == ("nghi_quyet", "QUY ĐỊNH VỀ HỌC PHÍ NĂM HỌC 2025 - 2026")


def test_attached_regulation_keeps_its_clauses_apart_from_the_decision() -> None:
    _, _, _, segments = annotate(
        "SỞ NỘI VỤ\nCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nSố: 9/QĐ-SNV\n\nQUYẾT ĐỊNH\nBan hành Quy chế\n\nCăn cứ luật;\n\n"
        "Điều 1. Ban hành Quy chế.\n\nĐiều 2. Có hiệu lực từ ngày ký./.\n\nNơi nhận:\n- Như Điều 2;\n- Lưu: VT.\n\n"
        "GIÁM ĐỐC\n\nLê Văn An\n\nQUY CHẾ\nTiếp công dân\n\nChương I\nQUY ĐỊNH CHUNG\n\nĐiều 1. Phạm vi.\n\nĐiều 2. Đối tượng.\n"
    )
    labels = [s.label for s in segments if s.type is SegmentType.CLAUSE]
    assert labels == ["Điều 1", "Điều 2", "Chương I", "Điều 1", "Điều 2"]


def test_table_of_an_annex_gives_no_clauses() -> None:
    _, _, _, segments = annotate(STATE + "\nPHỤ LỤC\nLịch tiếp công dân\n\n1. Xã An Bình ngày 10\n2. Xã An Hòa ngày 20\n")
    assert [s.label for s in segments if s.type is SegmentType.CLAUSE][-1] == "2"
    assert any(s.type is SegmentType.ANNEX for s in segments)
    assert len([s for s in segments if s.type is SegmentType.CLAUSE]) == 5


ANNEX = "\nPHỤ LỤC\nPhân công nhiệm vụ\n\nTT | Việc | Chủ trì | Phối hợp\n1 | In tài liệu | Văn phòng | Thanh tra\n"


@pytest.mark.parametrize("rows", ["2 | Dựng rạp | Huyện đoàn | ", "I. Chuẩn bị\n2 | Dựng rạp | Huyện đoàn | Công an"])
def test_table_at_the_end_is_no_menu_of_a_page(rows: str) -> None:
    document, _, header, segments = annotate(STATE + ANNEX + rows + "\n")
    assert header.signature.name == "Lê Quang Minh"
    assert not [s for s in segments if s.type is SegmentType.BOILERPLATE]
    annex = next(s for s in segments if s.type is SegmentType.ANNEX)
    assert annex.span.of(document.text).rstrip(" |\n").endswith(rows.rstrip(" |\n"))


def test_menu_of_a_page_behind_a_table_is_one() -> None:
    menu = "Bản quyền thuộc Cổng thông tin điện tử\nTrang chủ | Giới thiệu | Tin tức | Văn bản | Liên hệ | Sơ đồ trang\n"
    document, _, _, segments = annotate(f"{STATE}{ANNEX}2 | Dựng rạp | Huyện đoàn | Công an\n\n{menu}")
    assert [s.span.of(document.text).split()[0] for s in segments if s.type is SegmentType.BOILERPLATE] == ["Bản"]


@pytest.mark.parametrize(
    ("subject", "opening"),
    [
        ("thực hiện Chỉ thị số 35-CT/TW của Bộ Chính trị", "Ban Thường vụ Huyện ủy ban hành Kế hoạch như sau:"),
        ("về tăng cường công tác tiếp dân", "Thời gian qua, công tác tiếp dân còn hạn chế."),
        ("về phòng chống cháy rừng", "Trong những năm vừa qua, nhiều vụ cháy đã xảy ra."),
    ],
)
def test_body_right_under_the_subject_is_no_part_of_it(subject: str, opening: str) -> None:
    _, _, header, _ = annotate(STATE.replace("Tiếp công dân định kỳ\ncủa lãnh đạo huyện năm 2024\n", f"{subject}\n{opening}"))
    assert header.subject == subject


def test_report_takes_the_header_of_the_dispatch_reported() -> None:
    document, profile, header, segments = annotate(
        "Trang chủ » Tin tức » Chỉ đạo điều hành\nThứ Tư, 02/06/2021, 09:14 | Lượt xem: 3.412 | In trang\n\n"
        "Siết chặt việc tách thửa\n\n"
        "Ngày 26/5/2021, Sở Tài nguyên và Môi trường ban hành Công văn số 847/STNMT-ĐĐ gửi các huyện “Về chấn chỉnh việc tách"
        " thửa đất”. Theo Sở, tình trạng phân lô còn phức tạp, nhiều người dân mua đất không xin được phép xây dựng.\n\n"
        "Sở đề nghị UBND các huyện:\n\n1. Rà soát hồ sơ đã giải quyết từ đầu năm.\n\n2. Công khai quy hoạch.\n\n"
        "Thu Hằng\n\nTags: đất đai\nCác tin khác\n» Hội nghị giao ban (31/05/2021)\nBản quyền thuộc Cổng thông tin điện tử\n"
    )
    assert (profile.family, profile.kind) == (Family.DISPATCH, "cong_van")
    assert (header.issuer, header.number) == ("Sở Tài nguyên và Môi trường", "847/STNMT-ĐĐ")
    assert (header.date, header.subject) == (dt.date(2021, 5, 26), "Về chấn chỉnh việc tách thửa đất")
    assert header.signature.name is None and header.addressees == ()
    assert [s.span.of(document.text).split()[0] for s in segments if s.type is SegmentType.BOILERPLATE] == ["Trang", "Tags:"]


def test_text_without_letterhead_names_its_issuer_in_the_lead_in() -> None:
    _, _, header, _ = annotate(
        "Số: 03 /CT-UBND\n\nAn Thịnh, ngày 12 tháng 7 năm 2023\n\nCHỈ THỊ\n\nVề công tác dân vận\n\n"
        "Thực hiện Chỉ thị của cấp trên, Chủ tịch ủy ban nhân dân huyện yêu cầu các đơn vị thực hiện các nội dung sau:\n\n"
        "1. Tổ chức quán triệt.\n"
    )
    assert header.issuer == "Chủ tịch ủy ban nhân dân huyện"


def test_skipped_number_is_a_problem_of_the_document() -> None:
    document = build_document(STATE.replace("2. Thanh tra huyện", "4. Thanh tra huyện"))
    problems = [item for item in Segmenter().annotate(document) if isinstance(item, Problem)]
    assert [problem.code for problem in problems] == ["segment.numbering"]


@pytest.mark.parametrize(
    ("issuer", "regime"),
    [
        ("ỦY BAN MTTQ VIỆT NAM\nXÃ AN BÌNH\nBAN THƯỜNG TRỰC", Regime.MASS_ORGANISATION),
        ("LIÊN ĐOÀN LAO ĐỘNG TỈNH SÔNG LA", Regime.MASS_ORGANISATION),
        ("THỦ TƯỚNG CHÍNH\nPHỦ", Regime.STATE),
    ],
)
def test_regime_follows_the_body(issuer: str, regime: Regime) -> None:
    head = f"{issuer}\nCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nSố: 12/KH-ABC\n\n"
    text = f"{head}KẾ HOẠCH\nCông tác năm 2025\n\nCăn cứ chương trình công tác.\n"
    _, profile, _, _ = annotate(text)
    assert profile.regime is regime


def test_report_of_an_order_in_a_letter() -> None:
    _, profile, header, _ = annotate(
        "Trang chủ » Tin tức\nThứ Hai, 11/03/2024, 08:00 | Lượt xem: 12 | In trang\n\nTăng cường phòng cháy rừng\n\n"
        "Chủ tịch UBND tỉnh yêu cầu các địa phương tăng cường phòng cháy rừng tại Văn bản số 912/UBND-NN ngày 09/3/2024. "
        "Theo đó, mùa khô năm nay kéo dài, nguy cơ cháy ở cấp cao nhất, nhiều nơi người dân còn đốt nương trái phép.\n\n"
        "1. Các huyện trực cháy suốt ngày đêm, chuẩn bị lực lượng và phương tiện tại chỗ, báo cáo kịp thời khi có cháy.\n\n"
        "2. Sở Nông nghiệp kiểm tra các chủ rừng.\n\nTags: rừng\nCác tin khác\n» Họp báo quý I\n"
    )
    assert (profile.family, profile.kind, header.issuer) == (Family.DISPATCH, "cong_van", "Chủ tịch UBND tỉnh")
    assert (header.number, header.date) == ("912/UBND-NN", dt.date(2024, 3, 9))


def test_page_cut_off_above_is_known_by_its_foot() -> None:
    _, profile, header, _ = annotate(
        "3. Giao Thanh tra huyện theo dõi việc thực hiện, người dân phản ánh thì trả lời ngay.\n\n4. Các xã báo cáo.\n\n"
        "Nơi nhận:\n- Như trên;\n- Lưu: VT.\n\nTM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH\n\nLê Văn An\n"
    )
    assert profile.family is Family.DISPATCH
    assert (header.signature.authority, header.recipients) == ("TM", ("Như trên", "Lưu: VT"))
