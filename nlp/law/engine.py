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
from nlp.law.outcome import Breached, Fulfilled, Lacking, Met, NotApplicable, Outcome, Pending, Undetermined
from nlp.law.parameter_reader import load_parameters
from nlp.law.parameters import Confidence, NotYetInForce, Op, Parameters, Repealed


class Severity(StrEnum):
    """How serious a result may be at most; what rests on an unsure value is at most a warning."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True)
class ReadNote:
    """A parameter that a rule read."""

    name: str
    basis: tuple[str, ...]
    confidence: Confidence


@dataclass
class Law:
    """The law as one rule sees it on an evaluation date: time limits worked out, and recorded."""

    as_of: date
    calendar: WorkCalendar
    parameters: Parameters = field(default_factory=load_parameters)
    dues: list[Due] = field(default_factory=list)
    notes: list[ReadNote] = field(default_factory=list)

    def due(self, rule: str, start: date, given: Mapping[str, str] | None = None) -> Due:
        """The time limit counted from ``start``, as ``work_out_due``; recorded."""
        found = work_out_due(rule, start, given, calendar=self.calendar, parameters=self.parameters)
        self.dues.append(found)
        return found

    def note(self, name: str, since: date | None, basis: tuple[str, ...], confidence: Confidence) -> None:
        """Records a parameter that a rule read beside time limits: its name, first day in force, basis, and how it is known."""
        self.notes.append(ReadNote(f"{name}@{since}" if since else name, basis, confidence))

    def judge(self, due: Due, facts: Facts, done: str) -> Outcome:
        """Whether the event ``done`` came in time: before the end of a limit, or not before the end of a duration.

        Between two readings of one limit the answer is undetermined, not a breach.
        """
        if due.op is Op.MIN_DURATION:
            return self._judge_duration(due, facts, done)
        if self.as_of <= due.earliest and not facts.knows(done):
            return Pending((due.earliest - self.as_of).days)
        happened = self._happened(facts, done)
        if happened is not None and happened < due.start and due.op is not Op.MIN_BEFORE:
            return _too_early(facts, done, happened, due)
        reached = happened or self.as_of
        if reached <= due.earliest:
            return Met(happened) if happened else Pending((due.earliest - self.as_of).days)
        if reached <= due.latest:
            return Undetermined(
                reason=f"quá mốc {due.earliest:%d/%m/%Y} nhưng chưa quá mốc {due.latest:%d/%m/%Y} của cách tính khác"
            )
        return Breached((reached - due.latest).days, happened)

    def _judge_duration(self, due: Due, facts: Facts, ended: str) -> Outcome:
        """Whether what had to last lasted: it ended, or still lasts on the evaluation date."""
        if self.as_of < due.latest and not facts.knows(ended):
            return Pending((due.latest - self.as_of).days)
        happened = self._happened(facts, ended)
        if happened is not None and happened < due.start:
            return _too_early(facts, ended, happened, due)
        reached = happened or self.as_of
        if reached >= due.latest:
            return Met(reached)
        if happened is None:
            return Pending((due.latest - self.as_of).days)
        least = min(due.counted_to or due.due, due.earliest)
        if happened >= least:
            return Undetermined(reason=f"kết thúc {happened:%d/%m/%Y}, đủ thời gian nhưng trước ngày {due.latest:%d/%m/%Y}")
        return Breached((least - happened).days, happened, early=True)

    def _happened(self, facts: Facts, event: str) -> date | None:
        """The day of the event, None where it has not happened by the evaluation date."""
        day = facts.event(event)
        return day if day is not None and day <= self.as_of else None


def _too_early(facts: Facts, done: str, happened: date, due: Due) -> Undetermined:
    return Undetermined(reason=f"{facts.about(done)} {happened:%d/%m/%Y} trước ngày bắt đầu tính {due.start:%d/%m/%Y}")


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
        return isinstance(self.outcome, (Breached, Lacking)) and self.severity_cap is Severity.ERROR


def check_regimes(rules: Iterable[Rule], known: Mapping[str, tuple[str, str]] = FACTS) -> tuple[Rule, ...]:
    """The rules, after checking that regimes of one id follow each other without gap or overlap and share the deciding fact,
    which must be a known one.
    """
    ordered = sorted(rules, key=lambda item: (item.id, item.since))
    for item in ordered:
        if item.regime_by not in known:
            raise LawError("law.unknown_fact", f"rule {item.id}: no fact {item.regime_by!r}")
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
    values: Mapping[str, Value],
    as_of: date,
    rules: tuple[Rule, ...],
    *,
    calendar: WorkCalendar | None = None,
    parameters: Parameters | None = None,
    known: Mapping[str, tuple[str, str]] | None = None,
) -> tuple[RuleResult, ...]:
    """One result for each rule id, over the facts of a case, as seen on ``as_of``. What is not given is the package's own.

    >>> from nlp.law.rules import RULES
    >>> facts = {"loai_don": "to_cao", "ngay_thu_ly": date(2024, 1, 2), "so_lan_gia_han": "0", "ngay_giai_quyet": None}
    >>> [r.outcome for r in run_rules(facts, date(2024, 2, 5), RULES) if r.rule == "denunciation.resolution"]
    [Breached(days_late=4, done=None, early=False, slug='breached')]
    """
    facts = Facts(values, known=known or FACTS)
    law = Law(as_of, calendar or load_calendar(), parameters or load_parameters())
    grouped = groupby(sorted(rules, key=lambda item: (item.id, item.since)), key=lambda item: item.id)
    return tuple(_run(tuple(regimes), facts, law) for _, regimes in grouped)


def _run(regimes: tuple[Rule, ...], facts: Facts, law: Law) -> RuleResult:
    """The result of one rule. An unknown flag is no obstacle where the answer is the same whether it holds or not."""
    result = _run_once(regimes, facts.fresh(), replace(law, dues=[], notes=[]))
    if not isinstance(result.outcome, Undetermined) or len(result.outcome.missing) != 1:
        return result
    missing = result.outcome.missing[0]
    if facts.kind(missing) != "flag":
        return result
    branches = [_run(regimes, facts.assume(missing, value), law) for value in (False, True)]
    if branches[0].outcome.slug != branches[1].outcome.slug or isinstance(branches[0].outcome, Undetermined):
        return result
    latest = max(branches, key=lambda branch: branch.due.latest if branch.due else date.min)
    cap = Severity.ERROR if all(branch.severity_cap is Severity.ERROR for branch in branches) else Severity.WARNING
    read = {name: value for name, value in latest.facts_read.items() if name != missing}
    message = f"{latest.message} Kết quả như nhau dù {facts.about(missing)} hay không."
    return replace(latest, facts_read=read, severity_cap=cap, message=message)


def _run_once(regimes: tuple[Rule, ...], facts: Facts, law: Law) -> RuleResult:
    chosen = regimes[-1]
    try:
        regime = _regime(regimes, facts)
        if regime is None:
            outcome: Outcome = NotApplicable(f"{facts.about(chosen.regime_by)} không thuộc chế độ nào của quy tắc")
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
    noted = tuple(dict.fromkeys(text for item in law.notes for text in item.basis))
    basis = due.legal_basis if due else noted or (chosen.basis,)
    return RuleResult(
        rule=chosen.id,
        outcome=outcome,
        due=due,
        severity_cap=_cap(chosen, due, law),
        legal_basis=basis,
        message=_message(chosen, outcome, due, facts, basis),
        facts_read=dict(facts.read),
        parameters_read=(*(name for item in law.dues for name in item.parameters), *(item.name for item in law.notes)),
    )


def _cap(chosen: Rule, due: Due | None, law: Law) -> Severity:
    if any(item.confidence is Confidence.UNSURE for item in law.notes):
        return Severity.WARNING
    if due is not None and (due.confidence is Confidence.UNSURE or not due.calendar_certain):
        return Severity.WARNING
    return chosen.cap


def _message(chosen: Rule, outcome: Outcome, due: Due | None, facts: Facts, basis: tuple[str, ...]) -> str:
    limit = f" (hạn {due.due:%d/%m/%Y}; {'; '.join(due.legal_basis)})" if due else ""
    match outcome:
        case Met(done=done):
            return f"{chosen.title}: đúng hạn, ngày {done:%d/%m/%Y}{limit}."
        case Fulfilled(text=text):
            return f"{chosen.title}: đúng quy định, {text} ({'; '.join(basis)})."
        case Lacking(text=text):
            return f"{chosen.title}: chưa đúng quy định, {text} ({'; '.join(basis)})."
        case Breached(days_late=late, done=date() as done, early=True):
            return f"{chosen.title}: kết thúc ngày {done:%d/%m/%Y}, thiếu {late} ngày{limit}."
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
                + (reason or "thiếu " + "; ".join(facts.about(name) for name in missing))
                + "."
            )
