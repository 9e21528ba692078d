"""Papers are dispatches: donthu reads them again and finds nothing against their form (Nghị định 30/2020/NĐ-CP)."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path

import pytest

pytest.importorskip("docxtpl")

from nlp.compliance.models import Finding, Verdict
from nlp.document.document import Document
from nlp.ingest.legacy import run_program
from nlp.ingest.reader import read_document
from nlp.ingest.settings import IngestSettings
from nlp.segment.models import Header
from nlp.triage.drafts.papers import Paper, PaperKind, papers_for
from tests.unit.triage.drafts.petitions import ACTIONS, ISSUED, PETITIONS, assessment, paper, pipeline, read, record

CASES = [
    pytest.param(name, type_, action, which, id=f"{name}-{action}-{which.kind}")
    for type_, names in PETITIONS.items()
    for name in names
    for action in ACTIONS
    for which in papers_for(action, type_)
    if name == names[0] or which.kind != "phieu_de_xuat"
]


def analyse(content: bytes) -> Document:
    return pipeline().run(read_document(content, path="paper.docx", settings=IngestSettings()))


@pytest.mark.parametrize(("name", "type_", "action", "which"), CASES)
def test_paper_breaks_no_rule_of_form(name: str, type_: str, action: str | None, which: Paper) -> None:
    source = record(name)
    written = source["petition"]["date"]
    issued = dt.date.fromisoformat(written) + dt.timedelta(days=8) if written else ISSUED
    given = {"nguoi_de_xuat": "Trần Thị Mẫu"}
    content = paper(which.kind, source, assessment=assessment(source, type=type_, action=action), extra=given, date=issued)
    document = analyse(content)
    header = document.layer(Header)[0]
    assert (header.number or "").startswith("05/") and header.date == issued, header
    broken = [f for f in document.layer(Finding) if f.verdict is Verdict.VIOLATION or f.severity == "warning"]
    assert not broken, [(finding.rule, finding.message) for finding in broken]


@pytest.mark.parametrize("which", papers_for("thu_ly", "khieu_nai"), ids=lambda p: p.kind)
def test_page_is_that_of_the_decree(which: Paper) -> None:
    section = read(paper(which.kind, record("pa007"))).sections[0]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    margins = [round(side.mm) for side in (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)]
    assert all(low <= mm <= high for mm, (low, high) in zip(margins, ((20, 25), (20, 25), (30, 35), (15, 20)), strict=True))


@pytest.mark.office
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_every_paper_prints_on_a_page_or_two(tmp_path: Path) -> None:
    import pypdfium2

    for kind in PaperKind:
        (tmp_path / f"{kind}.docx").write_bytes(paper(kind, record("pa030")))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path)]
    run_program([*command, *map(str, sorted(tmp_path.glob("*.docx")))], None, 240, tmp_path)
    for kind in PaperKind:
        pages = pypdfium2.PdfDocument(tmp_path / f"{kind}.pdf")
        text = pages[0].get_textpage().get_text_bounded()
        assert len(pages) <= (2 if kind is PaperKind.PROPOSAL else 1) and "XÃ AN HÒA" in text, kind
