"""Values of papers that carry a remark: blanks that somebody fills in, and what has to be compared before signing.

A marked value goes through a template as text between private characters; ``nlp.triage.drafts.comments`` turns these into
comments of the document. Values from petitions and people are cleaned of such characters first, so that nobody can forge them.
"""

from __future__ import annotations

import re
import unicodedata

BLANK = "……"
# Begin, number of the remark, its end, end of the text: private characters, which no cleaned value holds.
BEGIN, BETWEEN, END = "\ue000", "\ue001", "\ue002"
MARKED = re.compile(f"{BEGIN}(?P<number>[0-9]+){BETWEEN}(?P<text>[^{BEGIN}{END}]*){END}")
# What turns the direction of writing or hides in a text: controls, formats, private and unassigned characters, surrogates.
_HIDDEN = frozenset({"Cc", "Cf", "Co", "Cs", "Cn"})
# docxtpl writes these for braces of its own.
_BRACES = re.compile(r"([{}%])_(?=[{}%])")


class Marked(str):
    """A text with a remark for whoever finishes the paper. A blank one counts as nothing in a template's conditions."""

    remark: str

    def __new__(cls, text: str, remark: str) -> Marked:
        """The text with its remark."""
        value = super().__new__(cls, text)
        value.remark = remark
        return value

    def __bool__(self) -> bool:
        return str(self) != BLANK


def clean(text: str, *, longest: int = 2000) -> str:
    """The text on one line in NFC, without characters that hide or turn the writing, cut at ``longest``.

    >>> clean("Nguyễn\\u202e Văn\\n A")
    'Nguyễn Văn A'
    """
    composed = unicodedata.normalize("NFC", text)
    visible = "".join(" " if c.isspace() else c for c in composed if c.isspace() or unicodedata.category(c) not in _HIDDEN)
    line = _BRACES.sub(r"\1 _", " ".join(visible.split()))
    return line if len(line) <= longest else line[: longest - 1].rstrip() + "…"


class Remarks:
    """The remarks of one paper, numbered as the template comes upon them."""

    def __init__(self) -> None:
        self.texts: list[str] = []

    def mark(self, value: object) -> object:
        """What a template writes for a value: the value, or its marked text. A remark that was made is not made again."""
        if not isinstance(value, Marked):
            return value
        if value.remark in self.texts:
            return str(value)
        self.texts.append(value.remark)
        return f"{BEGIN}{len(self.texts) - 1}{BETWEEN}{value}{END}"


def unmark(text: str) -> str:
    """The text without marks.

    >>> unmark("\\ue0000\\ue001……\\ue002.")
    '…….'
    """
    return re.sub(f"[{BEGIN}{BETWEEN}{END}]", "", MARKED.sub(r"\g<text>", text))
