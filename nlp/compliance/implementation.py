"""A document laid beside the directive that it implements: what it passes on, drops, tightens and loosens."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from nlp.compliance.case import COMPONENT, VERSION, load_cues
from nlp.compliance.models import Finding, FindingSeverity, Verdict
from nlp.compliance.tasks import Cited, Task, TaskedDocument, Term, compare_terms, read_pairs, share_of, weigh
from nlp.document.annotation import Provenance
from nlp.extract.obligations.models import ADDRESSEES
from nlp.law.rules.directive import Change, Order, order_reports
from nlp.text.fold import fold_all
from nlp.text.span import Span

# How much of a task's wording must stand in the other document: to be the same task, and not to be lost.
_SAME, _LOST = 0.4, 0.25
_NOWHERE: Mapping[str, Any] = {"start": 0, "end": 0, "source_start": 0, "source_end": 0, "page": None, "anchors": [], "text": ""}
_RELIED = frozenset({"basis", "implements"})
_QUOTED = 160
_PLURAL = re.compile(r"\b(?:cac|moi|tung|cap)\b")
_LEVELS = ("xa", "phuong", "dac khu", "thi tran", "huyen", "quan", "thi xa", "thanh pho", "tinh")


@dataclass
class Comparison:
    """Two documents and their tasks side by side; ``pairs`` are the directive's tasks with what became of each."""

    implementing: TaskedDocument
    directive: TaskedDocument
    pairs: list[tuple[Task, Task]] = field(default_factory=list)
    dropped: list[Task] = field(default_factory=list)
    others: int = 0
    added: int = 0


def find_directives(documents: Sequence[TaskedDocument]) -> Iterator[tuple[TaskedDocument, TaskedDocument]]:
    """Pairs of (implementing, directive) in a set: one bases itself on the other, by its number and, where known, its date."""
    by_number: dict[str, list[TaskedDocument]] = {}
    for document in documents:
        if document.number and document.number[0].isdigit() and document.tasks:
            by_number.setdefault(document.number, []).append(document)
    for implementing in documents:
        seen = {implementing.id}
        for cited in implementing.cited:
            if cited.relation not in _RELIED:
                continue
            meant = [d for d in by_number.get(cited.number, ()) if d.id not in seen and _same_day(cited, d)]
            if len(meant) == 1 and implementing.tasks:
                seen.add(meant[0].id)
                yield implementing, meant[0]


def _same_day(cited: Cited, document: TaskedDocument) -> bool:
    return cited.date is None or document.date is None or cited.date == document.date


def compare(implementing: TaskedDocument, directive: TaskedDocument) -> Comparison:
    """The tasks of the directive beside those of the document that implements it."""
    found, weights = Comparison(implementing, directive), weigh((implementing.tasks, directive.tasks))
    taken = set()
    for task in directive.tasks:
        shares = [(share_of(task.pairs, other.pairs, weights), n) for n, other in enumerate(implementing.tasks)]
        best, number = max(shares, default=(0.0, -1))
        if best >= _SAME:
            found.pairs.append((task, implementing.tasks[number]))
            taken.add(number)
        elif not _concerns(task, directive, implementing):
            found.others += 1
        elif best < _LOST and all(share_of(task.pairs, read_pairs(text), weights) < _LOST for text in implementing.sentences):
            found.dropped.append(task)
    found.added = len(implementing.tasks) - len(taken)
    return found


def check_implementation(implementing: TaskedDocument, directive: TaskedDocument) -> list[dict[str, Any]]:
    """The findings of the comparison, each as the record of ``implementing`` would hold it."""
    found = compare(implementing, directive)
    rows = [_summary(found), *_check_mention(found), *_check_terms(found), *_check_reports(found), *_tell_dropped(found)]
    return [_encode(finding, place) for finding, place in rows]


Row = tuple[Finding, Mapping[str, Any]]


def _summary(found: Comparison) -> Row:
    changes = [_change_of(*pair)[0] for pair in found.pairs]
    looser, tighter = changes.count(Change.LOOSENED), changes.count(Change.TIGHTENED)
    counts = {
        "chuyen_tiep": len(found.pairs),
        "bo_sot": len(found.dropped),
        "chat_hon": tighter,
        "nhe_hon": looser,
        "cua_noi_khac": found.others,
        "them_moi": found.added,
    }
    return _row(
        found,
        "implementation.coverage",
        Verdict.UNDETERMINED if found.dropped or looser else Verdict.SATISFIED,
        FindingSeverity.INFO,
        f"So với {name_directive(found.directive)} ({len(found.directive.tasks)} nhiệm vụ): chuyển tiếp {len(found.pairs)}, "
        f"không thấy {len(found.dropped)}, chặt hơn {tighter}, nhẹ hơn {looser}, của nơi khác {found.others}, "
        f"thêm mới {found.added}.",
        facts=counts,
    )


