"""Tables of data are written a row a line with bars between the cells; tables that only lay a page out, cell by cell."""

from __future__ import annotations

from collections.abc import Sequence

from nlp.ingest.columns import holds_letterhead_or_recipients

#: What stands between two cells of a row.
BAR = " | "
#: Columns that a cell may reach over; Word has no wider table.
MOST_COLUMNS = 63

_STOPS = frozenset(",;:.!?…-–(/")
_COLUMNS = 3  # fewer are letterheads, ends, boxes of a form
_ROWS = 2
_LONGEST_CELL = 3000  # characters; longer ones are the text of a page


def is_data_table(rows: Sequence[Sequence[str]]) -> bool:
    """Whether a table of cell texts holds data: rows of three cells and more that are filled, no letterhead and no page.

    >>> is_data_table([("TT", "Việc", "Đơn vị"), ("1", "Rà soát", "Phòng Nội vụ")])
    True
    >>> is_data_table([("Nơi nhận:", "", "CHỦ TỊCH")])
    False
    """
    if sum(_count_filled(row) >= _COLUMNS for row in rows) < _ROWS:
        return False
    return all(len(cell) <= _LONGEST_CELL for row in rows for cell in row) and not holds_letterhead_or_recipients(rows)


def join_lines(before: str, after: str) -> str:
    """What stands between two lines of a cell, which a row has on one line.

    >>> join_lines("Thanh tra tỉnh", "Công an tỉnh"), join_lines("Rà soát hồ sơ", "tồn đọng"), join_lines("Việc:", "Rà soát")
    ('; ', ' ', ' ')
    """
    return " " if after[:1].islower() or before[-1:] in _STOPS else "; "


def _count_filled(row: Sequence[str]) -> int:
    return sum(1 for cell in row if cell.strip())
