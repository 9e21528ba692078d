"""What holds of every obligation: parts inside the text, references that exist, and time in proportion to hostile text."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.document.annotation import Provenance
from nlp.document.document import Document, build_document
from nlp.extract.citations.models import Citation
from nlp.extract.obligations.component import ObligationReader
from nlp.extract.obligations.models import ADDRESSEES, Obligation
from nlp.extract.temporal.models import Bound, Deadline, DeadlineType
from nlp.segment.models import Family, Profile, Regime, Segment, SegmentType
from nlp.text.span import Span

SIZE = 1_000_000
#: Seconds for a million characters, far above what they take and far below what a text squared would.
LIMIT = 40.0
GOLD = Provenance("gold", 1, "gold")
LEAD_IN = "Chủ tịch Ủy ban nhân dân huyện yêu cầu các phòng, ban thực hiện các nội dung sau:"

#: Each is repeated to a million characters: what opens a choice of patterns again and again.
HOSTILE = [
    "yêu cầu ",
    "yêu cầu, ",
    "đề nghị Sở, ",
    "; rà soát; về đất đai",
    "; danh sách gửi trước ngày",
    "giao Sở Nội vụ; ",
    "Sở Nội vụ; ",
    "Sở Nội vụ: ",
    "UBND các xã, ",
    ", UBND xã có trách nhiệm",
    "Khi có đơn, ",
    "đối với các hộ: ",
    "nếu thiếu thì ",
    "chủ trì, phối hợp với các sở, ",
    "gửi báo cáo về ",
    "thông báo để ",
    "tuyệt đối không, ",
    "phải ",
    "theo chức năng ",
    "căn cứ ",
    "gồm: ",
    "sau ",
    "đã ",
    "(",
    "“",
    ": ",
    ", ",
    "Rà soát hồ sơ. ",
    "Rà soát hồ sơ.\n\n",
    "Trên đây là kế hoạch, ",
    "a\tb\n",
    "| Việc | Đơn vị |\n",
    "x",
    "- ",
]


def build(text: str, *, deadlines: list[Span] | None = None) -> Document:
    """A dispatch of a lead-in and one clause, its layers made by hand."""
    whole = f"{LEAD_IN}\n\n1. {text}"
    document = build_document(whole)
    start = len(LEAD_IN) + 2
    end = len(document.text)
    times = [
        Deadline(
            span=Span(start + 3 + span.start, start + 3 + span.end),
            provenance=GOLD,
            type=DeadlineType.DATE,
            bound=Bound.BEFORE,
        )
        for span in deadlines or []
    ]
    return document.with_layers(
        {
            Profile.LAYER: [
                Profile(span=Span(0, 0), provenance=GOLD, family=Family.DISPATCH, kind="chi_thi", regime=Regime.STATE)
            ],
            Segment.LAYER: [
                Segment(span=Span(0, len(LEAD_IN)), provenance=GOLD, type=SegmentType.BODY),
                Segment(span=Span(start, end), provenance=GOLD, type=SegmentType.CLAUSE, label="1", content_start=start + 3),
            ],
            Citation.LAYER: [],
            Deadline.LAYER: times,
        }
    )


def timed(document: Document) -> float:
    begin = time.process_time()
    list(ObligationReader().annotate(document))
    return time.process_time() - begin


@pytest.mark.parametrize("piece", HOSTILE, ids=lambda piece: repr(piece[:24]))
def test_hostile_text_takes_linear_time(piece: str) -> None:
    assert timed(build(piece * (SIZE // len(piece)))) < LIMIT


def test_a_sentence_of_dates_takes_linear_time() -> None:
    piece = "báo cáo trước ngày 01/02/2024, "
    count = SIZE // len(piece)
    spans = [Span(number * len(piece) + 8, number * len(piece) + 29) for number in range(count)]
    assert timed(build(piece * count, deadlines=spans)) < LIMIT


def test_many_clauses_and_zones_take_linear_time() -> None:
    piece = "Rà soát hồ sơ.\n\n"
    count = 40_000
    document = build_document(piece * count)
    segments = []
    for number in range(count):
        kind = (SegmentType.CLAUSE, SegmentType.BODY, SegmentType.ANNEX)[number % 3]
        segments.append(Segment(span=Span(number * len(piece), (number + 1) * len(piece)), provenance=GOLD, type=kind))
    profile = Profile(span=Span(0, 0), provenance=GOLD, family=Family.DISPATCH, kind="chi_thi", regime=Regime.STATE)
    layers = {Profile.LAYER: [profile], Segment.LAYER: segments, Citation.LAYER: [], Deadline.LAYER: []}
    assert timed(document.with_layers(layers)) < LIMIT


WORDS = st.sampled_from(
    "yêu cầu|đề nghị|giao|Sở Nội vụ|UBND các xã, thị trấn|phải|không được|báo cáo|rà soát hồ sơ|chủ trì, phối hợp với"
    "|trước ngày 05/6/2024|đối với các hộ|thì|nếu thiếu|và|,|;|.|:|(|)|“|”|\n\n|kết quả|gửi về|các nội dung sau|đã|là".split("|")
)


@given(st.lists(WORDS, max_size=30).map(" ".join))
def test_an_obligation_is_a_part_of_the_text(text: str) -> None:
    document = build(text, deadlines=[Span(*found.span()) for found in re.finditer(r"trước ngày 05/6/2024", text)])
    found: list[Obligation] = list(ObligationReader().annotate(document))
    for obligation in found:
        words = obligation.span.of(document.text)
        assert words.strip() == words != ""
        assert obligation.action and obligation.action in " ".join(words.split())
        assert obligation.assignees and all(a.text.strip() for a in obligation.assignees)
        whole = " ".join(document.text.split())
        assert all(a.text == ADDRESSEES or a.text.split()[0] in whole for a in obligation.assignees)
        ids = {deadline.id for deadline in document.layer(Deadline) if obligation.span.contains(deadline.span)}
        assert set(obligation.deadlines) == ids
    spans = sorted(obligation.span for obligation in found)
    assert all(left.end <= right.start for left, right in zip(spans, spans[1:], strict=False)), "obligations do not overlap"
