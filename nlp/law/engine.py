"""Runs rules over facts and records what each one read.

A rule is a function with an id, a basis and the period it holds for; a new regime is a new function under the same id. Which
regime applies is chosen by the day of the fact that the law names (``regime_by``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import StrEnum
from itertools import groupby, pairwise

from nlp.errors import LawError
from nlp.law.calendar import WorkCalendar, load_calendar
from nlp.law.due import Due, work_out_due
from nlp.law.facts import FACTS, Facts, MissingFact, Value
from nlp.law.outcome import Breached, Met, NotApplicable, Outcome, Pending, Undetermined
from nlp.law.parameters import Confidence, NotYetInForce, Repealed


class Severity(StrEnum):
    """How serious a result may be at most; what rests on an unsure value is at most a warning."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass
class Law:
    """The law as one rule sees it on an evaluation date: time limits worked out, and recorded."""

    as_of: date
    calendar: WorkCalendar
    dues: list[Due] = field(default_factory=list)

    def due(self, rule: str, start: date, given: Mapping[str, str] | None = None) -> Due:
        """The time limit counted from ``start``, as ``work_out_due``; recorded."""
        found = work_out_due(rule, start, given, calendar=self.calendar)
        self.dues.append(found)
        return found

    def judge(self, due: Due, facts: Facts, done: str) -> Outcome:
        """Whether the event ``done`` came in time. Between two readings of one limit the answer is undetermined, not a breach."""
        if self.as_of <= due.earliest and not facts.knows(done):
            return Pending((due.earliest - self.as_of).days)
        happened = facts.event(done)
        if happened is not None and happened > self.as_of:
            happened = None
        if happened is not None and happened < due.start:
            return Undetermined(reason=f"{FACTS[done][1]} {happened:%d/%m/%Y} trước ngày bắt đầu tính {due.start:%d/%m/%Y}")
        reached = happened or self.as_of
        if reached <= due.earliest:
            return Met(happened) if happened else Pending((due.earliest - self.as_of).days)
        if reached <= due.latest:
            return Undetermined(
                reason=f"quá mốc {due.earliest:%d/%m/%Y} nhưng chưa quá mốc {due.latest:%d/%m/%Y} của cách tính khác"
            )
        return Breached((reached - due.latest).days, happened)


