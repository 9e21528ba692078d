"""HTML pages."""

from __future__ import annotations

import pytest

from nlp.document.document import Document
from nlp.ingest.reader import read_document
from nlp.ingest.settings import IngestSettings
from nlp.text.span import Span
from tests.unit.ingest.legacy_bytes import to_tcvn3


def read(source: str) -> Document:
    return read_document(source.encode(), path="a.html", settings=IngestSettings())


CASES = [
    ("<html><body><p>Một</p><p>Hai</p>", "Một\n\nHai\n"),
    ("<html><div>Một<br>Hai<br/>Ba</div>", "Một\nHai\nBa\n"),
    ("<html><p>Kính&nbsp;gửi:\n   các <b>xã</b>, phường</p>", "Kính gửi: các xã, phường\n"),
    ("<html><table><tr><td>UBND</td><td>CỘNG HÒA</td></tr></table>", "UBND\nCỘNG HÒA\n"),
    ("<html><script>if (a<b) '</p>'</script><style>p{}</style><nav><a>Trang chủ</a></nav>Nội dung", "Nội dung"),
    ("<html><ol start=3><li>Ba</li><li>Bốn</li></ol><ul><li>gạch</li></ul>", "3. Ba\n4. Bốn\n- gạch\n"),
    ("<html><p>a < b &lt; c &#7879; M&T</p>", "a < b < c ệ M&T\n"),
    ("<html><!-- ẩn --><p>hiện<!-- chưa đóng", "hiện"),
    ("<html><pre>một\n  hai</pre>", "một\n  hai\n"),
    ('<html><p title="a > b">chữ</p>', "chữ\n"),
]


@pytest.mark.parametrize(("source", "expected"), CASES)
def test_page_becomes_lines(source: str, expected: str) -> None:
    assert read(source).text == expected


def test_span_points_into_the_source() -> None:
    document = read("<html><body><p>Kính gửi: <b>Sở&nbsp;Nội</b> vụ</p>")
    start = document.text.index("Sở Nội vụ")
    assert document.to_source(Span(start, start + 9)).of(document.raw) == "Sở&nbsp;Nội</b> vụ"


def test_old_encoding_of_a_page() -> None:
    document = read_document(
        b"<html><body><p>" + to_tcvn3("Quyết định về việc thu hồi đất của các hộ dân ở thị trấn") + b"</p>",
        path="a.html",
        settings=IngestSettings(),
    )
    assert document.source.encoding == "tcvn3"
    assert document.text.strip() == "Quyết định về việc thu hồi đất của các hộ dân ở thị trấn"


@pytest.mark.parametrize("piece", ["<a ", "<a '", "<!--", "<nav>", "<![CDATA[", "&#", '<a b="'])
def test_adversarial_pages_end_soon(piece: str) -> None:
    document = read("<html>" + piece * (50_000 // len(piece)) + "chữ")
    assert document.source.media_type == "text/html"


def test_entity_bomb_is_not_expanded() -> None:
    bomb = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "cccccccccc"><!ENTITY d "&b;&b;&b;">]><a>&d;</a>'
    assert "cccccccccc" * 3 not in read(bomb).text
