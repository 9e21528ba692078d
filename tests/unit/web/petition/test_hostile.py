"""What a document says is text on every page, whatever it says: names, titles, file names, addresses, notes."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest
from lxml import html

from nlp.ingest.walk import Entry
from nlp.store.engine import Store
from nlp.store.users import Role
from nlp.triage.intake import Intake
from nlp.triage.reassess import reassess
from tests.unit.triage.petitions import AT, CONFIG, DISPATCH, complaint
from tests.unit.web.browsing import Browser
from tests.unit.web.petition.cases import RECEIVED, send, unmask

Browse = Callable[..., Browser]
SCRIPT = '<script>alert(1)</script>"><img src=x onerror=alert(1)>'
PAGES = ("", "/edit", "/duplicates", "/papers", "/history")
# No page has elements that a document could have brought along: those that load, run or lead elsewhere.
FOREIGN = (
    "//iframe|//object|//embed|//base|//*[@onerror or @onload or @onclick or @style]|//script[not(@src)]"
    "|//img[not(starts-with(@src,'/'))]"
)


def take_in(store: Store, text: str, name: str = "don.txt") -> str:
    entry = Entry(name, partial(bytes, text, "utf-8"))
    taker = Intake(store, CONFIG, as_of=RECEIVED)
    [taken] = taker.add_many([entry], received=RECEIVED, now=lambda: AT, actor=None)
    return str(taken.id)


@pytest.fixture
def hostile(store: Store) -> str:
    """A petition with markup wherever a writer can put it; an officer has put more into what was corrected."""
    text = (
        complaint(7)
        .replace("ĐƠN KHIẾU NẠI", f"ĐƠN KHIẾU NẠI {SCRIPT}", 1)
        .replace("Kính gửi: Chủ tịch", f"Kính gửi: {SCRIPT} Chủ tịch")
    )
    text = text.replace("Địa chỉ: thôn", f"Địa chỉ: thôn {SCRIPT}").replace("Tôi đề nghị", f"Tôi đề nghị {SCRIPT}")
    petition = take_in(store, text + SCRIPT, f"../{SCRIPT}/don\u202e.txt")
    person = {"name": SCRIPT, "address": SCRIPT, "identity_number": SCRIPT, "phone": SCRIPT}
    parts = {"petitioners": [person], "target": SCRIPT, "requests": [SCRIPT], "representatives": [SCRIPT]}
    reassess(store, petition, parts=parts, version=1, at=AT, actor=None, as_of=RECEIVED, config=CONFIG)
    return petition


@pytest.mark.parametrize("below", PAGES)
@pytest.mark.parametrize("is_whole", [True, False], ids=["whole", "masked"])
def test_markup_of_a_document_is_text(browse: Browse, hostile: str, below: str, is_whole: bool) -> None:
    browser = browse(Role.HEAD)
    send(browser, "/decide", hostile, action="luu_don", note=SCRIPT)
    if is_whole:
        unmask(browser, hostile)
    answer = browser.get(f"/petitions/{hostile}{below}")
    assert answer.status_code == 200 and "<script>alert" not in answer.text and "<img src=x" not in answer.text
    assert html.document_fromstring(answer.text).xpath(FOREIGN) == []
    assert "script-src 'self'" in answer.headers["content-security-policy"]


def test_what_was_sent_comes_back_as_text(browse: Browse, hostile: str) -> None:
    browser = browse(Role.HEAD)
    for path, values in (
        ("/decide", {"action": SCRIPT, "note": SCRIPT}), ("/facts", {"fact.ngay_thu_ly": SCRIPT}),
        ("/edit", {"ngay_nhan": SCRIPT}), ("/duplicates/join", {"other": SCRIPT[:40]}), ("/unmask", {"reason": SCRIPT}),
    ):  # fmt: skip
        answer = send(browser, path, hostile, **values)
        assert answer.status_code == 422 and "<script>alert" not in answer.text, path
        assert html.document_fromstring(answer.text).xpath(FOREIGN) == [], path


@pytest.mark.parametrize("queue", [SCRIPT, "//evil.example", "javascript:alert(1)", "type=to_cao&order=x", "due_before=mai"])
def test_query_of_the_queue_leads_nowhere_else(browse: Browse, hostile: str, queue: str) -> None:
    page = browse(Role.HEAD).get(f"/petitions/{hostile}", params={"queue": queue})
    assert page.status_code == 200
    links = html.document_fromstring(page.text).xpath("//a/@href|//form/@action")
    assert all(link.startswith(("/", "#")) and not link.startswith("//") for link in links)


def test_document_that_is_no_petition_is_shown(browse: Browse, store: Store) -> None:
    petition, browser = take_in(store, DISPATCH), browse(Role.HEAD)
    for below in PAGES:
        assert browser.get(f"/petitions/{petition}{below}").status_code == 200, below
    assert "Báo cáo kết quả" in browser.get(f"/petitions/{petition}").text


def test_document_that_could_not_be_read_is_shown(browse: Browse, store: Store) -> None:
    petition, browser = take_in(store, "%PDF-1.7 hỏng"), browse(Role.HEAD)
    for below in PAGES:
        assert browser.get(f"/petitions/{petition}{below}").status_code == 200, below


def test_person_in_many_lines_is_shown(browse: Browse, store: Store) -> None:
    petition = take_in(store, complaint(8).replace("Tôi tên là: ", "Tôi tên là:\n"))
    assert browse(Role.HEAD).get(f"/petitions/{petition}").status_code == 200


def test_way_through_the_queue_keeps_its_filter(browse: Browse, store: Store) -> None:
    ids = [take_in(store, complaint(number)) for number in (31, 42, 53)]
    browser = browse(Role.HEAD)
    queue = f"order=received&received_from={RECEIVED.isoformat()}&type=khieu_nai"
    page = html.document_fromstring(browser.get(f"/petitions/{ids[1]}", params={"queue": queue}).text)
    before, behind = page.xpath("//a[@rel='prev']/@href")[0], page.xpath("//a[@rel='next']/@href")[0]
    # The latest arrival comes first.
    assert before.startswith(f"/petitions/{ids[2]}?queue=order%3Dreceived") and behind.startswith(f"/petitions/{ids[0]}?queue=")
    assert page.xpath("//nav[@class='crumbs']//a/@href") == [f"/inbox?{queue}"]
