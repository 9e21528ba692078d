"""What cannot be read is a document with a problem, never an exception."""

from __future__ import annotations

import hashlib
import io
import zipfile

import pytest

from nlp.document.document import Document
from nlp.ingest.reader import read_document
from nlp.ingest.settings import IngestSettings


def read(data: bytes, **settings: int) -> Document:
    return read_document(data, path="dir/a", settings=IngestSettings(**settings))  # type: ignore[arg-type]


def zipped(name: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(name, "x")
    return buffer.getvalue()


BAD = {
    "empty": (b"", "ingest.empty"),
    "blank": (b" \r\n\x00", "ingest.empty"),
    "binary": (bytes(range(256)) * 9, "ingest.unknown_type"),
    "spreadsheet": (zipped("xl/workbook.xml"), "ingest.unknown_type"),
    "archive": (zipped("a.txt"), "ingest.unknown_type"),
    "truncated pdf": (b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog", "ingest.pdf.truncated"),
    "truncated docx": (b"PK\x03\x04" + b"\x00" * 26 + b"word/document.xml", "ingest.docx.truncated"),
    "truncated png": (b"\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR", "ingest.image.truncated"),
    "truncated jpeg": (b"\xff\xd8\xff\xe0\x00\x10JFIF", "ingest.image.truncated"),
    "encrypted doc": (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + b"\xec\xa5" + bytes(8) + b"\x00\x01" + bytes(500)
        + "WordDocument".encode("utf-16-le"),
        "ingest.doc.encrypted",
    ),
    "web archive without page": (b"MIME-Version: 1.0\nContent-Type: multipart/related\n\n", "ingest.html.no_part"),
    "page without text": (b"<html><script>x</script></html>", "ingest.no_text"),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_bad_file_has_a_problem(name: str) -> None:
    data, code = BAD[name]
    document = read(data)
    assert [problem.code for problem in document.problems] == [code]
    assert document.text.strip() == "" and document.status == "failed"


@pytest.mark.parametrize("name", BAD)
def test_problem_is_among_the_warnings(name: str) -> None:
    document = read(BAD[name][0])
    assert document.source.warnings == (f"[{document.problems[0].code}] {document.problems[0].message}",)


def test_too_large() -> None:
    document = read(b"chu " * 100, max_bytes=100)
    assert document.problems[0].code == "ingest.too_large"
    assert document.source.bytes == 400


def test_source_is_described() -> None:
    source = read(b"Kinh gui").source
    assert (source.path, source.media_type, source.encoding, source.bytes) == ("dir/a", "text/plain", "utf-8", 8)
    assert source.sha256 == hashlib.sha256(b"Kinh gui").hexdigest()


@pytest.mark.parametrize("value", [{"ocr": "sometimes"}, {"max_pages": 0}])
def test_setting_that_does_not_fit(value: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=next(iter(value))):
        IngestSettings(**value)  # type: ignore[arg-type]


def test_setting_of_the_wrong_type() -> None:
    with pytest.raises(TypeError, match="max_bytes"):
        IngestSettings(max_bytes="1")  # type: ignore[arg-type]


def test_missing_converter_names_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("nlp.ingest.legacy.find_program", lambda names: None)
    document = read(b"{\\rtf1 abc}")
    assert document.problems[0].code == "ingest.legacy.no_converter"
    assert "LibreOffice" in document.problems[0].message


def test_missing_tesseract_names_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    from PIL import Image

    monkeypatch.setattr("shutil.which", lambda name: None)
    buffer = io.BytesIO()
    Image.new("L", (50, 50), 255).save(buffer, "PNG")
    document = read(buffer.getvalue())
    assert document.problems[0].code == "ingest.ocr.missing"
    assert "tesseract-ocr-vie" in document.problems[0].message


def test_image_bomb() -> None:
    from PIL import Image

    buffer = io.BytesIO()
    Image.new("1", (4000, 4000)).save(buffer, "PNG")
    assert read(buffer.getvalue(), max_pixels=1_000_000).problems[0].code == "ingest.image.too_large"


def test_image_without_recognition() -> None:
    from PIL import Image

    buffer = io.BytesIO()
    Image.new("L", (50, 50), 255).save(buffer, "PNG")
    document = read_document(buffer.getvalue(), path="a.png", settings=IngestSettings(ocr="never"))
    assert document.problems[0].code == "ingest.ocr.off"
