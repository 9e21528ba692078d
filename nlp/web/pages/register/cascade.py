"""The cascade that a directive stands in: from the centre down, with those that are known by citation only."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Response

from nlp.register.cascade import CARRIES, read_cascade
from nlp.register.listing import encode_directive
from nlp.store.register.directives import read_directive
from nlp.store.register.links import list_links
from nlp.web.pages.register.directive import DirectiveId
from nlp.web.pages.register.naming import render
from nlp.web.security.access import require
from nlp.web.security.roles import REGISTER_READERS
from nlp.web.visit import Visit

router = APIRouter(prefix="/directives")
_MOST = 300  # directives whose missing bases are looked up


@router.get("/{document}/cascade")
def show_cascade(visit: Annotated[Visit, require(*REGISTER_READERS)], document: DirectiveId) -> Response:
    """The trees that hold the directive."""
    trees = read_cascade(visit.store, document, as_of=visit.today)
    ids = list(dict.fromkeys(row["document"] for tree in trees for row in _walk(tree)))
    missing = {one: found for one in ids[:_MOST] if (found := _find_missing(visit, one))}
    shown = encode_directive(read_directive(visit.store, document))
    return render(visit, "register/cascade.html", shown=shown, trees=trees, missing=missing, count=len(ids))


def _walk(branch: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    yield branch["directive"]
    for child in branch["children"]:
        yield from _walk(child)


def _find_missing(visit: Visit, document: str) -> list[Any]:
    """What a directive implements or rests on that the register has not, each number once."""
    cites, _ = list_links(visit.store, document)
    return list({link.number: link for link in cites if link.target is None and link.relation in CARRIES}.values())
