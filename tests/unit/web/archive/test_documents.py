"""Documents of an archive: who may open them, what is taken, what is told, and what an adjudicator makes of answers."""

from __future__ import annotations

import csv
import io
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from argon2 import PasswordHasher

from nlp.annotate.archive.adjudicate import load_adjudicated
from nlp.annotate.archive.open import close_archive
from nlp.annotate.archive.work import load_work, save_work
from nlp.annotate.task import Task
from nlp.store.audit import TrailFilter, search_trail
from nlp.store.engine import Store, open_store
from nlp.store.place import find_place
from nlp.store.users import Role, User, add_user, list_users
from nlp.web.security.passwords import Passwords
from tests.unit.web.archive.desks import NAME, fill_archive
from tests.unit.web.browsing import AT, CHEAP, PASSWORD, Browser

PATH = f"/archives/{NAME}"


ROLES = {"chi": Role.HEAD, "lan": Role.ANALYST, "mai": Role.ANALYST, "xa": Role.ANALYST, "tiep": Role.RECEPTION}


@pytest.fixture(scope="session")
def laid(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a store with the archive: lan and mai annotate every document of it, mai adjudicates too."""
    folder = tmp_path_factory.mktemp("desks")
    secret = Passwords(PasswordHasher(**CHEAP)).hash(PASSWORD)
    with open_store(find_place(folder)) as store:
        ids = {name: add_user(store, name, role, at=AT, actor=None, password_hash=secret).id for name, role in ROLES.items()}
        fill_archive(store, [ids["lan"], ids["mai"]], at=AT, actor=ids["chi"], adjudicators=[ids["mai"]])
    return folder


@pytest.fixture
def store(tmp_path: Path, laid: Path) -> Iterator[Store]:
    """A copy of the store for one test."""
    shutil.copytree(laid, tmp_path, dirs_exist_ok=True)
    with open_store(find_place(tmp_path), create=False) as opened:
        yield opened


@pytest.fixture
def people(store: Store) -> dict[str, User]:
    """Its users by name."""
    return {user.name: user for user in list_users(store)}


def send(browser: Browser, path: str, edits: dict[str, Any], *, version: int = 0, submit: bool = False) -> Any:
    return browser.client.post(
        path, json={"version": version, "submit": submit, "edits": edits}, headers={"x-form-token": browser.token}
    )  # fmt: skip


def task_of(store: Store, user: User, document: int = 1) -> Task:
    return load_work(store, NAME, document, user.id).task


PAGES = ["/work", "/documents/1", "/progress", "/progress.csv", "/progress.json"]


@pytest.mark.parametrize("page", [*PAGES, "/adjudication", "/adjudication/1", "/adjudication/1/edit"])
def test_analyst_who_is_no_annotator_finds_nothing(as_user: Callable[[str], Browser], page: str) -> None:
    assert as_user("xa").get(PATH + page).status_code == 404


@pytest.mark.parametrize("page", [*PAGES, "/adjudication"])
def test_other_roles_are_refused(as_user: Callable[[str], Browser], page: str) -> None:
    assert as_user("tiep").get(PATH + page).status_code == 403


@pytest.mark.parametrize("page", [*PAGES, "/documents/2?span=x"])
def test_annotator_opens_what_was_given_to_him(as_user: Callable[[str], Browser], page: str) -> None:
    assert as_user("lan").get(PATH + page).status_code == 200


@pytest.mark.parametrize(
    ("path", "values"),
    [
        ("/edits", None),
        ("/spans/x", {"version": "0", "what": "drop"}),
        ("/labels", {"version": "0"}),
        ("/submit", {"version": "0"}),
    ],
)
def test_nobody_else_changes_a_document(
    as_user: Callable[[str], Browser], store: Store, people: dict[str, User], path: str, values: dict[str, str] | None
) -> None:
    for name in ("xa", "chi"):
        browser, whole = as_user(name), f"{PATH}/documents/1{path}"
        answer = send(browser, whole, {}) if values is None else browser.post(whole, values)
        assert answer.status_code == 404, name
    assert load_work(store, NAME, 1, people["lan"].id).version == 0


def test_document_that_there_is_not_is_not_found(as_user: Callable[[str], Browser]) -> None:
    assert as_user("lan").get(f"{PATH}/documents/9").status_code == 404


def test_only_adjudicators_and_the_head_adjudicate(as_user: Callable[[str], Browser]) -> None:
    statuses = {name: as_user(name).get(f"{PATH}/adjudication").status_code for name in ("lan", "mai", "chi")}
    assert statuses == {"lan": 403, "mai": 200, "chi": 200}


def test_opening_a_document_is_in_the_trail_once_a_day(
    as_user: Callable[[str], Browser], store: Store, people: dict[str, User], clock: Any
) -> None:
    browser, wanted = as_user("lan"), TrailFilter(action="archive.view", subject=f"archive/{NAME}/1")
    for hours in (0, 1, 24):
        clock.pass_by(hours=hours)
        if hours == 24:
            browser.sign_in("lan")
        browser.get(f"{PATH}/documents/1")
    with store.read() as session:
        events = [link.event for link in search_trail(session, wanted, limit=10)]
    assert [event.user for event in events] == [people["lan"].id] * 2


def test_edits_are_kept_and_the_version_goes_on(
    as_user: Callable[[str], Browser], store: Store, people: dict[str, User]
) -> None:  # fmt: skip
    browser = as_user("lan")
    put = {"id": "new-1", "layer": "bodies", "label": "body", "start": 0, "end": 3, "values": {}}
    answer = send(browser, f"{PATH}/documents/1/edits", {"put": [put]})
    assert answer.status_code == 200 and answer.json()["version"] == 1
    kept = next(span for span in task_of(store, people["lan"]).spans if span.id == "new-1")
    assert task_of(store, people["lan"]).text[kept.start : kept.end] == "😀📌🗂"
    assert "new-1" not in {span.id for span in task_of(store, people["mai"]).spans}


def test_who_was_quicker_is_told_with_what_stands_there_now(as_user: Callable[[str], Browser]) -> None:
    browser, path = as_user("lan"), f"{PATH}/documents/1/edits"
    put = {"id": "new-1", "layer": "bodies", "label": "body", "start": 0, "end": 3, "values": {}}
    send(browser, path, {"put": [put]})
    answer = send(browser, path, {"drop": []})
    told = answer.json()
    assert answer.status_code == 409 and told["version"] == 1
    assert "lan" in told["said"] and "02/11/2026 15:30" in told["said"]
    assert "new-1" in {span["id"] for span in told["state"]["spans"]}


def test_faults_are_told_at_their_spans_and_nothing_is_kept(
    as_user: Callable[[str], Browser], store: Store, people: dict[str, User]
) -> None:
    browser = as_user("lan")
    span = task_of(store, people["lan"]).layer("deadlines")[0]
    put = {"id": span.id, "layer": "deadlines", "label": "date", "start": span.start, "end": span.end, "values": {"date": "mai"}}
    answer = send(browser, f"{PATH}/documents/1/edits", {"put": [put], "labels": {"kind": "cong_van"}})
    fault = answer.json()["faults"][0]
    assert answer.status_code == 422 and (fault["span"], fault["where"]) == (span.id, "date") and "2024-04-15" in fault["text"]
    assert load_work(store, NAME, 1, people["lan"].id).version == 0


@pytest.mark.parametrize("values", [{}, {"edits": {}}, {"version": -1, "edits": {}}, {"version": 0, "edits": {"put": [1]}}])
def test_what_is_no_edit_is_refused(as_user: Callable[[str], Browser], values: dict[str, Any]) -> None:
    browser = as_user("lan")
    answer = browser.client.post(f"{PATH}/documents/1/edits", json=values, headers={"x-form-token": browser.token})
    assert answer.status_code == 400


def test_edits_without_the_token_of_the_form_are_refused(as_user: Callable[[str], Browser]) -> None:
    answer = as_user("lan").client.post(f"{PATH}/documents/1/edits", json={"version": 0, "edits": {}})
    assert answer.status_code == 403


def test_submitted_document_takes_no_edits_until_it_is_opened_again(as_user: Callable[[str], Browser]) -> None:
    browser, path = as_user("lan"), f"{PATH}/documents/1"
    answer = send(browser, f"{path}/edits", {}, submit=True)
    assert answer.json()["next"] == f"{PATH}/documents/2"
    assert send(browser, f"{path}/edits", {}, version=1).status_code == 409
    browser.get(path)
    assert browser.post(f"{path}/reopen").headers["location"] == path
    assert send(browser, f"{path}/edits", {}, version=1).status_code == 200


def test_closed_archive_is_read_only(as_user: Callable[[str], Browser], store: Store, people: dict[str, User]) -> None:
    close_archive(store, NAME, at=AT, actor=people["chi"].id)
    browser = as_user("lan")
    page = browser.get(f"{PATH}/documents/1")
    assert page.status_code == 200 and 'id="submit"' not in page.text
    assert send(browser, f"{PATH}/documents/1/edits", {}).status_code == 409


def test_text_and_values_are_escaped(as_user: Callable[[str], Browser], store: Store, people: dict[str, User]) -> None:
    browser, evil = as_user("lan"), "</script><script>alert(1)</script>"
    span = task_of(store, people["lan"]).layer("citations") or task_of(store, people["lan"]).layer("deadlines")
    values = {"trigger": evil} if span[0].layer == "deadlines" else {"issuer": evil}
    put = {"id": span[0].id, "layer": span[0].layer, "label": span[0].label, "start": 0, "end": 3, "values": values}
    assert send(browser, f"{PATH}/documents/1/edits", {"put": [put]}).status_code == 200
    page = browser.get(f"{PATH}/documents/1?span={span[0].id}").text
    assert evil not in page and "&lt;/script&gt;" in page


def test_form_of_labels_keeps_the_order_of_fields(
    as_user: Callable[[str], Browser], store: Store, people: dict[str, User]
) -> None:  # fmt: skip
    browser, path = as_user("lan"), f"{PATH}/documents/3"
    browser.get(path)
    values = {
        "version": "0", "family": "petition", "petition.type": "to_cao", "petition.fields.shown": "yes",
        "petition.fields.main": "tham_nhung", "petition.fields": ["dat_dai", "tham_nhung"],
    }  # fmt: skip
    assert browser.post(f"{path}/labels", values).status_code == 303
    labels = task_of(store, people["lan"], 3).labels
    assert labels["petition.type"] == "to_cao" and labels["petition.fields"] == ["tham_nhung", "dat_dai"]


def submit_both(store: Store, people: dict[str, User]) -> tuple[Task, Task]:
    """Lan submits what the machine found; Mai another label, one span less, another kind."""
    lan = task_of(store, people["lan"])
    gone, changed = lan.layer("deadlines")[0], lan.layer("obligations")[-1]
    spans = [replace(span, label="should") if span is changed else span for span in lan.spans if span is not gone]
    links = tuple(link for link in lan.relations if gone.id not in (link.head, link.tail))
    mai = replace(lan, spans=tuple(spans), relations=links, labels={**lan.labels, "kind": "cong_dien"})
    for name, task in (("lan", lan), ("mai", mai)):
        save_work(store, NAME, 1, people[name].id, task, version=0, submit=True, at=AT)
    return lan, mai


def test_choices_of_the_adjudicator_hold(as_user: Callable[[str], Browser], store: Store, people: dict[str, User]) -> None:
    submit_both(store, people)
    browser, path = as_user("mai"), f"{PATH}/adjudication/1"
    page = browser.get(path)
    assert page.status_code == 200 and "(lan)" not in page.text
    differences = load_adjudicated(store, NAME, 1).comparison.differences
    half = browser.post(path, {"version": "0", "difference.0": "0"})
    assert half.status_code == 422 and load_adjudicated(store, NAME, 1).version == 0
    choices = {f"difference.{number}": "1" for number in range(len(differences))}
    answer = browser.post(path, {"version": "0", **choices})
    assert answer.status_code == 303 and answer.headers["location"] == f"{PATH}/adjudication"
    found = load_adjudicated(store, NAME, 1)
    assert found.version == 1 and found.task.annotator == "mai"
    assert [(one.start, one.end, one.label) for one in found.task.spans] == [
        (one.start, one.end, one.label) for one in found.answers[1].spans
    ]
    assert found.task.labels["kind"] == "cong_dien"
    again = browser.get(path).text
    assert again.count(" checked") >= 2


def test_head_may_ask_whose_the_answers_are(as_user: Callable[[str], Browser], store: Store, people: dict[str, User]) -> None:
    submit_both(store, people)
    assert "A (lan)" in as_user("chi").get(f"{PATH}/adjudication/1?names=1").text
    assert "A (lan)" not in as_user("mai").get(f"{PATH}/adjudication/1?names=1").text


def test_adjudicator_who_was_slower_loses_nothing(
    as_user: Callable[[str], Browser], store: Store, people: dict[str, User]
) -> None:  # fmt: skip
    submit_both(store, people)
    first, second, path = as_user("mai"), as_user("chi"), f"{PATH}/adjudication/1"
    second.get(path)
    first.get(path)
    differences = load_adjudicated(store, NAME, 1).comparison.differences
    choices = {f"difference.{number}": "neither" for number in range(len(differences))}
    assert first.post(path, {"version": "0", **choices}).status_code == 303
    slower = second.post(path, {"version": "0", **choices})
    assert slower.status_code == 409 and "mai vừa phân xử" in slower.text
    assert slower.text.count('value="neither" autocomplete="off" required checked') == len(differences)


def test_adjudicated_document_is_edited_as_any_other(
    as_user: Callable[[str], Browser], store: Store, people: dict[str, User]
) -> None:  # fmt: skip
    submit_both(store, people)
    browser, path = as_user("mai"), f"{PATH}/adjudication/1"
    browser.get(path)
    answer = browser.post(path, {"version": "0", "what": "edit"})
    assert answer.headers["location"] == f"{path}/edit"
    assert browser.get(f"{path}/edit").status_code == 200
    put = {"id": "new-1", "layer": "bodies", "label": "body", "start": 0, "end": 3, "values": {}}
    assert send(browser, f"{path}/edit/edits", {"put": [put]}, version=1).json()["version"] == 2
    assert "new-1" in {span.id for span in load_adjudicated(store, NAME, 1).task.spans}


def test_progress_is_told_and_saved(as_user: Callable[[str], Browser], store: Store, people: dict[str, User]) -> None:
    submit_both(store, people)
    browser = as_user("lan")
    assert "lan / máy" in browser.get(f"{PATH}/progress").text
    told = browser.get(f"{PATH}/progress.json").json()
    assert (told["documents"], told["disputed"]) == (3, 1) and told["agreement"][0]["guidelines"] == "2026-1"
    rows = list(csv.DictReader(io.StringIO(browser.get(f"{PATH}/progress.csv").text)))
    assert {"measure": "documents.submitted", "guidelines": "", "layer": "", "who": "mai", "value": "1"} in rows
    kappa = next(row for row in rows if (row["measure"], row["layer"], row["who"]) == ("cohen", "deadlines", "lan / mai"))
    assert 0 < float(kappa["value"]) < 1


@pytest.mark.parametrize(("lang", "heading"), [("vi", "Hướng dẫn gán nhãn"), ("en", "Annotation guidelines")])
def test_guidelines_are_a_page(as_user: Callable[[str], Browser], lang: str, heading: str) -> None:
    browser = as_user("lan")
    browser.client.cookies.set("donthu_lang", lang)
    page = browser.get("/guidelines")
    assert page.status_code == 200 and f"<h1>{heading}</h1>" in page.text
    assert 'id="citations"' in page.text and "<code>V/v</code>" in page.text
