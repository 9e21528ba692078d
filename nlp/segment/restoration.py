"""Header values of documents that were read by a recogniser, with its misreadings undone where that is certain.

Text and spans stay as printed; the values follow the rule of the gold (corpora/GUIDELINES.md): misread letters are restored
where only one reading is possible.
"""

from __future__ import annotations

import re
from dataclasses import replace

from nlp.document.document import Document
from nlp.segment.cues import NATIONAL
from nlp.segment.layout import HeaderValues
from nlp.segment.models import Family
from nlp.text.fold import Shapes, fold_case, fold_tone
from nlp.text.names import load_names
from nlp.text.restore import Restorer, Style, load_restorer
from nlp.text.span import Span
from nlp.text.syllables import find_words, is_marked

# Recognised dispatches hold seven surely misread words in a thousand and more, those from a keyboard three at most.
_MISREAD = 3
# Signs of a recogniser that it takes: misprints of the national header, words of the header that were restored.
_SIGNS = 2
# What a recogniser leaves in nearly every paper and nobody types: stopped syllables and common words without their tone,
# letters among figures, signs made of specks. Nothing is restored where none of it stands. What may follow is asked for early.
_READ = re.compile(
    r"[âêôăơưÂÊÔĂƠƯlOI⁄¬ˆ´¨~ÿ™§Ð](?:(?<=[âêôăơưÂÊÔĂƠƯ])(?:[cptCPT]|ch|CH)(?![^\W_])"
    r"|(?![^\Wu])(?:(?<=(?<!\w)(?:[sS]ô|[vV]ê|[tT]ê|SÔ|VÊ|TÊ))(?!\w)|(?<=(?<!\w)[ĐđÐ][iI]ê)u(?!\w))"
    r"|\d(?:(?<=\d[lOI].)|(?<=[\s/][lI].)(?=[\s/.]))|(?<=[⁄¬ˆ´¨~ÿ™§Ð]))"
)
_READ_SHAPES = (
    Shapes(["vc", "0l0", " l0 ", "#"], {"v": "âêôăơưÂÊÔĂƠƯ", "c": "cptCPT", "l": "lOI", "#": "⁄¬ˆ´¨~ÿ™§Ð"}),
    Shapes([" sw ", " diwu "], {"s": "sSvVtT", "w": "ôêÔÊ", "d": "đĐ", "i": "iI", "u": "u"}),
)
_LOOKED_AT = 10_000  # code points
_HEAD = 1200  # code points in which the national header stands
_NATIONAL_WORDS = frozenset(
    "cộng hòa xã hội chủ nghĩa việt nam độc lập tự do hạnh phúc đảng cộng sản đoàn thanh niên hồ chí minh".split()
)
_MISREAD_SHARE = 0.006
_SAMPLE = 2000  # code points looked at
_MARKED_SHARE = 0.3
# `V/v` as scanners read it: `V/w-`, `vlv`, `V⁄v`.
# `Lưu: VT` as scanners read it: `Bưu: VT`, `Lam: VT`.
_FILED = re.compile(r"^[BLl][a-zà-ỹ]{1,3}(?=\s?[:.]?\s?V[TP]\b)")
_LEAD = re.compile(r"(?!V/v |V/V |v/v )[Vv](?:\s?[/⁄|l]\s?[vwyV]\b|[^\w\s]{1,2}[^\W\d_]?|[WNMv])[\s:;.,–-]+(?=\w)")
# Specks behind a value, read as signs; letters that Vietnamese does not have.
_SPECK_SIGNS = "ˆ`´˜_~|¬⁄/\\*+=«»<>{}£ƒÿ“‘'\"^°§©®™•·.,:;–—-"
_SPECKS = re.compile(rf"(?:\s+[{re.escape(_SPECK_SIGNS)}]+)+$")
_SPECK = re.compile(r"[ˆ`´˜_~|¬⁄\\*+=£ƒÿ“‘'\"^°§©®™•]")


def restore_header(values: HeaderValues, document: Document, family: Family) -> HeaderValues:
    """``values`` restored where ``document`` is recognised print: by its source, or a dispatch with misreadings; else
    ``values`` itself. A petition's spelling is its writer's own and is left alone unless the source says otherwise."""
    ocr = document.source.ocr
    if not ocr and family is not Family.DISPATCH:
        return values
    printed = values.subject
    if printed and (lead := _LEAD.match(printed)):
        values = replace(values, subject=f"V/v {printed[lead.end() :]}")
    if not ocr and not _looks_read(document):
        return values
    restorer = load_restorer()
    restored = _restore_values(values, restorer)
    if restored == values and not _names_change(values) and not ocr:
        return values
    signs = (values.subject != printed) + _count_changes(values, restored)
    if ocr or signs >= _SIGNS or signs + _count_misprints(document) >= _SIGNS or is_misread(document.text, restorer):
        return _restore_names(restored)
    return _restore_names(values, behind_kind=True)


