"""Texts of the corpora in other formats: the files shipped say what their gold says."""

from __future__ import annotations

import csv
import re
import shutil
import subprocess
import unicodedata
from collections import Counter
from pathlib import Path

import pytest

from nlp.evaluation.render import PLAN, render
from nlp.evaluation.render_encodings import ENCODERS
from nlp.evaluation.render_layout import parse_page
from nlp.ingest.reader import read_document
from nlp.ingest.settings import IngestSettings

CORPORA = Path(__file__).parents[3] / "corpora"
ROWS = list(csv.DictReader((CORPORA / "documents/manifest.tsv").open(encoding="utf-8", newline=""), delimiter="\t"))
IMAGES = {"pdf-scan", "tiff", "jpeg-photo"}
OFFICE = {"doc", "odt"}
needs_tesseract = pytest.mark.skipif(shutil.which("tesseract") is None, reason="Tesseract is not installed")
needs_office = pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")


def words(text: str) -> Counter[str]:
    return Counter(re.findall(r"\w+", unicodedata.normalize("NFC", text).lower()))


def share_read(row: dict[str, str]) -> float:
    """The share of the gold text's words that the reader gives back."""
    data = (CORPORA / "documents" / row["file"]).read_bytes()
    gold = words((CORPORA / f"{row['text']}.txt").read_text(encoding="utf-8"))
    read = words(read_document(data, path=row["file"], settings=IngestSettings()).text)
    return sum((gold & read).values()) / sum(gold.values())


def test_manifest_lists_the_folder() -> None:
    files = {path.name for path in (CORPORA / "documents").iterdir()} - {"manifest.tsv"}
    assert {row["file"] for row in ROWS} == files
    assert sum((CORPORA / "documents" / name).stat().st_size for name in files) < 3_000_000


@pytest.mark.parametrize("row", [r for r in ROWS if r["form"] not in IMAGES | OFFICE], ids=lambda r: r["file"])
def test_file_with_text_reads_as_its_gold(row: dict[str, str]) -> None:
    assert share_read(row) >= 0.99


@pytest.mark.office
@needs_office
@pytest.mark.parametrize("row", [r for r in ROWS if r["form"] in OFFICE], ids=lambda r: r["file"])
def test_office_file_reads_as_its_gold(row: dict[str, str]) -> None:
    assert share_read(row) >= 0.99


@pytest.mark.ocr
@needs_tesseract
@pytest.mark.parametrize("row", [r for r in ROWS if r["form"] in IMAGES], ids=lambda r: r["file"])
def test_scan_is_recognised(row: dict[str, str]) -> None:
    assert share_read(row) >= 0.93


@pytest.mark.parametrize("rendering", [r for r in PLAN if r.form not in IMAGES | OFFICE], ids=lambda r: r.file)
def test_rendering_is_the_same_at_every_run(rendering: object) -> None:
    text = (CORPORA / f"{rendering.text}.txt").read_bytes().decode("utf-8")  # type: ignore[attr-defined]
    assert render(rendering, text) == render(rendering, text)  # type: ignore[arg-type]


@pytest.mark.parametrize("name", ["dispatches/dp001", "dispatches/ds030", "petitions/pa002"])
def test_layout_loses_no_line(name: str) -> None:
    text = (CORPORA / f"{name}.txt").read_text(encoding="utf-8")
    page = parse_page(text)
    parts = [*page.head_left, *page.head_right, *page.body, *page.tail_left, *page.tail_right]
    assert sorted(line for line in parts if line) == sorted(line.rstrip() for line in text.splitlines() if line.strip())


def test_petition_has_no_letterhead() -> None:
    page = parse_page((CORPORA / "petitions/pa002.txt").read_text(encoding="utf-8"))
    assert page.head_left == page.head_right == ()


# Every Vietnamese small letter; an authority apart from this project decodes them.
LETTERS = "aàảãáạăằẳẵắặâầẩẫấậđeèẻẽéẹêềểễếệiìỉĩíịoòỏõóọôồổỗốộơờởỡớợuùủũúụưừửữứựyỳỷỹýỵ"


@pytest.mark.skipif(shutil.which("iconv") is None, reason="iconv is not installed")
@pytest.mark.parametrize(("encoding", "charset"), [("tcvn3", "TCVN5712-1"), ("windows-1258", "CP1258"), ("utf-16", "UTF-16")])
def test_encoding_is_the_published_one(encoding: str, charset: str) -> None:
    command = ["iconv", "-f", charset, "-t", "UTF-8"]
    decoded = subprocess.run(command, input=ENCODERS[encoding](LETTERS), capture_output=True, check=True).stdout.decode("utf-8")
    assert unicodedata.normalize("NFC", decoded) == LETTERS