RuleFunction = Callable[[Facts, Law], Outcome]


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule in one regime; ``function`` answers, ``regime_by`` names the fact whose day chooses the regime."""

    id: str
    basis: str
    since: date
    until: date | None
    regime_by: str
    title: str
    function: RuleFunction
    cap: Severity = Severity.ERROR


def rule(
    id: str, *, basis: str, since: str, until: str | None = None, regime_by: str, title: str, cap: Severity = Severity.ERROR
) -> Callable[[RuleFunction], Rule]:
    """Makes a function a ``Rule``; dates are ISO text, ``until`` is the last day of the regime. It registers nothing by
    itself.
    """
    if regime_by not in FACTS:
        raise LawError("law.unknown_fact", f"rule {id}: no fact {regime_by!r}")

    def make(function: RuleFunction) -> Rule:
        return Rule(
            id=id,
            basis=basis,
            since=date.fromisoformat(since),
            until=date.fromisoformat(until) if until else None,
            regime_by=regime_by,
            title=title,
            function=function,
            cap=cap,
        )

    return make


@dataclass(frozen=True, slots=True)
class RuleResult:
    """A rule's answer with everything it was decided from.

    ``severity_cap`` is how serious a breach may be reported; ``facts_read`` and ``parameters_read`` are recorded, not declared.
    """

    rule: str
    outcome: Outcome
    due: Due | None
    severity_cap: Severity
    legal_basis: tuple[str, ...]
    message: str
    facts_read: Mapping[str, Value]
    parameters_read: tuple[str, ...]

    @property
    def is_violation(self) -> bool:
        """Whether the result may be stated as a violation: a breach that rests on nothing unsure."""
        return isinstance(self.outcome, Breached) and self.severity_cap is Severity.ERROR


def check_regimes(rules: Iterable[Rule]) -> tuple[Rule, ...]:
    """The rules, after checking that regimes of one id follow each other without gap or overlap and share the deciding fact."""
    ordered = sorted(rules, key=lambda item: (item.id, item.since))
    for name, group in groupby(ordered, key=lambda item: item.id):
        for earlier, later in pairwise(group):
            if earlier.until is None or later.since <= earlier.until:
                raise LawError("law.regime_overlap", f"rule {name}: regimes from {earlier.since} and {later.since} overlap")
            if later.since != earlier.until + timedelta(days=1):
                raise LawError("law.regime_gap", f"rule {name}: no regime between {earlier.until} and {later.since}")
            if earlier.regime_by != later.regime_by:
                raise LawError("law.regime_fact", f"rule {name}: regimes chosen by different facts")
    return tuple(ordered)


def run_rules(
    values: Mapping[str, Value], as_of: date, rules: tuple[Rule, ...], *, calendar: WorkCalendar | None = None
) -> tuple[RuleResult, ...]:
    """One result for each rule id, over the facts of a case, as seen on ``as_of``.

    >>> from nlp.law.rules import RULES
    >>> facts = {"loai_don": "to_cao", "ngay_thu_ly": date(2024, 1, 2), "so_lan_gia_han": "0", "ngay_giai_quyet": None}
    >>> [r.outcome for r in run_rules(facts, date(2024, 2, 5), RULES) if r.rule == "denunciation.resolution"]
    [Breached(days_late=4, done=None, slug='breached')]
    """
    facts = Facts(values)
    days = calendar or load_calendar()
    grouped = groupby(sorted(rules, key=lambda item: (item.id, item.since)), key=lambda item: item.id)
    return tuple(_run(tuple(regimes), facts, as_of, days) for _, regimes in grouped)


def _run(regimes: tuple[Rule, ...], facts: Facts, as_of: date, days: WorkCalendar) -> RuleResult:
    """The result of one rule. An unknown flag is no obstacle where the answer is the same whether it holds or not."""
    result = _run_once(regimes, facts.fresh(), Law(as_of, days))
    if not isinstance(result.outcome, Undetermined) or len(result.outcome.missing) != 1:
        return result
    missing = result.outcome.missing[0]
    if FACTS[missing][0] != "flag":
        return result
    branches = [_run(regimes, facts.assume(missing, value), as_of, days) for value in (False, True)]
    if branches[0].outcome.slug != branches[1].outcome.slug or isinstance(branches[0].outcome, Undetermined):
        return result
    latest = max(branches, key=lambda branch: branch.due.latest if branch.due else date.min)
    cap = Severity.ERROR if all(branch.severity_cap is Severity.ERROR for branch in branches) else Severity.WARNING
    read = {name: value for name, value in latest.facts_read.items() if name != missing}
    message = f"{latest.message} Kết quả như nhau dù {FACTS[missing][1]} hay không."
    return replace(latest, facts_read=read, severity_cap=cap, message=message)


def _run_once(regimes: tuple[Rule, ...], facts: Facts, law: Law) -> RuleResult:
    chosen = regimes[-1]
    try:
        regime = _regime(regimes, facts)
        if regime is None:
            outcome: Outcome = NotApplicable(f"{FACTS[chosen.regime_by][1]} không thuộc chế độ nào của quy tắc")
        else:
            chosen = regime
            outcome = chosen.function(facts, law)
    except MissingFact as missing:
        outcome = Undetermined(missing=(missing.name,))
    except (NotYetInForce, Repealed) as outside:
        outcome = NotApplicable(outside.message)
    return _result(chosen, outcome, facts, law)


def _regime(regimes: tuple[Rule, ...], facts: Facts) -> Rule | None:
    """The regime in force on the deciding day; where that day is unknown, the function itself says whether it matters."""
    if not facts.knows(regimes[0].regime_by) or facts.event(regimes[0].regime_by) is None:
        return regimes[-1]
    day = facts.day(regimes[0].regime_by)
    return next((item for item in regimes if item.since <= day and (item.until is None or day <= item.until)), None)


def _result(chosen: Rule, outcome: Outcome, facts: Facts, law: Law) -> RuleResult:
    due = law.dues[-1] if law.dues else None
    basis = due.legal_basis if due else (chosen.basis,)
    return RuleResult(
        rule=chosen.id,
        outcome=outcome,
        due=due,
        severity_cap=_cap(chosen, due),
        legal_basis=basis,
        message=_message(chosen, outcome, due),
        facts_read=dict(facts.read),
        parameters_read=tuple(name for item in law.dues for name in item.parameters),
    )


def _cap(chosen: Rule, due: Due | None) -> Severity:
    if due is not None and (due.confidence is Confidence.UNSURE or not due.calendar_certain):
        return Severity.WARNING
    return chosen.cap


def _message(chosen: Rule, outcome: Outcome, due: Due | None) -> str:
    limit = f" (hạn {due.due:%d/%m/%Y}; {'; '.join(due.legal_basis)})" if due else ""
    match outcome:
        case Met(done=done):
            return f"{chosen.title}: đúng hạn, ngày {done:%d/%m/%Y}{limit}."
        case Breached(days_late=late, done=None):
            return f"{chosen.title}: chưa thực hiện, quá hạn {late} ngày{limit}."
        case Breached(days_late=late):
            return f"{chosen.title}: thực hiện quá hạn {late} ngày{limit}."
        case Pending(days_left=left):
            return f"{chosen.title}: còn {left} ngày{limit}."
        case NotApplicable(reason=reason):
            return f"{chosen.title}: không áp dụng, {reason}."
        case Undetermined(missing=missing, reason=reason):
            return (
                f"{chosen.title}: chưa xác định được, "
                + (reason or "thiếu " + "; ".join(FACTS[name][1] for name in missing))
                + "."
            )
