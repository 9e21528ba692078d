"""The law at hand: the package's own, or that with a user's folder of parameters and rules added.

A folder has the layout of ``nlp/law`` itself, every part optional: ``time_limits/<subject>/*.yaml``, ``duties/*.yaml``,
``reports/*.yaml``, ``calendar/YEAR.yaml``, ``rules/*.yaml``, ``facts.yaml``, ``given.yaml``, ``sources.yaml``, and
``cases/*.yaml`` that show each outcome of its rules. It is read with the checks of the package's files. A time limit, a duty, a
report or a year with an id that the package has takes its place; whoever reads such a time limit is told so by a warning. Facts,
circumstances and rules are added, never replaced.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path

from nlp.errors import LawError
from nlp.law.calendar import WorkCalendar, load_calendar, read_year
from nlp.law.due import Due, work_out_due
from nlp.law.engine import Rule, RuleResult, check_regimes, run_rules
from nlp.law.facts import FACTS, Value, read_facts
from nlp.law.limit_rules import check_limits, read_limit_rules
from nlp.law.loader import Node, parse_node
from nlp.law.parameter_reader import (
    check_references,
    load_parameters,
    read_duty,
    read_given,
    read_report,
    read_sources,
    read_time_limit,
)
from nlp.law.parameters import Parameters
from nlp.law.rules import RULES

_PARTS = ("time_limits", "duties", "reports", "calendar", "rules", "cases")
_FILES = ("facts.yaml", "given.yaml", "sources.yaml")


@dataclass(frozen=True)
class Library:
    """Parameters, calendar, rules and known facts that belong together; ``folder`` is the user's own, None for none.

    ``own_rules`` are the ids of the rules that the folder adds.
    """

    parameters: Parameters
    calendar: WorkCalendar
    rules: tuple[Rule, ...]
    facts: Mapping[str, tuple[str, str]]
    folder: Path | None = None
    own_rules: frozenset[str] = frozenset()

    def work_out_due(self, rule: str, start: date, given: Mapping[str, str] | None = None) -> Due:
        """The end of a time limit, as ``nlp.law.due.work_out_due`` does it."""
        return work_out_due(rule, start, given, calendar=self.calendar, parameters=self.parameters)

    def run(self, values: Mapping[str, Value], as_of: date, *, only: frozenset[str] | None = None) -> tuple[RuleResult, ...]:
        """One result for each rule (of those in ``only``) over the facts of a case, as ``nlp.law.engine.run_rules`` does it."""
        rules = self.rules if only is None else tuple(rule for rule in self.rules if rule.id in only)
        return run_rules(values, as_of, rules, calendar=self.calendar, parameters=self.parameters, known=self.facts)


@cache
def load_library(folder: Path | None = None) -> Library:
    """The law with the user's ``folder`` added; read once for each folder.

    Raises ``LawError`` naming file and line for what is not right in the folder, and for a folder that is not there.

    >>> load_library().folder is None
    True
    """
    check_limits(RULES, load_parameters())
    library = Library(load_parameters(), load_calendar(), RULES, FACTS)
    return library if folder is None else _add(library, folder)


def _add(library: Library, folder: Path) -> Library:
    files = _list_files(folder)
    facts = {**_read_own_facts(files, library.facts), **library.facts}
    parameters = _add_parameters(library.parameters, files)
    years = {
        **library.calendar.years,
        **{table.year: table for path, node in files.items() if path[0] == "calendar" for table in [read_year(node)]},
    }
    own = tuple(rule for path, node in files.items() if path[0] == "rules" for rule in read_limit_rules(node, facts))
    for rule in own:
        if any(rule.id == known.id for known in library.rules):
            raise LawError("law.data", f"{folder}: rule {rule.id!r} is one of the package", "give the rule an id of its own")
    check_limits(own, parameters)
    return replace(
        library,
        parameters=parameters,
        calendar=replace(library.calendar, years=years),
        rules=check_regimes((*library.rules, *own), facts),
        facts=facts,
        folder=folder,
        own_rules=frozenset(rule.id for rule in own),
    )


def _list_files(folder: Path) -> dict[tuple[str, ...], Node]:
    """Every YAML file of the folder by its path in pieces; a file that has no place there is an error."""
    if not folder.is_dir():
        raise LawError("law.folder", f"{folder} is not a folder", "name a folder of parameters and rules")
    return dict(_read_files(folder))


def _read_files(folder: Path) -> Iterator[tuple[tuple[str, ...], Node]]:
    for path in sorted(folder.rglob("*.yaml")):
        pieces = path.relative_to(folder).parts
        if pieces[0] not in _PARTS and path.relative_to(folder).as_posix() not in _FILES:
            places = ", ".join((*(f"{part}/" for part in _PARTS), *_FILES))
            raise LawError("law.folder", f"{path} has no place in a folder of law", f"places: {places}")
        if pieces[0] == "cases":
            continue
        try:
            yield pieces, parse_node(path.read_text(encoding="utf-8"), str(path))
        except (OSError, UnicodeDecodeError) as error:
            raise LawError("law.folder", f"{path}: {error}", "a readable file in UTF-8") from error


def _read_own_facts(files: Mapping[tuple[str, ...], Node], known: Mapping[str, tuple[str, str]]) -> dict[str, tuple[str, str]]:
    node = files.get(("facts.yaml",))
    found = dict(read_facts(node)) if node else {}
    if twice := sorted(set(found) & set(known)):
        raise LawError("law.data", f"facts.yaml: the package has {', '.join(twice)}", "give the fact a name of its own")
    return found


def _add_parameters(base: Parameters, files: Mapping[tuple[str, ...], Node]) -> Parameters:
    part = {name: [(path, node) for path, node in files.items() if path[0] == name] for name in _PARTS}
    limits = [read_time_limit(node, path[-2], origin=node.file) for path, node in part["time_limits"]]
    duties = [duty for _, node in part["duties"] for duty in read_duty(node)]
    reports = [read_report(node) for _, node in part["reports"]]
    given = read_given(files[("given.yaml",)]) if ("given.yaml",) in files else {}
    sources = read_sources(files[("sources.yaml",)]) if ("sources.yaml",) in files else {}
    if twice := sorted(set(given) & set(base.given)):
        raise LawError("law.data", f"given.yaml: the package has {', '.join(twice)}", "give the circumstance a name of its own")
    own_duties, own_reports = {duty.rule for duty in duties}, {report.rule for report in reports}
    merged = replace(
        base,
        limits={**base.limits, **{limit.rule: limit for limit in limits}},
        duties=(*(duty for duty in base.duties if duty.rule not in own_duties), *duties),
        reports=(*(report for report in base.reports if report.rule not in own_reports), *reports),
        given={**base.given, **given},
        sources={**base.sources, **sources},
    )
    check_references(merged)
    return merged
