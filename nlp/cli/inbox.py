"""``donthu inbox``: the queue of incoming petitions."""

from __future__ import annotations

import datetime as dt
import os
import sys
import time
from argparse import Namespace
from collections.abc import Callable, Iterable
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from nlp.cli.documents import read_config, read_entries
from nlp.cli.parser import Arguments, Parser, UsageError, parse_day, parse_given, parse_positive
from nlp.cli.terminal import FAILED, OK, draw, tell, write, write_json
from nlp.document.masking import mask_people
from nlp.errors import MissingExtra
from nlp.interop.wording import Wording
from nlp.pipeline.progress import Progress, Standing

if TYPE_CHECKING:
    from nlp.store.engine import Store
    from nlp.store.queue import Filters
    from nlp.triage.intake import Taken

_PROGRAM = "donthu inbox"
_ROUND = 2000  # milliseconds between two looks at a watched folder; a file that did not change meanwhile is whole


def run(options: Arguments, wording: Wording) -> int:
    """Runs the command of the queue that the options name; the exit status."""
    try:
        from nlp.store.engine import open_store
        from nlp.store.place import find_place
        from nlp.triage import intake as _  # noqa: F401
    except ModuleNotFoundError as error:
        raise MissingExtra("store.extra", f"{error.name} is not installed", "pip install 'donthu[app]'") from error
    where = find_place(options.data, options.database or os.environ.get("DONTHU_DATABASE"))
    with open_store(where, create=options.inbox_command in ("add", "watch")) as store:
        return _RUN[options.inbox_command](options, wording, store)


def _add(options: Arguments, wording: Wording, store: Store) -> int:
    from nlp.triage.intake import Intake

    entries, today = read_entries(options, wording), dt.date.today()
    with Intake(store, read_config(options), as_of=today, workers=options.workers) as intake:
        taken = intake.add_many(entries, received=options.received or today, now=_now, actor=None)
        return _tell_taken(taken, len(entries), options, wording)


def _tell_taken(taken: Iterable[Taken], total: int | None, options: Arguments, wording: Wording) -> int:
    """Tells what became of documents as it is known; 1 where one was refused or could not be read."""
    from nlp.interop.inbox_text import render_taken

    counts = dict.fromkeys(("added", "again", "known", "kept", "refused"), 0)
    failed = False

    def describe(standing: Standing) -> str:
        rate = wording.number(standing.rate, 1)
        return wording.say("progress", done=standing.done, total=f"/{total}" if total else "", failed=standing.failed, rate=rate)

    progress = Progress(total, now=time.monotonic, show=draw, describe=describe, terminal=sys.stderr.isatty())
    try:
        for one in taken:
            counts[one.outcome] += 1
            bad = one.outcome == "refused" or one.status == "unreadable"
            failed |= bad
            progress.advance(failed=bad)
            write_json(asdict(one)) if options.json else write(render_taken(one, wording))
    finally:
        progress.close()
    tell(wording.say("inbox.done", **counts))
    return FAILED if failed else OK


def _list(options: Arguments, wording: Wording, store: Store) -> int:
    from nlp.interop.inbox_text import render_row
    from nlp.store.queue import Order
    from nlp.triage.listing import list_queue

    for row in list_queue(store, _read_filters(options), order=Order(options.order), limit=options.limit):
        write_json(row) if options.json else write(render_row(row, wording))
    return OK


def _show(options: Arguments, wording: Wording, store: Store) -> int:
    from nlp.interop.inbox_text import render_petition
    from nlp.store.audit import Event
    from nlp.store.documents import read_record
    from nlp.store.users import list_users
    from nlp.triage.listing import show_petition

    shown = show_petition(store, options.id)
    stored = read_record(store, options.id)
    record = stored.analysis.record if stored else {"petition": None}
    if not options.show_personal:
        record = mask_people(record)
    store.record_access(Event("petition.unmask" if options.show_personal else "petition.view", options.id, None, _now()))
    people = record["petition"]["petitioners"] if record["petition"] else []
    if options.json:
        write_json({**shown, "petitioners": people})
    else:
        users: dict[int | None, str] = {user.id: user.name for user in list_users(store)}
        write(render_petition(shown, people, {**users, None: wording.say("inbox.command_line")}, wording))
    return OK


