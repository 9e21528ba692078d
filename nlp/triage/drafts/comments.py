"""Marks in a filled document become Word comments on the words that they enclose."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Sequence
from typing import Any

from nlp.triage.drafts.marks import MARKED, unmark

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_TEXTS = frozenset({f"{_W}t", f"{_W}instrText"})
AUTHOR, INITIALS = "donthu", "dt"


def place_comments(document: Any, remarks: Sequence[str]) -> None:
    """Takes the marks out of a ``docx.document.Document``; those of its body leave their remark as a comment without a date.

    Headers and footers cannot hold comments: their marks leave nothing.
    """
    from docx.text.run import Run

    for run in list(document.element.body.iter(f"{_W}r")):
        for piece, number in _split(run):
            if number is not None:
                comment = document.add_comment(Run(piece, document._body), remarks[number], author=AUTHOR, initials=INITIALS)
                # The clock is none of a paper's business.
                comment._comment_elm.attrib.pop(f"{_W}date", None)
    for section in document.sections:
        for part in (section.header, section.footer, section.first_page_header, section.first_page_footer):
            if not part.is_linked_to_previous:
                _unmark_all(part._element)
    _unmark_all(document.element)


def _split(run: Any) -> Iterator[tuple[Any, int | None]]:
    """The run cut at its marks: each marked piece a run of its own, with the number of its remark."""
    if not any(MARKED.search(text.text or "") for text in run.iter(f"{_W}t")):
        return
    pieces: list[tuple[Any, int | None]] = []
    for child in list(run):
        if child.tag == f"{_W}rPr":
            continue
        for text, number in _cut(child.text or "") if child.tag == f"{_W}t" else [(None, None)]:
            piece = copy.deepcopy(run)
            for old in list(piece):
                if old.tag != f"{_W}rPr":
                    piece.remove(old)
            inside = copy.deepcopy(child)
            if text is not None:
                inside.text = text
                inside.set(_SPACE, "preserve")
            piece.append(inside)
            pieces.append((piece, number))
    for piece, _ in pieces:
        run.addprevious(piece)
    run.getparent().remove(run)
    yield from pieces


def _cut(text: str) -> Iterator[tuple[str, int | None]]:
    position = 0
    for match in MARKED.finditer(text):
        if match.start() > position:
            yield text[position : match.start()], None
        yield match["text"], int(match["number"])
        position = match.end()
    if position < len(text):
        yield text[position:], None


def _unmark_all(root: Any) -> None:
    for element in root.iter():
        if element.tag in _TEXTS and element.text:
            element.text = unmark(element.text)
        for name, value in element.attrib.items():
            if unmark(value) != value:
                element.set(name, unmark(value))
