"""A small archive, and the command run on it as a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from tests.unit.pipeline.hostile import LETTER

ROOT = Path(__file__).resolve().parents[3]
DAY = "2026-11-02"
FAST = '[settings.petition_labels]\nmodel = "linear"\n'


def make_archive(folder: Path, count: int) -> Path:
    """So many petitions, each a few pages long so that a run takes a while."""
    folder.mkdir()
    for number in range(count):
        text = (
            LETTER + f"Việc thứ {number}: đất bị thu hồi ngày {number % 28 + 1}/3/2024 theo Quyết định số {number}/QĐ-UBND. " * 40
        )
        (folder / f"{number:04d}.txt").write_text(text, encoding="utf-8")
    return folder


def start(archive: Path, out: Path, *options: str) -> subprocess.Popen[str]:
    """The command, started."""
    config = out.parent / "fast.toml"
    config.write_text(FAST, encoding="utf-8")
    command = [sys.executable, "-m", "nlp", "analyze", str(archive), "--out", str(out), "--config", str(config)]
    command += ["--as-of", DAY, "--lang", "en", *options]
    return subprocess.Popen(
        command,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        text=True,
    )


def finish(process: subprocess.Popen[str], seconds: float = 400) -> tuple[int, str]:
    """Exit status and what was said."""
    try:
        _, said = process.communicate(timeout=seconds)
    finally:
        process.kill()
    return process.returncode, said


def run(archive: Path, out: Path, *options: str) -> tuple[int, str]:
    """The command, run to its end."""
    return finish(start(archive, out, *options))


def wait_until(holds: Callable[[], bool], seconds: float = 180) -> None:
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.02)


def wait_for_shards(process: subprocess.Popen[str], out: Path, count: int) -> None:
    """Waits until a run that goes on has so many shards on disk."""
    wait_until(lambda: shards_done(out) >= count or process.poll() is not None)
    assert process.poll() is None, process.communicate()[1]


def shards_done(out: Path) -> int:
    return len(list(out.glob("manifest/*.json")))


def results(out: Path) -> dict[str, bytes]:
    """The files of results and manifests by name."""
    return {str(path.relative_to(out)): path.read_bytes() for part in ("records", "manifest") for path in out.glob(f"{part}/*")}


def paths_in_records(out: Path) -> list[str]:
    """The path of each record in all shards."""
    lines = (line for path in sorted(out.glob("records/*")) for line in path.read_text(encoding="utf-8").splitlines())
    return [json.loads(line)["source"]["path"] for line in lines]


def summary(out: Path) -> dict[str, int]:
    return json.loads((out / "summary.json").read_text(encoding="utf-8"))
