"""Numbers and names as they are compared: without marks, case and blanks that differ from writer to writer."""

from __future__ import annotations

from nlp.text.fold import fold_all

_LONGEST = 128


def fold_number(number: str) -> str:
    """A number for comparison.

    >>> fold_number("812 – CV/HU")
    '812-cv/hu'
    """
    return "".join(fold_all(number).split()).replace("–", "-").replace("—", "-")[:_LONGEST]


def fold_name(name: str) -> str:
    """A name for comparison: folded, `ubnd` and `hdnd` for their full forms.

    >>> fold_name("Ủy ban nhân dân  tỉnh Cao Bằng")
    'ubnd tinh cao bang'
    """
    folded = " ".join(fold_all(name).replace("-", " ").split())
    return folded.replace("uy ban nhan dan", "ubnd").replace("hoi dong nhan dan", "hdnd")[:_LONGEST]
