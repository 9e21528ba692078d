"""``donthu annotate open|archives|progress|result|close``: archives put up for annotation in the store."""

from __future__ import annotations

import datetime as dt
import json
import os
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING

from nlp.annotate.codec import file_name
from nlp.annotate.gold import write_gold_files
from nlp.annotate.layers import LAYERS
from nlp.cli.parser import Arguments, Parser, UsageError, parse_positive
from nlp.cli.terminal import FAILED, OK, tell, write, write_json
from nlp.errors import MissingExtra, StoreError
from nlp.interop.output import read_lines
from nlp.interop.wording import Wording

if TYPE_CHECKING:
    from nlp.store.engine import Store


def open_archive(options: Arguments, wording: Wording) -> int:
    """Opens an archive of records and gives its documents to the annotators."""
    missing = [path for path in options.records if not Path(path).exists()]
    if missing:
        raise UsageError(wording.say("usage.no_documents", paths=", ".join(missing)), "donthu annotate open")
    with _open_store(options) as store:
        from nlp.annotate.archive import open as archives
        from nlp.annotate.archive.work import give_documents

        annotators = _find_users(store, options.annotator)
        adjudicators = _find_users(store, options.adjudicator)
        now = dt.datetime.now(dt.UTC)
        archive = archives.open_archive(
            store, options.name, title=options.title or options.name, guidelines=options.guidelines,
            records=(json.loads(line) for path in options.records for line, _ in read_lines(Path(path))),
            layers=options.layer or list(LAYERS), each=options.each, annotators=annotators, adjudicators=adjudicators,
            with_denunciations=options.with_denunciations, at=now, actor=None,
        )  # fmt: skip
        given = give_documents(store, options.name, at=now, actor=None)
    counts = {"documents": archive.documents, "hits": archive.hits, "given": given, "left_out": sum(archive.left_out.values())}
    tell(wording.say("archive.opened", name=archive.name, **{name: wording.number(value) for name, value in counts.items()}))
    for reason, count in sorted(archive.left_out.items()):
        tell(wording.say("archive.left_out", reason=wording.say(f"archive.left_out.{reason}"), count=wording.number(count)))
    return OK


def list_archives(options: Arguments, wording: Wording) -> int:
    """Lists the archives."""
    with _open_store(options) as store:
        from nlp.annotate.archive import open as archives
        from nlp.annotate.archive.text import encode_archive, render_archives

        found = archives.list_archives(store)
    write_json([encode_archive(one) for one in found]) if options.json else write(render_archives(found, wording))
    return OK


def tell_progress(options: Arguments, wording: Wording) -> int:
    """Tells how far an archive is."""
    with _open_store(options) as store:
        from nlp.annotate.archive.progress import encode_progress, measure_progress
        from nlp.annotate.archive.text import render_progress

        progress = measure_progress(store, options.name)
    write_json(encode_progress(progress)) if options.json else write(render_progress(progress, wording))
    return OK


def write_result(options: Arguments, wording: Wording) -> int:
    """Writes the answers that hold as gold; FAILED where there is none."""
    with _open_store(options) as store:
        return _write_result(store, options, wording)


def close_archive(options: Arguments, wording: Wording) -> int:
    """Closes an archive, and writes its result where a folder is named."""
    with _open_store(options) as store:
        from nlp.annotate.archive import open as archives

        archives.close_archive(store, options.name, at=dt.datetime.now(dt.UTC), actor=None)
        tell(wording.say("archive.closed_now", name=options.name))
        return OK if options.out is None else _write_result(store, options, wording)


def _write_result(store: Store, options: Arguments, wording: Wording) -> int:
    from nlp.annotate.archive.result import iterate_result, record_result

    record_result(store, options.name, at=dt.datetime.now(dt.UTC), actor=None)
    written = 0
    for task in iterate_result(store, options.name):
        write_gold_files(task, options.out, file_name(task.document))
        written += 1
    tell(wording.say("archive.written", count=wording.number(written), path=options.out))
    return OK if written else FAILED


def _open_store(options: Arguments) -> AbstractContextManager[Store]:
    try:
        from nlp.store.engine import open_store
        from nlp.store.place import find_place
    except ModuleNotFoundError as error:
        raise MissingExtra("store.extra", f"{error.name} is not installed", "pip install 'donthu[app]'") from error
    return open_store(find_place(options.data, options.database or os.environ.get("DONTHU_DATABASE")), create=False)


def _find_users(store: Store, names: Iterable[str]) -> list[int]:
    from nlp.store.users import find_user

    found = []
    for name in names:
        user = find_user(store, name)
        if user is None:
            raise StoreError("store.no_user", f"there is no user {name}", "see: donthu user list")
        found.append(user.id)
    return found


COMMANDS: dict[str, Callable[[Arguments, Wording], int]] = {
    "open": open_archive, "archives": list_archives, "progress": tell_progress, "result": write_result, "close": close_archive
}  # fmt: skip


def add_options(command: Callable[[str], Parser], wording: Wording) -> None:
    """The commands of archives and their options."""
    say = wording.say
    opening, archives, progress, result, closing = (command(name) for name in COMMANDS)
    for parser in (opening, progress, result, closing):
        parser.add_argument("name", metavar=say("meta.name"), help=say("help.archive.name"))
    opening.add_argument("records", nargs="+", metavar=say("meta.file"), help=say("help.archive.records"))
    opening.add_argument("--title", metavar=say("meta.text"), help=say("help.archive.title"))
    opening.add_argument("--guidelines", required=True, metavar=say("meta.version"), help=say("help.annotate.guidelines"))
    opening.add_argument("--layer", action="append", choices=tuple(LAYERS), help=say("help.archive.layer"))
    opening.add_argument(
        "--each", type=parse_positive(wording), default=1, metavar=say("meta.number"), help=say("help.archive.each")
    )
    opening.add_argument(
        "--annotator", action="append", required=True, metavar=say("meta.name"), help=say("help.archive.annotator")
    )
    opening.add_argument(
        "--adjudicator", action="append", default=[], metavar=say("meta.name"), help=say("help.archive.adjudicator")
    )
    opening.add_argument("--with-denunciations", metavar=say("meta.text"), help=say("help.archive.with_denunciations"))
    for parser in (archives, progress):
        parser.add_argument("--json", action="store_true", help=say("help.json"))
    for parser in (result, closing):
        parser.add_argument(
            "--out", type=Path, required=parser is result, metavar=say("meta.folder"), help=say("help.annotate.gold_out")
        )
