"""The tokenizer of the spaCy pipeline: syllables, numbers and signs, each a token; blanks and line ends between them are kept.

Registered as ``donthu.Syllables.v1`` when this module is imported, which ``spacy train --code`` does by its path. The norm of a
token is its form without diacritics, so that the pipeline sees what is written with and without them.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from spacy.attrs import NORM
from spacy.language import Language
from spacy.tokens import Doc
from spacy.util import DummyTokenizer, get_words_and_spaces, registry
from spacy.vocab import Vocab

from nlp.text.fold import fold_all

_PIECE = re.compile(r"\d+|[^\W\d]+|[^\w\s]")
_DIGIT = re.compile(r"\d")


class Syllables(DummyTokenizer):
    """Cuts a text into a ``Doc``; there is nothing in it to be stored.

    >>> [token.text for token in Syllables(Vocab())("Số 12/QĐ,\\nấp 3.")]
    ['Số', '12', '/', 'QĐ', ',', '\\n', 'ấp', '3', '.']
    """

    def __init__(self, vocab: Vocab) -> None:
        self.vocab = vocab
        self.vocab.lex_attr_getters[NORM] = read_norm  # type: ignore[attr-defined]  # missing in spaCy's stubs

    def __call__(self, text: str) -> Doc:
        """The text as a ``Doc``, every character in it."""
        words, spaces = get_words_and_spaces(_PIECE.findall(text), text)
        return Doc(self.vocab, words=words, spaces=spaces)


def read_norm(word: str) -> str:
    """A token as it is compared: without case and diacritics, every digit a zero.

    >>> read_norm("Thửa"), read_norm("2019")
    ('thua', '0000')
    """
    return _DIGIT.sub("0", fold_all(word))


def build_syllables() -> Callable[[Language], Syllables]:
    """What a configuration's ``[nlp.tokenizer]`` makes."""
    return lambda language: Syllables(language.vocab)


registry.tokenizers.register("donthu.Syllables.v1", func=build_syllables)
