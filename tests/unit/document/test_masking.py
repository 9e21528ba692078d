"""Masked records: who petitions and how to reach them is gone from text and values, and all else is as it was."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
import yaml

from nlp.document.masking import MASK, mask_beside, mask_people, mask_record, mask_text
from nlp.document.personal.contacts import find_numbers
from nlp.document.personal.find import Personal
from tests.conftest import ROOT
from tests.unit.interop.records import dispatch_record, petition_record

CASES: list[dict[str, Any]] = yaml.safe_load((ROOT / "tests/cases/masking/people.yaml").read_text(encoding="utf-8"))["cases"]
HEAD = "ĐƠN TỐ CÁO\nKính gửi: Chủ tịch UBND xã Thử\n"


def of(text: str, **petition: Any) -> dict[str, Any]:
    record = petition_record()
    record["text"] = HEAD + text
    record["petition"] = {**record["petition"], "petitioners": [], "mentions": [], "evidence": [], **petition}
    record["header"]["signature"]["name"] = None
    record["segments"] = []
    return record


def person(name: str | None, **values: str) -> dict[str, Any]:
    return {"name": name, "address": None, "identity_number": None, "phone": None, "unit": None, **values}


def hidden(record: dict[str, Any], what: Personal = Personal.NAME | Personal.CONTACT) -> str:
    """The text behind the head, with each run of masks as one."""
    masked = mask_people(record, what)["text"]
    assert len(masked) == len(record["text"]) and masked.startswith(HEAD)
    return "".join(c for i, c in enumerate(masked) if c != MASK or masked[i - 1] != MASK).removeprefix(HEAD)


def test_masks_keep_lengths_and_lines_and_nothing_else() -> None:
    assert mask_text("Nguyễn Thị\n Hoa, số 12") == "••••••••••\n•••••••••••"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Tôi là Lê Thị Ví Dụ ở đây. LÊ  THỊ\nVÍ DỤ và le thi vi du.", "Tôi là • ở đây. •\n• và •."),
        ("Bà Dụ nói, dụ dỗ. Chị Ví Dụ về.", "Bà • nói, dụ dỗ. Chị • về."),
        ("LÊTHỊVÍDỤ ký", "• ký"),
        ("lê thị ví dụng là người khác.", "lê thị ví dụng là người khác."),
    ],
)
def test_known_name_is_masked_however_it_comes_again(text: str, shown: str) -> None:
    assert hidden(of(text, petitioners=[person("Lê Thị Ví Dụ")])) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Tôi tên là Trần Văn Mẫu, làm ruộng.", "Tôi tên là •, làm ruộng."),
        ("tui tên trần văn mẫu, làm ruộng", "tui tên •, làm ruộng"),
        ("Toi ten la Tran Van Mau, lam ruong", "Toi ten la •, lam ruong"),
        ("Tôi tên thường gọi là Tư Ếch. Ai cũng biết Tư Ếch.", "Tôi tên thường gọi là •. Ai cũng biết •."),
        ("Cùng đi có Hồ Văn Thử, Đinh Xoắn và ông Y.", "Cùng đi có •, • và ông Y."),
        ("Xin xem xét.\nTrần Thị Thử, ấp 3", "Xin xem xét.\n•, •"),
        ("1/ Bàn Tòn Mẩy\n2/ Lý Chìu", "1/ •\n2/ •"),
        ("Xe đổ trên đường Nguyễn Văn Trỗi, gần trường Lê Văn Tám.", "Xe đổ trên đường Nguyễn Văn Trỗi, gần trường Lê Văn Tám."),
        (
            "Ông Chủ tịch Trần Văn Quan ký. Nay xin xét." + " Xin." * 90,
            "Ông Chủ tịch Trần Văn Quan ký. Nay xin xét." + " Xin." * 90,
        ),
    ],
)
def test_names_that_no_analysis_found_are_masked_by_what_shows_them(text: str, shown: str) -> None:
    assert hidden(of(text)) == shown


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"][:40])
def test_people_in_hard_places_are_hidden_and_what_stands_beside_them_is_not(case: dict[str, Any]) -> None:
    targets = [{"text": case["target"], "kind": "person"}] if "target" in case else []
    shown = hidden(of(case["text"], petitioners=[person(name) for name in case.get("known", ())], targets=targets))
    assert [word for word in case["hidden"] if word in shown] == []
    assert [word for word in case.get("shown", ()) if word not in shown] == []


def test_address_in_a_request_does_not_take_the_rest_of_the_line_with_it() -> None:
    request = "Đề nghị phường cho tổ dân phố được mượn nhà văn hóa, trả lời bằng văn bản và cử người xuống xem"
    record = of(
        f"Tôi ở tổ dân phố 5, phường Ví Dụ.\n{request}.", petitioners=[person(None, address="tổ dân phố 5, phường Ví Dụ")]
    )
    assert request in hidden(record, Personal.CONTACT)


def test_whom_the_petition_is_against_stays() -> None:
    record = of(
        "Tôi tố cáo ông Trần Văn Quan. Có bà Lê Thị Chứng biết.", targets=[{"text": "ông Trần Văn Quan", "kind": "person"}]
    )
    assert hidden(record) == "Tôi tố cáo ông Trần Văn Quan. Có bà • biết."


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("ĐT 0912 345 678.", ["0912 345 678"]),
        ("gọi +84 912.345.678 nhé", ["+84 912.345.678"]),
        ("Máy bàn 024.3825.1234", ["024.3825.1234"]),
        ("sđt: O912345678", ["O912345678"]),
        ("CCCD số 001088012345, cấp 2021", ["001088012345"]),
        ("CMND: 012 345 678", ["012 345 678"]),
        ("hộ chiếu B1234567", ["B1234567"]),
        ("số tài khoản của tôi 1903 2222 3333 4444 ngân hàng X", ["1903 2222 3333 4444"]),
        ("xe 29-H1 123.45 và 30A-678.90", ["29-H1 123.45", "30A-678.90"]),
        ("thư về vi.du@mail.example.vn.", ["vi.du@mail.example.vn"]),
        ("Zalo: vidu88, facebook là be.du", ["vidu88", "be.du"]),
        ("Quyết định số 1234/QĐ-UBND ngày 02/11/2026, 450.000.000 đồng, 1.250.000 m2", []),
        ("Thửa 123, tờ bản đồ 45; điều 9 khoản 2; năm 2019-2020; 123456789 đồng", []),
        ("Tài khoản 111 và mã 20261102", []),
    ],
)
def test_numbers_are_found_by_their_form_or_what_leads_to_them(text: str, found: list[str]) -> None:
    assert sorted({span.of(text) for span in find_numbers(text)}) == sorted(found)


def test_address_is_masked_with_its_parts_that_come_again() -> None:
    address = "số 5, thôn Cầu Mẫu, xã Ví Dụ, huyện Thử"
    record = of(f"Tôi ở {address}. Cả thôn Cầu Mẫu biết.", petitioners=[person(None, address=address)])
    assert hidden(record, Personal.CONTACT) == "Tôi ở •. Cả • biết."


def test_contact_data_alone_leaves_names() -> None:
    record = of("Tôi là Lê Thị Ví Dụ, ĐT 0912345678", petitioners=[person("Lê Thị Ví Dụ", phone="0912345678")])
    assert hidden(record, Personal.CONTACT) == "Tôi là Lê Thị Ví Dụ, ĐT •"
    masked = mask_people(record, Personal.CONTACT)["petition"]["petitioners"][0]
    assert (masked["name"], masked["phone"]) == ("Lê Thị Ví Dụ", mask_text("0912345678"))


def test_nothing_of_a_name_is_left_in_any_value() -> None:
    record = petition_record()
    record["petition"]["representatives"] = ["Hồ Văn Ba"]
    record["header"]["signature"]["name"] = "Lê Thị Ví Dụ"
    record["petition"]["requests"] = ["Xem lại cho bà LÊ THỊ VÍ DỤ, Hồ Văn Ba, số 0912345678"]
    written = json.dumps(mask_people(record), ensure_ascii=False)
    assert not [word for word in ("Ví Dụ", "VÍ DỤ", "Hồ Văn Ba", "0912345678") if word in written]


def test_spans_hold_and_what_quotes_the_text_quotes_the_masked_text() -> None:
    record = petition_record()
    before = copy.deepcopy(record)
    masked = mask_people(record)
    assert record == before
    for row in masked["petition"]["mentions"]:
        assert row["text"] == masked["text"][row["start"] : row["end"]]
        assert MASK in row["text"]


def test_notes_beside_a_record_are_masked_likewise() -> None:
    notes = {"note": "Đã gọi bà Lê Thị Ví Dụ, 0912345678", "code": "khan_cap"}
    masked = mask_beside(notes, petition_record())
    assert masked == {"note": f"Đã gọi bà {MASK * 12}, {MASK * 10}", "code": "khan_cap"}


def test_dispatch_is_not_masked_unless_it_is_taken_for_a_petition() -> None:
    record = dispatch_record()
    assert mask_record(record) is record
    record["text"] = record["text"].replace("Như trên.", "0912345678")
    assert "0912345678" not in mask_people(record)["text"]
