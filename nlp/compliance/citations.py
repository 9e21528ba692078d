"""Citations against the registry: the status of what is cited on the document's date."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

from nlp.compliance.case import Case, cap
from nlp.compliance.instruments import Group, group_citations
from nlp.compliance.models import Finding, FindingSeverity, Verdict
from nlp.extract.citations.models import Citation, Relation
from nlp.law.in_force import find_in_force_basis
from nlp.law.instruments import Instrument, Registry, Status, load_registry
from nlp.law.parameters import Confidence
from nlp.text.dates import date_pattern, parse_date

_OWN_EFFECT = re.compile(
    r"(?:nghị\s+quyết|quyết\s+định|chỉ\s+thị|quy\s+định|quy\s+chế|thông\s+tư|kế\s+hoạch)(?:\s+này)?\s+có\s+hiệu\s+lực"
    rf"(?:\s+thi\s+hành)?(?:\s+kể)?\s+từ\s+ngày\s+(?:(?P<signed>ký(?:\s+ban\s+hành)?|ban\s+hành)|{date_pattern('')})"
    rf"(?:\s+và\s+(?:được\s+)?áp\s+dụng\s+(?:kể\s+)?từ\s+ngày\s+{date_pattern('a')})?"
)
_LAWS = ("Luật", "Bộ luật", "Pháp lệnh")
_RELIED = {Relation.BASIS: FindingSeverity.ERROR, Relation.IMPLEMENTS: FindingSeverity.WARNING}


def check_citations(case: Case) -> Iterator[Finding]:
    """Findings on instruments cited, one an instrument: over, not yet in force, or amended, on the document's date."""
    citations, registry = case.document.layer(Citation), load_registry()
    named = {citation.number for citation in citations} | {c.instrument.id for c in citations if c.instrument}
    for group in group_citations(case, citations, registry):
        finding = _check_status(case, group, registry) or _amended(case, group, registry, named)
        if finding is not None:
            yield finding


def _check_status(case: Case, group: Group, registry: Registry) -> Finding | None:
    if case.period is None:
        return _undated(case, group, registry)
    statuses = {registry.status_on(group.instrument, day) for day in case.period}
    if statuses == {Status.EXPIRED}:
        return _expired(case, group, case.period[1], registry)
    if Status.EXPIRED in statuses:
        return _undated(case, group, registry)
    if statuses == {Status.NOT_YET_EFFECTIVE}:
        return _not_yet(case, group, case.period[1])
    return None


def _severity(case: Case, group: Group) -> FindingSeverity:
    """As serious as the strongest reliance; what rests on an unsure row or a recognised text is at most a warning."""
    severity = max(
        (_RELIED.get(relation, FindingSeverity.INFO) for relation in group.relations),
        key=(FindingSeverity.INFO, FindingSeverity.WARNING, FindingSeverity.ERROR).index,
    )
    return cap(severity, FindingSeverity.WARNING if _unsure(case, group) else FindingSeverity.ERROR)


def _unsure(case: Case, group: Group) -> bool:
    """Whether the row of the registry or the reading of the text is too unsure to decide a violation."""
    return group.instrument.confidence is Confidence.UNSURE or case.scanned


def _expired(case: Case, group: Group, day: dt.date, registry: Registry) -> Finding:
    instrument, name = group.instrument, name_instrument(group.instrument)
    relied = any(relation in _RELIED for relation in group.relations)
    ended = f" từ ngày {instrument.replaced_on.first:%d/%m/%Y}" if _exact_end(instrument) and instrument.replaced_on else ""
    unsure = " Sổ đăng ký chưa chắc về mốc này, cần đối chiếu." if instrument.confidence is Confidence.UNSURE else ""
    known = ", ".join(name_instrument(item) for item in registry.replaced_by(instrument))
    successors = known or ", ".join(instrument.replaced_by)
    by = f", được thay bằng {successors}" if successors else ""
    message = f"{name} đã hết hiệu lực{ended}{by}; văn bản này ghi {_when(case, day)}"
    named = " và có nhắc đến; chỉ sai nếu áp dụng cho việc sau mốc đó."
    message += " mà vẫn dùng làm căn cứ hoặc yêu cầu thực hiện." if relied else named
    message += unsure
    basis = [f"{number} (văn bản thay thế)" for number in instrument.replaced_by]
    rule = find_in_force_basis(day)
    return case.finding(
        "citation.expired",
        Verdict.VIOLATION if relied and not _unsure(case, group) else Verdict.UNDETERMINED,
        _severity(case, group),
        message,
        spans=group.spans,
        basis=[*basis, *([rule] if rule else [])],
        facts=_facts(group, day, Status.EXPIRED),
    )


