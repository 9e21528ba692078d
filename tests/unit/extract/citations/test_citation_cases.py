"""Rows of marked text: what is cited, where, and what is no citation; each in four spellings of the same letters."""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml

from nlp.document.annotation import Provenance
from nlp.document.document import Document, build_document
from nlp.evaluation.marked import Mark, parse_marked
from nlp.extract.citations.component import CitationReader
from nlp.extract.citations.models import Citation
from nlp.segment.models import Header
from nlp.text.fold import fold_tone
from nlp.text.span import Span

CASES = Path(__file__).resolve().parents[3] / "cases" / "citations"
# Tone on the second vowel of open oa, oe, uy, as before 1984: the inverse of what ``fold_tone`` does.
_TONES = "\u0300\u0301\u0303\u0309\u0323"
_PAIRS = [("o", "a"), ("o", "e"), ("u", "y"), ("O", "A"), ("O", "E"), ("U", "Y"), ("O", "a"), ("U", "y"), ("O", "e")]
_OLD = {
    unicodedata.normalize("NFC", a + tone) + b: a + unicodedata.normalize("NFC", b + tone) for a, b in _PAIRS for tone in _TONES
}


@dataclass(frozen=True)
class Row:
    file: str
    name: str
    text: str
    own: str | None
    date: dt.date | None


def _rows() -> Iterator[Row]:
    for path in sorted(CASES.glob("*.yaml")):
        for row in yaml.safe_load(path.read_text(encoding="utf-8")):
            yield Row(path.stem, row["name"], row["text"], row.get("own"), row.get("date"))


ROWS = list(_rows())


def _old_tone(text: str) -> str:
    characters = list(text)
    for i in range(len(text) - 1):
        old = _OLD.get(text[i] + text[i + 1])
        closed = i + 2 < len(text) and text[i + 2].isalpha()
        if old and not closed and not (text[i] in "uUùúủũụ" and i and text[i - 1] in "qQ"):
            characters[i : i + 2] = old
    return "".join(characters)


SPELLINGS = {
    "nfc": lambda text: unicodedata.normalize("NFC", text),
    "nfd": lambda text: unicodedata.normalize("NFD", text),
    "old_tone": lambda text: _old_tone(unicodedata.normalize("NFC", text)),
    "new_tone": lambda text: fold_tone(unicodedata.normalize("NFC", text)),
}


def _read(row: Row, raw: str) -> tuple[Document, list[Citation]]:
    document = build_document(raw)
    header = Header(span=Span(0, 0), provenance=Provenance("test", 1, "row"), number=row.own, date=row.date)
    document = document.with_layers({"header": [header]})
    return document, [item for item in CitationReader().annotate(document) if isinstance(item, Citation)]


def _expected(mark: Mark, citation: Citation | None) -> dict[str, object]:
    values = mark.attributes
    return {
        "kind": values.get("kind"),
        "number": values.get("number"),
        "date": values.get("date"),
        "issuer": values.get("issuer", citation.issuer if citation else None),
        "prov": values.get("prov", ""),
    }


def _found(citation: Citation) -> dict[str, object]:
    paths = (".".join((p.article or "", p.clause or "", p.point or "")).rstrip(".") for p in citation.provisions)
    return {
        "kind": citation.kind,
        "number": citation.number,
        "date": citation.date.isoformat() if citation.date else None,
        "issuer": fold_tone(citation.issuer) if citation.issuer else None,
        "prov": ",".join(paths),
    }


@pytest.mark.parametrize("spelling", SPELLINGS)
@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.file}-{row.name}")
def test_row(row: Row, spelling: str) -> None:
    spell = SPELLINGS[spelling]
    plain, marks = parse_marked(row.text)
    marks = [mark for mark in marks if mark.name == "c"]
    document, citations = _read(row, spell(plain))
    spans = [(len(spell(plain[: m.start])), len(spell(plain[: m.end]))) for m in marks]
    got = [document.to_source(c.span) for c in citations]
    assert [(s.start, s.end) for s in got] == spans, [c.span.of(document.text) for c in citations]
    for mark, citation in zip(marks, citations, strict=True):
        expected = _expected(mark, citation)
        if isinstance(expected["issuer"], str):
            expected["issuer"] = fold_tone(expected["issuer"])
        assert _found(citation) == expected


def test_rows_are_many_and_a_third_is_negative() -> None:
    negative = [row for row in ROWS if "⟦c" not in row.text]
    assert len({(row.file, row.name) for row in ROWS}) == len(ROWS)
    assert 3 * len(negative) >= len(ROWS)


def test_every_form_has_rows() -> None:
    forms = {row.name.split()[0] for row in ROWS}
    assert not {f"A{i:02}" for i in range(1, 86)} - forms
