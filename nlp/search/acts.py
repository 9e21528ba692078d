"""Acts: what somebody is told to do, by the words of ``nlp/resources/search.yaml``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from nlp.resources.load import any_of, load_resource
from nlp.text.fold import fold_all

#: The act of what must not be done, told by the obligation's modality.
FORBIDDEN = "khong_duoc"


@dataclass(frozen=True)
class Acts:
    """Words of acts as one pattern on folded text, and the act of each."""

    pattern: re.Pattern[str]
    of_word: Mapping[str, str]


def find_acts(text: str) -> tuple[str, ...]:
    """The acts that a text names, in their order, as codes.

    >>> find_acts("Tổ chức đối thoại và gửi báo cáo trước 20/11")
    ('doi_thoai', 'bao_cao')
    """
    acts = load_acts()
    return tuple(dict.fromkeys(acts.of_word[" ".join(found[0].split())] for found in acts.pattern.finditer(fold_all(text))))


@lru_cache(maxsize=1)
def load_acts() -> Acts:
    """The acts of the package, compiled once."""
    rows = load_resource("search.yaml")["acts"]
    of_word = {fold_all(word): act for act, words in rows.items() for word in words}
    return Acts(re.compile(rf"\b(?:{any_of(of_word)})\b"), of_word)
