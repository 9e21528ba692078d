"""The picture of a scan whose writer is secret: kept back, until an officer says why he looks at it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator

import pytest
from argon2 import PasswordHasher
from playwright.sync_api import Page, expect

from nlp.store.engine import open_store
from nlp.store.place import find_place
from nlp.store.users import Role, add_user
from nlp.triage.intake import Intake
from nlp.web.security.passwords import Passwords
from nlp.web.site import Site
from tests.unit.ingest.scans import scan_with_text
from tests.unit.triage.petitions import CONFIG
from tests.unit.web.browsing import AT, CHEAP, PASSWORD

pytestmark = pytest.mark.web


@pytest.fixture(scope="session")
def petition() -> list[str]:
    """The id of the scan, once it is in the store."""
    return []


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory, petition: list[str]) -> Iterator[Site]:
    """A site with a head and one scan, whose type is open."""
    passwords, now = Passwords(PasswordHasher(**CHEAP)), dt.datetime.now(dt.UTC)
    with open_store(find_place(tmp_path_factory.mktemp("scan"))) as store:
        add_user(store, Role.HEAD.value, Role.HEAD, at=AT, actor=None, password_hash=passwords.hash(PASSWORD))
        intake = Intake(store, CONFIG, as_of=now.date())
        petition.append(str(intake.add("don.pdf", scan_with_text(), received=now.date(), at=now, actor=None).id))
        site = Site(store, config=CONFIG, passwords=passwords)
        yield site
        site.close()


@pytest.fixture(scope="session")
def address(serve: Callable[[Site], Iterator[str]], site: Site) -> Iterator[str]:
    """Where this site is served."""
    yield from serve(site)


def test_scan_is_shown_to_who_gave_a_reason(
    open_page: Callable[..., Page], petition: list[str], take_picture: Callable[[Page, str], None]
) -> None:
    page = open_page(Role.HEAD)
    path = f"/petitions/{petition[0]}"
    assert page.request.get(f"{path}/pages/1").status == 403
    page.goto(path)
    take_picture(page, "scan-masked")
    page.locator("details.unmask summary").first.click()
    page.get_by_label("Lý do xem").select_option("giai_quyet")
    page.locator("details.unmask button").first.click()
    shown = page.locator(f'img[src*="{path}/pages/1"]').first
    expect(shown).to_be_visible()
    shown.evaluate("image => image.decode()")
    assert shown.evaluate("image => image.naturalWidth") > 200
    take_picture(page, "scan-shown")
