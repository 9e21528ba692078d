"""The values of annotations in words: rows of (name, value) that the text and HTML outputs share."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from nlp.interop.wording import Wording
from nlp.law.facts import FACTS

Rows = list[tuple[str, str]]
Item = Mapping[str, Any]
# Facts whose values are names of facts.
_NAMES = ("thieu", "gia_dinh")
# Facts whose values are codes, with the group of labels that names them.
_CODED = {
    "loai_don": "petition_type",
    "loai_van_ban": "kind",
    "loai": "kind",
    "tinh_trang": "instrument_status",
    "quan_he": "relation",
}


def describe_citation(item: Item, wording: Wording) -> Rows:
    """Kind, number, date, issuer, provisions, relation, and the instrument with its status on the document's date."""
    rows = [
        (wording.label("part", "kind"), wording.label("kind", item["kind"]) if item["kind"] else ""),
        (wording.label("part", "number"), item["number"] or ""),
        (wording.label("part", "date_issued"), wording.day(item["date"]) if item["date"] else ""),
        (wording.label("part", "issuer"), item["issuer"] or ""),
        (wording.label("part", "title"), item["title"] or ""),
        (wording.label("part", "provisions"), "; ".join(describe_provision(p, wording) for p in item["provisions"])),
        (wording.label("part", "relation"), wording.label("relation", item["relation"])),
    ]
    if link := item["instrument"]:
        rows.append((wording.label("part", "instrument"), f"{link['title']} ({link['id']})"))
        if link["status_on"]:
            rows.append((wording.label("part", "status_on"), wording.label("instrument_status", link["status_on"])))
        if link["replaced_by"]:
            successors = link["replaced_by"]
            rows.append(
                (wording.label("part", "replaced_by"), successors if isinstance(successors, str) else ", ".join(successors))
            )
    return [(name, value) for name, value in rows if value]


def describe_provision(provision: Item, wording: Wording) -> str:
    """``điểm a khoản 2 Điều 12``, from the smallest part up."""
    words = ("điểm", "khoản", "Điều") if wording.lang == "vi" else ("point", "clause", "Article")
    parts = (provision.get("point"), provision.get("clause"), provision.get("article"))
    return " ".join(f"{word} {part}" for word, part in zip(words, parts, strict=True) if part)


def describe_time(item: Item, wording: Wording) -> str:
    """A deadline in one phrase: its bound, and the day, the recurrence or the length."""
    bound = wording.label("bound", item["bound"]) if item["bound"] else ""
    if item["date"]:
        return f"{bound} {wording.day(item['date'])}".strip()
    if item["amount"] is not None and item["unit"]:
        often = wording.rrule(item["rrule"]) if item["rrule"] else ""
        return f"{bound} {item['amount']} {wording.label('unit', item['unit'])} {often}".strip()
    return wording.rrule(item["rrule"], bound) if item["rrule"] else fold_spaces(item["text"])


def describe_deadline(item: Item, wording: Wording) -> Rows:
    """Type, value, recurrence as a rule and in words, the event counted from, the next due dates."""
    rows = [
        (wording.label("part", "kind"), wording.label("deadline_type", item["type"])),
        (wording.label("part", "value"), describe_time(item, wording)),
        (wording.label("part", "rrule"), item["rrule"] or ""),
        (wording.label("part", "trigger"), item["trigger"] or ""),
        (wording.label("part", "due"), ", ".join(map(wording.day, item["due"]))),
    ]
    return [(name, value) for name, value in rows if value]


def describe_assignees(item: Item, wording: Wording) -> str:
    """The assignees joined, each with its role unless it leads."""
    names = []
    for assignee in item["assignees"]:
        name = wording.say("addressees") if assignee["text"] == "@addressees" else fold_spaces(assignee["text"])
        names.append(name if assignee["role"] == "lead" else f"{name} ({wording.label('role', assignee['role'])})")
    return "; ".join(names) or wording.say("addressees")


def describe_obligation(item: Item, deadlines: Mapping[str, Item], wording: Wording) -> Rows:
    """Modality, assignees, deadlines, and whom to report to; ``deadlines`` are the record's by id."""
    times = [describe_time(deadlines[key], wording) for key in item["deadlines"] if key in deadlines]
    rows = [
        (wording.label("layer", "obligations"), wording.label("modality", item["modality"])),
        (wording.label("part", "assignees"), describe_assignees(item, wording)),
        (wording.label("part", "deadlines"), "; ".join(times)),
        (wording.label("part", "report_to"), fold_spaces(item["report_to"] or "")),
    ]
    return [(name, value) for name, value in rows if value]


def describe_finding(item: Item, wording: Wording) -> Rows:
    """Verdict, message, legal basis, due date and facts."""
    verdict = wording.label("verdict", item["verdict"])
    if item["verdict"] in ("violation", "undetermined"):
        verdict += f" ({wording.label('severity', item['severity']).lower()})"
    rows = [
        (wording.label("layer", "findings"), verdict),
        ("", item["message"]),
        (wording.label("part", "legal_basis"), "; ".join(item["legal_basis"])),
        (wording.label("part", "due"), wording.day(item["due"]) if item["due"] else ""),
        (wording.label("part", "facts"), describe_facts(item["facts"], wording)),
    ]
    return [(name, value) for name, value in rows if value]


