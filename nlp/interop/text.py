"""A record as plain text for people: a summary of a document, and its findings alone."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from nlp.compliance.tasks import TaskedDocument
from nlp.document.masking import mask_record
from nlp.interop.details import (
    Rows,
    describe_assignees,
    describe_citation,
    describe_facts,
    describe_header,
    describe_successors,
    describe_time,
    fold_spaces,
    name_document,
)
from nlp.interop.findings import encode_findings, sort_findings
from nlp.interop.wording import Wording

Record = Mapping[str, Any]
_WIDTH = 100
_PERSON = ("name", "address", "identity_number", "phone")
_MARKS = {"violation": "[!]", "undetermined": "[?]", "satisfied": "[v]", "not_applicable": "[-]"}


def render_text(record: Record, *, wording: Wording | None = None, show_personal: bool = False) -> str:
    """The summary of one document, ending in a newline; personal data of petitioners is masked unless asked for."""
    words = wording or Wording()
    record = record if show_personal else mask_record(record)
    lines = [*_title(record, words), *_rows(describe_header(record, words))]
    for heading, part in (
        (words.say("html.petition"), _petition(record, words, show_personal)),
        (words.say("html.outline"), _outline(record)),
        (_heading("citations", record, words), _citations(record, words)),
        (_heading("obligations", record, words), _obligations(record, words)),
        (words.label("layer", "deadlines"), _free_deadlines(record, words)),
        (_heading("findings", record, words), _findings(record, words)),
        (_heading("problems", record, words), _problems(record, words)),
    ):
        body = list(part)
        lines += ["", heading, *body] if body else []
    return "\n".join(lines) + "\n"


def render_findings(record: Record, *, wording: Wording | None = None) -> str:
    """The findings of one document, the heaviest first, with message, legal basis, quotes and facts; ends in a newline."""
    words = wording or Wording()
    record = mask_record(record)
    lines = [f"{record['source']['path']}: {fold_spaces(name_document(record, words))}"]
    lines += list(_findings(record, words)) or [f"  {words.say('check.none')}"]
    return "\n".join([*lines, *_problems(record, words)]) + "\n"


def render_comparison(document: TaskedDocument, rows: Sequence[Record], *, wording: Wording | None = None) -> str:
    """The findings on a document beside the one that it implements, in the same form."""
    words = wording or Wording()
    heading = words.say("check.beside", path=document.path)
    return "\n".join([heading, *(line for row in sort_findings(rows) for line in _finding(row, words))]) + "\n"


def _title(record: Record, words: Wording) -> Iterator[str]:
    source = record["source"]
    yield f"== {fold_spaces(name_document(record, words))} =="
    yield f"{source['path']} · {source['media_type']} · {words.label('status', record['status'])} · id {record['id']}"


def _heading(layer: str, record: Record, words: Wording) -> str:
    return f"{words.label('layer', layer)} ({len(record[layer])})"


def _rows(rows: Rows) -> Iterator[str]:
    for name, value in rows:
        text = fold_spaces(value)
        yield from _wrap(f"{name}: {text}", "  ", "      ") if name else _wrap(text, "      ", "        ")


def _wrap(text: str, first: str, rest: str) -> list[str]:
    return textwrap.wrap(
        text, _WIDTH, initial_indent=first, subsequent_indent=rest, break_long_words=False, break_on_hyphens=False
    )


def _petition(record: Record, words: Wording, show_personal: bool) -> Iterator[str]:
    petition = record["petition"]
    if petition is None:
        return
    yield from _rows(petition_rows(record, words))
    if not show_personal:
        yield f"  ({words.say('people_masked')})"


def petition_rows(record: Record, words: Wording) -> Rows:
    """The petition's card: type with its scores, fields, people, targets, requests, answers and flags, as the record has them."""
    petition = record["petition"]
    cited = {item["id"]: item["text"] for item in record["citations"]}
    kind = words.label("petition_type", petition["type"]) if petition["type"] else words.say("abstained")
    scores = sorted(petition["type_scores"].items(), key=lambda row: (-row[1], row[0]))[:3]
    if scores:
        kind += " (" + ", ".join(f"{words.label('petition_type', name)} {words.number(score, 2)}" for name, score in scores) + ")"
    fields = [f"{words.label('field', f['code'])} {words.number(f['score'], 2)}" for f in petition["fields"]]
    people = [", ".join(person[name] for name in _PERSON if person[name]) for person in petition["petitioners"]]
    places = [describe_successors(person["unit"]["now"], words) for person in petition["petitioners"] if person["unit"]]
    rows = [
        ("type", kind),
        ("fields", ", ".join(fields)),
        ("sender", "; ".join(people)),
        ("unit_now", "; ".join(place for place in places if place)),
        ("representatives", ", ".join(petition["representatives"])),
        ("signatories", "" if petition["signatories"] is None else str(petition["signatories"])),
        ("target", "; ".join(f"{t['text']} ({words.label('target_kind', t['kind'])})" for t in petition["targets"])),
        ("date", words.day(petition["date"]) if petition["date"] else ""),
        ("signed", "" if petition["signed"] is None else words.yes_no(petition["signed"])),
        ("requests", "; ".join(fold_spaces(request) for request in petition["requests"])),
        ("earlier_answers", "; ".join(fold_spaces(cited[key]) for key in petition["earlier_answers"] if key in cited)),
        ("attachments", "; ".join(petition["attachments"])),
        ("flags", ", ".join(words.label("flag", flag) for flag in petition["flags"])),
        *_proposal(petition["proposed_action"], words),
    ]
    return [(words.label("part", name), value) for name, value in rows if value]


