"""``donthu register``, ``obligations`` and ``search``: the register of directive obligations."""

from __future__ import annotations

import datetime as dt
import os
import sys
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nlp.cli.documents import read_config, read_entries
from nlp.cli.parser import Arguments, Parser, UsageError, parse_day, parse_positive
from nlp.cli.terminal import FAILED, OK, draw, tell, write, write_json
from nlp.errors import MissingExtra
from nlp.interop.wording import Wording
from nlp.pipeline.progress import Progress, Standing

if TYPE_CHECKING:
    from nlp.store.engine import Store

Row = Mapping[str, Any]
_STATUSES = {"done": "xong", "open": "mo", "not-applicable": "khong_ap_dung"}
_FACETS = ("level", "place", "kind", "year", "status", "cited")


def run(options: Arguments, wording: Wording) -> int:
    """Runs the command of the register that the options name; the exit status."""
    return _with_store(options, wording, _RUN[options.register_command], create=options.register_command == "add")


def run_obligations(options: Arguments, wording: Wording) -> int:
    """Lists obligations; the exit status."""
    return _with_store(options, wording, _obligations, create=False)


def run_search(options: Arguments, wording: Wording) -> int:
    """Searches the register; the exit status."""
    return _with_store(options, wording, _search, create=False)


def _with_store(
    options: Arguments, wording: Wording, command: Callable[[Arguments, Wording, Store], int], *, create: bool
) -> int:  # fmt: skip
    try:
        from nlp.register import sync as _  # noqa: F401
        from nlp.store.engine import open_store
        from nlp.store.place import find_place
    except ModuleNotFoundError as error:
        raise MissingExtra("store.extra", f"{error.name} is not installed", "pip install 'donthu[app]'") from error
    where = find_place(options.data, options.database or os.environ.get("DONTHU_DATABASE"))
    with open_store(where, create=create) as store:
        return command(options, wording, store)


def _add(options: Arguments, wording: Wording, store: Store) -> int:
    from nlp.interop.register_text import render_registered
    from nlp.register.intake import RegisterIntake
    from nlp.register.sync import open_register_index, sync_index

    entries, today = read_entries(options, wording), dt.date.today()
    counts = dict.fromkeys(("added", "known", "petition", "other", "unreadable", "refused"), 0)
    total, failed = len(entries), False

    def describe(standing: Standing) -> str:
        rate = wording.number(standing.rate, 1)
        return wording.say("progress", done=standing.done, total=f"/{total}", failed=standing.failed, rate=rate)

    index = open_register_index(store, as_of=today)
    progress = Progress(total, now=time.monotonic, show=draw, describe=describe, terminal=sys.stderr.isatty())
    try:
        with RegisterIntake(
            store, read_config(options), as_of=today, workers=options.workers, stored=lambda: sync_index(store, index)
        ) as intake:
            for one in intake.add_many(entries, received=options.received or today, now=_now, actor=None):
                counts[one.outcome] += 1
                bad = one.outcome in ("refused", "unreadable")
                failed |= bad
                progress.advance(failed=bad)
                write_json(asdict(one)) if options.json else write(render_registered(one, wording))
    finally:
        progress.close()
    sync_index(store, index)  # where another process was writing at the time
    tell(wording.say("register.done", **counts))
    return FAILED if failed else OK


def _status(options: Arguments, wording: Wording, store: Store) -> int:
    from nlp.interop.register_text import render_obligation
    from nlp.register.listing import show_obligation
    from nlp.register.sync import open_register_index
    from nlp.store.register.obligations import read_obligation, set_status

    today, version = dt.date.today(), read_obligation(store, options.id).version
    set_status(
        store, options.id, _STATUSES[options.status], version=version, at=_now(), actor=None, due=options.due,
        evidence=options.evidence, note=options.note,
    )  # fmt: skip
    open_register_index(store, as_of=today)
    row = show_obligation(store, options.id, as_of=today)
    write_json(row) if options.json else write(render_obligation(row, wording))
    return OK


