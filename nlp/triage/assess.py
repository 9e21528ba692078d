"""What a reception office is told of a petition, from its record alone: type, competence, action, priority, due dates, why."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from nlp.triage.duplicates.models import Link, LinkKind, Reason, Value
from nlp.triage.duplicates.wording import describe_reason
from nlp.triage.priority import find_priority, rank_due
from nlp.triage.settings import Settings, describe, load_settings
from nlp.triage.summary import summarise

Row = dict[str, Any]
_MERGED = (LinkKind.EXACT, LinkKind.NEAR)
_MOST_LINKS = 5  # that are told among the reasons; all of them stand in ``duplicates``


@dataclass(frozen=True)
class Assessment:
    """Where a petition stands and why. All rows are JSON objects.

    ``status`` is that of a petition that nobody decided on; ``type`` and ``action`` are None where open.

    - ``competent``: ``office``, ``name``, ``legal_basis``, ``confidence``, ``note``, ``spans``
    - ``eligible``: ``verdict`` (``yes``, ``no``, ``undetermined``) and the codes of its ``reasons``
    - rows of ``reasons``: ``code``, ``action`` (None: a remark), ``text`` (of the law, Vietnamese) or ``values`` (of the wording
      of triage.yaml), ``spans``, ``legal_basis``, ``given`` (facts that it rests on and that an officer entered)
    - rows of ``priority_reasons``: ``code``, ``points``, ``values``, ``spans``, ``legal_basis``
    - rows of ``due``: ``rule``, ``date``, ``message``, ``steps``, ``legal_basis``, ``spans``
    - ``expected``, None where an action is proposed or nothing can be said: ``action``, ``assumed`` (rows of ``fact``, ``value``,
      ``about``), ``text``, ``legal_basis``
    - rows of ``missing``: ``fact``, ``about``, ``would`` (what the action would be, by the value of the fact)
    - ``duplicates`` are links to other petitions, ``facts`` what officers entered
    - ``summary`` is what a list shows, personal data in it; empty for what is no petition
    """

    status: str
    type: str | None = None
    fields: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    competent: Row | None = None
    action: str | None = None
    eligible: Row = field(default_factory=lambda: {"verdict": "undetermined", "reasons": []})
    priority_reasons: tuple[Row, ...] = ()
    due: tuple[Row, ...] = ()
    reasons: tuple[Row, ...] = ()
    missing: tuple[Row, ...] = ()
    expected: Row | None = None
    duplicates: tuple[Row, ...] = ()
    facts: tuple[Row, ...] = ()
    summary: Row = field(default_factory=dict)

    @property
    def priority(self) -> int:
        """The sum of the points; higher comes first."""
        return sum(row["points"] for row in self.priority_reasons)

    @property
    def earliest(self) -> dt.date | None:
        """The earliest day on which something is due."""
        return min((dt.date.fromisoformat(row["date"]) for row in self.due), default=None)

    def as_dict(self) -> Row:
        """All of it as JSON."""
        value: Row = asdict(self)
        return {key: list(item) if isinstance(item, tuple) else item for key, item in value.items()} | {"priority": self.priority}


def assess(
    record: Mapping[str, Any], *, received: dt.date, as_of: dt.date | None = None, settings: Settings | None = None,
    facts: Iterable[Row] = (), fields: Sequence[str] | None = None,
) -> Assessment:  # fmt: skip
    """The assessment of an analysis record whose findings know the day of receipt.

    ``as_of`` is the day on which the days left are counted (the day of receipt where it is not given), ``facts`` are those that
    officers entered (rows with ``name``, ``value``, ``user``, ``at``), ``fields`` are codes in the place of the classifier's.
    """
    settings, entered = settings or load_settings(), tuple(facts)
    petition = record["petition"]
    if petition is None:
        code = "unreadable" if record["status"] == "failed" else "not_petition"
        return Assessment(status=code, reasons=(_reason(code),), facts=entered)
    given = {str(row["name"]): row["value"] for row in entered}
    type_ = given.get("loai_don") or petition["type"]
    proposal = petition["proposed_action"] or {}
    due = tuple(_read_due(record))
    priority = [*find_priority(record, type_=type_, received=received, settings=settings)]
    priority += rank_due(due, as_of=as_of or received, settings=settings)
    reasons = [_ground(row, given, settings) for row in proposal.get("reasons", ())]
    if type_ is None:
        reasons.append(_reason("type_open", values={"scores": petition["type_scores"]}))
    elif "loai_don" in given:
        reasons.append({**_reason("given_type", values={"type": type_}), "given": ["loai_don"]})
    return Assessment(
        status="waiting",
        type=type_,
        fields=tuple(fields if fields is not None else (row["code"] for row in petition["fields"])),
        flags=tuple(petition["flags"]),
        places=tuple(dict.fromkeys(_find_places(petition))),
        competent=proposal.get("competent"),
        action=settings.actions[proposal["action"]] if proposal.get("action") else None,
        eligible=_judge_eligibility(reasons, settings, known=bool(proposal)),
        priority_reasons=tuple(priority),
        due=due,
        reasons=tuple(reasons),
        missing=tuple(_read_missing(proposal, settings)),
        expected=_read_expected(proposal, settings),
        facts=entered,
        summary=summarise(record),
    )


def add_duplicates(
    assessment: Assessment, links: Sequence[Link], *, received: dt.date, settings: Settings | None = None
) -> Assessment:
    """The assessment with what earlier petitions make of it: merging is proposed for the same and nearly the same text.

    Another opinion of the law stays among the reasons. A repeat in other words gives priority and no action.
    """
    settings = settings or load_settings()
    if assessment.status != "waiting" or not links:
        return assessment
    merged = any(link.kind in _MERGED for link in links)
    told = [_tell_link(link, received, settings) for link in links[:_MOST_LINKS]]
    priority = list(assessment.priority_reasons)
    if not merged:
        line = settings.priority["repeat"]
        basis = list(settings.basis_on(line.basis, received))
        priority.append(
            {"code": line.code, "points": line.points, "values": {"id": links[0].id}, "spans": [], "legal_basis": basis}
        )
    return replace(
        assessment,
        action=settings.merge if merged else assessment.action,
        reasons=(*told, *assessment.reasons),
        priority_reasons=tuple(priority),
        duplicates=tuple(encode_link(link) for link in links),
    )


def encode_link(link: Link) -> Row:
    """A link to another petition as JSON; values stand as spans of this text and the other, for they may be personal data."""
    return {
        "id": link.id,
        "kind": link.kind.value,
        "similarity": link.similarity,
        "reasons": [
            {
                "code": reason.code,
                "share": reason.share,
                "spans": [[value.start, value.end] if value and value.start is not None else None for value in reason.values]
                if reason.values
                else [],
            }
            for reason in link.reasons
        ],
    }


def decode_link(row: Mapping[str, Any]) -> Link:
    """The link of ``encode_link``, without the words of its values."""

    def value(span: Sequence[int] | None) -> Value | None:
        return Value("", span[0], span[1]) if span else None

    def reason(item: Mapping[str, Any]) -> Reason:
        spans = item["spans"]
        return Reason(item["code"], item["share"], (value(spans[0]), value(spans[1])) if spans else None)

    return Link(row["id"], LinkKind(row["kind"]), row["similarity"], tuple(map(reason, row["reasons"])))


def describe_row(row: Mapping[str, Any], *, lang: str = "vi") -> str:
    """A row of ``reasons`` or ``priority_reasons`` in words; grounds of the law are told in Vietnamese in either language."""
    text = row.get("text") or describe(row["code"], row["values"], lang=lang)
    told = row.get("because", {}).get(lang)
    return f"{text}: {told}" if told else str(text)


def _reason(code: str, *, action: str | None = None, values: Row | None = None) -> Row:
    return {
        "code": code, "action": action, "text": None, "values": values or {}, "spans": [], "legal_basis": [], "given": [],
    }  # fmt: skip


def _ground(row: Mapping[str, Any], given: Mapping[str, Any], settings: Settings) -> Row:
    """A ground of the law as a reason."""
    action = settings.actions[row["action"]] if row["action"] else None
    return {
        **_reason(row["rule"], action=action), "text": row["text"], "spans": row["spans"], "legal_basis": row["legal_basis"],
        "confidence": row["confidence"], "given": [name for name in row.get("facts", ()) if name in given],
    }  # fmt: skip


def _tell_link(link: Link, received: dt.date, settings: Settings) -> Row:
    spans = [
        [reason.values[0].start, reason.values[0].end]
        for reason in link.reasons
        if reason.values and reason.values[0] and reason.values[0].start is not None
    ]
    because = {lang: "; ".join(dict.fromkeys(describe_reason(r, lang=lang) for r in link.reasons)) for lang in ("vi", "en")}
    merged = link.kind in _MERGED
    basis = list(settings.basis_on("duplicates", received)) if merged else []
    reason = _reason(link.kind.value, action=settings.merge if merged else None, values={"id": link.id})
    return {**reason, "because": because, "spans": spans, "legal_basis": basis}


def _judge_eligibility(reasons: Sequence[Row], settings: Settings, *, known: bool) -> Row:
    """Whether the petition is fit to be handled (Thông tư 05/2021/TT-TTCP Điều 6), by the grounds that hold."""
    for verdict, rows in (("no", settings.not_fit), ("undetermined", settings.to_be_supplied)):
        if found := [row["code"] for row in reasons if row["code"] in rows]:
            return {"verdict": verdict, "reasons": found}
    return {"verdict": "yes" if known and any(row["action"] for row in reasons) else "undetermined", "reasons": []}


def _read_due(record: Mapping[str, Any]) -> Iterable[Row]:
    """The limits that run or have passed unmet, the earliest first."""
    found = [row for row in record["findings"] if row["due"] and row["verdict"] != "satisfied"]
    for row in sorted(found, key=lambda row: str(row["due"])):
        yield {
            "rule": row["rule"], "date": row["due"], "message": row["message"], "steps": row["facts"].get("cac_buoc", []),
            "legal_basis": row["legal_basis"], "spans": row["spans"],
        }  # fmt: skip


def _read_missing(proposal: Mapping[str, Any], settings: Settings) -> Iterable[Row]:
    would: dict[str, Row] = {}
    for row in proposal.get("alternatives", ()):
        would.setdefault(row["fact"], {})["true" if row["value"] else "false"] = settings.actions[row["action"]]
    for row in proposal.get("missing_facts", ()):
        yield {"fact": row["fact"], "about": row["about"], "would": would.get(row["fact"], {})}


def _read_expected(proposal: Mapping[str, Any], settings: Settings) -> Row | None:
    row = proposal.get("expected")
    if row is None:
        return None
    return {"action": settings.actions[row["action"]]} | {name: row[name] for name in ("assumed", "text", "legal_basis")}


def _find_places(petition: Mapping[str, Any]) -> Iterable[str]:
    """Codes of the units that the petitioners live in: as written, and as they are since 1 July 2025."""
    for person in petition["petitioners"]:
        unit = person["unit"] or {}
        now = unit.get("now") or {}
        rows = [unit.get(level) for level in ("province", "district", "commune")]
        communes = now.get("communes") or []
        rows += [now.get("province"), *(communes if len(communes) == 1 else ())]
        yield from (row["code"] for row in rows if row and row.get("code"))
