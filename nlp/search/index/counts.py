"""How many passages hold a word or a pair of words, and which words there are."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

import tantivy

from nlp.search.units import PAIR, bare_form

_FIRST_LETTERS = "abcdefghijklmnopqrstuvwxyzđ" + "áàảãạăắằẳẵặâấầẩẫậéèẻẽẹêếềểễệíìỉĩịóòỏõọôốồổỗộơớờởỡợúùủũụưứừửữựýỳỷỹỵ"
_KEPT = 100_000
_SMALL = 1000


class Counts:
    """Counts of one state of the index. Words are marked units; those of two letters and more make the vocabulary."""

    def __init__(self, searcher: tantivy.Searcher) -> None:
        self._searcher = searcher
        self._forms: dict[str, tuple[str, ...]] | None = None
        # In a small register a word that is there once is not frequent.
        self.passages = max(_SMALL, searcher.num_docs)
        self.clause = lru_cache(maxsize=_KEPT)(searcher.doc_freq)
        self.word = lru_cache(maxsize=_KEPT)(self._count_word)
        self.pair = lru_cache(maxsize=_KEPT)(self._count_pair)
        self.bare_word = lru_cache(maxsize=_KEPT)(self._count_bare)
        self.bare_pair = lru_cache(maxsize=_KEPT)(self._count_bare_pair)

    def _count_word(self, marked: str) -> int:
        return self._searcher.doc_freq("text", marked)

    def _count_pair(self, first: str, second: str) -> int:
        return self._searcher.doc_freq("text_pairs", first + PAIR + second)

    def _count_bare(self, bare: str) -> int:
        return self._searcher.doc_freq("bare", bare)

    def _count_bare_pair(self, first: str, second: str) -> int:
        return self._searcher.doc_freq("bare_pairs", first + PAIR + second)

    @property
    def forms(self) -> Mapping[str, tuple[str, ...]]:
        """The marked words of each bare form, the most frequent first; read when they are first asked for."""
        if self._forms is None:
            found: dict[str, list[tuple[int, str]]] = {}
            for letter in _FIRST_LETTERS:
                for word, count in self._searcher.terms_with_prefix("text", letter):
                    if word.isalpha():
                        found.setdefault(bare_form(word), []).append((-count, word))
            self._forms = {bare: tuple(word for _, word in sorted(words)) for bare, words in found.items()}
        return self._forms