def _not_yet(case: Case, group: Group, day: dt.date) -> Finding | None:
    """Relying on what is not in force yet; papers that prepare for it or that merely name it are no matter, nor is what takes
    effect together with it."""
    instrument, name = group.instrument, name_instrument(group.instrument)
    issued_later = instrument.issued is not None and day < instrument.issued
    relied = Relation.BASIS in group.relations
    own = find_own_effect(case)
    if instrument.effective is None or not (issued_later or relied):
        return None
    if not issued_later and own is not None and own >= instrument.effective:
        return None
    message = f"{name} có hiệu lực từ ngày {instrument.effective:%d/%m/%Y}, văn bản này ghi {_when(case, day)}"
    if issued_later:
        message += f", và mới được ban hành ngày {instrument.issued:%d/%m/%Y}: số, năm viện dẫn hoặc ngày văn bản có thể sai."
    elif own is not None:
        message += f" và có hiệu lực từ ngày {own:%d/%m/%Y}, sớm hơn văn bản dùng làm căn cứ."
    else:
        message += "; chỉ làm căn cứ được nếu văn bản này có hiệu lực cùng lúc hoặc muộn hơn."
    rule = find_in_force_basis(day)
    return case.finding(
        "citation.not_yet_effective",
        Verdict.VIOLATION if issued_later and not _unsure(case, group) else Verdict.UNDETERMINED,
        cap(_severity(case, group), FindingSeverity.WARNING) if issued_later or own is not None else FindingSeverity.INFO,
        message,
        spans=group.spans,
        basis=[rule] if rule else [],
        facts=_facts(group, day, Status.NOT_YET_EFFECTIVE),
    )


def find_own_effect(case: Case) -> dt.date | None:
    """The day from which the document says that it has effect, or is applied where that is later; None where it does not say."""
    match = _OWN_EFFECT.search(case.document.view("case"))
    if match is None:
        return None
    days = [_read_day(match, prefix) for prefix in ("", "a")] + ([case.date] if match["signed"] else [])
    return max((day for day in days if day), default=None)


def _read_day(match: re.Match[str], prefix: str) -> dt.date | None:
    form = next((form for form in ("n", "w") if match[f"{prefix}{form}day"]), None)
    return parse_date(*(match[f"{prefix}{form}{part}"] for part in ("day", "month", "year"))) if form else None


def _amended(case: Case, group: Group, registry: Registry, named: set[str | None]) -> Finding | None:
    """What is relied on had been amended and the amendment is nowhere named: no fault, but the reader must know.

    A law is cited by its title, amendments included; only a place in it may have changed.
    """
    pinpointed = any(citation.provisions for citation in group.citations)
    relied = any(relation in _RELIED for relation in group.relations)
    if case.period is None or not (pinpointed if group.instrument.kind in _LAWS else relied):
        return None
    day = case.period[0]
    amending = [
        item
        for item in registry.amended_by(group.instrument)
        if item.effective is not None and item.effective <= day and item.number not in named
    ]
    if not amending:
        return None
    shown = "; ".join(f"{item.kind} số {item.number} (hiệu lực {item.effective:%d/%m/%Y})" for item in amending)
    rule = find_in_force_basis(day)
    return case.finding(
        "citation.amended",
        Verdict.UNDETERMINED,
        FindingSeverity.INFO,
        f"{name_instrument(group.instrument)} đã được sửa đổi, bổ sung trước ngày văn bản này bởi {shown}; "
        "cần đối chiếu điều khoản đang áp dụng với bản đã sửa.",
        spans=group.spans,
        basis=[*(f"{item.number} (văn bản sửa đổi)" for item in amending), *([rule] if rule else [])],
        facts={**_facts(group, day, registry.status_on(group.instrument, day)), "sua_boi": [item.number for item in amending]},
    )


def _undated(case: Case, group: Group, registry: Registry) -> Finding | None:
    """Without the document's date: only what is over by now, or by the evaluation date, is worth a word."""
    instrument, day = group.instrument, case.as_of or registry.as_of
    if registry.status_on(instrument, day) is not Status.EXPIRED:
        return None
    ended = f" từ ngày {instrument.replaced_on.first:%d/%m/%Y}" if _exact_end(instrument) and instrument.replaced_on else ""
    by = f" ({', '.join(instrument.replaced_by)} thay thế)" if instrument.replaced_by else ""
    return case.finding(
        "citation.expired",
        Verdict.UNDETERMINED,
        FindingSeverity.INFO,
        f"{name_instrument(instrument)} hết hiệu lực{ended}{by}, tính đến ngày {day:%d/%m/%Y}; "
        "văn bản không có ngày đầy đủ nên chưa kết luận.",
        spans=group.spans,
        basis=[f"{number} (văn bản thay thế)" for number in instrument.replaced_by],
        facts=_facts(group, day, Status.EXPIRED),
    )


def _facts(group: Group, day: dt.date, status: Status) -> dict[str, object]:
    instrument = group.instrument
    return {
        "van_ban": instrument.number,
        "ngay_xet": day,
        "tinh_trang": status.value,
        "thay_boi": list(instrument.replaced_by),
        "quan_he": sorted({relation.value for relation in group.relations}),
        "do_tin_cay": instrument.confidence.value,
    }


def _when(case: Case, day: dt.date) -> str:
    if case.date is not None:
        return f"ngày {day:%d/%m/%Y}"
    return f"tháng {day.month}/{day.year}" if case.period and case.period[0].month == day.month else f"năm {day.year}"


def _exact_end(instrument: Instrument) -> bool:
    return instrument.replaced_on is not None and instrument.replaced_on.first == instrument.replaced_on.last


def name_instrument(instrument: Instrument) -> str:
    """The instrument as it is spoken of: a law by title and number, the rest by kind and number."""
    if instrument.kind in _LAWS:
        return f"{instrument.title} số {instrument.number}"
    return f"{instrument.kind} số {instrument.number}"
