"""Kinds and layout cues from the resources, as patterns on the bare view (lower case, no diacritics)."""
from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Any

import yaml

from nlp.text.fold import fold_all

# The state header and the Party's, whole or in the pieces into which columns and OCR break it.
NATIONAL = re.compile(
    r"(?:[il1|]\s)?\bcong\s+h[^\s\d]{1,3}[.,]?\s?xa\s+h\S{1,2}(?:\s+chu\s+ngh\S{1,2}(?:\s+[vy]i\S{1,2}\s+nam)?)?[^\w\n]*"
    r"|\bchu\s+ngh\S{1,2}\s+[vy]i\S{1,2}\s+nam\b"
    r"|\bd[ao]ng\s+c\Sng\s+s[ao]n(?:\s+[vy]i\S{1,2}\s+nam)?(?!\w)"
    r"|^\s*viet\s+nam\s*$"
    r"|\bd\Sc\s+l\S{1,2}\s*[-–—~.,_=:\s]{0,6}\s*t\S{1,2}\s+d\S\s*[-–—~.,_=:\s]{0,6}\s*h\Snh\s+ph\Sc\b",
    re.M,
)


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of dispatch: its slug, its name without diacritics, its abbreviations, whether a title names it."""

    slug: str
    name: str
    abbreviations: frozenset[str]
    titled: bool


@dataclass(frozen=True)
class Cues:
    """Patterns by the names of ``layout_cues.yaml``, and the kinds; all match on the bare view."""

    kinds: tuple[Kind, ...]
    petition_kinds: tuple[tuple[str, re.Pattern[str]], ...]
    by_abbreviation: Mapping[str, str]
    title: re.Pattern[str]
    mentioned_kind: re.Pattern[str]
    patterns: Mapping[str, re.Pattern[str]]
    authorities: re.Pattern[str]
    authority_names: Mapping[str, str]

    def __getitem__(self, name: str) -> re.Pattern[str]:
        return self.patterns[name]

    def slug_of(self, name: str) -> str | None:
        """The slug of a kind's bare name."""
        squeezed = " ".join(name.split())
        return next((kind.slug for kind in self.kinds if kind.name == squeezed), None)


def build_alternatives(phrases: Iterable[str], *, boundary: bool = True) -> str:
    """A pattern on the bare view for any of ``phrases``, the longest first, with any white space between words.

    >>> re.match(build_alternatives(["Kính gửi"]), "kinh  gui:") is not None
    True
    """
    folded = sorted({fold_all(phrase) for phrase in phrases}, key=len, reverse=True)
    body = "|".join(r"\s+".join(re.escape(word) for word in phrase.split()) for phrase in folded)
    return rf"(?:{body})" + (r"(?!\w)" if boundary else "")


@lru_cache(maxsize=1)
def load_cues() -> Cues:
    """The cues of ``nlp/resources/kinds.yaml`` and ``layout_cues.yaml``."""
    kinds_data, layout = _load("kinds.yaml"), _load("layout_cues.yaml")
    kinds = tuple(
        Kind(row["slug"], fold_all(row["name"]), frozenset(row["abbr"]), row.get("titled", True)) for row in kinds_data["dispatch"]
    )
    titled = [kind.name for kind in kinds if kind.titled]
    patterns = {name: re.compile(build_alternatives(value)) for name, value in layout.items() if isinstance(value, list)}
    patterns |= {
        f"petition.{name}": re.compile(r"(?<!\w)" + build_alternatives(value)) for name, value in layout["petition"].items()
    }
    names = {fold_all(form): name for name, forms in layout["signature_authorities"].items() for form in forms}
    forms = "|".join(re.escape(form) for form in sorted(names, key=len, reverse=True))
    return Cues(
        kinds=kinds,
        petition_kinds=tuple(
            (row["slug"], re.compile(build_alternatives(row["words"]))) for row in kinds_data["petition"]
        ),
        by_abbreviation={a: kind.slug for kind in reversed(kinds) for a in kind.abbreviations},
        title=re.compile(r"\s*" + build_alternatives(titled)),
        mentioned_kind=re.compile(r"(?<!\w)" + build_alternatives(kind.name for kind in kinds)),
        patterns=patterns,
        authorities=re.compile(rf"\W{{0,3}}({forms})(?:\s*[./,]\s*|\s+(?=[a-z]))(?=\w)"),
        authority_names=names,
    )


def _load(name: str) -> dict[str, Any]:
    data: dict[str, Any] = yaml.safe_load(resources.files("nlp.resources").joinpath(name).read_text(encoding="utf-8"))
    return data
