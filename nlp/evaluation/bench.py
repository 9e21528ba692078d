"""Throughput and memory of the analysis on this machine, beside a peer's word segmentation in the same run."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from statistics import median
from typing import Any

from nlp.document.document import Document
from nlp.document.problem import Severity
from nlp.document.record import encode_record, write_line
from nlp.errors import DonthuError
from nlp.ingest.reader import read_document
from nlp.ingest.settings import IngestSettings
from nlp.interop.wording import Wording
from nlp.pipeline.runner import Pipeline
from nlp.resources.load import load_resource

PEER = "underthesea"
MIN_ROUNDS = 3
_SAMPLE_CHARACTERS = 60_000
_MEGABYTE = 1024 * 1024

Clock = Callable[[], float]
Peer = Callable[[str], object]


@dataclass(frozen=True)
class Speed:
    """How fast the texts of one kind, ``name``, were read. Rates are medians over the rounds, a second.

    ``ratio`` is the median of donthu's rate over the peer's, round by round, ``ratio_range`` its lowest and highest;
    ``shares`` are the parts of the time of each component, the reading and writing of the record included, that sum to 1.
    """

    name: str
    documents: int
    characters: int
    rounds: int
    characters_per_second: float
    documents_per_second: float
    peer_characters_per_second: float | None
    ratio: float | None
    ratio_range: tuple[float, float] | None
    shares: Mapping[str, float]


@dataclass(frozen=True)
class BenchResult:
    """Seconds to load the pipeline; memory in megabytes, None where the system does not tell; the speed of each kind of text."""

    load_seconds: float
    loaded_megabytes: float | None
    peak_megabytes: float | None
    speeds: tuple[Speed, ...]


def load_texts(folder: Path | None, shipped: Path) -> dict[str, list[str]]:
    """The texts of ``folder``; without one those of the corpora in ``shipped``, each by itself; else the built-in ones.

    Texts are taken at even distances until there is enough for a round; empty where the folder holds none.
    """
    if folder is not None:
        return {folder.name: texts} if (texts := _sample_texts(folder)) else {}
    corpora = sorted({gold.parent for gold in shipped.glob("*/*.gold.json")})
    found = {corpus.name: texts for corpus in corpora if (texts := _sample_texts(corpus))}
    return found or {"": list(load_resource("bench_texts.yaml"))}


def _sample_texts(folder: Path) -> list[str]:
    files = sorted(folder.rglob("*.txt")) if folder.is_dir() else []
    return list(
        _enough([text for file in _spread(files) if (text := file.read_text(encoding="utf-8", errors="replace")).strip()])
    )


def run_bench(
    load: Callable[[], Pipeline], texts: Mapping[str, Sequence[str]], *, seconds: float, clock: Clock,
    find_peer: Callable[[], Peer | None],
) -> BenchResult:  # fmt: skip
    """Measures the analysis of ``texts``, from a file's bytes to the line of its record, in rounds that alternate with the peer.

    ``load`` makes the pipeline, ``clock`` gives seconds, ``find_peer`` loads what takes one text. A round is all texts of one
    kind; each kind has at least three and its part of ``seconds``, after one that warms up and is not counted. Raises DonthuError
    where a component fails on a text: what does no work would look fast.
    """
    begin = clock()
    pipeline = load()
    load_seconds = clock() - begin
    loaded = peak_megabytes()
    for kind in texts.values():
        _check_round(pipeline, kind)
    # Before the peer comes in with memory of its own.
    peak = peak_megabytes()
    peer = find_peer()
    part = seconds / max(1, len(texts))
    speeds = tuple(_measure_speed(pipeline, name, kind, part, clock, peer) for name, kind in texts.items())
    return BenchResult(load_seconds, loaded, peak, speeds)


def _measure_speed(pipeline: Pipeline, name: str, texts: Sequence[str], seconds: float, clock: Clock, peer: Peer | None) -> Speed:
    characters = sum(map(len, texts))
    own: list[float] = []
    other: list[float] = []
    if peer is not None:
        _run_peer(peer, texts)
    end = clock() + seconds
    while len(own) < MIN_ROUNDS or clock() < end:
        own.append(characters / max(_time(clock, lambda: _run_round(pipeline, texts)), 1e-9))
        if peer is not None:
            other.append(characters / max(_time(clock, lambda: _run_peer(peer, texts)), 1e-9))
    ratios = [a / b for a, b in zip(own, other, strict=False)]
    rate = median(own)
    return Speed(
        name=name, documents=len(texts), characters=characters, rounds=len(own), characters_per_second=rate,
        documents_per_second=rate * len(texts) / characters, peer_characters_per_second=median(other) if other else None,
        ratio=median(ratios) if ratios else None, ratio_range=(min(ratios), max(ratios)) if ratios else None,
        shares=measure_shares(pipeline, texts, clock),
    )  # fmt: skip


def measure_shares(pipeline: Pipeline, texts: Sequence[str], clock: Clock) -> dict[str, float]:
    """The part of the time that each component takes, with ``read`` before and ``write`` behind them."""
    spent = {"read": 0.0, **{component.name: 0.0 for component in pipeline.components}, "write": 0.0}
    last = clock()

    def lap(name: str) -> None:
        nonlocal last
        now = clock()
        spent[name] += now - last
        last = now

    for text in texts:
        document = _read(text)
        lap("read")
        for component in pipeline.components:
            document = Pipeline((component,)).run(document)
            lap(component.name)
        write_line(encode_record(document))
        lap("write")
    total = sum(spent.values()) or 1.0
    return {name: part / total for name, part in spent.items()}


def load_peer() -> Peer | None:
    """The peer's word segmentation, or None where it is not installed."""
    if find_spec(PEER) is None:
        return None
    tokenize: Peer = import_module(PEER).word_tokenize
    return tokenize


