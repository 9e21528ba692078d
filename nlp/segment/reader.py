"""From a document to its layout: which reader applies, and how the parts lie on the page."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace
from operator import attrgetter

from nlp.document.document import Document
from nlp.segment.cues import Cues
from nlp.segment.dispatch import (
    Head,
    HeadReader,
    find_place,
    read_bracketed_number,
    read_dispatch_footer,
    read_issuers,
    read_minutes_date,
    read_subject,
)
from nlp.segment.footer import Footer
from nlp.segment.headline import Headline, find_fields, find_headline, read_headline
from nlp.segment.layout import HeaderValues, Layout, Verdict, Zone
from nlp.segment.models import Family, SegmentType
from nlp.segment.outline import Clause, Outline, build_outline, find_clause_title
from nlp.segment.page import count_page_head, find_page_tail
from nlp.segment.petition import PetitionLayout, find_petition_title, is_private_letter, read_petition
from nlp.segment.profile import classify_dispatch_kind, classify_family, classify_regime
from nlp.segment.report import Report, find_orderer, find_report
from nlp.segment.values import fold_line, is_capitals
from nlp.text.fold import fold_all
from nlp.text.lines import Line, find_lines, join_paragraphs
from nlp.text.span import Span

# Attached texts that go on enumerating: `QUY CHẾ`, `Điều 1`; forms, lists and tables do not.
_ATTACHED = re.compile(r"(?:quy\s+che|quy\s+dinh|ke\s+hoach|chuong\s+trinh|de\s+an|phuong\s+an|quy\s+trinh|huong\s+dan)\b")
_ARTICLE = re.compile(r"(?:Điều|ĐIỀU|Chương|CHƯƠNG)\s+(?:\d+|[IVX]+)\s*[.:]?\s")
_END_MARK = re.compile(r"\./\.|/s/\s*$")


def read_layout(cues: Cues, document: Document) -> Layout:
    """The layout of ``document``: its family decided, its zones, header and clauses read."""
    lines = find_lines(document.text)
    head, first, tail = _read_head(cues, document, lines)
    footer = read_dispatch_footer(cues, document, lines, head, tail)
    if footer is not None and head.number is None and not head.national:
        _take_letterhead_behind(cues, document, lines, head, _index_at(lines, footer.end))
    on_page = first > 0 or tail < len(lines)
    title = find_petition_title(cues, document, lines[first:tail])
    report: Report | Headline | None = None
    if head.number is None and head.title is None:
        if fields := find_fields(cues, lines):
            report, first = fields[0], max(first, fields[1])
        report = (
            report
            or find_headline(cues, document, lines[first:])
            or find_report(cues, document, 0, min(len(document.text), 6000), on_page=on_page)
        )
    title_line = lines[first + title] if title is not None else None
    private = title is not None and is_private_letter(cues, document, lines[first:tail])
    verdict = classify_family(cues, document, head, footer, title_line, report, on_page=on_page, private=private)
    if verdict.family is Family.DISPATCH:
        return _dispatch_layout(cues, document, lines, head, footer, verdict, report, first, tail)
    if verdict.family is Family.PETITION:
        return _petition_layout(cues, document, lines[first:tail], verdict, title)
    outline = build_outline(document.text, lines, lines[-1].end if lines else 0)
    zones = [Zone(SegmentType.BODY, Span(lines[0].start, lines[-1].end), "other.body")] if lines else []
    return Layout(verdict, HeaderValues(), zones, outline, _titles(document, lines, outline))


def _read_head(cues: Cues, document: Document, lines: Sequence[Line]) -> tuple[Head, int, int]:
    """The head, the first line of the document proper, and the first line of the page's end."""
    first = count_page_head(cues, document, lines, len(lines))
    head = HeadReader(cues, document, lines, first).read()
    if first and not head.has_letterhead:
        whole = HeadReader(cues, document, lines, 0).read()
        if whole.has_letterhead:
            head, first = whole, whole.first_index or 0
    elif head.has_letterhead and head.first_index is not None and first:
        first = head.first_index
    tail = find_page_tail(cues, document, lines, max(first + 1, head.next_index))
    return head, first, tail


def _take_letterhead_behind(cues: Cues, document: Document, lines: Sequence[Line], head: Head, index: int) -> None:
    """Gives ``head`` the letterhead that a converter put behind the signature."""
    behind = HeadReader(cues, document, lines, index).read()
    if behind.number is not None and behind.national and behind.issuers:
        head.national, head.party, head.youth = behind.national, behind.party, behind.youth
        head.issuers, head.number, head.date = behind.issuers, behind.number, head.date or behind.date
        head.first_index = 0


