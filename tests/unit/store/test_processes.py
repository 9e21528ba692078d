"""Several processes at once, and processes killed at any moment: nothing acknowledged is lost, nothing is doubled."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time

import pytest

from nlp.store.decisions import list_decisions
from nlp.store.documents import read_content, read_record
from nlp.store.engine import Store, open_store
from nlp.store.place import Place
from nlp.store.queue import iterate_queue
from nlp.store.verify import verify_store
from tests.postgres import ROOT

pytestmark = pytest.mark.slow


def start(place: Place, name: str, count: int) -> subprocess.Popen[str]:
    database = "" if place.file else place.url.render_as_string(hide_password=False)
    command = [sys.executable, "-m", "tests.unit.store.worker", str(place.data), database, name, str(count)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def acknowledged(output: str) -> set[tuple[str, str]]:
    """The whole lines: a line cut short was not acknowledged."""
    lines = [line for line in output.splitlines(keepends=True) if line.endswith("\n")]
    return {(step, petition) for step, petition in (line.split() for line in lines)}


def check(store: Store, steps: set[tuple[str, str]]) -> None:
    """Everything acknowledged is there once and whole, and so is all the rest."""
    ids = [petition.id for petition in iterate_queue(store)]
    assert len(ids) == len(set(ids))
    assert {petition for step, petition in steps if step == "added"} <= set(ids)
    for petition in ids:
        content = read_content(store, petition)
        record = read_record(store, petition)
        assert record is not None and record.number == 1 and record.analysis.record["text"] == content.decode()
        notes = [decision.note for decision in list_decisions(store, petition)]
        assert len(notes) == len(set(notes))
        assert notes or ("decided", petition) not in steps
    verification = verify_store(store)
    assert verification.faults == () and verification.documents == verification.petitions == len(ids)


def test_killed_at_any_moment(place: Place) -> None:
    # A fixed seed draws the moments, the machine's load moves them.
    draw, steps = random.Random(6), set()
    open_store(place).close()
    for turn in range(8):
        process = start(place, f"k{turn // 2}", 100_000)  # the second one of a name goes over what the first one left
        output = "".join(process.stdout.readline() for _ in range(draw.randint(1, 9))) if process.stdout else ""
        time.sleep(draw.uniform(0, 0.05))
        process.send_signal(signal.SIGKILL)
        rest, errors = process.communicate(timeout=60)
        assert process.returncode == -signal.SIGKILL, errors
        steps |= acknowledged(output + rest)
        with open_store(place) as store:
            check(store, steps)
    assert len(steps) >= 12


def test_killed_while_the_store_is_made(place: Place) -> None:
    for delay in (0.3, 0.5, 0.6, 0.7, 0.8, 0.9, 1.1):
        process = start(place, "m", 1)
        time.sleep(delay)
        process.kill()
        process.communicate(timeout=60)
    with open_store(place) as store:
        check(store, set())


def test_processes_add_the_same_and_decide_on_the_same(place: Place) -> None:
    processes = [start(place, "same", 15) for _ in range(4)]
    steps: set[tuple[str, str]] = set()
    for process in processes:
        output, errors = process.communicate(timeout=120)
        assert process.returncode == 0, errors
        steps |= acknowledged(output)
    with open_store(place) as store:
        check(store, steps)
        ids = [petition.id for petition in iterate_queue(store)]
        assert len(ids) == 15
        assert all(len(list_decisions(store, petition)) == 1 for petition in ids)
        assert sorted(petition.number for petition in iterate_queue(store)) == list(range(1, 16))
