from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from nlp.errors import StaleError, StoreError
from nlp.store.audit import read_trail
from nlp.store.engine import Store, open_store
from nlp.store.petitions import (
    Added,
    Receipt,
    Standing,
    add_petitions,
    list_receipts,
    read_details,
    read_petition,
    update_petition,
)  # fmt: skip
from nlp.store.place import Place
from nlp.store.queue import iterate_queue
from tests.unit.store.incoming import AT, DAY, WAITING, incoming


def add(store: Store, text: str = "a", **values: object) -> str:
    return add_petitions(store, [incoming(text, **values)], at=AT, actor=None)[0].id  # type: ignore[arg-type]


def actions(store: Store) -> list[str]:
    with store.read() as session:
        return [link.event.action for link in read_trail(session)]


def test_petition_comes_back_as_it_was_added(store: Store) -> None:
    standing = replace(WAITING, priority=7, due=dt.date(2026, 11, 12), group="g1", action="thu_ly")
    petition = read_petition(store, add(store, standing=standing, details={"reasons": ["quá hạn"]}))
    assert (petition.number, petition.version, petition.received, petition.standing) == (1, 1, DAY, standing)
    assert read_details(store, petition.id) == {"reasons": ["quá hạn"]}


def test_petition_is_there_when_the_store_is_opened_again(place: Place) -> None:
    with open_store(place) as store:
        petition = add(store)
    with open_store(place) as store:
        assert read_petition(store, petition).standing == WAITING


def test_nothing_due_stays_nothing(store: Store) -> None:
    assert read_petition(store, add(store, standing=replace(WAITING, due=None))).standing.due is None


def test_same_bytes_make_one_petition(store: Store) -> None:
    first = add_petitions(store, [incoming("a"), incoming("a")], at=AT, actor=None)
    again = add_petitions(store, [incoming("a", standing=replace(WAITING, priority=9))], at=AT, actor=None)
    assert [first[0].is_new, first[1].is_new] == [True, False]
    assert again == [Added(first[0].id, is_new=False, is_new_receipt=False)]
    assert [petition.standing.priority for petition in iterate_queue(store)] == [0]


def test_adding_again_leaves_no_trace(store: Store) -> None:
    add(store)
    before = actions(store)
    add(store)
    assert actions(store) == before == ["document.add", "record.add", "petition.add", "petition.receive"]


def test_another_day_of_receipt_is_recorded(store: Store) -> None:
    petition = add(store)
    later = DAY + dt.timedelta(days=30)
    assert add_petitions(store, [incoming("a", received=later)], at=AT, actor=None) == [Added(petition, False, True)]
    assert list_receipts(store, petition) == [Receipt(DAY, "đơn.txt"), Receipt(later, "đơn.txt")]
    assert read_petition(store, petition).received == DAY


def test_petitions_are_numbered_in_order_of_arrival(store: Store) -> None:
    ids = [add(store, text) for text in "abc"]
    assert [read_petition(store, petition).number for petition in ids] == [1, 2, 3]


def test_one_petition_that_fails_takes_back_the_batch(store: Store) -> None:
    wrong = incoming("b", standing=Standing(status="has blanks"))
    with pytest.raises(StoreError, match=r"store\.value"):
        add_petitions(store, [incoming("a"), wrong], at=AT, actor=None)
    assert list(iterate_queue(store)) == [] and actions(store) == []


def test_update_replaces_the_standing(store: Store) -> None:
    petition = add(store)
    new = Standing(status="checked", type=None, fields=("moi_truong",), flags=(), places=("02",), priority=3)
    updated = update_petition(store, petition, new, version=1, at=AT, actor=None, details={"x": 1})
    assert (updated.version, updated.standing) == (2, new)
    assert read_petition(store, petition) == updated and read_details(store, petition) == {"x": 1}


def test_update_without_details_keeps_them(store: Store) -> None:
    petition = add(store, details={"x": 1})
    update_petition(store, petition, WAITING, version=1, at=AT, actor=None)
    assert read_details(store, petition) == {"x": 1}


def test_update_of_a_version_that_is_no_longer_the_newest_is_refused(store: Store) -> None:
    petition = add(store)
    update_petition(store, petition, replace(WAITING, priority=1), version=1, at=AT, actor=None)
    with pytest.raises(StaleError, match=r"version 1 was read, 2 is the newest.*store\.stale"):
        update_petition(store, petition, replace(WAITING, priority=2), version=1, at=AT, actor=None)
    assert read_petition(store, petition).standing.priority == 1


def test_unknown_petition_has_an_error_of_its_own(store: Store) -> None:
    with pytest.raises(StoreError, match=r"there is no petition feed.*store\.no_petition"):
        read_petition(store, "feed")


def test_names_that_no_engine_can_hold_are_mended(store: Store) -> None:
    one = incoming("a", names=("Lê\0Thị", "\ud800"))
    petition = add_petitions(store, [replace(one, source=replace(one.source, name="\udcff\0.txt"))], at=AT, actor=None)[0].id
    assert list_receipts(store, petition)[0].name.endswith("\ufffd.txt")
