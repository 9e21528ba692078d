"""Requests and their kinds."""

from __future__ import annotations

import pytest

from nlp.document.document import build_document
from nlp.extract.parties.requests import RequestKind, find_requests


def kinds(text: str) -> list[str]:
    return [request.kind.value for request in find_requests(build_document(text))]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Cử tri đề nghị Quốc hội sửa đổi Luật Bảo hiểm xã hội.", "specific"),
        ("Đề nghị các cấp quan tâm, xem xét.", "generic"),
        ("Đề nghị các ngành chức năng tăng cường kiểm tra việc cấp phép.", "generic"),
        ("Đề nghị có biện pháp xử lý để người dân được hỗ trợ.", "generic"),
        ("Tôi đề nghị hủy Quyết định số 12/QĐ-UBND.", "annul"),
        ("Tôi yêu cầu xử lý kỷ luật ông Bình.", "punish"),
        ("De nghi UBND xa xay dung cau qua kenh.", "specific"),
    ],
)
def test_kind_of_one_request(text: str, kind: str) -> None:
    assert kinds(text)[:1] == [kind]


@pytest.mark.parametrize(
    "text", ["Tôi xin chân thành cảm ơn.", "Cán bộ đã yêu cầu tôi ký vào biên bản.", "Trời mưa to, nước ngập.", ""]
)
def test_no_request(text: str) -> None:
    assert kinds(text) == []


def test_list_behind_a_heading_is_requests() -> None:
    text = "IV. Yêu cầu giải quyết\n1. Đo lại đất.\n2. Cấp giấy chứng nhận cho tôi."
    assert kinds(text) == [RequestKind.ANNUL.value, RequestKind.SPECIFIC.value]


def test_semicolon_separates_requests() -> None:
    assert kinds("Đề nghị tỉnh lắp đèn đường; sớm khắc phục.") == ["specific", "generic"]
