"""Two petitions side by side: are they the same text, nearly the same, or the same people on the same matter; and why."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

import numpy as np

from nlp.triage.duplicates.matter import shorten_name
from nlp.triage.duplicates.models import Link, LinkKind, Mark, Reason, Shingles, Sketch
from nlp.triage.duplicates.people import are_other_people, compare_people
from nlp.triage.duplicates.settings import Settings, TextSettings

# Marks that one matter seldom shares with another; days and single names are too many.
_PARTICULARS = frozenset({"paper", "plot", "name", "figure"})
_CODES = {"name": "other_name"}


def compare(ours: Sketch, theirs: Sketch, settings: Settings) -> Link | None:
    """The link from ``ours`` to ``theirs``, None where neither text nor people and matter agree.

    The link from ``theirs`` to ``ours`` has the same kind, similarity and reasons, with the values of each swapped.
    """
    people = compare_people(ours.people, theirs.people)
    whose = [people] if people else []
    if ours.digest == theirs.digest:
        return Link(theirs.id, LinkKind.EXACT, 1.0, (Reason("same_text"), *whose))
    similarity, shared = measure_matter(ours, theirs)
    near = _are_near(similarity, shared, settings.text)
    if not near and not people:
        return None
    share = round(similarity, 3)
    marks = list(_pair_marks(ours, theirs))
    if near and not _are_two_matters(ours, theirs, similarity, people, marks, settings.text):
        found = [Reason(_CODES.get(a.kind, a.kind), values=(a.value, b.value)) for a, b in marks if a.kind in _PARTICULARS]
        return Link(theirs.id, LinkKind.NEAR, share, (Reason("near_text", share), *whose, *found))
    if people:
        points, found = _count_points(ours, theirs, marks, share if shared >= settings.repeat.shared else 0.0, settings)
        if points >= settings.repeat.needed[people.code]:
            return Link(theirs.id, LinkKind.REPEAT, share, (people, *found))
    return None


def measure_matter(ours: Sketch, theirs: Sketch) -> tuple[float, int]:
    """The shared shingles as a share of those of the shorter text (0 to 1), and their number.

    The names and addresses of the people of both are left out: they are the same whatever the matter.
    """
    own = np.union1d(ours.own, theirs.own)
    both = np.intersect1d(ours.shingles, theirs.shingles, assume_unique=True)
    shared, mine, others = (part.size - _count_in(part, own) for part in (both, ours.shingles, theirs.shingles))
    return shared / max(1, min(mine, others)), shared


def _count_in(shingles: Shingles, few: Shingles) -> int:
    """How many of ``few`` are among the shingles; both are sorted."""
    places = np.searchsorted(shingles, few)
    inside = places < shingles.size
    return int(np.count_nonzero(shingles[places[inside]] == few[inside]))


def _are_near(similarity: float, shared: int, text: TextSettings) -> bool:
    """Whether so much is shared that the texts are nearly the same; of short texts a larger part must be."""
    return any(similarity >= step["similarity"] and shared >= step["shared"] for step in text.near)


def _are_two_matters(
    ours: Sketch, theirs: Sketch, similarity: float, people: Reason | None, marks: Sequence[tuple[Mark, Mark]], text: TextSettings
) -> bool:
    """Whether texts alike share no particulars though both have some, or come from other people: one form filled in twice."""
    if any(mark.kind in _PARTICULARS for mark, _ in marks):
        return False
    if people is None and are_other_people(ours.people, theirs.people, text.other_names):
        return True
    counts = [sum(mark.kind in _PARTICULARS for mark in sketch.marks) for sketch in (ours, theirs)]
    return similarity < text.certain and min(counts) >= text.particulars


def _pair_marks(ours: Sketch, theirs: Sketch) -> Iterator[tuple[Mark, Mark]]:
    """Marks that both have, but for the names of the people of both: these say nothing of the matter."""
    names = [{shorten_name(person.name) for person in sketch.people if person.name} for sketch in (ours, theirs)]
    own = names[0] & names[1]
    own |= {name.split()[-1] for name in own}
    by_key = {(mark.kind, mark.key): mark for mark in theirs.marks}
    for mark in ours.marks:
        other = by_key.get((mark.kind, mark.key))
        if other is not None and not (mark.kind in ("name", "person") and mark.key in own):
            yield mark, other


def _count_points(
    ours: Sketch, theirs: Sketch, marks: Sequence[tuple[Mark, Mark]], share: float, settings: Settings
) -> tuple[int, list[Reason]]:
    """The points of what agrees besides the people, and the reasons."""
    repeat = settings.repeat
    by_kind: defaultdict[str, int] = defaultdict(int)
    reasons = []
    for mark, other in marks:
        by_kind[mark.kind] += repeat.points[mark.kind]
        reasons.append(Reason(_CODES.get(mark.kind, mark.kind), values=(mark.value, other.value)))
    points = sum(min(sum_, repeat.most.get(kind, sum_)) for kind, sum_ in by_kind.items())
    for code, least in (("same_words", repeat.same_words), ("words", repeat.words)):
        if share >= least:
            points += repeat.points[code]
            reasons.append(Reason(code, share))
            break
    if ours.fields and theirs.fields and ours.fields[0] == theirs.fields[0]:
        points += repeat.points["field"]
        reasons.append(Reason("field"))
    kinds = [{mark.key for mark in sketch.marks if mark.kind == "plot"} for sketch in (ours, theirs)]
    if all(kinds) and not kinds[0] & kinds[1]:
        points += repeat.other_plot
    return points, reasons
