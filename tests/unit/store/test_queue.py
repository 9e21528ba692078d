from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import event

from nlp.errors import StoreError
from nlp.store.engine import Store, open_store
from nlp.store.petitions import Petition, Standing, add_petitions, update_petition
from nlp.store.queue import (
    Filters,
    Order,
    count_facets,
    count_keys,
    count_petitions,
    find_neighbours,
    iterate_queue,
    list_groups,
    read_page,
)
from tests.unit.store.incoming import AT, DAY, incoming


def day(number: int) -> dt.date:
    return DAY + dt.timedelta(days=number)


STANDINGS = {
    "a": Standing("waiting", "khieu_nai", ("dat_dai",), ("vuot_cap",), ("01", "00123"), "thu_ly", 5, day(10), "g1"),
    "b": Standing("waiting", "to_cao", ("can_bo", "dat_dai"), (), ("01", "00456"), "chuyen_don", 9, day(3), "g1"),
    "c": Standing("decided", None, ("moi_truong",), ("nac_danh",), ("02",), None, 5, None, None),
    "d": Standing("decided", "khieu_nai", (), ("nac_danh", "vuot_cap"), (), "thu_ly", 1, day(3), None),
}
NAMES = {"a": ("Lê Thị Đào",), "b": ("Trần Văn Hoà",), "c": ("100%_Lê",), "d": ()}


@pytest.fixture
def queue(store: Store) -> Store:
    """Four petitions, received a day after one another."""
    for position, (text, standing) in enumerate(STANDINGS.items()):
        one = incoming(text, standing=standing, received=day(position), names=NAMES[text])
        add_petitions(store, [replace(one, source=replace(one.source, name=f"tệp-{text}.txt"))], at=AT, actor=None)
    return store


def letters(petitions: list[Petition]) -> str:
    return "".join("abcd"[petition.number - 1] for petition in petitions)


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({}, "abcd"),
        ({"status": ("waiting",)}, "ab"),
        ({"status": ("waiting", "decided")}, "abcd"),
        ({"type": ("khieu_nai",)}, "ad"),
        ({"type": (None,)}, "c"),
        ({"type": ("to_cao", None)}, "bc"),
        ({"action": ("thu_ly",)}, "ad"),
        ({"field": "dat_dai"}, "ab"),
        ({"flag": "nac_danh"}, "cd"),
        ({"flag": "dat_dai"}, ""),
        ({"place": "01"}, "ab"),
        ({"place": "00456"}, "b"),
        ({"group": "g1"}, "ab"),
        ({"due_before": day(3)}, ""),
        ({"due_before": day(4)}, "bd"),
        ({"due_before": dt.date.max}, "abd"),
        ({"received_from": day(1), "received_to": day(2)}, "bc"),
        ({"text": "thi dao"}, "a"),
        ({"text": "HÒA"}, "b"),
        ({"text": "tep-D"}, "d"),
        ({"text": "%_"}, "c"),
        ({"text": "x%y"}, ""),
        ({"text": "a / b\0"}, ""),
        ({"field": "dat_dai", "status": ("waiting",), "type": ("to_cao",), "text": "tran"}, "b"),
        ({"field": "dat_dai", "status": ("decided",)}, ""),
        ({"again": True}, "ab"),
        ({"text": "thi dao", "hidden": ("to_cao",)}, ""),  # in a group with a denunciation
        ({"text": "100%", "hidden": ("to_cao",)}, "c"),
        ({"text": "100%", "hidden": (None,)}, ""),
        ({"text": "tep", "hidden": (None, "khieu_nai")}, ""),
        ({"place": "00456", "hidden": ("to_cao",)}, ""),
        ({"place": "01", "hidden": ("to_cao",)}, "ab"),
        ({"due_from": day(4)}, "a"),
    ],
)
def test_filters(queue: Store, filters: dict[str, Any], expected: str) -> None:
    assert "".join(sorted(letters(read_page(queue, Filters(**filters)).petitions))) == expected


@pytest.mark.parametrize(("order", "expected"), [(Order.DUE, "bdac"), (Order.RECEIVED, "dcba"), (Order.PRIORITY, "bacd")])
def test_orders(queue: Store, order: Order, expected: str) -> None:
    assert letters(read_page(queue, order=order).petitions) == expected


@pytest.mark.parametrize("order", list(Order))
@pytest.mark.parametrize("limit", [1, 2, 3, 4])
def test_pages_together_are_the_queue(queue: Store, order: Order, limit: int) -> None:
    found, after = "", None
    while True:
        page = read_page(queue, order=order, limit=limit, after=after)
        assert len(page.petitions) <= limit
        found, after = found + letters(page.petitions), page.next
        if after is None:
            break
    assert found == letters(list(iterate_queue(queue, order=order)))


def test_petition_that_leaves_shifts_no_page(queue: Store) -> None:
    first = read_page(queue, Filters(status=("waiting", "decided")), order=Order.DUE, limit=2)
    gone = first.petitions[0]
    update_petition(queue, gone.id, replace(gone.standing, status="archived"), version=1, at=AT, actor=None)
    rest = read_page(queue, Filters(status=("waiting", "decided")), order=Order.DUE, limit=2, after=first.next)
    assert letters(first.petitions) + letters(rest.petitions) == "bdac"


