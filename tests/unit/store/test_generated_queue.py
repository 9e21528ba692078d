"""The queue of generated petitions: what filters give is what looking at every petition gives."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest

from nlp.store.engine import Store
from nlp.store.petitions import Petition
from nlp.store.queue import Filters, Order, count_keys, count_petitions, iterate_queue, read_page
from tests.bench.queue_rows import ACTIONS, FIELDS, FLAGS, START, STATUSES, fill_queue, queries

ROWS = 1200


@pytest.fixture
def queue(store: Store) -> Store:
    fill_queue(store, ROWS)
    return store


def fits(petition: Petition, filters: Filters) -> bool:
    standing = petition.standing
    return (
        (not filters.status or standing.status in filters.status)
        and (not filters.type or standing.type in filters.type)
        and (not filters.action or standing.action in filters.action)
        and (filters.field is None or filters.field in standing.fields)
        and (filters.flag is None or filters.flag in standing.flags)
        and (filters.place is None or filters.place in standing.places)
        and (filters.due_before is None or (standing.due is not None and standing.due < filters.due_before))
    )


def test_filters_give_what_fits(queue: Store) -> None:
    everything = list(iterate_queue(queue))
    assert len({petition.id for petition in everything}) == ROWS
    base = Filters(status=STATUSES[:2], type=("khieu_nai", None))
    for filters in (
        base,
        replace(base, field=FIELDS[0]),
        replace(base, flag=FLAGS[1], action=ACTIONS[:3]),
        Filters(place="05"),
        Filters(field=FIELDS[12], due_before=START.replace(month=6)),
    ):
        expected = [petition for petition in everything if fits(petition, filters)]
        assert expected and list(iterate_queue(queue, filters)) == expected
        assert count_petitions(queue, filters)["status"] == Counter(petition.standing.status for petition in expected)
        assert count_keys(queue, "flag", filters) == Counter(flag for one in expected for flag in one.standing.flags)


def test_orders_go_by_their_column_and_then_by_arrival(queue: Store) -> None:
    everything = list(iterate_queue(queue))
    by_priority = sorted(everything, key=lambda petition: (-petition.standing.priority, petition.number))
    assert list(iterate_queue(queue, order=Order.PRIORITY)) == by_priority
    by_arrival = sorted(everything, key=lambda petition: (petition.received, petition.number), reverse=True)
    assert list(iterate_queue(queue, order=Order.RECEIVED)) == by_arrival


def test_every_measured_query_runs(queue: Store) -> None:
    for ask in queries(queue, ROWS).values():
        ask(0)
    assert len(read_page(queue, Filters(text="nguyen van an")).petitions) > 0
