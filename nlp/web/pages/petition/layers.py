"""The layers of a petition's text, and where they stand on the pages of its source."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from nlp.document.anchors import PageAnchor
from nlp.document.pages import decode_pages
from nlp.errors import DonthuError
from nlp.interop.hits import HIT_LAYERS, Hit, find_hits
from nlp.text.span import Span
from nlp.triage.secrecy import veil_page
from nlp.web.pages.petition.sight import Sight
from nlp.web.wording import PageWording

#: Layers that are the petition's own, by what their hits are; then those of every document. The others begin switched off.
OWN = (
    "petitioner", "representative", "address", "identity_number", "phone", "target", "request", "attachment", "date", "flag",
)  # fmt: skip
ON = frozenset({*OWN, "reasons", "citations", "deadlines", "findings"})
ORDER = (*OWN, "reasons", "deciding", *(name for name in HIT_LAYERS if name != "petition"))


@dataclass(frozen=True)
class Layer:
    """A layer that the text has something of; ``is_on`` says whether it is shown at first."""

    name: str
    title: str
    is_on: bool


@dataclass(frozen=True)
class Mark:
    """A box on a page, in the units of the page, with the hit it belongs to."""

    hit: str
    layer: str
    variant: str
    title: str
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class PageView:
    """A page of the source: its size and the boxes on it; ``withheld`` says why its picture is not shown, if it is not."""

    number: int
    width: float
    height: float
    marks: tuple[Mark, ...]
    withheld: str | None = None


def name_layer(hit: Hit) -> str:
    """The layer by which a hit is switched on and off."""
    return hit.variant if hit.layer == "petition" else hit.layer


def list_layers(hits: Sequence[Hit], wording: PageWording, *, on: Collection[str] = ON) -> list[Layer]:
    """The layers of the hits, in their order; those of ``on`` are shown at first."""
    present = {name_layer(hit) for hit in hits}
    return [Layer(name, _title(name, wording), name in on) for name in ORDER if name in present]


def list_hits(record: Mapping[str, Any], more: Sequence[Hit], wording: PageWording) -> list[Hit]:
    """The hits of the record and those of the summary, by start and then the longer first."""
    return sorted([*find_hits(record, wording), *more], key=lambda hit: (hit.start, -hit.end))


def lay_pages(sight: Sight, hits: Sequence[Hit], wording: PageWording) -> list[PageView]:
    """The pages of the source with the boxes of the hits; none for a source without pages."""
    record = sight.plain
    rows = record.get("pages") if record else None
    if not record or not rows:
        return []
    anchors = decode_pages(record)
    marks: dict[int, list[Mark]] = {row["page"]: [] for row in rows}
    # Longer ones first, so that what is inside lies on top and can be pointed at.
    for hit in sorted(hits, key=lambda hit: hit.start - hit.end):
        for anchor in anchors.locate(Span(hit.start, hit.end)):
            if not isinstance(anchor, PageAnchor):
                continue
            for x0, y0, x1, y1 in anchor.boxes:
                title = _title(name_layer(hit), wording)
                mark = Mark(hit.id, hit.layer, hit.variant, title, x0, y0, round(x1 - x0, 1), round(y1 - y0, 1))
                marks.setdefault(anchor.page, []).append(mark)
    views = []
    for row in rows:
        withheld = _find_withheld(sight, row["page"], wording)
        views.append(PageView(row["page"], row["width"], row["height"], () if withheld else tuple(marks[row["page"]]), withheld))
    return views


def _find_withheld(sight: Sight, number: int, wording: PageWording) -> str | None:
    """Why the user may not see the picture of a page, in words; None where it is shown."""
    if sight.plain is None or sight.record is None:
        return None
    type_ = sight.guarded
    try:
        veil_page(sight.plain, sight.record, number, type_=type_, hidden=sight.hidden, language=wording.lang)
    except DonthuError as error:
        return error.message
    return None


def _title(name: str, wording: PageWording) -> str:
    if name == "flag":
        return wording.label("part", "flags")
    return wording.label("evidence" if name in OWN else "layer", name)