def _rebuild(options: Arguments, wording: Wording, store: Store) -> int:
    from nlp.register.sync import rebuild_index

    index = rebuild_index(store, as_of=dt.date.today())
    tell(wording.say("register.rebuilt", count=wording.number(len(index))))
    return OK


def _obligations(options: Arguments, wording: Wording, store: Store) -> int:
    from nlp.interop.register_text import render_obligation
    from nlp.register import export
    from nlp.register.listing import list_obligations
    from nlp.store.audit import Event
    from nlp.store.register.obligations import ObligationFilters
    from nlp.store.spreadsheets import write_jsonl

    as_of, form = options.as_of or dt.date.today(), "jsonl" if options.json else options.format
    if form == "xlsx" and options.out is None:
        raise UsageError(wording.say("usage.export_out", format=form), "donthu obligations")
    if options.ics is not None and form != "text":
        raise UsageError(wording.say("usage.ics_alone"), "donthu obligations")
    filters = ObligationFilters(
        directive=options.directive, body=options.assignee, issuer=options.issuer, field=options.field,
        due_from=options.due_from, due_to=options.due_to,
    )  # fmt: skip
    rows = list_obligations(store, filters, as_of=as_of, overdue=options.overdue, limit=options.limit)
    if options.status:
        rows = (row for row in rows if row["status"] in options.status)
    if options.ics is not None:
        return _write_calendar(options.ics, rows, as_of, wording, store)
    if form == "text" and options.out is None:
        for row in rows:
            write(render_obligation(row, wording))
        return OK
    found = list(rows)
    writers = {"csv": export.write_csv, "xlsx": export.write_xlsx, "json": export.write_json, "jsonl": write_jsonl}
    data = writers[form](found) if form in writers else "".join(render_obligation(row, wording) for row in found).encode()
    if options.out is None:
        write(data.decode())
        return OK
    store.record_access(Event("obligation.export", "register", None, _now(), {"format": form, "count": len(found)}))
    options.out.write_bytes(data)
    tell(wording.say("register.exported", count=wording.number(len(found)), path=options.out))
    return OK


def _write_calendar(path: Path, rows: Iterable[Row], as_of: dt.date, wording: Wording, store: Store) -> int:
    from nlp.register.calendar import write_calendar
    from nlp.store.audit import Event

    at = _now()
    timed = [row for row in rows if any(one["day"] or one["rrule"] for one in row["deadlines"])]
    data = write_calendar(timed, name=wording.say("register.calendar"), as_of=as_of, at=at)
    store.record_access(Event("obligation.export", "register", None, at, {"format": "ics", "count": len(timed)}))
    path.write_bytes(data.encode("utf-8", "replace"))
    tell(wording.say("register.exported", count=wording.number(len(timed)), path=path))
    return OK


def _search(options: Arguments, wording: Wording, store: Store) -> int:
    from nlp.interop.register_text import render_results
    from nlp.register.hits import encode_hit, make_filters
    from nlp.register.sync import open_register_index
    from nlp.search.find import Options, search
    from nlp.search.models import Facet

    as_of = options.as_of or dt.date.today()
    index = open_register_index(store, as_of=dt.date.today())
    facets = {Facet(name): getattr(options, name) for name in (*_FACETS, "field") if getattr(options, name)}
    filters = make_filters(
        store, assignee=options.assignee, due_from=options.due_from, due_to=options.due_to, issuer=options.issuer, facets=facets
    )
    asked = Options(limit=options.limit, meaning=not options.words_alone, facets=False)
    results = search(index, " ".join(options.query), as_of=as_of, filters=filters, options=asked)
    rows = [encode_hit(hit, as_of=as_of) for hit in results.hits]
    if options.json:
        for row in rows:
            write_json(row)
    else:
        write(render_results(results, rows, wording))
    return OK


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


