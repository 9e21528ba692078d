"""How sure a citation's number is: what a recogniser made of print is never given as certain."""

from __future__ import annotations

import re
from dataclasses import dataclass

from nlp.document.document import Document
from nlp.extract.citations.mention import Mention
from nlp.extract.citations.parse import normalise_letters
from nlp.law.instruments import Instrument
from nlp.text.fold import fold_diacritics
from nlp.text.span import Span

#: Letters that Vietnamese does not have, and a stop behind a vowel without acute or dot below: no syllable, but what a lost tone
#: leaves (``quyêt``, ``luât``); words of every dispatch without the upper of two marks. Nobody types them so. What follows a
#: letter is asked for first, for it rules out most places.
_IMPOSSIBLE = re.compile(
    r"[ăâêôơưằầềồờừẳẩểổởửẵẫễỗỡữÿŸˆ†ø§](?:(?:ch|[cpt])(?![^\W\d_])"
    r"| (?:(?<= vê.)|(?<= sô.)|(?<=tê.)|(?<=tô.)chức|(?<=kê.)hoạch)|i (?:(?<=đô..)với|(?<=phô..)hợp)|(?<=[ÿŸˆ†ø§]))"
)
_LETTER_IN_FIGURES = re.compile(r"[OolI§](?:(?<=[0-9].)(?![^\W\d_])|(?<![^\W\d_].)(?=[0-9]))")
_BEHIND = re.compile(r"[-–—/][^\W\d_§]|[-–—]§|[§ø†ˆ|}{\]]")
_BEFORE = re.compile(r"(?<!\w)[lIO1|]\s\Z|[§|}{\]]\Z")
_BLANK_IN_CODE = re.compile(r"[A-ZĐ]\s[A-ZĐ]|/(?:[0-9]{1,3}\s[0-9]+)/")
_NO_SIGN = re.compile(r"[\s/–—-]+")

#: A number read from print that a recogniser made, with nothing against it; the same where the registry has it with its date or
#: title; a number with letters that had to be read as figures; one that goes on in signs which are no part of a number; a code
#: with letters put right.
RECOGNISED = 0.9
CONFIRMED = 0.97
FIGURES_RESTORED = 0.6
CUT_SHORT = 0.5
CODE_RESTORED = 0.8
#: Rules that find a title or a number less surely than a full number or a known title.
_LESS_SURE = {"unknown_title": 0.8, "short_form": 0.95, "alias": 0.95}


@dataclass(slots=True)
class Certainty:
    """A confidence from 0 to 1, and whether something in the number or date had to be put right."""

    confidence: float
    restored: bool = False


def is_recognised_print(document: Document) -> bool:
    """Whether a recogniser made the text: its source says so, or it holds syllables that nobody writes.

    >>> from nlp.document.document import build_document
    >>> is_recognised_print(build_document("Căn cứ Quyêt định số 12/QĐ-UBND"))
    True
    """
    text = document.text
    return document.source.ocr or _IMPOSSIBLE.search(text) is not None


def measure_certainty(
    text: str, mention: Mention, number: str | None, entry: Instrument | None, *, recognised: bool
) -> Certainty:
    """How sure the ``number`` of a mention is; 1 where it stands in clean text as it is given.

    ``entry`` is the registry's for the mention; one with the same date or title confirms a number.
    """
    sure = _LESS_SURE.get(mention.rule, 1.0)
    span = mention.number_span
    dated_from = span.end if span else mention.head
    date_restored = mention.date is not None and _LETTER_IN_FIGURES.search(text[dated_from : mention.end]) is not None
    if span is None or number is None:
        return Certainty(min(sure, FIGURES_RESTORED) if date_restored else sure, date_restored)
    written = text[span.start : span.end]
    if _goes_on(text, span):
        return Certainty(CUT_SHORT)
    if _LETTER_IN_FIGURES.search(written):
        return Certainty(FIGURES_RESTORED, restored=True)
    if not number.startswith(written) and (_BLANK_IN_CODE.search(written) or not _plain(number).startswith(_plain(written))):
        return Certainty(CODE_RESTORED, restored=True)
    if recognised:
        confirmed = entry is not None and (
            mention.title is not None or (mention.date is not None and entry.issued == mention.date)
        )
        sure = min(sure, CONFIRMED if confirmed else RECOGNISED)
    return Certainty(min(sure, FIGURES_RESTORED) if date_restored else sure, date_restored)


def _goes_on(text: str, span: Span) -> bool:
    """Whether signs touch a number that belong to what a recogniser could not read (``75/QĐ-TTø``, ``so I 09/QD-SYT``)."""
    return _BEHIND.match(text, span.end) is not None or _BEFORE.search(text, span.start - 4, span.start) is not None


def _plain(number: str) -> str:
    """A number without signs, case and diacritics: what a keyboard without ``đ`` changes is no doubt about it."""
    return fold_diacritics(_NO_SIGN.sub("", normalise_letters(number))).upper()
