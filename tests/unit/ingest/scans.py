"""Scans for tests."""

from __future__ import annotations

import io

import pypdfium2
from PIL import Image

from nlp.ingest.pictures import draw_page
from nlp.ingest.settings import IngestSettings
from tests.conftest import ROOT


def scan_with_text() -> bytes:
    """A page that is one picture, with the text that it shows in the file: the page of a letter, drawn onto it."""
    letter = (ROOT / "tests/golden/ingest/letterhead.pdf").read_bytes()
    picture = draw_page(letter, 1, width=1200, settings=IngestSettings(ocr="never"))
    document = pypdfium2.PdfDocument.new()
    document.import_pages(pypdfium2.PdfDocument(letter))
    page = document[0]
    image = pypdfium2.PdfImage.new(document)
    with Image.open(io.BytesIO(picture.png)) as drawn:
        image.set_bitmap(pypdfium2.PdfBitmap.from_pil(drawn.convert("RGB")))
    image.set_matrix(pypdfium2.PdfMatrix().scale(*page.get_size()))
    page.insert_obj(image)
    page.gen_content()
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()
