"""The list of those who sign a petition, laid out as a table: one person a row."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from nlp.extract.parties.cues import ROSTER_COLUMNS, PetitionCues
from nlp.extract.parties.letter import Letter
from nlp.extract.parties.people import read_name
from nlp.text.lines import Line, is_row, split_row
from nlp.text.span import Span

_TITLE = re.compile(r"(?:(?:[Hh]ộ\s+)?(?:[Ôô]ng|[Bb]à|[Aa]nh|[Cc]hị|[Cc]ụ)\s*:?\s+)?")
_MARKS = ("|", "\t", "   ")
_OVER = 3  # lines over the table that may say whose list it is
_LEAST_TITLES = 3  # of a table of other people: two cells are a line of a form
_MISSES = 2  # lines in a row that are no rows, behind which the table is at its end


@dataclass(frozen=True, slots=True)
class Roster:
    """The table's span, title row included, and for each person where the values stand, the name as ``petitioner``.

    ``signs`` is false for a table of other people, whose names stand beside figures alone.
    """

    span: Span
    rows: tuple[Mapping[str, Span], ...]
    signs: bool = True


def find_roster(cues: PetitionCues, letter: Letter) -> Roster | None:
    """The first table whose columns are names and signatures, or names below words that say who signs; without one the first
    of other people; None without that.

    >>> from nlp.document.document import build_document
    >>> from nlp.extract.parties.cues import load_petition_cues
    >>> from nlp.extract.parties.letter import read_letter
    >>> text = "Kính gửi: UBND xã\\nTT | Họ và tên | Số CCCD | Ký tên\\n1 | Bà Lò Thị Mây | 008188001234 | Mây"
    >>> [row["petitioner"].of(text) for row in find_roster(load_petition_cues(), read_letter(build_document(text))).rows]
    ['Lò Thị Mây']
    """
    text, bare = letter.document.text, letter.document.view("bare")
    if not any(mark in text for mark in _MARKS):
        return None
    others: Roster | None = None
    for i, line in enumerate(letter.lines):
        titles = _split(text, line)
        columns = _read_columns(cues, bare, titles) if len(titles) > 1 else {}
        if "name" not in columns:
            continue
        over = Span(letter.lines[max(0, i - _OVER)].start, line.start)
        said = "signature" in columns or cues["roster_over"].search(bare, over.start, over.end) is not None
        signs = said and len(columns) > 1
        if not signs and (others or len(columns) > 1 or len(titles) < _LEAST_TITLES):
            continue
        if rows := _read_rows(text, letter.lines[i + 1 :], columns, len(titles)):
            end = max(span.end for row in rows for span in row.values())
            found = Roster(Span(line.start, max(end, _end_of_line(text, end))), tuple(rows), signs)
            if signs:
                return found
            others = found
    return others


def _split(text: str, line: Line) -> list[Span]:
    """The cells of a line between bars and tabs, else between wide blanks; empty ones are known by bars and tabs only."""
    start, end = text.rfind("\n", 0, line.start) + 1, _end_of_line(text, line.end)
    return split_row(text, start, end) if is_row(text[start:end]) else line.cells()


def _end_of_line(text: str, offset: int) -> int:
    end = text.find("\n", offset)
    return len(text) if end < 0 else end


def _read_columns(cues: PetitionCues, bare: str, titles: Sequence[Span]) -> dict[str, int]:
    columns: dict[str, int] = {}
    for number, title in enumerate(titles):
        for name in ROSTER_COLUMNS:
            match = cues[f"roster_{name}"].match(bare, title.start, title.end)
            if match is not None:
                columns.setdefault(name, number)
                break
    return columns


def _read_rows(text: str, lines: Sequence[Line], columns: Mapping[str, int], width: int) -> list[dict[str, Span]]:
    """The values of the rows that hold a name, by the names of a petitioner's evidence."""
    rows: list[dict[str, Span]] = []
    misses = 0
    for line in lines:
        cells = _split(text, line)
        if len(cells) > 1 and (row := _read_row(text, cells, columns if len(cells) == width else {})):
            rows.append(row)
            misses = 0
        elif misses == _MISSES:
            break
        else:
            misses += 1
    return rows


def _read_row(text: str, cells: Sequence[Span], columns: Mapping[str, int]) -> dict[str, Span]:
    """Empty where no name stands; a row that lost cells gives no more than the first name in it."""
    named = [cells[columns["name"]]] if columns else cells
    name = next((name for cell in named if (name := _find_name(text, cell))), None)
    if name is None:
        return {}
    row = {column: cells[number] for column, number in columns.items() if column not in ("name", "signature") and cells[number]}
    return {"petitioner": name, **row}


def _find_name(text: str, cell: Span) -> Span | None:
    title = _TITLE.match(text, cell.start, cell.end)
    return read_name(text, title.end() if title else cell.start, cell.end)