def _check_mention(found: Comparison) -> Iterator[Row]:
    """Whether the directive is cited, and with its own date."""
    mentions = [cited for cited in found.implementing.cited if cited.number == found.directive.number]
    if not mentions:
        yield _row(
            found,
            "implementation.not_cited",
            Verdict.UNDETERMINED,
            FindingSeverity.INFO,
            f"Văn bản không viện dẫn {name_directive(found.directive)}.",
        )
    wrong = next((c for c in mentions if c.date and found.directive.date and c.date != found.directive.date), None)
    if wrong and wrong.date and found.directive.date and not any(_same_day(c, found.directive) for c in mentions):
        yield _row(
            found,
            "implementation.cited_date",
            Verdict.UNDETERMINED if _recognised(found) else Verdict.VIOLATION,
            FindingSeverity.WARNING,
            f"Viện dẫn số {wrong.number} ngày {wrong.date:%d/%m/%Y} nhưng văn bản đó ghi ngày {found.directive.date:%d/%m/%Y}.",
            place=wrong.place,
            facts={"ngay_vien_dan": wrong.date, "ngay_van_ban": found.directive.date},
        )


def _check_terms(found: Comparison) -> Iterator[Row]:
    for task, mine in found.pairs:
        change, before, after = _change_of(task, mine)
        facts = {
            "nhiem_vu_cap_tren": task.text,
            "thoi_han_cap_tren": before.text if before else None,
            "thoi_han": after.text if after else None,
        }
        if change is Change.LOOSENED and before and after:
            yield _row(
                found,
                "implementation.loosened",
                Verdict.UNDETERMINED if _recognised(found) else Verdict.VIOLATION,
                FindingSeverity.WARNING,
                f"Thời hạn nhẹ hơn cấp trên: “{after.text}” so với “{before.text}” của {name_directive(found.directive)}.",
                place=mine.place,
                facts=facts,
            )
        elif change is Change.TIGHTENED and before and after:
            yield _row(
                found,
                "implementation.tightened",
                Verdict.UNDETERMINED,
                FindingSeverity.INFO,
                f"Thời hạn chặt hơn cấp trên: “{after.text}” so với “{before.text}” của {name_directive(found.directive)}.",
                place=mine.place,
                facts=facts,
            )
        elif (lost := _lost(task, mine)) is not None:
            yield _row(
                found,
                "implementation.loosened",
                Verdict.UNDETERMINED,
                FindingSeverity.WARNING,
                f"Nhiệm vụ được chuyển tiếp nhưng không còn {lost} như ở {name_directive(found.directive)}.",
                place=mine.place,
                facts=facts,
            )


def _lost(task: Task, mine: Task) -> str | None:
    """What of a task's force is gone where it is passed on."""
    if task.modality == "must_not" and mine.modality != "must_not":
        return "yêu cầu cấm"
    if any(term.when or term.bound in ("within", "at_least") for term in task.terms) and not mine.terms:
        return f"thời hạn “{next(term.text for term in task.terms)}”"
    return None


def _change_of(task: Task, mine: Task) -> tuple[Change, Term | None, Term | None]:
    """What the time of a task became; reports are judged by whether they can arrive, not by this."""
    if _is_report(task) and _is_report(mine) and fold_all(task.report_to or "") != fold_all(mine.report_to or ""):
        return Change.UNKNOWN, None, None
    return compare_terms(task.terms, mine.terms)


def _check_reports(found: Comparison) -> Iterator[Row]:
    """Reports that the lower bodies owe after the day on which the directive wants them."""
    uppers = [task for task in found.directive.tasks if _is_report(task) and _concerns(task, found.directive, found.implementing)]
    weights = weigh((found.implementing.tasks, found.directive.tasks))
    for mine in found.implementing.tasks:
        if not _is_report(mine):
            continue
        alike = [task for task in uppers if share_of(task.pairs, mine.pairs, weights) >= _LOST]
        candidates = alike or (uppers if len(uppers) == 1 else [])
        for task in candidates:
            same_receiver = fold_all(task.report_to or "") == fold_all(mine.report_to or "")
            order, before, after = _order(mine, task)
            if same_receiver or order not in (Order.TOO_LATE, Order.SAME_DAY) or before is None or after is None:
                continue
            late = order is Order.TOO_LATE
            yield _row(
                found,
                "implementation.report_chain",
                Verdict.VIOLATION if late and alike and not _recognised(found) else Verdict.UNDETERMINED,
                FindingSeverity.WARNING if late else FindingSeverity.INFO,
                f"Cấp dưới gửi báo cáo “{after.text}” {'sau' if late else 'đúng ngày'} hạn “{before.text}” mà "
                f"{name_directive(found.directive)} yêu cầu báo cáo lên.",
                place=mine.place,
                facts={"bao_cao_cap_tren": task.text, "thoi_han_cap_tren": before.text, "thoi_han": after.text},
            )
            break


