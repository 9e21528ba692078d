"""A generated archive of any size, and what a batch of it takes.

``python -m tests.bench.archive [COUNT] [--workers N] [--shard-size N] [--format FORMAT] [--cluster ADDRESS] [--keep FOLDER]``
makes COUNT documents (2000 by default) and runs ``donthu analyze`` on them with the fast classifier: documents a second, memory
over the time, what was set aside. Texts of the train split are varied: other names, numbers and days, the noise of scanners and
typists; one document in 200 is broken. A seed draws all of it, so that the same count makes the same archive. Half of the
documents lie in folders, half in zip archives.
"""

from __future__ import annotations

import argparse
import csv
import datetime as dt
import json
import os
import random
import re
import resource
import subprocess
import sys
import tempfile
import time
import unicodedata
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SEED = 8
PER_FOLDER = 1000
BROKEN_EVERY = 200
FAMILY, MIDDLE = "Nguyễn Trần Lê Phạm Hoàng Phan Vũ Đặng Bùi Đỗ".split(), "Văn Thị Hữu Minh Đức Ngọc".split()
GIVEN = "An Bình Cường Dung Giang Hà Hùng Lan Mai Nam Oanh Phúc Quân Sơn Thảo Uyên Vân Xuân Yến".split()
DAY = re.compile(r"\b([0-3]?\d)([/.-])([01]?\d)\2((?:19|20)\d\d)\b")
LOOKALIKE = str.maketrans("lO0gưô", "1OOquo")
FAST = '[settings.petition_labels]\nmodel = "linear"\n'


@dataclass(frozen=True)
class Original:
    """A text of the train split and the names of people in it."""

    text: str
    names: tuple[str, ...]


def read_originals() -> list[Original]:
    """The texts of the train split, petitions and dispatches, in the order of the manifests."""
    found = []
    for corpus in ("petitions", "dispatches"):
        with (ROOT / "corpora" / corpus / "manifest.tsv").open(encoding="utf-8") as file:
            names = [row["name"] for row in csv.DictReader(file, delimiter="\t") if row["split"] == "train"]
        for name in names:
            folder = ROOT / "corpora" / corpus
            gold = json.loads((folder / f"{name}.gold.json").read_text(encoding="utf-8"))
            people = tuple(item["text"] for item in gold.get("petition", {}).get("petitioners", ()))
            found.append(Original((folder / f"{name}.txt").read_text(encoding="utf-8"), people))
    return found


def vary(original: Original, draw: random.Random) -> str:
    """The text with other people, numbers and days, and with noise in one of four."""
    text = original.text
    for name in original.names:
        text = text.replace(name, f"{draw.choice(FAMILY)} {draw.choice(MIDDLE)} {draw.choice(GIVEN)}")
    # All days move together, so that their order stays; the year stays what laws were in force by.
    shift = dt.timedelta(days=draw.randint(-40, 40))
    text = DAY.sub(lambda match: _move(match, shift), text)
    # Numbers of decisions, telephones, identity cards; days and short numbers stand.
    text = re.sub(r"(?<![\d/.-])\d{3,}(?![\d/.-]\d)", lambda match: _other_number(match[0], draw), text)
    if draw.random() < 0.25:
        text = "".join(_spoil(word, draw) for word in re.split(r"(\s+)", text))
    return unicodedata.normalize("NFD", text) if draw.random() < 0.05 else text


def _move(match: re.Match[str], shift: dt.timedelta) -> str:
    try:
        day = dt.date(int(match[4]), int(match[3]), int(match[1])) + shift
    except ValueError:
        return match[0]
    return f"{day.day}{match[2]}{day.month}{match[2]}{day.year}"


def _other_number(number: str, draw: random.Random) -> str:
    if re.fullmatch(r"(?:19|20)\d\d", number):
        return number
    return number[0] + "".join(str(draw.randint(0, 9)) for _ in number[1:])


