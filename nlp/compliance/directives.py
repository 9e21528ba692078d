"""Directives: tasks with a time but nobody to do them, reports without a time, and reports that cannot arrive in time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from nlp.compliance.case import Case, load_cues
from nlp.compliance.models import Finding, FindingSeverity, Verdict
from nlp.extract.obligations.models import ADDRESSEES, Modality, Obligation
from nlp.extract.temporal.models import Bound, Deadline
from nlp.law.rules.directive import Order, When, order_reports
from nlp.segment.models import Family
from nlp.text.fold import fold_all
from nlp.text.span import Span

# Papers that give tasks; a regulation orders standing conduct, a report or a submission tells what was done.
_TASK_KINDS = frozenset({"cong_van", "chi_thi", "cong_dien", "ke_hoach", "thong_bao", "ket_luan", "chuong_trinh", "huong_dan"})
_REPORT_BASIS = "Nghị định 09/2019/NĐ-CP về chế độ báo cáo của cơ quan hành chính nhà nước"
_REPORT_FROM = "2019-03-12"
# A chain is read within a passage: further apart two reports are likely on two matters.
_PASSAGE = 700
# A day for a report may stand in the sentence behind it.
_BEHIND = 120
# The sentence that leads to a list of tasks names whom they are for.
_LEAD = 500
_BINDING = frozenset({Bound.BEFORE, Bound.BY, Bound.ON})
_SHOWN = 5


def check_directives(case: Case) -> Iterator[Finding]:
    """Findings on the tasks of a dispatch that gives tasks; none on other documents."""
    if case.profile.family is not Family.DISPATCH or case.reported or case.profile.kind not in _TASK_KINDS:
        return
    tasks = case.document.layer(Obligation)
    deadlines = {deadline.id: deadline for deadline in case.document.layer(Deadline)}
    yield from _check_assignees(case, tasks, deadlines)
    yield from _check_report_times(case, tasks)
    yield from _check_chains(case, tasks, deadlines)
    yield from _check_passed_on(case, tasks, deadlines)


def read_when(deadline: Deadline) -> When | None:
    """The last moment that a deadline leaves; None for lengths of time and for days that only begin something."""
    if deadline.bound in (Bound.AFTER, Bound.AT_LEAST, Bound.WITHIN) or (deadline.date is None and deadline.rrule is None):
        return None
    return When(deadline.date, deadline.rrule, strict=deadline.bound is Bound.BEFORE)


def _check_assignees(case: Case, tasks: Sequence[Obligation], deadlines: dict[str, Deadline]) -> Iterator[Finding]:
    """Tasks with a day for them and nobody named, in a document that is addressed to nobody either.

    Where some tasks name somebody, the others may share a heading or a lead that was not read: it is only mentioned.
    """
    if case.header.addressees or case.scanned or not tasks:
        return
    text = case.document.view("bare")
    if load_cues().lead.search(text, max(0, tasks[0].span.start - _LEAD), tasks[0].span.start):
        return
    named = {task.segment for task in tasks for assignee in task.assignees if assignee.text != ADDRESSEES}
    bare = [
        task
        for task in tasks
        if task.modality is not Modality.SHOULD
        and task.segment not in named
        and not load_cues().no_task.match(text, task.span.start)
        and any(deadlines[key].bound in _BINDING for key in task.deadlines if key in deadlines)
    ]
    if bare:
        yield case.finding(
            "directive.no_assignee",
            Verdict.UNDETERMINED,
            FindingSeverity.INFO if named else FindingSeverity.WARNING,
            f"{len(bare)}/{len(tasks)} nhiệm vụ có thời hạn nhưng không nêu ai thực hiện, văn bản cũng không có phần Kính gửi; "
            "cần kiểm tra đã giao rõ người thực hiện chưa.",
            spans=[task.span for task in bare[:_SHOWN]],
            facts={"nhiem_vu": len(tasks), "khong_ro_nguoi": len(bare)},
        )


def _check_report_times(case: Case, tasks: Sequence[Obligation]) -> Iterator[Finding]:
    """Reports that are asked for without saying when; what is to be told at once, on an occasion or by a rule has its time."""
    bare = case.document.view("bare")
    owned = {key for task in tasks if not load_cues().no_task.match(bare, task.span.start) for key in task.deadlines}
    times = [deadline.span.start for deadline in case.document.layer(Deadline) if deadline.id not in owned]
    untimed = [
        task
        for task in tasks
        if task.report_to
        and not task.deadlines
        and load_cues().report.search(bare, task.span.start, task.span.end)
        and not load_cues().report_time.search(bare, task.span.start, min(len(bare), task.span.end + 30))
        and not any(task.span.end <= start <= task.span.end + _BEHIND for start in times)
    ]
    if untimed:
        known = case.date is not None and case.date.isoformat() >= _REPORT_FROM
        yield case.finding(
            "directive.no_deadline",
            Verdict.UNDETERMINED,
            FindingSeverity.INFO,
            f"{len(untimed)} yêu cầu báo cáo không nêu thời hạn gửi.",
            spans=[task.span for task in untimed[:_SHOWN]],
            basis=[_REPORT_BASIS] if known and case.profile.regime == "state" else [],
            facts={"bao_cao_khong_han": len(untimed), "noi_nhan": [" ".join((task.report_to or "").split()) for task in untimed]},
        )


def _check_chains(case: Case, tasks: Sequence[Obligation], deadlines: dict[str, Deadline]) -> Iterator[Finding]:
    """Who collects reports must pass them on before they arrive: A sends to B by a day, B reports further by an earlier one."""
    reports = [task for task in tasks if task.report_to and task.deadlines]
    for upper in reports:
        if not load_cues().collects.search(fold_all(upper.span.of(case.document.text))):
            continue
        for lower in reports:
            near = abs(upper.span.start - lower.span.end) <= _PASSAGE
            if lower is upper or not near or not _receives(upper, lower.report_to or ""):
                continue
            found = _late(lower, upper, deadlines)
            if found is not None:
                yield _chain_finding(case, *found)
                break


def _receives(task: Obligation, name: str) -> bool:
    """Whether the task is one of the body named."""
    wanted = fold_all(" ".join(name.split()))
    names = [fold_all(" ".join(assignee.text.split())) for assignee in task.assignees]
    return any(mine == wanted or (mine.count(" ") and (mine in wanted or wanted.startswith(mine))) for mine in names)


def _late(lower: Obligation, upper: Obligation, deadlines: dict[str, Deadline]) -> tuple[Deadline, Deadline, Order] | None:
    for mine in (deadlines[key] for key in lower.deadlines if key in deadlines):
        for theirs in (deadlines[key] for key in upper.deadlines if key in deadlines):
            first, second = read_when(mine), read_when(theirs)
            order = order_reports(first, second) if first and second else Order.UNKNOWN
            if order in (Order.TOO_LATE, Order.SAME_DAY):
                return mine, theirs, order
    return None


def _check_passed_on(case: Case, tasks: Sequence[Obligation], deadlines: dict[str, Deadline]) -> Iterator[Finding]:
    """The same within one task: reports by a day, ``để tổng hợp báo cáo`` further by an earlier one."""
    for task in tasks:
        if len(task.deadlines) < 2:
            continue
        held = sorted((deadlines[key] for key in task.deadlines if key in deadlines), key=lambda item: item.span.start)
        for lower, upper in zip(held, held[1:], strict=False):
            between = fold_all(case.document.text[lower.span.end : upper.span.start])
            first, second = read_when(lower), read_when(upper)
            if first is None or second is None or load_cues().passes_on.search(between) is None:
                continue
            order = order_reports(first, second)
            if order in (Order.TOO_LATE, Order.SAME_DAY):
                yield _chain_finding(case, lower, upper, order)


def _chain_finding(case: Case, lower: Deadline, upper: Deadline, order: Order) -> Finding:
    shown = [f"“{' '.join(item.span.of(case.document.text).split())}”" for item in (lower, upper)]
    late = order is Order.TOO_LATE
    why = "sau hạn" if late else "trùng ngày với hạn"
    return case.finding(
        "directive.report_chain",
        Verdict.VIOLATION if late and not case.scanned else Verdict.UNDETERMINED,
        FindingSeverity.WARNING if late else FindingSeverity.INFO,
        f"Cấp dưới gửi báo cáo {shown[0]} {why} {shown[1]} mà nơi tổng hợp phải báo cáo lên; cần lùi hạn sau hoặc rút hạn trước.",
        spans=[Span(item.span.start, item.span.end) for item in (lower, upper)],
        facts={
            "han_cap_duoi": lower.date or lower.rrule,
            "han_cap_tren": upper.date or upper.rrule,
            "tinh_truoc_ngay": [lower.bound is Bound.BEFORE, upper.bound is Bound.BEFORE],
        },
    )
