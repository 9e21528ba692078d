"""Reads the parameters from YAML and checks that they hold together.

A file of ``parameters/time_limits/<subject>/`` carries one rule: ``rule``, ``about``, ``values`` by date (``row``, ``from``,
``to``, ``amount``, ``unit``, ``op``, ``counts_from``, ``basis``, ``confidence``, ``source``; optional ``condition``, ``note``,
``skip_days_off``, ``alternates``, ``variants``), ``verified_on``, ``review_months``; optional ``given``, ``variants``,
``pauses``, ``succeeded_by``. Regimes of a rule must follow one another without gap or overlap.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from functools import cache
from itertools import pairwise

from nlp.errors import LawError
from nlp.law.basis import read_bases, read_basis
from nlp.law.loader import Node, list_files, load_node
from nlp.law.parameters import (
    Alternate,
    Confidence,
    CountingRule,
    DataWindow,
    DatedValue,
    GivenKey,
    Op,
    Parameters,
    Pause,
    PeriodicReport,
    RecurringDuty,
    TimeLimit,
    Transition,
    Unit,
    Variant,
)

_CONFIDENCE = tuple(Confidence)
_ONE = timedelta(days=1)


@cache
def load_parameters() -> Parameters:
    """Every parameter in the package, read and checked once.

    >>> load_parameters().find_limit("KN_GQ1").values[0].amount
    30
    """
    limits = [read_time_limit(load_node(path), path.split("/")[-2]) for path in list_files("parameters/time_limits")]
    parameters = Parameters(
        limits={limit.rule: limit for limit in limits},
        duties=tuple(duty for path in list_files("parameters/duties") for duty in read_duty(load_node(path))),
        reports=tuple(read_report(load_node(path)) for path in list_files("parameters/reports")),
        given=read_given(load_node("parameters/given.yaml")),
        counting=_read_counting(load_node("parameters/counting.yaml")),
        transitions=_read_transitions(load_node("parameters/transitions.yaml")),
        sources=read_sources(load_node("parameters/sources.yaml")),
    )
    check_references(parameters)
    return parameters


def read_time_limit(node: Node, subject: str, *, origin: str = "") -> TimeLimit:
    """A time limit from YAML; raises ``LawError`` on gaps or overlaps between its regimes."""
    keys = node.keys(
        required=("rule", "about", "values", "verified_on", "review_months"),
        optional=("given", "variants", "pauses", "succeeded_by"),
    )
    values = tuple(_read_value(item) for item in keys["values"].items())
    if not values:
        raise keys["values"].error("no values")
    for item, (earlier, later) in zip(keys["values"].items()[1:], pairwise(values), strict=True):
        if earlier.until is None or later.since != earlier.until + _ONE:
            raise item.error(f"regimes leave a gap or overlap: {earlier.since}..{earlier.until}, then {later.since}")
    return TimeLimit(
        rule=keys["rule"].text(),
        subject=subject,
        about=keys["about"].text(),
        values=values,
        verified_on=keys["verified_on"].day_or_none(),
        review_months=keys["review_months"].integer(),
        given=keys["given"].texts() if "given" in keys else (),
        variants=_read_variants(keys),
        pauses=tuple(_read_pause(item) for item in keys["pauses"].items()) if "pauses" in keys else (),
        succeeded_by=keys["succeeded_by"].text() if "succeeded_by" in keys else None,
        origin=origin,
    )


def _read_pause(node: Node) -> Pause:
    keys = node.keys(required=("from", "to", "rule"))
    return Pause(keys["from"].text(), keys["to"].text(), keys["rule"].text())


def _read_value(node: Node) -> DatedValue:
    keys = node.keys(
        required=("row", "from", "to", "amount", "unit", "op", "counts_from", "basis", "confidence", "source"),
        optional=("condition", "note", "skip_days_off", "alternates", "variants"),
    )
    since, until = keys["from"].day(), keys["to"].day_or_none()
    if until is not None and until < since:
        raise node.error(f"ends before it starts: {since}..{until}")
    return DatedValue(
        row=keys["row"].text(),
        since=since,
        until=until,
        amount=None if keys["amount"].value is None else keys["amount"].integer(),
        unit=Unit(keys["unit"].choice(tuple(Unit))),
        op=Op(keys["op"].choice(tuple(Op))),
        counts_from=keys["counts_from"].text(),
        basis=read_bases(keys["basis"]),
        confidence=_confidence(keys["confidence"]),
        source=keys["source"].texts(),
        condition=_optional(keys, "condition"),
        note=_optional(keys, "note"),
        skip_days_off=keys["skip_days_off"].flag() if "skip_days_off" in keys else False,
        alternates=tuple(_read_alternate(item) for item in keys["alternates"].items()) if "alternates" in keys else (),
        variants=_read_variants(keys),
    )


def _read_alternate(node: Node) -> Alternate:
    keys = node.keys(required=("amount", "unit", "basis", "confidence", "source", "note"))
    return Alternate(
        amount=keys["amount"].integer(),
        unit=Unit(keys["unit"].choice(tuple(Unit))),
        basis=read_bases(keys["basis"]),
        confidence=_confidence(keys["confidence"]),
        source=keys["source"].texts(),
        note=keys["note"].text(),
    )


def _read_variants(keys: Mapping[str, Node]) -> tuple[Variant, ...]:
    return tuple(_read_variant(item) for item in keys["variants"].items()) if "variants" in keys else ()


def _read_variant(node: Node) -> Variant:
    keys = node.keys(
        required=("when",), optional=("use", "plus", "times", "add", "amount", "unit", "counts_from", "basis", "note")
    )
    if sum(key in keys for key in ("use", "plus", "add", "amount")) != 1:
        raise node.error("a variant has exactly one of use, plus, add, amount")
    return Variant(
        when={key: value.text() for key, value in keys["when"].mapping().items()},
        use=keys["use"].text() if "use" in keys else None,
        plus=keys["plus"].text() if "plus" in keys else None,
        times=keys["times"].integer() if "times" in keys else 1,
        add=keys["add"].integer() if "add" in keys else 0,
        amount=keys["amount"].integer() if "amount" in keys else None,
        unit=Unit(keys["unit"].choice(tuple(Unit))) if "unit" in keys else None,
        counts_from=keys["counts_from"].text() if "counts_from" in keys else None,
        basis=read_bases(keys["basis"]) if "basis" in keys else (),
        note=_optional(keys, "note"),
    )


def read_duty(node: Node) -> tuple[RecurringDuty, ...]:
    """The regimes of one recurring duty from YAML."""
    root = node.keys(required=("rule", "verified_on", "review_months", "values"), optional=("succeeded_by", "office"))
    found = []
    for item in root["values"].items():
        required = ("row", "from", "to", "who", "frequency", "basis", "confidence", "source")
        keys = item.keys(required=required, optional=("note", "minimum"))
        minimum = keys["minimum"].keys(required=("times", "per")) if "minimum" in keys else {}
        duty = RecurringDuty(
            rule=root["rule"].text(),
            row=keys["row"].text(),
            since=keys["from"].day(),
            until=keys["to"].day_or_none(),
            who=keys["who"].text(),
            frequency=keys["frequency"].text(),
            basis=read_bases(keys["basis"]),
            confidence=_confidence(keys["confidence"]),
            source=keys["source"].texts(),
            verified_on=root["verified_on"].day_or_none(),
            review_months=root["review_months"].integer(),
            note=_optional(keys, "note"),
            succeeded_by=root["succeeded_by"].text() if "succeeded_by" in root else None,
            office=_optional(root, "office"),
            times=minimum["times"].integer() if minimum else 0,
            per=minimum["per"].choice(("week", "month")) if minimum else "",
        )
        found.append(duty)
    return tuple(found)


def read_report(node: Node) -> PeriodicReport:
    """A periodic report from YAML."""
    required = (
        "rule",
        "period",
        "data_window",
        "data_window_confidence",
        "submit",
        "submit_confidence",
        "basis",
        "confidence",
        "source",
    )
    keys = node.keys(required=(*required, "verified_on", "review_months"), optional=("content", "note", "windows", "submit_days"))
    return PeriodicReport(
        rule=keys["rule"].text(),
        period=keys["period"].text(),
        data_window=keys["data_window"].text(),
        data_window_confidence=_confidence(keys["data_window_confidence"]),
        submit=keys["submit"].text(),
        submit_confidence=_confidence(keys["submit_confidence"]),
        basis=read_bases(keys["basis"]),
        confidence=_confidence(keys["confidence"]),
        source=keys["source"].texts(),
        verified_on=keys["verified_on"].day_or_none(),
        review_months=keys["review_months"].integer(),
        content=_optional(keys, "content"),
        note=_optional(keys, "note"),
        windows=tuple(_read_window(item) for item in keys["windows"].items()) if "windows" in keys else (),
        submit_days={level: day.integer() for level, day in keys["submit_days"].mapping().items()}
        if "submit_days" in keys
        else {},
    )


def _read_window(node: Node) -> DataWindow:
    keys = node.keys(required=("period", "from_year", "from", "to"))
    return DataWindow(keys["period"].text(), keys["from_year"].integer(), _month_day(keys["from"]), _month_day(keys["to"]))


def _month_day(node: Node) -> tuple[int, int]:
    month, _, day = node.text().partition("-")
    if not (month.isdigit() and day.isdigit()):
        raise node.error(f"expected month and day MM-DD, found {node.value!r}")
    return int(month), int(day)


def read_sources(node: Node) -> dict[str, str]:
    """Where values were seen, by the key that ``source`` lists name."""
    return {key: item.text() for key, item in node.keys(required=("sources",))["sources"].mapping().items()}


def read_given(node: Node) -> dict[str, GivenKey]:
    """The circumstances that select variants, by name."""
    found = {}
    for item in node.keys(required=("given",))["given"].items():
        keys = item.keys(required=("key", "kind", "about"), optional=("values", "note"))
        kind = keys["kind"].choice(("flag", "choice", "date"))
        values = keys["values"].texts() if "values" in keys else ()
        key = keys["key"].text()
        found[key] = GivenKey(key, kind, keys["about"].text(), values, _optional(keys, "note"))
    return found


def _read_counting(node: Node) -> tuple[CountingRule, ...]:
    found = []
    for item in node.keys(required=("rules",))["rules"].items():
        keys = item.keys(required=("id", "from", "to", "text", "basis", "confidence", "source"), optional=("note",))
        rule = CountingRule(
            id=keys["id"].text(),
            since=keys["from"].day(),
            until=keys["to"].day_or_none(),
            text=keys["text"].text(),
            basis=read_basis(keys["basis"]),
            confidence=_confidence(keys["confidence"]),
            source=keys["source"].texts(),
        )
        found.append(rule)
    return tuple(found)


def _read_transitions(node: Node) -> tuple[Transition, ...]:
    found = []
    for item in node.keys(required=("transitions",))["transitions"].items():
        keys = item.keys(required=("id", "on", "rules", "text", "basis", "confidence", "source"))
        transition = Transition(
            id=keys["id"].text(),
            on=keys["on"].day(),
            rules=keys["rules"].texts(),
            text=keys["text"].text(),
            basis=read_basis(keys["basis"]),
            confidence=_confidence(keys["confidence"]),
            source=keys["source"].texts(),
        )
        found.append(transition)
    return tuple(found)


def _confidence(node: Node) -> Confidence:
    return Confidence(node.choice(_CONFIDENCE))


def _optional(keys: Mapping[str, Node], key: str) -> str:
    return keys[key].text() if key in keys else ""


def check_references(parameters: Parameters) -> None:
    """Raises ``LawError`` where a parameter names a rule, a circumstance or a source that is not there."""
    for limit in parameters.limits.values():
        for key in limit.given:
            if key not in parameters.given:
                raise LawError("law.data", f"{limit.rule}: circumstance {key!r} is not in parameters/given.yaml")
        for pause in limit.pauses:
            if pause.rule not in parameters.limits or not {pause.start, pause.end} <= set(limit.given):
                raise LawError("law.data", f"{limit.rule}: pause {pause} names a rule or a circumstance that is not declared")
        for value in limit.values:
            _check_variants(limit, value, parameters)
            for source in value.source:
                if source not in parameters.sources:
                    raise LawError("law.data", f"{limit.rule}: source {source!r} is not in parameters/sources.yaml")
    for transition in parameters.transitions:
        for name in transition.rules:
            if name not in parameters.limits:
                raise LawError("law.data", f"transition {transition.id}: no time limit {name!r}")


def _check_variants(limit: TimeLimit, value: DatedValue, parameters: Parameters) -> None:
    for variant in (*limit.variants, *value.variants):
        unknown = [key for key in variant.when if key not in limit.given]
        if unknown:
            raise LawError(
                "law.data", f"{limit.rule}: variant on {', '.join(unknown)}, which the rule does not declare under given"
            )
        for name in (variant.use, variant.plus):
            if name is not None and name not in parameters.limits:
                raise LawError("law.data", f"{limit.rule}: variant names {name!r}, which does not exist")
