from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from nlp.store.audit import TrailFilter, search_trail
from nlp.store.backup import backup
from nlp.store.engine import Store
from nlp.store.exports import record_export
from nlp.store.tokens import list_tokens
from nlp.store.users import Role, find_user, read_user
from nlp.web.site import Site
from tests.unit.web.browsing import AT, Browser
from tests.unit.web.conftest import Clock

NEW = "chiều nay trời lại mưa"


@pytest.fixture
def admin(browse: Callable[..., Browser]) -> Browser:
    """An administrator, the user 1."""
    return browse(Role.ADMINISTRATOR, "chi")


# users
def test_new_user_sets_a_password_by_the_link_that_is_shown_and_confirmed(
    admin: Browser, browse: Callable[..., Browser], site: Site, store: Store
) -> None:
    page = admin.post("/administration/users", {"name": "Mai", "role": "handler"})
    found = re.search(r'value="http://localhost(/invitation/[\w-]{43})"', page.text)
    assert page.status_code == 200 and found
    mai = Browser(site)
    assert mai.sign_in("mai", NEW).status_code == 401, "no password yet"
    assert mai.get(found[1]).status_code == 403, "nobody has confirmed it"
    assert admin.post("/invitations/2/confirm").status_code == 403, "who made it does not"
    head = browse(Role.HEAD, "hoa")
    assert "mai" in head.get("/invitations").text
    assert head.post("/invitations/2/confirm").status_code == 303
    mai.get(found[1])
    assert mai.post(found[1], {"new": NEW, "again": NEW}).status_code == 303
    user = find_user(store, "mai")
    assert user is not None and user.role is Role.HANDLER
    assert found[1] not in admin.get("/administration/users/2").text, "shown once"


@pytest.mark.parametrize(
    ("name", "role", "said"),
    [("Lê Thị", "head", "không đúng dạng"), ("chi", "head", "đã có người dùng"), ("mai", "king", "Chọn một mục")],
)
def test_user_that_cannot_be_added_is_told_at_the_field(admin: Browser, store: Store, name: str, role: str, said: str) -> None:
    response = admin.post("/administration/users", {"name": name, "role": role})
    assert response.status_code == 422 and said in response.text and f'value="{name.lower()}"' in response.text.lower()
    assert find_user(store, "mai") is None


def test_administrator_alone_gets_into_no_account(
    admin: Browser, browse: Callable[..., Browser], site: Site, store: Store
) -> None:
    lan = browse(Role.HEAD, "lan")
    page = admin.post("/administration/users/2/invite")
    found = re.search(r'value="http://localhost(/invitation/[\w-]{43})"', page.text)
    assert found and lan.get("/account").status_code == 303, "sessions of the user end"
    intruder = Browser(site)
    assert intruder.get(found[1]).status_code == 403
    assert intruder.post(found[1], {"new": NEW, "again": NEW}).status_code == 403
    assert Browser(site).sign_in("lan").status_code == 303, "the password stays until another one is set"


def test_role_that_may_more_begins_with_a_new_password(
    admin: Browser, new_user: Callable[..., object], site: Site, store: Store
) -> None:
    new_user("lan", Role.ANALYST)
    page = admin.post("/administration/users/2/role", {"role": "head"})
    assert page.status_code == 200 and "/invitation/" in page.text
    assert read_user(store, 2).role is Role.HEAD and Browser(site).sign_in("lan").status_code == 401


@pytest.mark.parametrize("role", [role for role in Role if role not in (Role.HEAD, Role.ADMINISTRATOR)])
def test_others_confirm_nothing(browse: Callable[..., Browser], role: Role) -> None:
    browser = browse(role)
    assert browser.get("/invitations").status_code == browser.post("/invitations/1/confirm").status_code == 403


def test_link_is_taken_back(admin: Browser, new_user: Callable[..., object]) -> None:
    new_user("lan")
    admin.post("/administration/users/2/invite")
    assert "lan" in admin.get("/invitations").text
    assert admin.post("/invitations/2/void").status_code == 303
    assert "Không có liên kết nào đang chờ." in admin.get("/invitations").text


def test_ids_of_an_export_are_listed(admin: Browser, store: Store) -> None:
    name = record_export(store, ["0844438153942a36", "00aa11bb22cc33dd"], at=AT, actor=None, details={"format": "csv"})
    assert f"/administration/audit/exports/{name}" in admin.get("/administration/audit").text
    assert admin.get(f"/administration/audit/exports/{name}").text == "0844438153942a36\n00aa11bb22cc33dd\n"
    assert admin.get(f"/administration/audit/exports/{'0' * 64}").status_code == 404


def test_role_is_changed(admin: Browser, new_user: Callable[..., object], store: Store) -> None:
    new_user("lan", Role.HANDLER)
    assert admin.post("/administration/users/2/role", {"role": "head"}).status_code == 303
    assert "Đã đổi vai trò." in admin.get("/administration/users/2").text
    assert read_user(store, 2).role is Role.HEAD


def test_disabled_user_is_out_at_once_and_may_come_back(admin: Browser, browse: Callable[..., Browser], site: Site) -> None:
    lan = browse(Role.HEAD, "lan")
    admin.post("/administration/users/2/disable")
    assert lan.get("/account").status_code == 303 and Browser(site).sign_in("lan").status_code == 401
    assert "Đã khóa" in admin.get("/administration/users").text
    admin.post("/administration/users/2/enable")
    assert Browser(site).sign_in("lan").status_code == 303


