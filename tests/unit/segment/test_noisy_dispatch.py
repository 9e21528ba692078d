"""Dispatches as scanners and web pages leave them: dirt at line ends, columns run together, furniture of a page."""

from __future__ import annotations

import datetime as dt

import pytest

from nlp.document.document import build_document
from nlp.segment.component import Segmenter
from nlp.segment.heading import clean_item
from nlp.segment.models import Header, Signature

HEAD = """UBND HUYỆN AN THỊNH
THANH TRA HUYỆN
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Số: 03/{symbol}
An Thịnh, {date}

{title}

Thanh tra huyện yêu cầu các xã thực hiện:

1. Rà soát hồ sơ trước ngày 15/5/2024.

2. Báo cáo kết quả về Thanh tra huyện./.

{foot}"""
FOOT = "Nơi nhận:\n- Như trên;\n- Lưu: VT.\n\nCHÁNH THANH TRA\nTrần Văn Bình"


def read_header(text: str) -> Header:
    return next(item for item in Segmenter().annotate(build_document(text)) if isinstance(item, Header))


def fill(
    *,
    title: str = "KẾ HOẠCH\nKiểm tra năm 2024",
    date: str = "ngày 05 tháng 4 năm 2024",
    foot: str = FOOT,
    symbol: str = "KH-TTr",
) -> str:
    return HEAD.format(title=title, date=date, foot=foot, symbol=symbol)


@pytest.mark.parametrize(
    ("item", "expected"),
    [
        ("Lưu VT. ⁄", "Lưu VT"),
        ("Như trên ; bu ,", "Như trên"),
        ("Lưu: VT, ĐT. ,v", "Lưu: VT, ĐT"),
        ("Lưu VPHU. _ /⁄⁄", "Lưu VPHU"),
        ("Các chi, đảng bộ trực thuộc, r .", "Các chi, đảng bộ trực thuộc"),
        ("Lưu: VT, TTr, nvhung (15b).", "Lưu: VT, TTr, nvhung (15b)"),
        ("TT. HĐND huyện;", "TT. HĐND huyện"),
    ],
)
def test_dirt_behind_an_item(item: str, expected: str) -> None:
    assert clean_item(item) == expected


def test_signature_read_into_the_recipients() -> None:
    foot = "Nơinhận: _ TM. BAN THƯỜNG VỤ\n- Như trên, BÍ THƯ\n~- Các xã, thị trấn, (đã ký)\n- Lưu VT . ÿ\nTrần Văn Bình"
    header = read_header(fill(foot=foot))
    assert header.recipients == ("Như trên", "Các xã, thị trấn", "Lưu VT")
    assert header.signature == Signature("TM", "BÍ THƯ", "Trần Văn Bình")


def test_of_two_signatures_the_issuer_s() -> None:
    foot = (
        "Nơi nhận:\t\tTM. ỦY BAN NHÂN DÂN XÃ\t\tTM. THANH TRA HUYỆN\n- Như trên;\t\tCHỦ TỊCH\t\tCHÁNH THANH TRA\n- Lưu: VT.\n"
        "\t\tHà Văn Tợ\t\tTrần Văn Bình"
    )
    assert read_header(fill(foot=foot)).signature == Signature("TM", "CHÁNH THANH TRA", "Trần Văn Bình")


def test_of_two_signatures_the_one_with_a_role() -> None:
    foot = "NGƯỜI ĐƯỢC ỦY QUYỀN\t\t\tCHÁNH THANH TRA\n\nVũ Tiến Khang\t\t\tTrần Văn Bình\n\nNơi nhận:\n- Như trên;\n- Lưu: VT."
    assert read_header(fill(foot=foot)).signature == Signature(None, "CHÁNH THANH TRA", "Trần Văn Bình")


@pytest.mark.parametrize(
    "printed",
    ["ngày O5 tháng 4 năm 2024", "ngảy 05 thảng 4 nãm 2024", "ngày 05 tháng 4 năm 20 24", "ngày 05tháng 4 năm 2024"],
)
def test_misread_dates(printed: str) -> None:
    assert read_header(fill(date=printed)).date == dt.date(2024, 4, 5)


@pytest.mark.parametrize("printed", ["ngày … tháng 4 năm 2024", "ngày 45 tháng 4 năm 2024"])
def test_blank_and_impossible_dates_stay_out(printed: str) -> None:
    assert read_header(fill(date=printed)).date is None


def test_headline_of_a_page_is_no_title() -> None:
    page = "KẾT LUẬN THANH TRA\nCông khai    Ngày đăng 06/11/2020    Người đăng: ttbt    Lượt đọc: 340\n\n"
    header = read_header(page + fill(title="KẾT LUẬN THANH TRA\nViệc quản lý tiền thu từ chợ tại các xã", symbol="KL-TTr"))
    assert (header.number, header.issuer) == ("03/KL-TTr", "THANH TRA HUYỆN")
    assert header.subject == "Việc quản lý tiền thu từ chợ tại các xã"


def test_subject_ends_before_a_roman_heading() -> None:
    header = read_header(fill(title="NGHỊ QUYẾT\nVỀ LÃNH ĐẠO ĐƯA CHUỒNG TRẠI RA XA NHÀ Ở\n\nI- TÌNH HÌNH"))
    assert header.subject == "VỀ LÃNH ĐẠO ĐƯA CHUỒNG TRẠI RA XA NHÀ Ở"


def test_letter_spaced_title() -> None:
    header = read_header(fill(title="Q U Y Ế T   Đ Ị N H\nVề việc thành lập Đoàn kiểm tra"))
    assert header.subject == "Về việc thành lập Đoàn kiểm tra"


def test_dirt_in_the_letterhead() -> None:
    text = fill().replace("THANH TRA HUYỆN\nCỘNG", "THANH TRA HUYỆN ˆ _\n—Ẵ—Ỷ.Đ. —— ———\nCỘNG")
    header = read_header(text)
    assert (header.parent_issuer, header.issuer) == ("UBND HUYỆN AN THỊNH", "THANH TRA HUYỆN")


def test_name_broken_by_a_column() -> None:
    text = "ỦY\nBAN NHÂN DÂN\nTỈNH AN THỊNH\nCỘNG\nHÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\n" + fill().split("\n", 3)[3]
    assert read_header(text).issuer == "ỦY BAN NHÂN DÂN TỈNH AN THỊNH"


def test_the_union_above_its_committee() -> None:
    head = "ĐOÀN TNCS HỒ CHÍ MINH BAN CHẤP HÀNH TỈNH AN THỊNH | ĐOÀN TNCS HỒ CHÍ MINH\n"
    header = read_header(head + fill().split("\n", 4)[4])
    assert (header.parent_issuer, header.issuer) == ("ĐOÀN TNCS HỒ CHÍ MINH", "BAN CHẤP HÀNH TỈNH AN THỊNH")


def test_minutes_bear_the_date_of_their_opening() -> None:
    text = fill(title="BIÊN BẢN\nlàm việc với xã Phong Phú\n\nHôm nay, hồi 14 giờ 00 ngày 15 tháng 7 năm 2021, tại trụ sở:")
    assert read_header(text.replace("An Thịnh, ngày 05 tháng 4 năm 2024\n", "")).date == dt.date(2021, 7, 15)
