"""Kinds and layout cues from the resources, as patterns on the bare view (lower case, no diacritics)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Any

import yaml

from nlp.document.document import Document
from nlp.resources.load import any_of
from nlp.text.fold import fold_all, fold_case, fold_tone

# The state header and the Party's, whole or in the pieces into which columns and OCR break it.
NATIONAL = re.compile(
    r"^\s*viet\s+nam\s*$|(?<![^\W_])(?=[il1|cnd])(?:"
    r"(?:[il1|]\s)?c[oq]ng\s+h[^\s\d]{1,3}[.,]?\s?xa\s+h\S{1,2}(?:\s+chu\b(?:\s+ngh\S{1,2}(?:\s+[vy]i\S{1,2}(?:\s+nam\b)?)?)?)?[^\w\n]*"
    r"|(?:chu\s+)?ngh\S{1,2}\s+[vy]i\S{1,2}\s+nam\b"
    r"|doan\s+(?:tncs|thanh\s+nien\s+cong\s+san)\s+ho\s+chi\s+minh(?=\s*$|\s{2,}|\s*[|*])"
    r"|d[ao]{1,2}ng\s+c\Sng\s+s[ao]n(?:\s+[vy]i\S{1,2}\s+nam)?(?!\w)"
    r"|d\Sc\s+[lt]\S{1,2}[-–—~.,_=:\s]{0,12}t\S{1,2}\s+d\S[-–—~.,_=:\s]{0,12}h\Snh\s+ph\Sc\b)",
    re.M,
)


_BETWEEN = "\0"  # no white space, so that no phrase reaches from one item to the next


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of dispatch: its slug, its name without diacritics, its abbreviations, whether a title names it, whether it is
    legislation only."""

    slug: str
    name: str
    abbreviations: frozenset[str]
    titled: bool
    legislation: bool


@dataclass(frozen=True)
class Cues:
    """Patterns by the names of ``layout_cues.yaml``, and the kinds; all match on the bare view."""

    kinds: tuple[Kind, ...]
    petition_kinds: tuple[tuple[str, re.Pattern[str], bool], ...]
    slugs: Mapping[str, str]
    legislation: frozenset[str]
    by_abbreviation: Mapping[str, str]
    title: re.Pattern[str]
    spaced_title: re.Pattern[str]
    mentioned_kind: re.Pattern[str]
    recipients: tuple[re.Pattern[str], ...]  # by the first letter, to which the engine leaps
    patterns: Mapping[str, re.Pattern[str]]
    official_names: Mapping[str, str]
    official_words: Mapping[str, str]
    authorities: re.Pattern[str]
    authority_names: Mapping[str, str]

    def __getitem__(self, name: str) -> re.Pattern[str]:
        return self.patterns[name]

    def voice(self, document: Document, name: str) -> tuple[re.Pattern[str], str]:
        """The pattern ``petition.NAME`` and the view of ``document`` on which it matches."""
        first = document.text[:3000]
        if len(first.encode("ascii", "ignore")) >= 0.98 * len(first):
            return self.patterns[f"petition.{name}.bare"], document.view("bare")
        return self.patterns[f"petition.{name}"], document.view("case")

    def restore_names(self, printed: str) -> str:
        """``printed`` with the names of ``official_names`` in their right diacritics, where it is in capitals.

        >>> load_cues().restore_names("PHÓ GIÁM ĐÓC")
        'PHÓ GIÁM ĐỐC'
        """
        return _restore(self.patterns["official_names"], self.official_names, printed, capitals_only=True)

    def restore_words(self, printed: str) -> str:
        """``printed`` with the words of ``official_words`` in their right diacritics.

        >>> load_cues().restore_words("giải quyêt đơn tô cáo")
        'giải quyết đơn tố cáo'
        """
        return _restore(self.patterns["official_words"], self.official_words, printed, capitals_only=False)

    def restore_items(self, printed: Sequence[str]) -> list[str]:
        """The items ``printed``, each as ``restore_words`` gives it; read in one go.

        >>> load_cues().restore_items(["đơn tô cáo", "Lưu: VT"])
        ['đơn tố cáo', 'Lưu: VT']
        """
        return self.restore_words(_BETWEEN.join(printed)).split(_BETWEEN) if printed else []

    def is_legislation(self, slug: str | None) -> bool:
        """Whether documents of the kind are legislation only, which no news item reports as an order."""
        return slug in self.legislation

    def slug_of(self, name: str) -> str | None:
        """The slug of a kind's bare name."""
        return self.slugs.get("".join(name.split()))


def _fold_case(text: str) -> str:
    return fold_case(fold_tone(text))


def build_alternatives(phrases: Iterable[str], *, fold: Callable[[str], str] = fold_all) -> str:
    """A pattern on the bare view (or the view that ``fold`` makes) for any of ``phrases``, the longest first, with any
    white space between words.

    >>> re.match(build_alternatives(["Kính gửi"]), "kinh  gui:") is not None
    True
    """
    return rf"(?:{any_of(map(fold, phrases))})(?![^\W_])"


