"""Papers to others do not say who denounces; what goes to who denounces does, and says that it is for nobody else."""

from __future__ import annotations

import pytest

pytest.importorskip("docxtpl")

from nlp.errors import DraftError
from nlp.triage.drafts.papers import PaperKind, Reader, load_settings
from tests.unit.triage.drafts.petitions import PETITIONS, assessment, every_byte, paper, person, record, remarks, small, words

OTHERS = [kind for kind, row in load_settings().papers.items() if row.reader is not Reader.PETITIONER]
TO_PETITIONER = [kind for kind, row in load_settings().papers.items() if row.reader is Reader.PETITIONER]
WHO = person("Hoàng Thị Tố Giác", "số 12 ngõ Kín, xã An Hòa", identity_number="001199012345", phone="0912345678")
SECRETS = ("Hoàng Thị Tố Giác", "ngõ Kín", "001199012345", "0912345678")
TARGET = "ông Nguyễn Văn Bị, chồng cũ của bà hoàng thị  tố giác, số 12 ngõ Kín, xã An Hòa"


@pytest.mark.parametrize("type_", ["to_cao", "nhieu_noi_dung", None])
@pytest.mark.parametrize("kind", OTHERS)
def test_paper_to_others_holds_nothing_of_who_denounces(kind: PaperKind, type_: str | None) -> None:
    source = small(
        type_, WHO, target=TARGET, requests=["Bảo vệ tôi, Hoàng Thị Tố Giác"], attachments=["thư của Hoàng Thị Tố Giác"]
    )
    source["header"] = {"subject": "tố cáo của Hoàng Thị Tố Giác", "signature": {"name": "Hoàng Thị Tố Giác"}}
    whole = every_byte(paper(kind, source)).lower()
    assert not [secret for secret in (*SECRETS, "tố giác") if secret.lower() in whole]


@pytest.mark.parametrize("name", PETITIONS["to_cao"])
@pytest.mark.parametrize("kind", OTHERS)
def test_papers_on_denunciations_of_the_corpus(kind: PaperKind, name: str) -> None:
    source = record(name)
    names = [item["name"] for item in source["petition"]["petitioners"] if item["name"]]
    addresses = [item["address"] for item in source["petition"]["petitioners"] if item["address"]]
    whole = every_byte(paper(kind, source, assessment=assessment(source, type="to_cao")))
    assert not [secret for secret in names + addresses if secret in whole]


def test_reason_of_the_secrecy_is_said() -> None:
    content = paper("phieu_chuyen", small("to_cao", WHO), assessment={"received": "2026-07-01"})
    assert "Đề nghị nơi nhận giữ bí mật thông tin của người viết đơn theo Điều 56 Luật Tố cáo năm 2018" in words(content)
    assert any("khoản 2 Điều 12 Nghị định số 154/2026/NĐ-CP" in remark for remark in remarks(content))


@pytest.mark.parametrize("kind", TO_PETITIONER)
def test_paper_to_who_denounces_is_marked_as_for_nobody_else(kind: PaperKind) -> None:
    content = paper(kind, small("to_cao", WHO))
    assert "Hoàng Thị Tố Giác" in words(content)
    assert any("gửi riêng cho người tố cáo" in remark for remark in remarks(content))


@pytest.mark.parametrize("kind", OTHERS)
def test_names_of_a_complaint_are_no_secret(kind: PaperKind) -> None:
    if kind in (PaperKind.DENUNCIATION_DECISION, PaperKind.DENUNCIATION_CONTENT):
        pytest.skip("no paper of a complaint")
    assert "Trần Thị Ví Dụ" in words(paper(kind, small("khieu_nai")))


@pytest.mark.parametrize("text", ["bà Hoàng Thị Tố Giác kể", "ba hoang thi to giac ke", "gọi 0912345678"])
def test_officer_is_stopped_from_telling(text: str) -> None:
    with pytest.raises(DraftError, match=r"drafts\.identity"):
        paper("thong_bao_noi_dung_to_cao", small("to_cao", WHO), extra={"noi_dung": text})


def test_summary_of_the_content_is_left_to_people() -> None:
    content = paper("thong_bao_noi_dung_to_cao", small("to_cao", WHO))
    assert "Nội dung tố cáo: ……" in words(content)
    assert any("không để lộ người tố cáo" in remark for remark in remarks(content))
