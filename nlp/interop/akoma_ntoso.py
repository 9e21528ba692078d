"""A record as Akoma Ntoso 3.0 XML: metadata, header, the clauses as a hierarchy, citations as references.

Source: OASIS, Akoma Ntoso Version 1.0 (schema namespace 3.0), parts 1 and 2; naming convention for ``/akn/vn`` IRIs.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from lxml import etree

from nlp.document.masking import mask_record
from nlp.interop.details import fold_spaces, name_document
from nlp.interop.wording import Wording

NAMESPACE = "http://docs.oasis-open.org/legaldocml/ns/akn/3.0"
_ACTS = frozenset({"luat", "bo_luat", "nghi_dinh", "thong_tu", "nghi_quyet", "quyet_dinh", "quy_dinh", "quy_che"})
_PREFACE = ("national_header", "issuer", "number", "place_date", "title", "subject", "addressees", "petitioner")
_CONCLUSIONS = ("closing", "recipients", "signature")
_UNITS = (
    (re.compile(r"phần\b", re.I), "part", "part"),
    (re.compile(r"chương\b", re.I), "chapter", "chp"),
    (re.compile(r"mục\b", re.I), "section", "sec"),
    (re.compile(r"điều\b", re.I), "article", "art"),
    (re.compile(r"\d+(?:\.\d+)+$"), "subparagraph", "subpara"),
    (re.compile(r"\d+$"), "paragraph", "para"),
    (re.compile(r"[a-zđ]$", re.I), "point", "point"),
    (re.compile(r"[-–+*•]$"), "indent", "indent"),
)
# What XML 1.0 has no place for.
_NO_XML = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

Record = Mapping[str, Any]
Item = Mapping[str, Any]
Element = Any  # lxml has no types


def render_akoma_ntoso(record: Record, *, show_personal: bool = False) -> str:
    """The XML document, UTF-8 with its declaration; well formed for every record.

    Personal data of petitioners is masked unless asked for. A unit that the hierarchy has no name for (``Một là``, ``I``)
    is an ``hcontainer``.
    """
    return _Writer(record if show_personal else mask_record(record)).write()


class _Writer:
    def __init__(self, record: Record) -> None:
        self.record = record
        self.text: str = record["text"]
        self.ids: Counter[str] = Counter()
        self.children: dict[str | None, list[Item]] = {}
        known = {s["id"] for s in record["segments"] if s["type"] == "clause"}
        for segment in record["segments"]:
            if segment["type"] == "clause":
                parent = segment["parent"] if segment["parent"] in known else None
                self.children.setdefault(parent, []).append(segment)
        self.inline = sorted((*record["citations"], *record["deadlines"]), key=lambda item: (item["start"], -item["end"]))

    def write(self) -> str:
        root = etree.Element(f"{{{NAMESPACE}}}akomaNtoso", nsmap={None: NAMESPACE})
        act = self.record["kind"] in _ACTS
        document = _add(root, "act" if act else "doc", name=self.record["kind"] or self.record["family"])
        self._meta(document)
        self._zones(document, "preface", _PREFACE)
        self._zones(document, "preamble", ("preamble",))
        self._body(_add(document, "body" if act else "mainBody"))
        self._zones(document, "conclusions", _CONCLUSIONS)
        xml: bytes = etree.tostring(root, encoding="UTF-8", xml_declaration=True, pretty_print=False)
        return xml.decode("utf-8") + "\n"

    def _meta(self, document: Element) -> None:
        record, header = self.record, self.record["header"]
        identification = _add(_add(document, "meta"), "identification", source="#donthu")
        date = header["date"] or "0001-01-01"
        number = re.sub(r"[^\w]+", "-", header["number"] or record["id"]).strip("-").lower() or record["id"]
        subtype = (record["kind"] or record["family"]).replace("_", "-")
        work = f"/akn/vn/{'act' if record['kind'] in _ACTS else 'doc'}/{subtype}/{date if header['date'] else 'undated'}/{number}"
        levels = (("FRBRWork", work), ("FRBRExpression", f"{work}/vie@"), ("FRBRManifestation", f"{work}/vie@.akn"))
        for level, uri in levels:
            part = _add(identification, level)
            _add(part, "FRBRthis", value=f"{uri}/!main")
            _add(part, "FRBRuri", value=uri)
            _add(part, "FRBRdate", date=date, name="unknown" if not header["date"] else "issued")
            _add(part, "FRBRauthor", href="#donthu" if level == "FRBRManifestation" else "#issuer")
            if level == "FRBRWork":
                _add(part, "FRBRcountry", value="vn")
                _add(part, "FRBRsubtype", value=subtype)
                _add(part, "FRBRnumber", value=header["number"] or "")
                _add(part, "FRBRname", value=fold_spaces(name_document(record, Wording())))
            elif level == "FRBRExpression":
                _add(part, "FRBRlanguage", language="vie")
        references = _add(document[0], "references", source="#donthu")
        _add(references, "TLCOrganization", eId="donthu", href="/ontology/organization/donthu", showAs="donthu")
        issuer = fold_spaces(header["issuer"] or "") or Wording().say("unknown")
        _add(references, "TLCOrganization", eId="issuer", href="/ontology/organization/vn.issuer", showAs=issuer)

    def _zones(self, document: Element, name: str, types: Sequence[str]) -> None:
        zones = [s for s in self.record["segments"] if s["type"] in types and self.text[s["start"] : s["end"]].strip()]
        if not zones:
            return
        holder = _add(document, name)
        for zone in zones:
            self._paragraphs(holder, zone["start"], zone["end"], zone["type"])

    def _body(self, body: Element) -> None:
        """Clauses and what stands between them, in the order of the text; zones of head and foot stand elsewhere."""
        elsewhere = {*_PREFACE, "preamble", *_CONCLUSIONS, "boilerplate"}
        taken = sorted((s["start"], s["end"]) for s in self.record["segments"] if s["type"] in elsewhere)
        position = 0
        for clause in self.children.get(None, []):
            self._loose(body, position, max(position, clause["start"]), taken)
            self._clause(body, clause, "")
            position = max(position, clause["end"])
        self._loose(body, position, len(self.text), taken)
        if not len(body):
            _add(_add(_add(body, "hcontainer", name="noi_dung", eId=self._id("", "hcontainer", "")), "content"), "p")

    def _loose(self, body: Element, start: int, end: int, taken: Iterable[tuple[int, int]]) -> None:
        for left, right in _outside(start, end, taken):
            if self.text[left:right].strip():
                holder = _add(body, "hcontainer", name="noi_dung", eId=self._id("", "hcontainer", ""))
                self._paragraphs(_add(holder, "content"), left, right)

    def _clause(self, parent: Element, clause: Item, prefix: str) -> None:
        label = clause["label"] or ""
        name, short = next(((n, s) for pattern, n, s in _UNITS if pattern.match(label)), ("hcontainer", "hcontainer"))
        number = re.sub(r"[^\w.-]+", "-", label.rpartition(" ")[2]).strip("-.").lower()
        eid = self._id(prefix, short, number)
        element = _add(parent, name, eId=eid, **({"name": "muc_liet_ke"} if name == "hcontainer" else {}))
        start = clause.get("content_start") or clause["start"]
        _add(element, "num").text = _xml(fold_spaces(self.text[clause["start"] : start]) or label)
        below = self.children.get(clause["id"], [])
        if not below:
            self._paragraphs(_add(element, "content"), start, clause["end"])
            return
        if self.text[start : below[0]["start"]].strip():
            self._paragraphs(_add(element, "intro"), start, below[0]["start"])
        for child in below:
            self._clause(element, child, eid)
        if self.text[below[-1]["end"] : clause["end"]].strip():
            self._paragraphs(_add(element, "wrapUp"), below[-1]["end"], clause["end"])

    def _paragraphs(self, holder: Element, start: int, end: int, kind: str | None = None) -> None:
        """Paragraphs of the text, cut at blank lines, with citations as references and days as dates."""
        for match in re.finditer(r"\S(?:(?!\n[ \t]*\n).)*", self.text[start:end], re.S):
            left, right = start + match.start(), start + match.end()
            paragraph = _add(holder, "p", **({"class": kind} if kind else {}))
            self._run(paragraph, left, right)
        if not len(holder):
            _add(holder, "p")

    def _run(self, paragraph: Element, start: int, end: int) -> None:
        position = start
        last: Element | None = None
        for item in self.inline:
            # What overlaps an element already written is left as text: XML nests only.
            if item["start"] < position or item["end"] > end:
                continue
            name, attributes = _inline(item)
            if name is None:
                continue
            _append(paragraph, last, self.text[position : item["start"]])
            last = _add(paragraph, name, **attributes)
            last.text = _xml(self.text[item["start"] : item["end"]])
            position = item["end"]
        _append(paragraph, last, self.text[position:end].rstrip())

    def _id(self, prefix: str, short: str, number: str) -> str:
        base = (f"{prefix}__" if prefix else "") + (f"{short}_{number}" if number else short)
        self.ids[base] += 1
        count = self.ids[base]
        return base if count == 1 and number else f"{base}_{count}" if not number else f"{base}-{count}"


def _inline(item: Item) -> tuple[str | None, dict[str, str]]:
    if "urn" in item:
        return ("ref", {"href": item["urn"]}) if item["urn"] else (None, {})
    return ("date", {"date": item["date"]}) if item["date"] else (None, {})


def _outside(start: int, end: int, taken: Iterable[tuple[int, int]]) -> Iterable[tuple[int, int]]:
    """The stretches from ``start`` to ``end`` that no taken span covers."""
    for left, right in taken:
        if right <= start or left >= end:
            continue
        if left > start:
            yield start, left
        start = max(start, right)
    if start < end:
        yield start, end


def _add(parent: Element, tag: str, /, **attributes: str) -> Element:
    clean = {key: _xml(str(value)) for key, value in attributes.items()}
    return etree.SubElement(parent, f"{{{NAMESPACE}}}{tag}", clean)


def _append(paragraph: Element, last: Element | None, text: str) -> None:
    text = _xml(text)
    if last is None:
        paragraph.text = (paragraph.text or "") + text
    else:
        last.tail = (last.tail or "") + text


def _xml(text: str) -> str:
    return _NO_XML.sub("\ufffd", text)
