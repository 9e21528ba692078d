"""``donthu analyze`` of an archive into a folder of shards, on this machine or on a cluster."""

from __future__ import annotations

import datetime as dt
import sys
import time
from pathlib import Path

from nlp.batch.cluster import run_on_cluster
from nlp.batch.folder import Batch, Summary, open_batch
from nlp.batch.local import run_here
from nlp.batch.parquet import load_pyarrow
from nlp.batch.plan import FORMATS
from nlp.batch.shard import SET_ASIDE
from nlp.cli.documents import describe_standing, read_config
from nlp.cli.parser import Arguments, Parser, UsageError, parse_positive
from nlp.cli.terminal import FAILED, OK, draw, tell
from nlp.interop.wording import Wording
from nlp.pipeline.progress import Progress


def is_wanted(options: Arguments) -> bool:
    """Whether the options ask for a folder of shards."""
    return bool(options.shard_size or options.cluster or options.format == "parquet")


def run(options: Arguments, wording: Wording) -> int:
    """Analyses the archive shard by shard; the exit status."""
    form = options.format or "jsonl"
    _check(options, form, wording)
    if form == "parquet":
        load_pyarrow()  # what is missing is told before the archive is walked
    config, folder = read_config(options), Path(options.out)
    with open_batch(
        folder, options.paths, config, format=form, as_of=options.as_of, today=dt.date.today(), shard_size=options.shard_size,
        resume=options.resume,
    ) as batch:  # fmt: skip
        try:
            seconds = _run(batch, options, wording)
        except BaseException:
            batch.finish()
            tell(wording.say("interrupted.kept", path=folder))
            raise
        summary = batch.finish()
    _tell(summary, seconds, folder, wording)
    return FAILED if summary.partial or summary.quarantined or summary.waiting else OK


def _run(batch: Batch, options: Arguments, wording: Wording) -> float:
    """Seconds that it took."""
    progress = Progress(
        batch.plan.documents - batch.skipped(),
        now=time.monotonic,
        show=draw,
        describe=lambda standing: describe_standing(standing, wording),
        terminal=sys.stderr.isatty(),
    )
    try:
        results = run_on_cluster(batch, options.cluster) if options.cluster else run_here(batch, workers=options.workers)
        for result in results:
            for fate in result.inputs:
                progress.advance(failed=fate.status in SET_ASIDE)
    finally:
        seconds = progress.close()
    return seconds


def _check(options: Arguments, form: str, wording: Wording) -> None:
    """Raises UsageError for options that do not go with a folder of shards."""
    program = "donthu analyze"
    if form not in FORMATS:
        raise UsageError(wording.say("usage.batch_format", format=form), program)
    if options.out is None or options.out.is_file():
        raise UsageError(wording.say("usage.batch_out"), program)
    if options.graph or "-" in options.paths:
        raise UsageError(wording.say("usage.batch_alone"), program)


def _tell(summary: Summary, seconds: float, folder: Path, wording: Wording) -> None:
    said = {
        "inputs": summary.inputs, "read": summary.read, "analysed": summary.analysed, "partial": summary.partial,
        "failed": summary.failed, "lost": summary.lost, "skipped": summary.skipped,
        "not_documents": summary.not_document + summary.left_out, "waiting": summary.waiting,
    }  # fmt: skip
    counts = {name: wording.number(count) for name, count in said.items()}
    tell(wording.say("batch.done", seconds=wording.number(seconds, 1), **counts))
    if summary.quarantined:
        tell(wording.say("batch.quarantine", count=wording.number(summary.quarantined), path=folder / "quarantine.jsonl"))
    if summary.waiting:
        tell(wording.say("interrupted.kept", path=folder))
    tell(wording.say("done.written", path=folder))


def add_options(parser: Parser, wording: Wording) -> None:
    """The options of a folder of shards."""
    say = wording.say
    parser.add_argument(
        "--shard-size", type=parse_positive(wording), metavar=say("meta.number"), help=say("help.shard_size")
    )  # fmt: skip
    parser.add_argument("--cluster", metavar=say("meta.address"), help=say("help.cluster"))
