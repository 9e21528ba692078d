"""Judges the form of a document from facts about its print, against the regime of its date.

Facts are those of ``nlp.law.facts`` from ``loai_van_ban`` on; what a check read is recorded. A fact that is unknown makes the
requirement undetermined, never broken.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from nlp.law.facts import FACTS, Facts, MissingFact, Value
from nlp.law.format import FormRegime, Requirement, find_regime
from nlp.law.outcome import NotApplicable, Undetermined


@dataclass(frozen=True, slots=True)
class Conforms:
    """The requirement is met."""

    slug: str = "conforms"


@dataclass(frozen=True, slots=True)
class Deviates:
    """The print does not do what is required: what was ``found`` and what is ``wanted``, in Vietnamese."""

    found: str
    wanted: str
    slug: str = "deviates"


FormOutcome = Conforms | Deviates | NotApplicable | Undetermined
Check = Callable[[Facts, Requirement, FormRegime], FormOutcome]

# Codes that stand for a kind and for nothing else; TTr, CT, TC, PC, HD and the like are also bodies or departments.
_ONLY_KINDS = frozenset({"QĐ", "KH", "BC", "NQ", "GM", "CTr", "QyĐ"})
# Texts that another document puts into force bear the other one's number.
_ATTACHED = frozenset({"quy_che", "quy_dinh", "chuong_trinh", "de_an", "phuong_an", "du_an"})


@dataclass(frozen=True, slots=True)
class FormResult:
    """What one requirement of a regime says of a document, with everything it was decided from.

    Its words are written where they are asked for, for most results are not shown.
    """

    requirement: Requirement
    regime: FormRegime
    outcome: FormOutcome
    facts_read: Mapping[str, Value]

    @property
    def rule(self) -> str:
        """The name of the rule."""
        return f"format.{self.requirement.id}"

    @property
    def parameters_read(self) -> tuple[str, ...]:
        """The requirement with the day since when it holds."""
        return (f"{self.regime.id}.{self.requirement.id}@{self.requirement.since or self.regime.since}",)

    @property
    def message(self) -> str:
        """The outcome in a sentence, in Vietnamese."""
        return _message(self.requirement, self.outcome)


def check_form(values: Mapping[str, Value], body: str, day: date | None) -> tuple[FormResult, ...]:
    """One result for each requirement that held for ``body`` on ``day``; none where no regime is known.

    >>> facts = {"loai_van_ban": "quyet_dinh", "so": "7", "dau_noi": "/", "ma_loai": "QĐ"}
    >>> [r.outcome.found for r in check_form(facts, "state", date(2024, 5, 2)) if r.rule == "format.number_zero"]
    ['ghi “7”']
    """
    regime = find_regime(body, day)
    if regime is None:
        return ()
    facts = Facts(values)
    return tuple([_judge(item, facts, regime) for item in regime.requirements if item.holds_on(day)])


def _judge(requirement: Requirement, facts: Facts, regime: FormRegime) -> FormResult:
    outcome: FormOutcome
    facts.read = {}
    try:
        if not _concerns(requirement, facts):
            outcome = NotApplicable("không đặt ra với loại văn bản này")
        else:
            outcome = CHECKS[requirement.check](facts, requirement, regime)
    except MissingFact as missing:
        outcome = Undetermined(missing=(missing.name,))
    return FormResult(requirement, regime, outcome, facts.read)


def _concerns(requirement: Requirement, facts: Facts) -> bool:
    """Whether the requirement is one for documents of this kind; the kind is read only where it matters."""
    if requirement.kinds:
        return facts.text("loai_van_ban") in requirement.kinds
    return not requirement.exempt or facts.text("loai_van_ban") not in requirement.exempt


def _message(requirement: Requirement, outcome: FormOutcome) -> str:
    what = requirement.what[0].upper() + requirement.what[1:]
    basis = requirement.basis.text
    match outcome:
        case Deviates(found=found, wanted=wanted):
            return f"{what}: {found}; {wanted} ({basis})."
        case Conforms():
            return f"{what}: đúng quy định ({basis})."
        case NotApplicable(reason=reason):
            return f"{what}: không áp dụng, {reason}."
        case Undetermined(missing=missing, reason=reason):
            why = reason or "không đọc được " + "; ".join(FACTS[name][1] for name in missing)
            return f"{what}: chưa xác định được, {why} ({basis})."


def _check_present(facts: Facts, requirement: Requirement, regime: FormRegime) -> FormOutcome:
    if facts.flag(requirement.fact or ""):
        return Conforms()
    return Deviates("không tìm thấy trong văn bản", "là thành phần thể thức bắt buộc")


def _check_holds(facts: Facts, requirement: Requirement, regime: FormRegime) -> FormOutcome:
    if facts.flag(requirement.fact or ""):
        return Conforms()
    return Deviates(requirement.found, requirement.wanted)


def _check_holds_not(facts: Facts, requirement: Requirement, regime: FormRegime) -> FormOutcome:
    if facts.flag(requirement.fact or ""):
        return Deviates(requirement.found, requirement.wanted)
    return Conforms()


def _check_in_place(facts: Facts, requirement: Requirement, regime: FormRegime) -> FormOutcome:
    misplaced = facts.text("thanh_phan_sai_cho")
    return Deviates(f"{misplaced} đứng sai chỗ", requirement.wanted) if misplaced else Conforms()


def _check_number_word(facts: Facts, requirement: Requirement, regime: FormRegime) -> FormOutcome:
    found, wanted = facts.text("tu_so"), requirement.forms[0]
    if found == wanted:
        return Conforms()
    rule = "sau từ “Số” phải có dấu hai chấm" if wanted.endswith(":") else "sau từ “Số” không có dấu hai chấm"
    return Deviates(f"ghi “{found}”", rule)


def _check_number_filled(facts: Facts, requirement: Requirement, regime: FormRegime) -> FormOutcome:
    if facts.text("so"):
        return Conforms()
    return Undetermined(reason="số còn để trống, có thể là dự thảo hoặc bản chưa cấp số")


def _check_number_zero(facts: Facts, requirement: Requirement, regime: FormRegime) -> FormOutcome:
    serial = facts.text("so")
    if not serial.isdigit():
        return NotApplicable("số để trống hoặc có chữ")
    if int(serial) >= 10 or serial.startswith("0"):
        return Conforms()
    return Deviates(f"ghi “{serial}”", f"số nhỏ hơn 10 phải ghi thêm số 0 phía trước: “0{serial}”")


def _check_number_joint(facts: Facts, requirement: Requirement, regime: FormRegime) -> FormOutcome:
    found, wanted = facts.text("dau_noi"), requirement.forms[0]
    if found == wanted:
        return Conforms()
    shape = "số/loại-cơ quan" if wanted == "/" else "số-loại/cơ quan"
    return Deviates(f"ghi dấu “{found}” sau số", f"phải theo mẫu “{shape}”")


def _check_number_kind(facts: Facts, requirement: Requirement, regime: FormRegime) -> FormOutcome:
    kind, code = facts.text("loai_van_ban"), facts.text("ma_loai")
    own = regime.codes.get(kind)
    if own is None:
        return NotApplicable("quy định không nêu chữ viết tắt của loại này")
    if code in own:
        return Conforms()
    if not own:
        return _judge_untitled(code)
    others = [k for k, codes in regime.codes.items() if code in codes]
    if kind in _ATTACHED and code in ("QĐ", "NQ"):
        return Undetermined(reason=f"ký hiệu có “{code}”, có thể là số của văn bản ban hành kèm theo")
    if not others and code:
        return Undetermined(reason=f"không thấy “{' hoặc '.join(own)}” trong ký hiệu mà là “{code}”")
    found = f"tên loại không khớp với ký hiệu có “{code}”" if code else "ký hiệu không có chữ viết tắt tên loại"
    return Deviates(found, f"loại này phải ghi “{' hoặc '.join(own)}”")


def _judge_untitled(code: str) -> FormOutcome:
    """A công văn has no code of its own; where a code may also be a body's, it is taken for that."""
    if code == "CV":
        return Deviates("ký hiệu có “CV”", "ký hiệu công văn chỉ gồm tên cơ quan và đơn vị soạn thảo hoặc lĩnh vực")
    if code in _ONLY_KINDS:
        return Deviates(f"ký hiệu có “{code}”", "công văn không có chữ viết tắt tên loại")
    return Conforms()


