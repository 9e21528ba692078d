"""How good a text is as Vietnamese."""

from __future__ import annotations

from dataclasses import dataclass

from nlp.text.syllables import find_words, is_syllable

# In administrative prose about seven words of ten bear a diacritic; half of that is already beyond names and codes.
_MARKED_EXPECTED = 0.35


@dataclass(frozen=True, slots=True)
class TextQuality:
    """Counts of words: all, valid syllables, with a diacritic, with capitals inside (``CHiJ``)."""

    words: int
    valid: int
    marked: int
    mixed: int

    @property
    def score(self) -> float:
        """From 0 (no Vietnamese) to 1: share of valid syllables, less where diacritics are missing."""
        if not self.words:
            return 0.0
        valid = max(0, self.valid - self.mixed) / self.words
        return valid * min(1.0, self.marked / self.words / _MARKED_EXPECTED)


def measure_quality(text: str) -> TextQuality:
    """The quality of a canonical text.

    >>> measure_quality("CONG HOA xA HQI CHiJ NGHiA").score < 0.3 < measure_quality("Cộng hòa xã hội chủ nghĩa").score
    True
    """
    words = valid = marked = mixed = 0
    for match in find_words(text):
        word = match[0]
        if len(word) <= 6 and word.isupper() and not is_syllable(word):
            continue
        words += 1
        if is_syllable(word):
            valid += 1
            if not word.isascii():
                marked += 1
        if not (word.islower() or word.isupper() or word[1:].islower()):
            mixed += 1
    return TextQuality(words, valid, marked, mixed)
