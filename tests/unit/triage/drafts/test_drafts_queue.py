"""Papers on petitions of the queue, and the command that writes them."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest.importorskip("docxtpl")

from sqlalchemy.orm import Session

from nlp import cli
from nlp.errors import DraftError, StoreError
from nlp.store.audit import read_trail
from nlp.store.engine import Store, open_store
from nlp.store.petitions import read_petition
from nlp.store.place import find_place
from nlp.triage.decisions import decide
from nlp.triage.drafts.queue import draft_paper, list_papers
from nlp.triage.intake import Intake
from tests.conftest import ROOT
from tests.unit.triage.drafts.petitions import OFFICE, words
from tests.unit.triage.petitions import AT, CONFIG, DAY, DENUNCIATION, complaint, entries


def add(store: Store, *texts: str) -> list[str]:
    taker = Intake(store, CONFIG, as_of=DAY)
    return [str(one.id) for one in taker.add_many(entries(texts), received=DAY, now=lambda: AT, actor=None)]


def draft(store: Store, petition: str, kind: str, **extra: str) -> bytes:
    return draft_paper(store, petition, kind, office=OFFICE, extra=extra, at=AT, actor=None)


def test_paper_follows_the_proposal(store: Store) -> None:
    [petition] = add(store, complaint())
    assert [paper.kind for paper in list_papers(store, petition)] == ["phieu_de_xuat", "thong_bao_thu_ly_khieu_nai"]
    text = words(draft(store, petition, "thong_bao_thu_ly_khieu_nai"))
    assert "Ngày 20/11/2026" in text and "Nghị định số 155/2026/NĐ-CP" in text


def test_paper_follows_the_decision(store: Store) -> None:
    [petition] = add(store, complaint())
    version = read_petition(store, petition).version
    decide(store, petition, "chuyen_don", version=version, at=AT, actor=None, day=DAY, config=CONFIG)
    assert "PHIẾU CHUYỂN" in words(draft(store, petition, "phieu_chuyen"))
    with pytest.raises(DraftError, match=r"drafts\.kind.*phieu_chuyen"):
        draft(store, petition, "thong_bao_thu_ly_khieu_nai")


def test_reason_of_a_duplicate_is_in_words(store: Store) -> None:
    first, again = add(store, complaint(), complaint() + "\nGửi lại.\n")
    assert read_petition(store, again).standing.action == "gop"
    text = words(draft(store, again, "phieu_de_xuat"))
    assert "nhập vào đơn đã nhận có cùng nội dung" in text and "{" not in text
    assert first in text


def test_denunciation_of_the_queue_stays_secret(store: Store) -> None:
    [petition] = add(store, DENUNCIATION)
    assert "Đinh Thị Ví Dụ" not in words(draft(store, petition, "phieu_de_xuat"))


def test_drafting_is_in_the_trail(store: Store) -> None:
    [petition] = add(store, complaint())
    draft(store, petition, "phieu_de_xuat")
    with Session(store.engine) as session:
        last = read_trail(session, subject=petition)[-1].event
    assert (last.action, dict(last.details)) == ("petition.draft", {"kind": "phieu_de_xuat"})


def test_unknown_petition_is_told(store: Store) -> None:
    with pytest.raises(StoreError):
        draft(store, "0" * 16, "phieu_de_xuat")


def test_command_writes_the_paper(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DONTHU_DATABASE", raising=False)
    with open_store(find_place(tmp_path)) as store:
        [petition] = add(store, complaint())
    out = tmp_path / "paper.docx"
    call = ["inbox", "draft", petition, "--out", str(out), "--data", str(tmp_path), "--lang", "en"]
    office = ["--config", str(ROOT / "docs/examples/office.toml"), "--number", "9", "--date", "2026-11-25"]
    status = cli.main([*call, "thong_bao_thu_ly_khieu_nai", *office, "--given", "noi_dung=Xử phạt đất đai"])
    assert status == 0 and "Read its comments" in capsys.readouterr().err
    text = words(out.read_bytes())
    for line in ("Số: 09/TB-UBND", "An Hòa, ngày 25 tháng 11 năm 2026", "Nội dung khiếu nại: Xử phạt đất đai."):
        assert line in text
    assert cli.main([*call, "phieu_la"]) == 2
    assert "phieu_de_xuat" in capsys.readouterr().err