def _check_date_filled(facts: Facts, requirement: Requirement, regime: FormRegime) -> FormOutcome:
    names = ("ngày", "tháng", "năm")
    blank = [name for name, fact in zip(names, ("ngay_ghi", "thang_ghi", "nam_ghi"), strict=True) if not facts.text(fact)]
    if not blank:
        return Conforms()
    return Undetermined(reason=f"{', '.join(blank)} còn để trống, có thể là dự thảo hoặc bản chưa phát hành")


def _check_date_real(facts: Facts, requirement: Requirement, regime: FormRegime) -> FormOutcome:
    parts = [facts.text(name) for name in ("ngay_ghi", "thang_ghi", "nam_ghi")]
    if not all(part.isdigit() for part in parts):
        return NotApplicable("ngày còn để trống")
    try:
        date(int(parts[2]), int(parts[1]), int(parts[0]))
    except ValueError:
        return Deviates(f"ghi ngày {parts[0]} tháng {parts[1]} năm {parts[2]}", "lịch không có ngày này")
    return Conforms()


def _check_date_zero(facts: Facts, requirement: Requirement, regime: FormRegime) -> FormOutcome:
    day, month = facts.text("ngay_ghi"), facts.text("thang_ghi")
    wrong = [f"ngày {day}"] if day.isdigit() and len(day) == 1 else []
    wrong += [f"tháng {month}"] if month in ("1", "2") else []
    if not day.isdigit() and not month.isdigit():
        return NotApplicable("ngày, tháng còn để trống")
    if wrong:
        return Deviates(f"ghi “{' '.join(wrong)}”", "ngày nhỏ hơn 10 và tháng 1, 2 phải ghi thêm số 0 phía trước")
    return Conforms()


