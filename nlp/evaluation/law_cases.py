"""Cases of the law in plain words: time limits worked out and outcomes of rules, as YAML that a jurist writes.

A case has ``name`` and ``rule``. For a time limit: ``from``, optional ``given``, and ``expect`` with ``due``, ``amount``,
``unit``, ``also`` (other readings), ``warns``, ``steps``, ``basis`` (pieces of text), or ``error`` with ``hint``. For a rule:
``as_of``, ``facts`` (null: known not to have happened; left out: unknown), and ``expect`` with ``outcome``, ``due``, ``missing``,
``late``, ``severity``, ``message``. For the handling of a petition: ``rule: handling``, ``received``, ``facts``, and ``expect``
with ``action`` (null: open), ``reason`` (the row that decides), ``remarks`` (other rows), ``competent``, ``missing`` and
``otherwise`` (facts that would change it, as ``fact=true: action``).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from nlp.errors import DonthuError, LawError
from nlp.law.due import Due
from nlp.law.engine import RuleResult
from nlp.law.library import Library, load_library
from nlp.law.outcome import Undetermined
from nlp.law.parameters import NotYetInForce, Repealed, UnknownParameter
from nlp.law.proposal import propose_handling
from nlp.law.review import LawReview, ReviewItem, find_uncovered, review_law

Case = Mapping[str, Any]
HANDLING = "handling"
_ERRORS = {"not_yet_in_force": NotYetInForce, "repealed": Repealed, "unknown_rule": UnknownParameter, "error": LawError}


def load_cases(folder: Path) -> list[Case]:
    """The cases of every YAML file of a folder; DonthuError for a file that is no list of cases."""
    return [case for path in sorted(folder.glob("*.yaml")) for case in _read_cases(path)]


def _read_cases(path: Path) -> list[Case]:
    try:
        cases = yaml.safe_load(path.read_text(encoding="utf-8")) or []
        for case in cases:
            if not isinstance(case["expect"], dict) or not isinstance(case["rule"], str) or ("facts" in case) == ("from" in case):
                raise TypeError(f"case {case.get('name')!r} has neither from nor facts, or both")
        return list(cases)
    except (OSError, yaml.YAMLError, KeyError, TypeError) as error:
        form = "name, rule, from or facts, expect"
        raise DonthuError("law.cases", f"{path}: {type(error).__name__}: {error}", form) from error


def find_covered(cases: Iterable[Case]) -> set[tuple[str, str]]:
    """The (rule, outcome) pairs that the cases expect."""
    return {(str(case["rule"]), str(case["expect"]["outcome"])) for case in cases if "outcome" in case["expect"]}


def review_with_cases(library: Library, as_of: date, shipped: Path) -> LawReview:
    """The review of the law at hand with its cases run: those of ``shipped`` hold for the package's own law, those of a user's
    folder with it. Without ``shipped`` only the rules of the folder are judged by their cases.
    """
    places = [(shipped, load_library())]
    if library.folder is not None:
        places.append((library.folder / "cases", library))
    cases = [(case, law) for folder, law in places if folder.is_dir() for case in load_cases(folder)]
    failed = [
        ReviewItem("failed", str(case["rule"]), f"{case['name']}: {'; '.join(found)}")
        for case, law in cases
        if (found := find_differences(case, law))
    ]
    covered = find_covered(case for case, _ in cases)
    judged = library.rules if shipped.is_dir() else tuple(rule for rule in library.rules if rule.id in library.own_rules)
    review = review_law(as_of, library=library)
    return replace(review, items=(*failed, *review.items, *find_uncovered(judged, covered)))


def find_differences(case: Case, library: Library) -> list[str]:
    """What the law at hand says otherwise than the case expects, one line each; none where they agree."""
    if case["rule"] == HANDLING:
        return list(_check_handling(case, library))
    return list(_check_outcome(case, library) if "facts" in case else _check_due(case, library))


def run_case(case: Case, library: Library) -> RuleResult:
    """The result of the case's rule over its facts; LawError for a rule that is not there."""
    found = library.run(_read_facts(case), case["as_of"], only=frozenset({case["rule"]}))
    if not found:
        raise LawError("law.unknown_rule", f"no rule {case['rule']!r}", "see the ids in rules/*.yaml")
    return found[0]


def _read_facts(case: Case) -> dict[str, Any]:
    return {name: tuple(value) if isinstance(value, list) else value for name, value in case["facts"].items()}


def _check_due(case: Case, library: Library) -> Iterable[str]:
    expect = case["expect"]
    given = {key: str(value).lower() if isinstance(value, bool) else str(value) for key, value in case.get("given", {}).items()}
    try:
        due = library.work_out_due(case["rule"], case["from"], given)
    except LawError as error:
        wanted = _ERRORS.get(str(expect.get("error")))
        if wanted is None or not isinstance(error, wanted):
            yield f"error: {error}"
        elif expect.get("hint", "") not in str(error):
            yield f"hint: {error}"
        return
    if "error" in expect:
        yield f"no error: due {due.due}"
        return
    yield from _compare(expect, {"due": due.due, "amount": due.amount, "unit": due.unit.value, "also": _also(due)})
    for key, texts in (("warns", due.warnings), ("steps", due.steps), ("basis", due.legal_basis)):
        if expect.get(key) == [] and texts:
            yield f"{key}: {texts}"
        yield from (
            f"{key}: no {piece!r} in {texts}" for piece in expect.get(key, ()) if not any(piece in text for text in texts)
        )


def _also(due: Due) -> list[date]:
    return [item.due for item in due.alternatives]


def _check_outcome(case: Case, library: Library) -> Iterable[str]:
    expect, result = case["expect"], run_case(case, library)
    found = {
        "outcome": result.outcome.slug,
        "due": result.due.due if result.due else None,
        "missing": list(result.outcome.missing) if isinstance(result.outcome, Undetermined) else None,
        "late": getattr(result.outcome, "days_late", None),
        "severity": result.severity_cap.value,
    }
    yield from _compare(expect, found)
    if expect.get("message", "") not in result.message:
        yield f"message: {result.message}"


def _check_handling(case: Case, library: Library) -> Iterable[str]:
    expect, proposal = case["expect"], propose_handling(_read_facts(case), case["received"], library)
    handling = proposal.handling
    rows = [reason.rule for reason in handling.reasons]
    found = {
        "action": handling.action.value if handling.action else None,
        "reason": rows[0] if handling.action else None,
        "competent": proposal.competent,
    }
    yield from _compare(expect, found)
    yield from (f"remarks: no {row} in {rows}" for row in expect.get("remarks", ()) if row not in rows)
    yield from (f"missing: {name}" for name in expect.get("missing", ()) if name not in handling.missing_facts)
    other = {f"{item.fact}={str(item.value).lower()}: {item.action.value}" for item in handling.alternatives}
    yield from (f"otherwise: no {line} in {sorted(other)}" for line in expect.get("otherwise", ()) if line not in other)


def _compare(expect: Mapping[str, Any], found: Mapping[str, object]) -> Iterable[str]:
    for key, value in found.items():
        if key in expect and expect[key] != value:
            yield f"{key}: {value}, not {expect[key]}"
