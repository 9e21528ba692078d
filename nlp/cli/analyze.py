"""``donthu analyze``: documents to records."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from nlp.cli import batch
from nlp.cli.documents import add_pipeline_options, read_config, read_entries, run_pipeline
from nlp.cli.parser import Arguments, Parser, UsageError
from nlp.cli.terminal import Record, tell, write
from nlp.extract.citations.graph import FORMATS as GRAPH_FORMATS
from nlp.extract.citations.graph import GraphBuilder
from nlp.interop.output import (
    FORMATS,
    PAGED,
    FileOutput,
    FolderOutput,
    Output,
    Renderer,
    StreamOutput,
    guess_format,
    read_lines,
)  # fmt: skip
from nlp.interop.resume import Earlier, load_earlier
from nlp.interop.wording import Wording


def run(options: Arguments, wording: Wording) -> int:
    """Analyses the documents and writes their records; the exit status."""
    if batch.is_wanted(options):
        return batch.run(options, wording)
    terminal = options.out is None and sys.stdout.isatty()
    form = options.format or guess_format(options.out, "text" if terminal else "jsonl")
    if options.resume and (options.out is None or form != "jsonl"):
        raise UsageError(wording.say("usage.resume_out"), "donthu analyze")
    if options.graph and options.graph.suffix.lower() not in GRAPH_FORMATS:
        suffixes = ", ".join(GRAPH_FORMATS)
        raise UsageError(wording.say("usage.graph_suffix", suffixes=suffixes, path=options.graph), "donthu analyze")
    config, entries = read_config(options), read_entries(options, wording)
    renderer = Renderer(form, wording, options.show_personal)
    _check_out(options.out, form, len(entries), wording)
    earlier = load_earlier(options.out) if options.resume else Earlier()
    output = _open_output(options.out, renderer, len(entries), earlier)
    graph = GraphBuilder()

    def take(record: Record) -> None:
        output.write(record)
        if options.graph and not options.resume:
            graph.add(record)

    try:
        status = run_pipeline(earlier.not_done(entries), len(entries), config, options, wording, take)
    except BaseException:
        if kept := output.abandon():
            tell(wording.say("interrupted.kept", path=kept))
        raise
    path = output.finish(earlier.replaced) if isinstance(output, FileOutput) else output.finish()
    if earlier.skipped:
        tell(wording.say("done.skipped", skipped=earlier.skipped))
    if path is not None:
        tell(wording.say("done.written", path=path))
    if options.graph:
        if options.resume:  # the records of the earlier runs are in the file alone
            for line, _ in read_lines(options.out):
                graph.add(json.loads(line))
        options.graph.parent.mkdir(parents=True, exist_ok=True)
        options.graph.write_text(GRAPH_FORMATS[options.graph.suffix.lower()](graph.build()), encoding="utf-8")
        tell(wording.say("done.written", path=options.graph))
    return status


def _check_out(out: Path | None, form: str, count: int, wording: Wording) -> None:
    """Raises UsageError where the format cannot go to ``out``."""
    program = "donthu analyze"
    if form in PAGED and out is None and count > 1:
        raise UsageError(wording.say("usage.many_pages", format=form), program)
    if form in PAGED and out and count > 1 and (out.is_file() or out.suffix.lower() == PAGED[form]):
        raise UsageError(wording.say("usage.out_is_file", path=out, format=form), program)
    if form not in PAGED and out and out.is_dir():
        raise UsageError(wording.say("usage.out_is_folder", path=out, format=form), program)


def _open_output(out: Path | None, renderer: Renderer, count: int, earlier: Earlier) -> Output:
    if out is None:
        return StreamOutput(write, renderer)
    one_page = count == 1 and (out.is_file() or out.suffix.lower() == PAGED.get(renderer.format))
    if renderer.format in PAGED and not one_page:
        return FolderOutput(out, renderer)
    return FileOutput(out, renderer, earlier.lines)


def add_options(parser: Parser, wording: Wording) -> None:
    """The options of the command."""
    say = wording.say
    add_pipeline_options(parser, wording)
    parser.add_argument("--out", type=Path, metavar=say("meta.file"), help=say("help.out"))
    parser.add_argument("--format", choices=(*FORMATS, "parquet"), help=say("help.format"))
    parser.add_argument("--resume", action="store_true", help=say("help.resume"))
    batch.add_options(parser, wording)
    parser.add_argument("--graph", type=Path, metavar=say("meta.file"), help=say("help.graph"))
    parser.add_argument("--show-personal", action="store_true", help=say("help.show_personal"))
