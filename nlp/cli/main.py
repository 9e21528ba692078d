"""The command ``donthu``: the only place that prints, reads the clock and sets exit codes.

Exit status: 0 all right; 1 some documents failed, or for ``check`` a violation was found; 2 wrong usage or configuration;
130 interrupted; 141 the reader of the output went away.
"""

from __future__ import annotations

import argparse
import logging
import multiprocessing
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from nlp.cli import analyze, annotate, check, inbox, law, quality, register, serve, store, user
from nlp.cli.parser import PROGRAM, Arguments, Parser, UsageError, add_global_options, find_language
from nlp.cli.terminal import BROKEN_PIPE, INTERRUPTED, OK, fail, read_version, tell
from nlp.errors import DonthuError
from nlp.interop.wording import Wording


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
        return fail(wording, str(error), wording.say("try_help", program=error.program))
    except DonthuError as error:
        return fail(wording, wording.error(error.code, error.message), error.hint)
    except BrokenPipeError:
        # Python would complain once more when it closes the stream.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return BROKEN_PIPE
    except KeyboardInterrupt:
        for process in multiprocessing.active_children():
            process.terminate()
        tell(wording.say("interrupted"))
        return INTERRUPTED
    except OSError as error:
        return fail(wording, wording.say("os_error", path=error.filename or "-", reason=error.strerror or error), "")


_COMMANDS: dict[str, Callable[[Arguments, Wording], int]] = {
    "analyze": analyze.run, "check": check.run, "law": law.run, "inbox": inbox.run, "store": store.run,
    "serve": serve.run, "user": user.run, "annotate": annotate.run,
    "register": register.run, "obligations": register.run_obligations, "search": register.run_search,
    "evaluate": quality.evaluate, "components": quality.components, "bench": quality.measure,
}  # fmt: skip


def build_parser(wording: Wording, version: str) -> Parser:
    """The parser of all commands. Options that hold for every command may stand before or behind the command's name."""
    say = wording.say
    parser = Parser(wording=wording, prog=PROGRAM, description=say("help.program"), epilog=say("help.epilog"))
    parser.add_argument("--version", action="version", version=f"{PROGRAM} {version}", help=say("help.version"))
    add_global_options(parser, wording, default=None)
    commands = parser.add_subparsers(dest="command", required=True, metavar=say("meta.command"), title=say("group.commands"))

    def command(name: str, group: Any = commands) -> Parser:
        key = "help." + group.dest.partition("_")[0] + "." + name if group is not commands else "help." + name
        made: Parser = group.add_parser(name, wording=wording, help=say(key), description=say(key))
        add_global_options(made, wording, default=argparse.SUPPRESS)
        return made

    def group(name: str) -> Callable[[str], Parser]:
        subcommands = command(name).add_subparsers(
            dest=f"{name}_command", required=True, metavar=say("meta.command"), title=say("group.commands")
        )
        return lambda subname: command(subname, subcommands)

    analyze.add_options(command("analyze"), wording)
    check.add_options(command("check"), wording)
    law.add_options(group("law"), wording)
    inbox.add_options(group("inbox"), wording)
    register.add_options(group("register"), wording)
    register.add_obligation_options(command("obligations"), wording)
    register.add_search_options(command("search"), wording)
    annotate.add_options(group("annotate"), wording)
    store.add_options(group("store"), wording)
    user.add_options(group("user"), wording)
    serve.add_options(command("serve"), wording)
    quality.add_options(command, wording)
    return parser
