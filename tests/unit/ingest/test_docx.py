"""DOCX packages."""

from __future__ import annotations

import io
import zipfile

import pytest

from nlp.document.anchors import PartAnchor
from nlp.document.document import Document
from nlp.ingest.reader import read_document
from nlp.ingest.settings import IngestSettings
from nlp.text.span import Span
from tests.unit.ingest.packages import build_docx, cell, paragraph, part, rows, table

NUMBERING = part(
    "numbering",
    '<w:abstractNum w:abstractNumId="0">'
    '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="Điều %1."/></w:lvl>'
    '<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="lowerLetter"/><w:lvlText w:val="%2)"/></w:lvl>'
    '<w:lvl w:ilvl="2"><w:start w:val="1"/><w:numFmt w:val="bullet"/><w:lvlText w:val="&#xF02D;"/></w:lvl></w:abstractNum>'
    '<w:num w:numId="7"><w:abstractNumId w:val="0"/></w:num>',
)


def read(data: bytes, **settings: int) -> Document:
    return read_document(data, path="a.docx", settings=IngestSettings(**settings))  # type: ignore[arg-type]


def numbered(text: str, depth: int) -> str:
    return paragraph(text, f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="7"/></w:numPr>')


def codes(document: Document) -> list[str]:
    return [problem.code for problem in document.problems]


def test_paragraphs_are_lines() -> None:
    assert read(build_docx(paragraph("Một") + paragraph("Hai"))).text == "Một\nHai\n"


def test_automatic_numbers_are_text() -> None:
    body = numbered("Phạm vi", 0) + numbered("gồm", 1) + numbered("việc", 2) + numbered("và", 1) + numbered("Đối tượng", 0)
    body += numbered("lại", 1)
    assert read(build_docx(body, numbering=NUMBERING)).text.split("\n")[:-1] == [
        "Điều 1. Phạm vi", "a) gồm", "- việc", "b) và", "Điều 2. Đối tượng", "a) lại",
    ]  # fmt: skip


def test_letterhead_table_is_read_column_by_column() -> None:
    body = table(("ỦY BAN NHÂN DÂN", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"), ("XÃ PHÚ LÂM", "Độc lập - Tự do - Hạnh phúc"))
    assert read(build_docx(body)).text.split("\n")[:3] == ["ỦY BAN NHÂN DÂN", "XÃ PHÚ LÂM", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"]


def test_tables_of_two_columns_are_read_cell_by_cell() -> None:
    assert read(build_docx(table(("TT", "Việc"), ("1", "Rà soát")))).text == "TT\nViệc\n1\nRà soát\n"


def test_table_of_data_is_read_a_row_a_line() -> None:
    merged = '<w:vMerge w:val="restart"/>'
    body = rows(
        "".join(map(cell, ("TT", "Việc", "Ai", "Hạn"))),
        cell("I. Đất đai", columns=4),
        cell("1") + cell("Rà soát", "hồ sơ") + cell("Thanh tra", "Công an", properties=merged) + cell("3/5"),
        cell("2") + cell("Báo cáo") + cell("", properties="<w:vMerge/>") + cell(""),
        "".join(map(cell, ("", " ", "", ""))),
    )
    document = read(build_docx(paragraph("Bảng") + body + paragraph("Hết")))
    assert document.text.split("\n")[:-1] == [
        "Bảng", "", "TT | Việc | Ai | Hạn", "I. Đất đai |  |  | ", "1 | Rà soát hồ sơ | Thanh tra; Công an | 3/5",
        "2 | Báo cáo |  | ", "", "Hết",
    ]  # fmt: skip
    start = document.text.index("soát hồ")
    anchors = (PartAnchor("word/document.xml", 7, 3, 7), PartAnchor("word/document.xml", 8, 0, 2))
    assert document.locate(Span(start, start + 7)) == anchors


def test_number_of_a_list_stays_in_its_cell() -> None:
    numbered_cell = f"<w:tc>{numbered('việc một', 1)}</w:tc>"
    body = rows("".join(map(cell, ("TT", "Việc", "Ai"))), cell("1") + numbered_cell + cell("Xã"))
    assert "1 | a) việc một | Xã\n" in read(build_docx(body, numbering=NUMBERING)).text


@pytest.mark.parametrize(
    "inner",
    [
        rows(cell("x")) + paragraph(""),
        f"<w:sdt><w:sdtContent><w:tbl><w:tr>{cell('x')}</w:tr></w:tbl></w:sdtContent></w:sdt>",
    ],
)
def test_table_in_a_table_is_not_lost(inner: str) -> None:
    body = rows("".join(map(cell, ("a", "b", "c"))), cell("1") + cell("2") + f"<w:tc>{paragraph('3')}{inner}</w:tc>")
    assert read(build_docx(body)).text.split() == ["a", "b", "c", "1", "2", "3", "x"]


def test_row_in_a_content_control_is_not_lost() -> None:
    row = f"<w:tr>{''.join(map(cell, ('1', '2', '3')))}</w:tr>"
    body = f"<w:tbl>{row}<w:sdt><w:sdtContent>{row}</w:sdtContent></w:sdt>{row}</w:tbl>"
    assert read(build_docx(body)).text.split() == ["1", "2", "3"] * 3


@pytest.mark.parametrize("span", ["99999999999999", "-1", "0", "x", ""])
def test_hostile_span_of_a_cell_ends(span: str) -> None:
    wide = f'<w:tc><w:tcPr><w:gridSpan w:val="{span}"/></w:tcPr>{paragraph("rộng")}</w:tc>'
    body = rows("".join(map(cell, ("a", "b", "c"))), "".join(map(cell, ("1", "2", "3"))), wide)
    assert len(read(build_docx(body)).text) < 300


def test_columns_typed_with_tabs_are_read_one_after_the_other() -> None:
    tab = "</w:t><w:tab/><w:t>"
    body = paragraph(f"UBND XÃ A{tab}CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")
    body += paragraph(f"Số: 5/UBND{tab}A, ngày 2 tháng 3 năm 2024")
    document = read(build_docx(body))
    assert document.text.split("\n")[:4] == [
        "UBND XÃ A", "Số: 5/UBND", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "A, ngày 2 tháng 3 năm 2024",
    ]  # fmt: skip
    start = document.text.index("A, ngày")
    assert document.locate(Span(start, start + 7)) == (PartAnchor("word/document.xml", 1, 11, 18),)


def test_tracked_changes_are_taken_as_accepted() -> None:
    body = "<w:p><w:r><w:t>trước </w:t></w:r><w:del><w:r><w:delText>ngày 5</w:delText></w:r></w:del>"
    body += "<w:ins><w:r><w:t>ngày 9</w:t></w:r></w:ins></w:p>"
    assert read(build_docx(body)).text == "trước ngày 9\n"


def test_text_box_is_read_once() -> None:
    box = f"<w:txbxContent>{paragraph('HỎA TỐC')}</w:txbxContent>"
    body = f"<w:p><w:r><w:t>Đầu</w:t></w:r><w:r><mc:AlternateContent><mc:Choice Requires='wps'>{box}</mc:Choice>"
    body += f"<mc:Fallback>{box}</mc:Fallback></mc:AlternateContent></w:r></w:p>"
    assert read(build_docx(body)).text == "Đầu\nHỎA TỐC\n"


def test_fields_give_their_result_and_breaks_their_sign() -> None:
    body = '<w:p><w:r><w:fldChar w:fldCharType="begin"/><w:instrText>DATE</w:instrText></w:r><w:r><w:t>4/6</w:t></w:r>'
    body += "<w:hyperlink><w:r><w:t> xem</w:t></w:r></w:hyperlink><w:r><w:br/><w:t>A</w:t><w:tab/><w:t>B</w:t></w:r></w:p>"
    assert read(build_docx(body)).text == "4/6 xem\nA\tB\n"


def test_hidden_text_is_left_out_and_capitals_are_raised() -> None:
    body = paragraph("ẩn", run="<w:vanish/>") + paragraph("quyết định", run="<w:caps/>")
    assert read(build_docx(body)).text == "\nQUYẾT ĐỊNH\n"


def test_legacy_font_is_decoded() -> None:
    document = read(build_docx(paragraph("céng hoµ", run='<w:rFonts w:ascii=".VnTimeH"/>')))
    assert document.text == "CỘNG HOÀ\n" and codes(document) == ["ingest.docx.legacy_font"]


def test_footnotes_headers_and_footers() -> None:
    reference = '<w:sectPr><w:headerReference r:id="rheader1"/><w:footerReference r:id="rfooter1"/></w:sectPr>'
    body = '<w:p><w:r><w:t>Nội dung</w:t><w:footnoteReference w:id="2"/></w:r></w:p>' + reference
    note = f'<w:footnote w:type="separator">{paragraph("gạch")}</w:footnote><w:footnote w:id="2">{paragraph("chú")}</w:footnote>'
    notes = part("footnotes", note)
    data = build_docx(body, footnotes=notes, header1=part("hdr", paragraph("MẬT")), footer1=part("ftr", paragraph("Trang 2")))
    assert read(data).text == "MẬT\nNội dung[2]\nchú\n"


def test_span_is_carried_back_to_its_paragraph() -> None:
    document = read(build_docx(paragraph("Một") + paragraph("Hai ba")))
    start = document.text.index("ba")
    assert document.locate(Span(start, start + 2)) == (PartAnchor("word/document.xml", 1, 4, 6),)


def test_truncated_package() -> None:
    assert codes(read(build_docx(paragraph("Một"))[:-200])) == ["ingest.docx.truncated"]


def test_encrypted_package() -> None:
    data = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le")
    assert codes(read(data)) == ["ingest.docx.encrypted"]


def test_zip_bomb() -> None:
    data = build_docx(paragraph("a" * 3_000_000))
    assert codes(read(data, max_unpacked_bytes=1_000_000)) == ["ingest.docx.bomb"]


def test_entity_bomb() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        package.writestr("word/document.xml", '<!DOCTYPE a [<!ENTITY b "cc"><!ENTITY d "&b;&b;">]><a>&d;</a>')
    assert codes(read(buffer.getvalue())) == ["ingest.docx.entities"]


def test_malformed_part() -> None:
    assert codes(read(build_docx("<w:p>"))) == ["ingest.docx.malformed"]


@pytest.mark.parametrize("depth", [200, 20_000])
def test_deep_nesting(depth: int) -> None:
    document = read(build_docx("<w:sdt>" * depth + paragraph("a") + "</w:sdt>" * depth))
    assert document.text == "" and codes(document)[0] in ("ingest.docx.nesting", "ingest.failed")
