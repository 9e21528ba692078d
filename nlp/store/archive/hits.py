"""Hits of an archive: grouped, counted, listed; settled many at a time, and given back."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, insert, literal, select, tuple_, update
from sqlalchemy.orm import Session

from nlp.errors import StaleError, StoreError
from nlp.store.archive.models import ACCEPTED, CHANGED, KEYS, OPEN, REJECTED, STATES, Decision, Group, Hit, Selection
from nlp.store.archive.tables import ArchiveDecisionRow, ArchiveRow, HitRow, OverruledRow, PaperRow, TermRow
from nlp.store.canonical import digest, write_canonical
from nlp.text.fold import fold_all

CONTEXT = 60  # characters before and behind a hit
_BATCH = 500
Conditions = list[ColumnElement[bool]]
_COLUMNS = {"shape": HitRow.shape, "rule": HitRow.rule, "label": HitRow.label, "value": HitRow.value, "confidence": HitRow.tenth}
_TERMS = ("shape", "rule", "value")


def select_hits(row: ArchiveRow, selection: Selection) -> Conditions:
    """What holds of the hits of a selection. Raises StoreError: ``archive.layer`` for a layer that the archive has not,
    ``archive.key`` for a confidence or state that there is not."""
    if selection.layer not in json.loads(row.layers):
        raise StoreError("archive.layer", f"the archive {row.name} has no layer {selection.layer!r}", "name one of its layers")
    found: Conditions = [HitRow.archive == row.number, HitRow.layer == selection.layer]
    if selection.label is not None:
        found.append(HitRow.label == selection.label)
    for kind in _TERMS:
        if (text := getattr(selection, kind)) is not None:
            terms = select(TermRow.number).where(TermRow.archive == row.number, TermRow.kind == kind, TermRow.text == text)
            found.append(_COLUMNS[kind].in_(terms))
    if selection.confidence is not None:
        found.append(HitRow.tenth == _read_tenth(selection.confidence))
    if selection.in_table is not None:
        found.append(HitRow.in_table.is_(selection.in_table))
    if selection.state is not None:
        if selection.state not in (OPEN, *STATES.values()):
            raise StoreError("archive.key", f"{selection.state!r} is no state of a hit", f"one of {', '.join(STATES.values())}")
        found.append(HitRow.state == selection.state)
    if words := fold_words(selection.text or ""):
        held = TermRow.text.contains(words, autoescape=True)
        found.append(HitRow.words.in_(select(TermRow.number).where(TermRow.archive == row.number, TermRow.kind == "words", held)))
    return found


def select_document(row: ArchiveRow, document: int) -> Conditions:
    """What holds of the hits of a document."""
    return [HitRow.archive == row.number, HitRow.document == document]


def fold_words(text: str) -> str:
    """``text`` as it is searched: without case and marks, white space as single blanks.

    >>> fold_words("Kế hoạch\\n số 68-KH/HU")
    'ke hoach so 68-kh/hu'
    """
    return " ".join(fold_all(text).split())


def read_groups(session: Session, row: ArchiveRow, conditions: Conditions, by: str, limit: int) -> list[Group]:
    """The hits in groups; raises StoreError (``archive.key``) for a key that there is not."""
    if by not in KEYS:
        raise StoreError("archive.key", f"hits are not grouped by {by!r}", f"one of {', '.join(KEYS)}")
    key = _COLUMNS[by]
    states = [func.sum(case((HitRow.state == state, 1), else_=0)) for state in (OPEN, ACCEPTED, REJECTED, CHANGED)]
    query = select(key, func.count(), *states, func.min(HitRow.confidence), func.min(HitRow.number)).where(*conditions)
    rows = session.execute(query.group_by(key).order_by(states[0].desc(), func.count().desc(), key).limit(limit)).all()
    samples = dict(read_hits(session, row, [found[-1] for found in rows]))
    groups = []
    for value, count, is_open, accepted, rejected, changed, least, first in rows:
        sample = samples[first]
        written = _write_tenth(value) if by == "confidence" else value if by == "label" else getattr(sample, by)
        groups.append(Group(by, written, count, is_open, accepted, rejected, changed, least, sample))
    return groups


def count_rows(session: Session, conditions: Conditions) -> int:
    """How many hits there are."""
    return session.scalar(select(func.count()).select_from(HitRow).where(*conditions)) or 0


def list_numbers(session: Session, conditions: Conditions, *, offset: int = 0, limit: int | None = None) -> list[int]:
    """The numbers of hits, in order."""
    query = select(HitRow.number).where(*conditions).order_by(HitRow.number).offset(offset).limit(limit)
    return list(session.scalars(query))


def sample_numbers(session: Session, conditions: Conditions, limit: int) -> list[int]:
    """The numbers of hits that stand evenly among all of them, in order."""
    step = max(1, count_rows(session, conditions) // limit)
    placed = select(HitRow.number, func.row_number().over(order_by=HitRow.number).label("place")).where(*conditions).subquery()
    query = select(placed.c.number).where((placed.c.place - 1) % step == step // 2).order_by(placed.c.number).limit(limit)
    return list(session.scalars(query))


def read_hits(session: Session, row: ArchiveRow, numbers: Sequence[int]) -> list[tuple[int, Hit]]:
    """Hits by their numbers, in order, with their words read from their documents."""
    first = case((HitRow.start > CONTEXT, HitRow.start - CONTEXT), else_=0)
    window = func.substr(PaperRow.text, first + 1, HitRow.end - first + CONTEXT)
    query = select(HitRow, PaperRow.name, window, ArchiveDecisionRow.label)
    query = query.join(PaperRow, and_(PaperRow.archive == row.number, PaperRow.number == HitRow.document))
    decided = and_(ArchiveDecisionRow.archive == row.number, ArchiveDecisionRow.number == HitRow.decision)
    query = query.outerjoin(ArchiveDecisionRow, decided).where(HitRow.archive == row.number).order_by(HitRow.number)
    found: list[tuple[int, Hit]] = []
    wanted = sorted(numbers)
    for at in range(0, len(wanted), _BATCH):
        rows = session.execute(query.where(HitRow.number.in_(wanted[at : at + _BATCH]))).all()
        # Each kind by itself: joined all at once, the planner of PostgreSQL goes astray.
        terms = {kind: _read_terms(session, row, kind, {getattr(hit, kind) for hit, *_ in rows}) for kind in _TERMS}
        for hit, name, words, label in rows:
            start = min(hit.start, CONTEXT)
            end = start + hit.end - hit.start
            one = Hit(
                hit.document, name, hit.span, hit.layer, hit.label, hit.start, hit.end, words[start:end], words[:start],
                words[end:], terms["rule"][hit.rule], terms["value"][hit.value], terms["shape"][hit.shape], hit.confidence,
                hit.in_table, hit.state, hit.decision, label,
            )  # fmt: skip
            found.append((hit.number, one))
    return found


def _read_terms(session: Session, row: ArchiveRow, kind: str, numbers: Collection[int]) -> dict[int, str]:
    query = select(TermRow.number, TermRow.text).where(TermRow.archive == row.number, TermRow.kind == kind)
    return {term.number: term.text for term in session.execute(query.where(TermRow.number.in_(sorted(numbers))))}


def find_numbers(
    session: Session, row: ArchiveRow, keys: Iterable[tuple[int, str]], *,
    seen: Mapping[tuple[int, str], int | None] | None = None,
) -> dict[int, str]:  # fmt: skip
    """The numbers of hits by document and span, each with its layer. Raises StoreError (``archive.no_hit``); StaleError
    (``store.stale``) where a hit is not settled by the decision that ``seen`` has for it."""
    found: dict[int, str] = {}
    wanted = sorted(set(keys))
    query = select(HitRow.number, HitRow.layer, HitRow.document, HitRow.span, HitRow.decision)
    for at in range(0, len(wanted), _BATCH):
        chosen = tuple_(HitRow.document, HitRow.span).in_(wanted[at : at + _BATCH])
        for number, layer, document, span, decision in session.execute(query.where(HitRow.archive == row.number, chosen)):
            if seen is not None and seen[document, span] != decision:
                message = f"archive {row.name}: somebody settled a hit meanwhile"
                raise StaleError("store.stale", message, "look at it again, then decide")
            found[number] = layer
    if not found or len(found) < len(wanted):
        raise StoreError("archive.no_hit", f"the archive {row.name} has not all of these hits", "read them again")
    return found


def settle_selection(
    session: Session, row: ArchiveRow, selection: Selection, action: str, label: str | None, *, expected: int, at: dt.datetime,
    actor: int | None,
) -> ArchiveDecisionRow:  # fmt: skip
    """Decides on the hits of a selection: the open ones, or those of its state.

    Raises StaleError (``store.stale``) unless there are as many as expected, StoreError (``archive.no_hit``) for none.
    """
    conditions = select_hits(row, selection)
    if selection.state is None:
        conditions.append(HitRow.state == OPEN)
    count = count_rows(session, conditions)
    if count != expected:
        message = f"archive {row.name}: {expected} hits were seen, {count} would be settled"
        raise StaleError("store.stale", message, "look at them again, then decide")
    if not count:
        raise StoreError("archive.no_hit", "there is no such hit to be settled", "choose others")
    decision = _add_decision(session, row, action, label, selection, count, at=at, actor=actor)
    _settle(session, decision, conditions)
    return decision


def settle_numbers(
    session: Session, row: ArchiveRow, numbers: Sequence[int], action: str, label: str | None, *, at: dt.datetime,
    actor: int | None,
) -> ArchiveDecisionRow:  # fmt: skip
    """Decides on hits by their numbers, whatever their state."""
    decision = _add_decision(session, row, action, label, None, len(numbers), at=at, actor=actor)
    for start in range(0, len(numbers), _BATCH):
        _settle(session, decision, [HitRow.archive == row.number, HitRow.number.in_(numbers[start : start + _BATCH])])
    return decision


def undo_decision(
    session: Session, row: ArchiveRow, number: int, *, at: dt.datetime, actor: int | None
) -> ArchiveDecisionRow:  # fmt: skip
    """Gives the hits of a decision back what they were before it.

    Raises StoreError (``archive.no_decision``, ``archive.undone``, ``archive.overlaid``).
    """
    decision = session.get(ArchiveDecisionRow, (row.number, number))
    if decision is None:
        raise StoreError("archive.no_decision", f"the archive {row.name} has no decision {number}", "look its number up")
    if decision.undone_at is not None:
        raise StoreError("archive.undone", f"decision {number} was undone already", "read the decisions again")
    of = and_(ArchiveDecisionRow.archive == OverruledRow.archive, ArchiveDecisionRow.number == OverruledRow.decision)
    later = select(func.min(OverruledRow.decision)).join(ArchiveDecisionRow, of)
    later = later.where(OverruledRow.archive == row.number, OverruledRow.before == number, ArchiveDecisionRow.undone_at.is_(None))
    if (other := session.scalar(later)) is not None:
        raise StoreError("archive.overlaid", f"decision {other} settled some of its hits anew", f"undo decision {other} first")
    own = [HitRow.archive == row.number, HitRow.decision == number]
    overruled = [OverruledRow.archive == row.number, OverruledRow.decision == number]
    was_open = HitRow.number.not_in(select(OverruledRow.hit).where(*overruled))
    quiet = {"synchronize_session": False}
    session.execute(update(HitRow).where(*own, was_open).values(state=OPEN, decision=None).execution_options(**quiet))
    before = select(OverruledRow.before).where(*overruled, OverruledRow.hit == HitRow.number).scalar_subquery()
    earlier = and_(ArchiveDecisionRow.archive == OverruledRow.archive, ArchiveDecisionRow.number == OverruledRow.before)
    states = select(case(STATES, value=ArchiveDecisionRow.action)).join_from(OverruledRow, ArchiveDecisionRow, earlier)
    state = states.where(*overruled, OverruledRow.hit == HitRow.number).scalar_subquery()
    session.execute(update(HitRow).where(*own).values(state=state, decision=before).execution_options(**quiet))
    decision.undone_at, decision.undone_by = at, actor
    session.flush()
    return decision


def read_decisions(session: Session, row: ArchiveRow, limit: int) -> list[Decision]:
    """The decisions of an archive, the newest first."""
    query = select(ArchiveDecisionRow).where(ArchiveDecisionRow.archive == row.number)
    return [read_decision(one) for one in session.scalars(query.order_by(ArchiveDecisionRow.number.desc()).limit(limit))]


def read_decision(row: ArchiveDecisionRow) -> Decision:
    """The decision of a row."""
    selection = None if row.selection is None else Selection(**json.loads(row.selection))
    return Decision(
        row.number, row.action, row.label, selection, row.count, row.user_id, row.made_at, row.undone_at, row.undone_by
    )  # fmt: skip


def digest_settlement(row: ArchiveDecisionRow) -> str:
    """The digest that the audit trail keeps of a decision."""
    at = row.made_at.astimezone(dt.UTC).isoformat(timespec="microseconds")
    return digest([row.archive, row.number, row.action, row.label, row.selection, row.count, row.user_id, at])


def read_settled(session: Session, archive: int, document: int) -> dict[str, tuple[str, str | None]]:
    """The hits of a document that are settled, by their spans: the state, and the new label of those that were relabelled."""
    decided = and_(ArchiveDecisionRow.archive == HitRow.archive, ArchiveDecisionRow.number == HitRow.decision)
    query = select(HitRow.span, HitRow.state, ArchiveDecisionRow.label).join(ArchiveDecisionRow, decided)
    rows = session.execute(query.where(HitRow.archive == archive, HitRow.document == document))
    return {span: (state, label) for span, state, label in rows}


def count_states(session: Session, archive: int) -> dict[str, dict[str, int]]:
    """How many hits each layer has by state."""
    query = select(HitRow.layer, HitRow.state, func.count()).where(HitRow.archive == archive)
    found: dict[str, dict[str, int]] = {}
    for layer, state, count in session.execute(query.group_by(HitRow.layer, HitRow.state)):
        found.setdefault(layer, {})[state] = count
    return found


def _add_decision(
    session: Session, row: ArchiveRow, action: str, label: str | None, selection: Selection | None, count: int, *,
    at: dt.datetime, actor: int | None,
) -> ArchiveDecisionRow:  # fmt: skip
    newest = session.scalar(select(func.max(ArchiveDecisionRow.number)).where(ArchiveDecisionRow.archive == row.number))
    written = None if selection is None else {name: value for name, value in asdict(selection).items() if value is not None}
    decision = ArchiveDecisionRow(
        archive=row.number, number=(newest or 0) + 1, action=action, label=label,
        selection=None if written is None else write_canonical(written), count=count, user_id=actor, made_at=at,
    )  # fmt: skip
    session.add(decision)
    session.flush()
    return decision


def _settle(session: Session, decision: ArchiveDecisionRow, conditions: Conditions) -> None:
    columns: list[Any] = [HitRow.archive, literal(decision.number), HitRow.number, HitRow.decision]
    settled = select(*columns).where(*conditions, HitRow.decision.is_not(None))
    session.execute(insert(OverruledRow).from_select(["archive", "decision", "hit", "before"], settled))
    changed = update(HitRow).where(*conditions).values(state=STATES[decision.action], decision=decision.number)
    session.execute(changed.execution_options(synchronize_session=False))


def _read_tenth(text: str) -> int:
    tenths = {_write_tenth(tenth): tenth for tenth in range(-1, 11)}
    if text not in tenths:
        raise StoreError("archive.key", f"{text!r} is no tenth of confidence", "0.0 to 1.0 with one digit, or nothing")
    return tenths[text]


def _write_tenth(tenth: int) -> str:
    return "" if tenth < 0 else f"{tenth / 10:.1f}"
