from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from functools import partial
from typing import Any

import pytest

from nlp.ingest.walk import Entry, EntryError
from nlp.store.documents import read_content, read_record
from nlp.store.engine import Store
from nlp.store.petitions import list_receipts, read_details, read_petition
from nlp.store.queue import Filters, iterate_queue, read_page
from nlp.store.verify import verify_store
from nlp.triage.intake import Intake, Taken
from nlp.triage.listing import list_queue, show_petition
from tests.unit.triage.petitions import AT, CONFIG, DAY, DENUNCIATION, DISPATCH, analyze, complaint, entries

LATER = DAY + dt.timedelta(days=9)


def intake(store: Store) -> Intake:
    return Intake(store, CONFIG, as_of=DAY, analyze=analyze)


def add(taker: Intake, *texts: str, received: dt.date = DAY) -> list[Taken]:
    return list(taker.add_many(entries(texts), received=received, now=lambda: AT, actor=None))


def test_petition_is_stored_with_its_standing_and_its_reasons(store: Store) -> None:
    taken = intake(store).add("đơn.txt", complaint().encode(), received=DAY, at=AT, actor=None)
    assert (taken.outcome, taken.type, taken.action) == ("added", "khieu_nai", "thu_ly")
    [petition] = read_page(store).petitions
    assert petition.id == taken.id and petition.standing.due == dt.date(2026, 12, 2)
    assert petition.standing.group is None and petition.standing.places
    assert read_details(store, petition.id)["due"][0]["steps"]
    assert read_content(store, petition.id) == complaint().encode()
    assert read_page(store, Filters(text="pham van tam")).petitions == [petition]


def test_record_knows_the_day_of_receipt(store: Store) -> None:
    taken = intake(store).add("đơn.txt", complaint().encode(), received=DAY, at=AT, actor=None)
    stored = read_record(store, str(taken.id))
    assert stored is not None and stored.analysis.components["compliance"] >= 4
    assert any(finding["facts"].get("ngay_nhan") == "2026-11-20" for finding in stored.analysis.record["findings"])


def test_what_comes_again_is_not_analysed_again(store: Store) -> None:
    add(intake(store), complaint())

    def refuse(some: Iterable[Entry]) -> Iterator[dict[str, Any]]:
        assert not list(some)
        yield from ()

    taker = Intake(store, CONFIG, as_of=DAY, analyze=refuse)
    assert [one.outcome for one in add(taker, complaint())] == ["known"]
    [again] = add(taker, complaint(), received=LATER)
    assert again.outcome == "again"
    assert [receipt.received for receipt in list_receipts(store, str(again.id))] == [DAY, LATER]


def test_same_bytes_twice_in_one_run_are_one_petition(store: Store) -> None:
    taken = add(intake(store), complaint(), complaint(), complaint(2))
    assert [one.outcome for one in taken] == ["added", "known", "added"]
    assert len(list(iterate_queue(store))) == 2


def test_dispatch_and_unreadable_file_are_kept_and_told(store: Store) -> None:
    broken = [Entry("a.txt", partial(bytes, DISPATCH, "utf-8")), Entry("b.pdf", partial(bytes, "%PDF-1.7 hỏng", "utf-8"))]
    taken = list(intake(store).add_many(broken, received=DAY, now=lambda: AT, actor=None))
    assert [(one.outcome, one.status) for one in taken] == [("kept", "not_petition"), ("kept", "unreadable")]
    assert {petition.standing.status for petition in iterate_queue(store)} == {"not_petition", "unreadable"}


def test_entry_without_bytes_is_refused_and_the_run_goes_on(store: Store) -> None:
    def refuse() -> bytes:
        raise EntryError("tệp hỏng")

    some = [Entry("x.zip!y", refuse), *entries([complaint()])]
    taken = list(intake(store).add_many(some, received=DAY, now=lambda: AT, actor=None))
    assert {(one.name, one.outcome, one.problem) for one in taken} == {
        ("x.zip!y", "refused", "tệp hỏng"),
        ("don-0.txt", "added", None),
    }


def test_entry_may_name_its_own_day_of_receipt(store: Store) -> None:
    entry = Entry("đơn.txt", partial(bytes, complaint(), "utf-8"), {"ngay_nhan": "2026-11-02"})
    [taken] = intake(store).add_many([entry], received=DAY, now=lambda: AT, actor=None)
    assert read_petition(store, str(taken.id)).received == dt.date(2026, 11, 2)


def test_copy_joins_the_group_of_the_first_one_and_merging_is_proposed(store: Store) -> None:
    first, other = add(intake(store), complaint(), DENUNCIATION)
    [copy] = add(intake(store), complaint() + "\nGửi lại lần hai.\n")
    assert (copy.action, copy.group) == ("gop", first.id)
    assert read_petition(store, str(first.id)).standing.group == first.id
    assert read_petition(store, str(other.id)).standing.group is None
    [link] = show_petition(store, str(first.id))["links"]
    assert link["id"] == copy.id


def test_petition_that_joins_two_groups_takes_the_older_name(store: Store) -> None:
    taker = intake(store)
    one = add(taker, complaint())[0]
    two = add(taker, DENUNCIATION)[0]
    both = add(taker, complaint() + "\n\n" + DENUNCIATION)[0]
    assert {read_petition(store, str(taken.id)).standing.group for taken in (one, two, both)} == {one.id}


def test_what_another_process_added_is_found(store: Store) -> None:
    ours, theirs = intake(store), intake(store)
    add(ours, DENUNCIATION)
    first = add(theirs, complaint())[0]
    assert add(ours, complaint() + "\nBản sao.\n")[0].group == first.id


def test_batch_that_fails_leaves_neither_rows_nor_sketches(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    taker = intake(store)

    def fail(*arguments: object, **options: object) -> None:
        raise RuntimeError("cut off")

    with monkeypatch.context() as patch:
        patch.setattr("nlp.store.petitions.put_sketch", fail)
        with pytest.raises(RuntimeError):
            add(taker, complaint())
    assert list(iterate_queue(store)) == []
    assert add(taker, complaint() + "\nBản sao.\n")[0].group is None


def test_one_refused_petition_costs_the_batch_nothing(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("nlp.store.documents.MAX_BYTES", len(complaint(1).encode()) + 50)
    taken = add(intake(store), complaint(1), complaint(2) + "Thêm. " * 20, complaint(3))
    assert sorted(one.outcome for one in taken) == ["added", "added", "refused"]


def test_list_shows_no_names(store: Store) -> None:
    add(intake(store), complaint(), DENUNCIATION)
    rows = list(list_queue(store))
    assert len(rows) == 2 and all(set(row) >= {"id", "received", "type", "due", "reasons"} for row in rows)
    assert "Ví Dụ" not in str(rows) and "Văn Tám" not in str(rows)


def test_documents_are_analysed_in_contained_processes(store: Store) -> None:
    with Intake(store, CONFIG, as_of=DAY, workers=2) as taker:
        taken = add(taker, complaint(), complaint(2))
    assert [(one.outcome, one.action) for one in taken] == [("added", "thu_ly"), ("added", "thu_ly")]


def test_store_is_whole_after_intake(store: Store) -> None:
    add(intake(store), complaint(), complaint() + "\nBản sao.\n", DENUNCIATION, DISPATCH)
    assert verify_store(store).faults == ()
