"""``donthu law``: time limits, instruments, and the review of both."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

from nlp.cli.parser import Arguments, Parser, parse_day, parse_given
from nlp.cli.terminal import FAILED, OK, SOURCE_TREE, fail, write, write_json
from nlp.evaluation.law_cases import review_with_cases
from nlp.interop.law_text import encode_instrument, find_near_numbers, render_due, render_instrument, render_review
from nlp.interop.wording import Wording
from nlp.law.instruments import load_registry
from nlp.law.library import load_library
from nlp.pipeline.config import load_config


def run(options: Arguments, wording: Wording) -> int:
    """Runs the command of the law that the options name; the exit status."""
    library = load_library(load_config(options.config).law_folder) if options.law_command != "show" else load_library()
    if options.law_command == "due":
        due = library.work_out_due(options.rule, options.start, dict(options.given))
        write_json(due.as_dict()) if options.json else write(render_due(due, wording=wording))
        return OK
    as_of = options.as_of or dt.date.today()
    if options.law_command == "show":
        return _show(options, wording, as_of)
    review = review_with_cases(library, as_of, SOURCE_TREE / "tests" / "cases" / "law")
    if options.json:
        for item in review.items:
            write_json({"kind": item.kind, "subject": item.subject, "message": item.message})
    else:
        write(render_review(review, wording=wording))
    return FAILED if review.has_faults else OK


def _show(options: Arguments, wording: Wording, as_of: dt.date) -> int:
    registry = load_registry()
    found = registry.find_all_by_number(options.number)
    if not found:
        # The instrument that the title means on the day; where none was in force, every one that ever had it.
        meant = registry.find_by_title(options.number, as_of)
        found = (meant,) if meant else registry.find_all_by_title(options.number)
    for item in found:
        encoded = encode_instrument(item, registry, as_of)
        write_json(encoded) if options.json else write(render_instrument(item, registry, as_of, wording=wording))
    if found:
        return OK
    near = find_near_numbers(options.number, registry)
    hint = wording.say("law.near", numbers=", ".join(near)) if near else ""
    fail(wording, wording.say("law.not_found", number=options.number), hint)
    return FAILED


def add_options(command: Callable[[str], Parser], wording: Wording) -> None:
    """The commands of the law and their options."""
    say, day, given = wording.say, parse_day(wording), parse_given(wording)
    due = command("due")
    due.add_argument("rule", metavar=say("meta.rule"), help=say("help.rule"))
    due.add_argument("--from", dest="start", required=True, type=day, metavar=say("meta.date"), help=say("help.from"))
    due.add_argument(
        "--given", action="extend", nargs="+", default=[], type=given, metavar=say("meta.given"), help=say("help.given")
    )  # fmt: skip
    show = command("show")
    show.add_argument("number", metavar=say("meta.instrument"), help=say("help.number"))
    check = command("check")
    for parser in (show, check):
        parser.add_argument("--as-of", type=day, metavar=say("meta.date"), help=say("help.as_of"))
    for parser in (due, check):
        parser.add_argument("--config", type=Path, metavar=say("meta.file"), help=say("help.config"))
    for parser in (due, show, check):
        parser.add_argument("--json", action="store_true", help=say("help.json"))
