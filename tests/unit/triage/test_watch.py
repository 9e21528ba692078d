from __future__ import annotations

import datetime as dt
import os
from pathlib import Path

import pytest

from nlp.store import intake
from nlp.store.engine import Store
from nlp.store.petitions import put_priorities, read_details, read_petition
from nlp.store.queue import Order, iterate_queue, read_page
from nlp.triage.decisions import decide
from nlp.triage.due import refresh_priorities
from nlp.triage.intake import Intake, Taken
from nlp.triage.watch import REFUSED, TAKEN, WatchedFolder
from tests.unit.triage.petitions import AT, CONFIG, DAY, DENUNCIATION, analyze, complaint, entries


@pytest.fixture
def watched(store: Store, tmp_path: Path) -> WatchedFolder:
    (tmp_path / "in").mkdir()
    return WatchedFolder(tmp_path / "in", Intake(store, CONFIG, as_of=DAY, analyze=analyze), day_of=lambda _: DAY)


def take(watched: WatchedFolder) -> list[Taken]:
    return list(watched.take(now=lambda: AT, actor=None))


def test_file_is_taken_when_it_is_whole_and_moved_aside(store: Store, watched: WatchedFolder) -> None:
    path = watched.folder / "đơn.txt"
    path.write_text(complaint()[:200], encoding="utf-8")
    assert take(watched) == [] and watched.waits
    path.write_text(complaint(), encoding="utf-8")
    assert take(watched) == []  # it grew since the last round
    [taken] = take(watched)
    assert taken.outcome == "added" and not watched.waits
    assert not path.exists() and (watched.folder / TAKEN / "đơn.txt").read_text(encoding="utf-8") == complaint()
    assert read_petition(store, str(taken.id)).received == DAY


def test_second_file_of_one_name_keeps_the_first(watched: WatchedFolder) -> None:
    for text in (complaint(), complaint(2)):
        (watched.folder / "scan.txt").write_text(text, encoding="utf-8")
        take(watched), take(watched)
    assert sorted(path.name for path in (watched.folder / TAKEN).iterdir()) == ["scan.2.txt", "scan.txt"]


def test_cut_off_between_storing_and_moving_nothing_is_doubled(store: Store, watched: WatchedFolder) -> None:
    (watched.folder / "a.txt").write_text(complaint(), encoding="utf-8")
    list(watched.intake.add_many(entries([complaint()]), received=DAY, now=lambda: AT, actor=None))
    take(watched)
    assert [one.outcome for one in take(watched)] == ["known"]
    assert len(list(iterate_queue(store))) == 1


def test_refused_file_is_set_aside_with_its_problem(
    store: Store, watched: WatchedFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(intake, "MAX_BYTES", 100)
    path = watched.folder / "lớn.txt"
    path.write_text(complaint(), encoding="utf-8")
    take(watched)
    [taken] = take(watched)
    assert taken.outcome == "refused" and not path.exists() and not watched.waits
    aside = watched.folder / REFUSED
    assert (aside / "lớn.txt").read_text(encoding="utf-8") == complaint()
    assert "> 100" in (aside / "lớn.txt.problem.txt").read_text(encoding="utf-8")
    assert list(iterate_queue(store)) == []


def test_file_that_cannot_be_analysed_is_in_the_queue(store: Store, watched: WatchedFolder) -> None:
    (watched.folder / "hỏng.pdf").write_bytes(b"%PDF-1.7 broken")
    take(watched)
    [taken] = take(watched)
    assert (taken.outcome, taken.status) == ("kept", "unreadable")
    assert (watched.folder / TAKEN / "hỏng.pdf").exists()


def test_file_that_was_uploaded_already_is_no_second_petition(store: Store, watched: WatchedFolder) -> None:
    uploaded = watched.intake.add("don.txt", complaint().encode(), received=DAY, at=AT, actor=None)
    (watched.folder / "scan.txt").write_text(complaint(), encoding="utf-8")
    take(watched)
    [taken] = take(watched)
    assert (taken.outcome, taken.id) == ("known", uploaded.id) and len(list(iterate_queue(store))) == 1


def test_links_and_hidden_files_are_left_alone(watched: WatchedFolder, tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text(complaint(), encoding="utf-8")
    os.symlink(tmp_path / "secret.txt", watched.folder / "link.txt")
    (watched.folder / ".part").write_text("x", encoding="utf-8")
    take(watched)
    assert take(watched) == []


def test_points_rise_with_the_days(store: Store) -> None:
    taker = Intake(store, CONFIG, as_of=DAY, analyze=analyze)
    late, closed, other = taker.add_many(
        entries([complaint(), complaint(2), DENUNCIATION]), received=DAY, now=lambda: AT, actor=None
    )
    decide(store, str(closed.id), "luu_don", version=1, at=AT, actor=None, day=DAY, config=CONFIG)
    before = read_petition(store, str(other.id)).standing.priority
    assert refresh_priorities(store, as_of=dt.date(2026, 12, 4), at=AT, actor=None) == 2
    assert refresh_priorities(store, as_of=dt.date(2026, 12, 4), at=AT, actor=None) == 0
    assert read_petition(store, str(late.id)).standing.priority == 30
    assert read_petition(store, str(other.id)).standing.priority == before + 30
    assert read_details(store, str(late.id))["priority_reasons"][-1]["code"] == "overdue"
    assert read_page(store, order=Order.PRIORITY).petitions[0].id == other.id


def test_form_that_was_open_while_points_rose_is_kept(store: Store) -> None:
    [taken] = Intake(store, CONFIG, as_of=DAY, analyze=analyze).add_many(
        entries([complaint()]), received=DAY, now=lambda: AT, actor=None
    )
    seen = read_petition(store, str(taken.id))
    assert refresh_priorities(store, as_of=dt.date(2026, 12, 4), at=AT, actor=None) == 1
    decided = decide(store, seen.id, "luu_don", version=seen.version, at=AT, actor=None, day=DAY, config=CONFIG)
    assert put_priorities(store, [(seen, {"priority": 5})], at=AT, actor=None) == 0  # read before the decision
    assert read_petition(store, seen.id).version == seen.version + 1 and decided
