"""What a petition says: masked by role and type, whole for a reason that is recorded."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from nlp.document.masking import MASK
from nlp.store.audit import TrailFilter, search_trail
from nlp.store.engine import Store
from nlp.store.petitions import read_petition
from nlp.store.users import Role
from nlp.triage.decisions import decide, join
from nlp.triage.intake import Intake
from nlp.triage.reassess import reassess
from nlp.web.site import Site
from tests.conftest import ROOT
from tests.unit.triage.petitions import AT, CONFIG, DAY, DENUNCIATION, analyze, complaint
from tests.unit.web.browsing import Browser

Ask = Callable[..., Any]
DENOUNCER, COMPLAINANT = "Đinh Thị Ví Dụ", complaint().rpartition("(đã ký)\n")[2].strip()


def test_denouncer_is_masked_for_the_head(ask: Ask, petitions: list[str]) -> None:
    text = ask().get(f"/api/v1/petitions/{petitions[3]}/text").text
    assert len(text) == len(DENUNCIATION) and DENOUNCER not in text and "Trần Văn Mẫu" in text


def test_reason_shows_the_denouncer_and_is_recorded(ask: Ask, site: Site, petitions: list[str]) -> None:
    record = ask().get(f"/api/v1/petitions/{petitions[3]}/record?reason=xac_minh").json()
    assert record["petition"]["petitioners"][0]["name"] == DENOUNCER
    with site.store.read() as session:
        [link] = search_trail(session, TrailFilter(action="petition.unmask"))
    assert link.event.subject == petitions[3] and link.event.details["reason"] == "xac_minh"


@pytest.mark.parametrize(("role", "shown"), [(Role.HANDLER, True), (Role.ANALYST, False)])
def test_complainant_is_shown_to_officers_only(ask: Ask, petitions: list[str], role: Role, shown: bool) -> None:
    text = ask(role).get(f"/api/v1/petitions/{petitions[0]}/text").text
    assert (COMPLAINANT in text) == shown and (MASK in text)


@pytest.mark.parametrize("path", ["record", "text", "source"])
def test_analyst_is_shown_nothing_for_a_reason(ask: Ask, site: Site, petitions: list[str], path: str) -> None:
    response = ask(Role.ANALYST).get(f"/api/v1/petitions/{petitions[3]}/{path}?reason=xac_minh")
    assert response.status_code == 403 and DENOUNCER not in response.text
    with site.store.read() as session:
        assert search_trail(session, TrailFilter(action="petition.unmask")) == []


def test_source_needs_a_reason(ask: Ask, petitions: list[str]) -> None:
    client, path = ask(), f"/api/v1/petitions/{petitions[3]}/source"
    refused = client.get(path)
    assert refused.status_code == 403 and refused.json()["code"] == "web.masked"
    response = client.get(f"{path}?reason=lien_he")
    assert response.content.decode() == DENUNCIATION
    assert response.headers["content-disposition"].startswith("attachment")
    assert "sandbox" in response.headers["content-security-policy"]


def test_reason_that_is_none(ask: Ask, petitions: list[str]) -> None:
    response = ask().get(f"/api/v1/petitions/{petitions[3]}/text?reason=just_so")
    assert response.status_code == 400 and response.json()["code"] == "secrecy.no_reason"


def test_note_that_names_the_denouncer_is_masked(ask: Ask, store: Store, petitions: list[str]) -> None:
    note = f"Đã gọi bà {DENOUNCER}"
    decide(store, petitions[3], "thu_ly", version=1, at=AT, actor=None, day=DAY, config=CONFIG, note=note)
    answer = ask().get(f"/api/v1/petitions/{petitions[3]}")
    assert DENOUNCER not in answer.text
    [decision] = answer.json()["decisions"]
    assert len(decision["note"]) == len(note) and decision["note"].startswith("Đã gọi bà")


def test_denouncers_are_not_found_by_name(ask: Ask, petitions: list[str]) -> None:
    def found(role: Role, text: str) -> list[str]:
        answer = ask(role).get("/api/v1/petitions", params={"text": text}).json()
        return [row["id"] for row in answer["petitions"]]

    assert found(Role.HEAD, DENOUNCER) == [] and found(Role.RECEPTION, petitions[3]) == [petitions[3]]
    assert petitions[0] in found(Role.HANDLER, COMPLAINANT)
    assert found(Role.ANALYST, COMPLAINANT) == []


@pytest.fixture
def scanned(store: Store, site: Site) -> Iterator[str]:
    """A petition that came in as a PDF with pages."""
    content = (ROOT / "corpora/documents/thong_bao_tiep_cong_dan.pdf").read_bytes()
    taken = Intake(store, CONFIG, as_of=DAY, analyze=analyze).add("don.pdf", content, received=DAY, at=AT, actor=None)
    yield str(taken.id)
    site.close()


def test_page_is_a_picture(ask: Ask, scanned: str) -> None:
    client = ask()
    response = client.get(f"/api/v1/petitions/{scanned}/pages/1?width=400&reason=giai_quyet")
    assert response.status_code == 200 and response.content.startswith(b"\x89PNG")
    assert client.get(f"/api/v1/petitions/{scanned}/pages/999").json()["code"] == "web.no_page"


def test_masked_page_differs_from_the_page(ask: Ask, scanned: str) -> None:
    client = ask()
    path = f"/api/v1/petitions/{scanned}/pages/1?width=400"
    masked = client.get(path)
    # Of an open type everything that nobody read is left out of the picture, or the page is not shown at all.
    assert masked.status_code in (200, 403)
    assert masked.content != client.get(f"{path}&reason=giai_quyet").content


def test_text_has_no_pages(ask: Ask, petitions: list[str]) -> None:
    assert ask().get(f"/api/v1/petitions/{petitions[0]}/pages/1").status_code == 404


def test_complaint_in_the_group_of_a_denunciation_is_as_secret(ask: Ask, site: Site, petitions: list[str]) -> None:
    version = read_petition(site.store, petitions[0]).version
    join(site.store, petitions[0], petitions[3], version=version, at=AT, actor=None)
    client = ask()
    for path in ("record", "text"):
        assert COMPLAINANT not in client.get(f"/api/v1/petitions/{petitions[0]}/{path}").text


def test_who_was_read_before_an_officer_corrected_it_is_masked_too(ask: Ask, site: Site, petitions: list[str]) -> None:
    person = {"name": "Trần Văn Mẫu", "address": None}
    reassess(site.store, petitions[3], parts={"petitioners": [person]}, version=1, at=AT, actor=None, as_of=DAY, config=CONFIG)
    page = ask().get(f"/api/v1/petitions/{petitions[3]}/record")
    assert DENOUNCER not in page.text and "Trần Văn Mẫu" not in page.text
    assert len(page.json()["petition"]["petitioners"]) == 1


def test_link_of_another_site_gives_no_reason(site: Site, new_user: Ask, petitions: list[str]) -> None:
    new_user("lan", Role.HEAD)
    browser = Browser(site)
    browser.sign_in("lan")
    assert browser.get(f"/api/v1/petitions/{petitions[3]}/text?reason=lien_he").status_code == 403
    with site.store.read() as session:
        assert search_trail(session, TrailFilter(action="petition.unmask")) == []
