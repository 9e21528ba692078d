"""Rules that only ask whether something was done within a time limit, written in YAML.

A file of ``rules/*.yaml`` (or of a user's own folder) holds ``rules``: each has ``id``, ``title``, ``regime_by`` (the fact whose
day chooses the regime), ``limit`` (a time limit), ``counts_from`` and ``done`` (facts that are events), and ``regimes`` by date
(``from``, ``to``, ``basis``; optional ``limit``, ``cap``). Optional: ``applies`` and ``unless`` (facts with the values that make
the rule apply or not), ``otherwise`` (what is said where it does not), ``given`` (circumstances of the time limit, each with
the fact that shows it), ``given_if_known`` (the same for facts that are exceptional, so that not to know them is no obstacle). A
rule that needs more than that is a function.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from nlp.errors import LawError
from nlp.law.engine import Law, Rule, Severity
from nlp.law.facts import FACTS, Facts
from nlp.law.loader import Node, list_files, load_node
from nlp.law.outcome import NotApplicable, Outcome
from nlp.law.parameters import Parameters

Choice = tuple[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class LimitCheck:
    """Whether ``done`` came within ``limit`` counted from ``counts_from``, for the cases that the conditions describe."""

    limit: str
    counts_from: str
    done: str
    applies: tuple[Choice, ...] = ()
    unless: tuple[Choice, ...] = ()
    otherwise: str = ""
    given: tuple[tuple[str, str], ...] = ()
    given_if_known: tuple[tuple[str, str], ...] = ()

    def __call__(self, facts: Facts, law: Law) -> Outcome:
        """The outcome; conditions are read in the order in which they are written."""
        for name, values in self.applies:
            if _as_text(facts, name) not in values:
                return NotApplicable(self.otherwise or f"không phải trường hợp: {facts.about(name)}")
        for name, values in self.unless:
            if _as_text(facts, name) in values:
                return NotApplicable(self.otherwise or f"trừ trường hợp: {facts.about(name)}")
        start = facts.day(self.counts_from)
        known = tuple((circumstance, name) for circumstance, name in self.given_if_known if facts.knows(name))
        given = {circumstance: _as_text(facts, name) for circumstance, name in (*self.given, *known)}
        return law.judge(law.due(self.limit, start, given), facts, self.done)

    @property
    def facts(self) -> tuple[tuple[str, str], ...]:
        """Every fact that it may read, with the kind that it must have; an empty kind is any but a day."""
        choices = [(name, "") for name, _ in (*self.applies, *self.unless)]
        paused = ((name, "event") for _, name in self.given_if_known)
        return (*choices, *((name, "") for _, name in self.given), *paused, (self.counts_from, "event"), (self.done, "event"))


def _as_text(facts: Facts, name: str) -> str:
    value = facts.value(name)
    return str(value).lower() if isinstance(value, bool) else str(value)


def load_limit_rules() -> tuple[Rule, ...]:
    """The rules of the package's own ``rules/*.yaml``."""
    return tuple(rule for path in list_files("rules") for rule in read_limit_rules(load_node(path)))


def read_limit_rules(node: Node, known: Mapping[str, tuple[str, str]] = FACTS) -> tuple[Rule, ...]:
    """The rules of one file, one for each regime; a fact that is not known or of the wrong kind raises ``LawError``."""
    rules = node.keys(required=("rules",))["rules"].items()
    return tuple(rule for item in rules for rule in _read_rule(item, known))


def _read_rule(node: Node, known: Mapping[str, tuple[str, str]]) -> Iterator[Rule]:
    keys = node.keys(
        required=("id", "title", "regime_by", "limit", "counts_from", "done", "regimes"),
        optional=("applies", "unless", "otherwise", "given", "given_if_known"),
    )
    for item in keys["regimes"].items():
        regime = item.keys(required=("from", "to", "basis"), optional=("limit", "cap"))
        check = LimitCheck(
            limit=regime.get("limit", keys["limit"]).text(),
            counts_from=keys["counts_from"].text(),
            done=keys["done"].text(),
            applies=_read_choices(keys, "applies"),
            unless=_read_choices(keys, "unless"),
            otherwise=keys["otherwise"].text() if "otherwise" in keys else "",
            given=_read_given(keys, "given"),
            given_if_known=_read_given(keys, "given_if_known"),
        )
        for name, kind in (*check.facts, (keys["regime_by"].text(), "event")):
            if name not in known or (kind and known[name][0] != kind) or (not kind and known[name][0] in ("event", "days")):
                raise item.error(f"fact {name!r} is not known, or not of the kind that the rule needs", "see facts.yaml")
        yield Rule(
            id=keys["id"].text(),
            basis=regime["basis"].text(),
            since=regime["from"].day(),
            until=regime["to"].day_or_none(),
            regime_by=keys["regime_by"].text(),
            title=keys["title"].text(),
            function=check,
            cap=Severity(regime["cap"].choice(tuple(Severity))) if "cap" in regime else Severity.ERROR,
        )


def _read_given(keys: Mapping[str, Node], key: str) -> tuple[tuple[str, str], ...]:
    return tuple((name, fact.text()) for name, fact in keys[key].mapping().items()) if key in keys else ()


def _read_choices(keys: Mapping[str, Node], key: str) -> tuple[Choice, ...]:
    if key not in keys:
        return ()
    return tuple(
        (name, value.texts() if isinstance(value.value, tuple) else (value.text(),))
        for name, value in keys[key].mapping().items()
    )


def check_limits(rules: tuple[Rule, ...], parameters: Parameters) -> None:
    """Raises ``LawError`` where a rule in YAML names a time limit or a circumstance that is not there, or starts before it."""
    for rule in rules:
        check = rule.function
        if not isinstance(check, LimitCheck):
            continue
        limit = parameters.find_limit(check.limit)
        unknown = [name for name, _ in (*check.given, *check.given_if_known) if name not in limit.given]
        if unknown:
            raise LawError("law.data", f"{rule.id}: {limit.rule} takes no circumstance {', '.join(unknown)}")
        if rule.since < limit.values[0].since or _ends_before(limit.values[-1].until, rule.until):
            raise LawError("law.data", f"{rule.id}: its period from {rule.since} is not that of {limit.rule}")


def _ends_before(limit: date | None, rule: date | None) -> bool:
    return limit is not None and (rule is None or limit < rule)
