"""The component: what it reads, what it leaves alone, and that strange input does no harm."""

from __future__ import annotations

import datetime as dt
import logging
import pickle
import time

import pytest

from nlp.document.annotation import Provenance
from nlp.document.document import Document, build_document
from nlp.extract.parties.component import PetitionReader
from nlp.gazetteer.units import load_gazetteer
from nlp.segment.models import Family, Header, Profile
from nlp.text.span import Span

LETTER = (
    "ĐƠN PHẢN ÁNH\nKính gửi: UBND xã Tân Lập\nTôi là Hà Văn Tấn, số căn cước: 012345678901, điện thoại: 0912345678, "
    "ở thôn Trung, xã Tân Lập.\nĐề nghị xã kiểm tra, xử lý.\nHà Văn Tấn"
)


def with_family(text: str, family: Family) -> Document:
    profile = Profile(span=Span(0, 0), provenance=Provenance("segment", 1, "test"), family=family, kind=None, regime=None)
    return build_document(text).with_layers({"profile": [profile]})


@pytest.mark.parametrize("family", [Family.DISPATCH, Family.OTHER])
def test_only_petitions_are_read(family: Family) -> None:
    assert list(PetitionReader().annotate(with_family(LETTER, family))) == []


def test_identity_and_phone() -> None:
    facts = next(iter(PetitionReader().annotate(with_family(LETTER, Family.PETITION))))
    assert (facts.petitioners[0].identity_number, facts.petitioners[0].phone) == ("012345678901", "0912345678")


def test_address_gets_its_units_of_the_day() -> None:
    text = LETTER.replace("xã Tân Lập.", "xã Quảng Thạch, huyện Quảng Xương, Thanh Hóa.", 1)
    header = Header(span=Span(0, 0), provenance=Provenance("segment", 1, "test"), date=dt.date(2021, 3, 4))
    unit = PetitionReader().read(build_document(text).with_layers({"header": [header]})).petitioners[0].unit
    assert unit and unit.commune and unit.now
    assert (unit.hamlet, unit.commune.code, [u.name for u in unit.now.communes]) == ("thôn Trung", "16555", ["Tiên Trang"])


def test_those_on_a_signed_list_are_a_group() -> None:
    names = ("Ma Thị Lẻ", "Quan Văn Tàng", "Bàn A Sính", "Triệu Mùi Pham", "Ma Văn Chộc")
    rows = "".join(f"{number} | {name} | 00818800991{number} | \n" for number, name in enumerate(names, start=1))
    asked = "Chúng tôi là các hộ dân bản Nà Ráo.\nChúng tôi kiến nghị UBND xã sửa đập nước đầu bản bị vỡ."
    text = f"ĐƠN KIẾN NGHỊ\nKính gửi: UBND xã Khuôn Hà\n{asked}\n\nTT | Họ tên | CCCD | Ký tên\n{rows}"
    facts = next(iter(PetitionReader().annotate(with_family(text, Family.PETITION))))
    assert [person.identity_number for person in facts.petitioners] == [f"00818800991{number}" for number in range(1, 6)]
    assert facts.signatories == 5 and "dong_nguoi" in facts.flags
    assert len(facts.requests) == 1 and facts.requests[0].endswith("sửa đập nước đầu bản bị vỡ")


def test_table_of_units_is_not_read_without_an_address() -> None:
    load_gazetteer.cache_clear()
    PetitionReader().read(build_document("Đèn đường hẻm 5 hỏng, nhờ phường sửa giúp."))
    list(PetitionReader().annotate(with_family(LETTER, Family.DISPATCH)))
    assert load_gazetteer.cache_info().currsize == 0


def test_evidence_stands_in_the_text() -> None:
    document = build_document(LETTER)
    facts = PetitionReader().read(document)
    assert [span.of(document.text) for label, span in facts.evidence if label == "petitioner"] == ["Hà Văn Tấn"]


def test_unnamed_letter_is_flagged() -> None:
    text = "ĐƠN TỐ CÁO\nKính gửi: Công an huyện\nTôi xin giấu tên. Tôi tố cáo ông Bùi Văn Lâm buôn lậu.\nĐề nghị xử lý ông Lâm."
    facts = PetitionReader().read(build_document(text))
    assert {"nac_danh", "khong_chu_ky"} <= set(facts.flags) and facts.signed is False


def test_message_has_no_verdict_on_its_signature() -> None:
    assert PetitionReader().read(build_document("Đèn đường hẻm 5 hỏng, nhờ phường sửa giúp.")).signed is None


def test_nothing_personal_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        PetitionReader().read(build_document(LETTER))
    assert caplog.text == ""


def test_component_is_picklable() -> None:
    assert pickle.loads(pickle.dumps(PetitionReader())).read(build_document(LETTER)).petitioners[0].name == "Hà Văn Tấn"


@pytest.mark.parametrize("text", ["", "  \n ", "đơn", "\x00\x01", "😀" * 50])
def test_strange_text_gives_empty_facts(text: str) -> None:
    assert PetitionReader().read(build_document(text)).petitioners == ()


@pytest.mark.parametrize(
    "unit", ["đề nghị ", "hủy ", "Tôi là Nguyễn Văn ", "địa chỉ: thôn ", "số cccd x ", "quyết định a ", "“", "A ", "0"]
)
def test_long_repetition_is_read_in_time(unit: str) -> None:
    document = build_document(unit * (50_000 // len(unit)))
    start = time.process_time()
    PetitionReader().read(document)
    assert time.process_time() - start < 5.0  # the slowest takes a fourth on an idle machine
