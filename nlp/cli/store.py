"""``donthu store``: the care of the store."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

from nlp.cli.parser import Arguments, Parser
from nlp.cli.terminal import FAILED, OK, write, write_json
from nlp.errors import MissingExtra
from nlp.interop.wording import Wording


def run(options: Arguments, wording: Wording) -> int:
    """Runs the command of the store that the options name; the exit status."""
    try:
        from nlp.interop import store_text
        from nlp.store import audit, backup, engine, place, verify
    except ModuleNotFoundError as error:
        raise MissingExtra("store.extra", f"{error.name} is not installed", "pip install 'donthu[app]'") from error
    where, at = place.find_place(options.data, options.database or os.environ.get("DONTHU_DATABASE")), dt.datetime.now(dt.UTC)
    if options.store_command == "migrate":
        write(store_text.render_migration(where, *engine.migrate_store(where), wording=wording))
        return OK
    if options.store_command == "restore":
        found = backup.restore(options.file, where, at=at, actor=None)
    else:
        with engine.open_store(where, create=False) as store:
            if options.store_command == "backup":
                write(store_text.render_backup(options.file, backup.backup(store, options.file, at=at, actor=None), wording))
                return OK
            found = verify.verify_store(store, anchors=dict(map(audit.parse_anchor, options.anchor)))
    write_json(asdict(found)) if options.json else write(store_text.render_verification(found, wording))
    return FAILED if found.faults else OK


def add_options(command: Callable[[str], Parser], wording: Wording) -> None:
    """The commands of the store and their options."""
    say = wording.say
    backup, restore, verify, _ = (command(name) for name in ("backup", "restore", "verify", "migrate"))
    backup.add_argument("file", type=Path, metavar=say("meta.file"), help=say("help.store.backup.file"))
    restore.add_argument("file", type=Path, metavar=say("meta.file"), help=say("help.store.restore.file"))
    verify.add_argument("--anchor", action="append", default=[], metavar=say("meta.anchor"), help=say("help.anchor"))
    for parser in (restore, verify):
        parser.add_argument("--json", action="store_true", help=say("help.json"))
