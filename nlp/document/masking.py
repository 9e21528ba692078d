"""Masking of the personal data of petitioners in what is shown to people.

Basis: Luật Bảo vệ dữ liệu cá nhân 91/2025/QH15; Điều 56 Luật Tố cáo 25/2018/QH14 (identity of who denounces).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from nlp.document.personal.contacts import find_numbers
from nlp.document.personal.find import Personal, find_personal
from nlp.resources.load import any_of
from nlp.text.fold import fold_all

Record = Mapping[str, Any]
MASK = "•"
ALL = Personal.NAME | Personal.CONTACT
# Fields that name the document, or that people's words never reach.
_KEPT = frozenset(
    {"schema", "id", "source", "status", "family", "kind", "regime", "pages", "sentences", "words", "provenance", "anchors"}
)
_SEVERAL = 8  # digits and signs below which a value holds no number to be masked


def mask_text(text: str) -> str:
    """Masks in place of all but line breaks, so that neither letters nor the lengths of words are left.

    >>> mask_text("Nguyễn Thị Hoa")
    '••••••••••••••'
    """
    return re.sub(r"[^\n\t]", MASK, text)


def initials(name: str) -> str:
    """The first letters of a name, for lists.

    >>> initials("Nguyễn Thị Hoa")
    'N. T. H.'
    """
    return " ".join(f"{word[0].upper()}." for word in name.split() if word[0].isalpha())


def mask_record(record: Record, what: Personal = ALL) -> Record:
    """The record of a petition, or of what may be one, masked as by ``mask_people``; that of a dispatch as it is.

    >>> mask_record({"petition": None, "family": "dispatch", "text": "Nguyễn Thị Hoa"})["text"]
    'Nguyễn Thị Hoa'
    """
    return record if record["petition"] is None and record["family"] == "dispatch" else mask_people(record, what)


def mask_people(record: Record, what: Personal = ALL) -> Record:
    """The record with the personal data of whoever petitions masked in its text and in every value.

    Lengths do not change, so offsets hold; the units that an address lies in are left out. What names the document for its owner
    stays: digests, path, ids.
    """
    masker = _Masker(record, what)
    petition = record["petition"]
    if petition is not None and what & Personal.CONTACT:
        petition = {**petition, "petitioners": [{**person, "unit": None} for person in petition["petitioners"]]}
    masked = {key: value if key in _KEPT else masker.mask(value) for key, value in {**record, "petition": petition}.items()}
    return {**masked, "text": masker.text}


def mask_beside(value: Any, record: Record, what: Personal = ALL) -> Any:
    """A JSON value that tells of the record (notes, reasons, an assessment), with what is masked in the record masked in it."""
    return _Masker(record, what).mask(value)


class _Masker:
    """Masks the values of one record."""

    def __init__(self, record: Record, what: Personal) -> None:
        self._what = what
        self._plain = record["text"]
        self.text, secrets = _mask_spans(self._plain, [span for span, kind in find_personal(record) if kind & what])
        petition = record["petition"] or {}
        people = petition.get("petitioners", ())
        keys = ("name",) * bool(what & Personal.NAME) + ("address", "identity_number", "phone") * bool(what & Personal.CONTACT)
        secrets |= {person[key] for person in people for key in keys if person[key]}
        if what & Personal.NAME:
            secrets |= {*petition.get("representatives", ()), (record["header"]["signature"] or {}).get("name") or ""}
        folded = sorted({fold_all(secret) for secret in secrets if len(secret.split()) > 1 or len(secret) > _SEVERAL})
        single = sorted(secret for secret in secrets if 1 < len(secret) <= _SEVERAL and len(secret.split()) == 1)
        self._folded = re.compile(rf"(?<!\w)(?:{any_of(folded)})(?!\w)") if folded else None
        self._single = re.compile(rf"(?<!\w)(?:{any_of(single)})(?!\w)") if single else None

    def mask(self, value: Any) -> Any:
        """The value masked; one that quotes the text by its offsets quotes the masked text."""
        if isinstance(value, str):
            return self._mask_string(value)
        if isinstance(value, list):
            return [self.mask(item) for item in value]
        if isinstance(value, dict):
            quoted = value.get("text")
            if isinstance(quoted, str) and self._quotes(value, quoted):
                rest = {key: item if key in _KEPT else self.mask(item) for key, item in value.items() if key != "text"}
                return {key: rest.get(key, self.text[value["start"] : value["end"]]) for key in value}
            return {key: item if key in _KEPT else self.mask(item) for key, item in value.items()}
        return value

    def _quotes(self, value: Mapping[str, Any], quoted: str) -> bool:
        start, end = value.get("start"), value.get("end")
        return isinstance(start, int) and isinstance(end, int) and self._plain[start:end] == quoted

    def _mask_string(self, value: str) -> str:
        spans = []
        if self._folded is not None:
            spans += [match.span() for match in self._folded.finditer(fold_all(value))]
        if self._single is not None:
            spans += [match.span() for match in self._single.finditer(value)]
        if self._what & Personal.CONTACT and len(value) >= _SEVERAL:
            spans += [(span.start, span.end) for span in find_numbers(value)]
        return _cover(value, spans) if spans else value


def _mask_spans(text: str, spans: Sequence[Any]) -> tuple[str, set[str]]:
    """The text with the spans masked, and what stood there."""
    return _cover(text, [(span.start, span.end) for span in spans]), {span.of(text).strip() for span in spans}


def _cover(text: str, spans: Sequence[tuple[int, int]]) -> str:
    pieces, position = [], 0
    for start, end in sorted(spans):
        if end <= position:
            continue
        start = max(start, position)
        pieces += [text[position:start], mask_text(text[start:end])]
        position = end
    return "".join([*pieces, text[position:]])
