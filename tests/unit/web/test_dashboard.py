from __future__ import annotations

import datetime as dt
import html
import re
from collections.abc import Callable
from xml.etree import ElementTree

import pytest

from nlp.store.decisions import decide
from nlp.store.engine import Store
from nlp.store.petitions import Standing, add_petitions
from nlp.store.users import Role
from tests.bench.queue_rows import fill_queue
from tests.unit.store.incoming import incoming
from tests.unit.web.browsing import AT, Browser
from tests.unit.web.test_inbox import NAME, put, words

TODAY = AT.date()


def read_numbers(page: str) -> list[tuple[int, str]]:
    """The numbers of the page, each with the path that it leads to."""
    return [(int(count), html.unescape(path)) for count, path in re.findall(r'data-count="(\d+)" href="([^"]+)"', page)]


def test_every_number_leads_to_so_many_petitions(store: Store, browse: Callable[..., Browser]) -> None:
    fill_queue(store, 400)
    head = browse(Role.HEAD)
    numbers = read_numbers(head.get("/dashboard?received_from=2026-03-01&received_to=2026-10-31").text)
    assert len(numbers) > 60 and sum(count for count, _ in numbers) > 1000
    wrong = []
    for count, path in numbers:
        found = re.search(r'id="inbox-count">([\d.]+) đơn', head.get(path).text)
        if found is None or int(found[1].replace(".", "")) != count:
            wrong.append((count, path, found and found[1]))
    assert wrong == []


def test_decisions_against_the_proposal_are_counted(store: Store, browse: Callable[..., Browser]) -> None:
    first, second = put(store, "a"), put(store, "b")
    for petition, action in ((first, "thu_ly"), (second, "luu_don")):
        standing = Standing(status="decided", type="khieu_nai", action=action)
        decide(store, petition, action, version=1, at=AT, actor=None, standing=standing, proposed="thu_ly")
    head = browse(Role.HEAD)
    numbers = dict(map(reversed, read_numbers(head.get("/dashboard").text)))  # type: ignore[arg-type]
    period = f"received_from={TODAY - dt.timedelta(days=89)}&received_to={TODAY}"
    assert numbers[f"/inbox?{period}&against=1"] == 1
    assert second in head.get(f"/inbox?{period}&action=luu_don&against=1".replace("action=luu_don&", "")).text


def test_repeated_writers_are_initials_and_denouncers_a_number(store: Store, browse: Callable[..., Browser]) -> None:
    for letter, kind, group in (
        ("a", "khieu_nai", "g1"),
        ("b", "khieu_nai", "g1"),
        ("c", "to_cao", "g2"),
        ("d", "khieu_nai", "g2"),
    ):
        put(store, letter, type=kind, group=group)
    page = browse(Role.HEAD).get("/dashboard").text
    assert NAME not in page
    shown = words(page)
    assert "L. T. V. D. 2" in shown and "Người viết được giữ bí mật 2" in shown


def test_charts_are_pictures_with_words(store: Store, browse: Callable[..., Browser]) -> None:
    bad = incoming("a", received=TODAY, standing=Standing(status="waiting", type="khieu_nai", fields=("dat_dai",)))
    add_petitions(store, [bad], at=AT, actor=None)
    pictures = re.findall(r"<svg.*?</svg>", browse(Role.HEAD).get("/dashboard").text, re.DOTALL)
    assert len(pictures) >= 4
    for picture in pictures:
        drawn = ElementTree.fromstring(picture)
        title, told = drawn[0], drawn[1]
        assert (title.tag, told.tag) == ("title", "desc") and title.text and told.text and ": " in told.text
        assert drawn.get("aria-labelledby", "").split() == [title.get("id"), told.get("id")]


@pytest.mark.parametrize(
    "query", ["received_from=x", "received_from=2026-11-02&received_to=2026-11-01", "received_from=0001-01-01"]
)
def test_period_that_is_none_is_refused(browse: Callable[..., Browser], query: str) -> None:
    assert browse(Role.HEAD).get(f"/dashboard?{query}").status_code == 400


@pytest.mark.parametrize("days", [1, 7, 90, 700])
def test_weeks_cover_the_period_without_gaps(store: Store, browse: Callable[..., Browser], days: int) -> None:
    put(store, "a")
    first = TODAY - dt.timedelta(days=days - 1)
    page = browse(Role.HEAD).get(f"/dashboard?received_from={first}&received_to={TODAY}").text
    weeks = re.findall(
        r"received_from=([\d-]+)&amp;received_to=([\d-]+)\"", page[page.index('id="weeks-h"') : page.index('id="due-h"')]
    )
    spans = [(dt.date.fromisoformat(begin), dt.date.fromisoformat(end)) for begin, end in weeks]
    assert (spans[0][0], spans[-1][1]) == (first, TODAY)
    assert all(after[0] - before[1] == dt.timedelta(days=1) for before, after in zip(spans, spans[1:], strict=False))


@pytest.mark.parametrize("role", [Role.HANDLER, Role.ANALYST, Role.ADMINISTRATOR])
def test_others_see_no_dashboard(browse: Callable[..., Browser], role: Role) -> None:
    assert browse(role).get("/dashboard").status_code == 403
