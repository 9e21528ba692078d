"""One sentence, its parts: at semicolons before a predicate, at deadlines, at prohibitions and new subjects."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from nlp.extract.obligations import patterns
from nlp.extract.obligations.parse import Reader
from nlp.extract.obligations.predicates import NAME_LIMIT
from nlp.extract.temporal.models import Deadline, DeadlineType
from nlp.text.span import Span, trimmed

_OWN_ACT = 7  # words of an act that stands for itself; shorter ones share the time of the next
_SUBJECT_WORDS = 9  # of a new subject behind a comma
_LONGEST_PART = 6000  # characters without a cut: a list of things, which no semicolon splits
_MOST_TIMES = 40  # in a sentence of prose; more are a list of dates
_MOST_MODALS = 20  # in a sentence of prose
_TOPIC = 90  # characters of a topic before its colon
_FIRST_ACT = 40  # characters before a report that may have a time of its own
_CLOSING = (")", "”")
_EDGES = " \t\n.,;:|*/–-"


class Splitter:
    """Splits the sentences of one document."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        self.find = reader.find
        self.text = reader.text
        self.case = reader.case

    def split(self, sentence: Span, deadlines: list[Deadline]) -> list[Span]:
        """The parts of a sentence that may each be an obligation, without final punctuation."""
        times = [deadline.span for deadline in deadlines if deadline.type is not DeadlineType.FREQUENCY]
        if len(times) > _MOST_TIMES:
            times = []
        stated = [deadline.span for deadline in deadlines]
        parts: list[Span] = []
        semicolon = self.case.find(";", sentence.start, sentence.end)
        for piece in self._split_semicolons(sentence, semicolon, times) if semicolon >= 0 else [sentence]:
            cuts = self._cuts(piece)
            if times and (inside := [time for time in times if piece.contains(time)]):
                cuts = sorted({*cuts, *self._deadline_cuts(piece, inside, stated)})
            start = piece.start
            for cut in [*cuts, piece.end]:
                part = trimmed(self.text, start, cut, drop=_EDGES)
                if self.case.endswith(("và", "hoặc"), part.start, part.end):
                    if tail := patterns.TRAILING_JOINT.search(self.case, max(part.start, part.end - 6), part.end):
                        part = trimmed(self.text, part.start, tail.start(), drop=_EDGES)
                if part.end > part.start:
                    closes = self.text[part.end : part.end + 1] in _CLOSING
                    parts.append(self._close_bracket(part) if closes else part)
                start = cut
        return parts

    def _cuts(self, piece: Span) -> list[int]:
        """Where a prohibition or a subject with a modal of its own begins behind a comma."""
        words = self.case[piece.start : piece.end]
        cuts: set[int] = set()
        if "không" in words or "nghiêm" in words:
            for prohibited in patterns.PROHIBITED_PART.finditer(self.case, piece.start, piece.end):
                if prohibited.start() > piece.start:
                    cuts.add(prohibited.end())
            if "nhưng" in words:
                found = patterns.BUT_PROHIBITED.finditer(self.case, piece.start, piece.end)
                cuts.update(prohibited.end() for prohibited in found if prohibited.start() > piece.start)
        if ", " in words:
            if words.count("trách") > 1:
                cuts.update(self._responsible_cuts(piece))
            if "phải" in words or "được" in words:
                cuts.update(self._modal_cuts(piece))
        return sorted(cuts) if cuts else []

    def _close_bracket(self, span: Span) -> Span:
        """The span with the bracket or quotation mark that its last words open."""
        end = span.end
        while self.text[end : end + 1] in _CLOSING and self._brackets_open(span.start, end):
            end += 1
        return Span(span.start, end) if end > span.end else span

    def _brackets_open(self, start: int, end: int) -> bool:
        return self.text.count("(", start, end) > self.text.count(")", start, end)

    def _split_semicolons(self, sentence: Span, cut: int, times: list[Span]) -> list[Span]:
        case, end = self.case, sentence.end
        pieces: list[Span] = []
        start = sentence.start
        words = case[start:end]
        brackets = "(" in words or "“" in words
        colon = ":" in words
        while cut >= 0 and cut - start <= _LONGEST_PART:
            if not (brackets and self._inside_brackets(start, cut)):
                if colon and patterns.OPENS_LIST.search(case, start, cut):
                    break  # no semicolon of a list splits
                after = self.find.skip_openers(cut + 1, end)
                if (
                    (self._own_predicate(after, end) or self._own_time(after, end, times))
                    and (pieces or self.reader.read(start, cut) is not None)
                    and not self._lists_names(start, cut)
                ):
                    pieces.append(Span(start, cut))
                    start = cut + 1
            cut = case.find(";", cut + 1, end)
        pieces.append(Span(start, end))
        return pieces

    def _own_time(self, start: int, end: int, times: list[Span]) -> bool:
        """Whether a part has a verb and a time: ``; kết quả gửi về huyện trước ngày 20/7``."""
        if not times:
            return False
        semicolon = self.case.find(";", start, end)
        stop = semicolon if semicolon >= 0 else end
        timed = any(start <= time.start and time.end <= stop for time in times)
        return timed and self.find.find_predicate(start, stop, floor=start) is not None

    def _lists_names(self, start: int, end: int) -> bool:
        """Whether a piece names some of those who are told what stands behind the next semicolon."""
        position = self.find.skip_openers(start, end)
        together = patterns.SUPPORT.search(self.case, position, end)
        if together and self.find.find_predicate(together.end(), end, floor=together.end()) is None:
            return self.find.is_body(together.end())
        order = self.find.find_order(position, end)
        if order is None:
            return self.find.is_body(position) and self.reader.read(start, end) is None
        told = order.end()
        return order.start() == position and self.find.is_body(told) and self.find.find_subject_predicate(told, end) is None

    def _inside_brackets(self, start: int, end: int) -> bool:
        count = self.case.count
        return count("(", start, end) > count(")", start, end) or count("“", start, end) > count("”", start, end)

    def _own_predicate(self, start: int, end: int) -> bool:
        semicolon = self.case.find(";", start, end)
        reading = self.reader.read(start, semicolon if semicolon >= 0 else end)
        if reading is None or not patterns.CONTINUES.match(self.case, start):
            return reading is not None
        if self.case.startswith("về", start):
            return reading.rule == "subject" and self.case.find(":", start, start + _TOPIC) >= 0
        return reading.rule == "subject" or self.case.startswith("đặc biệt phải", start)

    def _responsible_cuts(self, piece: Span) -> Iterator[int]:
        """Commas before a subject that is responsible too: ``, các cơ quan phối hợp có trách nhiệm ...``."""
        modals = [m.start() for m in patterns.RESPONSIBLE.finditer(self.case, piece.start, piece.end)]
        for earlier, modal in itertools.pairwise(modals):
            start = self._subject_before(earlier, modal)
            if start is not None:
                yield start

    def _modal_cuts(self, piece: Span) -> Iterator[int]:
        """Commas before a subject with a modal of its own: ``, xã phải ...``."""
        for found in itertools.islice(patterns.BINDING_MODAL.finditer(self.case, piece.start, piece.end), _MOST_MODALS):
            start = self._subject_before(max(piece.start, found.start() - NAME_LIMIT), found.start())
            comma = start - 2 if start is not None else 0
            if (
                start is not None
                and not self.reader.data.condition_at.match(self.case, self.find.skip_openers(piece.start, comma))
                and self.reader.read(piece.start, comma) is not None
            ):
                yield start

    def _subject_before(self, earlier: int, modal: int) -> int | None:
        """Where a short subject begins between the last comma behind ``earlier`` and the modal."""
        comma = self.case.rfind(", ", earlier, modal)
        start = comma + 2
        if comma > 0 and self.find.is_body(start) and len(self.case[start:modal].split()) <= _SUBJECT_WORDS:
            return start
        return None

    def _deadline_cuts(self, piece: Span, times: list[Span], stated: list[Span]) -> list[int]:
        cuts = []
        for time in stated if len(stated) > 1 else ():
            if not piece.contains(time):
                continue
            joint = patterns.JOINT.match(self.case, time.end, piece.end)
            if (
                joint
                and not self._bare_completion(joint.end(), times)
                and self.find.match_verb(joint.end(), piece.end)
                and any(time.end < other.start < piece.end for other in stated)
            ):
                cuts.append(joint.end())
        cuts += self._own_time_cuts(piece, times, cuts, stated)
        for time in times:
            start = max([piece.start, *(cut for cut in cuts if cut <= time.start)])
            reports = list(patterns.REPORTED_PART.finditer(self.case, start + _FIRST_ACT, time.start))
            if (
                reports
                and (reports[-1][0].strip() == "và" or self._stands_alone(start, reports[-1].start(), stated))
                and not self._bare_completion(reports[-1].end(), times)
                and self.reader.read(start, reports[-1].start()) is not None
            ):
                cuts.append(reports[-1].end())
        return cuts

    def _own_time_cuts(self, piece: Span, times: list[Span], cuts: list[int], stated: list[Span]) -> list[int]:
        """Commas before another act of a named subject with a time of its own: ``UBND xã lập sổ, cập nhật trước ngày 25``."""
        found = []
        for time in times:
            start = max([piece.start, *(cut for cut in cuts if cut <= time.start)])
            comma = self.case.rfind(",", start, time.start)
            if comma < 0 or not self.find.kinds[comma + 1] & (patterns.ANY_VERB | patterns.JOINING):
                continue
            joint = patterns.JOINT.match(self.case, comma, time.start) if comma > start else None
            if (
                joint is None
                or patterns.COMPLETED.match(self.case, joint.end())
                or not self.find.opens_with_act(joint.end(), piece.end)
            ):
                continue
            if not self._stands_alone(start, comma, stated):
                continue
            before = self.reader.read(start, comma)
            if before is not None and before.subject is not None and len(self.case[before.predicate : comma].split()) >= _OWN_ACT:
                found.append(joint.end())
        return found

    def _stands_alone(self, start: int, end: int, stated: list[Span]) -> bool:
        """Whether the time of a report behind an act is not also that of the act, which has its own or never ends.

        ``Lập danh sách, gửi về Sở trước ngày 5/8`` is one act, ``Kiểm tra mỗi tháng một lần, báo cáo trước ngày 5/8`` is two.
        """
        if any(start <= time.start and time.end <= end for time in stated):
            return True
        return patterns.CARRIED_OUT.search(self.case, start, end) is not None

    def _bare_completion(self, start: int, times: list[Span]) -> bool:
        """Whether nothing but the verb stands before the deadline (``, hoàn thành trước ngày 30/6``): no act of its own."""
        following = min((time.start for time in times if time.start >= start), default=None)
        return following is not None and len(self.case[start:following].split()) <= 3
