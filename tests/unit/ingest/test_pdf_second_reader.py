"""The PDF reader against a second one: pdfminer.six reads the same letters from every text layer that we ship.

Letters, not words: pdfminer.six parts words at kerned glyphs, which is why the layout is our own.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from pathlib import Path

import pytest
from pdfminer.high_level import extract_text

from nlp.ingest.reader import read_document
from nlp.ingest.settings import IngestSettings

ROOT = Path(__file__).resolve().parents[3]
FILES = sorted([*ROOT.glob("corpora/documents/*.pdf"), *ROOT.glob("tests/golden/ingest/*.pdf")])


def letters(text: str) -> Counter[str]:
    return Counter(re.findall(r"[^\W_]", unicodedata.normalize("NFC", text)))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_both_readers_read_the_same_letters(path: Path) -> None:
    document = read_document(path.read_bytes(), path=path.name, settings=IngestSettings(ocr="never"))
    if not document.text.strip():
        pytest.skip("no text layer: scanned or encrypted")
    second = letters(extract_text(str(path)))
    furniture = re.compile(r"\[ingest\.pdf\.furniture\]")
    ours = letters(document.text)
    assert not ours - second, "letters that the file does not hold"
    missed = sum((second - ours).values())
    kept_out = any(furniture.search(warning) for warning in document.source.warnings)
    assert missed == 0 or kept_out, f"{missed} letters of the file are missing and nothing was reported as kept out"