_RUN: dict[str, Callable[[Arguments, Wording, Store], int]] = {"add": _add, "status": _status, "rebuild-index": _rebuild}


def add_options(command: Callable[[str], Parser], wording: Wording) -> None:
    """The commands of the register and their options."""
    say, day = wording.say, parse_day(wording)
    add, status, _ = (command(name) for name in ("add", "status", "rebuild-index"))
    add.add_argument("paths", nargs="+", metavar=say("meta.path"), help=say("help.paths"))
    add.add_argument("--received", type=day, metavar=say("meta.date"), help=say("help.register.received"))
    add.add_argument("--workers", type=parse_positive(wording), default=1, metavar=say("meta.number"), help=say("help.workers"))
    add.add_argument("--ocr", choices=("auto", "never", "always"), help=say("help.ocr"))
    add.add_argument("--config", type=Path, metavar=say("meta.file"), help=say("help.config"))
    status.add_argument("id", metavar=say("meta.id"), help=say("help.obligation"))
    status.add_argument("status", choices=tuple(_STATUSES), help=say("help.register.new_status"))
    status.add_argument("--evidence", metavar=say("meta.id"), help=say("help.evidence"))
    status.add_argument("--due", type=day, metavar=say("meta.date"), help=say("help.register.due"))
    status.add_argument("--note", default="", metavar=say("meta.text"), help=say("help.note"))
    for parser in (add, status):
        parser.add_argument("--json", action="store_true", help=say("help.json"))


def add_obligation_options(parser: Parser, wording: Wording) -> None:
    """The options of ``donthu obligations``."""
    say = wording.say
    parser.add_argument("--overdue", action="store_true", help=say("help.overdue"))
    parser.add_argument("--directive", metavar=say("meta.id"), help=say("help.filter.directive"))
    parser.add_argument(
        "--status", action="append", default=[], metavar=say("meta.status"), help=say("help.filter.obligation_status")
    )
    parser.add_argument(
        "--format", choices=("text", "jsonl", "json", "csv", "xlsx"), default="text", help=say("help.obligations.format")
    )
    parser.add_argument("--out", type=Path, metavar=say("meta.file"), help=say("help.out"))
    parser.add_argument("--ics", type=Path, metavar=say("meta.file"), help=say("help.ics"))
    parser.add_argument("--limit", type=parse_positive(wording), metavar=say("meta.number"), help=say("help.limit"))
    _add_filters(parser, wording)


def add_search_options(parser: Parser, wording: Wording) -> None:
    """The options of ``donthu search``."""
    say = wording.say
    parser.add_argument("query", nargs="+", metavar=say("meta.query"), help=say("help.query"))
    for name in _FACETS:
        parser.add_argument(f"--{name}", metavar=say("meta.value"), help=say(f"help.facet.{name}"))
    parser.add_argument("--words-alone", action="store_true", help=say("help.words_alone"))
    parser.add_argument(
        "--limit", type=parse_positive(wording), default=20, metavar=say("meta.number"), help=say("help.limit_hits")
    )
    _add_filters(parser, wording)


def _add_filters(parser: Parser, wording: Wording) -> None:
    say, day = wording.say, parse_day(wording)
    parser.add_argument("--assignee", metavar=say("meta.name"), help=say("help.filter.assignee"))
    parser.add_argument("--issuer", metavar=say("meta.name"), help=say("help.filter.issuer"))
    parser.add_argument("--field", metavar=say("meta.field"), help=say("help.filter.field"))
    for name in ("due-from", "due-to"):
        parser.add_argument(f"--{name}", type=day, metavar=say("meta.date"), help=say(f"help.filter.{name}"))
    parser.add_argument("--as-of", type=day, metavar=say("meta.date"), help=say("help.obligations.as_of"))
    parser.add_argument("--json", action="store_true", help=say("help.json"))
