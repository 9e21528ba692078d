from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from nlp.errors import StaleError, StoreError
from nlp.store.audit import read_trail
from nlp.store.decisions import decide, iterate_decisions, list_decisions
from nlp.store.engine import Store
from nlp.store.petitions import add_petitions, read_petition
from nlp.store.users import Role, add_user
from tests.unit.store.incoming import AT, WAITING, incoming


@pytest.fixture
def petition(store: Store) -> str:
    return add_petitions(store, [incoming("a")], at=AT, actor=None)[0].id


def test_decision_is_kept_with_what_it_changed(store: Store, petition: str) -> None:
    officer = add_user(store, "lan", Role.HANDLER, at=AT, actor=None)
    decided = replace(WAITING, status="decided", due=dt.date(2026, 12, 1))
    decision, after = decide(
        store, petition, "chuyen_don", version=1, standing=decided, note="Không thuộc thẩm quyền", at=AT, actor=officer.id
    )  # fmt: skip
    assert after == read_petition(store, petition) and after.standing == decided
    assert list_decisions(store, petition) == [decision]
    assert (decision.user, decision.action, decision.note, decision.version) == (
        officer.id,
        "chuyen_don",
        "Không thuộc thẩm quyền",
        2,
    )
    assert decision.before == {"status": "waiting", "due": None}
    assert decision.after == {"status": "decided", "due": "2026-12-01"}


def test_decision_may_leave_the_standing_as_it_is(store: Store, petition: str) -> None:
    decision, after = decide(store, petition, "ghi_chu", version=1, at=AT, actor=None)
    assert (decision.before, decision.after, after.standing) == ({}, {}, WAITING)


def test_whoever_decides_second_on_the_same_version_is_told(store: Store, petition: str) -> None:
    decide(store, petition, "thu_ly", version=1, at=AT, actor=None)
    with pytest.raises(StaleError, match=r"store\.stale"):
        decide(store, petition, "tra_lai", version=1, at=AT, actor=None)
    assert [decision.action for decision in list_decisions(store, petition)] == ["thu_ly"]


def test_trail_holds_the_decision_and_not_its_note(store: Store, petition: str) -> None:
    decide(store, petition, "thu_ly", version=1, note="bà Lê Thị Ví Dụ", at=AT, actor=None)
    with store.read() as session:
        last = read_trail(session, subject=petition)[-1]
    assert last.event.action == "petition.decide" and set(last.event.details) == {"version", "action", "sha256"}
    assert "Ví Dụ" not in str(last)


def test_action_is_a_slug(store: Store, petition: str) -> None:
    with pytest.raises(StoreError, match=r"store\.value"):
        decide(store, petition, "thụ lý", version=1, at=AT, actor=None)


@pytest.mark.parametrize("statement", ["UPDATE decisions SET note = 'x'", "DELETE FROM decisions"])
def test_engine_refuses_to_change_decisions(store: Store, petition: str, statement: str) -> None:
    decide(store, petition, "thu_ly", version=1, at=AT, actor=None)
    with pytest.raises(DatabaseError, match="append-only"), store.engine.connect() as connection:
        connection.execution_options(donthu_write=True).execute(text(statement))


def test_all_decisions_come_in_order_of_arrival(store: Store) -> None:
    first, second = (add_petitions(store, [incoming(text)], at=AT, actor=None)[0].id for text in "ab")
    for petition, version in ((second, 1), (first, 1), (first, 2)):
        decide(store, petition, "ghi_chu", version=version, at=AT, actor=None)
    assert [(d.petition, d.version) for d in iterate_decisions(store)] == [(first, 2), (first, 3), (second, 2)]
