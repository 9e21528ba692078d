"""The flags of a petition: the rows of tests/cases/parties/flags.yaml, and what rows cannot say."""

from __future__ import annotations

import unicodedata
from pathlib import Path
from typing import Any

import pytest
import yaml

from nlp.document.document import build_document
from nlp.extract.parties.component import PetitionReader
from nlp.extract.parties.flag_cues import expand_classes, load_flag_cues
from nlp.extract.parties.group import read_number
from nlp.resources.load import load_resource

ROOT = Path(__file__).resolve().parents[4]
CASES: list[dict[str, Any]] = yaml.safe_load((ROOT / "tests/cases/parties/flags.yaml").read_text(encoding="utf-8"))["cases"]


def find_evidence(text: str) -> dict[str, list[str]]:
    """The words that show each flag, by its name with its rule."""
    document = build_document(text)
    shown: dict[str, list[str]] = {}
    for name, span in PetitionReader().read(document).evidence:
        if name.startswith("flag."):
            shown.setdefault(name.removeprefix("flag."), []).append(span.of(document.text))
    return shown


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_case(case: dict[str, Any], form: str) -> None:
    assert find_evidence(unicodedata.normalize(form, case["text"])) == case["flags"]


def test_third_of_the_rows_is_negative() -> None:
    assert 3 * sum(bool(case.get("negative")) for case in CASES) >= len(CASES)


def test_every_flag_has_a_row() -> None:
    assert {name.split(".")[0] for case in CASES for name in case["flags"]} == set(load_resource("labels.yaml")["flag"])


def test_every_rule_of_a_phrase_has_a_name() -> None:
    rules = {rule for rules in load_resource("petition_flags.yaml")["phrases"].values() for rule in rules}
    assert rules <= set(load_resource("labels.yaml")["flag_rule"])


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_every_flag_shown_is_a_flag_of_the_facts(case: dict[str, Any]) -> None:
    facts = PetitionReader().read(build_document(case["text"]))
    assert sorted(facts.flags) == sorted({name.split(".")[0] for name in case["flags"]})


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("05", 5),
        ("4l", 41),
        ("tam", 8),
        ("muoi", 10),
        ("muoi hai", 12),
        ("hai muoi mot", 21),
        ("bon muoi bay", 47),
        ("hai chuc", 20),
    ],
)
def test_number(text: str, value: int) -> None:
    assert read_number(text) == value


def test_group_is_counted_as_signatories() -> None:
    text = "ĐƠN KIẾN NGHỊ\nKính gửi: UBND xã Tân Lập\nChúng tôi gồm 18 hộ dân, đại diện là bà Lý Thị Hoa.\nLý Thị Hoa"
    assert PetitionReader().read(build_document(text)).signatories == 18


def test_signed_letter() -> None:
    text = "ĐƠN XIN\nKính gửi: UBND xã Tân Lập\nTôi là Hà Văn Tấn. Xin xã sửa cầu.\nNgười viết đơn\n(đã ký)\nHà Văn Tấn"
    assert PetitionReader().read(build_document(text)).signed is True


def test_class_in_a_phrase_stands_for_each_of_its_words() -> None:
    assert expand_classes("đã <a> <b>", {"a": ["x", "y"], "b": ["z"]}) == ["đã x z", "đã y z"]


def test_cues_are_built_once() -> None:
    assert load_flag_cues() is load_flag_cues()
