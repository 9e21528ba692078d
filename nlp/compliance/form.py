"""Form of dispatches: the law's results joined with spans, and weakened where the print cannot be trusted."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

from nlp.compliance.case import Case, cap
from nlp.compliance.models import Finding, FindingSeverity, Verdict
from nlp.compliance.print_facts import PrintFacts, is_cut, read_print
from nlp.law.format import PARTY, find_regime
from nlp.law.outcome import NotApplicable, Undetermined
from nlp.law.rules.format import Conforms, Deviates, FormResult, check_form
from nlp.segment.models import SegmentType

# What a retyped page changes: the word before the number, zeros, the authority's abbreviation.
_TYPOGRAPHIC = frozenset({"format.number_word", "format.number_zero", "format.date_zero", "format.authority"})
# What is said of a recognised text too, as a warning: a code or a name that stands whole is not made by the recogniser.
_LEGIBLE = frozenset(
    f"format.{name}" for name in ("number_kind", "number_issuer", "issuer_district", "issuer_ministry", "kind_cell")
)
_STATE_BODY = re.compile(r"UBND|HĐND")
_HEAD = frozenset({"format.national_header", "format.issuer"})
_FOOT = frozenset({"format.signature", "format.recipients"})


def check_form_of(case: Case) -> Iterator[Finding]:
    """Findings on the form of a dispatch; one that says what conforms, and one for each requirement that does not."""
    facts = read_print(case)
    if facts is None:
        return
    day, assumed = _deciding_day(case, facts)
    results = check_form(facts.values, facts.body, day)
    if not results:
        return
    doubtful = case.scanned or bool(facts.unreadable)
    if doubtful:
        yield _illegible(case, facts, results)
    met = [result for result in results if isinstance(result.outcome, Conforms)]
    if met and not doubtful:
        yield _conforming(case, facts, results, met)
    for result in results:
        if isinstance(result.outcome, (Conforms, NotApplicable)):
            continue
        finding = _finding(case, facts, result, results, doubtful=doubtful, assumed=assumed)
        if finding is not None:
            yield finding


def _deciding_day(case: Case, facts: PrintFacts) -> tuple[dt.date | None, bool]:
    """The day whose rules hold, and whether it is only assumed: a date's month or year where one regime holds in all of it,
    else the evaluation date."""
    if case.period is not None:
        first, last = (find_regime(facts.body, day) for day in case.period)
        if first == last:
            return case.period[1], False
    return (facts.day, False) if facts.day else (case.as_of, True)


def _illegible(case: Case, facts: PrintFacts, results: tuple[FormResult, ...]) -> Finding:
    parts = f"không đọc chắc: {', '.join(facts.unreadable)}" if facts.unreadable else ""
    signs = "chữ trên bản này có dấu hiệu nhận dạng sai từ ảnh" if case.scanned else ""
    why = "; ".join(part for part in (signs, parts) if part)
    return case.finding(
        "format.legibility",
        Verdict.UNDETERMINED,
        FindingSeverity.INFO,
        f"{why[0].upper()}{why[1:]}; không kết luận về cách ghi số, ngày và quyền hạn người ký.",
        spans=(span for name in ("number", "date") if (span := case.header.spans.get(name)) is not None),
        basis=[results[0].requirement.basis.instrument or ""],
        facts={"ocr": case.document.source.ocr, "khong_doc_duoc": facts.unreadable},
    )


def _conforming(case: Case, facts: PrintFacts, results: tuple[FormResult, ...], met: list[FormResult]) -> Finding:
    judged = [result for result in results if not isinstance(result.outcome, NotApplicable)]
    read = {name: value for result in met for name, value in result.facts_read.items()}
    return case.finding(
        "format.conforms",
        Verdict.SATISFIED,
        FindingSeverity.INFO,
        f"Đạt {len(met)}/{len(judged)} yêu cầu thể thức kiểm được theo {met[0].requirement.basis.instrument}.",
        spans=facts.spans_of(read),
        basis=[met[0].requirement.basis.instrument or ""],
        facts={**read, "dat": [result.rule for result in met]},
    )


def _finding(
    case: Case, facts: PrintFacts, result: FormResult, results: tuple[FormResult, ...], *, doubtful: bool, assumed: bool
) -> Finding | None:
    outcome, requirement = result.outcome, result.requirement
    missing = requirement.check == "present"
    if isinstance(outcome, Undetermined) and outcome.missing:
        return None
    if doubtful and not missing and not (result.rule in _LEGIBLE and isinstance(outcome, Deviates)):
        return None
    reason = _doubt(case, facts, result, results) if isinstance(outcome, Deviates) else ""
    if reason and result.rule in _TYPOGRAPHIC:
        return None
    most = FindingSeverity.WARNING if reason or assumed else FindingSeverity.ERROR
    severity = cap(FindingSeverity(requirement.severity_cap), most)
    verdict = Verdict.VIOLATION if isinstance(outcome, Deviates) and not (reason or assumed) else Verdict.UNDETERMINED
    message = result.message
    if reason:
        message = f"{message[:-1]}. Chưa kết luận được vì {reason}."
        if assumed:
            message += " Không đọc được ngày văn bản nên xét theo quy định mới nhất."
    elif assumed and isinstance(outcome, Deviates):
        message = f"{message[:-1]}. Văn bản không có ngày, xét theo quy định mới nhất nên chưa kết luận."
    if isinstance(outcome, Undetermined) or (missing and case.scanned):
        severity = cap(severity, FindingSeverity.INFO)
    return case.finding(
        result.rule,
        verdict,
        severity,
        message,
        spans=facts.spans_of(result.facts_read),
        basis=[requirement.basis.text],
        facts={**result.facts_read, "quy_tac": list(result.parameters_read)},
    )


def _doubt(case: Case, facts: PrintFacts, result: FormResult, results: tuple[FormResult, ...]) -> str:
    """Why a deviation may be the copy's or the reader's and not the document's; empty where nothing speaks for that."""
    if case.scanned:
        return "bản này được nhận dạng từ ảnh, có thể đọc sót"
    if facts.unreadable:
        return f"{' và '.join(facts.unreadable)} không đọc được chắc"
    if case.copied:
        return "bản này được chép từ trang web, có thể thiếu hoặc đã gõ lại phần đầu, phần cuối"
    if result.requirement.check != "present":
        return ""
    if facts.body == PARTY and _STATE_BODY.search(case.header.number or ""):
        return "đây là văn bản liên cơ quan Đảng và Nhà nước"
    absent = {item.rule for item in results if isinstance(item.outcome, Deviates) and item.requirement.check == "present"}
    if result.rule in _HEAD and (is_cut(case) or absent >= _HEAD):
        return "cả phần đầu trang không có trong bản này, có thể bị cắt"
    if result.rule in _FOOT and absent >= _FOOT:
        return "cả phần cuối không có trong bản này, có thể bị cắt"
    if facts.blank:
        return "số hoặc ngày còn để trống, có thể là bản dự thảo"
    if result.rule == "format.subject" and SegmentType.TITLE in case.zones:
        return "có thể trích yếu không được đọc ra dưới tên loại"
    return ""
