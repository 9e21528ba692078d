"""Citations that contradict themselves, the registry, the document's date or one another."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from itertools import groupby

from nlp.compliance.case import Case
from nlp.compliance.citations import name_instrument
from nlp.compliance.instruments import find_instrument
from nlp.compliance.models import Finding, FindingSeverity, Verdict
from nlp.extract.citations.models import Citation, Conflict, ConflictCode, Relation
from nlp.law.format import PARTY, STATE, find_regime
from nlp.law.instruments import load_registry
from nlp.law.parameters import Confidence
from nlp.segment.models import Regime

_RULES = {
    ConflictCode.YEAR_DATE: "citation.date_number",
    ConflictCode.REGISTRY_DATE: "citation.date_registry",
    ConflictCode.YEAR_TERM: "citation.term",
    ConflictCode.KIND_CODE: "citation.kind",
    ConflictCode.TITLE_NUMBER: "citation.title",
    ConflictCode.ISSUER_CODE: "citation.issuer",
    ConflictCode.AFTER_DOCUMENT: "citation.after_document",
}
# What another contradiction of the same mention explains already.
_EXPLAINED = {ConflictCode.REGISTRY_DATE: ConflictCode.YEAR_DATE, ConflictCode.TITLE_NUMBER: ConflictCode.YEAR_TERM}
_OWN = frozenset({Relation.SELF, Relation.ATTACHED})
_BODY_REACH = 160


def check_contradictions(case: Case) -> Iterator[Finding]:
    """One finding a contradiction. In a recognised text, or where a number had to be put right, none is said: the recogniser
    may have made it."""
    if case.scanned:
        return
    citations = [c for c in case.document.layer(Citation) if (c.provenance.confidence or 0) >= 1 and c.relation not in _OWN]
    for citation in citations:
        codes = {conflict.code for conflict in citation.conflicts}
        for conflict in citation.conflicts:
            if _EXPLAINED.get(conflict.code) not in codes and _is_certain(case, citation, conflict):
                yield _finding(case, _RULES[conflict.code], _describe(citation, conflict), [citation])
    yield from _check_one_another(case, citations)


def _is_certain(case: Case, citation: Citation, conflict: Conflict) -> bool:
    """Whether the mention says what it is blamed for: a body is its issuer only behind ``của``."""
    if conflict.code is not ConflictCode.ISSUER_CODE:
        return True
    behind = case.document.text[citation.span.start : citation.span.end + _BODY_REACH]
    return re.search(rf"\bcủa\s+{_spaced(conflict.found)}", behind) is not None


def _spaced(text: str) -> str:
    return r"\s+".join(map(re.escape, text.split()))


def _describe(citation: Citation, conflict: Conflict) -> str:
    number, found, expected = citation.number, conflict.found, conflict.expected
    match conflict.code:
        case ConflictCode.YEAR_DATE:
            return f"Số {number} là của năm {expected} nhưng ngày viện dẫn là {_day(found)}"
        case ConflictCode.REGISTRY_DATE:
            return f"{_registered(citation)} ban hành ngày {_day(expected)}, viện dẫn ghi ngày {_day(found)}"
        case ConflictCode.YEAR_TERM:
            term = re.sub(r"\D", "", (number or "").rpartition("/")[2])
            years = expected.strip("-").replace("-", " đến ")
            return f"Số {number} ghi năm {found} nhưng Quốc hội khóa {term} chỉ ban hành văn bản từ {years}{_suggest(citation)}"
        case ConflictCode.KIND_CODE:
            return f"Tên loại ở viện dẫn không khớp với ký hiệu trong số {number}"
        case ConflictCode.TITLE_NUMBER if found == number:
            return f"Không có văn bản mang tên này với số {number}{_suggest(citation)}"
        case ConflictCode.TITLE_NUMBER:
            return f"Số {number} là của {_registered(citation)}, không phải tên được viện dẫn{_suggest(citation)}"
        case ConflictCode.ISSUER_CODE:
            return f"Số {number} có mã của {expected} nhưng viện dẫn ghi của {found}"
        case ConflictCode.AFTER_DOCUMENT:
            return f"Viện dẫn văn bản đề ngày {_day(found)}, sau ngày văn bản này {_day(expected)}"


def _day(iso: str) -> str:
    return f"{dt.date.fromisoformat(iso):%d/%m/%Y}"


def _registered(citation: Citation) -> str:
    found = load_registry().find_all_by_number(citation.number or "")
    if not found and citation.instrument:
        found = load_registry().find_all_by_number(citation.instrument.id)
    return name_instrument(found[0]) if found else f"văn bản số {citation.number}"


def _suggest(citation: Citation) -> str:
    titled = load_registry().find_all_by_title(citation.title) if citation.title else ()
    laws = citation.kind in ("luat", "bo_luat")
    titled = tuple(item for item in titled if laws == (item.kind in ("Luật", "Bộ luật")))
    return f" (tên này có số {', '.join(item.number for item in titled)})" if titled else ""


def _check_one_another(case: Case, citations: Iterable[Citation]) -> Iterator[Finding]:
    """One number of one body in one year has one date; two dates for it cannot both be right."""
    dated = [c for c in citations if c.number and c.date]
    for (number, _, year), same in groupby(sorted(dated, key=_identity), key=_identity):
        mentions = list(same)
        dates = sorted({c.date for c in mentions if c.date})
        if len(dates) > 1:
            shown = ", ".join(f"{day:%d/%m/%Y}" for day in dates)
            text = f"Văn bản số {number} năm {year} được viện dẫn với nhiều ngày khác nhau: {shown}"
            firsts = [next(c for c in mentions if c.date == day) for day in dates]
            yield _finding(case, "citation.inconsistent", text, firsts)


def _identity(citation: Citation) -> tuple[str, str, int]:
    return citation.number or "", citation.body or citation.issuer or "", citation.date.year if citation.date else 0


def _finding(case: Case, rule: str, text: str, citations: list[Citation]) -> Finding:
    first = citations[0]
    entry = find_instrument(first, load_registry())
    unsure = rule == "citation.date_registry" and entry is not None and entry.confidence is Confidence.UNSURE
    return case.finding(
        rule,
        Verdict.UNDETERMINED if unsure else Verdict.VIOLATION,
        FindingSeverity.WARNING,
        f"{text}; cần kiểm tra lại viện dẫn.",
        spans=[citation.span for citation in citations],
        basis=_basis(case),
        facts={"so": first.number, "ngay": first.date, "loai": first.kind, "ten": first.title, "co_quan": first.issuer},
    )


def _basis(case: Case) -> list[str]:
    """Where the document's own rules say how others are cited; nothing where no such rule is known."""
    bodies = {Regime.STATE: STATE, Regime.PARTY: PARTY}
    body = bodies.get(case.profile.regime) if case.profile.regime else None
    regime = find_regime(body, case.date) if body and case.date else None
    return [regime.citing.text] if regime is not None and regime.citing is not None else []
