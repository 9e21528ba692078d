"""Petitions as the list shows them: who writes and about what, masked as far as secrecy says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from nlp.document.masking import initials
from nlp.document.personal.find import Personal
from nlp.gazetteer.units import load_gazetteer
from nlp.store.petitions import Petition, read_all_details
from nlp.store.queue import count_groups
from nlp.triage.assess import describe_row
from nlp.triage.secrecy import Viewer, guarded_types, hidden_from, load_policy, unsearched_types
from nlp.web.visit import Visit
from nlp.web.wording import PageWording


@dataclass(frozen=True)
class Line:
    """A petition of the list. ``who`` is None where the identity is secret, empty where nobody was read; ``expected`` is the
    action that is to be expected where none can be proposed.
    """

    petition: Petition
    who: str | None
    others: int
    matter: str
    place: str
    place_code: str | None
    reasons: Sequence[tuple[int, str]]
    group_size: int
    expected: str | None = None

    @property
    def key(self) -> str:
        """The id and the version that was seen."""
        return f"{self.petition.id}.{self.petition.version}"


def hidden_types(visit: Visit) -> tuple[str | None, ...]:
    """The types whose petitioners' names the user may not search."""
    return unsearched_types(visit.user.role)


def make_lines(visit: Visit, petitions: Sequence[Petition]) -> list[Line]:
    """The lines of petitions, in their order."""
    details = read_all_details(visit.store, petitions)
    groups = count_groups(visit.store, {one.standing.group for one in petitions if one.standing.group})
    types, viewer, policy = guarded_types(visit.store, petitions), Viewer(visit.user.role, visit.user.id), load_policy()
    return [
        _make_line(
            visit, one, details.get(one.id, {}), groups, hidden_from(viewer, types[one.id]), policy.is_protected(types[one.id])
        )
        for one in petitions
    ]  # fmt: skip


def _make_line(
    visit: Visit, petition: Petition, details: Mapping[str, Any], groups: Mapping[str | None, int], hidden: Personal,
    is_secret: bool,
) -> Line:  # fmt: skip
    summary, wording = details.get("summary") or {}, visit.wording
    names = [] if is_secret else summary.get("names", [])
    if hidden & Personal.NAME:
        names = [initials(name) for name in names]
    place, code = _tell_place(summary.get("place"), wording, is_secret=bool(hidden & Personal.NAME))
    reasons = [(row["points"], describe_row(row, lang=wording.lang)) for row in details.get("priority_reasons", ())]
    return Line(
        petition,
        None if is_secret and summary.get("names") else ", ".join(names),
        0 if is_secret else max(0, summary.get("count", 0) - len(names)),
        " – ".join(part for part in (summary.get("target"), summary.get("request")) if part),
        place,
        code,
        reasons,
        groups.get(petition.standing.group, 1),
        (details.get("expected") or {}).get("action"),
    )


def _tell_place(place: Mapping[str, Any] | None, wording: PageWording, *, is_secret: bool) -> tuple[str, str | None]:
    """The unit in words and its code; where names are not shown, no more than the province."""
    if not place:
        return "", None
    if is_secret and place["province"]:
        return place["province"], None
    own = f"{wording.label('unit_level', place['level'])} {place['name']}" if place["province"] else place["name"]
    return (f"{own}, {place['province']}" if place["province"] else own), place["code"]


@lru_cache(maxsize=4096)
def name_place(code: str) -> str:
    """The name of a unit by its code, as it is now or was last; the code where there is none."""
    units = load_gazetteer()
    row = units.get_unit(code, new=True) or units.get_unit(code, new=False)
    return row.name if row else code
