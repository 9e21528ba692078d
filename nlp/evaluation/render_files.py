"""Pages as DOCX and as PDF with a text layer, the same bytes at every run.

Needs the extra ``render`` (python-docx, reportlab) and a serif font with Vietnamese letters (Debian: fonts-dejavu-core).
"""

from __future__ import annotations

import datetime as dt
import io
import unicodedata
from html import escape
from pathlib import Path
from typing import Any, Literal

from nlp.errors import MissingExtra
from nlp.evaluation.render_layout import Page, is_heading
from nlp.ingest.package import restamp_package

FONTS = (Path("/usr/share/fonts/truetype/dejavu"), Path("/usr/share/fonts/dejavu"))
_STAMP = (2026, 1, 1, 0, 0, 0)
Form = Literal["NFC", "NFD"]


def render_docx(page: Page, *, decomposed: bool = False) -> bytes:
    """A DOCX file, head and tail as tables of two cells; with ``decomposed`` its letters and marks stand apart (NFD)."""
    import docx

    form: Form = "NFD" if decomposed else "NFC"
    document = docx.Document()
    stamp = dt.datetime(*_STAMP)
    document.core_properties.created = document.core_properties.modified = stamp
    document.core_properties.author = "donthu"
    _docx_columns(document, page.head_left, page.head_right, form)
    for line in page.body:
        if line:
            paragraph = document.add_paragraph()
            paragraph.add_run(unicodedata.normalize(form, line)).bold = is_heading(line)
    _docx_columns(document, page.tail_left, page.tail_right, form)
    buffer = io.BytesIO()
    document.save(buffer)
    return restamp_package(buffer.getvalue(), stamp=_STAMP)


def _docx_columns(document: Any, left: tuple[str, ...], right: tuple[str, ...], form: Form) -> None:
    if not left and not right:
        return
    table = document.add_table(rows=1, cols=2)
    for cell, lines in zip(table.rows[0].cells, (left, right), strict=True):
        for number, line in enumerate(lines):
            paragraph = cell.paragraphs[0] if number == 0 else cell.add_paragraph()
            paragraph.add_run(unicodedata.normalize(form, line)).bold = is_heading(line)


def render_pdf(page: Page, *, running_head: str = "") -> bytes:
    """A PDF on A4 with embedded fonts and a text layer; ``running_head`` and the page number stand on every page but the first.

    Raises MissingExtra where reportlab or the font is missing.
    """
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.units import mm
    from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer

    _register_fonts()
    style = _styles()
    story: list[Any] = [_pdf_columns(page.head_left, page.head_right), Spacer(1, 5 * mm)]
    for line in page.body:
        story.append(Paragraph(escape(line), style["bold" if is_heading(line) else "body"]) if line else Spacer(1, 1.5 * mm))
    if page.tail_left or page.tail_right:
        story += [Spacer(1, 4 * mm), _pdf_columns(page.tail_left, page.tail_right)]
    buffer = io.BytesIO()
    template = SimpleDocTemplate(
        buffer, pagesize=A4, leftMargin=30 * mm, rightMargin=15 * mm, topMargin=20 * mm, bottomMargin=20 * mm, invariant=1
    )

    def number_page(canvas: Any, _: Any) -> None:
        canvas.setFont("Serif", 9)
        canvas.drawCentredString(A4[0] / 2, A4[1] - 12 * mm, str(canvas.getPageNumber()))
        canvas.drawString(30 * mm, 10 * mm, running_head)

    template.build([item for item in story if item is not None], onFirstPage=lambda *_: None, onLaterPages=number_page)
    return buffer.getvalue()


def _pdf_columns(left: tuple[str, ...], right: tuple[str, ...]) -> Any:
    if not left and not right:
        return None
    from reportlab.lib.units import mm
    from reportlab.platypus import Paragraph, Table

    style = _styles()

    def cell(lines: tuple[str, ...]) -> list[Any]:
        return [Paragraph(escape(line), style["centred bold" if is_heading(line) else "centred"]) for line in lines]

    return Table([[cell(left), cell(right)]], colWidths=[75 * mm, 90 * mm], style=[("VALIGN", (0, 0), (-1, -1), "TOP")])


def _styles() -> dict[str, Any]:
    from reportlab.lib.styles import ParagraphStyle

    body = ParagraphStyle("body", fontName="Serif", fontSize=10.5, leading=14.5, alignment=4)
    bold = ParagraphStyle("bold", parent=body, fontName="Serif-Bold", alignment=1)
    centred = ParagraphStyle("centred", parent=body, fontSize=9.5, leading=13, alignment=1)
    return {
        "body": body,
        "bold": bold,
        "centred": centred,
        "centred bold": ParagraphStyle("cb", parent=centred, fontName="Serif-Bold"),
    }


def _register_fonts() -> None:
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    folder = next((path for path in FONTS if (path / "DejaVuSerif.ttf").exists()), None)
    if folder is None:
        raise MissingExtra("render.font", "DejaVu Serif is not installed", "install fonts-dejavu-core")
    for name, file in (("Serif", "DejaVuSerif.ttf"), ("Serif-Bold", "DejaVuSerif-Bold.ttf")):
        if name not in pdfmetrics.getRegisteredFontNames():
            pdfmetrics.registerFont(TTFont(name, str(folder / file)))


def render_html(text: str, *, site: str) -> bytes:
    """A web copy: the text's paragraphs between the menu and the foot of a portal, as ministries' sites serve them."""
    lines = "\n".join(f"<p>{escape(line)}</p>" for line in text.splitlines() if line.strip())
    page = f"""<!DOCTYPE html>
<html lang="vi"><head><meta charset="utf-8"><title>{escape(site)}</title>
<style>p {{ margin: 0 }}</style><script>var trang = "chi tiết";</script></head>
<body><nav><ul><li><a href="/">Trang chủ</a></li><li><a href="/tin-tuc">Tin tức</a></li></ul></nav>
<article>
{lines}
</article>
<footer>Bản quyền thuộc {escape(site)}. Lượt truy cập: 120.415</footer></body></html>
"""
    return page.encode("utf-8")
