"""What holds for every text file: spans lead back to what they were made of, and reading never raises."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st

from nlp.document.anchors import ByteAnchor
from nlp.ingest.reader import read_document
from nlp.ingest.settings import IngestSettings
from nlp.text.canonical import canonicalise
from nlp.text.repair import repair_text
from nlp.text.span import Span
from tests.unit.ingest.legacy_bytes import to_tcvn3, to_vni, to_windows_1258

WORDS = """ủy ban nhân dân xã đề nghị các thôn rà soát đơn khiếu nại, tố cáo của công dân; báo cáo trước ngày 15/6/2024
Điều 5. Trách nhiệm: Thường trực Huyện ủy giao Phòng Nội vụ chủ trì - quyết định số 12/QĐ-UBND về việc thu hồi đất""".split()
TEXTS = st.lists(st.sampled_from(WORDS), min_size=25, max_size=60).map(" ".join)
WRITERS: dict[str, Callable[[str], bytes]] = {
    "nfc": str.encode,
    "nfd": lambda text: unicodedata.normalize("NFD", text).encode(),
    "utf-16": lambda text: text.encode("utf-16-le"),
    "tcvn3": to_tcvn3,
    "vni": to_vni,
    "windows-1258": to_windows_1258,
    "tcvn3 as utf-8": lambda text: to_tcvn3(text).decode("latin-1").encode(),
}
SETTINGS = IngestSettings()


@given(text=TEXTS, name=st.sampled_from(sorted(WRITERS)), data=st.data())
def test_slices_lead_back_to_their_source(text: str, name: str, data: st.DataObject) -> None:
    document = read_document(WRITERS[name](text), path="a.txt", settings=SETTINGS)
    start = data.draw(st.integers(0, len(document.text)))
    end = data.draw(st.integers(start, len(document.text)))
    source = document.to_source(Span(start, end))
    piece = document.raw[source.start : source.end]
    if name == "tcvn3 as utf-8":
        assert len(piece) == end - start
    else:
        assert canonicalise(piece)[0] == document.text[start:end]


@given(text=TEXTS, name=st.sampled_from(["nfc", "nfd", "utf-16", "tcvn3", "vni", "windows-1258"]))
def test_bytes_of_a_word_are_its_bytes(text: str, name: str) -> None:
    encoded = WRITERS[name](text)
    document = read_document(encoded, path="a.txt", settings=SETTINGS)
    start = document.text.index(" ") + 1
    end = document.text.index(" ", start)
    anchor = document.locate(Span(start, end))[0]
    assert isinstance(anchor, ByteAnchor)
    assert encoded[anchor.byte_start : anchor.byte_end] == WRITERS[name](document.text[start:end])


HEADS = [b"", b"%PDF-1.4\n", b"PK\x03\x04", b"<html>", b"\xff\xfe", b"\x89PNG\r\n\x1a\n"]


@given(data=st.binary(max_size=3000), head=st.sampled_from(HEADS))
def test_reading_never_raises(data: bytes, head: bytes) -> None:
    document = read_document(head + data, path="a", settings=IngestSettings(ocr="never"))
    assert document.text.strip() or document.problems
    assert document.alignment.source_length == len(document.raw) and document.alignment.target_length == len(document.text)


@given(text=st.text(alphabet="aAăâđeêiouư ỀệỊ ̣́`´|*_\n-", max_size=200))
def test_text_is_canonical_and_repair_finds_no_more(text: str) -> None:
    document = read_document(text.encode(), path="a.txt", settings=SETTINGS)
    assert canonicalise(document.text)[0] == document.text
    repaired = repair_text(document.text)
    assert repaired.alignment.target_length == len(repaired.text)
