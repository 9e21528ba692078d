"""Every reader on a source of its own: text, encoding, pages, problems."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from nlp.ingest.reader import read_document
from nlp.ingest.settings import IngestSettings

FOLDER = Path(__file__).parent
SOURCES = sorted(p for p in FOLDER.iterdir() if p.suffix not in (".py", ".json") and p.is_file())


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.name)
def test_source_is_read_as_expected(source: Path, check_golden: Callable[[Path, str], None]) -> None:
    if source.suffix in (".doc", ".rtf") and shutil.which("soffice") is None:
        pytest.skip("LibreOffice is not installed")
    document = read_document(source.read_bytes(), path=source.name, settings=IngestSettings(ocr="never"))
    found = {
        "media_type": document.source.media_type,
        "encoding": document.source.encoding,
        "pages": document.source.pages,
        "problems": [problem.code for problem in document.problems],
        "text": document.text.split("\n"),
    }
    check_golden(source.with_name(source.name + ".expected.json"), json.dumps(found, ensure_ascii=False, indent=1) + "\n")
