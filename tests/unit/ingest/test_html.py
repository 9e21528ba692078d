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
    (
        "<html><p>Bảng</p><table><tr><th>TT</th><th>Việc</th><th>Ai</th></tr><tr><td>1<td>Rà soát<td>Xã</table><p>Hết</p>",
        "Bảng\n\nTT | Việc | Ai\n1 | Rà soát | Xã\n\nHết\n",
    ),
    (  # cells over rows and columns keep the columns below and behind them
        "<html><table><caption>Phụ lục</caption><tr><td>TT</td><td>Việc</td><td>Ai</td><td>Hạn</td></tr>"
        "<tr><td colspan=4>I. Đất</td></tr><tr><td>1</td><td>Đo</td><td rowspan='2'>Xã</td><td>3/5</td></tr>"
        "<tr><td>2</td><td>Vẽ</td><td>4/5</td></tr><tr><td></td><td>Nộp</td><td></td><td></td></tr>"
        "<tr><td></td><td> </td><td></td><td></td></tr></table>",
        "Phụ lục\nTT | Việc | Ai | Hạn\nI. Đất |  |  | \n1 | Đo | Xã | 3/5\n2 | Vẽ |  | 4/5\n | Nộp |  | \n",
    ),
    (  # lines of a cell; a line end of the page's source is none
        "<html><table><tr><td>TT</td><td>Việc</td><td>Ai</td></tr>"
        "<tr><td>1</td><td><p>Rà soát:</p><p>hồ\nsơ<br>tồn đọng</p></td><td>Thanh tra<br>Công an</td></tr></table>",
        "TT | Việc | Ai\n1 | Rà soát: hồ sơ tồn đọng | Thanh tra; Công an\n",
    ),
    (  # a script's and a comment's cells are none
        "<html><table><tr><td>a</td><td>b</td><td>c<!-- <td> --><script>'<td>'</script></td></tr>"
        "<tr><td>1</td><td>2</td><td>3</td></tr></table>",
        "a | b | c\n1 | 2 | 3\n",
    ),
    # Tables that lay a page out: with another in them, without end, of two columns, a letterhead with an empty one between.
    (
        "<html><table><tr><td>a</td><td>b</td><td>c</td></tr><tr><td>1</td><td>2</td><td><table><tr><td>x</td></tr></table>"
        "</td></tr></table>",
        "a\nb\nc\n1\n2\n\nx\n",
    ),
    ("<html><table><tr><td>a</td><td>b</td><td>c</td></tr><tr><td>1</td><td>2</td><td>3</td></tr>", "a\nb\nc\n1\n2\n3\n"),
    ("<html><table><tr><td>TT</td><td>Việc</td></tr><tr><td>1</td><td>Đo</td></tr></table>", "TT\nViệc\n1\nĐo\n"),
    (
        "<html><table><tr><td>UBND XÃ</td><td>-</td><td>CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM</td></tr>"
        "<tr><td>Số 5</td><td>-</td><td>Ngày 2</td></tr></table>",
        "UBND XÃ\n-\nCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nSố 5\n-\nNgày 2\n",
    ),
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


def test_cell_points_into_the_source() -> None:
    row = "<tr><td>1</td><td>Đo&nbsp;<b>đất</b></td><td>Xã</td></tr>"
    document = read(f"<html><table>{row}{row}</table>")
    start = document.text.rindex("Đo đất")
    assert document.to_source(Span(start, start + 6)).of(document.raw) == "Đo&nbsp;<b>đất"


def test_old_encoding_of_a_page() -> None:
    document = read_document(
        b"<html><body><p>" + to_tcvn3("Quyết định về việc thu hồi đất của các hộ dân ở thị trấn") + b"</p>",
        path="a.html",
        settings=IngestSettings(),
    )
    assert document.source.encoding == "tcvn3"
    assert document.text.strip() == "Quyết định về việc thu hồi đất của các hộ dân ở thị trấn"


@pytest.mark.parametrize(
    "piece",
    [
        "<table><tr><td>",
        "<table><td <td ",
        "<table><script>",
        "<table><tr><td>a</td></tr></table>",
        "<a ",
        "<a '",
        "<!--",
        "<nav>",
        "<![CDATA[",
        "&#",
        '<a b="',
    ],
)
def test_adversarial_pages_end_soon(piece: str) -> None:
    document = read("<html>" + piece * (50_000 // len(piece)) + "chữ")
    assert document.source.media_type == "text/html"


def test_entity_bomb_is_not_expanded() -> None:
    bomb = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "cccccccccc"><!ENTITY d "&b;&b;&b;">]><a>&d;</a>'
    assert "cccccccccc" * 3 not in read(bomb).text
