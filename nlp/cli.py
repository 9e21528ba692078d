"""The command ``donthu``: the only place that prints, reads the clock and sets exit codes.

Exit status: 0 all right; 1 some documents failed, or for ``check`` a violation was found; 2 wrong usage or configuration;
130 interrupted; 141 the reader of the output went away.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import logging
import multiprocessing
import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, replace
from importlib import metadata
from pathlib import Path
from typing import Any

import nlp
from nlp.arguments import UsageError, build_parser, find_language
from nlp.compliance.tasks import TaskedDocument, read_tasked
from nlp.errors import DonthuError, MissingExtra
from nlp.evaluation import bench
from nlp.evaluation.gold import load_gold
from nlp.evaluation.law_cases import review_with_cases
from nlp.evaluation.metrics import Scores, score_document
from nlp.evaluation.report import build_report, compare_reports, encode_changes, load_report, render_changes, render_report
from nlp.extract.citations.graph import FORMATS as GRAPH_FORMATS
from nlp.extract.citations.graph import GraphBuilder
from nlp.ingest.walk import Entry, find_entries
from nlp.interop.check import FORMS, CheckOutput
from nlp.interop.law_text import encode_instrument, find_near_numbers, render_due, render_instrument, render_review
from nlp.interop.output import (
    PAGED,
    FileOutput,
    FolderOutput,
    Output,
    Renderer,
    StreamOutput,
    guess_format,
    part_path,
    read_lines,
    write_whole,
)  # fmt: skip
from nlp.interop.resume import Earlier, load_earlier
from nlp.interop.wording import Wording
from nlp.law.facts import parse_facts
from nlp.law.instruments import load_registry
from nlp.law.library import load_library
from nlp.pipeline.batch import analyze_entries
from nlp.pipeline.config import PipelineConfig, load_config
from nlp.pipeline.describe import describe_pipeline, render_pipeline
from nlp.pipeline.progress import Progress, Standing
from nlp.pipeline.runner import load_pipeline

OK, FAILED, WRONG_USAGE, INTERRUPTED, BROKEN_PIPE = 0, 1, 2, 130, 141
Record = dict[str, Any]
Arguments = argparse.Namespace
_SOURCE_TREE = Path(nlp.__file__).parent.parent


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one command; gives its exit status and never raises for what the user, a document or the system did."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    wording = Wording(find_language(arguments))
    for stream in (sys.stdout, sys.stderr):
        if reconfigure := getattr(stream, "reconfigure", None):
            reconfigure(encoding="utf-8", errors="backslashreplace")
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    try:
        options = build_parser(wording, read_version()).parse_args(arguments)
        options.data = options.data or (Path(value) if (value := os.environ.get("DONTHU_DATA")) else None)
        status = _COMMANDS[options.command](options, wording)
        sys.stdout.flush()
        return status
    except SystemExit as end:  # --help and --version
        return int(end.code or OK)
    except UsageError as error:
        return _fail(wording, str(error), wording.say("try_help", program=error.program))
    except DonthuError as error:
        return _fail(wording, wording.error(error.code, error.message), error.hint)
    except BrokenPipeError:
        # Python would complain once more when it closes the stream.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return BROKEN_PIPE
    except KeyboardInterrupt:
        for process in multiprocessing.active_children():
            process.terminate()
        _tell(wording.say("interrupted"))
        return INTERRUPTED
    except OSError as error:
        return _fail(wording, wording.say("os_error", path=error.filename or "-", reason=error.strerror or error), "")


def read_version() -> str:
    """The version of the installed distribution; ``0+source`` in a tree that is not installed."""
    try:
        return metadata.version("donthu")
    except metadata.PackageNotFoundError:
        return "0+source"


def _analyze(options: Arguments, wording: Wording) -> int:
    terminal = options.out is None and sys.stdout.isatty()
    form = options.format or guess_format(options.out, "text" if terminal else "jsonl")
    if options.resume and (options.out is None or form != "jsonl"):
        raise UsageError(wording.say("usage.resume_out"), "donthu analyze")
    if options.graph and options.graph.suffix.lower() not in GRAPH_FORMATS:
        suffixes = ", ".join(GRAPH_FORMATS)
        raise UsageError(wording.say("usage.graph_suffix", suffixes=suffixes, path=options.graph), "donthu analyze")
    config, entries = _config(options), _entries(options, wording)
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
        status = _run(earlier.not_done(entries), len(entries), config, options, wording, take)
    except BaseException:
        if kept := output.abandon():
            _tell(wording.say("interrupted.kept", path=kept))
        raise
    path = output.finish(earlier.replaced) if isinstance(output, FileOutput) else output.finish()
    if earlier.skipped:
        _tell(wording.say("done.skipped", skipped=earlier.skipped))
    if path is not None:
        _tell(wording.say("done.written", path=path))
    if options.graph:
        if options.resume:  # the records of the earlier runs are in the file alone
            for line, _ in read_lines(options.out):
                graph.add(json.loads(line))
        options.graph.parent.mkdir(parents=True, exist_ok=True)
        options.graph.write_text(GRAPH_FORMATS[options.graph.suffix.lower()](graph.build()), encoding="utf-8")
        _tell(wording.say("done.written", path=options.graph))
    return status


def _check(options: Arguments, wording: Wording) -> int:
    config, entries = _config(options), _entries(options, wording)
    options.as_of = options.as_of or dt.date.today()
    against = _read_against(options, config, wording) if options.against else None
    parts: list[str] = []
    form = "jsonl" if options.json else guess_format(options.out, "text")
    output = CheckOutput(
        parts.append if options.out else _print,
        form=form if form in FORMS else "text", wording=wording, as_of=options.as_of.isoformat(), against=against,
    )  # fmt: skip
    status = _run(iter(entries), len(entries), config, options, wording, output.add)
    output.finish()
    if options.out:
        write_whole(options.out, "".join(parts))
        _tell(wording.say("done.written", path=options.out))
    _tell(wording.say("check.summary", **output.counts))
    return FAILED if output.counts["violation"] else status


def _read_against(options: Arguments, config: PipelineConfig, wording: Wording) -> TaskedDocument:
    """The directive that the documents are laid beside."""
    records = list(analyze_entries(iter(find_entries([options.against])), config, as_of=options.as_of))
    if len(records) != 1 or not records[0]["obligations"]:
        raise UsageError(wording.say("usage.against", path=options.against), "donthu check")
    return read_tasked(records[0])


def _law(options: Arguments, wording: Wording) -> int:
    library = load_library(load_config(options.config).law_folder) if options.law_command != "show" else load_library()
    if options.law_command == "due":
        due = library.work_out_due(options.rule, options.start, dict(options.given))
        _print_json(due.as_dict()) if options.json else _print(render_due(due, wording=wording))
        return OK
    as_of = options.as_of or dt.date.today()
    if options.law_command == "show":
        return _law_show(options, wording, as_of)
    review = review_with_cases(library, as_of, _SOURCE_TREE / "tests" / "cases" / "law")
    if options.json:
        for item in review.items:
            _print_json({"kind": item.kind, "subject": item.subject, "message": item.message})
    else:
        _print(render_review(review, wording=wording))
    return FAILED if review.has_faults else OK


def _law_show(options: Arguments, wording: Wording, as_of: dt.date) -> int:
    registry = load_registry()
    found = registry.find_all_by_number(options.number)
    if not found:
        # The instrument that the title means on the day; where none was in force, every one that ever had it.
        meant = registry.find_by_title(options.number, as_of)
        found = (meant,) if meant else registry.find_all_by_title(options.number)
    for item in found:
        encoded = encode_instrument(item, registry, as_of)
        _print_json(encoded) if options.json else _print(render_instrument(item, registry, as_of, wording=wording))
    if found:
        return OK
    near = find_near_numbers(options.number, registry)
    hint = wording.say("law.near", numbers=", ".join(near)) if near else ""
    _fail(wording, wording.say("law.not_found", number=options.number), hint)
    return FAILED


def _evaluate(options: Arguments, wording: Wording) -> int:
    before = load_report(options.baseline) if options.baseline else None
    documents = load_gold(options.gold)
    if not documents:
        raise UsageError(wording.say("usage.no_gold", paths=", ".join(map(str, options.gold))), "donthu evaluate")
    config, scores = _config(options), Scores()
    golds = iter(documents)
    failed = 0

    def add(record: Record) -> None:
        nonlocal failed
        failed += record["status"] == "failed"
        score_document(scores, next(golds).gold, record)

    status = _run((document.entry for document in documents), len(documents), config, options, wording, add)
    report = build_report(scores, len(documents), failed)
    changes = compare_reports(before, report) if before else []
    if options.json:
        _print_json({**report, "changes": encode_changes(changes)} if before else report)
    else:
        _print(render_report(report, wording=wording, errors=options.errors))
        if before:
            _print(render_changes(changes, before, report, wording=wording))
    return status


def _components(options: Arguments, wording: Wording) -> int:
    config = load_config(options.config)
    rows = describe_pipeline(config)
    if options.json:
        for row in rows:
            _print_json(row)
    else:
        names = {"version": "version", "requires": "needs", "provides": "makes", "settings": "settings"}
        _print(render_pipeline(rows, {key: wording.say(f"components.{name}") for key, name in names.items()}))
    return OK


def _bench(options: Arguments, wording: Wording) -> int:
    config = load_config(options.config)
    texts = bench.load_texts(options.texts, _SOURCE_TREE / "corpora")
    if not texts:
        raise UsageError(wording.say("usage.no_texts", path=options.texts), "donthu bench")
    # A fixed day: the speed must not depend on when it is measured.
    result = bench.run_bench(
        lambda: load_pipeline(config, as_of=dt.date(2024, 1, 1)), texts,
        seconds=options.seconds, clock=time.perf_counter, find_peer=bench.load_peer,
    )  # fmt: skip
    _print_json(bench.encode_bench(result)) if options.json else _print(bench.render_bench(result, wording=wording))
    return OK


def _store(options: Arguments, wording: Wording) -> int:
    try:
        from nlp.interop import store_text
        from nlp.store import audit, backup, engine, place, verify
    except ModuleNotFoundError as error:
        raise MissingExtra("store.extra", f"{error.name} is not installed", "pip install 'donthu[app]'") from error
    where, at = place.find_place(options.data, options.database or os.environ.get("DONTHU_DATABASE")), dt.datetime.now(dt.UTC)
    if options.store_command == "migrate":
        _print(store_text.render_migration(where, *engine.migrate_store(where), wording=wording))
        return OK
    if options.store_command == "restore":
        found = backup.restore(options.file, where, at=at, actor=None)
    else:
        with engine.open_store(where, create=False) as store:
            if options.store_command == "backup":
                _print(store_text.render_backup(options.file, backup.backup(store, options.file, at=at, actor=None), wording))
                return OK
            found = verify.verify_store(store, anchors=dict(map(audit.parse_anchor, options.anchor)))
    _print_json(asdict(found)) if options.json else _print(store_text.render_verification(found, wording))
    return FAILED if found.faults else OK


_COMMANDS: dict[str, Callable[[Arguments, Wording], int]] = {
    "analyze": _analyze, "check": _check, "law": _law, "evaluate": _evaluate, "components": _components, "bench": _bench,
    "store": _store,
}  # fmt: skip


def _run(
    entries: Iterator[Entry],
    total: int,
    config: PipelineConfig,
    options: Arguments,
    wording: Wording,
    take: Callable[[Record], None],
) -> int:
    """Analyses the entries, gives each record to ``take``, tells how far it is; the exit status of the documents."""
    counts = {"ok": 0, "partial": 0, "failed": 0}
    progress = Progress(
        total,
        now=time.monotonic,
        show=_draw,
        describe=lambda standing: _describe(standing, wording),
        terminal=sys.stderr.isatty(),
    )
    try:
        for record in analyze_entries(entries, config, as_of=options.as_of or dt.date.today(), workers=options.workers):
            counts[str(record["status"])] += 1
            progress.advance(failed=record["status"] == "failed")
            if record["status"] != "ok":
                progress.close()
                _tell_problems(record, wording)
            take(record)
    finally:
        seconds = progress.close()
    if total > 1 or counts["ok"] != total:
        _tell(wording.say("done", done=sum(counts.values()), seconds=wording.number(seconds, 1), **counts))
    return FAILED if counts["partial"] or counts["failed"] else OK


def _config(options: Arguments) -> PipelineConfig:
    config = load_config(options.config)
    if facts := dict(getattr(options, "fact", [])):
        parse_facts(facts, load_library(config.law_folder).facts)  # a wrong fact is told before the first document is read
        config = replace(config, facts=facts)
    return replace(config, ingest=replace(config.ingest, ocr=options.ocr)) if options.ocr else config


def _entries(options: Arguments, wording: Wording) -> list[Entry]:
    """The entries of the paths, without the file that the results go to."""
    stdin = sys.stdin.buffer.read() if "-" in options.paths else None
    out: Path | None = getattr(options, "out", None)
    own = {path.resolve() for path in (out, part_path(out))} if out else set()
    entries = [e for e in find_entries(options.paths, stdin=stdin) if not own or Path(e.path).resolve() not in own]
    if not entries:
        raise UsageError(wording.say("usage.no_documents", paths=", ".join(options.paths)), f"donthu {options.command}")
    return entries


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
        return StreamOutput(_print, renderer)
    one_page = count == 1 and (out.is_file() or out.suffix.lower() == PAGED.get(renderer.format))
    if renderer.format in PAGED and not one_page:
        return FolderOutput(out, renderer)
    return FileOutput(out, renderer, earlier.lines)


def _describe(standing: Standing, wording: Wording) -> str:
    total = f"/{standing.total}" if standing.total else ""
    text = wording.say(
        "progress", done=standing.done, total=total, failed=standing.failed, rate=wording.number(standing.rate, 1)
    )  # fmt: skip
    left = standing.seconds_left
    return text if left is None else text + wording.say("progress.left", left=str(dt.timedelta(seconds=round(left))))


def _tell_problems(record: Record, wording: Wording) -> None:
    for item in record["problems"]:
        if item["severity"] == "error":
            _tell(wording.say("problem", path=record["source"]["path"], message=item["message"], code=item["code"]))


def _fail(wording: Wording, message: str, hint: str) -> int:
    _tell(wording.say("error", message=message))
    if hint:
        _tell(wording.say("hint", hint=hint))
    return WRONG_USAGE


def _print(text: str) -> None:
    sys.stdout.write(text)
    sys.stdout.flush()


def _print_json(value: object) -> None:
    _print(json.dumps(value, ensure_ascii=False) + "\n")


def _tell(line: str) -> None:
    sys.stderr.write(line + "\n")


def _draw(text: str) -> None:
    sys.stderr.write(text)
    sys.stderr.flush()
