"""Tables of tasks: which column tells what is done, by whom, with whom and when; one task a row."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from nlp.text.span import Span, trimmed

_WHO = re.compile(
    r"\W*(?:(?:đơn\s+vị|cơ\s+quan|người|bộ\s+phận)(?!\s+(?:tính|phối))"
    r"|chủ\s+trì|thực\s+hiện|phân\s+công|phụ\s+trách)\b"
)
_WITH = re.compile(r"\W*(?:(?:đơn\s+vị|cơ\s+quan)\s+)?phối\s+hợp\b")
_ACT = re.compile(r"\W*(?:nội\s+dung|biện\s+pháp|giải\s+pháp|việc|công\s+việc|nhiệm\s+vụ|hoạt\s+động|đầu\s+việc)\b")
_TIME = re.compile(r"\W*(?:mốc|thời\s+(?:gian|hạn|điểm)|hoàn\s+thành|tiến\s+độ|ngày)\b")
_SEPARATOR = re.compile(r"[ \t]*\|[ \t]*|\t+")
_TITLES_WITHIN = 3  # rows, the first of which may be a heading
_RULE = re.compile(r"[\s|:\-–]*\Z")


@dataclass(frozen=True)
class TaskRow:
    """A row of a table of tasks: the span of its act (with a time before it), the act, the row, who leads and who supports."""

    span: Span
    act: Span
    whole: Span
    lead: Span | None
    support: Span | None


def find_task_rows(text: str, case: str, paragraph: Span) -> Iterator[TaskRow]:
    """The tasks of a table written with bars or tabs; none where no column tells both the act and who does it.

    >>> table = "| Việc | Đơn vị |\\n|---|---|\\n| Khảo sát | Huyện đoàn |"
    >>> [row.span.of(table) for row in find_task_rows(table, table.lower(), Span(0, len(table)))]
    ['Khảo sát']
    """
    columns: dict[str, int] | None = None
    rows = 0
    for line in re.finditer(r"[^\n]+", text[paragraph.start : paragraph.end]):
        begin = paragraph.start + line.start()
        if not _SEPARATOR.search(line[0].strip()) or _RULE.match(line[0]):
            continue
        cells = _split_cells(text, begin, begin + len(line[0]))
        if columns is None:
            titles = _read_columns([cell.of(case) for cell in cells])
            columns = titles if "act" in titles and "who" in titles else None
            rows += 1
            if columns is None and rows >= _TITLES_WITHIN:
                return
        elif len(cells) > max(columns.values()) and cells[columns["act"]].of(text).strip():
            yield _read_row(cells, columns)


def _split_cells(text: str, start: int, end: int) -> list[Span]:
    line = text[start:end]
    inner = Span(start + len(line) - len(line.lstrip(" |")), start + len(line.rstrip(" |")))
    cells, position = [], inner.start
    for bar in [*_SEPARATOR.finditer(text, inner.start, inner.end), None]:
        cells.append(trimmed(text, position, bar.start() if bar else inner.end, drop=" \t*"))
        position = bar.end() if bar else inner.end
    return cells


def _read_columns(titles: list[str]) -> dict[str, int]:
    columns: dict[str, int] = {}
    for number, title in enumerate(titles):
        for name, pattern in (("with", _WITH), ("act", _ACT), ("when", _TIME), ("who", _WHO)):
            if pattern.match(title):
                columns.setdefault(name, number)
                break
    return columns


def _read_row(cells: list[Span], columns: dict[str, int]) -> TaskRow:
    act = span = cells[columns["act"]]
    if columns.get("when") == columns["act"] - 1:
        span = Span(cells[columns["when"]].start, act.end)
    whole = Span(cells[0].start, cells[-1].end)
    return TaskRow(span, act, whole, cells[columns["who"]], cells[columns["with"]] if "with" in columns else None)
