from __future__ import annotations

import pytest

from nlp.store.engine import Store
from nlp.store.register.obligations import ObligationFilters, iterate_obligations, set_status
from nlp.web.pages.register import calendar
from tests.unit.register.dispatches import AT, PROVINCE, id_of
from tests.unit.web.browsing import Browser
from tests.unit.web.register.reading import Page


def test_body_has_its_own_obligations_and_those_of_all_like_it(head: Browser) -> None:
    page = Page(head.get("/bodies?kind=ubnd&place=173").text)  # the district, meant by `UBND các huyện, thành phố`
    assert page.texts("//h1") == ["UBND huyện Phú Bình"]
    assert any("UBND các huyện, thành phố" in one for one in page.texts("//section[@id='qua_han']//article[.duty]"))


def test_body_by_name_is_no_other_one_whose_name_holds_it(head: Browser) -> None:
    page = Page(head.get("/bodies?name=UBND các xã, thị trấn").text)
    assert len(page.find("//article[.duty]")) == 1
    assert "Sổ không có nhiệm vụ nào" in head.get("/bodies?name=UBND").text


def test_body_shows_what_is_done_apart(head: Browser, store: Store) -> None:
    second = next(one for one in iterate_obligations(store, ObligationFilters(directive=id_of(PROVINCE))) if one.position == 1)
    [body] = second.duty.bodies
    set_status(store, second.duty.id, "xong", version=0, at=AT, actor=None)
    page = Page(head.get(f"/bodies?kind={body.kind}&place={body.place}").text)
    assert len(page.find("//section[@id='xong']//article[.duty]")) == 1 and not page.find("//section[@id='qua_han']")


@pytest.mark.parametrize(("query", "status"), [("", 400), ("kind=ubnd", 400), ("kind=ubnd&place=99999", 404), ("name=%00", 400)])
def test_body_that_is_not_named_or_known(head: Browser, query: str, status: int) -> None:
    assert head.get(f"/bodies?{query}").status_code == status


def test_month_counts_what_falls_due_each_day(head: Browser) -> None:
    page = Page(head.get("/calendar?month=2024-06").text)
    assert page.texts("//table[.month]//a[.count]") == ["1 việc"]  # the report of every month, the day before the 25th
    assert page.find("//section[@id='day']//article[.duty]")


def test_a_day_of_the_month_shows_what_falls_due_then(head: Browser) -> None:
    page = Page(head.get("/calendar?month=2024-06").text)
    day = Page(head.get(page.link("//table[.month]//a", "1 việc")).text)
    assert "24/06/2024" in " ".join(day.texts("//section[@id='day']/h2"))


def test_overdue_bodies_stand_on_pages(head: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    bodies = Page(head.get("/overdue").text).texts("//table[.table]/tbody/tr")
    assert len(bodies) > 1
    monkeypatch.setattr(calendar, "_PAGE", 1)
    seen, path = [], "/overdue"
    for _ in bodies:
        page = Page(head.get(path).text)
        seen += page.texts("//table[.table]/tbody/tr")
        onward = page.find("//a[@rel='next']")
        path = page.link("//a", "Trang sau") if onward else path
    assert seen == bodies and not onward


def test_no_page_of_overdue_bodies_before_the_first(head: Browser) -> None:
    assert head.get("/overdue?page=0").status_code == 400


def test_month_is_that_of_today_and_leads_on(head: Browser) -> None:
    page = Page(head.get("/calendar").text)
    assert "Tháng 6/2024" in page.texts("//h2")[0]
    following = Page(head.get(page.link("//nav[.way]/a", "Tháng sau")).text)
    assert "Tháng 7/2024" in following.texts("//h2")[0]


def test_month_of_one_body(head: Browser) -> None:
    assert not Page(head.get("/calendar?month=2024-06&body=Sở+Y+tế").text).find("//article[.duty]")
    assert Page(head.get("/calendar?month=2024-06&body=thanh+tra").text).find("//article[.duty]")


@pytest.mark.parametrize("query", ["month=2024-13", "month=1024-01", "month=x", "field=A"])
def test_what_is_no_month_is_refused(head: Browser, query: str) -> None:
    assert head.get(f"/calendar?{query}").status_code == 400


def test_overdue_is_counted_by_body_and_leads_to_it(head: Browser) -> None:
    page = Page(head.get("/overdue").text)
    rows = page.texts("//table[.table]/tbody/tr")
    assert any(row.startswith("UBND các xã, thị trấn") and "15/04/2024" not in row for row in rows)
    onward = Page(head.get(page.link("//table[.table]//a", "UBND các xã, thị trấn")).text)
    assert onward.find("//section[@id='qua_han']//article[.duty]")