def _decide(options: Arguments, wording: Wording, store: Store) -> int:
    from nlp.store.petitions import read_petition
    from nlp.triage.decisions import decide

    version = read_petition(store, options.id).version
    decided = decide(
        store, options.id, options.action, version=version, at=_now(), actor=None, day=dt.date.today(),
        config=read_config(options), type_=options.type, fields=options.field or None, note=options.note,
    )  # fmt: skip
    status = wording.label("queue_status", decided.petition.standing.status)
    key = "inbox.accepted" if decided.accepted else "inbox.overridden"
    proposed = wording.label("action", decided.proposed)
    write(
        wording.say(key, id=options.id, action=wording.label("action", options.action), status=status, proposed=proposed) + "\n"
    )
    return OK


def _correct(options: Arguments, wording: Wording, store: Store) -> int:
    from nlp.store.petitions import read_petition
    from nlp.triage.reassess import reassess

    if not options.fact:
        raise UsageError(wording.say("usage.no_fact"), f"{_PROGRAM} correct")
    version = read_petition(store, options.id).version
    facts = {name: value or None for name, value in options.fact}
    reassess(
        store, options.id, facts=facts, version=version, at=_now(), actor=None, as_of=dt.date.today(), config=read_config(options)
    )
    return _show(Namespace(id=options.id, json=options.json, show_personal=False), wording, store)


def _draft(options: Arguments, wording: Wording, store: Store) -> int:
    from nlp.triage.drafts.office import Office, load_office
    from nlp.triage.drafts.papers import load_settings
    from nlp.triage.drafts.queue import draft_paper

    extra: dict[str, str | list[str]] = {}
    placeholders = load_settings().placeholders
    for name, value in options.given:
        if name in placeholders and placeholders[name].kind == "list":
            extra[name] = [*extra.get(name, ()), value]
        else:
            extra[name] = value
    content = draft_paper(
        store, options.id, options.kind, office=load_office(options.config) if options.config else Office(),
        number=options.number, date=options.date, extra=extra, at=_now(), actor=None,
    )  # fmt: skip
    options.out.write_bytes(content)
    tell(wording.say("inbox.drafted", path=options.out))
    return OK


def _export(options: Arguments, wording: Wording, store: Store) -> int:
    """Writes the queue, or what officers changed in it, to a file or folder; what was exported goes into the audit trail."""
    from nlp.store.exports import record_export
    from nlp.store.queue import Order
    from nlp.store.spreadsheets import write_jsonl
    from nlp.triage import export
    from nlp.triage.listing import list_queue

    form, out = options.format, options.out
    if out is None and form != "jsonl":
        raise UsageError(wording.say("usage.export_out", format=form), f"{_PROGRAM} export")
    kind = "shown" if options.show_personal else "masked"
    if form == "gold":
        mask = dict if options.show_personal else mask_people
        gold = list(export.collect_gold(store, mask=mask))
        record_export(store, [one.name for one in gold], at=_now(), actor=None, details={"format": form, "personal": kind})
        count = export.write_gold(gold, out)
    else:
        rows = list(list_queue(store, _read_filters(options), order=Order(options.order)))
        count = len(rows)
        record_export(store, [row["id"] for row in rows], at=_now(), actor=None, details={"format": form})
        data = {"jsonl": write_jsonl, "csv": export.write_csv, "xlsx": export.write_xlsx}[form](rows)
        if out is None:
            write(data.decode())
            return OK
        out.write_bytes(data)
    tell(wording.say("inbox.exported", count=wording.number(count), path=out))
    if form == "gold":
        tell(wording.say("inbox.gold_shown" if options.show_personal else "inbox.gold_masked"))
    return OK


def _watch(options: Arguments, wording: Wording, store: Store) -> int:
    """Takes what comes into a folder until it is interrupted."""
    from watchfiles import watch

    from nlp.triage.due import refresh_priorities
    from nlp.triage.intake import Intake
    from nlp.triage.watch import TAKEN, WatchedFolder

    if not options.folder.is_dir():
        raise UsageError(wording.say("usage.no_folder", path=options.folder), f"{_PROGRAM} watch")
    tell(wording.say("inbox.watching", path=options.folder, taken=TAKEN))
    config, status = read_config(options), OK
    # A new intake every day, for the law is asked for on the day.
    while True:
        today = dt.date.today()
        refresh_priorities(store, as_of=today, at=_now(), actor=None)
        with Intake(store, config, as_of=today, workers=options.workers) as intake:
            folder = WatchedFolder(options.folder, intake, day_of=dt.date.fromtimestamp)
            for _ in watch(options.folder, yield_on_timeout=True, rust_timeout=_ROUND, recursive=False, raise_interrupt=True):
                if taken := list(folder.take(now=_now, actor=None)):
                    status = max(status, _tell_taken(taken, len(taken), options, wording))
                if options.once and not taken and not folder.waits:
                    return status
                if dt.date.today() != today:
                    break


