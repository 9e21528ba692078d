"""Petitions against the law: the time limits that receipt sets running, and conditions that the text touches."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

from nlp.classify.labels import PetitionLabels, PetitionType
from nlp.compliance.case import Case, cap
from nlp.compliance.models import Finding, FindingSeverity, Verdict
from nlp.extract.parties.models import PetitionFacts
from nlp.law.due import Due
from nlp.law.eligibility import find_conditions
from nlp.law.engine import RuleResult, Severity, run_rules
from nlp.law.facts import Value
from nlp.law.outcome import NotApplicable
from nlp.law.parameters import Confidence
from nlp.law.rules import RULES
from nlp.segment.models import Family
from nlp.text.dates import NUMERIC_DATE, parse_date
from nlp.text.span import Span

# The first limits that receipt sets running, by type.
_RULES = {
    PetitionType.COMPLAINT: "complaint.acceptance",
    PetitionType.DENUNCIATION: "denunciation.initial_processing",
    PetitionType.RECOMMENDATION: "petition.handling",
    PetitionType.REPORT: "petition.handling",
}
_BY_ID = {name: tuple(rule for rule in RULES if rule.id == name) for name in set(_RULES.values())}
_RECEIVED = re.compile(
    rf"(?:(?:công\s+văn|văn\s+bản)\s+đến[\s\S]{{0,40}}?ngày\s*:?|ngày\s+(?:nhận(?:\s+đơn)?|đến|tiếp\s+nhận)\s*:)\s*{NUMERIC_DATE}"
)
_SECOND = re.compile(r"khiếu\s+nại\s+lần\s+(?:thứ\s+)?(?:hai|2)(?!\w)")
_DISCIPLINE = re.compile(r"quyết\s+định\s+(?:\w+\s+){0,4}kỷ\s+luật|kỷ\s+luật\s+(?:cán\s+bộ|công\s+chức|buộc\s+thôi\s+việc)")


def check_petition(case: Case) -> Iterator[Finding]:
    """Findings on a petition whose type is known: its first time limit with a due date, then the conditions it touches."""
    labels, facts = case.document.first(PetitionLabels), case.document.first(PetitionFacts)
    if case.profile.family is not Family.PETITION or labels is None or labels.type is None:
        return
    if labels.type in _RULES:
        yield from _check_limit(case, labels.type, facts)
    if facts is not None and labels.type is not PetitionType.OTHER:
        yield from _check_conditions(case, labels.type, facts)


def _check_limit(case: Case, type_: PetitionType, facts: PetitionFacts | None) -> Iterator[Finding]:
    received, span = _find_receipt(case)
    written = (facts.date if facts else None) or case.date
    start = received or written
    spans = [span] if span else ([case.header.spans["date"]] if "date" in case.header.spans else [])
    if start is None:
        yield _no_start(case, type_)
        return
    values = _values(case, type_, start)
    as_of = max(case.as_of or start, start)
    for result in run_rules(values, as_of, _BY_ID[_RULES[type_]]):
        if not isinstance(result.outcome, NotApplicable) and result.due is not None:
            yield _limit_finding(case, result, result.due, start, as_of, known=received is not None, spans=spans)


def _values(case: Case, type_: PetitionType, start: dt.date) -> dict[str, Value]:
    """The facts of the case. Competence and an ordinary check are assumed, which the message says."""
    bare = case.document.view("case")
    values: dict[str, Value] = {"loai_don": type_.value, "ngay_nhan": start, "thuoc_tham_quyen": True}
    if type_ is PetitionType.COMPLAINT:
        values["lan_khieu_nai"] = "2" if _SECOND.search(bare) else "1"
        values["ky_luat"] = _DISCIPLINE.search(bare) is not None
    if type_ is PetitionType.DENUNCIATION:
        values["xac_minh_nhieu_noi"] = False
    return values


def _find_receipt(case: Case) -> tuple[dt.date | None, Span | None]:
    """The day of a receipt stamp in the head of the text."""
    match = _RECEIVED.search(case.document.view("case"), 0, 1500)
    day = parse_date(match["day"], match["month"], match["year"]) if match else None
    return (day, Span(*match.span())) if match and day else (None, None)


def _no_start(case: Case, type_: PetitionType) -> Finding:
    return case.finding(
        _RULES[type_],
        Verdict.UNDETERMINED,
        FindingSeverity.INFO,
        "Chưa tính được thời hạn xử lý đơn: không có ngày nhận và không đọc được ngày ghi trên đơn.",
        basis=[_BY_ID[_RULES[type_]][-1].basis],
        facts={"loai_don": type_.value, "thieu": ["ngay_nhan"]},
    )


def _limit_finding(
    case: Case, result: RuleResult, due: Due, start: dt.date, as_of: dt.date, *, known: bool, spans: list[Span]
) -> Finding:
    title = next(rule.title for rule in _BY_ID[result.rule])
    written = f"tạm tính từ ngày ghi trên đơn {start:%d/%m/%Y} vì chưa có ngày nhận"
    counted = f"tính từ ngày nhận {start:%d/%m/%Y}" if known else written
    other = f" (cách tính khác: {due.latest:%d/%m/%Y})" if due.latest != due.due else ""
    late = case.as_of is not None and case.as_of > due.latest
    message = f"{title}: hạn {due.due:%d/%m/%Y}{other}, {counted}, nếu đơn thuộc thẩm quyền nơi nhận."
    if late:
        message += f" Đến {as_of:%d/%m/%Y} đã quá mốc này; cần đối chiếu sổ tiếp nhận."
    return case.finding(
        result.rule,
        Verdict.UNDETERMINED,
        FindingSeverity.WARNING if late and known else FindingSeverity.INFO,
        message,
        spans=spans,
        basis=result.legal_basis,
        due=due.due,
        facts={
            **result.facts_read,
            "ngay_nhan_da_biet": known,
            "tham_so": list(result.parameters_read),
            "cac_buoc": list(due.steps),
        },
    )


def _check_conditions(case: Case, type_: PetitionType, facts: PetitionFacts) -> Iterator[Finding]:
    day = facts.date or case.date or case.as_of
    for condition in find_conditions(type_.value, _flags(case, facts), day):
        most = FindingSeverity.INFO if condition.confidence is Confidence.UNSURE else FindingSeverity.WARNING
        yield case.finding(
            f"petition.{condition.id}",
            Verdict.UNDETERMINED,
            cap(FindingSeverity(Severity(condition.severity)), most),
            f"{condition.text} ({condition.basis.text}).",
            spans=[
                span for name, span in facts.evidence if name.startswith(f"flag.{_SHOWN_BY.get(condition.flag, condition.flag)}.")
            ][:3],
            basis=[condition.basis.text],
            facts={"co": condition.flag, "so_nguoi": facts.signatories, "loai_don": type_.value},
        )


# The conditions on numbers of people have the evidence of their flag.
_SHOWN_BY = {"from_5_to_10": "dong_nguoi", "above_10": "dong_nguoi"}


def _flags(case: Case, facts: PetitionFacts) -> set[str]:
    flags = set(facts.flags)
    if facts.signatories is not None and facts.signatories >= 5:
        flags.discard("dong_nguoi")
        flags.add("from_5_to_10" if facts.signatories <= 10 else "above_10")
    if facts.signed is False:
        flags.add("khong_chu_ky")
    if facts.date is None and case.date is None:
        flags.add("undated")
    return flags | {"mixed"}
