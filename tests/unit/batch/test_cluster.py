"""A real scheduler and workers as processes of their own; some of them are killed."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.unit.batch import archive

pytest.importorskip("distributed", reason="the extra batch is not installed")
COUNT = 60
SHARDS = ("--shard-size", "4")


class Cluster:
    """A scheduler on a port, and workers with one thread each."""

    def __init__(self, folder: Path) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self._port = free.getsockname()[1]
        self._folder = folder
        self.address = f"tcp://127.0.0.1:{self._port}"
        self.started: list[subprocess.Popen[bytes]] = []

    def start_scheduler(self) -> subprocess.Popen[bytes]:
        return self._start("dask_scheduler", "--host", "127.0.0.1", "--port", str(self._port), "--no-dashboard", "--no-show")

    def start_worker(self, *options: str) -> subprocess.Popen[bytes]:
        folder = str(self._folder / f"worker-{len(self.started)}")
        return self._start(
            "dask_worker", self.address, "--nthreads", "1", "--no-dashboard", "--local-directory", folder, *options
        )

    def _start(self, module: str, *arguments: str) -> subprocess.Popen[bytes]:
        log = (self._folder / f"{module}-{len(self.started)}.log").open("wb")
        process = subprocess.Popen(
            [sys.executable, "-m", f"distributed.cli.{module}", *arguments],
            cwd=archive.ROOT, env={**os.environ, "PYTHONPATH": str(archive.ROOT)}, stdout=log, stderr=log,
            start_new_session=True,
        )  # fmt: skip
        log.close()
        self.started.append(process)
        return process

    def end(self, process: subprocess.Popen[bytes]) -> None:
        """Kills it with whatever it started, and waits."""
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait(20)


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    opened = Cluster(tmp_path)
    yield opened
    for process in opened.started:
        opened.end(process)


@pytest.fixture(scope="module")
def letters(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return archive.make_archive(tmp_path_factory.mktemp("archive") / "in", COUNT)


@pytest.fixture(scope="module")
def undisturbed(letters: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """What a run on this machine gives."""
    out = tmp_path_factory.mktemp("undisturbed") / "out"
    status, said = archive.run(letters, out, *SHARDS)
    assert status == 0, said
    return archive.results(out)


def test_a_worker_that_is_killed_costs_nothing(
    cluster: Cluster, letters: Path, undisturbed: dict[str, bytes], tmp_path: Path
) -> None:
    cluster.start_scheduler()
    cluster.start_worker()  # under a nanny, as clusters do
    victim = cluster.start_worker("--no-nanny")
    process = archive.start(letters, tmp_path / "out", *SHARDS, "--cluster", cluster.address)
    archive.wait_for_shards(process, tmp_path / "out", 2)
    assert archive.shards_done(tmp_path / "out") < COUNT // 4
    os.kill(victim.pid, signal.SIGKILL)
    status, said = archive.finish(process)
    assert status == 0, said
    assert archive.results(tmp_path / "out") == undisturbed
    assert len(set(archive.paths_in_records(tmp_path / "out"))) == COUNT


def test_a_scheduler_that_is_killed_and_started_again_costs_nothing(
    cluster: Cluster, letters: Path, undisturbed: dict[str, bytes], tmp_path: Path
) -> None:
    scheduler, worker = cluster.start_scheduler(), cluster.start_worker()
    process = archive.start(letters, tmp_path / "out", *SHARDS, "--cluster", cluster.address)
    archive.wait_for_shards(process, tmp_path / "out", 2)
    cluster.end(scheduler)
    cluster.end(worker)
    assert archive.shards_done(tmp_path / "out") < COUNT // 4
    cluster.start_scheduler()
    cluster.start_worker()
    status, said = archive.finish(process)
    assert status == 0, said
    assert archive.results(tmp_path / "out") == undisturbed


def test_a_run_that_is_killed_goes_on_without_the_cluster(
    cluster: Cluster, letters: Path, undisturbed: dict[str, bytes], tmp_path: Path
) -> None:
    cluster.start_scheduler()
    cluster.start_worker()
    process = archive.start(letters, tmp_path / "out", *SHARDS, "--cluster", cluster.address)
    archive.wait_for_shards(process, tmp_path / "out", 2)
    process.kill()
    process.communicate()
    status, said = archive.run(letters, tmp_path / "out", *SHARDS, "--resume")
    assert status == 0, said
    assert archive.results(tmp_path / "out") == undisturbed


def test_a_scheduler_that_is_not_there_is_told(letters: Path, tmp_path: Path) -> None:
    status, said = archive.run(letters, tmp_path / "out", "--cluster", "tcp://127.0.0.1:1")
    assert status == 2 and "cluster.unreachable" in said
