"""What the summary of a petition says: rows for its template, in words, with the passages that each rests on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from nlp.interop.details import describe_fact_rows
from nlp.interop.findings import sort_findings
from nlp.interop.hits import Hit
from nlp.law.facts import FACTS
from nlp.triage.assess import describe_row
from nlp.triage.reassess import FACT
from nlp.web.pages.petition.sight import Sight
from nlp.web.wording import PageWording

Row = Mapping[str, Any]
_QUOTE = 220


@dataclass(frozen=True)
class Quote:
    """A passage of the text that something rests on, with the anchor where it stands."""

    anchor: str
    text: str


@dataclass(frozen=True)
class Told:
    """A reason in words: the action it speaks for, points, legal basis, passages, and which entered facts it rests on;
    ``other`` is the id of another petition that it is about."""

    text: str
    basis: str = ""
    action: str | None = None
    points: int | None = None
    quotes: tuple[Quote, ...] = ()
    given: tuple[str, ...] = ()
    is_sure: bool = True
    other: str | None = None


@dataclass(frozen=True)
class Asked:
    """A fact that is not known or was entered: its kind (see nlp.law.facts), value as text, and what each value would change."""

    name: str
    about: str
    kind: str
    value: str
    would: tuple[tuple[str, str], ...] = ()
    user: int | None = None
    at: dt.datetime | None = None
    is_entered: bool = False


class Summary:
    """The rows of one petition; ``hits`` are the passages that they quote, to be marked in the text."""

    def __init__(self, sight: Sight, wording: PageWording) -> None:
        self._sight, self._wording = sight, wording
        self._text: str = sight.record["text"] if sight.record else ""
        self.hits: list[Hit] = []
        details = sight.details
        self.eligible: Row = details.get("eligible") or {"verdict": "undetermined", "reasons": []}
        self.competent: Row | None = details.get("competent")
        self.reasons = [self._reason(n, row) for n, row in enumerate(details.get("reasons", ()))]
        self.priority = [self._priority(n, row) for n, row in enumerate(details.get("priority_reasons", ()))]
        self.due: list[Row] = list(details.get("due", ()))
        self.deciding = self._deciding()
        self.findings = list(self._findings())
        self.asked = list(self._asked())

    @property
    def types(self) -> list[tuple[str, float]]:
        """Types with their probability by the machine, the likeliest first; those below one in a hundred are left out."""
        scores = (self._sight.read or {}).get("type_scores") or {}
        return sorted(((kind, score) for kind, score in scores.items() if score >= 0.01), key=lambda row: -row[1])

    @property
    def fields(self) -> list[tuple[str, float]]:
        """Fields with their scores by the machine, the main one first."""
        return [(row["code"], row["score"]) for row in (self._sight.read or {}).get("fields", ())]

    def _reason(self, number: int, row: Row) -> Told:
        text = describe_row(row, lang=self._wording.lang)
        if row["code"] == "given_type":
            kind = self._wording.label("petition_type", row["values"]["type"])
            text = describe_row({**row, "values": {"type": kind}}, lang=self._wording.lang)
        return Told(
            text=text, basis="; ".join(row["legal_basis"]), action=row.get("action"),
            quotes=self._quote(f"reason-{number}", row["spans"], text), given=tuple(map(self._name_fact, row.get("given", ()))),
            is_sure=row.get("confidence") != "U", other=(row.get("values") or {}).get("id"),
        )  # fmt: skip

    def _priority(self, number: int, row: Row) -> Told:
        text = describe_row(row, lang=self._wording.lang)
        quotes = self._quote(f"priority-{number}", row["spans"], text)
        return Told(text=text, basis="; ".join(row["legal_basis"]), points=row["points"], quotes=quotes)

    def _deciding(self) -> tuple[Quote, ...]:
        spans = (self._sight.read or {}).get("type_cues") or ()
        kind = self._wording.label("petition_type", (self._sight.read or {}).get("type"))
        return self._quote("deciding", spans, kind, layer="deciding")

    def _quote(self, name: str, spans: Sequence[Sequence[int]], text: str, *, layer: str = "reasons") -> tuple[Quote, ...]:
        quotes = []
        for number, (start, end) in enumerate(spans):
            quoted = " ".join(self._text[start:end].split())
            if not quoted:
                continue
            anchor = f"{name}-{number}"
            self.hits.append(Hit(layer, start, end, anchor, "", (("", text),)))
            quotes.append(Quote(anchor, quoted if len(quoted) <= _QUOTE else quoted[:_QUOTE].rpartition(" ")[0] + " …"))
        return tuple(quotes)

    def _findings(self) -> Iterator[Row]:
        """Those that apply, the heaviest first, with their facts in words; what stands among reasons or due dates is left out."""
        record = self._sight.record
        for row in sort_findings(record["findings"]) if record else ():
            if row["verdict"] != "not_applicable" and not row["due"] and not self._is_reason(row):
                facts = [(name, value) for name, value in describe_fact_rows(row["facts"], self._wording) if value]
                basis = "; ".join(row["legal_basis"])
                yield {**row, "told": facts, "basis": "" if basis in row["message"] else basis}

    def _is_reason(self, row: Row) -> bool:
        return any(reason.text in row["message"] for reason in self.reasons)

    def _asked(self) -> Iterator[Asked]:
        """Facts that would change the action by themselves, then entered ones, then the others that are open."""
        details, wording = self._sight.details, self._wording
        missing = {row["fact"]: row for row in details.get("missing", ())}
        entered = {name: one for (kind, name), one in self._sight.current.items() if kind == FACT and name in FACTS}
        first = [name for name, row in missing.items() if row["would"]]
        shown = dict.fromkeys([*first, *(name for name in entered if name not in ("ngay_nhan", "loai_don")), *missing])
        for name in shown:
            if name not in FACTS:
                continue
            kind, about = FACTS[name]
            row = missing.get(name, {"about": about, "would": {}})
            would = tuple(
                (wording.yes_no(value == "true"), wording.label("action", action)) for value, action in row["would"].items()
            )
            one = entered.get(name)
            yield Asked(
                name, row["about"], kind, str(one.correction.value) if one else "", would, one.user if one else None,
                one.made_at if one else None, one is not None,
            )  # fmt: skip

    def _name_fact(self, name: str) -> str:
        return FACTS[name][1].partition(":")[0] if name in FACTS else name
