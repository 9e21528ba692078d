"""Citations against the registry: status on the document's date, dates, numbers, kinds and titles that contradict."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence

from nlp.compliance.case import Case, cap, load_cues
from nlp.compliance.instruments import Group, find_instrument, group_citations
from nlp.compliance.models import Finding, FindingSeverity, Verdict
from nlp.extract.citations.models import Citation, Relation
from nlp.law.in_force import find_in_force_basis
from nlp.law.instruments import Instrument, Registry, Status, load_registry
from nlp.law.legislatures import find_wrong_term
from nlp.law.parameters import Confidence

_YEARED = re.compile(r"/((?:19|20)\d\d)/")
_CODE = re.compile(r"/(?P<code>[^\W\d_]+)")
_RELIED = {Relation.BASIS: FindingSeverity.ERROR, Relation.IMPLEMENTS: FindingSeverity.WARNING}


def check_citations(case: Case) -> Iterator[Finding]:
    """Findings on instruments cited: one an instrument for its status, one a mention for what contradicts itself."""
    citations, registry = case.document.layer(Citation), load_registry()
    for group in group_citations(case, citations, registry):
        finding = _check_status(case, group, registry)
        if finding is not None:
            yield finding
    for citation in citations:
        yield from _check_mention(case, citation, registry)


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
    instrument = group.instrument
    relied = any(relation in _RELIED for relation in group.relations)
    ended = f" từ ngày {instrument.replaced_on.first:%d/%m/%Y}" if _exact_end(instrument) and instrument.replaced_on else ""
    unsure = " Sổ đăng ký chưa chắc về mốc này, cần đối chiếu." if instrument.confidence is Confidence.UNSURE else ""
    successors = ", ".join(_name(item) for item in registry.replaced_by(instrument)) or ", ".join(instrument.replaced_by)
    by = f", được thay bằng {successors}" if successors else ""
    message = f"{_name(instrument)} đã hết hiệu lực{ended}{by}; văn bản này ghi {_when(case, day)}"
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
    """Relying on what is not in force yet; papers that prepare for it or that merely name it are no matter."""
    instrument = group.instrument
    issued_later = instrument.issued is not None and day < instrument.issued
    relied = Relation.BASIS in group.relations
    if instrument.effective is None or not (issued_later or relied):
        return None
    message = f"{_name(instrument)} có hiệu lực từ ngày {instrument.effective:%d/%m/%Y}, văn bản này ghi {_when(case, day)}"
    if issued_later:
        message += f", và mới được ban hành ngày {instrument.issued:%d/%m/%Y}: số, năm viện dẫn hoặc ngày văn bản có thể sai."
    else:
        message += "; chỉ làm căn cứ được nếu văn bản này có hiệu lực cùng lúc hoặc muộn hơn."
    rule = find_in_force_basis(day)
    return case.finding(
        "citation.not_yet_effective",
        Verdict.VIOLATION if issued_later and not _unsure(case, group) else Verdict.UNDETERMINED,
        cap(_severity(case, group), FindingSeverity.WARNING) if issued_later else FindingSeverity.INFO,
        message,
        spans=group.spans,
        basis=[rule] if rule else [],
        facts=_facts(group, day, Status.NOT_YET_EFFECTIVE),
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
        f"{_name(instrument)} hết hiệu lực{ended}{by}, tính đến ngày {day:%d/%m/%Y}; "
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


def _name(instrument: Instrument) -> str:
    """The instrument as it is spoken of: a law by title and number, the rest by kind and number."""
    if instrument.kind in ("Luật", "Bộ luật", "Pháp lệnh"):
        return f"{instrument.title} số {instrument.number}"
    return f"{instrument.kind} số {instrument.number}"


def _check_mention(case: Case, citation: Citation, registry: Registry) -> Iterator[Finding]:
    number = citation.number
    if number is None or case.scanned:
        return
    wrong_year = _contradicted_year(citation)
    if wrong_year is not None:
        yield _mention_finding(case, citation, "citation.date_number", wrong_year)
    else:
        issued = _contradicted_date(case, citation, registry)
        if issued is not None:
            yield _mention_finding(case, citation, "citation.date_registry", issued)
    wrong_term = find_wrong_term(number)
    if wrong_term is not None:
        year, term = wrong_term
        years = f"từ {term.first} đến {term.last}"
        text = f"Số {number} ghi năm {year} nhưng Quốc hội khóa {term.number} chỉ ban hành văn bản {years}"
        yield _mention_finding(case, citation, "citation.term", text + _suggest(citation, registry))
    kind = _contradicted_kind(citation)
    if kind is not None:
        yield _mention_finding(case, citation, "citation.kind", kind)
    title = _contradicted_title(citation, registry) if wrong_term is None else None
    if title is not None:
        yield _mention_finding(case, citation, "citation.title", title)


def _contradicted_year(citation: Citation) -> str | None:
    year = _YEARED.search(citation.number or "")
    if year is None or citation.date is None or int(year[1]) == citation.date.year:
        return None
    return f"Số {citation.number} là của năm {year[1]} nhưng ngày viện dẫn là {citation.date:%d/%m/%Y}"


def _contradicted_date(case: Case, citation: Citation, registry: Registry) -> str | None:
    """A number with a year is given once, so another date than the registry's is wrong on one side."""
    if citation.date is None or not _YEARED.search(citation.number or ""):
        return None
    instrument = find_instrument(citation, case, registry)
    if instrument is None or instrument.issued is None or instrument.issued == citation.date:
        return None
    if instrument.confidence is Confidence.UNSURE:
        return None
    return f"{_name(instrument)} ban hành ngày {instrument.issued:%d/%m/%Y} theo sổ đăng ký, không phải {citation.date:%d/%m/%Y}"


