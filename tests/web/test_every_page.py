"""What holds for every page: nothing that axe finds serious, nothing cut off at 360 pixels or at twice the size."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from nlp.store.users import Role
from tests.unit.register.dispatches import DISTRICT
from tests.web.conftest import DESK, PHONE
from tests.web.petitions import document_of


@dataclass(frozen=True)
class Place:
    """A page: its path, and who looks at it (None: nobody that is signed in)."""

    path: str
    role: Role | None

    def __str__(self) -> str:
        return f"{self.path.strip('/').replace('/', '-').partition('?')[0] or 'home'}-{self.role}"


# Whoever adds a page adds it here.
PLACES = [
    Place("/sign-in", None),
    Place("/nowhere", None),
    Place("/inbox", Role.RECEPTION),
    Place("/inbox?type=to_cao&order=priority", Role.ANALYST),
    Place("/inbox/intake", Role.RECEPTION),
    Place("/search", Role.HEAD),
    Place("/search?q=ai+phai+bao+cao+doi+thoai+truoc+20/4/2024", Role.ANALYST),
    Place("/directives/intake", Role.HEAD),
    Place(f"/directives/{document_of(DISTRICT)}", Role.HANDLER),
    Place("/bodies?kind=ubnd&place=173", Role.HEAD),
    Place("/calendar", Role.HANDLER),
    Place("/overdue", Role.HEAD),
    Place("/feeds", Role.ANALYST),
    Place(f"/directives/{document_of(DISTRICT)}/cascade", Role.ANALYST),
    Place("/dashboard", Role.HEAD),
    Place("/archives", Role.ANALYST),
    Place("/archives/new", Role.HEAD),
    Place("/archives/ke-hoach", Role.HEAD),
    Place("/archives/ke-hoach/hits?layer=citations&by=label&group=ke_hoach", Role.ANALYST),
    Place("/archives/ke-hoach/texts/1?layer=citations", Role.ANALYST),
    Place("/archives/ke-hoach/decisions", Role.HEAD),
    Place("/archives/ke-hoach/work", Role.ANALYST),
    Place("/archives/ke-hoach/documents/1", Role.ANALYST),
    Place("/archives/ke-hoach/adjudication", Role.HEAD),
    Place("/archives/ke-hoach/progress", Role.HEAD),
    Place("/guidelines", Role.ANALYST),
    Place("/invitations", Role.HEAD),
    Place("/account", Role.HEAD),
    Place("/api-reference", Role.ANALYST),
    Place("/administration/users", Role.ADMINISTRATOR),
    Place("/administration/users/2", Role.ADMINISTRATOR),
    Place("/administration/tokens", Role.ADMINISTRATOR),
    Place("/administration/audit", Role.ADMINISTRATOR),
    Place("/administration/system", Role.ADMINISTRATOR),
]
pytestmark = pytest.mark.web


@pytest.fixture(params=PLACES, ids=str)
def place(request: pytest.FixtureRequest) -> Place:
    return request.param  # type: ignore[no-any-return]


@pytest.mark.parametrize(("lang", "scheme"), [("vi", "light"), ("en", "dark")])
def test_axe_finds_nothing_serious(
    open_page: Callable[..., Page], place: Place, lang: str, scheme: str, take_picture: Callable[[Page, str], None]
) -> None:
    page = open_page(place.role, lang=lang, scheme=scheme)
    page.goto(place.path)
    assert page.locator("html").get_attribute("lang") == lang
    take_picture(page, f"{place}-desk-{lang}-{scheme}")
    assert serious(page) == []


def serious(page: Page) -> list[str]:
    """What axe finds serious or critical, with the elements it is found at."""
    found = Axe().run(page).response["violations"]
    return [
        f"{item['id']}: {node['target']} {node['html'][:120]} {node['failureSummary']}"
        for item in found
        if item["impact"] in ("serious", "critical")
        for node in item["nodes"]
    ]


@pytest.mark.parametrize("size", [PHONE, {"width": 640, "height": 400}], ids=["phone", "desk at twice the size"])
def test_nothing_is_cut_off_on_a_narrow_screen(
    open_page: Callable[..., Page], place: Place, size: dict[str, int], take_picture: Callable[[Page, str], None]
) -> None:
    page = open_page(place.role, size=size)
    page.goto(place.path)
    take_picture(page, f"{place}-{size['width']}")
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
    assert serious(page) == []


def test_touch_targets_are_large_enough(open_page: Callable[..., Page], place: Place) -> None:
    page = open_page(place.role, size=PHONE)
    page.goto(place.path)
    small = page.evaluate(
        """() => [...document.querySelectorAll("button, summary, select, .menu a, .tabs a, a.button, input:not([type=hidden])")]
          .filter(one => one.checkVisibility() && one.type !== "checkbox" && one.type !== "radio")
          .filter(one => one.getBoundingClientRect().height < 44)
          .map(one => one.outerHTML.slice(0, 120) + " " + one.getBoundingClientRect().height)"""
    )
    assert small == []


def test_keyboard_goes_to_the_content_first_and_shows_where_it_is(open_page: Callable[..., Page], place: Place) -> None:
    page = open_page(place.role, size=DESK)
    page.goto(place.path)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#main"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.keyboard.press("Tab")
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") in ("solid", "auto")


def test_page_has_one_heading_and_its_landmarks(open_page: Callable[..., Page], place: Place) -> None:
    page = open_page(place.role)
    page.goto(place.path)
    assert page.locator("h1").count() == page.locator("main").count() == page.locator("header").count() == 1
    assert page.title().endswith(" · donthu") and len(page.title()) > len(" · donthu")
