"""Small DOCX packages written by hand for the tests."""

from __future__ import annotations

import io
import zipfile

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_NAMES = f'xmlns:w="{_W}" xmlns:mc="{_MC}" xmlns:r="{_R}"'


def part(root: str, body: str) -> str:
    """An XML part of WordprocessingML."""
    return f'<?xml version="1.0" encoding="UTF-8"?><w:{root} {_NAMES}>{body}</w:{root}>'


def build_docx(body: str, **parts: str) -> bytes:
    """A DOCX file with ``body`` inside ``w:body``; ``parts`` by file name without ``.xml`` (``numbering=...``)."""
    buffer = io.BytesIO()
    relations = "".join(
        f'<Relationship Id="r{name}" Type="x/{name}" Target="{name}.xml"/>'
        for name in parts
        if name.startswith(("header", "footer"))
    )
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("word/document.xml", part("document", f"<w:body>{body}</w:body>"))
        package.writestr(
            "word/_rels/document.xml.rels",
            f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{relations}</Relationships>',
        )
        for name, text in parts.items():
            package.writestr(f"word/{name}.xml", text)
    return buffer.getvalue()


def paragraph(text: str, properties: str = "", run: str = "") -> str:
    """A paragraph of one run."""
    return f'<w:p><w:pPr>{properties}</w:pPr><w:r><w:rPr>{run}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r></w:p>'


def cell(*texts: str, columns: int = 1, properties: str = "") -> str:
    """A cell with a paragraph for each text, over so many columns of the grid."""
    span = f'<w:gridSpan w:val="{columns}"/>' if columns > 1 else ""
    return f"<w:tc><w:tcPr>{span}{properties}</w:tcPr>{''.join(map(paragraph, texts))}</w:tc>"


def rows(*cells: str) -> str:
    """A table of rows, each given as its cells one behind the other."""
    return f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in cells)}</w:tbl>"


def table(*texts: tuple[str, ...]) -> str:
    """A table of cells with a paragraph each."""
    return rows(*("".join(map(cell, row)) for row in texts))
