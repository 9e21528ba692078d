"""Whatever a petition says and whoever sends it: nothing of the person stays, lengths hold, masking twice is masking once."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from nlp.document.masking import MASK, mask_people
from nlp.document.personal.contacts import find_numbers
from nlp.resources.load import load_resource
from nlp.text.fold import fold_all
from tests.unit.interop.records import petition_record

LISTS = load_resource("restoration.yaml")
NAMES = st.builds(
    lambda surname, middle, given_: " ".join((surname, middle, given_)).title(),
    st.sampled_from([name for name in LISTS["surnames"] if name.isalpha()]),
    st.sampled_from(["văn", "thị", "hữu", "ngọc"]),
    st.sampled_from([name for name in LISTS["given_names"] if name.isalpha()]),
)
WRITTEN = st.sampled_from(
    [str, str.upper, str.lower, fold_all, lambda name: name.replace(" ", "\n"), lambda name: name.replace(" ", "  ")]
)
FILLER = st.sampled_from(
    ["xin xem xét lại việc thu hồi đất", "ngày 02/11/2026", "Quyết định số 12/QĐ-UBND", "450.000.000 đồng", "\n", "…"]
)


@st.composite
def phones(draw: st.DrawFn) -> str:
    digits = draw(st.sampled_from(["03", "05", "07", "08", "09"])) + draw(st.text("0123456789", min_size=8, max_size=8))
    form = draw(st.sampled_from(["{}", "{0[0]}{0[1]}{0[2]}{0[3]} {0[4]}{0[5]}{0[6]} {0[7]}{0[8]}{0[9]}", "+84", "."]))
    if form == "+84":
        return "+84" + digits[1:]
    if form == ".":
        return f"{digits[:4]}.{digits[4:7]}.{digits[7:]}"
    return form.format(digits)


@st.composite
def identities(draw: st.DrawFn) -> str:
    digits = "0" + draw(st.text("0123456789", min_size=11, max_size=11))
    return draw(st.sampled_from([digits, " ".join(digits[i : i + 3] for i in range(0, 12, 3))]))


def letter(name: str, pieces: list[str]) -> dict[str, Any]:
    record = petition_record()
    person = {"name": name, "address": None, "identity_number": None, "phone": None, "unit": None}
    record["text"] = "ĐƠN TỐ CÁO\n" + "; ".join(pieces) + ".\n"
    record["petition"] = {**record["petition"], "petitioners": [person], "mentions": [], "evidence": []}
    record["header"]["signature"]["name"] = None
    record["segments"] = []
    return record


@given(NAMES, st.lists(WRITTEN, min_size=1, max_size=4), st.lists(FILLER, min_size=4, max_size=4))
def test_a_name_is_nowhere_however_it_is_written(name: str, written: list[Any], fillers: list[str]) -> None:
    pieces = [piece for write, filler in zip(written, fillers, strict=False) for piece in (filler, write(name))]
    record = letter(name, pieces)
    masked = mask_people(record)
    assert len(masked["text"]) == len(record["text"])
    left = " ".join(fold_all(json.dumps(masked["text"], ensure_ascii=False)).split())
    assert fold_all(name) not in left
    assert all(a in (b, MASK) for a, b in zip(masked["text"], record["text"], strict=True))


@given(NAMES, st.lists(FILLER, max_size=4))
def test_masking_twice_is_masking_once(name: str, fillers: list[str]) -> None:
    once = mask_people(letter(name, [*fillers, f"tôi tên là {name}"]))
    assert mask_people(once)["text"] == once["text"]


@given(st.one_of(phones(), identities()), FILLER, FILLER)
def test_numbers_are_found_whole_wherever_they_stand(number: str, before: str, behind: str) -> None:
    text = f"{before}, {number}, {behind}"
    covered = {i for span in find_numbers(text) for i in range(span.start, span.end)}
    start = len(before) + 2
    assert all(i in covered for i in range(start, start + len(number)) if text[i].isdigit())


@given(st.integers(1, 10**12))
def test_amounts_of_money_and_numbers_of_papers_stay(amount: int) -> None:
    money = f"{amount:,}".replace(",", ".")
    assert find_numbers(f"bồi thường {money} đồng theo Quyết định số {amount % 5000}/QĐ-UBND ngày 02/11/2026") == []
