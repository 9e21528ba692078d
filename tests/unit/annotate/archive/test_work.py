"""Documents are given to annotators, annotated, compared, adjudicated and measured."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import combinations

import pytest

from nlp.annotate.archive.adjudicate import list_disputed, load_adjudicated, save_adjudicated
from nlp.annotate.archive.decide import decide
from nlp.annotate.archive.models import Selection
from nlp.annotate.archive.progress import encode_progress, measure_progress
from nlp.annotate.archive.result import iterate_result, record_result
from nlp.annotate.archive.work import (
    give_documents,
    list_work,
    load_work,
    next_work,
    reopen_work,
    save_work,
)
from nlp.annotate.task import AnnotatedSpan, Task, build_task
from nlp.errors import DonthuError, StaleError, StoreError
from nlp.store.audit import read_trail
from nlp.store.engine import Store
from nlp.store.verify import verify_store
from tests.unit.annotate.archive.records import AT, LATER, NAME, TEXTS, analyst, archive_of

ADDED = AnnotatedSpan("new-1", "citations", "luat", 0, 9)


@pytest.fixture
def archive(store: Store) -> Store:
    """An archive whose three documents lan and mai annotate both."""
    archive_of(store, each=2)
    give_documents(store, NAME, at=AT, actor=None)
    return store


@pytest.fixture
def lan(archive: Store) -> int:
    return analyst(archive, "lan")


@pytest.fixture
def mai(archive: Store) -> int:
    return analyst(archive, "mai")


def submit(store: Store, document: int, user: int, *, without: int = 0) -> Task:
    """Submits what the machine found, but for the first spans."""
    work = load_work(store, NAME, document, user)
    task = replace(work.task, spans=work.task.spans[without:])
    return save_work(store, NAME, document, user, task, version=work.version, submit=True, at=AT).task


def test_documents_are_given_evenly_and_always_alike(store: Store) -> None:
    names = ("lan", "mai", "nam", "oanh")
    users = [analyst(store, name) for name in names]
    archive_of(store, *map(str, range(60)), each=2, annotators=users)
    assert give_documents(store, NAME, at=AT, actor=None) == 120
    assert give_documents(store, NAME, at=AT, actor=None) == 0
    given = {user: {one.document for one in list_work(store, NAME, user)} for user in users}
    assert [len(documents) for documents in given.values()] == [30] * 4
    assert Counter(document for documents in given.values() for document in documents) == dict.fromkeys(range(1, 61), 2)
    assert all(given[a] & given[b] for a, b in combinations(users, 2))  # every two can be compared
    assert sorted(given[users[0]])[:4] == [2, 3, 6, 8]


def test_work_begins_with_what_the_workbench_left(archive: Store, lan: int) -> None:
    decide(archive, NAME, Selection("citations", label="luat"), "reject", expected=1, at=AT, actor=None)
    decide(archive, NAME, Selection("citations", label="ke_hoach"), "relabel", label="quy_dinh", expected=3, at=AT, actor=None)
    work = load_work(archive, NAME, 1, lan)
    assert [span.label for span in work.machine.spans] == ["ke_hoach", "luat"]
    assert [span.label for span in work.task.spans] == ["quy_dinh"]
    assert (work.version, work.state, work.task.text) == (0, "given", TEXTS[0])


def test_what_is_saved_comes_back(archive: Store, lan: int, mai: int) -> None:
    work = load_work(archive, NAME, 1, lan)
    changed = build_task("x", work.task.text, spans=[*work.task.spans, ADDED], labels=work.task.labels)
    saved = save_work(archive, NAME, 1, lan, changed, version=0, submit=False, at=LATER)
    assert saved == load_work(archive, NAME, 1, lan)
    assert (saved.version, saved.state) == (1, "begun")
    assert (saved.task.document, saved.task.annotator, saved.task.guidelines) == (work.task.document, "lan", "2026-1")
    assert saved.task.spans == changed.spans and saved.machine == work.machine
    assert load_work(archive, NAME, 1, mai).task == work.task  # everybody for himself


def test_next_is_what_was_begun(archive: Store, lan: int) -> None:
    assert next_work(archive, NAME, lan) == list_work(archive, NAME, lan)[0]
    save_work(archive, NAME, 2, lan, load_work(archive, NAME, 2, lan).task, version=0, submit=False, at=AT)
    found = next_work(archive, NAME, lan)
    assert found is not None and (found.document, found.state) == (2, "begun")
    for document in (1, 2, 3):
        submit(archive, document, lan)
    assert next_work(archive, NAME, lan) is None


def test_answer_to_another_text_or_layer_is_refused(archive: Store, lan: int) -> None:
    work = load_work(archive, NAME, 1, lan)
    with pytest.raises(DonthuError, match=r"annotate\.text_changed"):
        save_work(archive, NAME, 1, lan, build_task("x", work.task.text + "."), version=0, submit=True, at=AT)
    body = AnnotatedSpan("b", "bodies", "body", 0, 4)
    with pytest.raises(StoreError, match=r"archive\.layer"):
        save_work(archive, NAME, 1, lan, build_task("x", work.task.text, spans=[body]), version=0, submit=True, at=AT)
    assert load_work(archive, NAME, 1, lan) == work


def test_only_who_was_given_a_document_saves_it_and_only_the_newest(archive: Store, lan: int) -> None:
    task = load_work(archive, NAME, 1, lan).task
    with pytest.raises(StoreError, match=r"archive\.not_given"):
        save_work(archive, NAME, 1, analyst(archive, "nam"), task, version=0, submit=True, at=AT)
    save_work(archive, NAME, 1, lan, task, version=0, submit=False, at=AT)
    with pytest.raises(StaleError, match=r"store\.stale"):
        save_work(archive, NAME, 1, lan, task, version=0, submit=False, at=AT)


def test_what_was_submitted_is_changed_after_it_was_reopened(archive: Store, lan: int, mai: int) -> None:
    with pytest.raises(StoreError, match=r"archive\.not_submitted"):
        reopen_work(archive, NAME, 1, lan, at=AT, actor=lan)
    submit(archive, 1, lan)
    submit(archive, 1, mai, without=1)
    assert len(list_disputed(archive, NAME)) == 1
    with pytest.raises(StoreError, match=r"archive\.submitted"):
        submit(archive, 1, mai)
    assert reopen_work(archive, NAME, 1, mai, at=AT, actor=mai).state == "begun"
    assert list_disputed(archive, NAME) == []
    again = load_work(archive, NAME, 1, mai)
    save_work(archive, NAME, 1, mai, again.machine, version=again.version, submit=True, at=AT)
    assert list_disputed(archive, NAME) == [] and measure_progress(archive, NAME, agreement=False).answered == 1
    assert verify_store(archive).faults == ()


def test_documents_on_which_annotators_differ_are_adjudicated(archive: Store, lan: int, mai: int) -> None:
    submit(archive, 1, lan)
    with pytest.raises(StoreError, match=r"archive\.not_submitted"):
        load_adjudicated(archive, NAME, 2)
    submit(archive, 1, mai, without=1)
    [disputed] = list_disputed(archive, NAME)
    assert (disputed.document, disputed.users, disputed.differences, disputed.version) == (1, (lan, mai), 1, 0)
    found = load_adjudicated(archive, NAME, 1)
    assert [task.annotator for task in found.answers] == ["lan", "mai"] and found.users == (lan, mai)
    assert [one.kind for one in found.comparison.differences] == ["only"]
    assert found.task == found.comparison.agreed and [span.label for span in found.task.spans] == ["luat"]
    saved = save_adjudicated(archive, NAME, 1, found.answers[0], version=0, at=LATER, actor=lan)
    assert (saved.version, saved.task.spans) == (1, found.answers[0].spans)
    assert [one.version for one in list_disputed(archive, NAME)] == [1]
    with pytest.raises(StaleError, match=r"store\.stale"):
        save_adjudicated(archive, NAME, 1, found.answers[1], version=0, at=LATER, actor=lan)
    with pytest.raises(StoreError, match=r"archive\.adjudicated"):
        reopen_work(archive, NAME, 1, lan, at=LATER, actor=lan)
    assert verify_store(archive).faults == ()


def test_result_is_what_was_adjudicated_or_what_all_say(archive: Store, lan: int, mai: int) -> None:
    for document in (1, 2):
        submit(archive, document, lan)
        submit(archive, document, mai, without=document - 1)
    submit(archive, 3, lan)
    assert [(task.text, task.annotator) for task in iterate_result(archive, NAME)] == [(TEXTS[0], None)]
    found = load_adjudicated(archive, NAME, 2)
    save_adjudicated(archive, NAME, 2, found.answers[1], version=0, at=AT, actor=mai)
    assert [(task.text, task.annotator, len(task.spans)) for task in iterate_result(archive, NAME)] == [
        (TEXTS[0], None, 2), (TEXTS[1], "mai", 1),
    ]  # fmt: skip
    assert record_result(archive, NAME, at=AT, actor=None) == 2
    with archive.read() as session:
        assert read_trail(session)[-1].event.details == {"count": 2}


def test_answer_of_an_only_annotator_holds(store: Store) -> None:
    archive_of(store, annotators=[analyst(store, "lan")])
    give_documents(store, NAME, at=AT, actor=None)
    submit(store, 2, analyst(store, "lan"))
    assert [(task.text, task.annotator) for task in iterate_result(store, NAME)] == [(TEXTS[1], "lan")]


def test_progress(archive: Store, lan: int, mai: int) -> None:
    assert measure_progress(archive, NAME).agreement is None
    decide(archive, NAME, Selection("citations", label="luat"), "reject", expected=1, at=AT, actor=None)
    submit(archive, 1, lan)
    submit(archive, 1, mai)
    submit(archive, 2, lan, without=1)
    submit(archive, 2, mai)
    save_work(archive, NAME, 3, mai, load_work(archive, NAME, 3, mai).task, version=0, submit=False, at=AT)
    progress = measure_progress(archive, NAME, agreement=False)
    assert (progress.documents, progress.given, progress.begun, progress.submitted) == (3, 3, 3, 2)
    assert (progress.disputed, progress.adjudicated, progress.answered) == (1, 0, 1)
    [layer] = progress.layers
    assert (layer.layer, layer.hits, layer.open, layer.rejected) == ("citations", 6, 5, 1)
    assert [(one.name, one.given, one.begun, one.submitted) for one in progress.people] == [("lan", 1, 0, 2), ("mai", 0, 1, 2)]
    assert progress.agreement is None


def test_agreement_is_measured_by_layer_and_with_the_machine(archive: Store, lan: int, mai: int) -> None:
    pytest.importorskip("krippendorff", reason="the extra annotate is not installed")
    submit(archive, 2, lan, without=1)
    submit(archive, 2, mai)
    agreement = measure_progress(archive, NAME).agreement
    assert agreement is not None
    [one] = agreement
    assert (one.guidelines, one.annotators) == ("2026-1", ("lan", "mai"))
    [people] = [layer for layer in one.layers if layer.layer == "citations"]
    [model] = [layer for layer in one.model if layer.layer == "citations"]
    assert people.exact == {("lan", "mai"): pytest.approx(2 / 3)}
    assert model.exact == {("lan", "model"): pytest.approx(2 / 3), ("mai", "model"): 1.0}
    encoded = encode_progress(measure_progress(archive, NAME))
    assert encoded["documents"] == 3 and encoded["agreement"][0]["guidelines"] == "2026-1"