def _check_authority(facts: Facts, requirement: Requirement, regime: FormRegime) -> FormOutcome:
    found = facts.text("quyen_han_ghi")
    if not found:
        return NotApplicable("người ký không ghi chữ viết tắt quyền hạn")
    if found in requirement.forms:
        return Conforms()
    letters = found.replace("/", "").replace(".", "")
    wanted = next((form for form in requirement.forms if form.replace("/", "").replace(".", "") == letters), None)
    rule = f"phải ghi “{wanted}”" if wanted else f"chỉ có các chữ: {', '.join(requirement.forms)}"
    return Deviates(f"ghi “{found}”", rule)


def _check_deputy(facts: Facts, requirement: Requirement, regime: FormRegime) -> FormOutcome:
    """A deputy signs for somebody, and says so; who signs for the head is a deputy."""
    if facts.flag("cap_pho_ky"):
        return Conforms() if facts.flag("ky_thay") else Deviates("cấp phó ký mà không ghi quyền hạn", requirement.wanted)
    return Deviates("ghi “KT.” nhưng người ký không phải cấp phó", requirement.wanted) if facts.flag("ky_kt") else Conforms()


def _check_archive(facts: Facts, requirement: Requirement, regime: FormRegime) -> FormOutcome:
    line = facts.text("noi_nhan_luu")
    if not line:
        return Deviates("không có dòng “Lưu”", requirement.wanted)
    if not requirement.forms or any(form.lower() in line.lower() for form in requirement.forms):
        return Conforms()
    return Undetermined(reason=f"dòng lưu ghi “{line}”; {requirement.wanted}")


CHECKS: Mapping[str, Check] = {
    "present": _check_present,
    "holds": _check_holds,
    "holds_not": _check_holds_not,
    "in_place": _check_in_place,
    "deputy": _check_deputy,
    "archive": _check_archive,
    "number_word": _check_number_word,
    "number_filled": _check_number_filled,
    "number_zero": _check_number_zero,
    "number_joint": _check_number_joint,
    "number_kind": _check_number_kind,
    "date_filled": _check_date_filled,
    "date_real": _check_date_real,
    "date_zero": _check_date_zero,
    "authority": _check_authority,
}
