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
class BenchResult:
    """Rates are medians over the rounds, a second; memory in megabytes, None where the system does not tell.

    ``ratio`` is the median of donthu's rate over the peer's, round by round, ``ratio_range`` its lowest and highest;
    ``shares`` are the parts of the time of each component, the reading and writing of the record included, that sum to 1.
    """

    documents: int
    characters: int
    rounds: int
    characters_per_second: float
    documents_per_second: float
    load_seconds: float
    loaded_megabytes: float | None
    peak_megabytes: float | None
    peer_characters_per_second: float | None
    ratio: float | None
    ratio_range: tuple[float, float] | None
    shares: Mapping[str, float]


def load_texts(folder: Path | None, shipped: Path) -> list[str]:
    """The texts of ``folder``; without one those of ``shipped`` where it is, else the built-in ones.

    Texts are taken at even distances until there is enough for a round; an empty list where the folder holds none.
    """
    place = folder or shipped
    files = sorted(place.rglob("*.txt")) if place.is_dir() else []
    texts = [text for file in _spread(files) if (text := file.read_text(encoding="utf-8", errors="replace")).strip()]
    if not texts and folder is None:
        texts = list(load_resource("bench_texts.yaml"))
    return list(_enough(texts))


def run_bench(
    load: Callable[[], Pipeline], texts: Sequence[str], *, seconds: float, clock: Clock,
    find_peer: Callable[[], Peer | None],
) -> BenchResult:  # fmt: skip
    """Measures the analysis of ``texts``, from a file's bytes to the line of its record, in rounds that alternate with the peer.

    ``load`` makes the pipeline, ``clock`` gives seconds, ``find_peer`` loads what takes one text. Every round is the whole of
    ``texts``; there are at least three, after one that warms up and is not counted. Raises DonthuError where a component fails
    on a text: what does no work would look fast.
    """
    begin = clock()
    pipeline = load()
    load_seconds = clock() - begin
    loaded = peak_megabytes()
    characters = sum(map(len, texts))
    own: list[float] = []
    other: list[float] = []
    _check_round(pipeline, texts)
    # Before the peer comes in with memory of its own.
    peak = peak_megabytes()
    peer = find_peer()
    if peer is not None:
        _run_peer(peer, texts)
    end = clock() + seconds
    while len(own) < MIN_ROUNDS or clock() < end:
        own.append(characters / max(_time(clock, lambda: _run_round(pipeline, texts)), 1e-9))
        if peer is not None:
            other.append(characters / max(_time(clock, lambda: _run_peer(peer, texts)), 1e-9))
    ratios = [a / b for a, b in zip(own, other, strict=False)]
    rate = median(own)
    return BenchResult(
        documents=len(texts), characters=characters, rounds=len(own), characters_per_second=rate,
        documents_per_second=rate * len(texts) / characters, load_seconds=load_seconds, loaded_megabytes=loaded,
        peak_megabytes=peak, peer_characters_per_second=median(other) if other else None,
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
    """The result for JSON."""
    return {key: round(value, 4) if isinstance(value, float) else value for key, value in asdict(result).items()}


def render_bench(result: BenchResult, *, wording: Wording) -> str:
    """The result as lines for people."""
    number, say = wording.number, wording.say
    lines = [
        say("bench.title", documents=result.documents, characters=number(result.characters), rounds=result.rounds),
        say("bench.speed", characters=number(result.characters_per_second), documents=number(result.documents_per_second, 1)),
    ]
    if result.peer_characters_per_second is None or result.ratio is None or result.ratio_range is None:
        lines.append(say("bench.no_peer"))
    else:
        low, high = (number(value, 2) for value in result.ratio_range)
        lines.append(say("bench.peer", characters=number(result.peer_characters_per_second)))
        lines.append(say("bench.ratio", ratio=number(result.ratio, 2), low=low, high=high))
    if result.peak_megabytes is None or result.loaded_megabytes is None:
        lines.append(say("bench.no_memory"))
    else:
        loaded = number(result.loaded_megabytes)
        lines.append(say("bench.memory", megabytes=number(result.peak_megabytes), loaded=loaded))
    lines += [say("bench.load", seconds=number(result.load_seconds, 2)), say("bench.shares")]
    lines += [
        f"  {name:<18}{number(100 * share, 1):>6} %" for name, share in sorted(result.shares.items(), key=lambda row: -row[1])
    ]
    return "\n".join(lines) + "\n"


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
