"""The words of the flags of a petition, built from ``petition_flags.yaml``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import product

from nlp.extract.parties.phrases import Lexicon
from nlp.resources.load import any_of, load_resource
from nlp.text.fold import fold_all, fold_tone

_LIMITS = ("other_matters", "other_papers", "unreal")
_CLASS = re.compile(r"<(\w+)>")


@dataclass(frozen=True)
class FlagCues:
    """Phrases in groups ``FLAG.RULE``, and lists of words as patterns for the bare view."""

    phrases: Lexicon
    patterns: Mapping[str, re.Pattern[str]]
    group_syllables: frozenset[str]
    body_syllables: frozenset[str]
    exact: frozenset[str]

    def __getitem__(self, name: str) -> re.Pattern[str]:
        return self.patterns[name]


def expand_classes(phrase: str, classes: Mapping[str, Sequence[str]]) -> list[str]:
    """The phrases that a phrase with classes of words stands for.

    >>> expand_classes("đã <send> đơn", {"send": ["gửi", "nộp"]})
    ['đã gửi đơn', 'đã nộp đơn']
    """
    parts = _CLASS.split(phrase)  # every second one is the name of a class
    choices = [classes[part] if i % 2 else [part] for i, part in enumerate(parts)]
    return ["".join(map(str, words)) for words in product(*choices)]


@lru_cache(maxsize=1)
def load_flag_cues() -> FlagCues:
    """The cues, built once."""
    data = load_resource("petition_flags.yaml")
    groups = {
        f"{flag}.{rule}": [found for phrase in phrases for found in expand_classes(phrase, data["classes"])]
        for flag, rules in data["phrases"].items()
        for rule, phrases in rules.items()
    }
    words = {name: _words(listed) for name, listed in {**data["words"], **{name: data[name] for name in _LIMITS}}.items()}
    patterns = {name: rf"(?<!\w){pattern}(?!\w)" for name, pattern in words.items()}
    courtesy = rf"(?:{words['courtesies']}\s+)*"
    patterns["greeting"] = rf"\W*{words['greetings']}(?!\w)\s*:?"
    patterns["copy"] = rf"\W*{words['copies']}(?!\w)\s*:?"
    # A mark of the list, a greeting said again, a courtesy, and then a body.
    patterns["unreal"] += r"\s*$"
    patterns["next_body"] = (
        rf"(?:^|[;\n•]|,|(?<!\w)va(?!\w)|\s\d{{1,2}}[.)])\W*(?:\d{{1,2}}[.)]\s*)?(?:{words['greetings']}\s*:?\s*)?[-–+•\s]*"
        rf"{courtesy}(?P<body>(?={words['bodies']}(?!\w)))"
    )
    patterns["body"] = rf"\W*(?:\d{{1,2}}[.)]\s*)?{courtesy}{words['bodies']}(?!\w)"
    patterns["unit"] = rf"\W*{words['units']}(?!\w)"
    patterns["speaker"] = rf"[,.:;]\s*{words['first_persons']}(?!\w)"
    compiled = {name: re.compile(pattern, re.M) for name, pattern in patterns.items()}
    of_groups = [
        word for name in ("counted", "signs", "groups", "joined", "in_title", "together") for word in data["words"][name]
    ]
    syllables = frozenset(fold_tone(syllable) for word in of_groups for syllable in word.split())
    bodies = frozenset(fold_tone(str(word).split()[0]) for word in data["words"]["bodies"])
    return FlagCues(Lexicon(groups, single_in_plain=False), compiled, syllables, bodies, frozenset(data["exact"]))


def _words(listed: Iterable[str]) -> str:
    return f"(?:{any_of(fold_all(str(word)) for word in listed)})"
