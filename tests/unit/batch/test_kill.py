"""Whatever is killed: every document is in the results once, and they are those of a run that nothing happened to."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from tests.unit.batch import archive

pytestmark = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="reads processes from /proc")
COUNT = 90
SHARDS = ("--shard-size", "5", "--workers", "2")


@pytest.fixture(scope="module")
def letters(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return archive.make_archive(tmp_path_factory.mktemp("archive") / "in", COUNT)


@pytest.fixture(scope="module")
def undisturbed(letters: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    out = tmp_path_factory.mktemp("undisturbed") / "out"
    status, said = archive.run(letters, out, *SHARDS)
    assert status == 0, said
    assert len(archive.paths_in_records(out)) == COUNT
    return archive.results(out)


def children(parent: int) -> list[int]:
    """The worker processes of a run."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            is_child = int(stat.read_text().rpartition(")")[2].split()[1]) == parent
            if is_child and b"spawn_main" in (stat.parent / "cmdline").read_bytes():
                found.append(int(stat.parent.name))
        except OSError:
            continue
    return found


def test_a_child_that_is_killed_costs_nothing(letters: Path, undisturbed: dict[str, bytes], tmp_path: Path) -> None:
    process = archive.start(letters, tmp_path / "out", *SHARDS)
    archive.wait_for_shards(process, tmp_path / "out", 2)
    victim = children(process.pid)[0]
    os.kill(victim, signal.SIGKILL)
    status, said = archive.finish(process)
    assert status == 0, said
    names = archive.results(tmp_path / "out")
    assert {n: b for n, b in names.items() if n.startswith("records")} == {
        n: b for n, b in undisturbed.items() if n.startswith("records")
    }
    assert archive.summary(tmp_path / "out")["analysed"] == COUNT


def test_a_run_that_is_killed_goes_on_with_resume(letters: Path, undisturbed: dict[str, bytes], tmp_path: Path) -> None:
    out = tmp_path / "out"
    for turn in range(3):
        before = archive.shards_done(out)
        process = archive.start(letters, out, *SHARDS, *(["--resume"] if turn else []))
        archive.wait_for_shards(process, out, before + 2)
        process.kill()
        process.communicate()
    assert 6 <= archive.shards_done(out) < COUNT // 5, "the run was over before it was killed"
    done = archive.shards_done(out) * 5
    status, said = archive.run(letters, out, *SHARDS, "--resume")
    assert status == 0, said
    assert archive.results(out) == undisturbed
    counted = archive.summary(out)
    assert (counted["skipped"], counted["read"], counted["waiting"]) == (done, COUNT - done, 0)


def test_an_interrupt_ends_the_run_and_keeps_what_is_done(letters: Path, undisturbed: dict[str, bytes], tmp_path: Path) -> None:
    out = tmp_path / "out"
    process = archive.start(letters, out, *SHARDS)
    archive.wait_for_shards(process, out, 2)
    process.send_signal(signal.SIGINT)
    status, said = archive.finish(process)
    assert status == 130 and "--resume" in said
    counted = archive.summary(out)
    assert 10 <= counted["read"] == COUNT - counted["waiting"] < COUNT
    assert archive.run(letters, out, *SHARDS, "--resume")[0] == 0
    assert archive.results(out) == undisturbed


def test_children_end_with_the_run_that_is_killed(letters: Path, tmp_path: Path) -> None:
    process = archive.start(letters, tmp_path / "out", *SHARDS)
    archive.wait_for_shards(process, tmp_path / "out", 1)
    workers = children(process.pid)
    process.kill()
    process.communicate()
    assert len(workers) == 2
    archive.wait_until(lambda: not any(Path(f"/proc/{worker}").exists() for worker in workers))
