"""Whatever is decided on the hits of an archive and undone, each hit is as the decisions that hold left it."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nlp.annotate.archive.decide import decide, decide_hits, list_decisions, undo
from nlp.annotate.archive.groups import count_hits, list_hits
from nlp.annotate.archive.models import Hit, Selection
from nlp.annotate.archive.open import open_archive
from nlp.errors import StoreError
from nlp.store.engine import Store, open_store
from nlp.store.place import find_place
from nlp.store.verify import verify_store
from tests.unit.annotate.archive.records import AT, TEXTS, analyst, record_of

ALL = Selection("citations")
ACTIONS = st.sampled_from([("accept", None), ("reject", None), ("relabel", "luat"), ("relabel", "nghi_dinh")])
SELECTIONS = st.builds(
    Selection,
    layer=st.just("citations"),
    label=st.sampled_from([None, "ke_hoach", "luat"]),
    in_table=st.sampled_from([None, True, False]),
    state=st.sampled_from([None, "open", "accepted", "rejected", "changed"]),
    text=st.sampled_from([None, "ke hoach", "so"]),
)
STEPS = st.one_of(
    st.tuples(st.just("decide"), SELECTIONS, ACTIONS),
    st.tuples(st.just("pick"), st.sets(st.integers(0, 5), min_size=1), ACTIONS),
    st.tuples(st.just("undo"), st.integers(1, 8), st.none()),
)
_NAMES = count()


@pytest.fixture(scope="module")
def store() -> Iterator[Store]:
    with tempfile.TemporaryDirectory() as folder, open_store(find_place(Path(folder))) as opened:
        yield opened


def seen(store: Store, name: str) -> list[Hit]:
    return list_hits(store, name, ALL)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(STEPS, max_size=10))
def test_undoing_gives_back_what_was_before(store: Store, steps: list[tuple[str, object, object]]) -> None:
    name = f"kho{next(_NAMES)}"
    open_archive(
        store, name, title="", records=map(record_of, TEXTS), guidelines="1", layers=["citations"], each=1,
        annotators=[analyst(store, "lan")], at=AT, actor=None,
    )  # fmt: skip
    fresh = seen(store, name)
    holding: list[tuple[int, set[tuple[int, str]], str, str | None]] = []
    for step, what, how in steps:
        before = seen(store, name)
        if step == "undo":
            touched = next((keys for number, keys, _, _ in holding if number == what), None)
            later = any(touched & keys for number, keys, _, _ in holding if number > what) if touched else False
            if touched is None or later:
                with pytest.raises(StoreError, match=r"archive\.(overlaid|undone|no_decision)"):
                    undo(store, name, what, at=AT, actor=None)
                assert seen(store, name) == before
                continue
            undo(store, name, what, at=AT, actor=None)
            holding = [one for one in holding if one[0] != what]
        else:
            action, label = how
            if step == "pick":
                keys = {(before[place].document, before[place].span) for place in what}
                made = decide_hits(store, name, sorted(keys), action, label=label, at=AT, actor=None)
            else:
                chosen = what if what.state else Selection(**{**_values(what), "state": "open"})
                keys = {(hit.document, hit.span) for hit in list_hits(store, name, chosen)}
                if not keys:
                    continue
                made = decide(store, name, what, action, label=label, expected=len(keys), at=AT, actor=None)
            assert made.count == len(keys)
            holding.append((made.number, keys, action, label))
            after = seen(store, name)
            undo(store, name, made.number, at=AT, actor=None)
            assert seen(store, name) == before  # exactly
            holding.pop()
            again = decide_hits(store, name, sorted(keys), action, label=label, at=AT, actor=None)
            holding.append((again.number, keys, action, label))
            assert [(hit.state, hit.new_label) for hit in seen(store, name)] == [(hit.state, hit.new_label) for hit in after]
        assert seen(store, name) == [_expected(hit, holding) for hit in fresh]
    assert len(list_decisions(store, name, limit=100)) >= len(holding)
    assert count_hits(store, name, ALL) == len(fresh) and verify_store(store).faults == ()


def _values(selection: Selection) -> dict[str, object]:
    return {name: getattr(selection, name) for name in Selection.__dataclass_fields__}


def _expected(hit: Hit, holding: list[tuple[int, set[tuple[int, str]], str, str | None]]) -> Hit:
    """The hit as the last decision that holds left it."""
    from dataclasses import replace

    states = {"accept": "accepted", "reject": "rejected", "relabel": "changed"}
    for number, keys, action, label in holding:
        if (hit.document, hit.span) in keys:
            hit = replace(hit, state=states[action], decision=number, new_label=label)
    return hit
