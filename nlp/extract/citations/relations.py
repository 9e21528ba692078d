"""What a document does with an instrument, by the words before the mention."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from nlp.extract.citations.mention import Mention
from nlp.extract.citations.models import Relation
from nlp.text.span import Span

_REACH = 110
_ADVERBS = (
    r"(?:(?:tốt|nghiêm|nghiêm\s+túc|có\s+hiệu\s+quả|hiệu\s+quả|đúng|đầy\s+đủ|nội\s+dung|tinh\s+thần|chỉ\s+đạo(?:\s+của)?|quy\s+định"
    r"|tại|các|của|về|yêu\s+cầu|ý\s+kiến)\s+){0,5}"
)
#: What an order points at, before the paper that holds it: ``theo chỉ đạo của Chủ tịch UBND tỉnh tại``.
_DIRECTIONS = (
    r"(?:chỉ\s+đạo|kết\s+luận|yêu\s+cầu|nội\s+dung|nhiệm\s+vụ|giải\s+pháp|chủ\s+trương|tinh\s+thần|quy\s+định"
    r"|hướng\s+dẫn|phân\s+công)"
)
_TITLE_OVER = re.compile(r"[.;\n]|\bđể\b")
_PASSIVE = re.compile(
    r"(?:được|bị|đã)\s+(?:sửa\s+đổi|bổ\s+sung|thay\s+thế|bãi\s+bỏ|hủy\s+bỏ)(?:\s*,?\s*(?:và\s+)?bổ\s+sung)?"
    r"(?:\s+(?:một\s+số|các)\s+(?:điều|nội\s+dung|khoản))?\s+(?:bởi|tại|bằng|theo|trong)\s+(?:các\s+)?\Z"
)
# The words nearest before a mention; the first row whose pattern matches decides. The words in front of a pattern are some that
# every match of it holds, so that most rows are passed over without a search.
_RELATIONS: tuple[tuple[Relation, tuple[str, ...], re.Pattern[str]], ...] = (
    (Relation.ATTACHED, ("kèm",), re.compile(r"(?:ban\s+hành\s+)?kèm\s+theo\s+(?:các\s+)?\Z")),
    (Relation.REPLACES, ("thay", "bỏ", "hiệu"), re.compile(
        r"(?:thay\s+thế|thay\s+cho|bãi\s+bỏ|hủy\s+bỏ|(?:chấm\s+dứt|ngưng|hết)\s+hiệu\s+lực)\s+(?:thi\s+hành\s+)?(?:cho\s+|của\s+|đối\s+với\s+)?"
        r"(?:toàn\s+bộ\s+)?(?:các\s+)?\Z")),
    (Relation.AMENDS, ("sửa", "bổ", "đính", "điều"), re.compile(
        r"(?:sửa\s+đổi|bổ\s+sung|đính\s+chính|điều\s+chỉnh)(?:\s{0,4}(?:,|và)?\s{0,4}bổ\s+sung)?\s+(?:[^.;\n]{0,40}\s)?(?:của\s+)?\Z")),
    (Relation.BASIS, ("căn",), re.compile(
        r"căn\s+cứ\s+(?:vào\s+|theo\s+)?(?:các\s+)?(?:quy\s+định\s+(?:tại|của)\s+)?(?:các\s+)?\Z")),
    (Relation.CITES, ("đình", "dừng", "ngưng", "hoãn", "tiếp"), re.compile(
        r"(?:(?:đình\s+chỉ|dừng|ngưng|hoãn)\s+(?:việc\s+)?(?:thi\s+hành|thực\s+hiện|hiệu\s+lực)|(?:^|[.;:,\n-]\s{0,3})tiếp\s+theo)\s+(?:của\s+|các\s+)?\Z")),
    (Relation.IMPLEMENTS, ("thực", "thi", "triển", "quán", "thể", "chấp", "tuân", "theo"), re.compile(
        rf"(?:thực\s+hiện|thi\s+hành|triển\s+khai|quán\s+triệt|cụ\s+thể\s+hóa|chấp\s+hành|tuân\s+thủ|theo)\s+{_ADVERBS}"
        rf"(?:{_DIRECTIONS}\s+(?:[^.;\n]{{0,70}}\s)?(?:tại|trong|theo)\s+(?:các\s+)?)?\Z")),
)  # fmt: skip
#: What a citizen, or who reports one, says against an act; the second pattern only in a citizen's own letter.
_AGAINST_ACT = re.compile(
    r"(?:không\s+(?:đồng\s+ý|đồng\s+tình|nhất\s+trí|thống\s+nhất|chấp\s+nhận)(?:\s+(?:với|về|đối\s+với))?|khiếu\s+nại(?:\s+(?:đối\s+với|về))?"
    r"|phản\s+đối|khởi\s+kiện)\s+(?:[^.;\n]{0,40}\s)?\Z"
)
_ASKED_OF_ACT = re.compile(
    r"(?:hủy(?:\s+bỏ)?|thu\s+hồi|xem\s+xét\s+lại|(?:đình\s+chỉ|dừng)\s+(?:thi\s+hành|thực\s+hiện|hiệu\s+lực))\s+(?:[^.;\n]{0,40}\s)?\Z"
)
#: What is said of an act that is against an instrument.
_CONTRARY = re.compile(
    r"(?:trái\s+(?:với|quy\s+định)|(?:không|chưa)\s+(?:phù\s+hợp|đúng)\s+(?:với|quy\s+định|theo))\s+"
    r"(?:(?:các|nội\s+dung|quy\s+định|tại|của|với|theo|nghiêm\s+trọng)\s+){0,4}\Z"
)
_CONTESTABLE = frozenset("quyet_dinh thong_bao cong_van ket_luan bien_ban ban_an phuong_an ke_hoach to_trinh".split())
_BASIS_LINE = re.compile(r"(?:^|\n)\W{0,8}(?P<cue>căn\s+cứ)\b[^\n;]{0,400}\Z")
_BASIS_REACH = 420
_LIST_JOINT = re.compile(r"\s{0,4}(?:\([^()\n]{0,60}\)\s{0,4})?(?:,\s{0,4}và|,|;|và)\s{0,4}(?:các\s{1,4})?(?:số\s{0,4})?")


@dataclass(frozen=True)
class Related:
    """A mention with its relation, the rule that gave it and the cue that showed it."""

    mention: Mention
    relation: Relation
    rule: str | None = None
    cues: tuple[Span, ...] = ()


def find_relation(case: str, mention: Mention, previous: Related | None, *, petition: bool) -> Related:
    """The mention with its relation; a member of a list shares that of the ``previous`` member, and its cue."""
    if previous and previous.mention.end <= mention.start and _is_joint(case, previous.mention, mention):
        rule = "relation_listed" if previous.cues else None
        return Related(mention, previous.relation, rule, previous.cues)
    start = max(0, mention.start - _REACH)
    if previous:
        start = max(start, previous.mention.reach)
    before = case[start : mention.start]
    for relation, cue in _match_cues(before, mention, petition=petition):
        if not _in_title(case, start, previous, relation):
            return Related(mention, relation, "relation_cue", (_cue(start, cue),))
    line = max(0, mention.start - _BASIS_REACH)
    if case.find("căn", line, mention.start) >= 0 and (found := _BASIS_LINE.search(case[line : mention.start])):
        return Related(
            mention, Relation.BASIS, "relation_basis_line", (Span(line + found.start("cue"), line + found.end("cue")),)
        )
    return Related(mention, Relation.CITES)


def _match_cues(before: str, mention: Mention, *, petition: bool) -> Iterator[tuple[Relation, re.Match[str]]]:
    """What the words before a mention say, the likeliest first."""
    if mention.kind in _CONTESTABLE:
        if found := _AGAINST_ACT.search(before) or (_ASKED_OF_ACT.search(before) if petition else None):
            yield Relation.CONTESTS, found
    if ("trái" in before or "không" in before or "chưa" in before) and (found := _CONTRARY.search(before)):
        yield Relation.CONTESTS, found
    if ("bị" in before or "được" in before or "đã" in before) and (found := _PASSIVE.search(before)):
        yield Relation.CITES, found
    for relation, words, pattern in _RELATIONS:
        if petition and relation in (Relation.AMENDS, Relation.REPLACES):
            continue  # citizens propose it; they do not do it
        for word in words:
            if word in before:
                if found := pattern.search(before):
                    yield relation, found
                break


def _in_title(case: str, start: int, previous: Related | None, relation: Relation) -> bool:
    """Whether the cue is part of the title of the instrument before it: that one amends or replaces, not the document."""
    if relation not in (Relation.AMENDS, Relation.REPLACES) or previous is None or start > previous.mention.reach:
        return False
    return not _TITLE_OVER.search(case[previous.mention.reach : previous.mention.reach + 12])


def _cue(start: int, found: re.Match[str]) -> Span:
    return Span(start + found.start(), start + found.start() + len(found[0].rstrip()))


def _is_joint(case: str, previous: Mention, mention: Mention) -> bool:
    if _LIST_JOINT.fullmatch(case, previous.end, mention.start):
        return True
    reach = previous.reach
    return previous.end < reach <= mention.start and _LIST_JOINT.fullmatch(case, reach, mention.start) is not None
