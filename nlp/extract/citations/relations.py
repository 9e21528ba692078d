"""What a document does with an instrument, by the words before the mention."""

from __future__ import annotations

import re

from nlp.extract.citations.mention import Mention
from nlp.extract.citations.models import Relation
from nlp.text.span import Span

_REACH = 110
_ADVERBS = (
    r"(?:(?:tốt|nghiêm|nghiêm\s+túc|có\s+hiệu\s+quả|hiệu\s+quả|đúng|đầy\s+đủ|nội\s+dung|tinh\s+thần|chỉ\s+đạo(?:\s+của)?|quy\s+định"
    r"|tại|các|của|về|yêu\s+cầu|ý\s+kiến)\s+){0,5}"
)
_PASSIVE = re.compile(
    r"(?:được|bị|đã)\s+(?:sửa\s+đổi|bổ\s+sung|thay\s+thế|bãi\s+bỏ|hủy\s+bỏ)(?:\s*,?\s*(?:và\s+)?bổ\s+sung)?"
    r"(?:\s+(?:một\s+số|các)\s+(?:điều|nội\s+dung|khoản))?\s+(?:bởi|tại|bằng|theo|trong)\s+(?:các\s+)?\Z"
)
# The words nearest before a mention; the first pattern that matches decides.
_RELATIONS: tuple[tuple[Relation, re.Pattern[str]], ...] = (
    (Relation.ATTACHED, re.compile(r"(?:ban\s+hành\s+)?kèm\s+theo\s+(?:các\s+)?\Z")),
    (Relation.REPLACES, re.compile(
        r"(?:thay\s+thế|thay\s+cho|bãi\s+bỏ|hủy\s+bỏ|chấm\s+dứt\s+hiệu\s+lực|hết\s+hiệu\s+lực)\s+(?:thi\s+hành\s+)?(?:cho\s+|của\s+|đối\s+với\s+)?"
        r"(?:toàn\s+bộ\s+)?(?:các\s+)?\Z")),
    (Relation.AMENDS, re.compile(
        r"(?:sửa\s+đổi|bổ\s+sung|đính\s+chính|điều\s+chỉnh)(?:\s{0,4}(?:,|và)?\s{0,4}bổ\s+sung)?\s+(?:[^.;\n]{0,40}\s)?(?:của\s+)?\Z")),
    (Relation.BASIS, re.compile(r"căn\s+cứ\s+(?:vào\s+|theo\s+)?(?:các\s+)?(?:quy\s+định\s+(?:tại|của)\s+)?(?:các\s+)?\Z")),
    (Relation.IMPLEMENTS, re.compile(
        rf"(?:thực\s+hiện|thi\s+hành|triển\s+khai|quán\s+triệt|cụ\s+thể\s+hóa|chấp\s+hành|tuân\s+thủ|theo)\s+{_ADVERBS}\Z")),
)  # fmt: skip
_CONTESTS = re.compile(
    r"(?:không\s+đồng\s+ý\s+(?:với|về)|khiếu\s+nại(?:\s+(?:đối\s+với|về))?|phản\s+đối|khởi\s+kiện|hủy(?:\s+bỏ)?|thu\s+hồi|xem\s+xét\s+lại)"
    r"\s+(?:[^.;\n]{0,40}\s)?\Z"
)
_CONTESTABLE = frozenset("quyet_dinh thong_bao cong_van ket_luan bien_ban ban_an phuong_an ke_hoach to_trinh".split())
_BASIS_LINE = re.compile(r"(?:^|\n)\W{0,8}căn\s+cứ\b[^\n;]{0,400}\Z")
_LIST_JOINT = re.compile(r"\s{0,4}(?:\([^()\n]{0,60}\)\s{0,4})?(?:,\s{0,4}và|,|;|và)\s{0,4}(?:các\s{1,4})?(?:số\s{0,4})?")


def find_relation(
    case: str, mention: Mention, previous: tuple[Mention, Relation] | None, *, petition: bool
) -> tuple[Relation, tuple[Span, ...]]:
    """The relation of a mention and the cue that showed it; a member of a list shares that of the ``previous`` member."""
    start = max(0, mention.start - _REACH)
    if previous:
        start = max(start, previous[0].reach)
    before = case[start : mention.start]
    if previous and previous[0].end <= mention.start and _is_joint(case, previous[0], mention):
        return previous[1], ()
    if (
        mention.kind in _CONTESTABLE
        and (found := _CONTESTS.search(before))
        and (petition or "khiếu" in found[0] or "phản đối" in found[0])
    ):
        return Relation.CONTESTS, (_cue(start, found),)
    if passive := _PASSIVE.search(before):
        return Relation.CITES, (_cue(start, passive),)
    for relation, pattern in _RELATIONS:
        if petition and relation in (Relation.AMENDS, Relation.REPLACES):
            continue  # citizens propose it; they do not do it
        if (found := pattern.search(before)) and not _in_title(case, start, previous, relation):
            return relation, (_cue(start, found),)
    if _BASIS_LINE.search(case[max(0, mention.start - 420) : mention.start]):
        return Relation.BASIS, ()
    return Relation.CITES, ()


def _in_title(case: str, start: int, previous: tuple[Mention, Relation] | None, relation: Relation) -> bool:
    """Whether the cue is part of the title of the instrument before it: that one amends or replaces, not the document."""
    if relation not in (Relation.AMENDS, Relation.REPLACES) or previous is None or start > previous[0].reach:
        return False
    return not re.search(r"[.;\n]|\bđể\b", case[previous[0].reach : previous[0].reach + 12])


def _cue(start: int, found: re.Match[str]) -> Span:
    return Span(start + found.start(), start + found.start() + len(found[0].rstrip()))


def _is_joint(case: str, previous: Mention, mention: Mention) -> bool:
    return any(
        _LIST_JOINT.fullmatch(case, end, mention.start) is not None
        for end in {previous.end, previous.reach}
        if end <= mention.start
    )
