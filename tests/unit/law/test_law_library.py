"""A user's own folder of parameters and rules: read with the checks of the package, added to it, never silently in its place."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from nlp.errors import LawError
from nlp.evaluation.law_cases import Case, find_covered, find_differences, load_cases, review_with_cases
from nlp.law.due import work_out_due
from nlp.law.library import load_library
from nlp.law.review import find_uncovered

EXAMPLE = Path(__file__).parents[3] / "docs" / "examples" / "law"
CASES = load_cases(EXAMPLE / "cases")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(EXAMPLE, tmp_path / "law"))


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_cases_of_the_example_hold(case: Case) -> None:
    assert find_differences(case, load_library(EXAMPLE)) == []


def test_cases_of_the_example_show_every_outcome() -> None:
    own = load_library(EXAMPLE)
    assert find_uncovered(tuple(rule for rule in own.rules if rule.id in own.own_rules), find_covered(CASES)) == []


def test_a_case_that_does_not_hold_says_what_is_different() -> None:
    wrong = {**CASES[0], "expect": {"due": date(2026, 11, 10), "warns": ["mưa bão"]}}
    found = find_differences(wrong, load_library(EXAMPLE))
    assert found[0] == "due: 2026-11-09, not 2026-11-10"
    assert "mưa bão" in found[1]


def test_the_package_does_not_change() -> None:
    load_library(EXAMPLE)
    with pytest.raises(LawError, match="VP_TRINH_DON"):
        work_out_due("VP_TRINH_DON", date(2026, 11, 5))
    assert any("2027" in warning for warning in work_out_due("TC_CHUYEN", date(2027, 2, 3)).warnings)


def test_a_parameter_in_the_place_of_a_shipped_one_says_so(folder: Path) -> None:
    path = folder / "time_limits" / "office" / "vp_trinh_don.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("VP_TRINH_DON", "DON_DEXUAT"), encoding="utf-8")
    (folder / "rules" / "office.yaml").unlink()
    due = load_library(folder).work_out_due("DON_DEXUAT", date(2026, 11, 5))
    assert due.amount == 2
    assert "Tham số riêng của đơn vị" in due.warnings[0]


@pytest.mark.parametrize(
    ("file", "text", "message"),
    [
        ("rules/office.yaml", ("id: office.forwarding", "id: petition.handling"), "is one of the package"),
        ("rules/office.yaml", ("limit: VP_TRINH_DON", "limit: VP_TRINH"), "không có thời hạn 'VP_TRINH'"),
        ("rules/office.yaml", ("done: ngay_trinh_don", "done: ngay_trinh"), r"office\.yaml:\d+: fact 'ngay_trinh' is not known"),
        ("rules/office.yaml", ("done: ngay_trinh_don", "done: don_khan"), "not of the kind"),
        ("rules/office.yaml", ("given: {don_khan", "given: {phuc_tap"), "takes no circumstance phuc_tap"),
        ("rules/office.yaml", ("from: 2026-01-01", "from: 2025-01-01"), "its period from 2025-01-01"),
        ("rules/office.yaml", ("regimes:", "regime:"), "unknown key 'regime'"),
        ("time_limits/office/vp_trinh_don.yaml", ("- quy_che", "- quy_che_khac"), "source 'quy_che_khac'"),
        (
            "time_limits/office/vp_trinh_don.yaml",
            ("amount: 2", "amount: hai"),
            r"vp_trinh_don\.yaml:\d+: expected a whole number",
        ),
        ("given.yaml", ("key: don_khan", "key: phuc_tap"), "the package has phuc_tap"),
        ("facts.yaml", ("name: don_khan", "name: ngay_nhan"), "the package has ngay_nhan"),
        ("facts.yaml", ("kind: flag", "kind: bool"), "unknown value 'bool'"),
        ("calendar/2027.yaml", ("date: 2027-02-05", "date: 2027-02-06"), "not a weekday of 2027"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(folder: Path, file: str, text: tuple[str, str], message: str) -> None:
    path = folder / file
    content = path.read_text(encoding="utf-8")
    assert text[0] in content
    path.write_text(content.replace(text[0], text[1], 1), encoding="utf-8")
    with pytest.raises(LawError, match=message):
        load_library(folder)


def test_a_file_without_place_is_an_error(folder: Path) -> None:
    (folder / "thoi_han.yaml").write_text("rules: []", encoding="utf-8")
    with pytest.raises(LawError, match=r"thoi_han\.yaml has no place"):
        load_library(folder)


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(LawError, match="is not a folder"):
        load_library(tmp_path / "law")


def test_a_file_that_is_not_utf8(folder: Path) -> None:
    (folder / "facts.yaml").write_bytes("facts: [{name: x, kind: flag, about: đơn}]".encode("utf-16"))
    with pytest.raises(LawError, match=r"facts\.yaml"):
        load_library(folder)


def test_review_runs_the_cases_of_the_folder(folder: Path) -> None:
    path = folder / "cases" / "office.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("due: 2026-11-06", "due: 2026-11-07"), encoding="utf-8")
    review = review_with_cases(load_library(folder), date(2026, 11, 29), folder / "none")
    assert [item.subject for item in review.of_kind("failed")] == ["VP_TRINH_DON"]
    assert review.of_kind("uncovered") == ()
    assert review.has_faults