def _dispatch_layout(
    cues: Cues,
    document: Document,
    lines: Sequence[Line],
    head: Head,
    footer: Footer | None,
    verdict: Verdict,
    report: Report | Headline | None,
    first: int,
    tail: int,
) -> Layout:
    values = _dispatch_values(cues, document, lines, head, footer, report)
    verdict.kind, kind_rule = classify_dispatch_kind(cues, head, report)
    verdict.regime, regime_rule = classify_regime(cues, head, values.issuer, values.parent_issuer, values.number)
    verdict.rule = f"{verdict.rule}+kind.{kind_rule}+regime.{regime_rule}"
    end_index = _index_at(lines, footer.start) if footer else tail
    start_index = max(head.next_index, first)
    body = lines[start_index:end_index]
    annex = lines[_index_at(lines, footer.end) : tail] if footer else []
    body_end = body[-1].end if body else (footer.start if footer else 0)
    outline = build_outline(document.text, body, body_end)
    if annex and _enumerates(annex):
        _append_outline(outline, build_outline(document.text, annex, annex[-1].end))
    if head.kind == "bien_ban" and values.date is None and (printed := read_minutes_date(document, body)):
        values.date, values.spans["date"] = printed.value, printed.span
    zones = _head_zones(document, lines, head, first)
    zones += _body_zones(cues, document, body, outline, body_end)
    zones += _foot_zones(lines, footer, annex, tail)
    if values.issuer is None and body:
        _fill_issuer(cues, document, head, body, outline, values)
    return Layout(verdict, values, zones, outline, _titles(document, lines, outline))


def _dispatch_values(
    cues: Cues, document: Document, lines: Sequence[Line], head: Head, footer: Footer | None, report: Report | Headline | None
) -> HeaderValues:
    values = HeaderValues(addressees=cues.restore_items(head.addressees))
    values.issuer, values.parent_issuer = read_issuers(cues, document, head)
    if head.issuers:
        values.spans["issuer"] = Span(head.issuers[0].start, head.issuers[-1].end)
    if head.number is not None:
        values.number = head.number.number
        values.spans["number"] = head.number.span
    if head.date is not None:
        values.date = head.date.value
        values.place = fold_line(head.date.place.of(document.text)).rstrip(".") if head.date.place else None
        values.spans["date"] = head.date.span
    else:
        values.place = find_place(document, head)
    if head.number is None and head.title is not None and (bracketed := read_bracketed_number(document, lines, head)):
        values.number, printed = bracketed
        values.date = values.date or (printed.value if printed else None)
    values.subject = read_subject(cues, document, head)
    if values.number is None and values.subject and (headline := read_headline(cues, values.subject)):
        values.number, values.subject = headline.number, headline.subject
        values.date, values.issuer = values.date or headline.date, values.issuer or headline.issuer
    if head.subject:
        values.spans["subject"] = Span(head.subject[0].start, head.subject[-1].end)
    if head.addressees_span:
        values.spans["addressees"] = head.addressees_span
    if footer is not None:
        values.recipients, values.signature = cues.restore_items(footer.recipients), footer.signature
        if footer.recipients_span:
            values.spans["recipients"] = footer.recipients_span
        if footer.signature_span:
            values.spans["signature"] = footer.signature_span
    if report is not None and head.number is None:
        values.number, values.date = report.number, values.date or report.date
        values.issuer = values.issuer if head.national else report.issuer
        values.subject = values.subject or report.subject
        values.spans["number"] = report.span
        if isinstance(report, Headline) and report.signer and not values.signature.name:
            values.signature = replace(values.signature, name=report.signer)
    return values


def _fill_issuer(
    cues: Cues, document: Document, head: Head, body: Sequence[Line], outline: Outline, values: HeaderValues
) -> None:
    """Without letterhead the issuer is the body that the text lets decide or order."""
    bare = document.view("bare")
    for line in body[:6]:
        if is_capitals(line.text) and len(line.text) < 120 and cues["body_heads"].match(bare, line.start):
            values.issuer = fold_line(line.text).strip(" :.")
            values.spans["issuer"] = line.span
            return
    end = outline.clauses[0].marker.start if outline.clauses else body[-1].end
    orderer = find_orderer(cues, document, body[0].start, end) or find_orderer(cues, document, body[0].start, body[-1].end)
    if orderer is not None:
        values.issuer = fold_line(orderer.of(document.text))
        values.spans["issuer"] = orderer


def _index_at(lines: Sequence[Line], offset: int) -> int:
    """The index of the first line that begins at or behind ``offset``."""
    return bisect_left(lines, offset, key=attrgetter("start"))


def _enumerates(annex: Sequence[Line]) -> bool:
    """Whether what is attached is a text with clauses, not a form, a list or a table."""
    if sum(_ARTICLE.match(line.text) is not None for line in annex) >= 2:
        return True
    return any(is_capitals(line.text) and _ATTACHED.match(fold_all(line.text)) for line in annex[:14])


def _append_outline(outline: Outline, attached: Outline) -> None:
    shift = len(outline.clauses)
    for clause in attached.clauses:
        clause.parent = clause.parent + shift if clause.parent is not None else None
        outline.clauses.append(clause)
    outline.skipped += attached.skipped


def _titles(document: Document, lines: Sequence[Line], outline: Outline) -> dict[int, str | None]:
    titles: dict[int, str | None] = {}
    starts = [clause.marker.start for clause in outline.clauses] + [len(document.text)]
    position = 0
    for i, clause in enumerate(outline.clauses):
        while position < len(lines) and lines[position].end <= clause.marker.start:
            position += 1
        titles[i] = find_clause_title(document.text, clause, lines[position : position + 6], starts[i + 1])
    return titles


