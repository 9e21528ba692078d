from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import delete, text, update
from sqlalchemy.exc import DatabaseError

from nlp.errors import StoreError
from nlp.store.audit import GENESIS, Event, Trail, check_trail, link_hash, parse_anchor, read_trail
from nlp.store.engine import Store
from nlp.store.tables import AuditRow, HeadRow
from nlp.store.users import Role, add_user
from tests.unit.store.incoming import AT

SEEN = Event("petition.see", "0123456789abcdef", None, AT, {"fields": 2})


def fill(store: Store, number: int = 5) -> None:
    for position in range(number):
        store.record_access(replace(SEEN, at=AT + dt.timedelta(minutes=position)))


def without_triggers(store: Store) -> None:
    """What somebody does first who has the rights of the database's owner."""
    with store.write() as (session, _):
        if store.place.file:
            for name in ("audit_no_update", "audit_no_delete"):
                session.execute(text(f"DROP TRIGGER {name}"))
        else:
            session.execute(text("DROP TRIGGER audit_append_only ON audit"))


def check(store: Store, **settings: dict[int, str]) -> tuple[int, int | None, str]:
    with store.read() as session:
        found = check_trail(session, **settings)  # type: ignore[arg-type]
    return found.length, found.broken_at, found.reason


def test_events_come_back_in_order(store: Store) -> None:
    officer = add_user(store, "lan", Role.HEAD, at=AT, actor=None).id
    store.record_access(SEEN, replace(SEEN, user=officer))
    with store.read() as session:
        assert [link.event for link in read_trail(session, after=1)] == [SEEN, replace(SEEN, user=officer)]
        assert [link.seq for link in read_trail(session, user=officer)] == [3]
        assert [link.seq for link in read_trail(session, subject=SEEN.subject)] == [2, 3]


def test_untouched_trail_is_whole(store: Store) -> None:
    fill(store)
    assert check(store) == (5, None, "")


@pytest.mark.parametrize(
    "change", [{"subject": "x"}, {"at": AT}, {"details": '{"fields":3}'}, {"action": "x"}, {"hash": "0" * 64}]
)
def test_first_changed_link_is_found(store: Store, change: dict[str, object]) -> None:
    fill(store)
    without_triggers(store)
    with store.write() as (session, _):
        session.execute(update(AuditRow).where(AuditRow.seq.in_([3, 5])).values(change))
    assert check(store) == (2, 3, "changed")


def test_removed_link_is_found(store: Store) -> None:
    fill(store)
    without_triggers(store)
    with store.write() as (session, _):
        session.execute(delete(AuditRow).where(AuditRow.seq == 2))
    assert check(store) == (1, 2, "missing")


def test_cut_end_is_found(store: Store) -> None:
    fill(store)
    without_triggers(store)
    with store.write() as (session, _):
        session.execute(delete(AuditRow).where(AuditRow.seq > 3))
    assert check(store) == (3, 4, "missing")


def test_trail_written_anew_shows_against_an_anchor(store: Store) -> None:
    fill(store)
    with store.read() as session:
        anchors = {link.seq: link.hash for link in read_trail(session)}
    without_triggers(store)
    with store.write() as (session, _):
        session.execute(delete(AuditRow))
        session.execute(update(HeadRow).values(seq=0, hash=GENESIS))
    fill(store, 4)
    with store.write() as (_, trail):
        trail.add(replace(SEEN, subject="another"))
    assert check(store) == (5, None, "")
    assert check(store, anchors={5: anchors[5]}) == (5, 5, "anchor")
    assert check(store, anchors={9: anchors[5]}) == (5, 9, "missing")


@pytest.mark.parametrize("statement", ["UPDATE audit SET subject = 'x'", "DELETE FROM audit"])
def test_engine_refuses_to_change_the_trail(store: Store, statement: str) -> None:
    fill(store, 1)
    with pytest.raises(DatabaseError, match="append-only"), store.engine.connect() as connection:
        connection.execution_options(donthu_write=True).execute(text(statement))


@pytest.mark.parametrize("event", [replace(SEEN, subject="Lê Thị Ví Dụ"), replace(SEEN, details={"note": "gọi 0912 345 678"})])
def test_words_of_people_do_not_get_into_the_trail(event: Event) -> None:
    with pytest.raises(StoreError, match=r"store\.audit_value"):
        Trail().add(event)


def test_time_without_a_zone_is_refused(store: Store) -> None:
    with pytest.raises(StoreError, match=r"store\.audit_value"):
        store.record_access(replace(SEEN, at=dt.datetime(2026, 11, 2)))


SLUGS = st.text("abcxyz019._", min_size=1, max_size=5)
TIMES = st.datetimes(timezones=st.just(dt.UTC))
EVENTS = st.builds(Event, SLUGS, SLUGS, st.none() | st.integers(1, 9), TIMES, st.dictionaries(SLUGS, st.integers()))


@given(st.integers(1, 99), st.integers(1, 99), EVENTS, EVENTS)
def test_links_that_differ_have_other_hashes(seq: int, other: int, event: Event, another: Event) -> None:
    same = (seq, event) == (other, another)
    assert (link_hash(seq, event, GENESIS) == link_hash(other, another, GENESIS)) is same
    assert link_hash(seq, event, "1" * 64) != link_hash(seq, event, GENESIS)


@given(EVENTS, st.integers(-14, 14))
def test_hash_does_not_depend_on_the_zone(event: Event, hours: int) -> None:
    try:
        elsewhere = replace(event, at=event.at.astimezone(dt.timezone(dt.timedelta(hours=hours))))
    except OverflowError:
        return
    assert link_hash(1, elsewhere, GENESIS) == link_hash(1, event, GENESIS)


def test_anchor_is_read_as_it_is_printed() -> None:
    assert parse_anchor("12:" + "a" * 64) == (12, "a" * 64)


@pytest.mark.parametrize("wrong", ["", "12", "12:abc", "x:" + "a" * 64, "²:" + "a" * 64])
def test_anchor_of_another_form_is_refused(wrong: str) -> None:
    with pytest.raises(StoreError, match=r"store\.anchor"):
        parse_anchor(wrong)