@pytest.mark.parametrize(("path", "values"), [("disable", {}), ("role", {"role": "head"})])
def test_last_administrator_stays(admin: Browser, store: Store, path: str, values: dict[str, str]) -> None:
    response = admin.post(f"/administration/users/1/{path}", values)
    assert response.status_code == 409 and "quản trị viên duy nhất" in response.text
    assert read_user(store, 1).active and read_user(store, 1).role is Role.ADMINISTRATOR


def test_sessions_of_a_user_are_ended(admin: Browser, browse: Callable[..., Browser]) -> None:
    lan = browse(Role.HEAD, "lan")
    admin.post("/administration/users/2/sessions/end")
    assert lan.get("/account").status_code == 303 and admin.get("/account").status_code == 200


def test_user_that_is_not_there(admin: Browser) -> None:
    assert admin.get("/administration/users/99").status_code == 404


def test_list_says_when_users_signed_in_last(admin: Browser, new_user: Callable[..., object]) -> None:
    new_user("lan")
    page = admin.get("/administration/users").text
    assert "02/11/2026 15:30" in page and "chưa lần nào" in page


# tokens
def test_administrator_revokes_tokens_of_users(admin: Browser, browse: Callable[..., Browser], site: Site) -> None:
    page = browse(Role.HANDLER, "lan").post("/account/tokens", {"name": "Máy quét", "scope": "write", "days": "90"}).text
    found = re.search(r"donthu_[\w-]{43}", page)
    assert found

    def ask() -> Any:
        return Browser(site).client.get("/api/v1/identity", headers={"authorization": f"Bearer {found[0]}"})

    assert ask().json() == {"user": 2, "name": "lan", "role": "handler", "scope": "write", "unmasks": False}
    assert "Máy quét" in admin.get("/administration/tokens").text
    assert admin.post("/administration/tokens/1/revoke").status_code == 303 and ask().status_code == 401


def test_administrator_makes_no_token_of_who_reads_petitions(
    admin: Browser, new_user: Callable[..., object], store: Store
) -> None:
    new_user("lan", Role.HEAD)
    admin.post("/administration/tokens", {"user": "2", "name": "x", "scope": "read", "days": "7"})
    assert list_tokens(store) == []


# audit
def numbers(page: str) -> list[int]:
    return [int(found.replace(".", "")) for found in re.findall(r'data-label="Số" class="time"><div>([\d.]+)<', page)]


def test_trail_is_shown_newest_first_page_by_page(admin: Browser, new_user: Callable[..., object]) -> None:
    for number in range(60):
        new_user(f"ten{number}")
    first = admin.get("/administration/audit")
    assert numbers(first.text) == list(range(62, 12, -1))
    found = re.search(r'rel="next" href="([^"]+)"', first.text)
    assert found
    assert numbers(admin.get(found[1].replace("&amp;", "&")).text) == list(range(12, 0, -1))


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("action=session.start", [2]),
        ("user=1", [2]),
        ("subject=user/2", [3]),
        ("day=2026-11-02", [3, 2, 1]),
        ("day=2026-11-03", []),
        ("action=user.add&subject=user/1", [1]),
    ],
)
def test_trail_is_filtered(admin: Browser, new_user: Callable[..., object], query: str, expected: list[int]) -> None:
    new_user("lan")
    assert numbers(admin.get(f"/administration/audit?{query}").text) == expected


@pytest.mark.parametrize("query", ["day=gestern", "user=x", "before=0", "before=x", "subject=" + "x" * 65])
def test_filter_that_is_none_is_refused(admin: Browser, query: str) -> None:
    assert admin.get(f"/administration/audit?{query}").status_code == 400


def test_day_is_that_of_viet_nam(admin: Browser, clock: Clock) -> None:
    clock.time = AT.replace(hour=17, minute=30)  # half past midnight of the day after
    admin.sign_in("chi")
    assert numbers(admin.get("/administration/audit?day=2026-11-03").text) == [3]


def test_chain_is_verified(admin: Browser, store: Store) -> None:
    page = admin.post("/administration/audit/verify").text
    assert "Chuỗi nguyên vẹn: 2 mục." in page and re.search(r"<code>2:[0-9a-f]{64}</code>", page)
    with store.engine.execution_options(donthu_write=True).begin() as connection:
        connection.execute(text("DROP TRIGGER audit_no_update"))
        connection.execute(text("UPDATE audit SET subject = 'user/9' WHERE seq = 2"))
    assert "Chuỗi đứt ở mục số 2." in admin.post("/administration/audit/verify").text


def test_trail_is_exported_and_that_is_noted(admin: Browser, store: Store, new_user: Callable[..., object]) -> None:
    new_user("lan")
    answer = admin.get("/administration/audit/export?action=user.add")
    assert answer.headers["content-disposition"] == 'attachment; filename="audit-2026-11-02.csv"'
    rows = list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"))))
    assert [(row["seq"], row["subject"]) for row in rows] == [("3", "user/2"), ("1", "user/1")]
    with store.read() as session:
        assert search_trail(session, TrailFilter())[0].event.action == "audit.export"


# system
def test_system_says_what_runs_and_how_the_store_stands(admin: Browser, store: Store, tmp_path: Path) -> None:
    page = admin.get("/administration/system").text
    assert "SQLite 3." in page and "petition_labels" in page and "Chưa sao lưu lần nào" in page
    backup(store, tmp_path / "b.zip", at=AT, actor=None)
    assert "Chưa sao lưu lần nào" not in admin.get("/administration/system").text


def test_administration_shows_no_petition(admin: Browser) -> None:
    assert admin.get("/").headers["location"] == "/administration"
    assert admin.get("/inbox").status_code == 403
    assert 'href="/inbox"' not in admin.get("/account").text
