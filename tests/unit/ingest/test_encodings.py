"""Encodings of text files."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable

import pytest

from nlp.document.anchors import ByteAnchor
from nlp.document.document import Document
from nlp.ingest.encodings import decode_font, read_western
from nlp.ingest.reader import read_document
from nlp.ingest.settings import IngestSettings
from nlp.text.span import Span
from tests.unit.ingest.legacy_bytes import to_tcvn3, to_viscii, to_vni, to_windows_1258

TEXT = (
    "Kính gửi: Ủy ban nhân dân các xã, thị trấn\n"
    "Thực hiện kết luận của Thường trực Huyện ủy, đề nghị các đơn vị rà soát đơn khiếu nại, tố cáo của công dân; "
    "báo cáo kết quả trước ngày 15/6 hằng năm. Những việc vượt thẩm quyền thì kiến nghị cấp trên giải quyết."
)


def read(data: bytes) -> Document:
    return read_document(data, path="a.txt", settings=IngestSettings())


WRITERS: dict[str, tuple[str, Callable[[str], bytes]]] = {
    "utf-8": ("utf-8", str.encode),
    "utf-8 with mark": ("utf-8", lambda text: text.encode("utf-8-sig")),
    "utf-16-le with mark": ("utf-16-le", lambda text: b"\xff\xfe" + text.encode("utf-16-le")),
    "utf-16-be with mark": ("utf-16-be", lambda text: b"\xfe\xff" + text.encode("utf-16-be")),
    "utf-16-le": ("utf-16-le", lambda text: text.encode("utf-16-le")),
    "utf-16-be": ("utf-16-be", lambda text: text.encode("utf-16-be")),
    "nfd": ("utf-8", lambda text: unicodedata.normalize("NFD", text).encode()),
    "windows-1258": ("windows-1258", to_windows_1258),
    "vni": ("vni", to_vni),
    "viscii": ("viscii", to_viscii),
    "tcvn3": ("tcvn3", to_tcvn3),
    "tcvn3 saved as utf-8": ("tcvn3", lambda text: to_tcvn3(text).decode("latin-1").encode()),
    "vni saved as utf-8": ("vni", lambda text: to_vni(text).decode("cp1252").encode()),
    "utf-8 twice": ("utf-8", lambda text: read_western(text.encode()).encode()),
}


@pytest.mark.parametrize("name", WRITERS)
def test_encoding_is_named_and_read(name: str) -> None:
    encoding, write = WRITERS[name]
    document = read(write(TEXT))
    # TCVN3 has no capitals with a tone, so the head of ``Ủy`` comes back small.
    expected = TEXT.replace("Ủy", "ủy") if encoding == "tcvn3" else TEXT
    assert (document.source.encoding, document.text) == (encoding, expected)


@pytest.mark.parametrize("name", WRITERS)
def test_spans_lead_back_to_bytes(name: str) -> None:
    data = WRITERS[name][1](TEXT)
    document = read(data)
    start = document.text.index("đề nghị")
    anchor = document.locate(Span(start, start + len("đề nghị")))[0]
    assert isinstance(anchor, ByteAnchor)
    assert data[anchor.byte_start : anchor.byte_end] == WRITERS[name][1]("đề nghị").removeprefix(b"\xef\xbb\xbf").removeprefix(
        b"\xff\xfe"
    ).removeprefix(b"\xfe\xff")


def test_invalid_bytes_are_replaced_and_reported() -> None:
    document = read("Quyết định ".encode() + b"\xff\xfe!" + " ngày ký, ban hành kèm theo".encode())
    assert "\ufffd\ufffd!" in document.text
    assert [p.code for p in document.problems] == ["ingest.text.invalid_bytes"]


def test_bytes_behind_invalid_ones_are_exact() -> None:
    data = "Quyết định ".encode() + b"\xff" + " ngày ký, ban hành kèm theo".encode()
    document = read(data)
    start = document.text.index("ngày")
    anchor = document.locate(Span(start, start + 4))[0]
    assert isinstance(anchor, ByteAnchor) and data[anchor.byte_start : anchor.byte_end] == "ngày".encode()


def test_lines_of_both_kinds_are_each_read_rightly() -> None:
    text = "Đơn đề nghị giải quyết\nCéng hoµ x· héi chñ nghÜa ViÖt Nam, §éc lËp Tù do H¹nh phóc"
    assert read(text.encode()).text == "Đơn đề nghị giải quyết\nCộng hoà xã hội chủ nghĩa Việt Nam, Độc lập Tự do Hạnh phúc"


@pytest.mark.parametrize("text", ["Café à la crème, où êtes-vous déjà allé?", "naïve señor", "¿Dónde está él?"])
def test_other_languages_are_left_alone(text: str) -> None:
    assert read(text.encode()).text == text


@pytest.mark.parametrize(
    ("text", "font", "expected"),
    [("céng hoµ", ".VnTimeH", "CỘNG HOÀ"), ("Céng hoµ", ".VnTime", "Cộng hoà"), ("abc", "Times New Roman", None)],
)
def test_font_carries_its_encoding(text: str, font: str, expected: str | None) -> None:
    assert decode_font(text, font) == expected


def test_vni_font() -> None:
    assert unicodedata.normalize("NFC", decode_font("QUYEÁT ÑÒNH", "VNI-Times") or "") == "QUYẾT ĐỊNH"
