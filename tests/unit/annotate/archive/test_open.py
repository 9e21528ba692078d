"""An archive is opened from records: what comes in, what stays out, who annotates."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from nlp.annotate.archive.access import may_adjudicate, may_annotate, may_manage, may_see, record_view
from nlp.annotate.archive.decide import decide, undo
from nlp.annotate.archive.groups import count_hits, list_hits
from nlp.annotate.archive.models import Selection
from nlp.annotate.archive.open import (
    change_annotators,
    close_archive,
    list_archives,
    load_archive,
    open_archive,
    read_records,
)
from nlp.annotate.archive.work import give_documents, list_work, load_work, save_work
from nlp.errors import DonthuError, StoreError
from nlp.ingest.reader import read_document
from nlp.ingest.settings import IngestSettings
from nlp.store.audit import read_trail
from nlp.store.backup import backup, restore
from nlp.store.engine import Store, open_store
from nlp.store.place import Place
from nlp.store.users import Role, add_user, read_user
from nlp.store.verify import verify_store
from tests.unit.annotate.archive.records import AT, LATER, NAME, TEXTS, analyst, archive_of, petition_of, record_of
from tests.unit.ingest.packages import build_docx, paragraph, table

CITATIONS = Selection("citations")


def actions(store: Store) -> list[str]:
    with store.read() as session:
        return [link.event.action for link in read_trail(session)]


def test_documents_and_hits_come_in(store: Store) -> None:
    archive = archive_of(store)
    assert (archive.documents, archive.hits, archive.layers, archive.left_out) == (3, 6, ("citations",), {})
    assert load_archive(store, NAME) == archive and list_archives(store) == [archive]
    first = list_hits(store, NAME, CITATIONS)[0]
    assert (first.document, first.text, first.label, first.confidence) == (1, "Kế hoạch số 68-KH/HU", "ke_hoach", 0.97)
    assert first.before == "Thực hiện " and first.after.startswith(" của Huyện ủy Đại Từ.")
    assert (first.shape, first.value, first.rule) == ("kế hoạch số N-KH/HU", "68-KH/HU", "citations/4:numbered")
    assert first.state == "open" and first.decision is None


def test_hits_in_tables_of_files_are_known_as_such(store: Store) -> None:
    tables = {
        "a.docx": build_docx(paragraph("Kế hoạch số 1-KH/HU") + table(("TT", "Tên", "Kỳ"), ("1", "Kế hoạch số 2-KH/HU", "I"))),
        "a.html": (
            "<html><p>Kế hoạch số 3-KH/HU</p><table><tr><td>TT<td>Tên<td>Kỳ</tr>"
            "<tr><td>1<td>Kế hoạch số 4-KH/HU<td>Quý II</tr></table>"
        ).encode(),
    }  # fmt: skip
    texts = [read_document(data, path=path, settings=IngestSettings()).text for path, data in tables.items()]
    archive_of(store, *texts)
    found = list_hits(store, NAME, Selection("citations", in_table=True))
    assert [hit.value for hit in found] == ["2-KH/HU", "4-KH/HU"]
    assert count_hits(store, NAME, Selection("citations", in_table=False)) == 2


def test_petitions_that_denounce_or_may_are_left_out_without_a_reason(store: Store) -> None:
    records = [petition_of(f"Đơn {number}", kind) for number, kind in enumerate(("to_cao", "nhieu_noi_dung", None, "khieu_nai"))]
    assert archive_of(store, records=records).left_out == {"denunciations": 3}
    with_them = open_archive(
        store, "ca_to_cao", title="", records=records, guidelines="1", layers=["citations"], each=1,
        annotators=[analyst(store, "lan")], with_denunciations="Đo lỗi của máy trên đơn tố cáo", at=AT, actor=None,
    )  # fmt: skip
    assert (with_them.documents, with_them.denunciations) == (4, "Đo lỗi của máy trên đơn tố cáo")
    with store.read() as session:
        told = [link.event for link in read_trail(session) if link.event.subject == "archive/ca_to_cao"]
    assert "denunciations" in told[-1].details and "tố cáo" not in str(told)


def test_records_that_bring_nothing_are_counted(store: Store) -> None:
    records = [record_of("a"), record_of("a"), record_of("b", status="failed"), record_of("c", family="other")]
    assert archive_of(store, records=records, layers=["obligations"]).left_out == {"twice": 1, "failed": 1, "family": 1}


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"layers": ["zones"]}, "archive.layer"),
        ({"layers": []}, "archive.layer"),
        ({"each": 3}, "archive.each"),
        ({"each": 0}, "archive.each"),
        ({"annotators": [99]}, "archive.person"),
        ({"records": []}, "archive.empty"),
        ({"records": [{"id": "x"}]}, "archive.record"),
        ({"records": [7]}, "archive.record"),
    ],
)
def test_archive_that_cannot_be_is_refused(store: Store, values: dict[str, Any], code: str) -> None:
    with pytest.raises(DonthuError) as caught:
        archive_of(store, **values)
    assert caught.value.code == code
    assert list_archives(store) == []
    assert archive_of(store).documents == 3  # the name is still free


@pytest.mark.parametrize("name", ["", "Kho", "a b", "x" * 41, "../x"])
def test_name_is_a_slug(store: Store, name: str) -> None:
    with pytest.raises(StoreError, match=r"archive\.name\b"):
        open_archive(
            store, name, title="", records=[], guidelines="1", layers=["citations"], each=1, annotators=[1], at=AT, actor=None
        )  # fmt: skip


def test_only_analysts_and_heads_annotate(store: Store) -> None:
    handler = add_user(store, "tu", Role.HANDLER, at=AT, actor=None).id
    with pytest.raises(StoreError, match=r"archive\.person"):
        archive_of(store, annotators=[handler])


def test_name_is_taken_once_the_archive_is_there(store: Store) -> None:
    archive_of(store)
    with pytest.raises(StoreError, match=r"archive\.name_taken"):
        archive_of(store)


def test_archive_that_was_broken_off_is_begun_anew(store: Store) -> None:
    def broken() -> Iterator[dict[str, Any]]:
        yield from (record_of(f"Kế hoạch số {number}-KH/HU") for number in range(250))
        raise RuntimeError

    with pytest.raises(RuntimeError):
        archive_of(store, records=broken())
    assert list_archives(store) == [] and verify_store(store).faults == ()
    assert archive_of(store).documents == 3
    assert count_hits(store, NAME, CITATIONS) == 6 and verify_store(store).faults == ()


def test_lines_that_are_no_records_are_told_by_their_number() -> None:
    assert list(read_records([b'{"id": "a"}', "\n"])) == [{"id": "a"}]
    with pytest.raises(DonthuError, match=r"line 2.*archive\.record"):
        list(read_records(["{}", "{"]))


def test_who_may_see_annotate_and_adjudicate(store: Store) -> None:
    head = add_user(store, "truong", Role.HEAD, at=AT, actor=None)
    archive = archive_of(store, adjudicators=[analyst(store, "nam")])
    lan, nam, other = (read_user(store, analyst(store, name)) for name in ("lan", "nam", "khac"))
    assert [may_see(archive, user) for user in (head, lan, nam, other)] == [True, True, True, False]
    assert [may_annotate(archive, user) for user in (head, lan, nam, other)] == [False, True, False, False]
    assert [may_adjudicate(archive, user) for user in (head, lan, nam, other)] == [True, False, True, False]
    assert [may_manage(user) for user in (head, lan)] == [True, False]
    assert [one.name for one in list_archives(store, lan.id)] == [NAME] and list_archives(store, other.id) == []
    closed = close_archive(store, NAME, at=AT, actor=head.id)
    assert may_see(closed, lan) and not may_annotate(closed, lan) and not may_adjudicate(closed, head)


def test_looking_is_noted_once_a_day(store: Store) -> None:
    archive_of(store)
    lan = analyst(store, "lan")
    for at in (AT, AT, LATER):
        record_view(store, NAME, lan, at=at)
        record_view(store, NAME, lan, document=2, at=at)
    assert actions(store).count("archive.view") == 4
    with pytest.raises(StoreError, match=r"archive\.no_document"):
        record_view(store, NAME, lan, document=9, at=AT)


def test_nothing_is_changed_in_a_closed_archive(store: Store) -> None:
    archive_of(store)
    close_archive(store, NAME, at=AT, actor=None)
    lan = analyst(store, "lan")
    for change in (
        lambda: decide(store, NAME, CITATIONS, "accept", expected=6, at=AT, actor=None),
        lambda: undo(store, NAME, 1, at=AT, actor=None),
        lambda: give_documents(store, NAME, at=AT, actor=None),
        lambda: change_annotators(store, NAME, annotators=[lan], adjudicators=[], at=AT, actor=None),
        lambda: close_archive(store, NAME, at=AT, actor=None),
    ):
        with pytest.raises(StoreError, match=r"archive\.closed"):
            change()


def test_what_who_leaves_did_not_submit_goes_to_others(store: Store) -> None:
    archive_of(store)
    give_documents(store, NAME, at=AT, actor=None)
    lan, mai, nam = (analyst(store, name) for name in ("lan", "mai", "nam"))
    done, *rest = list_work(store, NAME, lan)
    work = load_work(store, NAME, done.document, lan)
    save_work(store, NAME, done.document, lan, work.task, version=0, submit=True, at=AT)
    archive = change_annotators(store, NAME, annotators=[mai, nam], adjudicators=[lan], at=AT, actor=None)
    assert (archive.annotators, archive.adjudicators) == ((mai, nam), (lan,))
    assert give_documents(store, NAME, at=AT, actor=None) == len(rest)
    assert [one.document for one in list_work(store, NAME, lan)] == [done.document]
    held = {one.document for user in (mai, nam) for one in list_work(store, NAME, user)}
    assert held | {done.document} == {1, 2, 3} and done.document not in held


def test_backup_holds_the_archive(store: Store, new_place: Callable[[], Place], tmp_path: Path) -> None:
    archive_of(store)
    decide(store, NAME, CITATIONS, "relabel", label="luat", expected=6, at=AT, actor=analyst(store, "lan"))
    give_documents(store, NAME, at=AT, actor=None)
    backup(store, tmp_path / "b.zip", at=LATER, actor=None)
    target = new_place()
    assert restore(tmp_path / "b.zip", target, at=LATER, actor=None).faults == ()
    with open_store(target) as restored:
        assert load_archive(restored, NAME) == load_archive(store, NAME)
        assert list_hits(restored, NAME, CITATIONS) == list_hits(store, NAME, CITATIONS)
        lan = analyst(store, "lan")
        assert list_work(restored, NAME, lan) == list_work(store, NAME, lan)


@pytest.mark.parametrize(
    ("statement", "what"),
    [
        ("UPDATE archive_documents SET text = 'x' WHERE number = 1", "archive"),
        ("UPDATE archives SET denunciations = 'x'", "archive"),
        ("UPDATE archive_decisions SET action = 'reject'", "settlement"),
        ("UPDATE archive_hits SET state = 'open', decision = NULL WHERE number = 1", "settlement"),
        ("UPDATE archive_work SET task = '{}' WHERE state = 'submitted'", "answer"),
        ("INSERT INTO archive_decisions (archive, number, action, count, made_at) "
         "SELECT archive, 9, action, 0, made_at FROM archive_decisions", "unrecorded"),
    ],
)  # fmt: skip
def test_verification_finds_what_was_changed_behind_the_store(store: Store, statement: str, what: str) -> None:
    archive_of(store, each=1, annotators=[analyst(store, "lan")])
    decide(store, NAME, CITATIONS, "accept", expected=6, at=AT, actor=None)
    give_documents(store, NAME, at=AT, actor=None)
    lan = analyst(store, "lan")
    save_work(store, NAME, 2, lan, load_work(store, NAME, 2, lan).task, version=0, submit=True, at=AT)
    assert verify_store(store).faults == ()
    with store.engine.execution_options(donthu_write=True).begin() as connection:
        connection.execute(text(statement))
    assert {fault.what for fault in verify_store(store).faults} == {what}


def test_texts_of_the_archive_are_not_in_the_trail(store: Store) -> None:
    archive_of(store)
    decide(store, NAME, Selection("citations", text="Kế hoạch"), "accept", expected=3, at=AT, actor=None)
    with store.read() as session:
        told = str(read_trail(session))
    assert "hoach" not in told and "Kế hoạch" not in told and not any(one in told for one in TEXTS)