def _first_run(text: str, spans: Sequence[Span]) -> Span:
    """The first of ``spans`` with those after it that no word parts from it: a national header over two or three lines."""
    end = spans[0].end
    for span in spans[1:]:
        if any(letter.isalnum() for letter in text[end : span.start]):
            break
        end = span.end
    return Span(spans[0].start, end)


def _head_zones(document: Document, lines: Sequence[Line], head: Head, first: int) -> list[Zone]:
    zones: list[Zone] = []
    if first:
        zones.append(Zone(SegmentType.BOILERPLATE, Span(lines[0].start, lines[first - 1].end), "page_head"))
    if head.national:
        zones.append(Zone(SegmentType.NATIONAL_HEADER, _first_run(document.text, head.national), "national_header"))
    if head.issuers:
        zones.append(Zone(SegmentType.ISSUER, Span(head.issuers[0].start, head.issuers[-1].end), "issuer_block"))
    if head.number:
        zones.append(Zone(SegmentType.NUMBER, head.number.span, "number"))
    if head.date:
        zones.append(Zone(SegmentType.PLACE_DATE, head.date.span, "place_date"))
    if head.title:
        zones.append(Zone(SegmentType.TITLE, head.title, "title"))
    if head.subject:
        rule = "subject.title" if head.title else "subject.v_v"
        zones.append(Zone(SegmentType.SUBJECT, Span(head.subject[0].start, head.subject[-1].end), rule))
    if head.addressees_span:
        zones.append(Zone(SegmentType.ADDRESSEES, head.addressees_span, "wire" if head.wire else "addressees"))
    return zones


def _body_zones(cues: Cues, document: Document, body: Sequence[Line], outline: Outline, body_end: int) -> list[Zone]:
    """Preamble before the first clause, closing behind the last; a body without clauses is one zone."""
    if not body:
        return []
    inside = [c for c in outline.clauses if body[0].start <= c.marker.start < body_end]
    if not inside:
        return [Zone(SegmentType.BODY, Span(body[0].start, body_end), "body")]
    zones = []
    first = inside[0].marker.start
    if first > body[0].start:
        zones.append(Zone(SegmentType.PREAMBLE, Span(body[0].start, first), "preamble"))
    closing = _find_closing(cues, document, body, inside)
    if closing is not None:
        for clause in inside:
            clause.end = min(clause.end, closing)
        zones.append(Zone(SegmentType.CLOSING, Span(closing, body_end), "closing"))
    return zones


def _find_closing(cues: Cues, document: Document, body: Sequence[Line], inside: Sequence[Clause]) -> int | None:
    """Where the paragraphs behind the last clause begin that belong to the whole dispatch again."""
    last = inside[-1].marker
    starts = frozenset(c.marker.start for c in inside)
    behind = [line for line in body if line.end > last.start]
    paragraphs = join_paragraphs(behind, starts)[1:]
    bare = document.view("bare")
    for i, paragraph in enumerate(paragraphs):
        final = i == len(paragraphs) - 1
        names_itself = cues["names_itself"].search(bare, paragraph.start, paragraph.end)
        cue = cues["closing"].match(bare, paragraph.start)
        if cue or names_itself or (final and _END_MARK.search(paragraph.of(document.text))):
            return paragraph.start
    return None


def _foot_zones(lines: Sequence[Line], footer: Footer | None, annex: Sequence[Line], tail: int) -> list[Zone]:
    zones: list[Zone] = []
    if footer and footer.recipients_span:
        zones.append(Zone(SegmentType.RECIPIENTS, footer.recipients_span, "recipients"))
    if footer and footer.signature_span:
        zones.append(Zone(SegmentType.SIGNATURE, footer.signature_span, "signature"))
    if annex:
        zones.append(Zone(SegmentType.ANNEX, Span(annex[0].start, annex[-1].end), "annex"))
    if tail < len(lines):
        zones.append(Zone(SegmentType.BOILERPLATE, Span(lines[tail].start, lines[-1].end), "page_tail"))
    return zones


def _petition_layout(cues: Cues, document: Document, lines: Sequence[Line], verdict: Verdict, title: int | None) -> Layout:
    found: PetitionLayout = read_petition(cues, document, lines, title)
    verdict.kind = found.kind
    values = HeaderValues(subject=found.subject, addressees=found.addressees, signature=found.signature)
    if found.date is not None:
        values.date = found.date.value
        values.place = fold_line(found.date.place.of(document.text)) if found.date.place else None
        values.spans["date"] = found.date.span
    for name in ("subject", "addressees", "signature"):
        span: Span | None = getattr(found, f"{name}_span")
        if span is not None:
            values.spans[name] = span
    body = lines[found.body_index : found.end_index]
    outline = build_outline(document.text, body, body[-1].end if body else 0)
    return Layout(verdict, values, found.zones, outline, _titles(document, lines, outline))
