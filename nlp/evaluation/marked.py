"""Marked text: gold written inside the text instead of as counted offsets.

A marked text is plain text with tags in white square brackets, which no administrative document uses:

``⟦c kind=ke_hoach number=68-KH/HU date=2017-03-23 issuer="Huyện ủy"⟧Kế hoạch số 68- KH/HU ngày 23/3/2017⟦/c⟧``

A tag opens with its name and closes with ``⟦/name⟧``; tags may nest, a zero-width tag ends in a slash
(``⟦cl label=1/⟧``). ``parse_marked`` gives back the plain text and the marks with their offsets, so that tests and
corpora are written, read and corrected without counting characters.

Tags and their attributes (values with blanks stand in double quotes):

======== ==============================================================================================
``cl``   clause marker, zero width, before the marker: ``label``
``c``    citation: ``kind``, ``number``, ``date``, ``issuer``, ``prov`` (``12.2.a``: article, clause, point; joined by ``,``)
``d``    deadline: ``type``, ``bound``, ``date``, ``rrule``, ``amount``, ``unit``, ``trigger``
``o``    obligation: ``by`` (assignees joined by ``|``, ``@addressees``), ``m`` (modality)
``n``    petitioner's name · ``a`` address · ``t`` target · ``r`` request (no attributes)
======== ==============================================================================================

Source: gold format of corpora/GUIDELINES.md.
"""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass, field

from nlp.errors import DonthuError

_TAG = re.compile(r"⟦(?P<close>/)?(?P<name>[a-z]+)(?P<attributes>[^⟧]*?)(?P<empty>/)?⟧", re.S)


@dataclass(frozen=True)
class Mark:
    """One tag: its name, half-open offsets in the plain text, and its attributes as written."""

    name: str
    start: int
    end: int
    attributes: dict[str, str] = field(default_factory=dict)


def parse_marked(marked: str) -> tuple[str, list[Mark]]:
    """The plain text and its marks, sorted by start and then by the longer span.

    Raises DonthuError where a tag is not closed, closes nothing or has unreadable attributes.

    >>> parse_marked("theo ⟦c kind=luat⟧Luật Đất đai⟦/c⟧")
    ('theo Luật Đất đai', [Mark(name='c', start=5, end=17, attributes={'kind': 'luat'})])
    """
    pieces: list[str] = []
    marks: list[Mark] = []
    open_tags: list[tuple[str, int, dict[str, str]]] = []
    length = position = 0
    for tag in _TAG.finditer(marked):
        piece = marked[position : tag.start()]
        pieces.append(piece)
        length += len(piece)
        position = tag.end()
        name = tag["name"]
        if tag["close"]:
            index = next((i for i in range(len(open_tags) - 1, -1, -1) if open_tags[i][0] == name), None)
            if index is None:
                raise DonthuError(
                    "marked.unopened", f"⟦/{name}⟧ at {tag.start()} closes nothing", "open the tag or remove the end"
                )
            _, start, attributes = open_tags.pop(index)
            marks.append(Mark(name, start, length, attributes))
            continue
        attributes = _parse_attributes(tag["attributes"], tag.start())
        if tag["empty"]:
            marks.append(Mark(name, length, length, attributes))
        else:
            open_tags.append((name, length, attributes))
    if open_tags:
        name, start, _ = open_tags[-1]
        raise DonthuError(
            "marked.unclosed", f"⟦{name}⟧ opened at character {start} of the plain text is not closed", f"add ⟦/{name}⟧"
        )
    pieces.append(marked[position:])
    marks.sort(key=lambda mark: (mark.start, -mark.end))
    return "".join(pieces), marks


def _parse_attributes(text: str, position: int) -> dict[str, str]:
    try:
        words = shlex.split(text)
    except ValueError as error:
        raise DonthuError("marked.attributes", f"attributes at {position}: {error}", "close the quotation mark") from error
    attributes = {}
    for word in words:
        key, equals, value = word.partition("=")
        if not equals:
            raise DonthuError("marked.attributes", f"{word!r} at {position} is not key=value", "write key=value")
        attributes[key] = value
    return attributes


def build_gold(plain: str, marks: list[Mark]) -> dict[str, object]:
    """The annotated layers of a dispatch in the gold format: clauses, citations, deadlines, obligations.

    An obligation's ``deadlines`` are the indexes of the deadlines inside its span.
    """
    clauses = [{"start": m.start, "label": m.attributes["label"]} for m in marks if m.name == "cl"]
    citations = [_gold_citation(plain, m) for m in marks if m.name == "c"]
    deadline_marks = [m for m in marks if m.name == "d"]
    deadlines = [_gold_deadline(plain, m) for m in deadline_marks]
    obligations = [
        {
            "start": m.start,
            "end": m.end,
            "assignees": m.attributes.get("by", "@addressees").split("|"),
            "modality": m.attributes.get("m", "must"),
            "deadlines": [i for i, d in enumerate(deadline_marks) if m.start <= d.start and d.end <= m.end],
        }
        for m in marks
        if m.name == "o"
    ]
    return {"clauses": clauses, "citations": citations, "deadlines": deadlines, "obligations": obligations}


def _gold_citation(plain: str, mark: Mark) -> dict[str, object]:
    provisions = []
    for path in filter(None, mark.attributes.get("prov", "").split(",")):
        article, clause, point = (path.split(".") + ["", ""])[:3]
        provisions.append({"article": article or None, "clause": clause or None, "point": point or None})
    values = {key: mark.attributes.get(key) or None for key in ("kind", "number", "date", "issuer")}
    return {"start": mark.start, "end": mark.end, "text": plain[mark.start : mark.end], **values, "provisions": provisions}


def _gold_deadline(plain: str, mark: Mark) -> dict[str, object]:
    values: dict[str, object] = {key: mark.attributes.get(key) or None for key in ("type", "bound", "date", "rrule", "unit")}
    amount = mark.attributes.get("amount")
    values["amount"] = int(amount) if amount else None
    if trigger := mark.attributes.get("trigger"):
        values["trigger"] = trigger
    return {"start": mark.start, "end": mark.end, "text": plain[mark.start : mark.end], **values}
