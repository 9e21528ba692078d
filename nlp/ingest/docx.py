"""DOCX: paragraphs, tables, headers, footers, notes, text boxes; ECMA-376.

Tracked changes are read as accepted, automatic numbers as text, legacy fonts (``.VnTime``) as what they show. A
letterhead's table is read left column, then right column, one of data a row a line. Every paragraph keeps its part and its
place in it.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import chain
from xml.etree.ElementTree import Element

from nlp.document.anchors import Paragraph, PartAnchors
from nlp.document.problem import Problem
from nlp.ingest.columns import is_two_column_end, is_two_column_head, order_columns
from nlp.ingest.encodings import decode_font
from nlp.ingest.extraction import Extraction, Unreadable, info
from nlp.ingest.numbering import Numbering, W, read_numbering
from nlp.ingest.package import Package
from nlp.ingest.settings import IngestSettings
from nlp.ingest.symbols import read_symbol, read_symbols
from nlp.ingest.tables import BAR, MOST_COLUMNS, is_data_table, join_lines

R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_RELATIONSHIP = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_SKIPPED = frozenset(
    f"{W}{name}" for name in "del moveFrom instrText delText delInstrText rPr pPr sectPr tblPr trPr tcPr".split()
)
_SIGNS = {f"{W}tab": "\t", f"{W}br": "\n", f"{W}cr": "\n", f"{W}noBreakHyphen": "-", f"{W}ptab": "\t"}
_Runs = list[tuple[str, str]]  # font, text
_Piece = tuple[str, int | None, str]  # part, paragraph (None for what stands between cells), text
_LINE_BREAK = re.compile(r"[\t\n]")
_MAX_DEPTH = 60
_OLE = b"\xd0\xcf\x11\xe0"


@dataclass
class _Style:
    font: str | None = None
    caps: bool = False
    list_id: str | None = None
    depth: int | None = None


@dataclass
class _State:
    numbering: Numbering
    styles: dict[str, _Style]
    default: _Style
    lines: list[list[_Piece]] = field(default_factory=list)  # mostly of one piece; a row of a table of many
    fonts: set[str] = field(default_factory=set)

    def assemble(self) -> tuple[str, PartAnchors]:
        """The text, a line a paragraph, and its anchors; columns typed with tabs are read one after the other."""
        pieces: list[str] = []
        paragraphs: list[Paragraph] = []
        length = 0
        for line, start, end in order_columns(["".join(text for _, _, text in line) for line in self.lines]):
            at = 0  # where the piece begins in its line
            for part, index, text in self.lines[line]:
                first, last = max(start - at, 0), min(end - at, len(text))
                at += len(text)
                if first > last:
                    continue
                if index is not None:
                    paragraphs.append(Paragraph(part, index, length, length + last - first, first))
                pieces.append(text[first:last])
                length += last - first
            pieces.append("\n")
            length += 1
        return "".join(pieces), PartAnchors(tuple(paragraphs))


def read_docx(data: bytes, settings: IngestSettings) -> Extraction:
    """The text of a DOCX file: headers, body, notes, footers; a line a paragraph.

    Raises Unreadable for a package that is encrypted, broken or hostile.
    """
    if data.startswith(_OLE):
        raise Unreadable("ingest.docx.encrypted", "Tệp DOCX được đặt mật khẩu; hãy bỏ mật khẩu rồi nạp lại.")
    package = Package(data, settings)
    main = _find_main_part(package)
    relations = _read_relations(package, main)
    folder = posixpath.dirname(main)
    state = _State(
        read_numbering(package.read_xml(f"{folder}/numbering.xml")), *_read_styles(package.read_xml(f"{folder}/styles.xml"))
    )
    root = package.read_xml(main)
    if root is None:
        raise Unreadable("ingest.docx.truncated", "Tệp DOCX thiếu phần nội dung chính; hãy lấy lại tệp gốc.")
    _read_margins(state, package, root, relations, "header")
    _PartReader(state, main, root).read()
    for name in ("footnotes.xml", "endnotes.xml"):
        notes = package.read_xml(f"{folder}/{name}")
        if notes is not None:
            _PartReader(state, f"{folder}/{name}", notes).read()
    _read_margins(state, package, root, relations, "footer")
    problems: tuple[Problem, ...] = ()
    if state.fonts:
        names = ", ".join(sorted(state.fonts))
        problems = (info("ingest.docx.legacy_font", f"Đã chuyển chữ ở phông cũ ({names}) về Unicode."),)
    raw, anchors = state.assemble()
    return Extraction(raw=raw, anchors=anchors, problems=problems)


def _find_main_part(package: Package) -> str:
    root = package.read_xml("_rels/.rels")
    if root is not None:
        for relation in root.iter(_RELATIONSHIP):
            target = posixpath.normpath(relation.get("Target", "").lstrip("/"))
            if relation.get("Type", "").endswith("/officeDocument") and target in package.names:
                return target
    return "word/document.xml"


def _read_relations(package: Package, part: str) -> dict[str, str]:
    folder, name = posixpath.split(part)
    root = package.read_xml(f"{folder}/_rels/{name}.rels")
    if root is None:
        return {}
    return {
        relation.get("Id", ""): posixpath.normpath(posixpath.join(folder, relation.get("Target", ""))).lstrip("/")
        for relation in root.iter(_RELATIONSHIP)
        if relation.get("TargetMode") != "External"
    }


def _read_styles(root: Element | None) -> tuple[dict[str, _Style], _Style]:
    """Paragraph and character styles with what they inherit, and the document's default."""
    if root is None:
        return {}, _Style()
    default = root.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr")
    base = _Style(font=_font(default), caps=_caps(default) or False)
    elements = {style.get(f"{W}styleId", ""): style for style in root.iterfind(f"{W}style")}
    styles: dict[str, _Style] = {}

    def resolve(name: str, depth: int) -> _Style:
        if name in styles:
            return styles[name]
        element = elements.get(name)
        if element is None or depth > 20:
            return _Style()
        parent = element.find(f"{W}basedOn")
        inherited = resolve(parent.get(f"{W}val", ""), depth + 1) if parent is not None else _Style()
        properties = element.find(f"{W}rPr")
        caps = _caps(properties)
        list_id, level = _list_of(element.find(f"{W}pPr"))
        styles[name] = _Style(
            _font(properties) or inherited.font, inherited.caps if caps is None else caps,
            list_id or inherited.list_id, level if level is not None else inherited.depth,
        )  # fmt: skip
        return styles[name]

    for name in elements:
        resolve(name, 0)
    for name, element in elements.items():
        if element.get(f"{W}default") == "1" and element.get(f"{W}type") == "paragraph":
            base = _Style(styles[name].font or base.font, styles[name].caps or base.caps)
    return styles, base


