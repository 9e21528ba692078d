"""Petitions against the law: the time limits that receipt sets running, and what is proposed to be done with the petition."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping

from nlp.classify.labels import PetitionLabels, PetitionType
from nlp.compliance.case import COMPONENT, VERSION, Case
from nlp.compliance.case_facts import CaseFacts, read_facts
from nlp.compliance.models import (
    AssumedFact,
    CompetentOffice,
    ExpectedAction,
    Finding,
    FindingSeverity,
    MissingFact,
    ProposedHandling,
    Reason,
    Verdict,
)
from nlp.document.annotation import Provenance
from nlp.extract.parties.models import PetitionFacts
from nlp.law.competence import load_competence
from nlp.law.due import Due
from nlp.law.engine import RuleResult, Severity
from nlp.law.facts import Value
from nlp.law.handling import Action, Ground
from nlp.law.outcome import Breached, Met, Pending
from nlp.law.proposal import Expectation, Proposal, propose_handling
from nlp.segment.models import Family
from nlp.text.span import Span

# The first limits that receipt sets running, by type.
_RULES = {
    PetitionType.COMPLAINT: "complaint.acceptance",
    PetitionType.DENUNCIATION: "denunciation.initial_processing",
    PetitionType.RECOMMENDATION: "petition.handling",
    PetitionType.REPORT: "petition.handling",
}
_PASSING_ON = "denunciation.transfer"
# The limits that acceptance sets running, where the caller says that the petition was accepted.
_RESOLUTIONS = frozenset(
    {"complaint.first_resolution", "complaint.second_resolution", "complaint.discipline_resolution", "denunciation.resolution"}
)
# What is taken to be so where neither the text nor the caller says otherwise: an ordinary case.
_ORDINARY: Mapping[str, Value] = {
    "thuoc_tham_quyen": True, "xac_minh_nhieu_noi": False, "phuc_tap": False, "vung_sau": False, "so_lan_gia_han": "0",
    "ngay_tam_dinh_chi": None,
}  # fmt: skip
_MOST_SPANS = 3


def check_petition(case: Case) -> Iterator[Finding | ProposedHandling]:
    """What the law says of a petition whose type is known, or given by the caller: its time limits, and what is proposed."""
    labels, petition = case.document.first(PetitionLabels), case.document.first(PetitionFacts)
    told = case.given.get("loai_don")
    type_ = PetitionType(told) if isinstance(told, str) else (labels.type if labels else None)
    if case.profile.family is not Family.PETITION or type_ is None:
        return
    facts = read_facts(case, type_, petition, case.receiver)
    written = (petition.date if petition else None) or case.date
    proposal = _find_proposal(case, facts, written)
    if type_ in _RULES:
        yield from _check_limits(case, type_, facts, written, proposal)
    yield from _tell(case, facts, proposal)


def _first_rule(type_: PetitionType, competent: Value, proposal: Proposal) -> str | None:
    """The rule of the first limit: whose receiver is not competent has none, but for a denunciation that is to be passed on."""
    if competent is not False:
        return _RULES[type_]
    passed_on = type_ is PetitionType.DENUNCIATION and proposal.handling.action is Action.PASS_ON
    return _PASSING_ON if passed_on else None


def _check_limits(
    case: Case, type_: PetitionType, facts: CaseFacts, written: dt.date | None, proposal: Proposal
) -> Iterator[Finding]:
    """The first limit; with facts from the caller, every limit on which they decide, and once the petition is accepted that of
    its resolution. An ordinary case is assumed where neither the text nor the caller says otherwise, which the message says.
    """
    values = {**proposal.derived, **facts.values, **case.given}
    first_rule = _first_rule(type_, values.get("thuoc_tham_quyen"), proposal)
    received = values.get("ngay_nhan")
    start = received if isinstance(received, dt.date) else written
    if start is None:
        if first_rule is not None:
            yield _no_start(case, type_, first_rule)
        return
    assumed: dict[str, Value] = {"ngay_nhan": start, **_ORDINARY}
    accepted = isinstance(case.given.get("ngay_thu_ly"), dt.date)
    as_of = max(case.as_of or start, start)
    only = None if case.given else frozenset({first_rule} if first_rule else ()) | case.library.own_rules
    for result in case.library.run({**assumed, **values}, as_of, only=only):
        first = result.rule == first_rule
        if result.due is None or not (first or isinstance(result.outcome, (Met, Breached, Pending))):
            continue
        if _is_told(case, result):
            yield _told_finding(case, result, result.due)
        elif accepted and result.rule in _RESOLUTIONS:
            yield _resolution_finding(case, result, result.due, values)
        elif first or result.rule in case.library.own_rules:
            dated = case.header.spans.get("date")
            shown = facts.spans.get("ngay_nhan") or ((dated,) if dated else ())
            spans = () if "ngay_nhan" in case.given else shown
            yield _limit_finding(case, result, result.due, start, as_of, values, spans)


def _is_told(case: Case, result: RuleResult) -> bool:
    """Whether the caller gave every fact that the rule read, but the type, so that its answer stands."""
    return set(result.facts_read) - {"loai_don"} <= set(case.given)


def _told_finding(case: Case, result: RuleResult, due: Due) -> Finding:
    """A limit decided from what the caller knows: met, breached or running; a violation only where nothing unsure was read, and
    the caller gave the type of the petition too.
    """
    typed = "loai_don" in case.given or "loai_don" not in result.facts_read
    verdict = Verdict.SATISFIED if isinstance(result.outcome, Met) else Verdict.UNDETERMINED
    severity = FindingSeverity.WARNING if isinstance(result.outcome, Breached) else FindingSeverity.INFO
    if result.is_violation and typed:
        verdict, severity = Verdict.VIOLATION, FindingSeverity.ERROR
    return case.finding(
        result.rule,
        verdict,
        severity,
        result.message,
        basis=result.legal_basis,
        due=due.due,
        facts={**result.facts_read, "tham_so": list(result.parameters_read), "cac_buoc": list(due.steps)},
    )


def _no_start(case: Case, type_: PetitionType, rule_id: str) -> Finding:
    return case.finding(
        rule_id,
        Verdict.UNDETERMINED,
        FindingSeverity.INFO,
        "Chưa tính được thời hạn xử lý đơn: không có ngày nhận và không đọc được ngày ghi trên đơn.",
        basis=[[rule.basis for rule in case.library.rules if rule.id == rule_id][-1]],
        facts={"loai_don": type_.value, "thieu": ["ngay_nhan"]},
    )


def _limit_finding(
    case: Case,
    result: RuleResult,
    due: Due,
    start: dt.date,
    as_of: dt.date,
    values: Mapping[str, Value],
    spans: tuple[Span, ...],
) -> Finding:
    known = "ngay_nhan" in values
    assumed = [name for name in result.facts_read if name not in values and name != "ngay_nhan"]
    title = next(rule.title for rule in case.library.rules if rule.id == result.rule)
    written = f"tạm tính từ ngày ghi trên đơn {start:%d/%m/%Y} vì chưa có ngày nhận"
    counted = f"tính từ ngày nhận {start:%d/%m/%Y}" if known else written
    other = f" (cách tính khác: {due.latest:%d/%m/%Y})" if due.latest != due.due else ""
    late = case.as_of is not None and case.as_of > due.latest
    competent = "" if "thuoc_tham_quyen" in values else ", nếu đơn thuộc thẩm quyền nơi nhận"
    message = f"{title}: hạn {due.due:%d/%m/%Y}{other}, {counted}{competent}."
    if late and not isinstance(result.outcome, Met):
        message += f" Đến {as_of:%d/%m/%Y} đã quá mốc này; cần đối chiếu sổ tiếp nhận."
    # Only the caller can say that what had to be done was done.
    done = known and isinstance(result.outcome, Met)
    return case.finding(
        result.rule,
        Verdict.SATISFIED if done else Verdict.UNDETERMINED,
        FindingSeverity.WARNING if late and known and not done else FindingSeverity.INFO,
        message,
        spans=spans,
        basis=result.legal_basis,
        due=due.due,
        facts={
            **result.facts_read,
            "ngay_nhan_da_biet": known,
            **({"gia_dinh": assumed} if assumed else {}),
            "tham_so": list(result.parameters_read),
            "cac_buoc": list(due.steps),
        },
    )


def _resolution_finding(case: Case, result: RuleResult, due: Due, values: Mapping[str, Value]) -> Finding:
    """The limit of an accepted petition, as an ordinary case where nobody says otherwise."""
    assumed = [name for name in result.facts_read if name not in values]
    done = isinstance(result.outcome, Met)
    late = case.as_of is not None and case.as_of > due.latest and not done
    title = next(rule.title for rule in case.library.rules if rule.id == result.rule)
    message = f"{title}: hạn {due.due:%d/%m/%Y}, tính từ ngày thụ lý {due.start:%d/%m/%Y}"
    message += ", coi là vụ việc thông thường." if assumed else "."
    return case.finding(
        result.rule,
        Verdict.SATISFIED if done else Verdict.UNDETERMINED,
        FindingSeverity.WARNING if late else FindingSeverity.INFO,
        message + (f" Đến {case.as_of:%d/%m/%Y} đã quá mốc này." if late else ""),
        basis=result.legal_basis,
        due=due.due,
        facts={
            **result.facts_read,
            **({"gia_dinh": assumed} if assumed else {}),
            "tham_so": list(result.parameters_read),
            "cac_buoc": list(due.steps),
        },
    )


def _find_proposal(case: Case, facts: CaseFacts, written: dt.date | None) -> Proposal:
    """What the law of the day proposes, with what the addressees show of the competent office."""
    values = {**facts.values, **case.given}
    received = values.get("ngay_nhan")
    day = received if isinstance(received, dt.date) else written or case.as_of
    proposal = propose_handling(values, day, case.library)
    if (elsewhere := _sent_elsewhere(proposal, facts)) is not None and "gui_noi_co_tham_quyen" not in values:
        values["gui_noi_co_tham_quyen"] = elsewhere
        proposal = propose_handling(values, day, case.library)
    return proposal


def _tell(case: Case, facts: CaseFacts, proposal: Proposal) -> Iterator[Finding | ProposedHandling]:
    """What is proposed, and a finding for each ground that stands in the way of simply accepting the petition."""
    for ground in proposal.handling.reasons:
        if ground.action is not Action.ACCEPT:
            yield _ground_finding(case, ground, facts)
    yield _annotate(case, proposal, facts)


def _sent_elsewhere(proposal: Proposal, facts: CaseFacts) -> bool | None:
    """True where the competent office stands among the addressees beside the office that received the petition."""
    receiver = facts.values.get("noi_nhan_don")
    if proposal.competent is None or not isinstance(receiver, str):
        return None
    others = set(facts.addressees) - {load_competence().head_of(receiver)}
    return True if proposal.competent in others else None


def _ground_finding(case: Case, ground: Ground, facts: CaseFacts) -> Finding:
    return case.finding(
        f"petition.{ground.rule}",
        Verdict.UNDETERMINED,
        FindingSeverity(Severity(ground.severity)),
        f"{ground.text} ({'; '.join(ground.legal_basis)}).",
        spans=_spans(ground.facts, facts),
        basis=ground.legal_basis,
        facts={"loai_don": facts.values["loai_don"], **ground.facts},
    )


def _spans(names: Mapping[str, Value], facts: CaseFacts) -> tuple[Span, ...]:
    return tuple(dict.fromkeys(span for name in names for span in facts.spans.get(name, ())))[:_MOST_SPANS]


def _annotate(case: Case, proposal: Proposal, facts: CaseFacts) -> ProposedHandling:
    handling = proposal.handling
    reasons = tuple(
        Reason(item.rule, item.action, item.text, item.legal_basis, item.confidence, _spans(item.facts, facts), tuple(item.facts))
        for item in handling.reasons
    )
    known = case.library.facts
    shown = tuple(sorted({span for reason in reasons for span in reason.spans}))
    return ProposedHandling(
        span=shown[0] if shown else Span(0, 0),
        provenance=Provenance(COMPONENT, VERSION, reasons[0].rule if reasons else "undecided", shown),
        action=handling.action,
        competent=_competent(proposal, facts),
        reasons=reasons,
        missing_facts=tuple(MissingFact(name, known[name][1]) for name in handling.missing_facts),
        alternatives=handling.alternatives,
        expected=_tell_expected(proposal.expected, known),
    )


def _tell_expected(expected: Expectation | None, known: Mapping[str, tuple[str, str]]) -> ExpectedAction | None:
    ground = expected.ground if expected else None
    if expected is None or ground is None or ground.action is None:
        return None
    assumed = tuple(AssumedFact(name, value, known[name][1]) for name, value in expected.assumed.items())
    return ExpectedAction(ground.action, assumed, ground.rule, ground.text, ground.legal_basis)


def _competent(proposal: Proposal, facts: CaseFacts) -> CompetentOffice | None:
    if proposal.competence is None:
        return None
    return CompetentOffice(
        office=proposal.competent,
        name=proposal.competent_name,
        legal_basis=tuple(basis.text for basis in proposal.competence.basis),
        confidence=proposal.competence.confidence,
        note=proposal.competence.note,
        spans=facts.spans.get("nguoi_bi_kien", ()),
    )
