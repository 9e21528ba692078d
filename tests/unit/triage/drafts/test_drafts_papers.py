"""Which papers follow which decision, and that their words cover the law's grounds."""

from __future__ import annotations

import pytest

from nlp.errors import DraftError
from nlp.law.handling import load_rows
from nlp.triage.drafts.papers import PaperKind, load_settings, papers_for

ROWS = (
    ("thu_ly", "khieu_nai", "phieu_de_xuat thong_bao_thu_ly_khieu_nai"),
    ("thu_ly", "to_cao", "phieu_de_xuat quyet_dinh_thu_ly_to_cao thong_bao_thu_ly_to_cao thong_bao_noi_dung_to_cao"),
    ("thu_ly", "phan_anh", "phieu_de_xuat thong_bao_tiep_nhan"),
    ("chuyen_don", "to_cao", "phieu_de_xuat phieu_chuyen thong_bao_chuyen_don"),
    ("huong_dan", "nhieu_noi_dung", "phieu_de_xuat phieu_huong_dan"),
    ("tra_lai", "khieu_nai", "phieu_de_xuat thong_bao_khong_thu_ly_khieu_nai thong_bao_tra_lai_don"),
    ("tra_lai", "to_cao", "phieu_de_xuat thong_bao_khong_thu_ly_to_cao thong_bao_tra_lai_don"),
    ("yeu_cau_bo_sung", "kien_nghi", "phieu_de_xuat cong_van_yeu_cau_bo_sung"),
    ("luu_don", "to_cao", "phieu_de_xuat"),
    ("gop", "khieu_nai", "phieu_de_xuat"),
    (None, None, "phieu_de_xuat"),
)


@pytest.mark.parametrize(("action", "type_", "kinds"), ROWS)
def test_papers_that_follow(action: str | None, type_: str | None, kinds: str) -> None:
    assert [paper.kind.value for paper in papers_for(action, type_)] == kinds.split()


def test_title_in_english() -> None:
    assert papers_for(None, None, lang="en")[0].title.startswith("Proposal")


def test_unknown_action_is_told() -> None:
    with pytest.raises(DraftError) as told:
        papers_for("dot_bo", "khieu_nai")
    assert told.value.code == "drafts.action" and "thu_ly" in told.value.hint


def test_every_kind_has_its_row() -> None:
    assert set(load_settings().papers) == set(PaperKind)


def test_every_ground_speaks_to_the_reader() -> None:
    """Rows of the law that decide something a petitioner reads have words of their own."""
    wording = load_settings().words["wording"]
    decided = {row.id for row in load_rows() if row.action in ("chuyen", "huong_dan", "tra_lai", "yeu_cau_bo_sung")}
    assert decided <= set(wording), sorted(decided - set(wording))
    assert set(wording) <= {row.id for row in load_rows()}
