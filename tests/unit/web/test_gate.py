from __future__ import annotations

import logging
from collections.abc import Callable, Iterator

import pytest
from fastapi import APIRouter

from nlp.store.users import Role
from nlp.web import app as application
from nlp.web.pages import account
from nlp.web.security.headers import POLICY
from nlp.web.site import Site
from tests.unit.web.browsing import PASSWORD, Browser


@pytest.mark.parametrize("path", ["/sign-in", "/inbox", "/nowhere", "/api/v1/identity", "/static/app.css"])
def test_every_answer_has_the_headers(browser: Browser, path: str) -> None:
    headers = browser.get(path).headers
    assert headers["content-security-policy"] == POLICY
    assert headers["x-content-type-options"] == "nosniff" and headers["referrer-policy"] == "no-referrer"
    assert "camera=()" in headers["permissions-policy"] and "server" not in headers
    assert ("immutable" in headers["cache-control"]) == path.startswith("/static")
    assert path.startswith("/static") or headers["cache-control"] == "no-store"


def test_policy_allows_nothing_inline_and_no_frame() -> None:
    assert "unsafe" not in POLICY and "default-src 'none'" in POLICY and "frame-ancestors 'none'" in POLICY


def test_tls_is_asked_for_where_it_is_there(new_site: Callable[..., Site]) -> None:
    assert "strict-transport-security" in Browser(new_site(https=True)).get("/sign-in").headers
    assert "strict-transport-security" not in Browser(new_site()).get("/sign-in").headers


@pytest.mark.parametrize(
    ("host", "status"), [("evil.example", 400), ("localhost.evil.example", 400), ("localhost:8000", 200), ("[::1]:8000", 200)]
)  # fmt: skip
def test_other_hosts_are_refused(browser: Browser, host: str, status: int) -> None:
    assert browser.get("/sign-in", headers={"host": host}).status_code == status


def test_prefix_may_be_left_on_or_taken_off(new_site: Callable[..., Site]) -> None:
    browser = Browser(new_site(prefix="/xa"))
    for path in ("/xa/sign-in", "/sign-in"):
        page = browser.get(path)
        assert page.status_code == 200 and 'action="/xa/sign-in"' in page.text
    assert browser.get("/xa/inbox").headers["location"] == "/xa/sign-in?next=/inbox"


# sizes
def test_large_form_is_refused_before_it_is_read(browser: Browser) -> None:
    browser.get("/sign-in")
    assert browser.post("/sign-in", {"name": "x" * 300_000, "password": "x"}).status_code == 413


def test_large_body_of_unknown_length_is_cut_off(browser: Browser) -> None:
    taken = 0

    def body() -> Iterator[bytes]:
        nonlocal taken
        for _ in range(1000):
            taken += 1
            yield b"x" * 65536

    headers = {"content-type": "application/x-www-form-urlencoded"}
    assert browser.client.post("/sign-in", content=body(), headers=headers).status_code == 413


def test_length_that_is_no_number_is_refused(browser: Browser) -> None:
    assert browser.client.post("/sign-in", headers={"content-length": "-1"}).status_code == 413


def test_only_who_is_signed_in_may_send_large_bodies_and_only_where_they_are_wanted(
    browse: Callable[..., Browser], monkeypatch: pytest.MonkeyPatch, site: Site
) -> None:
    monkeypatch.setattr(account, "UPLOADS", ("/account/password",), raising=False)
    values = {"current": "x" * 300_000, "new": "x", "again": "x"}
    assert Browser(site).post("/account/password", values).status_code == 413
    assert browse(Role.HEAD).post("/account/password", values).status_code == 422
    assert browse(Role.HANDLER).post("/account/tokens", {"name": "x" * 300_000}).status_code == 413


# rates
def test_name_has_to_wait_after_attempts_that_failed(new_site: Callable[..., Site], new_user: Callable[..., object]) -> None:
    new_user("lan")
    browser = Browser(new_site(attempts_name="3/minute;5/hour"))
    assert [browser.sign_in("lan", "sai rồi nhé").status_code for _ in range(4)] == [401, 401, 401, 429]
    refused = browser.sign_in("lan", PASSWORD)
    assert refused.status_code == 429 and 0 < int(refused.headers["retry-after"]) <= 3600 and "phút" in refused.text
    assert browser.sign_in("mai", "sai rồi nhé").status_code == 401, "another name may try"


def test_more_failed_attempts_wait_longer(new_site: Callable[..., Site]) -> None:
    browser = Browser(new_site(attempts_name="2/second;3/day"))
    for _ in range(4):
        last = browser.sign_in("lan", "sai rồi nhé")
    assert last.status_code == 429 and int(last.headers["retry-after"]) > 3600