@pytest.mark.parametrize("cursor", ["", "due", "due:x:1", "due:2026-11-02:x", "received:2026-11-02:1", "due:2026-11-02:1:2"])
def test_wrong_cursor_is_refused(queue: Store, cursor: str) -> None:
    with pytest.raises(StoreError, match=r"store\.cursor"):
        read_page(queue, order=Order.DUE, after=cursor)


def test_counts_of_all(queue: Store) -> None:
    assert count_petitions(queue) == {
        "status": {"waiting": 2, "decided": 2},
        "type": {"khieu_nai": 2, "to_cao": 1, None: 1},
        "action": {"thu_ly": 2, "chuyen_don": 1, None: 1},
        "main_field": {"dat_dai": 1, "can_bo": 1, "moi_truong": 1, None: 1},
    }


def test_counts_of_what_fits(queue: Store) -> None:
    assert count_petitions(queue, Filters(field="dat_dai", text="le"))["type"] == {"khieu_nai": 1}


def test_petition_counts_for_each_of_its_fields(queue: Store) -> None:
    assert count_keys(queue, "field") == {"dat_dai": 2, "can_bo": 1, "moi_truong": 1}
    assert count_keys(queue, "flag", Filters(status=("decided",), type=("khieu_nai",))) == {"nac_danh": 1, "vuot_cap": 1}


def test_what_is_not_counted_is_named(queue: Store) -> None:
    with pytest.raises(StoreError, match=r"store\.count"):
        count_keys(queue, "name")


def test_empty_queue(store: Store) -> None:
    page = read_page(store, Filters(text="x"))
    assert (page.petitions, page.next, count_keys(store, "place")) == ([], None, {})


def test_hidden_petition_is_found_by_its_id_and_by_no_more_of_its_text(queue: Store) -> None:
    [found] = read_page(queue, Filters(type=("to_cao",))).petitions
    for length, expected in ((3, 1), (16, 1), (17, 0)):
        text = f"{found.id} / tep"[:length] if length < 17 else f"{found.id} / tep-b"
        assert [one.id for one in read_page(queue, Filters(text=text, hidden=("to_cao",))).petitions].count(found.id) == expected


@pytest.mark.parametrize(("order", "expected"), [(Order.DUE, "bdac"), (Order.RECEIVED, "dcba"), (Order.PRIORITY, "bacd")])
def test_neighbours_are_those_of_the_list(queue: Store, order: Order, expected: str) -> None:
    ids = [one.id for one in read_page(queue, order=order).petitions]
    around = [None, *ids, None]
    for place, petition in enumerate(ids):
        assert find_neighbours(queue, petition, order=order) == (around[place], around[place + 2])


def test_neighbours_of_one_that_does_not_fit_are_those_that_do(queue: Store) -> None:
    a, b, _, d = (one.id for one in sorted(read_page(queue).petitions, key=lambda one: one.number))
    assert find_neighbours(queue, d, Filters(status=("waiting",))) == (b, a)


def test_facets_leave_out_the_filter_that_they_stand_beside(queue: Store) -> None:
    facets = count_facets(queue, Filters(status=("waiting",), field="dat_dai"))
    assert (facets.total, facets.status, facets.field) == (2, {"waiting": 2}, {"dat_dai": 2, "can_bo": 1})
    assert count_facets(queue, Filters(status=("waiting",), flag="nac_danh")).flag == {"vuot_cap": 1}


def test_members_of_groups_come_with_the_latest_first(queue: Store) -> None:
    assert {name: letters(members) for name, members in list_groups(queue, ["g1", "g2"]).items()} == {"g1": "ba"}


def test_what_another_connection_changes_is_seen_at_the_next_look(queue: Store) -> None:
    [petition] = read_page(queue, Filters(text="thi dao")).petitions
    standing = replace(petition.standing, fields=("xay_dung",), flags=(), places=("79", "27000", "26000"), group=None)
    with open_store(queue.place) as other:
        assert count_keys(other, "flag") == {"vuot_cap": 2, "nac_danh": 2}
        update_petition(other, petition.id, standing, version=1, at=AT, actor=None, names=("Võ Thị Sáu",))
        add_petitions(other, [incoming("new", standing=replace(standing, status="closed"))], at=AT, actor=None)
    assert read_page(queue, Filters(text="thi dao")).petitions == []
    assert letters(read_page(queue, Filters(text="vo thi sau")).petitions) == "a"
    assert count_keys(queue, "flag") == {"vuot_cap": 1, "nac_danh": 2}
    assert count_keys(queue, "place") == {"79": 2, "27000": 2, "26000": 2, "01": 1, "00456": 1, "02": 1}
    assert count_petitions(queue)["status"] == {"waiting": 2, "decided": 2, "closed": 1}


def test_queue_is_read_once_and_then_what_changed(queue: Store) -> None:
    count_petitions(queue)
    read: list[str] = []
    event.listen(queue.engine, "before_cursor_execute", lambda *call: read.append(call[2]))
    count_facets(queue)
    assert [statement for statement in read if "FROM" in statement] == [
        "SELECT max(petition_changes.change) AS max_1 \nFROM petition_changes"
    ]
