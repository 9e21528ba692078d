"""Family, kind, header and zones of petitions, formal and formless."""

from __future__ import annotations

import datetime as dt

import pytest

from nlp.document.document import build_document
from nlp.segment.component import Segmenter
from nlp.segment.cues import load_cues
from nlp.segment.models import Family, Header, Profile, Regime, Segment, SegmentType
from nlp.segment.petition import claim_kind

LETTER = """CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc

ĐƠN KHIẾU NẠI
V/v bồi thường đất vườn

Kính gửi: - Chủ tịch UBND huyện An Thịnh;
          - Thanh tra huyện.

Tôi tên là: Ngô Thị Lành, sinh năm 1961
Địa chỉ: thôn Đông, xã An Bình

Ngày 12/4/2022 tôi nhận Quyết định số 88/QĐ-UBND thu hồi 120 m2 đất. Tôi không đồng ý với đơn giá.

Vì vậy tôi đề nghị Chủ tịch UBND huyện:
1. Xác định lại loại đất.
2. Tính lại tiền bồi thường.

Tôi xin chân thành cảm ơn.

An Bình, ngày 20 tháng 4 năm 2022
Người làm đơn
Ngô Thị Lành
"""


def annotate(text: str) -> tuple[Profile, Header, list[Segment]]:
    items = list(Segmenter().annotate(build_document(text)))
    profile = next(item for item in items if isinstance(item, Profile))
    header = next(item for item in items if isinstance(item, Header))
    return profile, header, [item for item in items if isinstance(item, Segment)]


def test_letter_is_a_petition_of_the_kind_that_its_title_claims() -> None:
    profile, _, _ = annotate(LETTER)
    assert (profile.family, profile.kind, profile.regime) == (Family.PETITION, "don_khieu_nai", Regime.CITIZEN)


def test_header_of_a_letter() -> None:
    _, header, _ = annotate(LETTER)
    assert header.addressees == ("Chủ tịch UBND huyện An Thịnh", "Thanh tra huyện")
    assert (header.place, header.date) == ("An Bình", dt.date(2022, 4, 20))
    assert (header.subject, header.signature.name) == ("V/v bồi thường đất vườn", "Ngô Thị Lành")
    assert header.number is None and header.issuer is None


def test_zones_of_a_letter() -> None:
    _, _, segments = annotate(LETTER)
    found = {segment.type: segment.span.of(LETTER) for segment in segments}
    assert found[SegmentType.PETITIONER].startswith("Tôi tên là") and found[SegmentType.PETITIONER].endswith("An Bình")
    assert found[SegmentType.REQUEST].startswith("Vì vậy tôi đề nghị") and found[SegmentType.REQUEST].endswith("bồi thường.")
    assert found[SegmentType.SIGNATURE].startswith("An Bình, ngày")


@pytest.mark.parametrize(
    "text",
    [
        "Cử tri xã An Bình đề nghị UBND tỉnh sớm sửa chữa cầu Đông.",
        "- Đề nghị Bộ Tài chính giảm thuế cho hộ chăn nuôi nhỏ.",
        "Nắp hố ga ngay ngã tư bị sụp, tối không thấy đường, sáng nay có người té xe.",
        "Toi la cong nhan, nho so kiem tra giup tien luong thang 7.",
    ],
)
def test_text_without_form_is_a_petition_without_kind(text: str) -> None:
    profile, _, _ = annotate(text)
    assert (profile.family, profile.kind) == (Family.PETITION, None)


def test_a_decision_that_a_citizen_tells_of_is_no_dispatch() -> None:
    profile, _, _ = annotate(
        "Tôi nuôi cá ở cửa sông từ năm 2011. Ngày 14/4/2020, Chủ tịch UBND thị xã ban hành Quyết định số 866/QĐ-XPVPHC về"
        " việc xử phạt. " + "Tôi không đồng ý vì biên bản lập sai người, sai chỗ, không có ai chứng kiến. " * 6
    )
    assert profile.family is Family.PETITION


def test_empty_page_of_a_site_is_neither() -> None:
    profile, _, _ = annotate("Trang chủ » Giới thiệu\nĐăng nhập | RSS\nLượt truy cập: 1.207\n")
    assert profile.family is Family.OTHER


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        ("PHẢN ÁNH TIẾNG ỒN QUÁN NHẬU\n\nKính gửi: Công an phường", "don_phan_anh"),
        ("TÂM THƯ\n\nKính gửi: Chủ tịch xã", "don_khac"),
        ("Kính gửi: Chủ tịch xã", None),
        ("Phản ánh: xe rác hai hôm chưa vào hẻm.", None),
    ],
)
def test_a_claim_needs_no_word_for_petition(head: str, kind: str | None) -> None:
    profile, _, _ = annotate(
        f"{head}\nTôi là Lục Văn Hoan, nhà ở tổ 3. Quán mở nhạc tới nửa đêm, tôi xin các ông cho người tới coi. Tôi xin cảm ơn.\n"
        "Người viết đơn\nLục Văn Hoan"
    )
    assert (profile.family, profile.kind) == (Family.PETITION, kind)


def test_a_numbered_letter_of_a_law_office_is_its_clients_petition() -> None:
    profile, _, _ = annotate(
        "VĂN PHÒNG LUẬT SƯ AN BÌNH\nSố: 12/2024/VPLS\nCần Thơ, ngày 4 tháng 3 năm 2024\n\nĐƠN KIẾN NGHỊ\n"
        "Kính gửi: Chủ tịch UBND quận\nThay mặt thân chủ là bà Thạch Thị Lài, chúng tôi kiến nghị cấp lại giấy chứng nhận.\n"
    )
    assert (profile.family, profile.kind) == (Family.PETITION, "don_kien_nghi")


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("ĐƠN KHIẾU NẠI LẦN HAI", "don_khieu_nai"),
        ("ĐƠN KHlẾU NẠl", "don_khieu_nai"),
        ("ĐƠN TỐ CÁO, KHIẾU NẠI", "don_khac"),
        ("ĐƠN KHIẾU NẠI KIÊM KIẾN NGHỊ", "don_khac"),
        ("ĐƠN KIẾN NGHỊ VỀ ĐƠN TỐ CÁO BỊ TRẢ LẠI", "don_kien_nghi"),
        ("GIẤY PHẢN ÁNH", "don_phan_anh"),
        ("ĐƠN XIN GIẢI QUYẾT", "don_de_nghi"),
        ("ĐƠN XIN KHIẾU NẠI", "don_khieu_nai"),
        ("ĐƠN KÊU CỨU KHẨN CẤP", "don_keu_cuu"),
        ("THƯ CẢM ƠN", "don_khac"),
        ("ĐƠN KHỞI KIỆN", "don_khac"),
    ],
)
def test_kind_claimed(title: str, kind: str) -> None:
    assert claim_kind(load_cues(), title) == kind
