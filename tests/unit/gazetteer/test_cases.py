"""The rows of tests/cases/gazetteer."""

from __future__ import annotations

import unicodedata
from pathlib import Path
from typing import Any

import pytest
import yaml

from nlp.gazetteer.models import ResolvedAddress
from nlp.gazetteer.resolve import resolve_address

ROOT = Path(__file__).resolve().parents[3]
CASES: list[dict[str, Any]] = yaml.safe_load((ROOT / "tests/cases/gazetteer/addresses.yaml").read_text(encoding="utf-8"))["cases"]


def in_old_style(text: str) -> str:
    """The tone of open syllables on the second vowel, as in ``Thanh Hoá``."""
    for new, old in (("óa", "oá"), ("òa", "oà"), ("ọa", "oạ"), ("úy", "uý"), ("ủy", "uỷ"), ("ùy", "uỳ")):
        text = text.replace(new, old)
    return text


def summary(address: ResolvedAddress | None) -> dict[str, Any] | None:
    if address is None:
        return None
    parts = [address.commune, address.district, address.province]
    written = [part for part in parts if part and part.text]
    return {
        "hamlet": address.hamlet,
        "units": [part.code if part else None for part in parts],
        "now": [unit.code for unit in address.now.communes] if address.now else None,
        "in": address.now.province.code if address.now else None,
        "divided": address.now.divided if address.now else False,
        "confidence": address.now.confidence if address.now else None,
        "candidates": written[0].candidates,
    }


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
@pytest.mark.parametrize("form", ["NFC", "NFD", "old"])
def test_case(case: dict[str, Any], form: str) -> None:
    write = in_old_style if form == "old" else lambda text: unicodedata.normalize(form, text)  # type: ignore[arg-type]
    got = summary(resolve_address(write(case["text"]), as_of=case["as_of"]))
    if case.get("none"):
        assert got is None
        return
    assert got is not None
    hamlet = case["hamlet"]
    want = {
        "hamlet": hamlet and unicodedata.normalize("NFC", write(hamlet)),
        "units": case["units"],
        "now": case.get("now"),
        "in": case.get("in"),
        "divided": case.get("divided", False),
        "confidence": case.get("confidence"),
        "candidates": case.get("candidates", 1),
    }
    assert got == want


def test_third_of_the_rows_is_negative() -> None:
    assert 3 * sum(bool(case.get("negative")) for case in CASES) >= len(CASES)
