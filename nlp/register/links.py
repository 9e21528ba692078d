"""Links between directives: which one a citation means, and which directives thereby ended.

A link is resolved where one directive is left, otherwise it stays open. What comes out depends on which directives the register
has, never on the order in which they came: adding one asks anew for all links that have its number.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy.orm import Session

from nlp.register.read import REPEALS
from nlp.register.settings import load_settings
from nlp.store.register.directives import load_directive, require_directive
from nlp.store.register.keys import fold_name, fold_number
from nlp.store.register.links import find_by_number, find_links_touched, links_to, put_statuses, put_target
from nlp.store.register.models import IN_FORCE, LAPSED, REPLACED, Directive, Link

# With these words ends the name of a body that lacks its place, folded.
_PLACELESS = frozenset("tinh huyen quan xa phuong tran pho khu uy".split())
_ENDS = {"thay_the": REPLACED, REPEALS: LAPSED}


def relate_links(session: Session, directives: Sequence[str]) -> set[str]:
    """Resolves the links of new directives and those to them, and sets what is replaced or repealed; the sources whose links
    changed.
    """
    touched = find_links_touched(session, directives)
    candidates = find_by_number(session, {fold_number(link.number) for _, link in touched})
    sources = {link.source: load_directive(require_directive(session, link.source)) for _, link in touched}
    changed, targets = set(), set()
    for position, link in touched:
        target = choose(link, sources[link.source], candidates.get(fold_number(link.number), ()))
        if target != link.target:
            put_target(session, link, position, target)
            changed.add(link.source)
            targets |= {one for one in (target, link.target) if one}
    _relate_ends(session, targets)
    return changed


def choose(link: Link, source: Directive, candidates: Iterable[Directive]) -> str | None:
    """The id of the directive that a link means; None unless one is left.

    It must have the cited day where both are known, must not be later than what cites it, and its issuer must be the one cited
    where that is named with its place. Without a day the issuer has to agree.
    """
    left = []
    for one in candidates:
        if one.id == source.id or not _fits_time(link, source, one):
            continue
        agrees = _agrees(link.issuer, one.dispatch.issuer)
        same_day = link.issued is not None and link.issued == one.dispatch.issued
        if agrees is not False and (agrees or same_day):
            left.append(one.id)
    return left[0] if len(left) == 1 else None


def judge_end(links: Iterable[Link], sources: Mapping[str, Directive]) -> tuple[str, str | None, str | None]:
    """The status of a directive by the links to it: what replaced or repealed it first, and how that is known."""
    ends = [
        (sources[link.source].dispatch.issued or dt.date.max, link.source, link.relation)
        for link in links
        if link.relation in _ENDS and _decides(sources[link.source])
    ]
    if not ends:
        return IN_FORCE, None, None
    _, source, relation = min(ends)
    return _ENDS[relation], source, relation


def _relate_ends(session: Session, targets: Iterable[str]) -> None:
    to: dict[str, list[Link]] = {target: [] for target in targets}
    for link in links_to(session, to):
        if link.target is not None:
            to[link.target].append(link)
    sources = {
        link.source: load_directive(require_directive(session, link.source)) for links in to.values() for link in links
    }  # fmt: skip
    put_statuses(session, {target: judge_end(links, sources) for target, links in to.items()})


def _decides(source: Directive) -> bool:
    """Whether a dispatch can end another one: it has a number, and is none that only proposes or tells."""
    number = source.dispatch.number
    return number is not None and number[:1].isdigit() and source.dispatch.kind not in load_settings().not_deciding


def _fits_time(link: Link, source: Directive, one: Directive) -> bool:
    issued = one.dispatch.issued
    if link.issued and issued and link.issued != issued:
        return False
    return not (issued and source.dispatch.issued and issued > source.dispatch.issued)


def _agrees(cited: str | None, issuer: str | None) -> bool | None:
    """Whether two names of an issuer are one; None where either is unknown or says less than its place."""
    if not cited or not issuer:
        return None
    short, long = sorted((fold_name(cited), fold_name(issuer)), key=len)
    # `Huyện ủy` and `UBND tỉnh` name no place: they fit what has one, and show nothing.
    words = short.split()
    if words[-1] in _PLACELESS:
        return None if set(words) <= set(long.split()) else False
    return long == short or long.endswith(f" {short}")  # `Chủ tịch UBND huyện Phú Bình` speaks for the UBND
