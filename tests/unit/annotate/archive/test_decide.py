"""Hits are grouped over the whole archive, settled many at a time, and given back."""

from __future__ import annotations

from typing import Any

import pytest

from nlp.annotate.archive.decide import decide, decide_hits, list_decisions, undo
from nlp.annotate.archive.groups import count_hits, list_groups, list_hits
from nlp.annotate.archive.models import Hit, Selection
from nlp.errors import DonthuError, StaleError, StoreError
from nlp.store.audit import read_trail
from nlp.store.engine import Store
from nlp.store.verify import verify_store
from tests.unit.annotate.archive.records import AT, LATER, NAME, archive_of

ALL = Selection("citations")
PLANS = Selection("citations", shape="kế hoạch số N-KH/HU")
WHO: dict[str, Any] = {"at": AT, "actor": None}


@pytest.fixture
def archive(store: Store) -> Store:
    archive_of(store)
    return store


def states(store: Store) -> list[tuple[str, str, int | None, str | None]]:
    return [(hit.text, hit.state, hit.decision, hit.new_label) for hit in list_hits(store, NAME, ALL)]


@pytest.mark.parametrize(
    ("by", "expected"),
    [
        ("shape", {"kế hoạch số N-KH/HU": 3, "quyết định số N/QĐ-UBND": 1, "chỉ thị số N-CT/TW": 1, "luật đất đai": 1}),
        ("rule", {"citations/4:numbered": 5, "citations/4:title": 1}),
        ("label", {"ke_hoach": 3, "quyet_dinh": 1, "chi_thi": 1, "luat": 1}),
        ("value", {"68-KH/HU": 1, "7-KH/HU": 1, "9-KH/HU": 1, "12/QĐ-UBND": 1, "30-CT/TW": 1, "": 1}),
        ("confidence", {"0.9": 5, "": 1}),
    ],
)
def test_groups(archive: Store, by: str, expected: dict[str, int]) -> None:
    groups = list_groups(archive, NAME, ALL, by)
    assert {group.key: group.count for group in groups} == expected
    assert all(group.open == group.count and group.by == by for group in groups)
    assert [group.open for group in groups] == sorted(expected.values(), reverse=True)
    for group in groups:
        assert count_hits(archive, NAME, Selection("citations", **{by: group.key})) == group.count
        assert group.sample in list_hits(archive, NAME, Selection("citations", **{by: group.key}))


def test_groups_count_states_and_come_by_what_is_open(archive: Store) -> None:
    decide(archive, NAME, PLANS, "accept", expected=3, **WHO)
    groups = list_groups(archive, NAME, ALL, "shape")
    assert (groups[-1].key, groups[-1].open, groups[-1].accepted) == (PLANS.shape, 0, 3)
    assert list_groups(archive, NAME, ALL, "shape", limit=1)[0].key != PLANS.shape
    assert groups[-1].least_confidence == 0.97


@pytest.mark.parametrize(
    ("values", "count"),
    [
        ({"text": "KE HOACH"}, 3), ({"text": "kế hoạch số 68"}, 1), ({"text": "%"}, 0), ({"text": "  "}, 6),
        ({"in_table": True}, 2),
        ({"in_table": False}, 4), ({"in_table": True, "label": "ke_hoach"}, 1), ({"state": "accepted"}, 0), ({"value": "x"}, 0),
    ],
)  # fmt: skip
def test_selections(archive: Store, values: dict[str, Any], count: int) -> None:
    assert count_hits(archive, NAME, Selection("citations", **values)) == count
    assert len(list_hits(archive, NAME, Selection("citations", **values))) == count


@pytest.mark.parametrize(
    ("selection", "code"),
    [
        (Selection("obligations"), "archive.layer"),
        (Selection("citations", confidence="x"), "archive.key"),
        (Selection("citations", state="x"), "archive.key"),
    ],
)
def test_selection_that_cannot_be_is_refused(archive: Store, selection: Selection, code: str) -> None:
    with pytest.raises(StoreError) as caught:
        count_hits(archive, NAME, selection)
    assert caught.value.code == code
    with pytest.raises(StoreError, match=r"archive\.key"):
        list_groups(archive, NAME, ALL, "text")


def test_sample_is_spread_over_the_archive_and_always_the_same(store: Store) -> None:
    archive_of(store, *(f"Kế hoạch số {number}-KH/HU" for number in range(100)))
    sample = list_hits(store, NAME, ALL, sample=True, limit=10)
    assert [hit.document for hit in sample] == list(range(6, 101, 10))
    assert sample == list_hits(store, NAME, ALL, sample=True, limit=10)
    assert len(list_hits(store, NAME, ALL, sample=True, limit=200)) == 100
    assert [hit.document for hit in list_hits(store, NAME, ALL, offset=97, limit=10)] == [98, 99, 100]


def test_one_decision_settles_many(archive: Store) -> None:
    made = decide(archive, NAME, PLANS, "relabel", label="quy_dinh", expected=3, at=AT, actor=1)
    assert (made.number, made.count, made.selection, made.label, made.user) == (1, 3, PLANS, "quy_dinh", 1)
    changed = list_hits(archive, NAME, Selection("citations", state="changed"))
    assert [(hit.shape, hit.label, hit.new_label, hit.decision) for hit in changed] == [
        (PLANS.shape, "ke_hoach", "quy_dinh", 1)
    ] * 3
    assert list_decisions(archive, NAME) == [made]
    with archive.read() as session:
        told = read_trail(session, subject=f"archive/{NAME}")[-1].event
    assert told.action == "archive.decide" and set(told.details) == {"number", "action", "count", "sha256"}