def _proposal(proposed: Mapping[str, Any] | None, words: Wording) -> Rows:
    """What is proposed, why, who is competent, and each fact that by itself would change it."""
    if proposed is None:
        return []
    open_ = words.say("proposal.open" if proposed["missing_facts"] else "proposal.none")
    action = words.label("action", proposed["action"]) if proposed["action"] else open_
    competent = proposed["competent"]
    who = [competent["name"], competent["note"], "; ".join(competent["legal_basis"])] if competent else []
    about = {item["fact"]: item["about"] for item in proposed["missing_facts"]}
    ifs: dict[str, list[str]] = {}
    for item in proposed["alternatives"]:
        then = f"{words.yes_no(item['value'])}: {words.label('action', item['action']).lower()}"
        ifs.setdefault(about[item["fact"]], []).append(then)
    return [
        ("proposed_action", action),
        *_expected(proposed.get("expected"), words),
        ("competent", " – ".join(part for part in who if part)),
        *_listed("reasons", [f"{item['text']} ({', '.join(item['legal_basis'])})" for item in proposed["reasons"]]),
        *_listed("alternatives", [f"{fact} – {'; '.join(then)}" for fact, then in ifs.items()]),
    ]


def _expected(expected: Mapping[str, Any] | None, words: Wording) -> Rows:
    """What is to be expected where nothing is proposed, and on what it rests."""
    if expected is None:
        return []
    assumed = "; ".join(f"{row['about']} – {words.yes_no(row['value'])}" for row in expected["assumed"])
    return [("expected", f"{words.label('action', expected['action'])} ({assumed})")]


def _listed(name: str, values: Sequence[str]) -> Rows:
    """One row a value, the name on the first alone."""
    return [(name if number == 0 else "", value) for number, value in enumerate(values)]


def _outline(record: Record) -> Iterator[str]:
    text = record["text"]
    for segment in record["segments"]:
        if segment["type"] != "clause":
            continue
        start = segment.get("content_start") or segment["start"]
        title = segment["title"] or text[start : segment["end"]].strip().partition("\n")[0]
        shown = textwrap.shorten(fold_spaces(title), 80, placeholder=" …") if title else ""
        yield f"  {'  ' * segment['level']}{segment['label'] or ''} {shown}".rstrip()


def _citations(record: Record, words: Wording) -> Iterator[str]:
    for item in record["citations"]:
        rows = describe_citation(item, words)
        known = [f"{name}: {value}" for name, value in rows if name in _worth_telling(words)]
        yield from _wrap(f"- {fold_spaces(item['text'])}" + (f" ({'; '.join(known)})" if known else ""), "  ", "      ")


def _worth_telling(words: Wording) -> set[str]:
    return {words.label("part", name) for name in ("issuer", "relation", "instrument", "status_on", "replaced_by")}


def _obligations(record: Record, words: Wording) -> Iterator[str]:
    deadlines = {item["id"]: item for item in record["deadlines"]}
    for number, item in enumerate(record["obligations"], start=1):
        yield from _wrap(f"{number}. [{words.label('modality', item['modality'])}] {fold_spaces(item['text'])}", "  ", "      ")
        yield from _wrap(f"{words.label('part', 'assignees')}: {describe_assignees(item, words)}", "      ", "        ")
        for key in item["deadlines"]:
            if key in deadlines:
                yield from _wrap(f"{words.label('part', 'deadlines')}: {_time(deadlines[key], words)}", "      ", "        ")
        if item["report_to"]:
            yield from _wrap(f"{words.label('part', 'report_to')}: {fold_spaces(item['report_to'])}", "      ", "        ")


def _free_deadlines(record: Record, words: Wording) -> Iterator[str]:
    """The deadlines that no obligation holds."""
    held = {key for item in record["obligations"] for key in item["deadlines"]}
    for item in record["deadlines"]:
        if item["id"] not in held:
            yield from _wrap(f"- {_time(item, words)}", "  ", "      ")


def _time(item: Mapping[str, Any], words: Wording) -> str:
    due = f"; {words.label('part', 'due').lower()}: {', '.join(map(words.day, item['due']))}" if item["due"] else ""
    return f"“{fold_spaces(item['text'])}” = {describe_time(item, words)}{due}"


def _findings(record: Record, words: Wording) -> Iterator[str]:
    for row in sort_findings(encode_findings(record)):
        yield from _finding(row, words)


def _finding(row: Record, words: Wording) -> Iterator[str]:
    """What is as it should be takes a line; the rest says why, by what, and where."""
    mark = _MARKS.get(row["verdict"], "")
    yield from _wrap(f"{mark} {words.label('verdict', row['verdict'])} – {row['rule']}: {row['message']}", "  ", "      ")
    if row["verdict"] == "satisfied":
        return
    for name, value in (
        ("legal_basis", "; ".join(row["legal_basis"])),
        ("due", words.day(row["due"]) if row["due"] else ""),
        ("facts", describe_facts(row["facts"], words)),
    ):
        if value:
            yield from _wrap(f"{words.label('part', name)}: {fold_spaces(value)}", "      ", "        ")
    for (start, end), quoted in zip(row["spans"], row["quotes"], strict=True):
        quote = textwrap.shorten(fold_spaces(quoted), 200, placeholder=" …")
        if quote:
            yield from _wrap(f"“{quote}” [{start}:{end}]", "      ", "        ")


def _problems(record: Record, words: Wording) -> Iterator[str]:
    for item in record["problems"]:
        page = f" ({words.label('part', 'page')} {item['page']})" if item["page"] else ""
        severity = words.label("severity", item["severity"])
        yield from _wrap(f"{severity}: {item['message']}{page} [{item['code']}]", "  ", "      ")
