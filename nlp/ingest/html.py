"""HTML as saved from portals. ``raw`` is the decoded source, so that every span points into it.

Block structure becomes lines, a row of a table of data one line, scripts and styles go. What a page says beside its document
(navigation, counters) stays as lines, for the segmenter to set apart; only ``<nav>`` itself goes.
"""

from __future__ import annotations

import email
import email.policy
import html
import re
from dataclasses import dataclass, field
from itertools import groupby
from operator import attrgetter

from nlp.document.anchors import ByteAnchors, NoAnchors
from nlp.document.problem import Problem
from nlp.ingest.encodings import DECODERS, MendedByteAnchors, decode_text, mend_misread, read_western
from nlp.ingest.extraction import Extraction, Unreadable, info
from nlp.ingest.settings import IngestSettings
from nlp.ingest.tables import BAR, MOST_COLUMNS, is_data_table, join_lines
from nlp.text.alignment import replace_spans

Replacement = tuple[int, int, str]

_TOKEN = re.compile(
    r"<!--(?:.*?-->|.*\Z)|<!\[CDATA\[(?P<cdata>.*?)(?:\]\]>|\Z)|<[!?][^>]*(?:>|\Z)"
    r"|</(?P<end>[A-Za-z][A-Za-z0-9:-]*)[^>]*(?:>|\Z)"
    r"|<(?P<start>[A-Za-z][A-Za-z0-9:-]*)(?P<attributes>(?:[^<>\"']|\"[^\"]*\"|'[^']*')*+)(?:>|\Z)",
    re.S,
)
_DROPPED = frozenset("script style template noscript nav svg iframe object select button textarea title".split())
_RAW_END = {name: re.compile(rf"</{name}\b[^>]*>", re.I) for name in _DROPPED}
_BLOCKS = frozenset(
    "address article aside blockquote body center dd div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header"
    " hr html li main ol p pre section table tbody td tfoot th thead title tr ul caption o:p w:p".split()
)
_PARAGRAPHS = frozenset("p h1 h2 h3 h4 h5 h6 table blockquote title".split())
_TABLE_PART = re.compile(
    r"<!--(?:.*?-->|.*\Z)|<(?P<raw>script|style)\b(?:.*?</(?P=raw)\b|.*\Z)"
    r"|<(?P<close>/?)(?P<name>table|tr|t[dh])\b(?P<attributes>[^<>]*)>",
    re.S | re.I,
)
_TAG = re.compile(r"<[^<>]*>")
_SPANNED = re.compile(r"\b(col|row)span\s*=\s*['\"]?(\d{1,3})", re.I)
_SPACE = re.compile(r"[ \t\r\n\f\x0b]+")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});?")
_VALUE = re.compile(r"(?:start|value)\s*=\s*['\"]?(\d{1,4})", re.I)
_TYPE = re.compile(r"\btype\s*=\s*['\"]?([1aAiI])\b")
_META_CHARSET = re.compile(rb"<meta[^>]{0,300}?charset\s*=\s*['\"]?\s*([A-Za-z0-9_-]{2,30})", re.I)
_ALIASES = {"windows-1258": "windows-1258", "x-viet-tcvn5712": "tcvn3", "x-viet-vni": "vni", "viscii": "viscii"}


def read_html(data: bytes, settings: IngestSettings) -> Extraction:
    """The text of an HTML page, each block on its own line."""
    decoded = decode_text(data)
    raw, encoding = decoded.text, decoded.encoding
    anchors: ByteAnchors | MendedByteAnchors = decoded.anchors
    meta = _META_CHARSET.search(data[:4096])
    charset = meta[1].decode("ascii").lower() if meta else ""
    if decoded.codec is None and not decoded.certain and charset in _ALIASES:
        raw, encoding = _decode_declared(data, _ALIASES[charset], raw, encoding)
        anchors = ByteAnchors(raw, None)
    text, alignment = replace_spans(raw, _Reader(raw).find_replacements())
    problems: tuple[Problem, ...] = ()
    misread = mend_misread(text) if decoded.codec is not None else None
    if misread is not None:
        text, step, encoding = misread
        alignment = alignment.then(step)
        message = f"Chữ ở bảng mã {encoding} trong trang {decoded.encoding} đã được chuyển về Unicode."
        problems = (info("ingest.text.misread", message),)
    return Extraction(raw=raw, anchors=anchors, text=text, alignment=alignment, encoding=encoding, problems=problems)


