"""The search's index follows the register: nothing is lost between the two, whenever a process ends."""

from __future__ import annotations

import datetime as dt
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from nlp.register.sync import open_register_index, rebuild_index, sync_index
from nlp.search.find import Options, search
from nlp.search.index.passages import PassageIndex
from nlp.search.models import DueFilter, Facet, FacetFilter
from nlp.store.backup import backup, restore
from nlp.store.engine import Store, open_store
from nlp.store.place import Place
from nlp.store.register.directives import iterate_directives
from nlp.store.register.generation import read_generation
from nlp.store.register.obligations import ObligationFilters, iterate_obligations, set_status
from tests.postgres import ROOT
from tests.unit.register.dispatches import ALL, AT, DAY, DISTRICT, ELSEWHERE, PROVINCE, REPLACING, id_of, register
from tests.unit.register.generated import generate_dispatches


def ids(index: PassageIndex) -> set[str]:
    """The obligations of the index."""
    filters = [FacetFilter(Facet.STATUS, ("mo", "xong", "khong_ap_dung", "bi_thay_the"))]
    return {hit.passage.id for hit in search(index, "", as_of=DAY, filters=filters, options=Options(limit=1000)).hits}


def expected(store: Store) -> set[str]:
    return {one.duty.id for one in iterate_obligations(store)}


def test_what_was_added_is_found(store: Store) -> None:
    index = open_register_index(store, as_of=DAY)
    register(store, *ALL, stored=lambda: sync_index(store, index))
    assert ids(index) == expected(store) and index.generation == read_generation(store)
    hits = search(index, "45/CT-UBND", as_of=DAY).hits
    assert hits[0].passage.number == "45/CT-UBND" and hits[0].passage.fields[0] == "dat_dai"
    found = search(index, "UBND xã Tân Hòa phải làm gì", as_of=DAY).hits
    assert {hit.passage.directive for hit in found} == {id_of(DISTRICT), id_of(REPLACING)}


def test_adding_is_seen_within_a_second(store: Store) -> None:
    index = open_register_index(store, as_of=DAY)
    register(store, PROVINCE, DISTRICT)
    sync_index(store, index)
    search(index, "đối thoại", as_of=DAY)
    register(store, ELSEWHERE)
    start = time.perf_counter()
    sync_index(store, index)
    assert search(index, "77/KH-UBND Đồng Hỷ", as_of=DAY).hits[0].passage.directive == id_of(ELSEWHERE)
    assert time.perf_counter() - start < 1


def test_status_is_seen(store: Store) -> None:
    index = open_register_index(store, as_of=DAY)
    register(store, PROVINCE)
    sync_index(store, index)
    first = next(iterate_obligations(store)).duty.id
    set_status(store, first, "xong", version=0, at=AT, actor=None)
    sync_index(store, index)
    done = search(index, "", as_of=DAY, filters=[FacetFilter(Facet.STATUS, ("xong",))]).hits
    assert [hit.passage.id for hit in done] == [first]


def test_what_is_overdue_is_neither_done_nor_replaced(store: Store) -> None:
    index = open_register_index(store, as_of=DAY)
    register(store, DISTRICT, REPLACING, ELSEWHERE)
    sync_index(store, index)
    late = search(index, "", as_of=DAY, filters=[DueFilter(None, DAY, overdue=True)]).hits
    assert {hit.passage.directive for hit in late} == {id_of(ELSEWHERE)}


def test_days_of_a_rule_move_with_the_month(store: Store) -> None:
    register(store, PROVINCE)
    filters = [DueFilter(dt.date(2026, 3, 20), dt.date(2026, 3, 31))]
    assert search(open_register_index(store, as_of=DAY), "", as_of=DAY, filters=filters).total == 0
    later = open_register_index(store, as_of=dt.date(2026, 3, 3))
    assert search(later, "", as_of=DAY, filters=filters).total == 1


def test_deleted_index_comes_back(store: Store) -> None:
    register(store, *ALL)
    open_register_index(store, as_of=DAY)
    shutil.rmtree(store.place.index)
    assert ids(open_register_index(store, as_of=DAY)) == expected(store)


def test_broken_index_comes_back(store: Store) -> None:
    register(store, PROVINCE)
    open_register_index(store, as_of=DAY)
    (store.place.index / "meta.json").write_text("{", encoding="utf-8")
    assert ids(open_register_index(store, as_of=DAY)) == expected(store)