def _read_filters(options: Arguments) -> Filters:
    from nlp.store.queue import Filters

    return Filters(
        status=tuple(options.status), type=tuple(options.type), action=tuple(options.action), field=options.field,
        flag=options.flag, place=options.place, group=options.group, due_before=options.due_before,
        received_from=options.received_from, received_to=options.received_to, text=options.text,
    )  # fmt: skip


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


_RUN: dict[str, Callable[[Arguments, Wording, Store], int]] = {
    "add": _add, "list": _list, "show": _show, "decide": _decide, "correct": _correct, "draft": _draft, "export": _export,
    "watch": _watch,
}  # fmt: skip


def add_options(command: Callable[[str], Parser], wording: Wording) -> None:
    """The commands of the queue and their options."""
    say, day = wording.say, parse_day(wording)
    add, listing, show, decide, correct, draft = (command(name) for name in ("add", "list", "show", "decide", "correct", "draft"))
    export, watch = command("export"), command("watch")
    watch.add_argument("folder", type=Path, metavar=say("meta.folder"), help=say("help.watched"))
    watch.add_argument("--once", action="store_true", help=say("help.once"))
    export.add_argument("--format", choices=("jsonl", "csv", "xlsx", "gold"), default="jsonl", help=say("help.export_format"))
    export.add_argument("--out", type=Path, metavar=say("meta.file"), help=say("help.export_out"))
    add.add_argument("paths", nargs="+", metavar=say("meta.path"), help=say("help.paths"))
    add.add_argument("--received", type=day, metavar=say("meta.date"), help=say("help.received"))
    for parser in (add, watch):
        workers = parse_positive(wording)
        parser.add_argument("--workers", type=workers, default=1, metavar=say("meta.number"), help=say("help.workers"))
        parser.add_argument("--ocr", choices=("auto", "never", "always"), help=say("help.ocr"))
    for parser in (listing, export):
        _add_filters(parser, wording)
        parser.add_argument("--order", choices=("due", "received", "priority"), default="due", help=say("help.order"))
    listing.add_argument("--limit", type=parse_positive(wording), metavar=say("meta.number"), help=say("help.limit"))
    for parser in (show, decide, correct, draft):
        parser.add_argument("id", metavar=say("meta.id"), help=say("help.petition"))
    for parser in (show, export):
        parser.add_argument("--show-personal", action="store_true", help=say("help.show_personal"))
    decide.add_argument("action", metavar=say("meta.action"), help=say("help.action"))
    decide.add_argument("--note", default="", metavar=say("meta.text"), help=say("help.note"))
    decide.add_argument("--type", metavar=say("meta.type"), help=say("help.decided_type"))
    decide.add_argument("--field", action="append", default=[], metavar=say("meta.field"), help=say("help.decided_field"))
    correct.add_argument(
        "--fact", action="append", default=[], type=parse_given(wording), metavar=say("meta.given"), help=say("help.entered_fact")
    )
    draft.add_argument("kind", metavar=say("meta.kind"), help=say("help.paper"))
    draft.add_argument("--out", type=Path, required=True, metavar=say("meta.file"), help=say("help.paper_out"))
    draft.add_argument("--number", metavar=say("meta.number"), help=say("help.paper_number"))
    draft.add_argument("--date", type=day, metavar=say("meta.date"), help=say("help.paper_date"))
    draft.add_argument(
        "--given", action="append", default=[], type=parse_given(wording), metavar=say("meta.given"), help=say("help.paper_given")
    )
    for parser in (add, watch, decide, correct, draft):
        parser.add_argument("--config", type=Path, metavar=say("meta.file"), help=say("help.config"))
    for parser in (decide, correct):
        parser.set_defaults(ocr=None)
    for parser in (add, watch, listing, show, correct):
        parser.add_argument("--json", action="store_true", help=say("help.json"))


def _add_filters(parser: Parser, wording: Wording) -> None:
    say, day = wording.say, parse_day(wording)
    for name, meta in (("status", "status"), ("type", "type"), ("action", "action")):
        parser.add_argument(
            f"--{name}", action="append", default=[], metavar=say(f"meta.{meta}"), help=say(f"help.filter.{name}")
        )
    for name, meta in (("field", "field"), ("flag", "flag"), ("place", "code"), ("group", "id")):
        parser.add_argument(f"--{name}", metavar=say(f"meta.{meta}"), help=say(f"help.filter.{name}"))
    for name in ("due-before", "received-from", "received-to"):
        parser.add_argument(f"--{name}", type=day, metavar=say("meta.date"), help=say(f"help.filter.{name}"))
    parser.add_argument("--text", default="", metavar=say("meta.text"), help=say("help.filter.text"))
