"""Who is the same person."""

from __future__ import annotations

import pytest

from nlp.triage.duplicates.models import Person, Place
from nlp.triage.duplicates.people import compare_people, compare_places, read_people
from tests.unit.triage.duplicates.letters import read_letter

ABOVE = Place("tan lap", ("tan lap",), "hinh lam", None)


def person(
    name: str | None = "ha van tan", identity: str | None = None, phone: str | None = None, place: Place = ABOVE
) -> Person:
    return Person(name, identity, phone, place)


@pytest.mark.parametrize(
    ("one", "other", "code"),
    [
        (person(), person(), "name_place"),
        (person(), person(place=Place()), "name"),
        (person(), person(place=Place("minh hoa", ("minh hoa",), "hinh lam", None)), None),
        (person(), person(name="ha van tam"), None),
        (person(identity="038177004512"), person(name="x y", identity="038177004512", place=Place()), "identity"),
        (person(identity="038177004512"), person(identity="038165009821"), None),
        (person(identity="038177004512"), person(identity="038177004513"), "name_place"),
        (person(identity="121784011"), person(identity="038165009821"), "name_place"),
        (person(phone="0912447381"), person(name=None, phone="0912447381", place=Place()), "phone"),
    ],
    ids="same_place place_unknown other_commune other_name identity other_identity slip old_and_new_paper phone".split(),
)
def test_agreement_of_two_people(one: Person, other: Person, code: str | None) -> None:
    found = [compare_people((a,), (b,)) for a, b in ((one, other), (other, one))]
    assert [reason.code if reason else None for reason in found] == [code, code]


def test_commune_before_and_after_the_merger_is_one_place() -> None:
    before = Place("qnang thach", ("qnang thach", "ticn trang"), "qnang xnong", "thanh hoa")
    now = Place("ticn trang", ("ticn trang",), None, "thanh hoa")
    assert compare_places(before, now) is True
    assert compare_places(before, Place("ticn trang", ("ticn trang",), None, "nghc an")) is False


def test_numbers_that_are_blanked_out_tell_nobody() -> None:
    record = read_letter(
        "Tôi tên là: Hà Văn Tấn, số CMND 121.0xx.xxx, trú tại thôn Trung, xã Tân Lập. Xin sửa cầu.\nHà Văn Tấn\n"
    )
    assert [person.identity for person in read_people(record)] == [None]
