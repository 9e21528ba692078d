"""``donthu check``: the findings of the rules layer."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from nlp.cli.documents import add_pipeline_options, read_config, read_entries, run_pipeline
from nlp.cli.parser import Arguments, Parser, UsageError
from nlp.cli.terminal import FAILED, tell, write
from nlp.compliance.tasks import TaskedDocument, read_tasked
from nlp.ingest.walk import find_entries
from nlp.interop.check import FORMS, CheckOutput
from nlp.interop.output import guess_format, write_whole
from nlp.interop.wording import Wording
from nlp.pipeline.batch import analyze_entries
from nlp.pipeline.config import PipelineConfig


def run(options: Arguments, wording: Wording) -> int:
    """Tells the findings; the exit status."""
    config, entries = read_config(options), read_entries(options, wording)
    options.as_of = options.as_of or dt.date.today()
    against = _read_against(options, config, wording) if options.against else None
    parts: list[str] = []
    form = "jsonl" if options.json else guess_format(options.out, "text")
    output = CheckOutput(
        parts.append if options.out else write,
        form=form if form in FORMS else "text", wording=wording, as_of=options.as_of.isoformat(), against=against,
    )  # fmt: skip
    status = run_pipeline(iter(entries), len(entries), config, options, wording, output.add)
    output.finish()
    if options.out:
        write_whole(options.out, "".join(parts))
        tell(wording.say("done.written", path=options.out))
    tell(wording.say("check.summary", **output.counts))
    return FAILED if output.counts["violation"] else status


def _read_against(options: Arguments, config: PipelineConfig, wording: Wording) -> TaskedDocument:
    """The directive that the documents are laid beside."""
    records = list(analyze_entries(iter(find_entries([options.against])), config, as_of=options.as_of))
    if len(records) != 1 or not records[0]["obligations"]:
        raise UsageError(wording.say("usage.against", path=options.against), "donthu check")
    return read_tasked(records[0])


def add_options(parser: Parser, wording: Wording) -> None:
    """The options of the command."""
    say = wording.say
    add_pipeline_options(parser, wording)
    parser.add_argument("--against", metavar=say("meta.file"), help=say("help.against"))
    parser.add_argument("--out", type=Path, metavar=say("meta.file"), help=say("help.check_out"))
    parser.add_argument("--json", action="store_true", help=say("help.json"))
