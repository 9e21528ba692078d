"""Highlights: every layer's spans as hits with their explanation, and the text cut at all their boundaries."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from nlp.interop.details import (
    Rows,
    describe_anchors,
    describe_citation,
    describe_deadline,
    describe_finding,
    describe_obligation,
    describe_provenance,
    fold_spaces,
)
from nlp.interop.wording import Wording

Record = Mapping[str, Any]
HIT_LAYERS = ("clauses", "header", "citations", "deadlines", "obligations", "petition", "findings")


@dataclass(frozen=True, slots=True)
class Hit:
    """A highlighted span: its layer, an id for links, a variant for its look, what it means, and who says so."""

    layer: str
    start: int
    end: int
    id: str
    variant: str
    rows: tuple[tuple[str, str], ...]
    source: str = ""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text that the same hits cover, the shortest hit first; ``starts`` are those that begin here."""

    start: int
    end: int
    hits: tuple[Hit, ...]
    starts: tuple[Hit, ...]


@dataclass(frozen=True, slots=True)
class Block:
    """Whole lines of one zone and one clause; ``zone`` is None outside of zones, ``opens`` tells whether the zone begins here."""

    start: int
    end: int
    zone: str | None
    level: int
    opens: bool


def find_hits(record: Record, wording: Wording) -> list[Hit]:
    """The hits of all layers, by start and then the longer first."""
    deadlines = {item["id"]: item for item in record["deadlines"]}
    hits = [*_clauses(record, wording), *_header(record, wording), *_petition(record, wording), *_findings(record, wording)]
    for item in record["citations"]:
        hits.append(_hit("citations", item, str(item["relation"]), describe_citation(item, wording), wording))
    for item in record["deadlines"]:
        hits.append(_hit("deadlines", item, str(item["type"]), describe_deadline(item, wording), wording))
    for item in record["obligations"]:
        rows = describe_obligation(item, deadlines, wording)
        hits.append(_hit("obligations", item, str(item["modality"]), rows, wording))
    return sorted((hit for hit in hits if hit.start < hit.end), key=lambda hit: (hit.start, -hit.end))


def cut_pieces(start: int, end: int, hits: Sequence[Hit], edges: Sequence[int] = ()) -> Iterator[Piece]:
    """The text from ``start`` to ``end`` cut wherever a hit begins or ends and at ``edges``; hits may nest and overlap.

    >>> [(p.start, p.end, len(p.hits)) for p in cut_pieces(0, 9, [Hit("a", 0, 5, "", "", ()), Hit("b", 3, 7, "", "", ())])]
    [(0, 3, 1), (3, 5, 2), (5, 7, 1), (7, 9, 0)]
    """
    points = sorted({start, end, *(p for hit in hits for p in (hit.start, hit.end)), *edges})
    points = [point for point in points if start <= point <= end]
    waiting = sorted(hits, key=lambda hit: hit.start)
    active: list[Hit] = []
    position = 0
    for left, right in zip(points, points[1:], strict=False):
        active = [hit for hit in active if hit.end > left]
        begun = []
        while position < len(waiting) and waiting[position].start <= left:
            if waiting[position].end > left:
                active.append(waiting[position])
                begun.append(waiting[position])
            position += 1
        yield Piece(left, right, tuple(sorted(active, key=lambda hit: hit.end - hit.start)), tuple(begun))


