"""What a sentence of an order says: whom it binds, how strongly, and where its predicate begins."""

from __future__ import annotations

import re
from dataclasses import dataclass

from nlp.extract.obligations import patterns
from nlp.extract.obligations.models import Modality
from nlp.extract.obligations.patterns import ObligationData
from nlp.extract.obligations.predicates import NAME_LIMIT, SUBJECT_LIMIT, Finder, has_any
from nlp.text.span import Span

_BOUND_LIMIT = 260
_BINDING_WORDS = ("phải", "được", "trách", "nghiêm")
_FORBIDDEN_WORDS = ("không", "nghiêm")
_DID_WORDS = ("đã", "đang", "từng", "là")
_FUNCTION_WORDS = ("theo", "căn", "trên")
_EDGES = frozenset(" \t\n.,;:|*/–-")  # what ends a part and tells nothing
_CONDITION_LIMIT = 2000  # no condition of prose is longer


@dataclass(slots=True)
class Reading:
    """How a part reads as an order. ``subject`` is the span of those whom it names itself, None for an imperative."""

    rule: str
    predicate: int
    modality: Modality | None = None
    subject: Span | None = None
    addressees: bool = False
    cue: Span | None = None


class Reader:
    """Reads parts of sentences on the folded text of one document; a part read again is answered from memory."""

    def __init__(self, text: str, case: str, data: ObligationData) -> None:
        self.text = text
        self.case = case
        self.data = data
        self.find = Finder(text, case, data)
        self._known: dict[tuple[int, int], Reading | None] = {}

    def read(self, start: int, end: int) -> Reading | None:
        """The reading of ``text[start:end]``, or None where it orders nothing."""
        position = self.find.skip_openers(start, end)
        while end > position and self.case[end - 1] in _EDGES:
            end -= 1
        part = (position, end)
        if part not in self._known:
            self._known[part] = self._read(position, end)
        return self._known[part]

    def read_behind_comma(self, start: int, end: int) -> Reading | None:
        """Who is told what behind a topic or a time: ``Đơn đủ điều kiện, Trưởng ban chuyển đi trong 10 ngày``."""
        comma = self.case.find(", ", start, end)
        while comma >= 0:
            if self.find.is_body(comma + 2) and (reading := self._read_subject(comma + 2, end)) and reading.rule == "subject":
                return reading
            comma = self.case.find(", ", comma + 1, end)
        return None

    def _read(self, position: int, end: int) -> Reading | None:
        colon = self.case.find(":", position, end) >= 0
        if colon:
            headed = patterns.HEADED.match(self.case, position, end)
            if headed and self.find.is_body(headed.end()):
                position = headed.end()
        kinds = self.find.kinds[position]
        return (
            self._read_order(position, end)
            or (kinds & patterns.PROHIBITION != 0 and self._read_prohibition(position, end))
            or (colon and self._read_headed(position, end))
            or (kinds & patterns.ANY_VERB != 0 and self._read_imperative(position, end))
            or self._read_subject(position, end)
            or (kinds & patterns.CONDITION != 0 and self._read_after_condition(position, end))
            or self._read_then(position, end)
            or self._read_bound_thing(position, end)
            or (self._read_topic(position, end) if colon else None)
        )

    def _read_order(self, position: int, end: int) -> Reading | None:
        """``Yêu cầu X làm``, ``Giao X làm``, ``Chủ tịch UBND huyện đề nghị X làm``."""
        order = self.find.find_order(position, end)
        if order is None:
            return None
        whom = patterns.FOR_WHOM.match(self.case, position, end)
        if whom is not None and whom.end() == order.start() and self.find.match_verb(order.end(), end):
            subject_named = Span(whom.start("who"), whom.end("who"))
            return Reading("order", order.end(), self.find.modality_of(order), subject_named, False, Span(*order.span()))
        modality = self.find.modality_of(order)
        cue = Span(order.start(), order.start() + len(order[0].rstrip(" :\n")))
        subject = order.end()
        head = self.find.match_body(subject)
        if head is None and self.find.match_verb(subject, end):
            named = self._named_before_order(position, order.start())
            return Reading("order", subject, modality, named, named is None, cue)
        predicate = self.find.find_predicate(head.end() if head else subject, end, floor=subject)
        if predicate is None:
            # A verb that no list knows: the name tells where it begins.
            name_end = max(self.find.find_name_end(subject, end), head.end() if head else subject)
            if order.start() != position or not head or len(self.case[name_end:end].split()) < 2:
                return None
            return Reading("order", name_end, modality, Span(subject, name_end), False, cue)
        return Reading("order", predicate, modality, Span(subject, predicate), False, cue)

    def _named_before_order(self, position: int, order: int) -> Span | None:
        """Those named before a comma and what they are asked: ``Bưu điện tỉnh, đề nghị ưu tiên ...``."""
        comma = self.case.rfind(",", position, order)
        if comma < 0 or self.case[comma + 1 : order].strip() or not self.find.is_body(position):
            return None
        return Span(position, comma)

    def _read_prohibition(self, position: int, end: int) -> Reading | None:
        if not self.find.kinds[position] & patterns.PROHIBITION:
            return None
        found = self.data.barred_at.match(self.case, position, end)
        if found is None:
            return None
        if found["prohibited"]:
            if (forbids := patterns.FORBIDS.match(self.case, position, end)) and self.find.is_body(forbids.end()):
                predicate = self.find.find_subject_predicate(forbids.end(), end)
                if predicate is not None:
                    whom = Span(forbids.end(), predicate)
                    return Reading("prohibition", position, Modality.MUST_NOT, whom, cue=Span(found.start(), found.end()))
            return Reading("prohibition", position, Modality.MUST_NOT, cue=Span(found.start(), found.end()))
        return Reading("avoided", position)

    def _read_imperative(self, position: int, end: int) -> Reading | None:
        if not self.find.match_verb(position, end):
            return None
        if self.find.is_body(position) and self.find.find_subject_predicate(position, end) is not None:
            return None
        if self._only_names_who(position, end):
            return None
        modality = Modality.MUST if self.case.startswith(("phải ", "cần phải "), position) else None
        return Reading("imperative", position, modality)

    def _read_subject(self, position: int, end: int) -> Reading | None:
        """``UBND các xã, thị trấn phối hợp ...``, ``Người đứng đầu ... phải ...``, ``Việc tổ chức ... phải ...``."""
        if not self.find.is_actor(position):
            return None
        limit = min(end, position + NAME_LIMIT)
        name = self.case[position:limit]
        if "được" in name and (passive := self._read_passive(position, end)):
            return passive
        predicate = self.find.find_subject_predicate(position, end)
        if has_any(_FORBIDDEN_WORDS, name) and (forbidden := patterns.FORBIDDEN.search(self.case, position, limit)):
            if predicate is None or forbidden.start() <= predicate:
                return Reading("subject", forbidden.start(), Modality.MUST_NOT, Span(position, forbidden.start()))
        if predicate is None or predicate <= position + 1:
            return None
        if self._is_condition(position, predicate, end):
            return None
        before = self.case[position : predicate + 2]
        if "là" in before and (charge := patterns.IS_IN_CHARGE.search(self.case, position, end)):
            if charge.start() <= predicate:
                predicate = charge.start()
        did = has_any(_DID_WORDS, before) and patterns.DID.search(self.case, position, predicate)
        if did and not self.data.modal.match(self.case, predicate):
            return Reading("statement", predicate, None, Span(position, predicate))
        adverbial = has_any(_FUNCTION_WORDS, before)
        if adverbial and (paper := patterns.BY_PAPER.search(self.case, position, predicate)):
            return Reading("subject", predicate, None, Span(position, paper.start()))
        if self._only_names_who(predicate, end):
            return None
        stop = predicate
        if ":" in name and (named := self._named_before_colon(position, predicate, end)):
            return named
        if adverbial and (by := patterns.BY_FUNCTION.search(self.case, position, predicate)):
            stop = by.start()
        elif ":" in before and (colon := patterns.COLON.search(self.case, position, predicate)):
            if not patterns.BODIES_LISTED.search(self.case, position, colon.start()):
                stop = colon.start()
        modality = Modality.MUST if patterns.OBLIGED.match(self.case, predicate, end) else None
        if barred := patterns.BARRED.search(self.case, max(position, predicate - 24), predicate):
            modality, predicate = Modality.MUST_NOT, barred.start() + 1
            stop = min(stop, predicate)
        return Reading("subject", predicate, modality, Span(position, stop))

    def _named_before_colon(self, position: int, predicate: int, end: int) -> Reading | None:
        """``Các cơ sở nuôi tôm: Theo dõi ...``: a verb before the colon belongs to the name."""
        name = patterns.NAMED_BEFORE_COLON.match(self.case, position, end)
        if name is None or predicate >= name.end() or patterns.GOES_ON.match(self.case, predicate):
            return None
        if not self.text[name.end()].isupper() or not self.find.match_verb(name.end(), end):
            return None
        return Reading("subject", name.end(), None, Span(position, position + name[0].rfind(":")))

    def _is_condition(self, position: int, predicate: int, end: int) -> bool:
        """Whether a body is only part of a condition: ``hộ nào không chịu đi thì cưỡng chế``."""
        then = self.case.find(" thì ", position, min(end, position + SUBJECT_LIMIT))
        if then < 0:
            which = self.case.find(" nào ", position, predicate)
            return which >= 0 and self.case[which:predicate].rstrip()[-1] == ","
        head = self.find.match_body(position)
        if then < predicate and not self.case[then + 5 : predicate].strip():
            return patterns.WHEN.search(self.case, position, then) is None
        return " nào " in self.case[position : min(then, predicate)] or head is not None and head.end() >= then

    def _read_passive(self, position: int, end: int) -> Reading | None:
        """``Công ty Điện lực được đề nghị cấp điện``: asked of the subject."""
        passive = patterns.PASSIVE.search(self.case, position, min(end, position + NAME_LIMIT))
        if passive is None or patterns.GIVEN.search(self.case, position, passive.start()):
            return None
        if self.find.find_predicate(position, passive.start(), floor=position) is not None:
            return None
        if self.find.is_body(passive.end()) or not self.find.match_verb(passive.end(), end):
            return None
        modality = Modality.SHOULD if passive["should"] else None
        return Reading("subject", passive.end(), modality, Span(position, passive.start()))

    def _read_headed(self, position: int, end: int) -> Reading | None:
        """``Chế độ báo cáo: UBND các xã báo cáo ...``: a subject behind a topic that might be read as an imperative."""
        if self.case.find(":", position, min(end, position + NAME_LIMIT)) < 0:
            return None
        topic = patterns.TOPIC.match(self.case, position, end)
        if topic is None or not self.find.is_body(topic.end()) or patterns.NOT_TOPIC.search(topic[0]):
            return None
        if self.find.is_body(position):
            return None
        return self._read_subject(topic.end(), end)

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

    def _read_after_condition(self, position: int, end: int) -> Reading | None:
        """``Đối với các vụ việc ..., thì người có thẩm quyền phải ...``: the order behind a condition or a time."""
        if not self.data.condition_at.match(self.case, position):
            return None
        if whom := self._read_for_whom(position, end):
            return whom
        listed: Reading | None = None
        then = self.case.find(" thì ", position, end)
        bound = self._read_bound_thing(position, end)
        for cut in self._condition_ends(position, end):
            if self.case.count("(", position, cut.start()) > self.case.count(")", position, cut.start()):
                continue
            after = self.find.skip_openers(cut.end(), end)
            if after >= end or self.data.condition_at.match(self.case, after) and not self.find.match_verb(after, end):
                continue
            reading = (
                self._read_order(after, end)
                or self._read_prohibition(after, end)
                or self._read_subject(after, end)
                or self._read_imperative(after, end)
            )
            if reading is None or reading.rule == "imperative" and (listed or cut.end() < then):
                continue
            if bound is not None and bound.predicate < after:
                return bound
            if reading.rule != "imperative" or self.find.opens_with_act(after, end):
                # An imperative follows a condition that is closed, not one that is still listing.
                if reading.rule != "imperative" or after - position > 8:
                    return reading
            elif after - position > 8:
                listed = listed or reading
        return listed

    def _condition_ends(self, position: int, end: int) -> list[re.Match[str]]:
        """Where a condition may end, in order; a topic ends first of all at its colon."""
        ends = list(patterns.CONDITION_END.finditer(self.case, position, min(end, position + _CONDITION_LIMIT)))
        if patterns.COLON.search(self.case, position, min(end, position + _CONDITION_LIMIT)):
            ends.sort(key=lambda found: found[0][0] != ":")
        return ends

    def _read_for_whom(self, position: int, end: int) -> Reading | None:
        """``Đối với chính quyền cơ sở: tuyên truyền ...``."""
        whom = patterns.FOR_WHOM.match(self.case, position, end)
        if whom is None or not self.find.is_body(whom.start("who")):
            return None
        barred = self.data.barred_at.match(self.case, whom.end())
        if self.find.match_verb(whom.end(), end) or barred and barred["prohibited"]:
            return Reading("subject", whom.end(), None, Span(whom.start("who"), whom.end("who")))
        return None

    def _only_names_who(self, predicate: int, end: int) -> bool:
        """Whether nothing is told: ``Sở Nội vụ chủ trì`` alone only names who."""
        named = self.case.startswith(patterns.NAMES_WHO, predicate)
        return named and patterns.ONLY_NAMES_WHO.fullmatch(self.case, predicate, end) is not None

    def _read_then(self, position: int, end: int) -> Reading | None:
        """``vụ nào chưa đối thoại thì chưa ra quyết định``, ``việc vượt thẩm quyền thì báo cáo ngay``."""
        limit = min(end, position + SUBJECT_LIMIT)
        if self.case.find("thì", position, limit) < 0:
            return None
        for then in patterns.THEN.finditer(self.case, position, limit):
            after = self.find.skip_openers(then.end(), end)
            reading = self._read_prohibition(after, end) or self._read_imperative(after, end) or self._read_subject(after, end)
            if reading is None and patterns.ACT_BEHIND_THEN.match(self.case, after, end):
                reading = Reading("condition", after, addressees=True)
            if reading is not None:
                return reading
        return None

    def _read_bound_thing(self, position: int, end: int) -> Reading | None:
        """``Giấy đăng ký phải có chữ ký``: the order goes to the addressees."""
        limit = min(end, position + _BOUND_LIMIT)
        if not has_any(_BINDING_WORDS, self.case[position:limit]):
            return None
        found = patterns.BOUND_THING.search(self.case, position, limit)
        if found is None or self.case.find(";", position, found.start()) >= 0:
            return None
        prohibits = found[0].startswith(("không", "nghiêm"))
        modality = Modality.MUST_NOT if prohibits else Modality.MUST if "phải" in found[0] else None
        return Reading("bound_thing", found.start(), modality, None, True)
