"""``donthu evaluate``, ``components`` and ``bench``: how well and how fast the pipeline works, and what it is."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable
from pathlib import Path

from nlp.cli.documents import add_pipeline_options, read_config, run_pipeline
from nlp.cli.parser import Arguments, Parser, UsageError, parse_count, parse_positive
from nlp.cli.terminal import FAILED, OK, SOURCE_TREE, Record, write, write_json
from nlp.evaluation import bench
from nlp.evaluation.comparison import compare_measures, encode_comparison, render_comparison
from nlp.evaluation.corpus import SPLITS
from nlp.evaluation.gold import load_gold
from nlp.evaluation.metrics import Scores, score_document
from nlp.evaluation.report import build_report, compare_reports, encode_changes, load_report, render_changes, render_report
from nlp.interop.wording import Wording
from nlp.pipeline.config import load_config
from nlp.pipeline.describe import describe_pipeline, render_pipeline
from nlp.pipeline.runner import load_pipeline


def evaluate(options: Arguments, wording: Wording) -> int:
    """Scores the pipeline against gold; the exit status of the documents, or FAILED where it is worse than the baseline."""
    before = load_report(options.baseline) if options.baseline else None
    documents = load_gold(options.gold, split=options.split)
    if not documents:
        raise UsageError(wording.say("usage.no_gold", paths=", ".join(map(str, options.gold))), "donthu evaluate")
    config, scores = read_config(options), Scores()
    golds = iter(documents)
    failed = 0

    def add(record: Record) -> None:
        nonlocal failed
        failed += record["status"] == "failed"
        score_document(scores, next(golds).gold, record)

    status = run_pipeline((document.entry for document in documents), len(documents), config, options, wording, add)
    report = build_report(scores, len(documents), failed)
    if before is None:
        write_json(report) if options.json else write(render_report(report, wording=wording, errors=options.errors))
        return status
    changes, differences = compare_reports(before, report), compare_measures(before, report)
    if options.json:
        write_json({**report, "changes": encode_changes(changes), "comparison": encode_comparison(differences)})
    else:
        write(render_report(report, wording=wording, errors=options.errors))
        write(render_changes(changes, before, report, wording=wording))
        write(render_comparison(differences, wording=wording))
    refused = any(one.worse for one in differences) and not options.force
    return FAILED if refused else status


def components(options: Arguments, wording: Wording) -> int:
    """Tells what the pipeline is made of."""
    config = load_config(options.config)
    rows = describe_pipeline(config)
    if options.json:
        for row in rows:
            write_json(row)
    else:
        names = {"version": "version", "requires": "needs", "provides": "makes", "settings": "settings"}
        write(render_pipeline(rows, {key: wording.say(f"components.{name}") for key, name in names.items()}))
    return OK


def measure(options: Arguments, wording: Wording) -> int:
    """Measures the speed of the pipeline."""
    config = load_config(options.config)
    texts = bench.load_texts(options.texts, SOURCE_TREE / "corpora")
    if not texts:
        raise UsageError(wording.say("usage.no_texts", path=options.texts), "donthu bench")
    # A fixed day: the speed must not depend on when it is measured.
    result = bench.run_bench(
        lambda: load_pipeline(config, as_of=dt.date(2024, 1, 1)), texts,
        seconds=options.seconds, clock=time.perf_counter, find_peer=bench.load_peer,
    )  # fmt: skip
    write_json(bench.encode_bench(result)) if options.json else write(bench.render_bench(result, wording=wording))
    return OK


def add_options(command: Callable[[str], Parser], wording: Wording) -> None:
    """The three commands and their options."""
    say = wording.say
    evaluate = command("evaluate")
    evaluate.add_argument("--gold", action="append", required=True, type=Path, metavar=say("meta.folder"), help=say("help.gold"))
    evaluate.add_argument("--split", choices=sorted(SPLITS), help=say("help.split"))
    evaluate.add_argument("--baseline", type=Path, metavar=say("meta.file"), help=say("help.baseline"))
    evaluate.add_argument("--force", action="store_true", help=say("help.force"))
    evaluate.add_argument("--json", action="store_true", help=say("help.json"))
    evaluate.add_argument("--errors", type=parse_count(wording), default=0, metavar=say("meta.number"), help=say("help.errors"))
    add_pipeline_options(evaluate, wording, paths=False)
    components = command("components")
    components.add_argument("--config", type=Path, metavar=say("meta.file"), help=say("help.config"))
    components.add_argument("--json", action="store_true", help=say("help.json"))
    seconds = parse_positive(wording)
    bench = command("bench")
    bench.add_argument("--texts", type=Path, metavar=say("meta.folder"), help=say("help.texts"))
    bench.add_argument("--seconds", type=seconds, default=20, metavar=say("meta.number"), help=say("help.seconds"))
    bench.add_argument("--config", type=Path, metavar=say("meta.file"), help=say("help.config"))
    bench.add_argument("--json", action="store_true", help=say("help.json"))