def _spoil(word: str, draw: random.Random) -> str:
    if draw.random() > 0.02 or not word.strip():
        return word
    bare = "".join(char for char in unicodedata.normalize("NFD", word) if not unicodedata.combining(char))
    return draw.choice((bare, word.translate(LOOKALIKE), word + " ", word[: len(word) // 2] + " " + word[len(word) // 2 :]))


def generate(count: int, *, seed: int = SEED) -> Iterator[tuple[str, bytes]]:
    """So many documents with their names; one of ``BROKEN_EVERY`` cannot be read or is none."""
    draw, originals = random.Random(seed), read_originals()
    for number in range(count):
        if number % BROKEN_EVERY == BROKEN_EVERY - 1:
            yield draw.choice(
                [(f"{number:07d}.pdf", b"%PDF-1.4 cut"), (f"{number:07d}.docx", b"PK\3\4 cut"), (f"{number:07d}.txt", b"")]
            )
            continue
        yield f"{number:07d}.txt", vary(draw.choice(originals), draw).encode()


def write_archive(folder: Path, count: int) -> None:
    """Folders and zip archives in turn, a thousand documents each."""
    archive: zipfile.ZipFile | None = None
    for number, (name, content) in enumerate(generate(count)):
        part, place = divmod(number, PER_FOLDER)
        if part % 2 == 0:
            (folder / f"{part:04d}").mkdir(parents=True, exist_ok=True)
            (folder / f"{part:04d}" / name).write_bytes(content)
            continue
        if place == 0:
            archive = zipfile.ZipFile(folder / f"{part:04d}.zip", "w", zipfile.ZIP_DEFLATED, compresslevel=1)
        archive.writestr(name, content)  # type: ignore[union-attr]
        if place == PER_FOLDER - 1 or number == count - 1:
            archive.close()  # type: ignore[union-attr]


def resident(root: int) -> tuple[float, float]:
    """Mebibytes of a process, and of the largest of those below it."""
    parents, sizes = {}, {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        pid = int(stat.parent.name)
        parents[pid], sizes[pid] = int(fields[1]), int(fields[21]) * os.sysconf("SC_PAGE_SIZE") / 2**20
    below = [sizes[pid] for pid in sizes if parents[pid] == root]
    return sizes.get(root, 0.0), max(below, default=0.0)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("count", type=int, nargs="?", default=2000)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--shard-size", type=int, default=500)
    parser.add_argument("--format", default="jsonl")
    parser.add_argument("--cluster")
    parser.add_argument("--keep", type=Path, help="a folder for the archive and the results; the archive is used again")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.keep or Path(temporary)
        archive, out, config = folder / f"archive-{options.count}", folder / "out", folder / "fast.toml"
        if not archive.exists():
            start = time.perf_counter()
            archive.mkdir(parents=True)
            write_archive(archive, options.count)
            print(f"{options.count} documents made in {time.perf_counter() - start:.0f} s")
        config.write_text(FAST, encoding="utf-8")
        command = [sys.executable, "-m", "nlp", "analyze", str(archive), "--out", str(out), "--config", str(config)]
        command += ["--as-of", "2026-11-22", "--lang", "en", "--workers", str(options.workers), "--format", options.format]
        command += ["--shard-size", str(options.shard_size), *(["--cluster", options.cluster] if options.cluster else [])]
        print(f"load before: {os.getloadavg()[0]:.1f}", flush=True)
        measure(command, out)


def measure(command: list[str], out: Path) -> None:
    """Runs the command and prints its memory with the shards that are done, twenty times at most."""
    start, seen, pause, spent = time.perf_counter(), [], 1.0, 0.0
    with subprocess.Popen(command, cwd=ROOT, stderr=subprocess.DEVNULL) as process:
        while process.poll() is None:
            time.sleep(pause)
            own, largest = resident(process.pid)
            spent = max(spent, processor_seconds(process.pid))
            seen.append((time.perf_counter() - start, len(list(out.glob("manifest/*.json"))), own, largest))
            if len(seen) == 40:
                seen, pause = seen[1::2], pause * 2
    seconds = time.perf_counter() - start
    print("seconds  shards  MiB of the process  MiB of its largest child")
    for moment, shards, own, largest in seen[:-1]:
        print(f"{moment:7.0f}  {shards:6d}  {own:18.0f}  {largest:24.0f}")
    summary = json.loads((out / "summary.json").read_text(encoding="utf-8"))
    print(f"{summary['read'] / seconds:.1f} documents a second over {seconds:.0f} s, load after: {os.getloadavg()[0]:.1f}")
    # Without the seconds in which children load what they need: from the first shard on disk to the last one.
    ends = sorted(path.stat().st_mtime for path in out.glob("manifest/*.json"))
    if len(ends) > 2:
        share = (len(ends) - 1) / len(ends)
        print(f"{summary['read'] * share / (ends[-1] - ends[0]):.1f} documents a second after the first shard")
    # A busy machine slows the clock; what a document costs on a processor stays.
    below = resource.getrusage(resource.RUSAGE_CHILDREN)
    total = below.ru_utime + below.ru_stime
    per = 1000 / summary["read"]
    print(f"milliseconds of a processor each: {total * per:.1f}, of these {spent * per:.1f} of the process that writes")
    print(json.dumps(summary))


def processor_seconds(pid: int) -> float:
    """What a process itself has used; 0 where it is gone."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    main()
