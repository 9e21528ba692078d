from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from nlp.errors import StoreError
from nlp.store.engine import Store
from nlp.store.petitions import Petition, Standing, add_petitions, update_petition
from nlp.store.queue import Filters, Order, count_keys, count_petitions, iterate_queue, read_page
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