def test_who_saw_another_number_is_told_and_nothing_is_settled(archive: Store) -> None:
    decide_hits(archive, NAME, [(1, "000000000000")], "accept", **WHO)
    before = states(archive)
    with pytest.raises(StaleError, match=r"store\.stale"):
        decide(archive, NAME, PLANS, "reject", expected=3, **WHO)
    assert states(archive) == before and len(list_decisions(archive, NAME)) == 1


def test_what_is_settled_is_left_alone_unless_its_state_is_named(archive: Store) -> None:
    decide(archive, NAME, PLANS, "accept", expected=3, **WHO)
    decide(archive, NAME, ALL, "reject", expected=3, **WHO)
    assert count_hits(archive, NAME, Selection("citations", state="accepted")) == 3
    decide(archive, NAME, Selection("citations", state="accepted"), "reject", expected=3, **WHO)
    assert count_hits(archive, NAME, Selection("citations", state="rejected")) == 6
    with pytest.raises(StoreError, match=r"archive\.no_hit"):
        decide(archive, NAME, ALL, "accept", expected=0, **WHO)


@pytest.mark.parametrize(
    ("action", "label", "code"),
    [
        ("delete", None, "archive.action"), ("relabel", None, "archive.action"), ("accept", "luat", "archive.action"),
        ("relabel", "must", "annotate.label"),
    ],
)  # fmt: skip
def test_decision_that_cannot_be_is_refused(archive: Store, action: str, label: str | None, code: str) -> None:
    for call in (
        lambda: decide(archive, NAME, ALL, action, label=label, expected=6, **WHO),
        lambda: decide_hits(archive, NAME, [(1, "000000000000")], action, label=label, **WHO),
    ):
        with pytest.raises(DonthuError) as caught:
            call()
        assert caught.value.code == code
    assert {state for _, state, _, _ in states(archive)} == {"open"}


def test_single_hits_are_settled_whatever_their_state(archive: Store) -> None:
    decide(archive, NAME, PLANS, "accept", expected=3, **WHO)
    keys = [(hit.document, hit.span) for hit in list_hits(archive, NAME, ALL)[:2]]
    made = decide_hits(archive, NAME, keys, "reject", **WHO)
    assert (made.count, made.selection) == (2, None)
    assert [state for _, state, _, _ in states(archive)][:2] == ["rejected", "rejected"]
    with pytest.raises(StoreError, match=r"archive\.no_hit"):
        decide_hits(archive, NAME, [(1, "000000000000"), (9, "x")], "accept", **WHO)
    with pytest.raises(StoreError, match=r"archive\.no_hit"):
        decide_hits(archive, NAME, [], "accept", **WHO)


def test_undoing_gives_back_what_was_before(archive: Store) -> None:
    decide(archive, NAME, PLANS, "relabel", label="luat", expected=3, **WHO)
    before = states(archive)
    decide(archive, NAME, Selection("citations", state="changed"), "reject", expected=3, **WHO)
    decide(archive, NAME, ALL, "accept", expected=3, **WHO)
    undo(archive, NAME, 3, at=LATER, actor=2)
    made = undo(archive, NAME, 2, at=LATER, actor=2)
    assert (made.undone_at, made.undone_by) == (LATER, 2)
    assert states(archive) == before
    assert verify_store(archive).faults == ()


def test_decision_under_a_later_one_is_not_undone(archive: Store) -> None:
    decide(archive, NAME, PLANS, "accept", expected=3, **WHO)
    decide_hits(archive, NAME, [(1, "000000000000")], "reject", **WHO)
    before = states(archive)
    with pytest.raises(StoreError, match=r"undo decision 2 first") as caught:
        undo(archive, NAME, 1, **WHO)
    assert caught.value.code == "archive.overlaid" and states(archive) == before
    undo(archive, NAME, 2, **WHO)
    undo(archive, NAME, 1, **WHO)
    assert {state for _, state, _, _ in states(archive)} == {"open"}


def test_decision_is_undone_once(archive: Store) -> None:
    decide(archive, NAME, PLANS, "accept", expected=3, **WHO)
    undo(archive, NAME, 1, **WHO)
    with pytest.raises(StoreError, match=r"archive\.undone"):
        undo(archive, NAME, 1, **WHO)
    with pytest.raises(StoreError, match=r"archive\.no_decision"):
        undo(archive, NAME, 2, **WHO)


def test_hit_is_told_with_its_surroundings_cut(store: Store) -> None:
    archive_of(store, f"{'a ' * 100}Kế hoạch số 1-KH/HU{' b' * 100}", "Kế hoạch số 2-KH/HU")
    first, second = list_hits(store, NAME, ALL)
    assert (first.before, first.text, first.after) == ("a " * 30, "Kế hoạch số 1-KH/HU", " b" * 30)
    assert (second.before, second.text, second.after) == ("", "Kế hoạch số 2-KH/HU", "")
    assert isinstance(first, Hit)


def test_single_hits_are_settled_as_they_were_seen(archive: Store) -> None:
    key = (1, "000000000000")
    decide_hits(archive, NAME, [key], "accept", seen={key: None}, **WHO)
    with pytest.raises(StaleError, match=r"store\.stale"):
        decide_hits(archive, NAME, [key], "reject", seen={key: None}, **WHO)
    assert decide_hits(archive, NAME, [key], "reject", seen={key: 1}, **WHO).number == 2