def _looks_read(document: Document) -> bool:
    """Whether anything stands in the first of the text that a recogniser leaves in nearly every paper."""
    code = document.code
    if not any(shapes.may_stand_in(code and code[:_LOOKED_AT]) for shapes in _READ_SHAPES):
        return False
    return _READ.search(document.text, 0, _LOOKED_AT) is not None


def _names_change(values: HeaderValues) -> bool:
    """Whether a name at the head or in the signature is none of the lists and near one of them."""
    names, person = load_names(), values.signature.name
    places = (values.issuer, values.parent_issuer, values.place, *values.addressees)
    changed = any(value and names.restore_places(value) != value for value in places)
    return changed or (person is not None and names.restore_person(person) != person)


def _count_misprints(document: Document) -> int:
    """How many words of the national header are misprinted: `CÔNG HÒA`, `ĐẲNG`. Nobody types them wrong."""
    spans = [Span(*match.span()) for match in NATIONAL.finditer(document.view("bare"), 0, _HEAD)]
    words = [word for span in spans for word in fold_case(fold_tone(span.of(document.text))).split()]
    return sum(not word.isascii() and word.isalpha() and word not in _NATIONAL_WORDS for word in words)


def _count_changes(values: HeaderValues, restored: HeaderValues) -> int:
    """How many words of the header were restored; a typed one holds a chance word at most."""
    before, after = ([v.issuer, v.parent_issuer, v.subject, *v.addressees, *v.recipients] for v in (values, restored))
    pairs = [
        (a, b)
        for old, new in zip(before, after, strict=True)
        if old != new
        for a, b in zip((old or "").split(), (new or "").split(), strict=False)
    ]
    return sum(a != b for a, b in pairs)


def is_misread(text: str, restorer: Restorer) -> bool:
    """Whether so many words of ``text`` are misread that a recogniser must have read it.

    >>> is_misread("Kính gửi: Ủy ban nhân dân các xã, thị trấn", load_restorer())
    False
    """
    misread, words = restorer.count_misread(text[:_SAMPLE])
    return misread >= _MISREAD and misread >= _MISREAD_SHARE * words


def strip_specks(value: str) -> str:
    """``value`` without the signs that a recogniser made of specks behind it.

    >>> strip_specks("Lưu VPTU . ÿ"), strip_specks("Lưu: VT.")
    ('Lưu VPTU', 'Lưu: VT.')
    """
    match = _SPECKS.search(value) if value[-1:] in _SPECK_SIGNS else None
    return value[: match.start()].rstrip(" .,;:") if match and match.start() and _SPECK.search(match[0]) else value


def _restore_values(values: HeaderValues, restorer: Restorer) -> HeaderValues:
    def prose(value: str | None) -> str | None:
        return _restore_value(restorer, value) if value else value

    def name(value: str | None) -> str | None:
        return restorer.restore(value, Style.NAME) if value else value

    signature = values.signature
    return replace(
        values,
        issuer=prose(values.issuer),
        parent_issuer=prose(values.parent_issuer),
        place=name(values.place),
        subject=prose(values.subject),
        addressees=[_restore_value(restorer, item) for item in values.addressees],
        recipients=[_restore_value(restorer, _FILED.sub("Lưu", item)) for item in values.recipients],
        signature=replace(signature, role=prose(signature.role), name=name(signature.name)),
    )


def _restore_names(values: HeaderValues, *, behind_kind: bool = False) -> HeaderValues:
    """``values`` with the names in them restored; ``behind_kind`` only those of districts and provinces behind that word,
    of which there are no others."""
    names = load_names()

    def place(value: str | None) -> str | None:
        return names.restore_places(value, behind_kind=behind_kind) if value else value

    if behind_kind:
        return replace(
            values, issuer=place(values.issuer), parent_issuer=place(values.parent_issuer), subject=place(values.subject)
        )

    signature, name = values.signature, values.signature.name
    return replace(
        values,
        issuer=place(values.issuer),
        parent_issuer=place(values.parent_issuer),
        place=place(values.place),
        subject=place(values.subject),
        addressees=[place(item) or item for item in values.addressees],
        recipients=[place(item) or item for item in values.recipients],
        signature=replace(signature, name=names.restore_person(name) if name else name),
    )


def _restore_value(restorer: Restorer, value: str) -> str:
    value = strip_specks(value)
    restored = restorer.restore(value)
    if restored == value:
        return value
    words = [match[0] for match in find_words(value) if not match[0].isupper() or value.isupper()]
    if sum(map(is_marked, words)) < _MARKED_SHARE * len(words):
        return value  # written without diacritics, or no Vietnamese
    return restored