def test_index_that_is_ahead_is_made_anew(store: Store) -> None:
    register(store, PROVINCE)
    index = open_register_index(store, as_of=DAY)
    index.apply(generation=10_000, remove=expected(store))
    assert sync_index(store, index) and ids(index) == expected(store) and index.generation == read_generation(store)


def test_index_of_another_register_does_not_outlive_a_restore(
    store: Store, new_place: Callable[[], Place], tmp_path: Path
) -> None:
    register(store, PROVINCE)
    backup(store, tmp_path / "a.zip", at=AT, actor=None)
    target = new_place()
    with open_store(target) as other:
        register(other, DISTRICT)
        left = open_register_index(other, as_of=DAY)
        left.apply(generation=read_generation(store), remove=())
    place = replace(new_place(), data=target.data)
    restore(tmp_path / "a.zip", place, at=AT, actor=None)
    with open_store(place) as restored:
        assert ids(open_register_index(restored, as_of=DAY)) == expected(store)


def test_index_is_made_anew_on_demand(store: Store) -> None:
    register(store, PROVINCE)
    index = open_register_index(store, as_of=DAY)
    index.apply(generation=read_generation(store), remove=expected(store))
    assert ids(index) == set()
    assert ids(rebuild_index(store, as_of=DAY)) == expected(store)


def test_only_what_changed_is_sent(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    index = open_register_index(store, as_of=DAY)
    register(store, PROVINCE, DISTRICT)
    sync_index(store, index)
    sent: list[str] = []
    apply = index.apply

    def spy(*, generation: int, put: object = (), remove: object = ()) -> None:
        passages = list(put)  # type: ignore[call-overload]
        sent.extend(one.directive for one in passages)
        apply(generation=generation, put=passages)

    monkeypatch.setattr(index, "apply", spy)
    register(store, ELSEWHERE)
    sync_index(store, index)
    assert set(sent) == {id_of(ELSEWHERE)}


def start(place: Place, moment: str = "") -> subprocess.Popen[str]:
    database = "" if place.file else place.url.render_as_string(hide_password=False)
    command = [sys.executable, "-m", "tests.unit.register.worker", str(place.data), database, *([moment] if moment else [])]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def acknowledged(output: str) -> set[str]:
    """The ids of whole lines: a line cut short was not acknowledged."""
    return {line.split()[1] for line in output.splitlines(keepends=True) if line.endswith("\n")}


@pytest.mark.slow
@pytest.mark.parametrize("moment", ["store", "index"])
def test_killed_between_store_and_index(place: Place, moment: str) -> None:
    process = start(place, moment)
    output, errors = process.communicate(timeout=120)
    assert process.returncode == -signal.SIGKILL, errors
    with open_store(place) as store:
        assert len(list(iterate_directives(store))) >= 3, "what the index was not told is on disk"
        assert acknowledged(output) <= {one.id for one in iterate_directives(store)}
        assert ids(open_register_index(store, as_of=DAY)) == expected(store)


@pytest.mark.slow
def test_killed_at_any_moment_and_run_again(place: Place) -> None:
    draw, known = random.Random(5), set[str]()
    for _ in range(4):
        process = start(place)
        first = process.stdout.readline() if process.stdout else ""
        time.sleep(draw.uniform(0, 1.5))
        process.send_signal(signal.SIGKILL)
        rest, errors = process.communicate(timeout=60)
        assert process.returncode in (0, -signal.SIGKILL), errors
        known |= acknowledged(first + rest)
        with open_store(place) as store:
            assert known <= {one.id for one in iterate_directives(store)}
            assert ids(open_register_index(store, as_of=DAY)) == expected(store)
    assert known


@pytest.mark.slow
def test_two_at_once(place: Place) -> None:
    open_store(place).close()
    processes = [start(place), start(place)]
    for process in processes:
        _, errors = process.communicate(timeout=300)
        assert process.returncode == 0, errors
    with open_store(place) as store:
        assert len(list(iterate_directives(store))) == len({*ALL, *generate_dispatches(8)})
        assert len(list(iterate_obligations(store, ObligationFilters(directive=id_of(PROVINCE))))) == 3
        assert ids(open_register_index(store, as_of=DAY)) == expected(store)
