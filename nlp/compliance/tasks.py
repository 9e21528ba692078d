"""The tasks of a document as its record holds them, so that two documents can be laid side by side."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from nlp.law.rules.directive import Change, When, compare_times
from nlp.text.fold import fold_all

Record = Mapping[str, Any]
# Pairs of words are compared, not words: single syllables are shared by any two official texts.
_WORD = re.compile(r"[^\W_]+")
_NO_LAST_DAY = frozenset({"after", "at_least", "within"})


@dataclass(frozen=True, slots=True)
class Term:
    """When or how often a task is due: its last day where it has one, else an amount with its unit; ``text`` as written."""

    text: str
    bound: str | None
    when: When | None = None
    amount: int | None = None
    unit: str | None = None
    rrule: str | None = None


@dataclass(frozen=True, slots=True)
class Task:
    """One obligation of a record; ``place`` are the offsets, page, anchors and text that its record gives."""

    text: str
    modality: str
    assignees: tuple[str, ...]
    report_to: str | None
    terms: tuple[Term, ...]
    place: Mapping[str, Any]

    @property
    def pairs(self) -> frozenset[str]:
        """Its neighbouring words, as ``read_pairs``."""
        return read_pairs(self.text)

    @property
    def span(self) -> tuple[int, int]:
        """Where it stands in the text of its document."""
        return self.place["start"], self.place["end"]


@dataclass(frozen=True, slots=True)
class Cited:
    """A mention of another document: number, date, relation and where it stands."""

    number: str
    date: dt.date | None
    relation: str
    place: Mapping[str, Any]


@dataclass(frozen=True)
class TaskedDocument:
    """What is compared of a document: who wrote it, to whom, its tasks, its sentences and the documents it cites."""

    id: str
    path: str
    kind: str | None
    number: str | None
    date: dt.date | None
    issuer: str | None
    addressees: tuple[str, ...]
    recognised: bool
    tasks: tuple[Task, ...]
    sentences: tuple[str, ...]
    cited: tuple[Cited, ...]


def read_tasked(record: Record) -> TaskedDocument:
    """The document of a record; one without tasks has none."""
    header, text = record["header"], record["text"]
    deadlines = {item["id"]: _read_term(item) for item in record["deadlines"]}
    return TaskedDocument(
        id=record["id"],
        path=record["source"]["path"],
        kind=record["kind"],
        number=header["number"],
        date=_day(header["date"]),
        issuer=header["issuer"],
        addressees=tuple(header["addressees"]),
        recognised=record["source"]["ocr"] or any(item["rule"] == "format.legibility" for item in record["findings"]),
        tasks=tuple(_read_task(item, deadlines) for item in record["obligations"]),
        sentences=tuple(text[start:end] for start, end in record["sentences"]),
        cited=tuple(
            Cited(item["number"], _day(item["date"]), item["relation"], _place(item))
            for item in record["citations"]
            if item["number"]
        ),
    )


@lru_cache(maxsize=8192)
def read_pairs(text: str) -> frozenset[str]:
    """The pairs of neighbouring words, without diacritics.

    >>> sorted(read_pairs("Báo cáo kết quả."))
    ['bao cao', 'cao ket', 'ket qua']
    """
    words = _WORD.findall(fold_all(text))
    return frozenset(f"{first} {second}" for first, second in zip(words, words[1:], strict=False))


def weigh(documents: Iterable[Sequence[Task]]) -> Mapping[str, float]:
    """How much a pair of words tells: the less, the more tasks have it beside the two that may be the same one."""
    counts = Counter(pair for tasks in documents for task in tasks for pair in task.pairs)
    return {pair: 1 / max(1, count - 1) for pair, count in counts.items()}


def share_of(wanted: frozenset[str], found: frozenset[str], weights: Mapping[str, float]) -> float:
    """How much of the wording of one task stands in another text, from 0 to 1."""
    whole = sum(weights.get(pair, 1.0) for pair in wanted)
    return sum(weights.get(pair, 1.0) for pair in wanted & found) / whole if whole else 0.0


def compare_terms(before: Sequence[Term], after: Sequence[Term]) -> tuple[Change, Term | None, Term | None]:
    """What the times of a task became, with the two that were compared; loosened goes before tightened."""
    found: tuple[Change, Term | None, Term | None] = (Change.UNKNOWN, None, None)
    for old in before:
        for new in after:
            change = _compare(old, new)
            if change is Change.LOOSENED:
                return change, old, new
            if found[0] in (Change.UNKNOWN, Change.KEPT) and change is not Change.UNKNOWN:
                found = change, old, new
    return found


def _compare(old: Term, new: Term) -> Change:
    if old.when and new.when:
        return compare_times(old.when, new.when)
    alike = old.amount is not None and new.amount is not None and (old.unit, old.bound) == (new.unit, new.bound)
    if not alike or old.rrule != new.rrule or old.bound not in ("within", "at_least"):
        return Change.UNKNOWN
    more = (new.amount or 0) - (old.amount or 0)
    if more == 0:
        return Change.KEPT
    # More time is looser, more times are tighter.
    return Change.LOOSENED if (more > 0) == (old.bound == "within") else Change.TIGHTENED


def _read_task(item: Record, deadlines: Mapping[str, Term]) -> Task:
    return Task(
        text=" ".join(item["text"].split()),
        modality=item["modality"],
        assignees=tuple(assignee["text"] for assignee in item["assignees"] if assignee["role"] != "support"),
        report_to=item["report_to"],
        terms=tuple(deadlines[key] for key in item["deadlines"] if key in deadlines),
        place=_place(item),
    )


def _read_term(item: Record) -> Term:
    day = _day(item["date"])
    dated = (day or item["rrule"]) and item["bound"] not in _NO_LAST_DAY
    return Term(
        text=" ".join(item["text"].split()),
        bound=item["bound"],
        when=When(day, item["rrule"], strict=item["bound"] == "before") if dated else None,
        amount=item["amount"],
        unit=item["unit"],
        rrule=item["rrule"],
    )


def _place(item: Record) -> Mapping[str, Any]:
    return {key: item[key] for key in ("start", "end", "source_start", "source_end", "page", "anchors", "text")}


def _day(iso: str | None) -> dt.date | None:
    return dt.date.fromisoformat(iso) if iso else None
