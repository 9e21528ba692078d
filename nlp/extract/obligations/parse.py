"""What a sentence of an order says: whom it binds, how strongly, and where its predicate begins."""

from __future__ import annotations

import re
from dataclasses import dataclass

from nlp.extract.obligations import patterns
from nlp.extract.obligations.models import ADDRESSEES, Assignee, AssigneeRole, Modality
from nlp.extract.obligations.patterns import ObligationData
from nlp.text.span import Span

_SUBJECT_LIMIT = 420
_NAME_LIMIT = 120
_NAME_ENDS = frozenset("tỉnh huyện xã phường trấn phố quận thôn ấp khối trường ủy đoàn sở ngành".split())
_PROCEDURE = re.compile(r"\b(?:trình\s+tự|hồ\s+sơ|thủ\s+tục|quy\s+trình|việc|ý\s+kiến|văn\s+bản)\Z")
_BARRED = re.compile(r"\s(?:tuyệt\s+đối\s+)?không\s+(?:được|để)?\s*\Z")


@dataclass(frozen=True)
class Reading:
    """How a part reads as an order. ``subject`` is the span of those whom it names itself, None for an imperative."""

    rule: str
    predicate: int
    modality: Modality | None = None
    subject: Span | None = None
    addressees: bool = False
    cue: Span | None = None