def read_mhtml(data: bytes, settings: IngestSettings) -> Extraction:
    """The text of the first HTML part of a web archive; it has no anchors, for its bytes are encoded once more."""
    message = email.message_from_bytes(data, policy=email.policy.default)
    for part in message.walk():
        if part.get_content_type() == "text/html":
            payload = part.get_payload(decode=True)
            if isinstance(payload, bytes):
                found = read_html(payload, settings)
                return Extraction(
                    raw=found.raw, anchors=NoAnchors(), text=found.text, alignment=found.alignment, encoding=found.encoding,
                    problems=found.problems,
                )  # fmt: skip
    raise Unreadable("ingest.html.no_part", "Tệp lưu trang web không có phần HTML; hãy lưu lại trang ở dạng HTML hoặc PDF.")


def _decode_declared(data: bytes, name: str, text: str, encoding: str) -> tuple[str, str]:
    return (DECODERS[name](read_western(data)), name) if name in DECODERS else (text, encoding)


@dataclass
class _List:
    ordered: bool
    number: int
    kind: str


@dataclass
class _Cell:
    """A cell of a table: where its tag and its text begin and end in the source, its row, and how far it reaches."""

    tag: int
    start: int
    end: int
    row: int
    columns: int
    rows: int
    column: int = 0

    def read(self, source: str) -> str:
        """Its words, roughly."""
        return html.unescape(_TAG.sub(" ", source[self.start : self.end])).strip()


def _find_cells(source: str, start: int) -> list[_Cell]:
    """The cells of the table whose content begins at ``start``, each in its column; none where a table stands in it."""
    cells: list[_Cell] = []
    row, open_cell = -1, False
    for match in _TABLE_PART.finditer(source, start):
        name = (match["name"] or "").lower()
        if not name:
            continue
        if open_cell:
            cells[-1].end, open_cell = match.start(), False
        if name == "table":
            return _place_cells(cells) if match["close"] else []
        if match["close"]:
            continue
        if name == "tr":
            row += 1
            continue
        spans = {kind.lower(): min(max(int(digits), 1), MOST_COLUMNS) for kind, digits in _SPANNED.findall(match["attributes"])}
        cells.append(_Cell(match.start(), match.end(), match.end(), row, spans.get("col", 1), spans.get("row", 1)))
        open_cell = True
    return []


def _place_cells(cells: list[_Cell]) -> list[_Cell]:
    """The cells with their columns, past those that cells of rows above reach down to."""
    taken: dict[int, int] = {}  # column: the row up to which it is taken
    row, column = -1, 0
    for cell in cells:
        if cell.row != row:
            row, column = cell.row, 0
        while taken.get(column, -1) >= row and column < MOST_COLUMNS:
            column += 1
        cell.column = column
        for i in range(column, column + cell.columns):
            taken[i] = row + cell.rows - 1
        column += cell.columns
    return cells