def _font(properties: Element | None) -> str | None:
    fonts = properties.find(f"{W}rFonts") if properties is not None else None
    return None if fonts is None else fonts.get(f"{W}ascii") or fonts.get(f"{W}hAnsi")


def _flag(properties: Element | None, name: str) -> bool | None:
    found = properties.find(f"{W}{name}") if properties is not None else None
    return None if found is None else found.get(f"{W}val", "1") not in ("0", "false", "off")


def _caps(properties: Element | None) -> bool | None:
    return _flag(properties, "caps")


def _list_of(properties: Element | None) -> tuple[str | None, int | None]:
    found = properties.find(f"{W}numPr") if properties is not None else None
    if found is None:
        return None, None
    list_id, depth = found.find(f"{W}numId"), found.find(f"{W}ilvl")
    digits = depth.get(f"{W}val", "") if depth is not None else ""
    return (list_id.get(f"{W}val") if list_id is not None else None), int(digits) if digits.isdigit() else None


def _count_columns(cell: Element) -> int:
    """How many columns of the grid a cell stands over."""
    span = cell.find(f"{W}tcPr/{W}gridSpan")
    digits = span.get(f"{W}val", "") if span is not None else ""
    return min(max(int(digits), 1), MOST_COLUMNS) if digits.isdecimal() and len(digits) < 4 else 1


