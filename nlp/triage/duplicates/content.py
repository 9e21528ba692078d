"""The content of a petition as a set of shingles that noise does not change.

Diacritics and letters of alike shape are folded, zones that change with every sending and phrases that stand in many petitions
(``nlp/resources/petition_stock.yaml``) are left out, so that what is shared is the matter.
"""

from __future__ import annotations

import hashlib
import re
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from nlp.text.fold import fold_all, fold_case, fold_tone
from nlp.text.misreadings import fold_shapes
from nlp.text.sentences import find_sentences
from nlp.text.span import Span
from nlp.triage.duplicates.models import Shingles
from nlp.triage.duplicates.settings import Settings

_WORD = re.compile(r"\w+")
_DIGEST_CHARACTERS = 32


def digest_text(text: str) -> str:
    """A digest of the words of ``text``: white space, punctuation, case and the placement of tones make no difference.

    >>> digest_text("Uỷ ban xã,\\n hoà giải") == digest_text("Ủy ban xã hòa giải")
    True
    """
    words = " ".join(_WORD.findall(fold_tone(fold_case(text))))
    return hashlib.sha256(words.encode("utf-8", "surrogatepass")).hexdigest()[:_DIGEST_CHARACTERS]


def fold_words(text: str) -> list[str]:
    """The words of ``text`` as they are compared: no diacritics, one letter for all of alike shape."""
    return _WORD.findall(fold_shapes(fold_all(text)))


def find_phrases(words: Sequence[str], size: int) -> Iterator[str]:
    """``size`` words in a row, at each place.

    >>> list(find_phrases(["thu", "hoi", "dat"], 2))
    ['thu hoi', 'hoi dat']
    """
    return (" ".join(words[i : i + size]) for i in range(len(words) - size + 1))


def hash_phrases(phrases: Iterable[str], settings: Settings) -> Shingles:
    """Sorted 32-bit hashes of the phrases that are not stock."""
    kept = {zlib.crc32(phrase.encode()) for phrase in phrases if phrase not in settings.stock_phrases}
    return np.array(sorted(kept), dtype=np.uint32)


def read_content(record: Mapping[str, Any], settings: Settings) -> str:
    """The text of a record with blanks for the zones that change with every sending; same length."""
    pieces, position, text = [], 0, record["text"]
    for zone in _find_zones(record, settings.zones_left_out, settings):
        if zone.end > position:
            start = max(zone.start, position)
            pieces += [text[position:start], " " * (zone.end - start)]
            position = zone.end
    return "".join([*pieces, text[position:]])


def read_petitioners(record: Mapping[str, Any], settings: Settings) -> list[str]:
    """The sentences in which the petitioners present themselves."""
    return [zone.of(record["text"]) for zone in _find_zones(record, frozenset({"petitioner"}), settings)]


def _find_zones(record: Mapping[str, Any], types: frozenset[str], settings: Settings) -> Iterator[Span]:
    """The first sentence of each segment of these types, if it is no longer than an address.

    A letter on one line is all in the zone of its addressees.
    """
    for start, end in sorted((s["start"], s["end"]) for s in record["segments"] if s["type"] in types):
        zone = next(iter(find_sentences(record["text"], start, end)), Span(start, end))
        if len(zone) <= settings.zone_length:
            yield Span(start, zone.end)