@dataclass
class _Reader:
    """Walks over the source once and collects what to replace."""

    source: str
    found: list[Replacement] = field(default_factory=list)
    gap_start: int = 0  # start of what has not been written yet: tags and white space
    breaks: int = 2  # line ends owed before the next text; 2 at the start, where none is written
    started: bool = False
    space: bool = False
    label: str = ""
    lists: list[_List] = field(default_factory=list)
    preformatted: int = 0
    unclosed: set[str] = field(default_factory=set)
    owed: str = ""  # line ends and bars of a table of data, owed before the next text
    gaps: dict[int, str] = field(default_factory=dict)  # inside such a table, what is owed from the tag of a cell on
    joins: bool = False  # whether the next text is on another line of its cell
    tail: str = ""  # the bars that end its last row

    def find_replacements(self) -> list[Replacement]:
        position = 0
        source = self.source
        while position < len(source):
            start = source.find("<", position)
            if start < 0:
                start = len(source)
            self._text(position, start)
            if start == len(source):
                break
            match = _TOKEN.match(source, start)
            if match is None:  # a sign, not a tag
                self._text(start, start + 1)
                position = start + 1
                continue
            position = self._tag(match)
        self._flush(len(source), end=True)
        return self.found

    def _tag(self, match: re.Match[str]) -> int:
        if match["cdata"] is not None:
            self._text(match.start("cdata"), match.end("cdata"))
            return match.end()
        name = (match["start"] or match["end"] or "").lower()
        if match["start"]:
            if name in _DROPPED and name not in self.unclosed:
                end = _RAW_END[name].search(self.source, match.end())
                if end is not None:
                    return end.end()
                self.unclosed.add(name)
                return match.end() if name not in ("script", "style") else len(self.source)
            self._open(name, match)
        elif match["end"]:
            self._close(name)
        return match.end()

    def _open(self, name: str, match: re.Match[str]) -> None:
        attributes = match["attributes"]
        if name == "br":
            self.breaks += not self.gaps
            self.joins = bool(self.gaps)
            return
        if name == "table":
            self._open_table(match.end())
            return
        self.owed += self.gaps.get(match.start(), "")
        if name in ("ol", "ul"):
            start, kind = _VALUE.search(attributes), _TYPE.search(attributes)
            self.lists.append(_List(name == "ol", int(start[1]) if start else 1, kind[1] if kind else "1"))
        elif name == "li":
            self._open_item(attributes)
        elif name == "pre":
            self.preformatted += 1
        self._break(name)

    def _open_table(self, start: int) -> None:
        """A table whose content begins at ``start``; one of data is written a row a line until it is closed."""
        self._break("table")
        cells = _find_cells(self.source, start)
        rows = [list(row) for _, row in groupby(cells, attrgetter("row"))]
        texts = [[cell.read(self.source) for cell in row] for row in rows]
        if not is_data_table(texts):
            return
        self.owed = "\n" * min(self.breaks, 3) if self.started else ""
        self.breaks, self.tail, gap = 0, "", ""
        width = max(cell.column + cell.columns for cell in cells)
        for row in (row for row, cells in zip(rows, texts, strict=True) if any(cells)):
            at = 0
            for cell in row:
                self.gaps[cell.tag] = gap + BAR * (cell.column - at)
                at, gap = cell.column, ""
            self.tail = BAR * (width - 1 - at)
            gap = f"{self.tail}\n"

    def _open_item(self, attributes: str) -> None:
        items = self.lists[-1] if self.lists else _List(False, 1, "1")
        value = _VALUE.search(attributes)
        if value:
            items.number = int(value[1])
        self.label = format_number(items.number, items.kind) + ". " if items.ordered else "- "
        items.number += 1

    def _close(self, name: str) -> None:
        if name == "table" and self.gaps:
            self.owed += self.tail
            self.gaps = {}
        elif name == "caption" and self.gaps:
            self.owed += "\n"
        if name in ("ol", "ul") and self.lists:
            self.lists.pop()
        elif name == "li":
            self.label = ""
        elif name == "pre":
            self.preformatted = max(0, self.preformatted - 1)
        self._break(name)

    def _break(self, name: str) -> None:
        if self.gaps:  # a row is one line
            self.joins = self.joins or name in _BLOCKS
        elif name in _PARAGRAPHS:
            self.breaks = max(self.breaks, 2)
        elif name in _BLOCKS:
            self.breaks = max(self.breaks, 1)

    def _text(self, start: int, end: int) -> None:
        """A run of characters between tags: white space is folded, entities are resolved."""
        source, position = self.source, start
        while position < end:
            if self.preformatted and source[position] in "\r\n":
                if self.gaps:
                    self.joins = True
                else:
                    self.breaks += source[position] == "\n"
                position += 1
                continue
            space = _SPACE.match(source, position, end)
            if space is not None and not (self.preformatted and source[position] in " \t"):
                self.space = True
                position = space.end()
                continue
            stop = _SPACE.search(source, position + 1, end)
            word_end = stop.start() if stop else end
            self._flush(position)
            if "&" in source[position:word_end]:
                for match in _ENTITY.finditer(source, position, word_end):
                    self.found.append((match.start(), match.end(), html.unescape(match[0])))
            self.gap_start = position = word_end

    def _flush(self, position: int, *, end: bool = False) -> None:
        """Write the gap before a text: line ends and bars owed, or one blank, or nothing."""
        if end:
            new = f"{self.owed}\n" if self.started and (self.breaks or self.owed) else ""
        elif not self.started:
            new = self.owed
        elif self.breaks or self.owed:
            new = self.owed + "\n" * min(self.breaks, 3)
        elif self.joins:
            new = join_lines(self.source[self.gap_start - 1 : self.gap_start], self.source[position])
        else:
            new = " " if self.space else ""
        if not end:
            new, self.label = new + self.label, ""
        if position > self.gap_start or new:
            self.found.append((self.gap_start, position, new))
        self.owed, self.breaks, self.space, self.joins, self.started = "", 0, False, False, True


def format_number(number: int, kind: str) -> str:
    """The label of an ordered list: ``1``, ``a``/``A`` or ``i``/``I``.

    >>> format_number(4, "i"), format_number(2, "a")
    ('iv', 'b')
    """
    if kind in "aA":
        label = ""
        while number > 0:
            number, rest = divmod(number - 1, 26)
            label = chr(97 + rest) + label
        return label.upper() if kind == "A" else label
    if kind in "iI":
        label = ""
        for value, sign in zip(_ROMAN_VALUES, _ROMAN_SIGNS, strict=True):
            count, number = divmod(number, value)
            label += sign * count
        return label.upper() if kind == "I" else label
    return str(number)


_ROMAN_VALUES = (1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1)
_ROMAN_SIGNS = ("m", "cm", "d", "cd", "c", "xc", "l", "xl", "x", "ix", "v", "iv", "i")
