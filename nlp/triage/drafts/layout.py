"""Templates of papers as DOCX in the layout of administrative documents, from their texts; the same bytes at every run.

Source: Nghị định 30/2020/NĐ-CP, phụ lục I: A4, margins 20-25, 20-25, 30-35 and 15-20 mm, Times New Roman, boxes 1 to 9b with
their sizes and styles, the number of the page in the middle above from the second page on. ECMA-376 for the parts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from xml.sax.saxutils import escape

from nlp.ingest.package import write_package

_MM = 56.7  # twentieths of a point
_LEFT, _RIGHT, _TOP, _BOTTOM = (round(mm * _MM) for mm in (30, 15, 20, 20))
_WIDTH, _HEIGHT = 11906, 16838
_TEXT = _WIDTH - _LEFT - _RIGHT
_HEAD = (3500, _TEXT - 3500)
_FOOT = (4200, _TEXT - 4200)
_INDENT = round(12.7 * _MM)
_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
# For the name of the person who signs, below the signature.
_SIGNATURE_SPACE = 1300


def build_template(text: Mapping[str, Any]) -> bytes:
    """The template of one paper of ``paper_texts.yaml``: a DOCX with placeholders."""
    letter = bool(text.get("letter"))
    parts = [_letterhead(text["subject"] if letter else None)]
    if not letter:
        parts.append(_title(text["title"], text["subject"]))
    parts += _addressees(text.get("addressees", ()))
    for item in text["body"]:
        parts += _body_item({"text": item} if isinstance(item, str) else item)
    parts.append(_foot(text["recipients"], proposer=text.get("signature") == "proposer"))
    # Word wants a paragraph behind the last table; it takes no room.
    parts.append(_paragraph("", size=1, exact=20))
    section = (
        '<w:sectPr><w:headerReference w:type="default" r:id="rId2"/><w:headerReference w:type="first" r:id="rId3"/>'
        f'<w:pgSz w:w="{_WIDTH}" w:h="{_HEIGHT}"/><w:pgMar w:top="{_TOP}" w:right="{_RIGHT}" w:bottom="{_BOTTOM}" '
        f'w:left="{_LEFT}" w:header="454" w:footer="454" w:gutter="0"/><w:titlePg/></w:sectPr>'
    )
    body = "".join(parts) + section
    number = '<w:fldSimple w:instr=" PAGE "><w:r><w:t>2</w:t></w:r></w:fldSimple>'
    return write_package(
        {
            "[Content_Types].xml": _CONTENT_TYPES,
            "_rels/.rels": _relationships(("officeDocument", "word/document.xml"), ("core", "docProps/core.xml")),
            "docProps/core.xml": _CORE,
            "word/document.xml": f'{_DECLARATION}<w:document {_W} xmlns:r="{_R}"><w:body>{body}</w:body></w:document>',
            "word/_rels/document.xml.rels": _relationships(
                ("styles", "styles.xml"), ("header", "header.xml"), ("header", "header_first.xml"), ("settings", "settings.xml")
            ),
            "word/header.xml": f'{_DECLARATION}<w:hdr {_W}><w:p><w:pPr><w:jc w:val="center"/></w:pPr>{number}</w:p></w:hdr>',
            "word/header_first.xml": f"{_DECLARATION}<w:hdr {_W}><w:p/></w:hdr>",
            "word/settings.xml": f'{_DECLARATION}<w:settings {_W}><w:defaultTabStop w:val="720"/></w:settings>',
            "word/styles.xml": _STYLES,
        },
        stored=True,
    )


def _letterhead(subject: str | None) -> str:
    """Boxes 1 to 4, and 5b for a letter."""
    issuer = (
        *_where("co_quan_cap_tren", _paragraph("{{ co_quan_cap_tren|upper }}", size=13, align="center")),
        _tag("for x in dong_co_quan"),
        _paragraph("{{ x|upper }}", size=13, bold=True, align="center"),
        _tag("endfor"),
        _line(_HEAD[0], 1200),
    )
    nation = (
        _paragraph("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", size=13, bold=True, align="center"),
        _paragraph("Độc lập - Tự do - Hạnh phúc", size=14, bold=True, align="center"),
        _line(_HEAD[1], 3260),
    )
    number = [_paragraph("Số: {{ so }}/{{ ky_hieu }}", size=13, align="center", before=4)]
    if subject is not None:
        number.append(_paragraph(f"V/v {subject}", size=12, align="center", before=6))
    dated = _paragraph("{{ dia_danh }}, {{ ngay_ban_hanh }}", size=14, italic=True, align="center", before=4)
    return _table(_HEAD, [("".join(issuer), "".join(nation)), ("".join(number), dated)])


def _title(title: str, subject: str) -> str:
    return (
        _paragraph(title, size=14, bold=True, align="center", before=16)
        + _paragraph(subject, size=14, bold=True, align="center")
        + _line(_TEXT, 2000)
    )


def _addressees(addressees: Iterable[str]) -> list[str]:
    return [_paragraph(f"Kính gửi: {name}", size=14, align="center", before=12, after=6) for name in addressees]


def _body_item(item: Mapping[str, str]) -> list[str]:
    if "centre" in item:
        paragraph = _paragraph(item["centre"], size=14, bold=True, align="center", before=8, after=2)
    else:
        text = item["basis"] if "basis" in item else item["text"]
        if "each" in item:
            text += ";" if "basis" in item else "{% if loop.last %}.{% else %};{% endif %}"
        label = item.get("article", "")
        paragraph = _paragraph(text, size=14, italic="basis" in item, indent=_INDENT, before=6, line=264, label=label)
    if "each" in item:
        return [_tag(f"for x in {item['each']}"), paragraph, _tag("endfor")]
    return [*_where(item["if"], paragraph)] if "if" in item else [paragraph]


def _foot(recipients: Iterable[str | Mapping[str, str]], *, proposer: bool) -> str:
    """Boxes 7a to 7c and 9b, beside one another."""
    left = [_paragraph("Nơi nhận:", size=12, bold=True, italic=True)]
    for line in recipients:
        if isinstance(line, str):
            left.append(_paragraph(f"- {line};", size=11, align="left"))
        else:
            left += _where(line["if"], _paragraph(f"- {line['text']};", size=11, align="left"))
    left.append(_paragraph("- Lưu: {{ luu }}.", size=11, align="left"))
    if proposer:
        signature = [_paragraph("NGƯỜI ĐỀ XUẤT", size=14, bold=True, align="center")]
    else:
        lines = _paragraph("{{ x }}", size=14, bold=True, align="center")
        signature = [_tag("for x in chu_ky"), lines, _tag("endfor")]
    name = "{{ nguoi_de_xuat }}" if proposer else "{{ nguoi_ky }}"
    signature.append(_paragraph(name, size=14, bold=True, align="center", before=_SIGNATURE_SPACE / 20))
    return _paragraph("", size=6) + _table(_FOOT, [("".join(left), "".join(signature))])


def _where(condition: str, paragraph: str) -> tuple[str, str, str]:
    return _tag(f"if {condition}"), paragraph, _tag("endif")


def _tag(statement: str) -> str:
    """A statement of the template, which takes its paragraph away with it."""
    return _paragraph(f"{{%p {statement} %}}", size=14)


def _line(width: int, length: int) -> str:
    """A ruled line of ``length`` in the middle of ``width``, twentieths of a point."""
    side = (width - length) // 2
    return (
        '<w:p><w:pPr><w:keepNext/><w:pBdr><w:top w:val="single" w:sz="6" w:space="1" w:color="000000"/></w:pBdr>'
        '<w:spacing w:before="40" w:after="0" w:line="80" w:lineRule="exact"/>'
        f'<w:ind w:left="{side}" w:right="{side}"/></w:pPr></w:p>'
    )


def _paragraph(
    text: str,
    *,
    size: int,
    bold: bool = False,
    italic: bool = False,
    align: str = "both",
    indent: int = 0,
    before: float = 0,
    after: float = 0,
    line: int = 240,
    exact: int = 0,
    label: str = "",
) -> str:
    """A paragraph, a bold ``label`` before its text; ``size``, ``before`` and ``after`` in points, ``line`` in 240ths of a line,
    ``exact`` in 20ths of a point."""
    height = f'w:line="{exact}" w:lineRule="exact"' if exact else f'w:line="{line}" w:lineRule="auto"'
    marks = ("<w:b/>" if bold else "") + ("<w:i/>" if italic else "") + f'<w:sz w:val="{size * 2}"/><w:szCs w:val="{size * 2}"/>'
    first = f'<w:ind w:firstLine="{indent}"/>' if indent else ""
    run = f'<w:r><w:rPr>{marks}</w:rPr><w:t xml:space="preserve">{escape(text)}</w:t></w:r>' if text else ""
    if label:
        run = f'<w:r><w:rPr><w:b/>{marks}</w:rPr><w:t xml:space="preserve">{escape(label)} </w:t></w:r>{run}'
    return (
        f'<w:p><w:pPr><w:spacing w:before="{round(before * 20)}" w:after="{round(after * 20)}" {height}/>{first}'
        f'<w:jc w:val="{align}"/><w:rPr>{marks}</w:rPr></w:pPr>{run}</w:p>'
    )


def _table(widths: tuple[int, int], rows: Iterable[tuple[str, str]]) -> str:
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:tblLayout w:type="fixed"/><w:tblCellMar>'
        '<w:left w:w="0" w:type="dxa"/><w:right w:w="0" w:type="dxa"/></w:tblCellMar></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>{''.join(_row(widths, row) for row in rows)}</w:tbl>"
    )


def _row(widths: tuple[int, int], cells: tuple[str, str]) -> str:
    inside = "".join(
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>{cell}</w:tc>'
        for width, cell in zip(widths, cells, strict=True)
    )
    return f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{inside}</w:tr>"


def _relationships(*targets: tuple[str, str]) -> str:
    kinds = {"core": "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties"}
    rows = "".join(
        f'<Relationship Id="rId{number}" Type="{kinds.get(kind, f"{_R}/{kind}")}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets, start=1)
    )
    schema = "http://schemas.openxmlformats.org/package/2006/relationships"
    return f'{_DECLARATION}<Relationships xmlns="{schema}">{rows}</Relationships>'


_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_OVERRIDES = {
    "/word/document.xml": f"{_WORD}.document.main+xml",
    "/word/styles.xml": f"{_WORD}.styles+xml",
    "/word/settings.xml": f"{_WORD}.settings+xml",
    "/word/header.xml": f"{_WORD}.header+xml",
    "/word/header_first.xml": f"{_WORD}.header+xml",
    "/docProps/core.xml": "application/vnd.openxmlformats-package.core-properties+xml",
}
_CONTENT_TYPES = (
    f'{_DECLARATION}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    + "".join(f'<Override PartName="{part}" ContentType="{kind}"/>' for part, kind in _OVERRIDES.items())
    + "</Types>"
)
_CORE = (
    f'{_DECLARATION}<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:language>vi-VN</dc:language></cp:coreProperties>'
)
_FONT = '<w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:eastAsia="Times New Roman" w:cs="Times New Roman"/>'
_STYLES = (
    f"{_DECLARATION}<w:styles {_W}><w:docDefaults><w:rPrDefault><w:rPr>{_FONT}"
    '<w:sz w:val="28"/><w:szCs w:val="28"/><w:lang w:val="vi-VN"/></w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults>'
    '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/></w:style></w:styles>'
)
