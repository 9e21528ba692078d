"""One sentence, its parts: at semicolons before a predicate, at deadlines, at prohibitions and new subjects."""

from __future__ import annotations

import itertools
import re

from nlp.document.document import Document
from nlp.extract.obligations import patterns
from nlp.extract.obligations.parse import Reader
from nlp.extract.temporal.models import Deadline, DeadlineType
from nlp.text.span import Span, trimmed

_PROHIBITED = re.compile(r",\s+(?=tuyệt\s+đối\s+không\b|không\s+được\b|nghiêm\s+cấm\b)")
_JOINT = re.compile(r"(?:\s*,\s*(?:và\s+)?|\s+và\s+)(?:đồng\s+thời\s+)?")
_REPORT = re.compile(r",\s+(?:và\s+|đồng\s+thời\s+)?(?=(?:tổng\s+hợp|báo\s+cáo|gửi|hoàn\s+thành|trình|nộp)\b)")
_RESPONSIBLE = re.compile(r"\b(?:có|chịu)\s+trách\s+nhiệm\b")
_TRAILING = re.compile(r"\s(?:và|hoặc)\Z")
_OWN_ACT = 7  # words of an act that stands for itself; shorter ones share the time of the next
_COMPLETED = re.compile(
    r"(?:hoàn\s+thành|xong|kết\s+thúc|báo\s+cáo|gửi|trình|nộp|tổng\s+hợp|hoàn\s+tất|đưa|có|bảo\s+đảm|kịp\s+thời)\b"
)
_EDGES = " \t\n.,;:|*/–-"


def split_sentence(document: Document, reader: Reader, sentence: Span) -> list[Span]:
    """The parts of a sentence that may each be an obligation, without final punctuation."""
    pieces = _split_semicolons(reader, sentence)
    parts: list[Span] = []
    deadlines = [d for d in document.layer(Deadline) if sentence.contains(d.span) and d.type is not DeadlineType.FREQUENCY]
    for piece in pieces:
        cuts = sorted(
            {*_prohibition_cuts(reader, piece), *_subject_cuts(reader, piece), *_deadline_cuts(reader, piece, deadlines)}
        )
        start = piece.start
        for cut in [*cuts, piece.end]:
            part = trimmed(document.text, start, cut, drop=_EDGES)
            if tail := _TRAILING.search(reader.case, part.start, part.end):
                part = trimmed(document.text, part.start, tail.start(), drop=_EDGES)
            if part.end > part.start:
                parts.append(_close_bracket(document.text, part))
            start = cut
    return parts


def _close_bracket(text: str, span: Span) -> Span:
    """The span with the bracket or quotation mark that its last words open."""
    end = span.end
    while end < len(text) and text[end] in ")”" and text[span.start : end].count("(") > text[span.start : end].count(")"):
        end += 1
    return Span(span.start, end)


def _split_semicolons(reader: Reader, sentence: Span) -> list[Span]:
    case = reader.case
    pieces: list[Span] = []
    start = sentence.start
    depth_open = False
    for match in re.finditer(r";", case[sentence.start : sentence.end]):
        cut = sentence.start + match.start()
        before = case[start:cut]
        if before.count("(") > before.count(")") or before.count("“") > before.count("”"):
            continue
        depth_open = depth_open or patterns.OPENS_LIST.search(before) is not None
        after = reader.skip_openers(cut + 1, sentence.end)
        if depth_open or not _own_predicate(reader, after, sentence.end):
            continue
        if reader.read(start, cut) is None and not pieces:
            continue
        pieces.append(Span(start, cut))
        start = cut + 1
    pieces.append(Span(start, sentence.end))
    return pieces


def _own_predicate(reader: Reader, start: int, end: int) -> bool:
    semicolon = reader.case.find(";", start, end)
    stop = semicolon if semicolon >= 0 else end
    if patterns.CONTINUES.match(reader.case, start) and not reader.case.startswith("đặc biệt phải", start):
        subject = reader.read(start, stop)
        return subject is not None and subject.rule == "subject"
    return reader.read(start, stop) is not None


def _prohibition_cuts(reader: Reader, piece: Span) -> list[int]:
    return [m.end() for m in _PROHIBITED.finditer(reader.case, piece.start, piece.end) if m.start() > piece.start]


def _subject_cuts(reader: Reader, piece: Span) -> list[int]:
    """Commas before a subject with a modal of its own: ``, các cơ quan phối hợp có trách nhiệm ...``."""
    modals = [piece.start + m.start() for m in _RESPONSIBLE.finditer(reader.case[piece.start : piece.end])]
    cuts = []
    for earlier, modal in itertools.pairwise(modals):
        comma = reader.case.rfind(", ", earlier, modal)
        start = comma + 2
        if comma > 0 and reader.data.body_at.match(reader.case, start) and len(reader.case[start:modal].split()) <= 9:
            cuts.append(start)
    return cuts


def _deadline_cuts(reader: Reader, piece: Span, deadlines: list[Deadline]) -> list[int]:
    inside = [d.span for d in deadlines if piece.contains(d.span)]
    cuts = []
    for span in inside:
        joint = _JOINT.match(reader.case, span.end, piece.end)
        if (
            joint
            and not _bare_completion(reader, joint.end(), inside)
            and reader.find_predicate(joint.end(), piece.end, first=True) is not None
            and any(d.start > span.end for d in inside)
        ):
            cuts.append(joint.end())
    cuts += _own_time_cuts(reader, piece, inside, cuts)
    for span in inside:
        start = max([piece.start, *(cut for cut in cuts if cut <= span.start)])
        reports = list(_REPORT.finditer(reader.case, start + 40, span.start))
        if (
            reports
            and not _bare_completion(reader, reports[-1].end(), inside)
            and reader.read(start, reports[-1].start()) is not None
        ):
            cuts.append(reports[-1].end())
    return cuts


def _own_time_cuts(reader: Reader, piece: Span, deadlines: list[Span], cuts: list[int]) -> list[int]:
    """Commas before another act of a named subject that has a time of its own: ``UBND xã lập sổ, cập nhật trước ngày 25``."""
    found = []
    for span in deadlines:
        start = max([piece.start, *(cut for cut in cuts if cut <= span.start)])
        comma = reader.case.rfind(",", start, span.start)
        joint = _JOINT.match(reader.case, comma, span.start) if comma > start else None
        if joint is None or _COMPLETED.match(reader.case, joint.end()) or not reader.opens_with_act(joint.end(), piece.end):
            continue
        before = reader.read(start, comma)
        if before is not None and before.subject is not None and len(reader.case[before.predicate : comma].split()) >= _OWN_ACT:
            found.append(joint.end())
    return found


def _bare_completion(reader: Reader, start: int, deadlines: list[Span]) -> bool:
    """Whether nothing but the verb stands before the deadline (``, hoàn thành trước ngày 30/6``): no act of its own."""
    following = min((d.start for d in deadlines if d.start >= start), default=None)
    return following is not None and len(reader.case[start:following].split()) <= 3