def peak_megabytes() -> float | None:
    """The most memory that this process held so far; None where the system does not tell."""
    if find_spec("resource") is None:
        return None
    usage = import_module("resource")
    peak = usage.getrusage(usage.RUSAGE_SELF).ru_maxrss
    # Linux counts kilobytes, macOS bytes.
    return float(peak / _MEGABYTE if sys.platform == "darwin" else peak / 1024)


def encode_bench(result: BenchResult) -> dict[str, Any]:
    """The result for JSON, numbers to four digits."""
    return {**_rounded(asdict(result)), "speeds": [_rounded(asdict(speed)) for speed in result.speeds]}


def _rounded(values: dict[str, Any]) -> dict[str, Any]:
    return {key: round(value, 4) if isinstance(value, float) else value for key, value in values.items()}


def render_bench(result: BenchResult, *, wording: Wording) -> str:
    """The result as lines for people."""
    lines = [line for speed in result.speeds for line in _render_speed(speed, wording)]
    if result.peak_megabytes is None or result.loaded_megabytes is None:
        lines.append(wording.say("bench.no_memory"))
    else:
        loaded = wording.number(result.loaded_megabytes)
        lines.append(wording.say("bench.memory", megabytes=wording.number(result.peak_megabytes), loaded=loaded))
    lines.append(wording.say("bench.load", seconds=wording.number(result.load_seconds, 2)))
    return "\n".join(lines) + "\n"


def _render_speed(speed: Speed, wording: Wording) -> Iterator[str]:
    number, say = wording.number, wording.say
    if speed.name:
        yield f"{speed.name}:"
    yield say("bench.title", documents=speed.documents, characters=number(speed.characters), rounds=speed.rounds)
    yield say("bench.speed", characters=number(speed.characters_per_second), documents=number(speed.documents_per_second, 1))
    if speed.peer_characters_per_second is None or speed.ratio is None or speed.ratio_range is None:
        yield say("bench.no_peer")
    else:
        low, high = (number(value, 2) for value in speed.ratio_range)
        yield say("bench.peer", characters=number(speed.peer_characters_per_second))
        yield say("bench.ratio", ratio=number(speed.ratio, 2), low=low, high=high)
    yield say("bench.shares")
    for name, share in sorted(speed.shares.items(), key=lambda row: -row[1]):
        yield f"  {name:<18}{number(100 * share, 1):>6} %"


def _check_round(pipeline: Pipeline, texts: Sequence[str]) -> None:
    """The round that warms up. A component that fails does no work and would look fast, so it ends the measurement."""
    for text in texts:
        document = pipeline.run(_read(text))
        if failed := [problem.stage for problem in document.problems if problem.severity is Severity.ERROR]:
            raise DonthuError("bench.component_failed", ", ".join(failed), "donthu analyze")
        write_line(encode_record(document))


def _run_round(pipeline: Pipeline, texts: Sequence[str]) -> None:
    for text in texts:
        write_line(encode_record(pipeline.run(_read(text))))


def _read(text: str) -> Document:
    return read_document(text.encode("utf-8"), path="-", settings=IngestSettings())


def _run_peer(peer: Peer, texts: Sequence[str]) -> None:
    for text in texts:
        peer(text)


def _time(clock: Clock, run: Callable[[], None]) -> float:
    begin = clock()
    run()
    return clock() - begin


def _spread(files: list[Path]) -> list[Path]:
    """The files in an order in which any beginning is spread over all of them."""
    step = max(1, len(files) // 16)
    return [file for first in range(step) for file in files[first::step]]


def _enough(texts: Sequence[str]) -> Iterator[str]:
    total = 0
    for text in texts:
        if total >= _SAMPLE_CHARACTERS:
            return
        total += len(text)
        yield text
