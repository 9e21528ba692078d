"""``donthu serve``: the web application."""

from __future__ import annotations

import datetime as dt
import logging
import os
import secrets
import signal
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any

from nlp.cli.parser import Arguments, Parser, UsageError, parse_count
from nlp.cli.terminal import OK, read_version, tell
from nlp.errors import DonthuError, MissingExtra, StoreError
from nlp.ingest.walk import Entry, find_entries
from nlp.interop.wording import Wording
from nlp.pipeline.config import PipelineConfig, load_config
from nlp.pipeline.contained import ContainedAnalyzer

if TYPE_CHECKING:
    from nlp.store.engine import Store

_PROGRAM = "donthu serve"
_DEMO_DAYS = 30  # petitions of a demonstration came in within so many days


def run(options: Arguments, wording: Wording) -> int:
    """Serves until it is ended; the exit status."""
    try:
        from nlp.triage.drafts.office import Office, load_office
        from nlp.web.server import serve
        from nlp.web.settings import read_address
        from nlp.web.site import Site
    except ModuleNotFoundError as error:
        raise MissingExtra("web.extra", f"{error.name} is not installed", "pip install 'donthu[app]'") from error
    logging.getLogger("nlp.web").setLevel(logging.INFO)
    signal.signal(signal.SIGTERM, _interrupt)
    settings, config = read_address(options.url, options.host), load_config(options.config)
    office = load_office(options.config) if options.config else Office()
    with ExitStack() as stack:
        if options.demo:
            store, welcome = stack.enter_context(_open_demo(options, wording, config))
        else:
            store, welcome = stack.enter_context(_open(options, wording)), lambda: None

        def ready(url: str) -> None:
            tell(wording.say("serve.ready", url=options.url or url))
            welcome()

        site = Site(store, settings=settings, config=config, version=read_version(), office=office)
        stack.callback(site.close)
        serve(site, host=options.host, port=options.port, ready=ready)
    tell(wording.say("serve.ended"))
    return OK


def _open(options: Arguments, wording: Wording) -> Store:
    from nlp.store.engine import open_store
    from nlp.store.place import find_place

    try:
        return open_store(find_place(options.data, options.database or os.environ.get("DONTHU_DATABASE")), create=False)
    except StoreError as error:
        if error.code != "store.missing":
            raise
        raise DonthuError(error.code, error.message, wording.say("serve.make_store")) from error


@contextmanager
def _open_demo(options: Arguments, wording: Wording, config: PipelineConfig) -> Iterator[tuple[Store, Callable[[], None]]]:
    """A store that ends with the command, with the petitions of the paths and a user of every role; how to sign in."""
    from nlp.store.engine import open_store
    from nlp.store.place import find_place
    from nlp.store.users import Role, add_user
    from nlp.web.security.passwords import Passwords

    if options.data or options.database:
        raise UsageError(wording.say("usage.demo_data"), _PROGRAM)
    entries = list(find_entries(options.demo))
    if not entries:
        raise UsageError(wording.say("usage.no_documents", paths=", ".join(options.demo)), _PROGRAM)
    password, today = secrets.token_urlsafe(12), dt.date.today()
    with tempfile.TemporaryDirectory(prefix="donthu-demo-") as folder, open_store(find_place(Path(folder))) as store:
        encoded = Passwords().hash(password)
        for role in Role:
            add_user(store, role.value, role, at=_now(), actor=None, password_hash=encoded)
        tell(wording.say("serve.demo_reading", count=wording.number(len(entries))))
        petitions, directives = map(wording.number, _take_samples(store, config, entries, today))
        names = ", ".join(f"{role.value} ({wording.label('user_role', role.value)})" for role in Role)
        yield (
            store,
            lambda: tell(wording.say("serve.demo", count=petitions, directives=directives, names=names, password=password)),
        )


def _take_samples(store: Store, config: PipelineConfig, entries: Sequence[Entry], today: dt.date) -> tuple[int, int]:
    """How many petitions came into the queue, over the last days, and how many dispatches into the register."""
    from nlp.register.intake import RegisterIntake
    from nlp.triage.intake import Intake

    received = [today - dt.timedelta(days=number * _DEMO_DAYS // len(entries)) for number in range(len(entries))]
    dated = [replace(entry, facts={"ngay_nhan": day.isoformat()}) for entry, day in zip(entries, received, strict=True)]
    with ContainedAnalyzer(config, as_of=today) as analyzer:
        records = {entry.path: record for entry, record in analyzer.analyze(dated)}

    def look_up(some: Iterable[Entry]) -> Iterator[Any]:
        return (records[entry.path] for entry in some)

    dispatches = [entry for entry in dated if records[entry.path]["family"] == "dispatch"]
    others = [entry for entry in dated if records[entry.path]["family"] != "dispatch"]
    taken = Intake(store, config, as_of=today, analyze=look_up).add_many(others, received=today, now=_now, actor=None)
    registered = RegisterIntake(store, config, as_of=today, analyze=look_up).add_many(
        dispatches, received=today, now=_now, actor=None
    )  # fmt: skip
    return sum(one.outcome == "added" for one in taken), sum(one.outcome == "added" for one in registered)


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    """What a service manager sends ends the command as Ctrl-C does: in order."""
    raise KeyboardInterrupt


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


def add_options(parser: Parser, wording: Wording) -> None:
    """The options of the command."""
    say = wording.say
    parser.add_argument("--host", default="127.0.0.1", metavar=say("meta.host"), help=say("help.serve.host"))
    parser.add_argument(
        "--port", type=parse_count(wording), default=8000, metavar=say("meta.number"), help=say("help.serve.port")
    )  # fmt: skip
    parser.add_argument("--url", metavar="URL", help=say("help.serve.url"))
    parser.add_argument("--demo", nargs="+", metavar=say("meta.path"), help=say("help.serve.demo"))
    parser.add_argument("--config", type=Path, metavar=say("meta.file"), help=say("help.config"))
