"""What the register takes from an analysis record: the dispatch, its obligations, and what it cites."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

from nlp.extract.obligations.models import ADDRESSEES
from nlp.register.bodies import name_issuer, read_home, resolve_bodies
from nlp.register.due import read_due
from nlp.register.fields import find_fields
from nlp.register.places import Home, code_of
from nlp.register.settings import load_settings, plain
from nlp.store.register.keys import fold_name, fold_number
from nlp.store.register.models import Body, Dispatch, Duty, Link

Record = Mapping[str, Any]
#: How the record's relations are called in the register.
RELATIONS = {
    "basis": "can_cu", "implements": "thuc_hien", "cites": "vien_dan", "amends": "sua_doi", "replaces": "thay_the",
    "attached": "kem_theo", "contests": "vien_dan",
}  # fmt: skip
REPEALS = "bai_bo"
_LONGEST_CLAUSE = 200


def read_dispatch(record: Record) -> tuple[Dispatch, tuple[Duty, ...], tuple[Link, ...]]:
    """The dispatch of a record with its obligations and links, in the order in which they stand in it."""
    header, issued = record["header"], _day(record["header"]["date"])
    home = read_home(header, issued)
    duties, links = tuple(_read_duties(record, home, issued)), tuple(_read_links(record))
    issuer, number, level = name_issuer(header, home), header["number"], home.level
    own = resolve_bodies(issuer, home)[0] if issuer else None
    dispatch = Dispatch(
        kind=record["kind"], regime=record["regime"], number=number, number_key=fold_number(number) if number else None,
        issuer=issuer, issuer_key=fold_name(issuer) if issuer else None, issuer_kind=own.kind if own else None,
        level=level, place=code_of(home.units[level]) if level and level in home.units else None,
        places=home.names or tuple(filter(None, [header["place"]])), issued=issued, subject=header["subject"],
        addressees=tuple(
            dict.fromkeys(body.name for text in header["addressees"] for body in resolve_bodies(" ".join(text.split()), home))
        ),
        fields=find_fields(header["subject"], (duty.text for duty in duties)), is_report=_is_report(record),
    )  # fmt: skip
    return dispatch, duties, links


def _is_report(record: Record) -> bool:
    """Whether the dispatch tells what was done; a letter about reports that are to be made asks for them."""
    settings, subject = load_settings(), plain(record["header"]["subject"] or "")
    if record["kind"] in settings.report_kinds:
        return True
    asks = any(item["report_to"] for item in record["obligations"])
    return record["kind"] == "cong_van" and settings.report_subject.match(subject) is not None and not asks


def _read_duties(record: Record, home: Home, issued: dt.date | None) -> Iterator[Duty]:
    deadlines = {item["id"]: item for item in record["deadlines"]}
    citations = {item["id"]: item for item in record["citations"]}
    segments = {item["id"]: item for item in record["segments"]}
    seen = set()
    for item in record["obligations"]:
        key = f"{record['id']}-{item['id']}"
        if key in seen:
            continue
        seen.add(key)
        yield Duty(
            id=key, start=item["start"], end=item["end"], text=item["text"], clause=_name_clause(item["segment"], segments),
            action=item["action"], modality=item["modality"], report_to=item["report_to"],
            cited=tuple(_tell_cited(citations[one]) for one in item["citations"] if one in citations),
            bodies=tuple(_read_bodies(item["assignees"], record["header"]["addressees"], home)),
            dues=tuple(read_due(deadlines[one], issued) for one in item["deadlines"] if one in deadlines),
        )  # fmt: skip


def _read_bodies(assignees: list[dict[str, Any]], addressees: list[str], home: Home) -> Iterator[Body]:
    """The bodies of an obligation; those to whom the dispatch is addressed where it says no more."""
    seen = set()
    for one in assignees:
        for text in addressees if one["text"] == ADDRESSEES else [one["text"]]:
            for body in resolve_bodies(" ".join(text.split()), home, role=one["role"]):
                if body not in seen:
                    seen.add(body)
                    yield body


def _name_clause(segment: str | None, segments: Mapping[str, Record]) -> str | None:
    """The labels from the top down, and the nearest heading: `5.b Về trách nhiệm của cấp ủy`."""
    labels: list[str] = []
    heading: str | None = None
    while segment and segment in segments:
        one = segments[segment]
        if one["type"] == "clause" and one["label"]:
            labels.append(one["label"])
        heading = heading or one["title"]
        segment = one["parent"]
    path = ".".join(reversed([label for label in labels if label != "-"]))
    return " ".join(filter(None, [path, heading]))[:_LONGEST_CLAUSE] or None


def _tell_cited(citation: Record) -> dict[str, Any]:
    return {"number": citation["number"], "urn": citation["urn"], "relation": RELATIONS.get(citation["relation"], "vien_dan")}


def _read_links(record: Record) -> Iterator[Link]:
    """The dispatches and instruments that a record cites by number, each once for a relation, without itself."""
    own, seen = record["header"]["number"], set()
    for item in record["citations"]:
        relation = RELATIONS.get(item["relation"])
        number = item["number"]
        if relation is None or not number or (own and fold_number(own) == fold_number(number)):
            continue
        if relation in ("thay_the", "sua_doi"):
            relation = _read_end(item, record["text"], relation)
        key = relation, fold_number(number), item["date"]
        if key not in seen:
            seen.add(key)
            yield Link(
                relation, item["kind"], number, _day(item["date"]), item["body"] or item["issuer"], item["urn"],
                item["start"], item["end"],
            )  # fmt: skip


def _read_end(citation: Record, text: str, relation: str) -> str:
    """Of what replaces or repeals: which of the two; what touches some provisions only amends."""
    if citation["provisions"]:
        return "sua_doi"
    cues = (plain(text[start:end]) for start, end in citation["provenance"]["cues"])
    return REPEALS if relation == "thay_the" and any(load_settings().repeal.match(cue) for cue in cues) else relation


def _day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None
