"""The index: what it finds, how it names groups, how it is kept."""

from __future__ import annotations

import sys

import pytest

from nlp.errors import DonthuError, MissingExtra
from nlp.triage.duplicates.index import DuplicateIndex, load_index
from nlp.triage.duplicates.models import LinkKind
from nlp.triage.duplicates.sketch import decode_sketch, encode_sketch, make_sketch
from tests.unit.triage.duplicates.letters import read_letter

BRIDGE = (
    "Cầu treo qua suối Nậm Khoang mục hai nhịp, học sinh bản Pá Lau phải lội nước đến trường, tháng trước một em bị cuốn trôi "
    "may có người kéo lên. Bà con đã góp ván vá tạm ba lần nhưng lũ về lại hỏng."
)
MARKET = (
    "Ban quản lý chợ Giồng Sắn tăng phí quầy gấp ba mà không họp tiểu thương, ai chưa đóng thì cắt điện, khóa sạp; tủ đông cá "
    "của chúng tôi hư hết trong một đêm, thiệt hại không ai nhận."
)
BOTH = f"{BRIDGE} {MARKET}"


def test_first_petition_opens_a_group_of_its_name() -> None:
    index, record = DuplicateIndex(), read_letter(BRIDGE)
    placement = index.add(record)
    assert (placement.group, placement.links, placement.merged) == (record["id"], (), ())
    assert index.groups() == {}


def test_group_keeps_its_name_when_more_come() -> None:
    index, records = DuplicateIndex(), [read_letter(BRIDGE + end) for end in ("", " Xin sửa.", " Mong sớm làm lại.")]
    placements = [index.add(record) for record in records]
    assert {placement.group for placement in placements} == {records[0]["id"]}
    assert index.groups() == {records[0]["id"]: tuple(record["id"] for record in records)}
    assert [len(placement.links) for placement in placements] == [0, 1, 2]


def test_petition_that_joins_two_groups_keeps_the_older_name() -> None:
    index = DuplicateIndex()
    older, newer = (index.add(read_letter(text)).group for text in (BRIDGE, MARKET))
    placement = index.add(read_letter(BOTH))
    assert (placement.group, placement.merged) == (older, (newer,))


def test_adding_again_changes_nothing() -> None:
    index = DuplicateIndex()
    for text in (BRIDGE, BRIDGE + " Xin sửa."):
        first = index.add(read_letter(text))
    again = index.add(read_letter(BRIDGE + " Xin sửa."))
    assert (again.group, again.links, len(index)) == (first.group, first.links, 2)


def test_finding_adds_nothing() -> None:
    index = DuplicateIndex()
    index.add(read_letter(BRIDGE))
    asked = read_letter(BRIDGE.upper())
    assert [link.kind for link in index.find(asked)] == [LinkKind.EXACT]
    assert asked["id"] not in index and len(index) == 1


def test_kept_index_comes_back_with_its_groups() -> None:
    index = DuplicateIndex()
    for text in (BRIDGE, MARKET, BOTH, "Đèn đường ngõ 5 hỏng."):
        index.add(read_letter(text))
    lines = list(index.write())
    back = load_index(lines)
    assert back.groups() == index.groups() and list(back.write()) == lines
    asked = read_letter(MARKET.lower())
    assert back.find(asked) == index.find(asked) != ()


def test_many_copies_are_one_group_and_few_links() -> None:
    index = DuplicateIndex()
    for number in range(60):
        placement = index.add(read_letter(f"{BRIDGE} Hộ số {number}."))
    assert len(index.groups()) == 1 and len(placement.links) == 20


def test_petition_without_words_has_no_links() -> None:
    index = DuplicateIndex()
    for text in ("Xin chào.", "Kính gửi."):
        assert index.add(read_letter(text)).links == ()


def test_sketch_of_another_version_is_refused() -> None:
    line = encode_sketch(make_sketch(read_letter(BRIDGE))).replace(b'"version":1', b'"version":0')
    with pytest.raises(DonthuError, match="duplicates.version"):
        decode_sketch(line)


def test_missing_package_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "rensa", None)
    with pytest.raises(MissingExtra, match=r"donthu\[app\]"):
        DuplicateIndex()