def describe_facts(facts: Item, wording: Wording) -> str:
    """Facts as ``name = value``, joined."""
    return "; ".join(f"{name} = {value}" for name, value in describe_fact_rows(facts, wording))


def describe_fact_rows(facts: Item, wording: Wording) -> Rows:
    """Facts by the names that people read, each with its value in words."""
    return [(_name_fact(name, wording), _describe_value(name, value, wording)) for name, value in facts.items()]


def _name_fact(name: str, wording: Wording) -> str:
    """The label of a fact, or else what the law's table of facts says of it, without the codes that it may have."""
    if wording.knows("fact", name) or wording.lang != "vi" or name not in FACTS:
        return wording.label("fact", name)
    return FACTS[name][1].partition(":")[0]


def _describe_value(name: str, value: object, wording: Wording) -> str:
    if name in _CODED and isinstance(value, str):
        return wording.label(_CODED[name], value)
    if name in _NAMES and isinstance(value, (list, tuple)):
        return "; ".join(_name_fact(str(item), wording) for item in value)
    return _plain(value, wording)


def describe_header(record: Item, wording: Wording) -> Rows:
    """Family, kind, regime and the fields of the header that are there."""
    header = record["header"]
    signature = header["signature"] or {}
    authority = signature.get("authority")
    signed = [f"{authority} ({wording.label('authority', authority)})" if authority else "", signature.get("role") or ""]
    values = [
        ("family", wording.label("family", record["family"])),
        ("kind", wording.label("kind", record["kind"]) if record["kind"] else ""),
        ("regime", wording.label("regime", record["regime"]) if record["regime"] else ""),
        ("issuer", header["issuer"] or ""),
        ("parent_issuer", header["parent_issuer"] or ""),
        ("number", header["number"] or ""),
        ("date", wording.day(header["date"]) if header["date"] else ""),
        ("place", header["place"] or ""),
        ("subject", header["subject"] or ""),
        ("addressees", "; ".join(header["addressees"])),
        ("recipients", "; ".join(header["recipients"])),
        ("signature", ", ".join(part for part in (*signed, signature.get("name") or "") if part)),
    ]
    return [(wording.label("header", name), value) for name, value in values if value]


def describe_provenance(item: Item, wording: Wording) -> Rows:
    """Component with its version, the rule that fired, and the confidence."""
    source = item["provenance"]
    rows = [
        (wording.label("part", "component"), f"{source['component']} v{source['version']}"),
        (wording.label("part", "rule"), source["rule"] or ""),
        (wording.label("part", "confidence"), "" if source["confidence"] is None else wording.number(source["confidence"], 2)),
    ]
    return [(name, value) for name, value in rows if value]


def describe_anchors(anchors: Iterable[Item], wording: Wording) -> str:
    """Where in the source: bytes of a text, page and boxes, or paragraph of a part."""
    words = []
    for anchor in anchors:
        if "byte_start" in anchor:
            words.append(f"{wording.label('part', 'byte')} {anchor['byte_start']}–{anchor['byte_end']}")
        elif "boxes" in anchor:
            boxes = " ".join("[" + ", ".join(f"{number:g}" for number in box) + "]" for box in anchor["boxes"][:2])
            words.append(
                f"{wording.label('part', 'page')} {anchor['page']}"
                + (f", {wording.label('part', 'box')} {boxes}" if boxes else "")
            )
        else:
            words.append(f"{anchor['part']}, {wording.label('part', 'paragraph')} {anchor['paragraph'] + 1}")
    return "; ".join(words[:3]) + (" …" if len(words) > 3 else "")


def name_document(record: Item, wording: Wording) -> str:
    """A short name: kind and number, else kind and subject, else the file's name."""
    kind = wording.label("kind", record["kind"]) if record["kind"] else ""
    number = record["header"]["number"]
    path = str(record["source"]["path"]).replace("\\", "/").rstrip("/").rpartition("/")[2]
    return f"{kind} {number}".strip() if number else (f"{kind} – {path}" if kind else path)


def fold_spaces(text: str) -> str:
    """The text on one line."""
    return " ".join(text.split())


def _plain(value: object, wording: Wording) -> str:
    if value is None or isinstance(value, bool):
        return wording.yes_no(value)
    if isinstance(value, (list, tuple)):
        items = [_plain(item, wording) for item in value]
        return (" " if all(item.endswith(".") for item in items) else ", ").join(items)
    if isinstance(value, Mapping):
        return ", ".join(f"{name}: {_plain(item, wording)}" for name, item in value.items())
    return wording.day(value)


def describe_successors(now: Mapping[str, Any] | None, words: Wording) -> str:
    """The commune and province that an address is in now, the first commune where it is the main one; empty if unknown."""
    if now is None:
        return ""
    units = [f"{words.label('unit_level', unit['level'])} {unit['name']}" for unit in (*now["communes"], now["province"])]
    communes = units[:-1] if now["divided"] else units[:1] if now["communes"] else []
    place = ", ".join([*([f" {words.say('word.or')} ".join(communes)] if communes else []), units[-1]])
    return place if now["confidence"] == "C" else f"{place} ({words.say('unit.unconfirmed')})"