def _read_margins(state: _State, package: Package, root: Element, relations: dict[str, str], kind: str) -> None:
    """Headers or footers, each once; those that hold a page number only are furniture."""
    seen: set[str] = set()
    for reference in root.iter(f"{W}{kind}Reference"):
        part = relations.get(reference.get(f"{R}id", ""), "")
        element = package.read_xml(part) if part and part not in seen else None
        seen.add(part)
        if element is None or _is_page_number("".join(t.text or "" for t in element.iter(f"{W}t"))):
            continue
        _PartReader(state, part, element).read()


def _is_page_number(text: str) -> bool:
    return re.fullmatch(r"\W*(?:trang|page)?\W*\d*\W*(?:\d+\W*)?", text, re.I) is not None


@dataclass
class _PartReader:
    """Reads one part; paragraphs are numbered in the order of the XML, those of text boxes too."""

    state: _State
    part: str
    root: Element

    def read(self) -> None:
        self.indices = {id(paragraph): i for i, paragraph in enumerate(self.root.iter(f"{W}p"))}
        self._walk_blocks(self.root, 0)

    def _walk_blocks(self, parent: Iterable[Element], depth: int) -> None:
        if depth > _MAX_DEPTH:
            raise _too_deep()
        for child in parent:
            if child.tag == f"{W}p":
                self._read_paragraph(child, depth)
            elif child.tag == f"{W}tbl":
                self._read_table(child, depth + 1)
            elif child.tag == f"{MC}AlternateContent":
                self._walk_blocks(_choose(child), depth + 1)
            elif child.tag in (f"{W}footnote", f"{W}endnote"):
                if child.get(f"{W}type") in (None, "normal"):
                    self._walk_blocks(child, depth + 1)
            elif child.tag not in _SKIPPED:
                self._walk_blocks(child, depth + 1)

    def _read_table(self, table: Element, depth: int) -> None:
        """Letterhead and end column by column, data a row a line between blank ones, other tables cell by cell."""
        rows = [list(row.iterfind(f"{W}tc")) for row in table.iterfind(f"{W}tr")]
        texts = [["".join(t.text or "" for t in cell.iter(f"{W}t")).strip() for cell in row] for row in rows]
        if all(len(row) <= 2 for row in rows) and (is_two_column_head(texts) or is_two_column_end(texts)):
            for column in (0, 1):
                for row in rows:
                    self._walk_blocks(row[column : column + 1], depth + 1)
            return
        count = sum(1 for _ in table.iter(f"{W}tc"))  # more than these rows have where a table or a control stands within
        if count == sum(map(len, rows)) and is_data_table(texts):
            self.state.lines.append([])
            for row, cells in zip(rows, texts, strict=True):
                if any(cells):
                    self._read_row(row, depth)
            self.state.lines.append([])
            return
        self._walk_blocks(table, depth + 1)

    def _read_row(self, row: Sequence[Element], depth: int) -> None:
        """A row of a data table as one line; a cell over several columns is followed by empty ones."""
        above, self.state.lines = self.state.lines, []
        pieces: list[_Piece] = []
        for number, cell in enumerate(row):
            if number:
                pieces.append((self.part, None, BAR))
            first = len(pieces)
            self._walk_blocks(cell, depth + 1)
            for part, index, text in chain.from_iterable(self.state.lines):
                if not text.strip():
                    continue
                if pieces[first:]:
                    pieces.append((self.part, None, join_lines(pieces[-1][2].rstrip(), text.lstrip())))
                pieces.append((part, index, _LINE_BREAK.sub(" ", text)))
            self.state.lines = []
            pieces += [(self.part, None, BAR)] * (_count_columns(cell) - 1)
        self.state.lines = above
        self.state.lines.append(pieces)

    def _read_paragraph(self, paragraph: Element, depth: int) -> None:
        properties = paragraph.find(f"{W}pPr")
        name = properties.find(f"{W}pStyle") if properties is not None else None
        style = self.state.styles.get(name.get(f"{W}val", ""), _Style()) if name is not None else _Style()
        runs: _Runs = []
        boxes: list[Element] = []
        self._walk_runs(paragraph, style, runs, boxes, depth)
        text = self._decode(runs)
        if properties is not None and text.strip():
            text = self._label(properties, style) + text
        self.state.lines.append([(self.part, self.indices[id(paragraph)], text)])
        for box in boxes:
            self._walk_blocks(box, depth + 1)

    def _label(self, properties: Element, style: _Style) -> str:
        list_id, level = _list_of(properties)
        list_id = list_id or style.list_id
        if list_id is None or list_id == "0":
            return ""
        return self.state.numbering.next_label(list_id, level if level is not None else style.depth or 0)

    def _walk_runs(self, parent: Iterable[Element], style: _Style, runs: _Runs, boxes: list[Element], depth: int) -> None:
        if depth > _MAX_DEPTH:
            raise _too_deep()
        for child in parent:
            if child.tag in _SKIPPED:
                continue
            if child.tag == f"{W}r":
                self._read_run(child, style, runs, boxes, depth)
            elif child.tag == f"{W}txbxContent":
                boxes.append(child)
            elif child.tag == f"{MC}AlternateContent":
                self._walk_runs(_choose(child), style, runs, boxes, depth + 1)
            else:
                self._walk_runs(child, style, runs, boxes, depth + 1)

    def _read_run(self, run: Element, style: _Style, runs: _Runs, boxes: list[Element], depth: int) -> None:
        properties = run.find(f"{W}rPr")
        if _flag(properties, "vanish"):
            return
        named = properties.find(f"{W}rStyle") if properties is not None else None
        own = self.state.styles.get(named.get(f"{W}val", ""), _Style()) if named is not None else _Style()
        font = _font(properties) or own.font or style.font or self.state.default.font or ""
        caps = _caps(properties)
        raised = caps if caps is not None else own.caps or style.caps or self.state.default.caps
        for child in run:
            text = _SIGNS.get(child.tag)
            if child.tag == f"{W}t":
                text = child.text or ""
            elif child.tag == f"{W}sym":
                text = read_symbol(child.get(f"{W}char", ""))
            elif child.tag in (f"{W}footnoteReference", f"{W}endnoteReference"):
                text = f"[{child.get(f'{W}id', '')}]"
            elif child.tag in (f"{W}footnoteRef", f"{W}endnoteRef"):
                text = ""
            elif text is None and child.tag not in _SKIPPED:
                self._walk_runs(_wrap(child), style, runs, boxes, depth + 1)
                continue
            if text:
                runs.append((font, text.upper() if raised and len(text.upper()) == len(text) else text))

    def _decode(self, runs: _Runs) -> str:
        """The text of the runs; neighbours of one legacy font are decoded together, for VNI writes marks as letters."""
        pieces: list[str] = []
        i = 0
        while i < len(runs):
            j = i
            while j < len(runs) and runs[j][0] == runs[i][0]:
                j += 1
            text = "".join(piece for _, piece in runs[i:j])
            western = re.sub("[\uf020-\uf0ff]", lambda m: chr(ord(m[0]) - 0xF000), text)
            decoded = decode_font(western, runs[i][0])
            if decoded is not None and decoded != text:
                self.state.fonts.add(runs[i][0])
            pieces.append(read_symbols(text) if decoded is None else decoded)
            i = j
        return "".join(pieces)


def _too_deep() -> Unreadable:
    return Unreadable(
        "ingest.docx.nesting", "Tệp DOCX lồng quá nhiều tầng bảng hoặc khung; hãy lưu lại bằng Word hoặc LibreOffice."
    )


def _wrap(element: Element) -> Iterable[Element]:
    return [element] if element.tag in (f"{W}txbxContent", f"{MC}AlternateContent") else element


def _choose(alternative: Element) -> Iterable[Element]:
    """The one branch of an alternative that is read: its content stands in each of them."""
    for branch in alternative:
        if next(branch.iter(f"{W}t"), None) is not None:
            return branch
    return []
