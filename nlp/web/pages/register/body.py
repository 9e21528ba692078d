"""The page of a body: what it must do, what of it is late, what is done, under which directives."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response

from nlp.register.bodies import expand_body
from nlp.register.listing import find_body, list_obligations
from nlp.register.places import ancestors, level_of, name_unit, unit_of
from nlp.store.register.keys import fold_name
from nlp.store.register.models import Body
from nlp.store.register.obligations import ObligationFilters
from nlp.web.errors import WebError
from nlp.web.pages.register.naming import render
from nlp.web.security.access import require
from nlp.web.security.roles import REGISTER_READERS
from nlp.web.visit import Visit

router = APIRouter(prefix="/bodies")
MOST = 1000
Row = Mapping[str, Any]
#: In the order in which they are shown.
_STATUSES = ("qua_han", "mo", "xong", "khong_ap_dung")


@dataclass(frozen=True)
class AskedBody:
    """A body as an address names it: by kind and unit, or by its name."""

    kind: str = ""
    place: str = ""
    name: str = ""

    def filters(self) -> ObligationFilters:
        """The obligations that bind it; raises WebError for a unit that there is not."""
        if not self.kind:
            return ObligationFilters(body=self.name)
        bound = find_body(self.kind, self.place)
        if bound is None:
            raise WebError("web.no_body", 404)
        return ObligationFilters(bound=bound)

    def binds(self, row: Row) -> bool:
        """Whether an obligation that the filters let through names this body, not only one whose name holds this one's."""
        return bool(self.kind) or any(fold_name(body["name"]) == fold_name(self.name) for body in row["bodies"])


def read_body(kind: str, place: str, name: str) -> AskedBody:
    """The body; raises WebError (``web.bad_request``) where neither kind and unit nor a name are given."""
    if not (kind and place) and not name.strip():
        raise WebError("web.bad_request", 400)
    return AskedBody(kind, place) if kind and place else AskedBody(name=name.strip())


Kind = Annotated[str, Query(pattern="^[a-z_]{0,40}$")]
Place = Annotated[str, Query(pattern=r"^\+?[0-9]{0,8}$")]
Name = Annotated[str, Query(max_length=200, pattern="^[^\\x00]*$")]


@router.get("")
def show_body(
    visit: Annotated[Visit, require(*REGISTER_READERS)], kind: Kind = "", place: Place = "", name: Name = ""
) -> Response:  # fmt: skip
    """The obligations of a body by how they stand."""
    asked = read_body(kind, place, name)
    found = (row for row in list_obligations(visit.store, asked.filters(), as_of=visit.today) if asked.binds(row))
    rows = list(islice(found, MOST + 1))
    unit = unit_of(place) if asked.kind else None
    return render(
        visit, "register/body.html", asked=asked, title=name_body(asked, rows), query=visit.request.url.query,
        level=level_of(unit) if unit else _find_level(asked, rows),
        unit=name_unit(unit) if unit else None, above=[name_unit(row) for row in ancestors(unit)] if unit else [],
        parts=[(status, _sort(row for row in rows[:MOST] if row["status"] == status)) for status in _STATUSES],
        directives=_count_directives(rows), is_cut=len(rows) > MOST, most=MOST,
    )  # fmt: skip


def name_body(asked: AskedBody, rows: Sequence[Row]) -> str:
    """What a body is called: as most of its obligations name it, or as a member of the collectives that mean it."""
    if not asked.kind:
        return asked.name
    names = Counter(body["name"] for row in rows for body in row["bodies"] if _is_it(asked, body))
    if names:
        return str(min(names, key=lambda one: (-names[one], len(one), one)))
    for row in rows:
        for body in row["bodies"]:
            if body["kind"] == asked.kind and body["within"]:
                members = expand_body(Body(**{**body, "unit_kinds": tuple(body["unit_kinds"])}), None)
                if found := next((one.name for one in members if one.place == asked.place), None):
                    return found
    unit = unit_of(asked.place)
    return name_unit(unit) if unit else asked.place


def _find_level(asked: AskedBody, rows: Sequence[Row]) -> str | None:
    return next((body["level"] for row in rows for body in row["bodies"] if _is_it(asked, body)), None)


def _is_it(asked: AskedBody, body: Row) -> bool:
    if asked.kind:
        return bool(body["kind"] == asked.kind and body["place"] == asked.place)
    return fold_name(body["name"]) == fold_name(asked.name)


def _sort(rows: Any) -> list[Row]:
    return sorted(rows, key=lambda row: (row["due"][0] if row["due"] else "9", row["id"]))


def _count_directives(rows: Sequence[Row]) -> list[tuple[Row, int, int]]:
    """The directives with how many obligations each has for the body, and how many of them are still to be done."""
    found: dict[str, tuple[Row, int, int]] = {}
    for row in rows:
        first, count, left = found.get(row["document"], (row, 0, 0))
        found[row["document"]] = first, count + 1, left + (row["status"] in ("mo", "qua_han"))
    return sorted(found.values(), key=lambda one: (-one[2], one[0]["issued"] or "", one[0]["document"]))
