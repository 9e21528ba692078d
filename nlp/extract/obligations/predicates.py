"""Where orders, bodies and predicates stand in the folded text of one document."""

from __future__ import annotations

import re
from bisect import bisect_left

from nlp.extract.obligations import patterns
from nlp.extract.obligations.models import Modality
from nlp.extract.obligations.patterns import ObligationData

SUBJECT_LIMIT = 420
NAME_LIMIT = 120
_SMALL_WORDS = 4  # without a capital, after which a name is over
_BEFORE = 24  # characters before a word that tell whether it is a noun or a participle
_NAME_ENDS = frozenset("trên tỉnh huyện xã phường trấn phố quận thôn ấp khối trường ủy đoàn sở ngành".split())


def one_line(text: str) -> str:
    """The text with its white space folded.

    >>> one_line(" Sở  Nội\\nvụ ")
    'Sở Nội vụ'
    """
    if "  " not in text and text.isprintable():
        return text.strip()  # the only white space that is printed is a blank
    return " ".join(text.split())


def has_any(words: tuple[str, ...], piece: str) -> bool:
    """Whether one of the words stands in ``piece``: a cheap test before a search.

    >>> has_any(("phải", "được"), "không được")
    True
    """
    for word in words:  # noqa: SIM110 - a generator costs more than the tests
        if word in piece:
            return True
    return False


class _Kinds(dict[int, int]):
    """What the word at an offset may begin, as bits of ``first_words``; found when first asked for."""

    def __init__(self, case: str, first_words: dict[str, int]) -> None:
        self._case = case
        self._first_words = first_words

    def __missing__(self, offset: int) -> int:
        word = patterns.FIRST_WORD.match(self._case, offset)
        kinds = self[offset] = self._first_words.get(word[1], 0) if word else patterns.ANYTHING
        return kinds


def _find_orders(case: str, data: ObligationData) -> list[re.Match[str]]:
    """The order words of a text, by start; where their first words stand is found much faster than the whole of them."""
    places: list[int] = []
    for word in data.order_starts:
        place = case.find(word)
        while place >= 0:
            places.append(place)
            place = case.find(word, place + 1)
    places.sort()
    orders: list[re.Match[str]] = []
    end = 0
    for place in places:
        if place >= end and (order := data.order.match(case, place)):
            end = order.end()
            if not case[place - 1 : place].isalnum():
                orders.append(order)
    return orders


