"""Signs of names: runs of words with capitals, where they stand, how often they come, who is spoken of."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

from nlp.extract.parties.letter import Letter
from nlp.extract.parties.tagging.columns import BREAKS, Columns, Values, join, shift
from nlp.extract.parties.tagging.layout import zone_of
from nlp.extract.parties.tagging.tokens import Units
from nlp.resources.load import load_resource
from nlp.text.fold import fold_all
from nlp.text.span import Span

_CLAIMS = (("khieu", "nai"), ("to", "cao"), ("phan", "anh"), ("kien", "nghi"), ("de", "nghi"), ("keu", "cuu"), ("don", "xin"))
# A title is looked for in so many characters at least.
_HEAD = 120
_PERSONS = frozenset("ong ba anh chi thay co chu bac dong thang ten".split())


@lru_cache(maxsize=1)
def _surnames() -> frozenset[str]:
    return frozenset(fold_all(name) for name in load_resource("restoration.yaml")["surnames"])


def add_names(columns: Columns, units: Units, letter: Letter) -> None:
    """Runs of capitalised words: length, what stands before and behind, whether they come again and where."""
    bare = ("^", "^", *units.bare, "$")
    runs = find_runs(units)
    counts = Counter(units.bare[first:last] for first, last in runs)
    last_words = Counter(units.bare[last - 1] for first, last in runs if last - first > 1)
    signed = {units.bare[first:last] for first, last in runs if units.starts[first] >= letter.end.start}
    surnames = _surnames()
    new: dict[str, Values] = {
        name: [None] * len(units)
        for name in ("run.length", "run.place", "run.before", "run.behind", "run.lead", "run.ends", "run.told", "run.whole")
    }
    seen: set[tuple[str, ...]] = set()
    for first, last in runs:
        words = units.bare[first:last]
        lead, before, behind = bare[first + 1], f"{bare[first]} {bare[first + 1]}", bare[last + 2]
        known = "surname" if words[0] in surnames and len(words) > 1 else "other"
        again = "again" if words in seen else "first"
        whole = "whole" if lead in (*BREAKS, "^") and behind in (*BREAKS, "$") else "part"
        length = f"{min(len(words), 6)}|{known}"
        end = "end" if words in signed else ""
        shared = {
            "run.length": length,
            "run.before": before,
            "run.behind": behind,
            "run.lead": f"{lead}|{length}",
            "run.ends": f"{before}|{behind}",
            "run.told": f"{again}|{min(counts[words], 3)}|{end}|{min(last_words[words[-1]], 3)}|{known}",
            "run.whole": f"{whole}|{known}|{again}|{zone_of(units.starts[first], letter)}",
        }
        for name, value in shared.items():
            new[name][first:last] = [value] * len(words)
        new["run.place"][first:last] = [f"{min(i, 4)}|{min(len(words) - 1 - i, 4)}|{known}" for i in range(len(words))]
        seen.add(words)
    columns |= new
    columns["surname"] = ["surname" if word in surnames else None for word in units.bare]


def add_matter(columns: Columns, units: Units, letter: Letter, requests: Sequence[Span]) -> None:
    """What the title claims, and people whose name comes again behind a word for a person, or where something is asked."""
    bare = units.bare
    pairs = list(zip(bare, bare[1:], strict=False))
    head_end = bisect_left(units.starts, max(letter.title.end if letter.title else 0, _HEAD))
    claims, body = _initials(_CLAIMS, pairs[:head_end]), _initials(_CLAIMS[:2], pairs)
    called = Counter(word for lead, word in pairs if lead in _PERSONS)
    asked = {bare[i] for s in requests for i in range(bisect_left(units.starts, s.start), bisect_left(units.starts, s.end))}
    told: Values = [None] * len(units)
    for first, last in find_runs(units):
        name = bare[last - 1]
        if last - first < 2 and not (first and bare[first - 1] in _PERSONS):
            continue
        told[first:last] = [f"{min(called[name], 3)}{'asked' if name in asked else ''}"] * (last - first)
    columns["called"] = told
    columns["called.claims"] = join(told, [claims] * len(units))
    columns["claims.cue"] = join([f"{claims}/{body}"] * len(units), columns["cue"])
    columns["called.b"] = join(shift(told, 1), bare)


def _initials(claims: Sequence[tuple[str, str]], pairs: Sequence[tuple[str, str]]) -> str:
    """The initials of the claims that come among the pairs of words: ``kn+tc``."""
    there = set(pairs)
    return "+".join(f"{first[0]}{second[0]}" for first, second in claims if (first, second) in there)


def find_runs(units: Units) -> list[tuple[int, int]]:
    """First and last unit of each run of words with a capital, on one line, without signs between."""
    runs = []
    first = -1
    for i, written in enumerate([*units.written, " "]):
        if written[0].isalpha() and written[0].isupper():
            if first < 0:
                first = i
        elif first >= 0:
            runs.append((first, i))
            first = -1
    return runs