class Reader:
    """Reads parts of sentences on the folded text of one document."""

    def __init__(self, text: str, case: str, data: ObligationData) -> None:
        self.text = text
        self.case = case
        self.data = data

    def read(self, start: int, end: int) -> Reading | None:
        """The reading of ``text[start:end]``, or None where it orders nothing."""
        position = self.skip_openers(start, end)
        return (
            self._read_order(start, position, end)
            or self._read_prohibition(position, end)
            or self._read_imperative(position, end)
            or self._read_subject(position, end)
            or self._read_after_condition(position, end)
            or self._read_then(position, end)
            or self._read_bound_thing(position, end)
            or self._read_topic(position, end)
        )

    def skip_openers(self, start: int, end: int) -> int:
        """Where the sentence goes on behind ``Đồng thời,``, ``Hằng năm,``, quotation marks and bullets."""
        position = start
        while position < end and not self.case[position].isalnum():
            position += 1
        for label in (self.data.label_who, self.data.label_act, self.data.label_other):
            if found := label.match(self.case, position, end):
                position = found.end()
                break
        while opener := self.data.opener_at.match(self.case, position, end):
            position = opener.end()
        return position

    def find_predicate(self, start: int, end: int, *, first: bool = False, floor: int | None = None) -> int | None:
        """Where the first verb that is a predicate begins; with ``first``, only at ``start`` itself.

        A verb in capitals is part of a name, one behind ``được`` of a participle, one behind ``các`` a noun; ``floor`` is
        where the words that may stand before it begin.
        """
        if floor is None and self.data.first_verb.match(self.case, start, end):
            return start
        if first:
            return None
        found = self._find_verb(start, end, start if floor is None else floor)
        return self._find_opening_verb(start, end if found is None else found) or found

    def opens_with_act(self, start: int, end: int) -> bool:
        """Whether a verb stands at ``start`` which cannot go on a list of nouns."""
        verb = self.data.first_verb.match(self.case, start, end)
        return verb is not None and re.sub(r"\s+", " ", verb[0]) not in self.data.noun_verbs

    def _find_opening_verb(self, start: int, end: int) -> int | None:
        """The first verb of those that may be nouns which stands directly behind a name or a short subject."""
        for match in self.data.opening_verb.finditer(self.case, start, min(end, start + _NAME_LIMIT)):
            before = self.text[max(0, start - 24) : match.start()]
            words = before.split()
            if not words or not self.text[match.start()].islower() or not before[-1].isspace():
                continue
            folded = self.case[max(0, match.start() - 24) : match.start()]
            if self.data.participle_before.search(folded) or self.data.noun_before.search(folded):
                continue
            ends_name = words[-1].isalpha() and (words[-1][0].isupper() or words[-1] in _NAME_ENDS)
            if ends_name or " " in match[0] or match.start() - start <= 2:
                return match.start()
        return None

    def _find_verb(self, start: int, end: int, floor: int) -> int | None:
        limit = min(end, start + _SUBJECT_LIMIT)
        for match in self.data.verb.finditer(self.case, start, limit):
            if self.text[match.start()].isupper():
                continue
            before = self.case[max(floor, match.start() - 24) : match.start()]
            if patterns.BODY_NAME_END.search(before):
                return match.start()
            if self.data.participle_before.search(before) and not _BARRED.search(before):
                continue
            word = re.sub(r"\s+", " ", match[0])
            if word in self.data.noun_verbs and self.data.noun_before.search(before):
                continue
            return match.start()
        return None

    def _read_order(self, start: int, position: int, end: int) -> Reading | None:
        """``Yêu cầu X làm``, ``Giao X làm``, ``Chủ tịch UBND huyện đề nghị X làm``."""
        for order in self.data.order.finditer(self.case, position, min(end, position + _SUBJECT_LIMIT)):
            if not self._is_order(order, position, end):
                continue
            modality = Modality.SHOULD if order["should"] else Modality.MUST
            cue = Span(order.start(), order.start() + len(order[0].rstrip(" :\n")))
            subject_start = order.end()
            if self.find_predicate(subject_start, end, first=True) is not None and not self._is_body(subject_start):
                return Reading("order", subject_start, modality, None, True, cue)
            head = self.data.body_at.match(self.case, subject_start)
            predicate = self.find_predicate(head.end() if head else subject_start, end, floor=subject_start)
            if predicate is None:
                return None
            return Reading("order", predicate, modality, Span(subject_start, predicate), False, cue)
        return None

    def find_last_order(self, start: int, end: int) -> re.Match[str] | None:
        """The last word in ``text[start:end]`` that asks or orders."""
        orders = [order for order in self.data.order.finditer(self.case, start, end) if self._is_order(order, start, end)]
        return orders[-1] if orders else None

    def _is_order(self, order: re.Match[str], position: int, end: int) -> bool:
        before = self.case[max(position, order.start() - 24) : order.start()]
        after = self.case[order.end() : order.end() + 24]
        word = order[0].split()[0]
        if self.data.order_not_behind.search(before):
            return False
        if re.match(r"(?:của|này|về|đối với|nêu|sau\b|trên|khác|cụ thể)", after):
            return False
        if word in ("giao", "kiến", "mong"):
            starts = order.start() == position or re.search(r"(?:[,;:]|\b(?:và|thì|này))\s*\Z", before) is not None
            return self._is_body(order.end()) and (starts or before.strip() != "")
        if word == "đề" and self._chained(position, order.start()):
            return False
        at_head = order.start() == position or re.search(r"[,;:)]\s*\Z", before) is not None
        return at_head or self._issuer_before(position, order.start())

    def _issuer_before(self, start: int, end: int) -> bool:
        """Whether the words before an order word name who orders (``Ủy ban nhân dân tỉnh yêu cầu``)."""
        words = re.split(r"[,;:]", self.case[start:end])[-1].strip()
        if not self.data.body_at.match(words) or len(words) >= 120:
            return False
        return _PROCEDURE.search(words) is None

    def _chained(self, start: int, end: int) -> bool:
        """Whether ``đề nghị`` is one of several acts of a subject: ``Người lao động lập danh sách, đề nghị Sở xác nhận``."""
        if not self._is_body(start) or self.case[start:end].rstrip()[-1:] != ",":
            return False
        predicate = self._subject_predicate(start, end)
        return predicate is not None and re.search(r"\b(?:đã|chưa|còn|vẫn|đang|nhận)\b", self.case[start:end]) is None

    def _is_body(self, offset: int) -> bool:
        return self.data.body_at.match(self.case, offset) is not None

    def _read_prohibition(self, position: int, end: int) -> Reading | None:
        if found := self.data.prohibition_at.match(self.case, position, end):
            return Reading("prohibition", position, Modality.MUST_NOT, cue=Span(found.start(), found.end()))
        if self.data.avoided_at.match(self.case, position, end):
            return Reading("avoided", position)
        return None

    def _read_imperative(self, position: int, end: int) -> Reading | None:
        if self.find_predicate(position, end, first=True) is None:
            return None
        if self._is_body(position) and self._subject_predicate(position, end) is not None:
            return None
        if not self._goes_on(position, end):
            return None
        modality = Modality.MUST if self.case.startswith(("phải ", "cần phải "), position) else None
        return Reading("imperative", position, modality)

    def _subject_predicate(self, position: int, end: int) -> int | None:
        head = self.data.body_at.match(self.case, position)
        start = head.end() if head else position
        modal = self.data.modal.search(self.case, start, min(end, position + _SUBJECT_LIMIT))
        predicate = self.find_predicate(start, end, floor=position)
        if modal and (predicate is None or modal.start() <= predicate or self._participle_subject(position, modal.start())):
            return modal.start()
        return predicate

    def _participle_subject(self, start: int, end: int) -> bool:
        return (
            re.search(r"\bđược\s+(?:giao|phân\s+công|chỉ\s+định|cử)\b", self.case[start:end]) is not None
            and ";" not in self.case[start:end]
        )

    def _read_subject(self, position: int, end: int) -> Reading | None:
        """``UBND các xã, thị trấn phối hợp ...``, ``Người đứng đầu ... phải ...``, ``Việc tổ chức ... phải ...``."""
        if not (self._is_body(position) or self._looks_like_actor(position, end)):
            return None
        if passive := self._read_passive(position, end):
            return passive
        predicate = self._subject_predicate(position, end)
        if predicate is None or predicate <= position + 1 or not self._goes_on(predicate, end):
            return None
        stop = predicate
        if by := patterns.BY_FUNCTION.search(self.case, position, predicate):
            stop = by.start()
        elif colon := re.compile(r":\s").search(self.case, position, predicate):
            if not re.search(r"\bcác\s+bộ\Z|\btỉnh,\s+thành\s+phố\Z", self.case[position : colon.start()]):
                stop = colon.start()
        modal = re.match(r"\s*(?:phải|cần phải|có trách nhiệm)\b", self.case[predicate:end])
        modality = Modality.MUST if modal and "phải" in modal[0] else None
        if barred := _BARRED.search(self.case, max(position, predicate - 24), predicate):
            modality, predicate = Modality.MUST_NOT, barred.start() + 1
            stop = min(stop, predicate)
        return Reading("subject", predicate, modality, Span(position, stop))

    def _read_passive(self, position: int, end: int) -> Reading | None:
        """``Công ty Điện lực được đề nghị cấp điện``: asked of the subject."""
        passive = patterns.PASSIVE.search(self.case, position, min(end, position + _NAME_LIMIT))
        if passive is None or self.find_predicate(position, passive.start(), floor=position) is not None:
            return None
        if self._is_body(passive.end()) or not self.data.first_verb.match(self.case, passive.end(), end):
            return None
        modality = Modality.SHOULD if passive["should"] else None
        return Reading("subject", passive.end(), modality, Span(position, passive.start()))

    def _read_topic(self, position: int, end: int) -> Reading | None:
        """``Khám sức khỏe: em có mặt ...``: the order stands behind a short topic."""
        topic = patterns.TOPIC.match(self.case, position, end)
        if topic is None or patterns.NOT_TOPIC.search(topic[0]):
            return None
        return (
            self._read_prohibition(topic.end(), end)
            or self._read_subject(topic.end(), end)
            or self._read_imperative(topic.end(), end)
        )

    def _looks_like_actor(self, position: int, end: int) -> bool:
        """A name in capitals before a colon (``Trưởng Đoàn:``) or an abbreviation (``NCS``)."""
        return re.match(r"[A-ZĐ]{2,8}\s+[a-zà-ỹ]", self.text[position : position + 16]) is not None

    def _read_after_condition(self, position: int, end: int) -> Reading | None:
        """``Đối với các vụ việc ..., thì người có thẩm quyền phải ...``: the order behind a condition or a time."""
        if not self.data.condition_at.match(self.case, position):
            return None
        if (whom := patterns.FOR_WHOM.match(self.case, position, end)) and self._is_body(whom.start("who")):
            if self.find_predicate(whom.end(), end, first=True) is not None or self.data.prohibition_at.match(
                self.case, whom.end()
            ):
                return Reading("subject", whom.end(), None, Span(whom.start("who"), whom.end("who")))
        for cut in re.finditer(r"(?:,\s*)?\bthì\s+|[,:]\s+", self.case[position:end]):
            after = self.skip_openers(position + cut.end(), end)
            if (
                after >= end
                or self.data.condition_at.match(self.case, after)
                and self.find_predicate(after, end, first=True) is None
            ):
                continue
            reading = (
                self._read_order(after, after, end)
                or self._read_prohibition(after, end)
                or self._read_subject(after, end)
                or self._read_imperative(after, end)
            )
            if reading is not None and (reading.rule != "imperative" or self._imperative_ok(position, after)):
                return reading
        return None

    def _imperative_ok(self, position: int, after: int) -> bool:
        """An imperative follows a condition that is closed, not one that is still listing."""
        return after - position > 8

    def _goes_on(self, predicate: int, end: int) -> bool:
        """Whether something is told: ``Sở Nội vụ chủ trì`` alone only names who."""
        return (
            re.fullmatch(
                r"(?:chủ trì|phối hợp|phối hợp thực hiện|thực hiện|là cơ quan thường trực)[\s.;,]*", self.case[predicate:end]
            )
            is None
        )

    def _read_then(self, position: int, end: int) -> Reading | None:
        """``vụ nào chưa đối thoại thì chưa ra quyết định``, ``việc vượt thẩm quyền thì báo cáo ngay``."""
        for then in patterns.THEN.finditer(self.case, position, min(end, position + _SUBJECT_LIMIT)):
            after = self.skip_openers(then.end(), end)
            reading = self._read_prohibition(after, end) or self._read_imperative(after, end) or self._read_subject(after, end)
            if reading is None and re.match(
                r"(?!là\b|có\b|đã\b|sẽ\b|được\b|không\s+phải\b)[^\W\d]+\s+[^\W\d]+", self.case[after:end]
            ):
                reading = Reading("condition", after, addressees=True)
            if reading is not None:
                return reading
        return None

    def _read_bound_thing(self, position: int, end: int) -> Reading | None:
        """``Giấy đăng ký phải có chữ ký``: the order goes to the addressees."""
        found = patterns.BOUND_THING.search(self.case, position, min(end, position + 260))
        if found is None or ";" in self.case[position : found.start()]:
            return None
        prohibits = found[0].startswith(("không", "nghiêm"))
        modality = Modality.MUST_NOT if prohibits else Modality.MUST if "phải" in found[0] else None
        return Reading("bound_thing", found.start(), modality, None, True)

    def split_assignees(self, span: Span) -> tuple[str, ...]:
        """The bodies of a subject, one string each; those that share a head or one ``các`` stay together."""
        text = re.sub(r"\s+", " ", span.of(self.text)).strip(" ,;:.-–*|")
        text = re.sub(r"\s*\([^()]*\)\s*", " ", text).strip(" ,;:")
        text = re.sub(r"^(?:cho|các đồng chí:)\s+", "", text)
        if re.match(r"(?:các|Các)\s+(?:bộ|Bộ|sở|Sở|tỉnh)[^:]{0,30}:", text):
            return (text,)
        parts: list[str] = []
        for piece in re.split(r"\s*;\s*|\s*,\s*|\s+và\s+", text):
            whole = piece.strip()
            if not whole:
                continue
            if parts and (not self._begins_body(whole) or patterns.SHARED_OFFICE.fullmatch(parts[-1].lower())):
                joint = text[text.find(parts[-1]) + len(parts[-1]) :]
                separator = re.match(r"\s*;\s*|\s*,\s*|\s+và\s+", joint)
                parts[-1] = f"{parts[-1]}{separator[0] if separator else ', '}{whole}"
            else:
                parts.append(whole)
        return tuple(part.strip(" ,;") for part in parts if len(part) > 1)

    def _begins_body(self, text: str) -> bool:
        folded = text.lower()
        if text[0].isupper():
            return self.data.body_at.match(folded) is not None
        return folded.startswith(("các ", "người ", "thủ trưởng", "chủ tịch", "giám đốc", "lãnh đạo", "cơ quan ", "trưởng "))

    def assignees(self, reading: Reading, end: int, inherited: tuple[str, ...]) -> tuple[Assignee, ...]:
        """Those whom the part binds: its own subject, else the inherited ones; with whom it leads, as support."""
        names = self.split_assignees(reading.subject) if reading.subject else ()
        if not names:
            names = inherited or (ADDRESSEES,)
        role = AssigneeRole.LEAD
        if patterns.SUPPORTS_ONLY.match(self.case, reading.predicate, end):
            role = AssigneeRole.SUPPORT
        elif patterns.MONITOR.match(self.case, reading.predicate, end):
            role = AssigneeRole.MONITOR
        found = [Assignee(name, role) for name in names]
        if reading.subject and (together := patterns.TOGETHER.search(self.case, reading.subject.start, reading.subject.end)):
            found = [Assignee(n, role) for n in self.split_assignees(Span(reading.subject.start, together.start()))]
            return (*found, *self._supporting(Span(together.end(), reading.subject.end)))
        if other := patterns.LEAD_AND_SUPPORT.match(self.case, reading.predicate, end):
            if self._is_body(other.start("other")):
                return (*found, *self._supporting(Span(other.start("other"), other.end("other"))))
        if support := patterns.SUPPORT.search(self.case, max(0, reading.predicate - 2), min(end, reading.predicate + 60)):
            stop = self.find_predicate(support.end(), end)
            if stop is not None and stop > support.end():
                found = [Assignee(a.text, AssigneeRole.LEAD) for a in found]
                found += self._supporting(Span(support.end(), stop))
        return tuple(found)

    def _supporting(self, span: Span) -> list[Assignee]:
        return [Assignee(name, AssigneeRole.SUPPORT) for name in self.split_assignees(span)]