class Finder:
    """Finds words of ordering on the folded text; order words are looked for once in the whole text."""

    def __init__(self, text: str, case: str, data: ObligationData) -> None:
        self.text = text
        self.case = case
        self.data = data
        self.kinds = _Kinds(case, data.first_words)
        self._bodies: dict[int, re.Match[str] | None] = {}
        self._orders = _find_orders(case, data)
        self._order_starts = [*[order.start() for order in self._orders], len(case) + 1]

    def orders(self, start: int, end: int) -> list[re.Match[str]]:
        """The words that ask or order between ``start`` and ``end``."""
        return self._orders[bisect_left(self._order_starts, start) : bisect_left(self._order_starts, end)]

    def has_order(self, start: int, end: int) -> bool:
        """Whether a word that asks or orders begins between ``start`` and ``end``."""
        return self._order_starts[bisect_left(self._order_starts, start)] < end

    def modality_of(self, order: re.Match[str]) -> Modality:
        """Whether an order word asks or orders."""
        return Modality.SHOULD if one_line(order[0]).rstrip(" :") in self.data.requests else Modality.MUST

    def is_body(self, offset: int) -> bool:
        """Whether a body or person that may be told to do something is named at ``offset``."""
        return self.match_body(offset) is not None

    def is_actor(self, offset: int) -> bool:
        """Whether a body is named at ``offset``, or written as an abbreviation (``các TTYT tập hợp``)."""
        return self.is_body(offset) or patterns.ABBREVIATED_ACTOR.match(self.text, offset) is not None

    def match_body(self, offset: int) -> re.Match[str] | None:
        """The head of the body that is named at ``offset``."""
        if not self.kinds[offset] & patterns.BODY:
            return None
        if offset not in self._bodies:
            body = self.data.body_at.match(self.case, offset)
            if body is not None and body[0] in self.data.named_bodies and not self._has_capital(body.end()):
                body = None
            self._bodies[offset] = body
        return self._bodies[offset]

    def find_name_end(self, start: int, end: int) -> int:
        """Where a name ends as its capitals tell: behind the syllable that follows the last of them (``Thông tin``)."""
        last, small = start, 0
        for word in patterns.NAME_WORD.finditer(self.text, start, min(end, start + NAME_LIMIT)):
            small = 0 if word[0][0].isupper() else small + 1
            if word[0][0] in ",;:" or small > _SMALL_WORDS:
                break
            if word[0][0].isupper():
                last = word.end()
        following = patterns.NAME_WORD.match(self.text, last + 1, end)
        return following.end() if last > start and following and following[0][0].islower() else last

    def _has_capital(self, offset: int) -> bool:
        following = patterns.NEXT_LETTER.match(self.text, offset)
        return following is not None and following[1].isupper()

    def skip_openers(self, start: int, end: int) -> int:
        """Where the sentence goes on behind ``Đồng thời,``, ``Hằng năm,``, quotation marks and bullets."""
        case = self.case
        position = start
        while position < end and not case[position].isalnum():
            position += 1
        if not self.kinds[position] & patterns.OPENER:
            return position
        if label := self.data.label_at.match(case, position, end):
            position = label.end()
        while opener := self.data.opener_at.match(case, position, end):
            position = opener.end()
        return position

    def match_verb(self, start: int, end: int) -> re.Match[str] | None:
        """The predicate that begins at ``start`` itself."""
        return self.data.first_verb.match(self.case, start, end) if self.kinds[start] & patterns.ANY_VERB else None

    def opens_with_act(self, start: int, end: int) -> bool:
        """Whether a verb stands at ``start`` which cannot go on a list of nouns."""
        verb = self.match_verb(start, end)
        return verb is not None and one_line(verb[0]) not in self.data.noun_verbs

    def find_predicate(self, start: int, end: int, *, floor: int | None = None) -> int | None:
        """Where the first verb that is a predicate begins.

        A verb in capitals is part of a name, one behind ``được`` of a participle, one behind ``các`` a noun; ``floor`` is
        where the words that may stand before it begin.
        """
        if floor is None and self.match_verb(start, end):
            return start
        case, first_words = self.case, self.data.first_words
        name_end = min(end, start + NAME_LIMIT)
        end = min(end, start + SUBJECT_LIMIT)
        verb_end = opening_end = start
        for word in patterns.WORD.finditer(case, start, end):
            kinds = first_words.get(word[0], 0) & patterns.ANY_VERB
            if not kinds:
                continue
            first = word.start()
            if kinds & patterns.VERB and first >= verb_end and (verb := self.data.verb.match(case, first, end)):
                if self._is_predicate(verb, start if floor is None else floor):
                    return first
                verb_end = verb.end()
            if kinds & patterns.OPENING_VERB and opening_end <= first < name_end:
                if opening := self.data.opening_verb.match(case, first, name_end):
                    if self._is_opening_predicate(opening, start):
                        return first
                    opening_end = opening.end()
        return None

    def find_subject_predicate(self, position: int, end: int) -> int | None:
        """Where the modal or the verb behind the subject at ``position`` begins."""
        head = self.match_body(position)
        start = head.end() if head else position
        predicate = self.find_predicate(start, end, floor=position)
        modal = self.find_modal(start, min(end, position + SUBJECT_LIMIT))
        if head and modal and predicate == self._skip_blanks(head.end()) and self._is_participle(predicate, modal.start()):
            return modal.start()
        if modal and (predicate is None or modal.start() <= predicate or self._participle_subject(position, modal.start())):
            return modal.start()
        if modal and predicate is not None and self._before_modal(predicate, modal.start()):
            return modal.start()
        return predicate

    def find_modal(self, start: int, end: int) -> re.Match[str] | None:
        """The first modal, but for one in capitals: ``Cần Thơ``."""
        for modal in self.data.modal.finditer(self.case, start, end):
            if not self.text[modal.start()].isupper():
                return modal
        return None

    def _skip_blanks(self, offset: int) -> int:
        while offset < len(self.case) and self.case[offset].isspace():
            offset += 1
        return offset

    def _is_participle(self, predicate: int, modal: int) -> bool:
        """Whether a verb right behind a common noun says which body is meant: ``Đơn vị vận hành ... có trách nhiệm``."""
        if not patterns.RESPONSIBLE.match(self.case, modal) or self.case.find(";", predicate, modal) >= 0:
            return False
        comma = self.case.rfind(", ", predicate, modal)
        return comma < 0 or not self.is_body(comma + 2)

    def _before_modal(self, predicate: int, modal: int) -> bool:
        """Whether a verb only says which body is meant: ``Cơ quan phối hợp có trách nhiệm trả lời``."""
        verb = self.data.verb.match(self.case, predicate, modal)
        return verb is not None and self.case[verb.end() : modal].strip() == ""

    def _participle_subject(self, start: int, end: int) -> bool:
        return patterns.ASSIGNED.search(self.case, start, end) is not None and self.case.find(";", start, end) < 0

    def _is_opening_predicate(self, match: re.Match[str], start: int) -> bool:
        """Whether a verb that may be a noun is none: it stands directly behind a name or a short subject."""
        text, first = self.text, match.start()
        words = text[max(0, first - _BEFORE) : first].split()
        if not words or not text[first].islower() or not text[first - 1].isspace():
            return False
        several = " " in match[0]
        ends_name = words[-1].isalpha() and (words[-1][0].isupper() or words[-1] in _NAME_ENDS)
        if not ends_name and not several and first - start > 2:
            return False
        before = self.case[max(0, first - _BEFORE) : first]
        kinds = self._kinds_before(before)
        if self._is_participle_behind(before, kinds) or self._is_noun_behind(before, kinds):
            return False
        if not several and self._is_body_behind(before, kinds):
            return False
        return not self._ends_verb(match) and not self._ends_compound(match, 0)

    def _kinds_before(self, before: str) -> int:
        """Which patterns may match the end of ``before``, as bits of ``last_words``."""
        words = before.split()
        if words and words[-1].isalnum():
            return self.data.last_words.get(words[-1], 0)
        return patterns.ANYTHING

    def _is_participle_behind(self, before: str, kinds: int) -> bool:
        return kinds & patterns.PARTICIPLE_BEFORE != 0 and self.data.participle_before.search(before) is not None

    def _is_noun_behind(self, before: str, kinds: int) -> bool:
        return kinds & patterns.NOUN_BEFORE != 0 and self.data.noun_before.search(before) is not None

    def _is_body_behind(self, before: str, kinds: int) -> bool:
        return kinds & patterns.BODY_BEFORE != 0 and self.data.body_before.search(before) is not None

    def _ends_compound(self, match: re.Match[str], floor: int) -> bool:
        """Whether a word of acting only ends a noun or a name: ``địa bàn``, ``cơ quan chủ trì``."""
        if match[0].split()[-1] not in self.data.compound_ends:
            return False
        return self.data.compound.search(self.case, max(floor, match.start() - _BEFORE), match.end()) is not None

    def _ends_verb(self, match: re.Match[str]) -> bool:
        """Whether a word only ends a longer verb, which is part of a name (``Sở Xây dựng``)."""
        words = self.case[max(0, match.start() - _BEFORE) : match.start()].split()
        if not words:
            return False
        start = self.case.rfind(words[-1], 0, match.start())
        longer = self.data.verb.match(self.case, start)
        return longer is not None and longer.end() >= match.end()

    def _is_predicate(self, match: re.Match[str], floor: int) -> bool:
        """Whether a verb is no part of a name, no participle and no noun."""
        first = match.start()
        before = self.case[max(floor, first - _BEFORE) : first]
        if self.text[first].isupper() and before.rstrip()[-1:] != ":":
            return False
        kinds = self._kinds_before(before)
        if kinds & patterns.NAME_END and patterns.BODY_NAME_END.search(before):
            return True
        if self._is_participle_behind(before, kinds) and not patterns.BARRED.search(before):
            return False
        if kinds and (word := one_line(match[0])) in self.data.noun_verbs:
            # What stands before a word of acting may make a noun of it: "các báo cáo", "ban kiểm soát".
            if self._is_noun_behind(before, kinds):
                return False
            if word not in self.data.verbs_behind_bodies and self._is_body_behind(before, kinds):
                return False
        return not self._ends_compound(match, floor)

    # -- order words ---------------------------------------------------------------------------------------------

    def find_order(self, start: int, end: int) -> re.Match[str] | None:
        """The first word behind the head of ``text[start:end]`` that tells somebody to do something."""
        starts = self._order_starts
        number = bisect_left(starts, start)
        while starts[number] < end and starts[number] < start + SUBJECT_LIMIT:
            if self._is_order(self._orders[number], start):
                return self._orders[number]
            number += 1
        return None

    def find_last_order(self, start: int, end: int) -> re.Match[str] | None:
        """The last word in ``text[start:end]`` that asks or orders."""
        return next((order for order in reversed(self.orders(start, end)) if self._is_order(order, start)), None)

    def _is_order(self, order: re.Match[str], position: int) -> bool:
        start, end = order.span()
        before = self.case[max(position, start - _BEFORE) : start]
        if before.rstrip().endswith(self.data.order_not_behind_ends) and self.data.order_not_behind.search(before):
            return False
        if patterns.NO_ORDER_BEFORE.match(self.case, end):
            return False
        word = order[0].split()[0]
        if word == "mong" and ":" in order[0]:
            return True
        if word == "giao" and self.case.startswith("ban ", end) and self.text[end].islower():
            return False  # "giao ban" is a meeting
        if word in ("giao", "kiến", "mong"):
            starts = start == position or patterns.PART_BEGINS.search(before) is not None
            return self.is_body(end) and (starts or before.strip() != "")
        if self._chained(position, start):
            return False
        listed = before.rstrip()[-1:] == "," and ":" not in order[0]
        if listed and not self.is_actor(end) and not self.match_verb(end, len(self.case)):
            return False
        at_head = start == position or before.rstrip()[-1:] in tuple(",;:)")
        return at_head or self._issuer_before(position, start)

    def _issuer_before(self, start: int, end: int) -> bool:
        """Whether the words before an order word name who orders (``Ủy ban nhân dân tỉnh yêu cầu``)."""
        last = max(start, *(self.case.rfind(mark, start, end) + 1 for mark in ",;:"))
        words = self.case[last:end].strip()
        if len(words) >= NAME_LIMIT or not self.data.body_at.match(words):
            return False
        return patterns.PROCEDURE.search(words) is None

    def _chained(self, start: int, end: int) -> bool:
        """Whether ``đề nghị`` is one of several acts of a subject: ``Người lao động lập danh sách, đề nghị Sở xác nhận``."""
        if self.case[start:end].rstrip()[-1:] != ",":
            return False
        if not self.is_body(start):
            return self.match_verb(start, end) is not None and not patterns.NO_ACT_BEFORE.match(self.case, start)
        return self.find_subject_predicate(start, end) is not None and patterns.TOLD.search(self.case, start, end) is None