def cut_blocks(record: Record) -> list[Block]:
    """The text as blocks of whole lines; a line belongs to the innermost zone and clause of its first character."""
    text = record["text"]
    waiting = sorted(record["segments"], key=lambda segment: (segment["start"], -segment["end"]))
    active: list[Mapping[str, Any]] = []
    blocks: list[Block] = []
    position = offset = 0
    last: tuple[str | None, str | None] | None = None
    for line in re.findall(r"[^\n]*\n|[^\n]+", text):
        start, offset = offset, offset + len(line)
        if not line.strip() and blocks:
            blocks[-1] = _longer(blocks[-1], offset)
            continue
        first = start + len(line) - len(line.lstrip())
        while position < len(waiting) and waiting[position]["start"] <= first:
            active.append(waiting[position])
            position += 1
        active = [segment for segment in active if segment["end"] > first]
        zone = next((s for s in reversed(active) if s["type"] != "clause"), None)
        clause = next((s for s in reversed(active) if s["type"] == "clause"), None)
        key = (zone["id"] if zone else None, clause["id"] if clause else None)
        if key == last:
            blocks[-1] = _longer(blocks[-1], offset)
            continue
        opens = last is None or last[0] != key[0]
        level = int(clause["level"]) if clause else 0
        blocks.append(Block(start, offset, zone["type"] if zone else None, level, opens))
        last = key
    return blocks


def _longer(block: Block, end: int) -> Block:
    return Block(block.start, end, block.zone, block.level, block.opens)


def _hit(layer: str, item: Mapping[str, Any], variant: str, rows: Rows, wording: Wording) -> Hit:
    return Hit(layer, item["start"], item["end"], item["id"], variant, tuple(rows), _source(item, wording))


def _source(item: Mapping[str, Any], wording: Wording) -> str:
    said = " · ".join(f"{name}: {value}" for name, value in describe_provenance(item, wording))
    place = describe_anchors(item["anchors"], wording)
    return f"{said} · {place}" if place else said


def _clauses(record: Record, wording: Wording) -> Iterator[Hit]:
    for item in record["segments"]:
        if item["type"] == "clause" and (item.get("content_start") or 0) > item["start"]:
            rows = [
                (wording.label("zone", "clause"), item["label"] or ""),
                (wording.label("part", "level"), str(item["level"] + 1)),
                (wording.label("part", "title"), fold_spaces(item["title"] or "")),
            ]
            shown = tuple((name, value) for name, value in rows if value)
            yield Hit("clauses", item["start"], item["content_start"], item["id"], "", shown, _source(item, wording))


def _header(record: Record, wording: Wording) -> Iterator[Hit]:
    header = record["header"]
    for name, span in (header.get("spans") or {}).items():
        value = header.get(name)
        if isinstance(value, Mapping):
            value = ", ".join(str(part) for part in value.values() if part)
        shown = "; ".join(value) if isinstance(value, list) else wording.day(value) if value else wording.say("unknown")
        yield Hit("header", span[0], span[1], f"header-{name}", "", ((wording.label("header", name), shown),))


def _petition(record: Record, wording: Wording) -> Iterator[Hit]:
    for number, (name, span) in enumerate((record["petition"] or {}).get("evidence") or []):
        rows = _flag_rows(name, wording) or ((wording.label("layer", "petition"), wording.label("evidence", name)),)
        yield Hit("petition", span[0], span[1], f"petition-{number}", name.partition(".")[0], rows)


def _flag_rows(name: str, wording: Wording) -> tuple[tuple[str, str], ...]:
    """What `flag.CODE.RULE` says: the flag, and by which rule it was found; nothing for other evidence."""
    kind, _, rest = name.partition(".")
    if kind != "flag":
        return ()
    code, _, rule = rest.partition(".")
    return (wording.label("part", "flags"), wording.label("flag", code)), (
        wording.label("part", "rule"),
        wording.label("flag_rule", rule),
    )


def _findings(record: Record, wording: Wording) -> Iterator[Hit]:
    for item in record["findings"]:
        if item["verdict"] == "not_applicable":
            continue
        rows = tuple(describe_finding(item, wording))
        spans = item["spans"] or ([[item["start"], item["end"]]] if item["start"] < item["end"] < len(record["text"]) else [])
        for number, (start, end) in enumerate(spans):
            anchor = item["id"] if number == 0 else f"{item['id']}-{number}"
            yield Hit("findings", start, end, anchor, str(item["verdict"]), rows, _source(item, wording))
