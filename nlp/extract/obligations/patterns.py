"""Named patterns of orders, built from ``nlp/resources/obligation_cues.yaml``; they match on the ``case`` view."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from nlp.resources.load import any_at_word_start, any_of, load_resource
from nlp.text.letters import SMALLS


@dataclass(frozen=True)
class ObligationData:
    """The cue words, compiled; patterns named ``*_at`` are matched at an offset.

    ``first_words`` tells by the first word at a place which of them may match there: at most places none does.
    ``last_words`` does the same for the patterns named ``*_before``, by the last word of what stands before a verb.
    """

    verb: re.Pattern[str]
    first_verb: re.Pattern[str]
    opening_verb: re.Pattern[str]
    noun_verbs: frozenset[str]
    modal: re.Pattern[str]
    participle_before: re.Pattern[str]
    noun_before: re.Pattern[str]
    named_bodies: frozenset[str]
    compound: re.Pattern[str]
    compound_ends: frozenset[str]
    verbs_behind_bodies: frozenset[str]
    body_before: re.Pattern[str]
    order_not_behind: re.Pattern[str]
    order_not_behind_ends: tuple[str, ...]
    order: re.Pattern[str]
    order_starts: tuple[str, ...]
    requests: frozenset[str]
    barred_at: re.Pattern[str]
    opener_at: re.Pattern[str]
    condition_at: re.Pattern[str]
    body_at: re.Pattern[str]
    own_act_at: re.Pattern[str]
    silent_heading: re.Pattern[str]
    joint_heading: re.Pattern[str]
    names_heading: re.Pattern[str]
    tasks_in_heading: re.Pattern[str]
    facts_heading: re.Pattern[str]
    task_heading: re.Pattern[str]
    label_act: re.Pattern[str]
    label_who: re.Pattern[str]
    label_support: re.Pattern[str]
    label_other: re.Pattern[str]
    label_at: re.Pattern[str]
    aim: re.Pattern[str]
    closing_at: re.Pattern[str]
    note_at: re.Pattern[str]
    cue_only_kinds: frozenset[str]
    first_words: dict[str, int]
    last_words: dict[str, int]
    plain_heading: re.Pattern[str]


# Bits of ``first_words``: what may begin with a word.
VERB, BODY, PROHIBITION, OPENER, CONDITION, CLOSING, LABEL, HEADING, NOTE, ROLE, JOINING, OPENING_VERB = (
    1 << bit for bit in range(12)
)
# Bits of ``last_words``: what may end with a word.
PARTICIPLE_BEFORE, NOUN_BEFORE, BODY_BEFORE, NAME_END = (1 << bit for bit in range(4))
ANYTHING = -1
ANY_VERB = VERB | OPENING_VERB

_NAME_ENDS = "bộ đoàn tác hoạch sở tỉnh huyện trường tâm vị quan nghiệp thôn xã phường này trên".split()
FIRST_WORD = re.compile(r"\W{0,40}(\w+)")


def _by_first_word(lists: dict[int, list[str]]) -> dict[str, int]:
    bits: dict[str, int] = {}
    for bit, phrases in lists.items():
        for phrase in phrases:
            if found := FIRST_WORD.match(phrase):
                bits[found[1]] = bits.get(found[1], 0) | bit
    return bits


def _by_last_word(lists: dict[int, list[str]]) -> dict[str, int]:
    bits: dict[str, int] = {}
    for bit, phrases in lists.items():
        for phrase in phrases:
            last = phrase.split()[-1]
            bits[last] = bits.get(last, 0) | bit
    return bits


@lru_cache(maxsize=1)
def load_obligation_data() -> ObligationData:
    """The cue words and the patterns made of them, read once."""
    raw = load_resource("obligation_cues.yaml")
    labels = raw["task_labels"]
    orders = [*raw["orders"]["must"], *raw["orders"]["should"]]
    who, act = f"(?:{any_of(labels['who'])})", f"(?:{any_of(labels['act'])})"
    other = rf"(?:{any_of(labels['other'])})(?:\s+[^\W\d]+){{0,4}}"
    no_verb = rf"(?!(?:{any_of(raw['not_verbs'])})(?!\w)|điều\s+\d)"  # the last: an article of law
    prefix = r"(?:đồng\s+thời\s*,?\s*)?"
    return ObligationData(
        verb=re.compile(rf"\b{no_verb}(?:{any_of(raw['verbs'])})\b"),
        first_verb=re.compile(rf"{no_verb}(?:{any_of([*raw['verbs'], *raw['opening_verbs']])})\b"),
        opening_verb=re.compile(rf"\b{no_verb}(?:{any_of(raw['opening_verbs'])})\b"),
        noun_verbs=frozenset(raw["noun_verbs"]),
        participle_before=re.compile(rf"\b(?:{any_of(raw['participle_before'])})\s+\Z"),
        noun_before=re.compile(rf"(?:\b(?:{any_of(raw['noun_before'])})|[,/-])\s*\Z"),
        named_bodies=frozenset(raw["named_bodies"]),
        compound=re.compile(rf"\b(?:{any_of(raw['compounds'])})\Z"),
        compound_ends=frozenset(compound.split()[-1] for compound in raw["compounds"]),
        verbs_behind_bodies=frozenset(raw["verbs_behind_bodies"]),
        body_before=re.compile(rf"\b(?:{any_of(raw['bodies_before'])})\s+\Z"),
        order_not_behind=re.compile(rf"\b(?:{any_of(raw['order_not_behind'])})\s+\Z"),
        order_not_behind_ends=tuple(sorted({phrase.split()[-1] for phrase in raw["order_not_behind"]})),
        modal=re.compile(rf"(?:{any_of(raw['modals'])})\b"),
        order=re.compile(rf"(?:{any_of(orders)})\b\s*:?\s*"),
        order_starts=tuple(sorted({order.split()[0] for order in orders})),
        requests=frozenset(raw["orders"]["should"]),
        barred_at=re.compile(
            rf"{prefix}(?:(?P<prohibited>{any_of(raw['prohibitions'])}"
            rf"|không\s+(?:{any_of([*raw['verbs'], *raw['opening_verbs']])}))|{any_of(raw['avoided'])})\b"
        ),
        opener_at=re.compile(rf"(?:{any_of(raw['openers'])})(?:\s*[,:]\s*|\s+)"),
        condition_at=re.compile(rf"(?:{any_of(raw['conditions'])})\b"),
        body_at=re.compile(
            r"(?:(?:các|những|mọi|mỗi|từng|toàn\s+thể)\s+)?"
            r"(?:tổ\s+chức(?=[^.;,:]{1,80}\scó\s+trách\s+nhiệm)|tổ\s+chức\s*,\s*(?=cá\s+nhân|đơn\s+vị|doanh\s+nghiệp|hộ\b)"
            rf"|(?!(?:{any_of(raw['not_bodies'])})(?!\w))(?:{any_of(raw['bodies'])})\b)"
        ),
        own_act_at=re.compile(rf"\W*(?:{any_of(raw['own_acts'])})\b"),
        silent_heading=re.compile(rf"\W*(?:về\s+)?(?:{any_of(raw['silent_headings'])})\b"),
        task_heading=re.compile(rf"\b(?:{any_of(raw['task_headings'])})\b"),
        tasks_in_heading=re.compile(rf"(?:\A\W*(?:về\s+)?|[,;]\s+|\bvà\s+)(?:{any_of(raw['tasks_in_headings'])})\b"),
        names_heading=re.compile(rf"\W*(?:{any_of(raw['names_headings'])})\b"),
        facts_heading=re.compile(rf"\W*(?:về\s+)?(?:{any_of(raw['facts_headings'])})\b"),
        joint_heading=re.compile(rf"\W*(?:{any_of(raw['joint_headings'])})\b.{{0,30}}\byêu\s+cầu\b", re.S),
        label_act=re.compile(rf"\W*{act}\s*:\s*"),
        label_who=re.compile(rf"\W*{who}\s*:\s*"),
        label_support=re.compile(rf"\W*(?:{any_of(labels['support'])})\s*:\s*"),
        label_other=re.compile(rf"\W*{other}\s*:\s*"),
        label_at=re.compile(rf"(?:{who}|{act}|{other})\s*:\s*"),
        aim=re.compile(rf"\b(?:{any_of(raw['aims'])})\b"),
        closing_at=re.compile(rf"\W*(?:{any_of(raw['closings'])})\b"),
        note_at=re.compile(r"\W*lưu\s+ý\b"),
        cue_only_kinds=frozenset(raw["cue_only_kinds"]),
        first_words=_by_first_word(
            {
                VERB: raw["verbs"],
                OPENING_VERB: raw["opening_verbs"],
                BODY: [*raw["bodies"], "các", "những", "mọi", "mỗi", "từng", "toàn thể", "tổ chức"],
                PROHIBITION: [*raw["prohibitions"], *raw["avoided"], "đồng thời", "không"],
                OPENER: [*raw["openers"], *labels["who"], *labels["act"], *labels["other"]],
                CONDITION: raw["conditions"],
                CLOSING: raw["closings"],
                LABEL: [*labels["who"], *labels["act"], *labels["other"], *labels["support"]],
                HEADING: [*raw["plain_headings"], "về"],
                NOTE: ["lưu ý"],
                JOINING: ["và", "đồng thời"],
                ROLE: ["phối hợp", "hỗ trợ", "theo dõi", "đôn đốc", "kiểm tra", "giám sát"],
            }
        ),
        last_words=_by_last_word(
            {
                PARTICIPLE_BEFORE: raw["participle_before"],
                NOUN_BEFORE: raw["noun_before"],
                BODY_BEFORE: raw["bodies_before"],
                NAME_END: _NAME_ENDS,
            }
        ),
        plain_heading=re.compile(rf"\W*(?:về\s+)?(?:{any_of(raw['plain_headings'])})\W*"),
    )


#: Names of bodies whose last word is elsewhere the head of a noun phrase: a verb behind them is a predicate. Their last words
#: are in ``_NAME_ENDS``.
BODY_NAME_END = re.compile(
    r"\b(?:(?:chi|đảng)\s+bộ|(?:huyện|tỉnh|thành|quận|thị|xã|phường)\s+đoàn|(?:tổ|đoàn|ban)\s+công\s+tác"
    r"|tài\s+chính\s*-\s*kế\s+hoạch|thanh\s+tra\s+(?:sở|tỉnh|huyện|bộ)|các\s+(?:trường|trung\s+tâm|đơn\s+vị|cơ\s+quan|doanh\s+nghiệp|thôn|xã|phường|huyện|sở))(?:\s+(?:này|trên))?\s+\Z"
)
#: One office of two bodies: ``Văn phòng HĐND và UBND huyện``.
SHARED_OFFICE = re.compile(r"văn\s+phòng\s+(?:hđnd|hội\s+đồng\s+nhân\s+dân|đoàn\s+đbqh|đoàn\s+đại\s+biểu\s+quốc\s+hội)")
#: ``việc vượt thẩm quyền thì báo cáo``: what stands behind ``thì`` is ordered.
THEN = re.compile(r"(?:,\s*)?\bthì\s+")
#: An order to no body by name: ``biên bản phải ghi rõ``.
BOUND_THING = re.compile(r"(?:(?<!không )phải|cần\s+phải|không\s+được|có\s+trách\s+nhiệm|nghiêm\s+cấm)\s+(?=\S)")
#: ``theo chức năng, nhiệm vụ được giao`` between a subject and its predicate.
BY_FUNCTION = re.compile(
    r"[,\s]*(?:căn\s+cứ|theo|trên\s+cơ\s+sở)\s+(?:chức\s+năng|nhiệm\s+vụ|thẩm\s+quyền|phạm\s+vi)[^.;:]{0,60}?"
    r"(?=\s+(?:được\s+giao\s*,?\s*)?[^\W\d])"
)
#: One who acts together with another: ``Phòng Văn hóa cùng Hội Người cao tuổi``.
TOGETHER = re.compile(r"\s+(?:cùng(?:\s+với)?|phối\s+hợp\s+(?:với|cùng))\s+(?=\S)")
#: Two who share an act: ``Sở A chủ trì, Sở B phối hợp kiểm tra``.
LEAD_AND_SUPPORT = re.compile(r"chủ\s+trì\s*,\s*(?P<other>[^,;.]{3,120}?)\s+phối\s+hợp\b")
#: Who leads and who supports, in a line that only names them: ``Ban A chủ trì; Văn phòng B phối hợp``.
LEADER_AND_SUPPORTERS = re.compile(r"(?P<lead>[^;:]+?)\s+chủ\s+trì\s*[,;]\s*(?P<other>[^:]+?)\s+phối\s+hợp\W*\Z")
#: ``Nghiêm cấm giáo viên đưa ...``: those who are forbidden stand behind.
FORBIDS = re.compile(r"(?:nghiêm\s+)?cấm\s+(?:tuyệt\s+đối\s+)?")
#: Told in the passive: ``Công ty Điện lực được đề nghị cấp điện``.
PASSIVE = re.compile(r"\s+được\s+(?:(?P<should>đề\s+nghị|khuyến\s+khích|mời)|giao|yêu\s+cầu|phân\s+công)\s+(?=\S)")
#: The end of a sentence that announces tasks.
LEAD_IN_WORD = re.compile(
    rf"({any_at_word_start(['yêu cầu', 'phân công', 'chỉ đạo', 'đề nghị', 'kêu gọi', 'phát động'])})"
    r"(?:\s+[^:;,.]{1,60})?\s*:?\s*\Z"
)
#: What an order to somebody is about, before a colon: ``Khám sức khỏe: em có mặt``.
TOPIC = re.compile(r"[^\W\d][^:;.|]{1,90}:\s+(?=\S)")
NOT_TOPIC = re.compile(
    r"\b(?:gồm|như|sau|là|về|rõ|kèm|theo|nay)\s*:|\A(?:thời|địa|thành\s+phần|kinh\s+phí|số|mục|đối\s+tượng|hồ\s+sơ|ý\s+kiến\s+giải)"
)
FOR_WHOM = re.compile(r"(?:đối\s+với|về\s+phía|với)\s+(?P<who>[^:;,.]{2,120})\s*:\s+(?=\S)")
SUPPORT = re.compile(r"chủ\s+trì\s*,?\s*(?:và\s+)?(?:phối\s+hợp(?:\s+chặt\s+chẽ)?(?:\s+(?:với|cùng))?|cùng(?:\s+với)?)\s+")
SUPPORTERS_END = re.compile(r"\s(?:để|nhằm|trong\s+việc|trong\s+quá\s+trình)\s")
MONITOR = re.compile(r"\b(?:theo\s+dõi|đôn\s+đốc|kiểm\s+tra|giám\s+sát)\b")
SUPPORTS_ONLY = re.compile(r"\W*(?:phối\s+hợp|hỗ\s+trợ)\b")
#: A list behind one of these is a complement: its semicolons split nothing.
OPENS_LIST = re.compile(
    r"\b(?:như|gồm|bao\s+gồm|gồm\s+có|cụ\s+thể|sau|là|nêu\s+rõ|trong\s+đó|về"
    r"|hành\s+vi|lĩnh\s+vực|vấn\s+đề|đối\s+tượng|hồ\s+sơ|tài\s+liệu|giấy\s+tờ|văn\s+bản|thành\s+phần)\s*:"
)
CONTINUES = re.compile(
    r"(?:ví\s+dụ|đặc\s+biệt\s+(?:là\s+)?(?:những|các|đối|tại|trong)|nhất\s+là|về|các\s+|những\s+|trong\s+đó\s+có)\b"
)
RESPONSIBLE_FOR_OF = re.compile(
    r"\W*(?:đối\s+với|về\s+phía|với)\s+|\W*(?:(?:quyền(?:\s+hạn)?\s*(?:và|,)\s+)?(?:trách\s+nhiệm|nhiệm\s+vụ|nghĩa\s+vụ))(?:\s*(?:và|,)\s*(?:quyền(?:\s+hạn|\s+lợi)?|nghĩa\s+vụ))?\s+của\s+"
)
REPORT_TO = re.compile(
    # A course, a programme or a work is not put before anybody.
    r"(?:báo\s+cáo|gửi|trình(?<!quá\strình)(?<!chương\strình)(?<!công\strình)(?<!lộ\strình))(?:"
    r"\b(?:\s+(?:kết\s+quả|bằng\s+văn\s+bản|định\s+kỳ|ngay|kịp\s+thời)){0,3}[^.;,]{0,60}?\s(?:về|cho|đến|tới|lên|với)\s+(?=\S)"
    r"|(?<!gửi)(?:\s+(?:kịp\s+thời|ngay))?\s+(?=\S))"
)
#: The last line of a notice: whom it goes to, not what is to be done.
FOR_INFORMATION = re.compile(
    r"thông\s+báo\s+(?:để|đến|cho|tới)\b.{0,160}\b(?:được\s+)?biết\s*,?\s*(?:và\s+)?(?:để\s+)?(?:tổ\s+chức\s+)?(?:thực\s+hiện)?\W*\Z",
    re.S,
)
# -- what stands around an order word ---------------------------------------------------------------------------------
#: A word of ordering that goes on so is a noun, or speaks of what somebody else ordered.
NO_ORDER_BEFORE = re.compile(r"quyết\b|của|này|về|đối với|nêu|sau\b|trên|khác|cụ thể")
#: An imperative that is none of several acts before an order word: ``Nhận được công văn, đề nghị ...``.
NO_ACT_BEFORE = re.compile(
    r"(?:nhận|thực\s+hiện|triển\s+khai|kết\s+thúc|căn\s+cứ|tiếp|yêu\s+cầu|đề\s+nghị|giao|phê\s+bình|biểu\s+dương)\b"
)
PART_BEGINS = re.compile(r"(?:[,;:]|\b(?:và|thì|này))\s*\Z")
PROCEDURE = re.compile(r"\b(?:trình\s+tự|hồ\s+sơ|thủ\s+tục|quy\s+trình|việc|ý\s+kiến|văn\s+bản)\Z")
#: Words of telling what is the case.
TOLD = re.compile(r"\b(?:đã|chưa|còn|vẫn|đang|nhận)\b")
# -- what stands around a subject -------------------------------------------------------------------------------------
ASSIGNED = re.compile(r"được\s+(?:giao|phân\s+công|chỉ\s+định|cử)\b")
FORBIDDEN = re.compile(r"(?:tuyệt\s+đối\s+không|không\s+được|nghiêm\s+cấm|không\s+tự\s+ý)\s+(?=\S)")
BARRED = re.compile(r"\s(?:tuyệt\s+đối\s+)?không\s+(?:được|để)?\s*\Z")
OBLIGED = re.compile(r"\s*(?:cần )?phải\b")
WORD = re.compile(r"\w+")
NAME_WORD = re.compile(r"[^\W\d_]+|[,;:]")
NEXT_LETTER = re.compile(r"\s+(\w)")
COMMA_OR_SEMICOLON = re.compile(r"[,;]\s+")
#: A line of its own over a sentence: ``Khen thưởng cấp Nhà nước:`` before ``Sở Nội vụ báo cáo ...``.
HEADED = re.compile(r"[^:;.\n]{1,100}:[ \t]*\n\s*(?=\S)")
#: A body named before a colon, what it is told behind: ``Các cơ sở nuôi tôm: Theo dõi ...``.
NAMED_BEFORE_COLON = re.compile(r"[^:;.]{2,110}:\s+(?=\S)")
#: Verbs that go on behind a colon, so that they are no part of a name before it.
GOES_ON = re.compile(
    r"chỉ\s+đạo|yêu\s+cầu|giao|đề\s+nghị|hướng\s+dẫn|phân\s+công|tập\s+trung|tổ\s+chức|thực\s+hiện|triển\s+khai|chịu|có|cần|phải|chủ\s+trì|phối\s+hợp"
)
COLON = re.compile(r":\s")
#: A colon that goes on with the subject: ``các Bộ: Quốc phòng, Công an``.
BODIES_LISTED = re.compile(r"\bcác\s+(?:bộ|sở|ban|phòng|ngành|huyện|xã|phường|công\s+ty)\Z|\btỉnh,\s+thành\s+phố\Z")
ABBREVIATED_ACTOR = re.compile(rf"(?:[Cc]ác\s+)?[A-ZĐ]{{2,8}}\s+[{SMALLS}]")
BY_PAPER = re.compile(r"[,\s]+căn\s+cứ\s+")
#: ``nhiệm vụ được giao``: what is given is not the subject.
GIVEN = re.compile(r"\b(?:nhiệm\s+vụ|chức\s+năng|quyền\s+hạn|thẩm\s+quyền|trách\s+nhiệm|lĩnh\s+vực|phạm\s+vi|địa\s+bàn)\Z")
#: A subject that did or does something is told nothing: ``Tỉnh đã quán triệt``.
DID = re.compile(
    r"\b(?:(?:đã|đang|từng)\s+(?!được\b)"
    r"|(?<!trò )(?<!nhất )(?<!biệt )(?<!gọi )là\s+(?:cơ\s+quan|tổ\s+chức|đơn\s+vị|bộ\s+phận|thành\s+viên|một)\b)"
)
#: A role given: ``Phòng Nội vụ là cơ quan thường trực, tham mưu ...``.
IS_IN_CHARGE = re.compile(r"là\s+(?:cơ\s+quan\s+(?:thường\s+trực|đầu\s+mối|chủ\s+trì)|đầu\s+mối)\b")
#: Where the name of whom to report to ends, behind which a time or a thing stands.
REPORT_TO_END = re.compile(
    r"\s(?:trước|chậm|trình|trong|kết\s+quả|tình\s+hình|để|về|xem\s+xét|quyết\s+định|ban\s+hành|phê\s+duyệt|cho\s+ý|đúng|theo|bằng"
    r"|mỗi|hằng|hàng|định\s+kỳ|từng|những|các\s+nội\s+dung|danh\s+(?:sách|mục)|mức|khi|nếu|vào|sáng|chiều|thứ\s+(?:[Hh]ai|[Bb]a|[Tt]ư"
    r"|[Nn]ăm|[Ss]áu|[Bb]ảy)|tổng\s+hợp|(?<!ội\sđồng\s)thẩm\s+(?:định|tra)|bố\s+trí|phân\s+bổ|báo\s+cáo|tháo\s+gỡ|sơ\s+kết|duyệt|tình\s+trạng"
    r"|tiến\s+độ|diễn\s+biến)(?!\w)"
)
CONDITION_END = re.compile(r"[,:]\s+|thì\s+")
NAMES_WHO = ("chủ trì", "phối hợp", "thực hiện")
ONLY_NAMES_WHO = re.compile(r"(?:chủ trì|phối hợp|phối hợp thực hiện|thực hiện)[\s.;,]*")
#: A condition on the act, not on the subject: ``Người dân khi phát hiện cháy thì báo ngay``.
WHEN = re.compile(r"\b(?:khi|nếu|trường\s+hợp)\b")
ACT_BEHIND_THEN = re.compile(r"(?!là\b|có\b|đã\b|sẽ\b|được\b|không\s+phải\b)[^\W\d]+\s+[^\W\d]+")
#: Where those named before act, not who acts: ``Đoàn giám sát làm việc tại 04 xã; mỗi xã chọn hai khu``.
EACH_PLACE = re.compile(r"mỗi\s+(?:xã|thôn|lớp|huyện|bản|ấp|trường|đơn\s+vị|nơi)\b")
# -- names of a subject, as written -----------------------------------------------------------------------------------
BRACKET = re.compile(r"\s*\((?!ông\)|bà\))[^()]*\)\s*")
BEFORE_NAMES = re.compile(r"^(?:cho|các đồng chí:)\s+")
ALIKE_WITH_COLON = re.compile(r"[Cc]ác\s+(?:[Bb]ộ|[Ss]ở|tỉnh)[^:]{0,30}:")
BETWEEN_NAMES = re.compile(r"[;,\s](?:(?<=[;,])\s*|(?<=\s)\s*[;,]\s*|(?<=\s)\s*và\s+)")
# -- where a sentence is split ----------------------------------------------------------------------------------------
#: ``Báo cáo của các đơn vị gửi về Sở trước ngày 20``: asked behind an order, though nobody is told to.
SENT_TO = re.compile(r"\b(?:gửi|nộp|báo\s+cáo)\b[^.;]{0,80}?\s(?:về|cho|tới|đến|qua)\s")
#: Without one of these a sentence is one part, but for the times in it.
MAY_SPLIT = re.compile(r";|nhưng\s+không|,\s+(?:tuyệt|kiên|không|nghiêm)\b|trách\s+nhiệm|phải")
PROHIBITED_PART = re.compile(r",\s+(?=(?:tuyệt\s+đối|kiên\s+quyết)\s+không\b|không\s+được\b|nghiêm\s+cấm\b)")
BUT_PROHIBITED = re.compile(r"(?<=\w)\s+(?=nhưng\s+không\s+được\b)")
JOINT = re.compile(r"(?:\s*,\s*(?:và\s+)?|\s+và\s+)(?:đồng\s+thời\s+)?")
REPORTED_PART = re.compile(
    r"\s+và\s+(?=báo\s+(?!cáo))"
    r"|,\s+(?:và\s+|đồng\s+thời\s+)?(?=(?:tổng\s+hợp|báo\s+cáo|gửi|hoàn\s+thành|trình|nộp)\b)"
)
#: Acts that are no preparation of the report behind them.
CARRIED_OUT = re.compile(
    r"(?:triển\s+khai|tổ\s+chức|việc)\s+thực\s+hiện|chịu\s+trách\s+nhiệm|thi\s+hành|niêm\s+yết|công\s+(?:bố|khai)"
    r"|thu\s+hồi|di\s+dời|đột\s+xuất|điều\s+tra"
)
BINDING_MODAL = re.compile(r"p(?<!không p)(?<!\wp)hải\b|k(?<!\wk)hông\s+được\b")
RESPONSIBLE = re.compile(r"c(?:ó|hịu)\s+trách\s+nhiệm\b")
TRAILING_JOINT = re.compile(r"\s(?:và|hoặc)\Z")
COMPLETED = re.compile(
    r"(?:hoàn\s+thành|xong|kết\s+thúc|báo\s+cáo|gửi|trình|nộp|tổng\s+hợp|hoàn\s+tất|đưa|có|bảo\s+đảm|kịp\s+thời)\b"
)
# -- what a span is -----------------------------------------------------------------------------------------------------
ANNOUNCES = re.compile(r"(?::|\b(?:sau|sau\s+đây)\s*[.:;]?)\s*\Z", re.I)
#: The part of a lead-in that only announces: ``thực hiện tốt một số nhiệm vụ sau``, and the word that ends it.
AFTER_THIS = re.compile(r"sau(?<!\wsau)(?:\s+đây)?\s*:?\s*\Z")
ANNOUNCEMENT = re.compile(
    r",?\s*(?:trong\s+đó\s+)?(?:tập\s+trung\s+)?(?:(?:thực\s+hiện|triển\s+khai)\s+)?(?:tốt\s+)?(?:một\s+số|các|những)?\s*"
    r"(?:nội\s+dung|nhiệm\s+vụ|công\s+việc|việc|biện\s+pháp|giải\s+pháp)?[^,]{0,40}\bsau(?:\s+đây)?\s*:?\s*\Z"
)
#: A list of names behind it: ``gồm các ông, bà có tên sau:``.
MEMBERS_LISTED = re.compile(
    any_at_word_start(["gồm", "thành phần", "kính mời"])
    + r"\b(?![^.;]{0,160}\b(?:nội\s+dung|nhiệm\s+vụ|giải\s+pháp|công\s+việc|yêu\s+cầu|bước)\b)[^.;]{0,120}:?\s*\Z"
)
#: A list of facts behind it: ``đạt được một số kết quả như sau``.
FACTS_LISTED = re.compile(
    r"\b(?:kết\s+quả|thành\s+tích|ưu\s+điểm|hạn\s+chế|tồn\s+tại|khó\s+khăn|vướng\s+mắc)\b[^.;]{0,60}\bsau(?:\s+đây)?\s*:?\s*\Z"
)
#: A lead-in that states, reports or answers: what stands behind it in running text are no orders.
STATES = re.compile(
    any_at_word_start(["có ý kiến", "trả lời", "phúc đáp", "báo cáo", "nhận thấy", "quy định"])
    + r"\b[^.;]{0,60}\bsau(?:\s+đây)?\s*:?\s*\Z"
)
#: What happens of itself is told to nobody: ``Đoàn kiểm tra tự giải thể``, ``Hộ nào giao đất trước hạn được thưởng``.
NOBODY_TOLD = re.compile(
    r"tự\s+giải\s+(?:thể|tán)\b|trân\s+trọng\s+thông\s+báo\W*\Z|sẽ\s+bị\b|thì\s+bị\b|được\s+thưởng\b|kính\s+trình\b"
)
REPORT_AFTER_MODEL = re.compile(r"\b(?:báo\s+cáo|gửi)\b.{0,200}\btheo\s+(?:hướng\s+dẫn|mẫu|đề\s+cương|nội\s+dung)\b", re.S)
#: In a report the sections under such a heading ask those above.
ASKING_HEADING = re.compile(r"\b(?:kiến\s+nghị|đề\s+nghị|đề\s+xuất)\b")
REQUIREMENTS_HEADING = re.compile(r"\W*yêu\s+cầu\b")
#: What is or was the case, or may be done: no order.
STATED = re.compile(any_at_word_start(["đã", "đang", "có quyền"]) + r"\b")
IN_PROGRESS = re.compile(any_at_word_start(["đã", "đang"]) + r"\b")
ENTITLED_OR_DONE = re.compile(any_at_word_start(["có quyền", "đã"]) + r"\b")
STRICTLY = re.compile(r"\bphải\b|\btuyệt\s+đối\s+không\b")
