"""The cascade: from the directive of the centre down to those that implement it, as a tree; circles are cut and said."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from nlp.register.listing import encode_directive
from nlp.store.engine import Store
from nlp.store.register.directives import read_directives, require_directive
from nlp.store.register.links import find_links
from nlp.store.register.models import Directive, Link

#: By what a directive carries another one down.
CARRIES = ("thuc_hien", "can_cu")
#: Why a branch does not go on: the directive stands above it already, or was followed elsewhere in the tree.
CIRCLE, SHOWN = "vong", "da_neu"
Row = dict[str, Any]


@dataclass(frozen=True)
class Branch:
    """A directive with those that implement it; ``relation`` is how it carries the one above, ``cut`` why it does not go on."""

    directive: str
    relation: str | None
    children: tuple[Branch, ...] = ()
    cut: str | None = None

    def walk(self, depth: int = 0) -> Iterator[tuple[int, Branch]]:
        """The branch and all below it with their depths, from the top down."""
        yield depth, self
        for child in self.children:
            yield from child.walk(depth + 1)


def build_cascade(links: Iterable[Link], document: str, *, key: Callable[[str], Any] = str) -> tuple[Branch, ...]:
    """The trees that hold a document, each from a directive that implements none of the others; ``key`` orders directives.

    >>> def link(source, target):
    ...     return Link("thuc_hien", None, "1", None, None, None, 0, 0, source, target)
    >>> [tree] = build_cascade([link("huyen", "tinh"), link("xa", "huyen")], "huyen")
    >>> [(depth, branch.directive) for depth, branch in tree.walk()]
    [(0, 'tinh'), (1, 'huyen'), (2, 'xa')]
    """
    above: dict[str, set[str]] = {}
    below: dict[str, dict[str, str]] = {}
    # Of two relations between the same two the one that says more is told.
    for link in sorted(links, key=lambda one: (CARRIES.index(one.relation), one.source), reverse=True):
        if link.target is not None and link.target != link.source:
            above.setdefault(link.source, set()).add(link.target)
            below.setdefault(link.target, {})[link.source] = link.relation
    seen: set[str] = set()
    return tuple(_grow(top, None, below, (), seen, key) for top in sorted(_find_tops(document, above, key), key=key))


def read_cascade(store: Store, document: str, *, as_of: dt.date) -> list[Row]:
    """The trees that hold a directive, as JSON: ``directive`` (its row), ``relation``, ``cut``, ``children``.

    Raises StoreError (``register.no_directive``).
    """
    with store.read() as session:
        require_directive(session, document)
    links = _read_links(store, document)
    named = {document, *(link.source for link in links), *(link.target for link in links if link.target)}
    known = read_directives(store, named)

    def order(one: str) -> tuple[dt.date, str]:
        return known[one].dispatch.issued or dt.date.max, one

    return [_encode(tree, known) for tree in build_cascade(links, document, key=order)]


def _read_links(store: Store, document: str) -> list[Link]:
    """The links from a directive up to the tops, and from these down."""
    found: dict[tuple[str, int], Link] = {}
    frontier, tops = {document}, {document}
    for upwards in (True, False):
        frontier, seen = set(tops), set(tops)
        while frontier:
            links = find_links(store, frontier, CARRIES, upwards=upwards)
            found |= {(link.source, link.start): link for link in links}
            frontier = {end for link in links if (end := link.target if upwards else link.source)} - seen
            seen |= frontier
        tops = seen
    return list(found.values())


def _find_tops(document: str, above: Mapping[str, set[str]], key: Callable[[str], Any]) -> set[str]:
    """The directives above a document that have none above; of a circle without a top its first one."""
    seen, waiting = {document}, [document]
    while waiting:
        for one in above.get(waiting.pop(), ()):
            if one not in seen:
                seen.add(one)
                waiting.append(one)
    return {one for one in seen if not above.get(one)} or {min(seen, key=key)}


def _grow(
    one: str, relation: str | None, below: Mapping[str, Mapping[str, str]], path: tuple[str, ...], seen: set[str],
    key: Callable[[str], Any],
) -> Branch:  # fmt: skip
    if one in path:
        return Branch(one, relation, cut=CIRCLE)
    if one in seen:
        return Branch(one, relation, cut=SHOWN if below.get(one) else None)
    seen.add(one)
    further = below.get(one, {})
    children = (_grow(child, further[child], below, (*path, one), seen, key) for child in sorted(further, key=key))
    return Branch(one, relation, tuple(children))


def _encode(branch: Branch, known: Mapping[str, Directive]) -> Row:
    return {
        "directive": encode_directive(known[branch.directive]), "relation": branch.relation, "cut": branch.cut,
        "children": [_encode(child, known) for child in branch.children],
    }  # fmt: skip