def build_words(phrases: Iterable[str], *, fold: Callable[[str], str] = fold_all) -> str:
    """As ``build_alternatives``, at the start of a word; to be searched for. The first letter stands in front, so that most
    places of a text are passed by without a look.

    >>> re.search(build_words(["báo cáo", "giao"]), "thong bao cao giao")[0]
    'bao cao'
    """
    by_letter: dict[str, list[str]] = {}
    for phrase in map(fold, phrases):
        by_letter.setdefault(phrase[0], []).append(phrase)
    body = "|".join(rf"{letter}(?<!\w{letter}){any_of(found)[1:]}" for letter, found in sorted(by_letter.items()))
    return rf"(?:{body})(?![^\W_])"


@lru_cache(maxsize=1)
def load_cues() -> Cues:
    """The cues of ``nlp/resources/kinds.yaml`` and ``layout_cues.yaml``."""
    kinds_data, layout = _load("kinds.yaml"), _load("layout_cues.yaml")
    kinds = tuple(
        Kind(
            slug=row["slug"],
            name=fold_all(row["name"]),
            abbreviations=frozenset(row["abbr"]),
            titled=row.get("titled", True),
            legislation=row["regimes"] == ["legislation"],
        )
        for row in kinds_data["dispatch"]
    )
    titled = [kind.name for kind in kinds if kind.titled]
    patterns = {name: re.compile(build_alternatives(value)) for name, value in layout.items() if isinstance(value, list)}
    # `tôi` and `tới` fall together without diacritics: a voice is read on the case view, on the bare view only where the
    # whole text is written without diacritics.
    for name in ("official_names", "official_words", "ordering_verbs"):
        patterns[name] = re.compile(build_words(layout[name]))
    patterns["names_itself"] = re.compile(build_alternatives(layout["self_reference"]) + r"\s+nay\b")
    for name, value in layout["petition"].items():
        patterns[f"petition.{name}"] = re.compile(build_words(value, fold=_fold_case))
        patterns[f"petition.{name}.bare"] = re.compile(build_words(value))
    names = {fold_all(form): name for name, forms in layout["signature_authorities"].items() for form in forms}
    forms = "|".join(re.escape(form) for form in sorted(names, key=len, reverse=True))
    return Cues(
        kinds=kinds,
        petition_kinds=tuple(
            (row["slug"], re.compile(build_words(row["words"])), row.get("last", False)) for row in kinds_data["petition"]
        ),
        slugs={"".join(kind.name.split()): kind.slug for kind in reversed(kinds)},
        legislation=frozenset(kind.slug for kind in kinds if kind.legislation),
        by_abbreviation={a: kind.slug for kind in reversed(kinds) for a in kind.abbreviations},
        title=re.compile(r"\s*" + build_alternatives(titled)),
        spaced_title=re.compile(r"\s*" + _space_letters(titled)),
        mentioned_kind=re.compile(build_words(kind.name for kind in kinds)),
        recipients=_by_first_letter(layout["recipients"]),
        patterns=patterns,
        official_names={fold_all(name): name for name in layout["official_names"]},
        official_words={fold_all(word): word for word in layout["official_words"]},
        authorities=re.compile(rf"\W{{0,3}}({forms})(?:\s*[./,]\s*|\s+(?=[a-z]))(?=\w)"),
        authority_names=names,
    )


def _by_first_letter(phrases: Iterable[str]) -> tuple[re.Pattern[str], ...]:
    found: dict[str, list[str]] = {}
    for phrase in map(fold_all, phrases):
        found.setdefault(phrase[0], []).append(phrase)
    return tuple(re.compile(build_alternatives(group)) for group in found.values())


def _space_letters(names: Iterable[str]) -> str:
    """A pattern for names printed with blanks between the letters: `Q U Y Ế T  Đ Ị N H`."""
    body = "|".join(r"\s{1,6}".join(name.replace(" ", "")) for name in sorted(names, key=len, reverse=True))
    return rf"(?:{body})(?![^\W_])"


def _restore(pattern: re.Pattern[str], right: Mapping[str, str], printed: str, *, capitals_only: bool) -> str:
    pieces, position = [], 0
    for match in pattern.finditer(fold_all(printed)):
        found = printed[match.start() : match.end()]
        word = right[" ".join(match[0].split())]
        capitals = found.isupper()
        # `Văn Bàn` is a name, not `văn bản`.
        if found.lower() == word or (not capitals and (capitals_only or not found[1:].islower())):
            continue
        if fold_case(fold_tone(" ".join(found.split()))) != fold_case(fold_tone(word)):
            pieces += [printed[position : match.start()]]
            pieces += [word.upper() if capitals else word[0].upper() + word[1:] if found[0].isupper() else word]
            position = match.end()
    return "".join([*pieces, printed[position:]]) if pieces else printed


def _load(name: str) -> dict[str, Any]:
    data: dict[str, Any] = yaml.safe_load(resources.files("nlp.resources").joinpath(name).read_text(encoding="utf-8"))
    return data
