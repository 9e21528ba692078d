"""The register in a store, on both engines: adding, statuses, lists, backup, and that the order of adding tells nothing."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Callable
from itertools import permutations
from pathlib import Path

import pytest

from nlp.errors import StaleError, StoreError
from nlp.ingest.walk import Entry
from nlp.register.intake import RegisterIntake
from nlp.register.listing import (
    count_overdue_by_body,
    find_body,
    list_due,
    list_obligations,
    show_directive,
    show_obligation,
)  # fmt: skip
from nlp.register.sync import open_register_index, sync_index
from nlp.store.backup import backup, restore
from nlp.store.engine import Store, open_store
from nlp.store.place import Place
from nlp.store.register.directives import count_directives, iterate_directives, read_directive
from nlp.store.register.links import find_links
from nlp.store.register.obligations import ObligationFilters, iterate_obligations, list_history, set_status
from nlp.store.verify import verify_store
from tests.conftest import ROOT
from tests.unit.register.dispatches import (
    ALL,
    AT,
    CONFIG,
    DAY,
    DISTRICT,
    ELSEWHERE,
    PROVINCE,
    REPLACING,
    REPORT,
    analyze,
    id_of,
    record_of,
    register,
)  # fmt: skip
from tests.unit.triage.petitions import complaint

LATE = dt.date(2024, 5, 2)


def test_dispatch_is_added_with_its_obligations(store: Store) -> None:
    [one] = register(store, PROVINCE)
    assert (one.outcome, one.number, one.obligations) == ("added", "45/CT-UBND", 3)
    [directive] = iterate_directives(store)
    assert directive.dispatch.issuer == "Ủy ban nhân dân tỉnh Thái Nguyên" and directive.dispatch.place == "19"
    assert directive.dispatch.fields[0] == "dat_dai" and directive.received == DAY
    assert [len(one.duty.dues) for one in iterate_obligations(store)] == [1, 1, 1]


def test_dispatches_of_the_corpus_are_added_whole(store: Store) -> None:
    folder = ROOT / "corpora/dispatches"
    with (folder / "manifest.tsv").open(encoding="utf-8", newline="") as file:
        names = [row["name"] for row in csv.DictReader(file, delimiter="\t") if row["split"] == "train"][:12]
    texts = [(folder / f"{name}.txt").read_bytes().decode() for name in names]
    index = open_register_index(store, as_of=DAY)
    told = register(store, *texts, stored=lambda: sync_index(store, index))
    records = [record_of(text) for text in texts]
    assert [one.outcome for one in told] == ["added"] * 12
    assert [one.obligations for one in told] == [len(record["obligations"]) for record in records]
    kept = {one.duty.id: one.duty for one in iterate_obligations(store)}
    for record in records:
        for item in record["obligations"]:
            duty = kept[f"{record['id']}-{item['id']}"]
            assert record["text"][duty.start : duty.end] == duty.text
            assert len(duty.dues) == len(item["deadlines"]) and len(duty.cited) == len(item["citations"])
    assert len(index) == len(kept) and verify_store(store).faults == ()


def test_the_same_bytes_are_added_once(store: Store) -> None:
    register(store, PROVINCE, PROVINCE)
    assert [one.outcome for one in register(store, PROVINCE)] == ["known"]
    assert count_directives(store) == 1 and len(list(iterate_obligations(store))) == 3
    assert verify_store(store).faults == ()


def test_petitions_are_told_and_left_out(store: Store) -> None:
    [one] = register(store, complaint())
    assert one.outcome == "petition" and count_directives(store) == 0


def test_what_cannot_be_read_is_told(store: Store) -> None:
    def fail() -> bytes:
        raise OSError(5, "no medium")

    intake = RegisterIntake(store, CONFIG, as_of=DAY, analyze=analyze)
    [one] = intake.add_many([Entry("a.txt", fail)], received=DAY, now=lambda: AT, actor=None)
    assert (one.outcome, one.problem) == ("refused", "no medium")


def graph(store: Store) -> tuple[set[tuple[str, str, str | None]], set[tuple[str, str, str | None]]]:
    """Links and statuses."""
    directives = list(iterate_directives(store))
    found = find_links(store, [one.id for one in directives], ("thuc_hien", "thay_the"), upwards=True)
    links = {(link.source, link.relation, link.target) for link in found}
    return links, {(one.id, one.status, one.status_by) for one in directives}


def test_order_of_adding_tells_nothing(new_place: Callable[[], Place]) -> None:
    seen = []
    for order in list(permutations(ALL))[::29]:
        with open_store(new_place()) as store:
            for text in order:
                register(store, text)
            seen.append(graph(store))
    assert len(seen) > 3 and all(one == seen[0] for one in seen)
    links, statuses = seen[0]
    assert (id_of(DISTRICT), "thuc_hien", id_of(PROVINCE)) in links
    assert (id_of(REPORT), "thuc_hien", id_of(DISTRICT)) in links
    assert (id_of(DISTRICT), "bi_thay_the", id_of(REPLACING)) in statuses
    assert (id_of(ELSEWHERE), "hieu_luc", None) in statuses


def test_a_link_stays_open_until_its_directive_comes(store: Store) -> None:
    register(store, DISTRICT)
    assert [link["target"] for link in show_directive(store, id_of(DISTRICT), as_of=DAY)["cites"]] == [None]
    register(store, PROVINCE)
    assert [link["target"] for link in show_directive(store, id_of(DISTRICT), as_of=DAY)["cites"]] == [id_of(PROVINCE)]


def test_overdue_is_worked_out_from_the_day(store: Store) -> None:
    register(store, PROVINCE)
    assert not list(list_obligations(store, as_of=dt.date(2024, 1, 15), overdue=True))
    late = list(list_obligations(store, as_of=LATE, overdue=True))
    assert [row["overdue_since"] for row in late] == ["2024-02-27", "2024-04-24", "2024-04-29"]
    assert {one.status for one in iterate_obligations(store)} == {"mo"}


def test_what_is_done_is_not_overdue(store: Store) -> None:
    register(store, PROVINCE, REPORT)
    first = next(iterate_obligations(store)).duty.id
    set_status(store, first, "xong", version=0, at=AT, actor=None, evidence=id_of(REPORT), note="đã báo cáo")
    assert first not in {row["id"] for row in list_obligations(store, as_of=LATE, overdue=True)}
    [entry] = list_history(store, first)
    assert (entry.status, entry.evidence, entry.note, entry.version) == ("xong", id_of(REPORT), "đã báo cáo", 1)
    assert verify_store(store).faults == ()


def test_a_day_of_a_rule_is_done_by_itself(store: Store) -> None:
    register(store, PROVINCE)
    monthly = list(iterate_obligations(store))[2].duty.id
    set_status(store, monthly, "xong", version=0, at=AT, actor=None, due=dt.date(2024, 4, 24))
    row = show_obligation(store, monthly, as_of=LATE)
    assert (row["status"], row["due"][0], row["history"][0]["due"]) == ("mo", "2024-05-24", "2024-04-24")


def test_who_has_not_seen_the_newest_version_changes_nothing(store: Store) -> None:
    register(store, PROVINCE)
    first = next(iterate_obligations(store)).duty.id
    set_status(store, first, "xong", version=0, at=AT, actor=None)
    with pytest.raises(StaleError):
        set_status(store, first, "mo", version=0, at=AT, actor=None)


@pytest.mark.parametrize(
    ("status", "evidence", "code"), [("qua_han", None, "register.status"), ("xong", "0" * 16, "store.no_document")]
)
def test_a_status_that_cannot_be_is_refused(store: Store, status: str, evidence: str | None, code: str) -> None:
    register(store, PROVINCE)
    first = next(iterate_obligations(store)).duty.id
    with pytest.raises(StoreError) as caught:
        set_status(store, first, status, version=0, at=AT, actor=None, evidence=evidence)
    assert caught.value.code == code and list_history(store, first) == []


def test_what_a_replaced_directive_asked_is_marked_and_not_overdue(store: Store) -> None:
    register(store, DISTRICT, REPLACING)
    assert read_directive(store, id_of(DISTRICT)).status_how == "thay_the"
    rows = list(list_obligations(store, ObligationFilters(directive=id_of(DISTRICT)), as_of=LATE))
    assert {(row["directive_status"], row["status"]) for row in rows} == {("bi_thay_the", "mo")}
    assert not list(list_obligations(store, as_of=LATE, overdue=True))


def test_a_body_is_bound_by_collectives_of_its_units(store: Store) -> None:
    register(store, DISTRICT, ELSEWHERE, PROVINCE)
    commune = find_body("ubnd", "05935")
    assert commune is not None and commune.within == ("173", "19")
    found = list(iterate_obligations(store, ObligationFilters(bound=commune)))
    assert [one.directive for one in found] == [id_of(DISTRICT)]
    district = find_body("ubnd", "173")
    assert [one.directive for one in iterate_obligations(store, ObligationFilters(bound=district))] == [id_of(PROVINCE)]


def test_overdue_by_body(store: Store) -> None:
    register(store, DISTRICT, ELSEWHERE)
    counted = count_overdue_by_body(store, as_of=LATE)
    assert {(row["name"], row["count"]) for row in counted} == {
        ("UBND các xã, thị trấn", 1),
        ("Phòng Tài nguyên và Môi trường huyện Phú Bình", 1),
        ("Phòng Tài nguyên và Môi trường huyện Đồng Hỷ", 1),
    }
    assert len(counted) == 4, "the communes of two districts are two bodies"


def test_due_list_has_each_day_of_a_rule(store: Store) -> None:
    register(store, PROVINCE)
    due = list_due(store, dt.date(2024, 2, 1), dt.date(2024, 4, 30), as_of=DAY)
    assert [day.isoformat() for day, _ in due] == ["2024-02-24", "2024-02-27", "2024-03-24", "2024-04-24", "2024-04-29"]


@pytest.mark.parametrize(
    ("filters", "count"),
    [
        (ObligationFilters(issuer="UBND huyện Phú Bình"), 2),
        (ObligationFilters(body="phòng tài nguyên"), 2),
        (ObligationFilters(field="dat_dai", due_to=dt.date(2024, 4, 15)), 4),
        (ObligationFilters(due_from=dt.date(2024, 4, 29), due_to=dt.date(2024, 4, 29)), 2),
        (ObligationFilters(status=("xong",)), 0),
    ],
)
def test_obligations_are_filtered(store: Store, filters: ObligationFilters, count: int) -> None:
    register(store, PROVINCE, DISTRICT, ELSEWHERE)
    assert len(list(iterate_obligations(store, filters))) == count


def test_the_register_comes_back_from_a_backup(store: Store, new_place: Callable[[], Place], tmp_path: Path) -> None:
    register(store, *ALL)
    first = next(iterate_obligations(store)).duty.id
    set_status(store, first, "khong_ap_dung", version=0, at=AT, actor=None)
    backup(store, tmp_path / "a.zip", at=AT, actor=None)
    target = new_place()
    assert restore(tmp_path / "a.zip", target, at=AT, actor=None).faults == ()
    with open_store(target) as restored:
        assert graph(restored) == graph(store)
        assert list(iterate_obligations(restored)) == list(iterate_obligations(store))
