"""HTML as saved from portals. ``raw`` is the decoded source, so that every span points into it.

Block structure becomes lines, table cells become lines, scripts and styles go. What a page says beside its document
(navigation, counters) stays as lines, for the segmenter to set apart; only ``<nav>`` itself goes.
"""

from __future__ import annotations

import email
import email.policy
import html
import re
from dataclasses import dataclass, field

from nlp.document.anchors import ByteAnchors, NoAnchors
from nlp.document.problem import Problem
from nlp.ingest.encodings import DECODERS, MendedByteAnchors, decode_text, mend_misread, read_western
from nlp.ingest.extraction import Extraction, Unreadable, info
from nlp.ingest.settings import IngestSettings
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
            self._open(name, match["attributes"])
        elif match["end"]:
            self._close(name)
        return match.end()

    def _open(self, name: str, attributes: str) -> None:
        if name == "br":
            self.breaks += 1
            return
        if name in ("ol", "ul"):
            start, kind = _VALUE.search(attributes), _TYPE.search(attributes)
            self.lists.append(_List(name == "ol", int(start[1]) if start else 1, kind[1] if kind else "1"))
        elif name == "li":
            self._open_item(attributes)
        elif name == "pre":
            self.preformatted += 1
        self._break(name)

    def _open_item(self, attributes: str) -> None:
        items = self.lists[-1] if self.lists else _List(False, 1, "1")
        value = _VALUE.search(attributes)
        if value:
            items.number = int(value[1])
        self.label = format_number(items.number, items.kind) + ". " if items.ordered else "- "
        items.number += 1

    def _close(self, name: str) -> None:
        if name in ("ol", "ul") and self.lists:
            self.lists.pop()
        elif name == "li":
            self.label = ""
        elif name == "pre":
            self.preformatted = max(0, self.preformatted - 1)
        self._break(name)

    def _break(self, name: str) -> None:
        if name in _PARAGRAPHS:
            self.breaks = max(self.breaks, 2)
        elif name in _BLOCKS:
            self.breaks = max(self.breaks, 1)

    def _text(self, start: int, end: int) -> None:
        """A run of characters between tags: white space is folded, entities are resolved."""
        source, position = self.source, start
        while position < end:
            if self.preformatted and source[position] in "\r\n":
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
        """Write the gap before a text: line ends owed, or one blank, or nothing."""
        if end:
            new = "\n" if self.started and self.breaks else ""
        elif not self.started:
            new = ""
        elif self.breaks:
            new = "\n" * min(self.breaks, 3)
        else:
            new = " " if self.space else ""
        if not end:
            new, self.label = new + self.label, ""
        if position > self.gap_start or new:
            self.found.append((self.gap_start, position, new))
        self.breaks, self.space, self.started = 0, False, True


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
