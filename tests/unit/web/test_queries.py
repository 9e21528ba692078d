"""How often the pages of the queue ask the store: time differs from machine to machine, the number of queries does not."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import event

from nlp.store.engine import Store
from nlp.store.users import Role
from tests.bench.queue_rows import fill_queue
from tests.unit.web.browsing import Browser

ROWS = 200  # four pages
#: Queries of a page, with those of the audit trail and of whom a group keeps secret; whoever needs more says here for what.
LISTED, COUNTED = 11, 18


@pytest.mark.parametrize(
    ("path", "most"),
    [
        ("/inbox", LISTED),
        ("/inbox?status=waiting&status=decided&due=late&order=priority", LISTED),
        ("/inbox?text=nguyen&field=dat_dai&flag=vuot_cap", LISTED),
        ("/inbox?again=1", LISTED),
        ("/inbox/news?after=1", 2),
        ("/dashboard?received_from=2026-01-01&received_to=2026-11-02", COUNTED),
    ],
)
def test_pages_ask_a_fixed_number_of_times_and_never_for_the_whole_queue(
    store: Store, browse: Callable[..., Browser], path: str, most: int
) -> None:
    fill_queue(store, ROWS)
    browser = browse(Role.HEAD)
    browser.get("/inbox")
    asked: list[str] = []
    event.listen(store.engine, "before_cursor_execute", lambda *call: asked.append(" ".join(call[2].split())))
    assert browser.get(path).status_code == 200
    queries = [one for one in asked if one.startswith("SELECT")]
    assert 0 < len(queries) <= most, queries
    of_queue = [
        one for one in queries if "FROM petitions" in one or "FROM petition_keys" in one or "FROM petition_details" in one
    ]
    assert [one for one in of_queue if "WHERE" not in one and "max(" not in one] == []
