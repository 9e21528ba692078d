"""Intake killed at any moment and run again: nothing acknowledged is lost, nothing is doubled, groups are whole."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time

import pytest

from nlp.store.documents import read_content
from nlp.store.engine import Store, open_store
from nlp.store.petitions import list_receipts
from nlp.store.place import Place
from nlp.store.queue import iterate_queue
from nlp.store.verify import verify_store
from tests.postgres import ROOT
from tests.unit.triage.petitions import copy_of, originals

pytestmark = pytest.mark.slow
COUNT = 60


def start(place: Place) -> subprocess.Popen[str]:
    database = "" if place.file else place.url.render_as_string(hide_password=False)
    command = [sys.executable, "-m", "tests.unit.triage.worker", str(place.data), database, str(COUNT)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def acknowledged(output: str) -> set[str]:
    """The ids of whole lines: a line cut short was not acknowledged."""
    return {line.split()[1] for line in output.splitlines(keepends=True) if line.endswith("\n")}


def check(store: Store, ids: set[str]) -> None:
    petitions = list(iterate_queue(store))
    assert len(petitions) == len({petition.id for petition in petitions})
    assert ids <= {petition.id for petition in petitions}
    assert all(len(list_receipts(store, petition.id)) == 1 for petition in petitions)
    # A copy is in one group with its original as soon as both are there, and one of the two says so.
    by_text = {read_content(store, petition.id).decode(): petition.standing for petition in petitions}
    for text in originals(COUNT):
        if text in by_text and copy_of(text) in by_text:
            pair = by_text[text], by_text[copy_of(text)]
            assert pair[0].group == pair[1].group is not None
            assert sum(standing.action == "gop" for standing in pair) == 1
    assert verify_store(store).faults == ()


def test_killed_at_any_moment_and_run_again(place: Place) -> None:
    draw, ids = random.Random(11), set[str]()
    open_store(place).close()
    for _ in range(5):
        process = start(place)
        first = process.stdout.readline() if process.stdout else ""
        time.sleep(draw.uniform(0, 2))
        process.send_signal(signal.SIGKILL)
        rest, errors = process.communicate(timeout=60)
        assert process.returncode in (0, -signal.SIGKILL), errors
        ids |= acknowledged(first + rest)
        with open_store(place) as store:
            check(store, ids)
    assert ids


def test_two_at_once_and_to_the_end(place: Place) -> None:
    open_store(place).close()
    processes = [start(place), start(place)]
    for process in processes:
        _, errors = process.communicate(timeout=300)
        assert process.returncode == 0, errors
    with open_store(place) as store:
        check(store, set())
        assert len(list(iterate_queue(store))) == 2 * COUNT