def _order(lower: Task, upper: Task) -> tuple[Order, Term | None, Term | None]:
    for before in upper.terms:
        for after in lower.terms:
            order = order_reports(after.when, before.when) if after.when and before.when else Order.UNKNOWN
            if order is not Order.UNKNOWN:
                return order, before, after
    return Order.UNKNOWN, None, None


def _tell_dropped(found: Comparison) -> Iterator[Row]:
    for task in found.dropped:
        weighty = task.modality != "should" and (task.terms or task.report_to)
        yield _row(
            found,
            "implementation.dropped",
            Verdict.UNDETERMINED,
            FindingSeverity.WARNING if weighty else FindingSeverity.INFO,
            f"Không thấy chuyển tiếp nhiệm vụ của {name_directive(found.directive)}: “{_shorten(task.text)}”.",
            facts={"nhiem_vu_cap_tren": task.text, "thoi_han_cap_tren": [term.text for term in task.terms]},
        )


def name_directive(directive: TaskedDocument) -> str:
    """The directive in short: by its number, else by its path."""
    return f"văn bản số {directive.number}" if directive.number else f"văn bản {directive.path}"


def _cite(directive: TaskedDocument) -> str:
    """The directive with date and issuer, as far as they are known."""
    dated = f" ngày {directive.date:%d/%m/%Y}" if directive.date else ""
    name = name_directive(directive)
    return name[0].upper() + name[1:] + dated + (f" của {' '.join(directive.issuer.split())}" if directive.issuer else "")


def _concerns(task: Task, directive: TaskedDocument, implementing: TaskedDocument) -> bool:
    """Whether the implementing body is among those that the task is for; a body named by itself is not another one."""
    issuer = fold_all(implementing.issuer or "")
    if not issuer or not task.assignees:
        return True
    names = [name for name in task.assignees if name != ADDRESSEES]
    names += directive.addressees if ADDRESSEES in task.assignees else []
    return not names or any(_includes(fold_all(name), issuer) for name in names)


def _includes(name: str, issuer: str) -> bool:
    if name in issuer or issuer in name or load_cues().generic_bodies.search(name):
        return True
    kind = next((kind for kind in load_cues().letterhead_codes if kind in issuer and kind in name), None)
    if kind is None or not _PLURAL.search(name):
        return False
    levels = [level for level in _LEVELS if re.search(rf"\b{level}\b", name)]
    return not levels or any(re.search(rf"\b{level}\b", issuer) for level in levels)


def _is_report(task: Task) -> bool:
    return task.report_to is not None and load_cues().report.search(fold_all(task.text)) is not None


def _recognised(found: Comparison) -> bool:
    return found.implementing.recognised or found.directive.recognised


def _shorten(text: str) -> str:
    return text if len(text) <= _QUOTED else text[:_QUOTED].rpartition(" ")[0] + " …"


def _row(
    found: Comparison,
    rule: str,
    verdict: Verdict,
    severity: FindingSeverity,
    message: str,
    *,
    place: Mapping[str, Any] = _NOWHERE,
    facts: Mapping[str, object] | None = None,
) -> Row:
    span = Span(place["start"], place["end"])
    spans = (span,) if span.end else ()
    finding = Finding(
        span=span,
        provenance=Provenance(COMPONENT, VERSION, rule, spans),
        rule=rule,
        verdict=verdict,
        severity=severity,
        message=message,
        legal_basis=(_cite(found.directive),),
        spans=spans,
        facts={"van_ban_cap_tren": found.directive.number, **(facts or {})},
    )
    return finding, place


def _encode(finding: Finding, place: Mapping[str, Any]) -> dict[str, Any]:
    """The finding with the keys that one in a record has, and the text of its spans as ``quotes``."""
    source = finding.provenance
    return {
        "id": finding.id,
        **{key: place[key] for key in ("start", "end", "source_start", "source_end", "page")},
        **finding.payload(),
        "anchors": place["anchors"],
        "provenance": {
            "component": source.component,
            "version": source.version,
            "rule": source.rule,
            "cues": [[cue.start, cue.end] for cue in source.cues],
            "confidence": source.confidence,
        },
        "quotes": [place["text"]] if finding.spans else [],
    }


def check_implementations(documents: Iterable[TaskedDocument]) -> Iterator[tuple[TaskedDocument, list[dict[str, Any]]]]:
    """The findings on every document of a set that implements another one of it."""
    for implementing, directive in find_directives(list(documents)):
        yield implementing, check_implementation(implementing, directive)