def test_right_password_starts_the_count_anew(new_site: Callable[..., Site], new_user: Callable[..., object]) -> None:
    new_user("lan")
    site = new_site(attempts_name="3/minute")
    for _ in range(3):
        browser = Browser(site)
        assert browser.sign_in("lan", "sai rồi nhé").status_code == 401
        assert browser.sign_in("lan").status_code == 303


def test_who_signs_in_rightly_uses_nothing_of_a_shared_address_up(
    new_site: Callable[..., Site], new_user: Callable[..., object]
) -> None:
    new_user("lan")
    site = new_site(attempts_address="2/minute")
    assert [Browser(site).sign_in("lan").status_code for _ in range(4)] == [303] * 4


def test_address_has_to_wait_whatever_names_it_tries(new_site: Callable[..., Site]) -> None:
    site = new_site(attempts_address="3/minute")
    browser = Browser(site)
    assert [browser.sign_in(f"ten{n}", "sai rồi nhé").status_code for n in range(4)] == [401, 401, 401, 429]
    assert Browser(site, "203.0.113.8").sign_in("ten9", "sai rồi nhé").status_code == 401


def test_attempts_at_the_present_password_are_counted(new_site: Callable[..., Site], new_user: Callable[..., object]) -> None:
    new_user("lan")
    browser = Browser(new_site(attempts_name="3/minute"))
    browser.sign_in("lan")
    values = {"current": "sai", "new": "x", "again": "x"}
    assert [browser.post("/account/password", values).status_code for _ in range(4)] == [422, 422, 422, 429]


@pytest.mark.parametrize("limit", ["requests_stranger", "requests_address"])
def test_strangers_are_held_to_a_rate(new_site: Callable[..., Site], limit: str) -> None:
    browser = Browser(new_site(**{limit: "3/minute"}))
    assert [browser.get("/sign-in").status_code for _ in range(4)] == [200, 200, 200, 429]
    assert browser.get("/static/app.css").status_code == 200


def test_users_are_held_to_a_rate_of_their_own(new_site: Callable[..., Site], new_user: Callable[..., object]) -> None:
    new_user("lan"), new_user("mai")
    site = new_site(requests_user="3/minute")
    lan, mai = Browser(site), Browser(site)
    lan.sign_in("lan"), mai.sign_in("mai")
    assert [lan.get("/account").status_code for _ in range(3)] == [200, 200, 429]
    assert mai.get("/account").status_code == 200


# errors
@pytest.fixture
def failing(site: Site, monkeypatch: pytest.MonkeyPatch) -> Browser:
    """A site with a page that fails with a person's words in the error."""
    from nlp.web.security.access import anyone

    router = APIRouter()

    @router.get("/fails", dependencies=[anyone()])
    def fail() -> None:
        raise RuntimeError("Lê Thị Ví Dụ, 0912 345 678")

    @router.get("/api/fails", dependencies=[anyone()])
    def fail_again() -> None:
        raise RuntimeError("Lê Thị Ví Dụ, 0912 345 678")

    page = type("page", (), {"router": router})
    monkeypatch.setattr(application, "PAGES", (*application.PAGES, page))
    return Browser(site)


def test_failure_is_told_by_a_number_that_the_log_has(failing: Browser, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, logger="nlp.web"):
        response = failing.get("/fails?q=Lê")
    number = response.headers["x-request-id"]
    assert response.status_code == 500 and number in response.text
    assert "Ví Dụ" not in response.text and "RuntimeError" not in response.text
    assert f"request={number} RuntimeError" in caplog.text and "test_gate.py" in caplog.text
    assert "Ví Dụ" not in caplog.text and "q=" not in caplog.text


def test_failure_of_the_api_is_json(failing: Browser) -> None:
    response = failing.get("/api/fails")
    number = response.headers["x-request-id"]
    told = response.json()
    assert response.status_code == 500 and response.headers["content-type"] == "application/problem+json"
    assert (told["code"], told["detail"], told["request"]) == ("web.failed", "Máy chủ gặp lỗi.", number)
    assert "Ví Dụ" not in response.text


def test_log_has_no_query_name_or_path_that_nobody_made(browse: Callable[..., Browser], caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        browser = browse(Role.HEAD, "lethividu")
        browser.get("/inbox?q=bi-mat")
        browser.get("/khong-co/bi-mat")
    log = "\n".join(record.getMessage() for record in caplog.records if record.name.startswith("nlp"))
    assert "GET /inbox 200" in log and "user=1" in log
    assert "bi-mat" not in log and "lethividu" not in log and PASSWORD not in log


def test_form_that_does_not_fit_is_not_repeated(browse: Callable[..., Browser]) -> None:
    response = browse(Role.HEAD).post("/account/password", {"current": "bí mật của tôi"})
    assert response.status_code == 400 and "bí mật" not in response.text


def test_page_that_is_not_there(browser: Browser) -> None:
    assert "Không có trang này." in browser.get("/nowhere").text
    assert browser.get("/nowhere").status_code == 404
    assert browser.client.put("/sign-in").status_code == 405
