"""Tables of tasks: which column tells what is done, by whom, with whom and when; one task a row."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from nlp.text.lines import is_row, split_row
from nlp.text.span import Span

# Scanners join words of titles.
_WHO = re.compile(
    r"\W*(?:(?:đơn\s*vị|cơ\s*quan)(?!\s*(?:tính|phối))|(?:người|bộ\s+phận)(?!\s+(?:tính|phối))\b"
    r"|(?:chủ\s*trì|thực\s*hiện|phân\s*công|phụ\s*trách)\b)"
)
_WITH = re.compile(r"\W*(?:(?:đơn\s*vị|cơ\s*quan)\s*)?phối\s*hợp\b")
_ACT = re.compile(r"\W*\b(?:nội\s+dung|biện\s+pháp|giải\s+pháp|việc|công\s+việc|nhiệm\s+vụ|hoạt\s+động|đầu\s+việc)\b")
_TIME = re.compile(r"\W*(?:mốc|thời\s+(?:gian|hạn|điểm)|hoàn\s+thành|tiến\s+độ|ngày)\b")
_LINE = re.compile(r"[^\n]+")
_TITLES_WITHIN = 3  # rows, the first of which may be a heading
_HEADING = re.compile(r"(?:[IVXLC]+|[A-ZĐ])(?:[.)]|\Z)")
_RULE = re.compile(r"[\s|:\-–]*\Z")


@dataclass(frozen=True)
class TaskRow:
    """A row of a table of tasks: the span of its act (with a time before it), the act, the row, who leads and who supports.

    Where nobody is named to lead, the cell is one with that above, and so are the others of the row that are empty: who leads or
    supports, and ``when``, may be cells of a row above.
    """

    span: Span
    act: Span
    whole: Span
    lead: Span | None
    support: Span | None
    when: Span | None = None


def find_task_rows(text: str, case: str, paragraph: Span) -> Iterator[TaskRow]:
    """The tasks of a table written with bars or tabs; none where no column tells both the act and who does it.

    >>> table = "| Việc | Đơn vị |\\n|---|---|\\n| Khảo sát | Huyện đoàn |"
    >>> [row.span.of(table) for row in find_task_rows(table, table.lower(), Span(0, len(table)))]
    ['Khảo sát']
    """
    columns: dict[str, int] | None = None
    titles: list[str] = []
    rows = 0
    above: TaskRow | None = None
    for line in _LINE.finditer(text, paragraph.start, paragraph.end):
        if not is_row(line[0]) or _RULE.match(line[0]):
            continue
        cells = split_row(text, *line.span())
        if columns is None:
            titles = [cell.of(case) for cell in cells]
            columns = _read_columns(titles)
            columns = columns if "act" in columns and "who" in columns else None
            rows += 1
            if columns is None and rows >= _TITLES_WITHIN:
                return
        elif len(cells) > max(columns.values()) and [cell.of(case) for cell in cells] != titles:  # a page repeats them
            heading = _is_heading(text, cells, cells[columns["act"]])
            above = None if heading else _read_row(cells, columns, above)  # no cell goes on past a heading
            if above is not None:
                yield above


def _is_heading(text: str, cells: list[Span], act: Span) -> bool:
    """Whether a row names no act, or is a heading between others: nothing but `II. Giải quyết`, in one cell or two."""
    filled = [cell for cell in cells if cell]
    return not act or (filled[-1] == act and len(filled) <= 2 and _HEADING.match(filled[0].of(text)) is not None)


def _read_columns(titles: list[str]) -> dict[str, int]:
    columns: dict[str, int] = {}
    for number, title in enumerate(titles):
        for name, pattern in (("with", _WITH), ("act", _ACT), ("when", _TIME), ("who", _WHO)):
            if pattern.match(title):
                columns.setdefault(name, number)
                break
    if "act" not in columns and "who" in columns:  # `Nội đunz công việc`, of a scan
        others = [number for number, title in enumerate(titles) if number not in columns.values() and _ACT.search(title)]
        columns |= {"act": others[0]} if others else {}
    return columns


def _read_row(cells: list[Span], columns: dict[str, int], above: TaskRow | None) -> TaskRow:
    named = {name: cells[number] for name, number in columns.items() if cells[number]}
    act = span = named["act"]
    if columns.get("when") == columns["act"] - 1 and "when" in named:
        span = Span(named["when"].start, act.end)
    whole = Span(cells[0].start, cells[-1].end)
    lead, support, when = named.get("who"), named.get("with"), named.get("when")
    if lead is None and above is not None:
        lead, support, when = above.lead, support or above.support, when or above.when
    return TaskRow(span, act, whole, lead, support, when)
