"""Documents that a command goes through: the options that name them, and their way through the pipeline."""

from __future__ import annotations

import datetime as dt
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from nlp.cli.parser import Arguments, Parser, UsageError, parse_day, parse_given, parse_positive
from nlp.cli.terminal import FAILED, OK, Record, draw, tell
from nlp.ingest.walk import Entry, find_entries
from nlp.interop.output import part_path
from nlp.interop.wording import Wording
from nlp.law.facts import parse_facts
from nlp.law.library import load_library
from nlp.pipeline.batch import analyze_entries
from nlp.pipeline.config import PipelineConfig, load_config
from nlp.pipeline.progress import Progress, Standing


def run_pipeline(
    entries: Iterator[Entry],
    total: int,
    config: PipelineConfig,
    options: Arguments,
    wording: Wording,
    take: Callable[[Record], None],
) -> int:
    """Analyses the entries, gives each record to ``take``, tells how far it is; the exit status of the documents."""
    counts: Counter[str] = Counter()
    for record in stream_records(entries, total, config, options, wording, counts):
        take(record)
    return FAILED if counts["partial"] or counts["failed"] else OK


def stream_records(
    entries: Iterator[Entry],
    total: int,
    config: PipelineConfig,
    options: Arguments,
    wording: Wording,
    counts: Counter[str],
) -> Iterator[Record]:
    """The records of the entries as they are made, counted by their status; tells how far it is."""
    progress = Progress(
        total,
        now=time.monotonic,
        show=draw,
        describe=lambda standing: describe_standing(standing, wording),
        terminal=sys.stderr.isatty(),
    )
    try:
        for record in analyze_entries(entries, config, as_of=options.as_of or dt.date.today(), workers=options.workers):
            counts[str(record["status"])] += 1
            progress.advance(failed=record["status"] == "failed")
            if record["status"] != "ok":
                progress.close()
                _tell_problems(record, wording)
            yield record
    finally:
        seconds = progress.close()
    if total > 1 or counts["ok"] != total:
        said = {status: counts[status] for status in ("ok", "partial", "failed")}
        tell(wording.say("done", done=sum(said.values()), seconds=wording.number(seconds, 1), **said))


def read_config(options: Arguments) -> PipelineConfig:
    """The configuration with what the options change in it."""
    config = load_config(options.config)
    if facts := dict(getattr(options, "fact", [])):
        parse_facts(facts, load_library(config.law_folder).facts)  # a wrong fact is told before the first document is read
        config = replace(config, facts=facts)
    return replace(config, ingest=replace(config.ingest, ocr=options.ocr)) if options.ocr else config


def read_entries(options: Arguments, wording: Wording) -> list[Entry]:
    """The entries of the paths, without the file that the results go to."""
    stdin = sys.stdin.buffer.read() if "-" in options.paths else None
    out: Path | None = getattr(options, "out", None)
    own = {path.resolve() for path in (out, part_path(out))} if out else set()
    entries = [e for e in find_entries(options.paths, stdin=stdin) if not own or Path(e.path).resolve() not in own]
    if not entries:
        raise UsageError(wording.say("usage.no_documents", paths=", ".join(options.paths)), f"donthu {options.command}")
    return entries


def describe_standing(standing: Standing, wording: Wording) -> str:
    """How far a run is, in words."""
    total = f"/{standing.total}" if standing.total else ""
    text = wording.say(
        "progress", done=standing.done, total=total, failed=standing.failed, rate=wording.number(standing.rate, 1)
    )  # fmt: skip
    left = standing.seconds_left
    return text if left is None else text + wording.say("progress.left", left=str(dt.timedelta(seconds=round(left))))


def _tell_problems(record: Record, wording: Wording) -> None:
    for item in record["problems"]:
        if item["severity"] == "error":
            tell(wording.say("problem", path=record["source"]["path"], message=item["message"], code=item["code"]))


def add_pipeline_options(parser: Parser, wording: Wording, *, paths: bool = True) -> None:
    """The options of a command that runs the pipeline."""
    say = wording.say
    if paths:
        parser.add_argument("paths", nargs="+", metavar=say("meta.path"), help=say("help.paths"))
    parser.add_argument("--as-of", type=parse_day(wording), metavar=say("meta.date"), help=say("help.as_of"))
    if paths:
        parser.add_argument(
            "--fact", action="append", default=[], type=parse_given(wording), metavar=say("meta.given"), help=say("help.fact")
        )  # fmt: skip
    parser.add_argument(
        "--workers", type=parse_positive(wording), default=1, metavar=say("meta.number"), help=say("help.workers")
    )
    parser.add_argument("--ocr", choices=("auto", "never", "always"), help=say("help.ocr"))
    parser.add_argument("--config", type=Path, metavar=say("meta.file"), help=say("help.config"))