def _contradicted_kind(citation: Citation) -> str | None:
    strict = load_cues().strict_kinds
    own = strict.get(citation.kind or "")
    code = _CODE.search(_YEARED.sub("/", citation.number or ""))
    if own is None or code is None or code["code"] in own:
        return None
    others = [kind for kind, codes in strict.items() if code["code"] in codes]
    if not others or (citation.kind == "nghi_quyet" and code["code"] in ("QH", "UBTVQH")):
        return None
    return f"Tên loại ở viện dẫn không khớp với “{code['code']}” trong số {citation.number}"


def _contradicted_title(citation: Citation, registry: Registry) -> str | None:
    """The title is that of another law than the number's, and neither amends the other."""
    if not citation.title:
        return None
    numbered = registry.find_all_by_number(citation.number or "")
    titled: Sequence[Instrument] = registry.find_all_by_title(citation.title)
    if len(numbered) != 1 or not titled or numbered[0] in titled:
        return None
    if any(numbered[0].number in item.amended_by or item.number in numbered[0].amended_by for item in titled):
        return None
    return f"Số {citation.number} là của {_name(numbered[0])}, không phải tên luật được viện dẫn{_suggest(citation, registry)}"


def _suggest(citation: Citation, registry: Registry) -> str:
    titled = registry.find_all_by_title(citation.title) if citation.title else ()
    laws = citation.kind in ("luat", "bo_luat")
    titled = tuple(item for item in titled if laws == (item.kind in ("Luật", "Bộ luật")))
    return f" (tên này có số {', '.join(item.number for item in titled)})" if titled else ""


def _mention_finding(case: Case, citation: Citation, rule: str, text: str) -> Finding:
    basis = find_in_force_basis(case.date) if case.date else None
    return case.finding(
        rule,
        Verdict.VIOLATION,
        FindingSeverity.WARNING,
        f"{text}; cần kiểm tra lại viện dẫn.",
        spans=[citation.span],
        basis=_citing_basis(case, basis),
        facts={"so": citation.number, "ngay": citation.date, "loai": citation.kind, "ten": citation.title},
    )


def _citing_basis(case: Case, fallback: str | None) -> list[str]:
    if case.date is not None and case.date >= dt.date(2020, 3, 5) and case.profile.regime == "state":
        return ["điểm a, b khoản 6 Mục II Phần I Phụ lục I NĐ 30/2020/NĐ-CP"]
    return [fallback] if fallback else []
