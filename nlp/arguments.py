"""The command line's parser: commands, options, and their help in Vietnamese or English."""

from __future__ import annotations

import argparse
import datetime as dt
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NoReturn

from nlp.interop.output import FORMATS
from nlp.interop.wording import LANGUAGES, Wording

PROGRAM = "donthu"

# What argparse says, with the message that takes its place; groups are the words filled in.
_ARGPARSE = (
    (re.compile(r"the following arguments are required: (?P<what>.*)"), "argparse.required"),
    (re.compile(r"unrecognized arguments: (?P<what>.*)"), "argparse.unrecognized"),
    (
        re.compile(r"argument (?P<what>.*?): invalid choice: '?(?P<value>.*?)'? \(choose from (?P<choices>.*)\)"),
        "argparse.choice",
    ),
    (re.compile(r"argument (?P<what>.*?): expected one argument"), "argparse.one"),
    (re.compile(r"argument (?P<what>.*?): expected at least one argument"), "argparse.some"),
    (re.compile(r"argument (?P<what>.*?): ignored explicit argument .*"), "argparse.no_value"),
    (re.compile(r"ambiguous option: (?P<what>.*)"), "argparse.ambiguous"),
    (re.compile(r"argument (?P<what>.*?): (?P<reason>.*)"), "argparse.value"),
)


class UsageError(Exception):
    """A wrong call: the message for people, and the command whose help tells more."""

    def __init__(self, message: str, program: str = PROGRAM) -> None:
        super().__init__(message)
        self.program = program


class Parser(argparse.ArgumentParser):
    """An argument parser that speaks the language of ``wording`` and raises UsageError instead of ending the process."""

    wording: Wording

    def __init__(self, *, wording: Wording, **settings: Any) -> None:
        super().__init__(add_help=False, allow_abbrev=False, formatter_class=argparse.RawDescriptionHelpFormatter, **settings)
        self.wording = wording
        self._positionals.title = wording.say("group.arguments")
        self._optionals.title = wording.say("group.options")
        self.add_argument("-h", "--help", action="help", help=wording.say("help.help"))

    def format_usage(self) -> str:
        """The usage line in the language of the parser."""
        return super().format_usage().replace("usage: ", self.wording.say("usage"), 1)

    def format_help(self) -> str:
        """The help in the language of the parser."""
        return super().format_help().replace("usage: ", self.wording.say("usage"), 1)

    def error(self, message: str) -> NoReturn:
        """Raises UsageError with the message translated."""
        for pattern, key in _ARGPARSE:
            if match := pattern.fullmatch(message):
                raise UsageError(self.wording.say(key, **match.groupdict()), self.prog)
        raise UsageError(message, self.prog)


def find_language(argv: Sequence[str], default: str = "vi") -> str:
    """The language that ``--lang`` names, wherever it stands; ``default`` where it names none that there is."""
    for position, word in enumerate(argv):
        if word == "--":
            break
        value = word.partition("=")[2] if word.startswith("--lang=") else None
        if word == "--lang" and position + 1 < len(argv):
            value = argv[position + 1]
        if value in LANGUAGES:
            return str(value)
    return default


def build_parser(wording: Wording, version: str) -> Parser:
    """The parser of all commands. Options that hold for every command may stand before or behind the command's name."""
    say = wording.say
    parser = Parser(wording=wording, prog=PROGRAM, description=say("help.program"), epilog=say("help.epilog"))
    parser.add_argument("--version", action="version", version=f"{PROGRAM} {version}", help=say("help.version"))
    _add_global(parser, wording, default=None)
    commands = parser.add_subparsers(dest="command", required=True, metavar=say("meta.command"), title=say("group.commands"))

    def command(name: str, group: Any = commands) -> Parser:
        key = "help." + group.dest.partition("_")[0] + "." + name if group is not commands else "help." + name
        made: Parser = group.add_parser(name, wording=wording, help=say(key), description=say(key))
        _add_global(made, wording, default=argparse.SUPPRESS)
        return made

    _add_analyze(command("analyze"), wording)
    _add_check(command("check"), wording)
    law = command("law").add_subparsers(
        dest="law_command", required=True, metavar=say("meta.command"), title=say("group.commands")
    )
    _add_law(lambda name: command(name, law), wording)
    store = command("store").add_subparsers(
        dest="store_command", required=True, metavar=say("meta.command"), title=say("group.commands")
    )
    _add_store(lambda name: command(name, store), wording)
    evaluate = command("evaluate")
    evaluate.add_argument("--gold", action="append", required=True, type=Path, metavar=say("meta.folder"), help=say("help.gold"))
    evaluate.add_argument("--baseline", type=Path, metavar=say("meta.file"), help=say("help.baseline"))
    evaluate.add_argument("--json", action="store_true", help=say("help.json"))
    evaluate.add_argument("--errors", type=_count(wording), default=0, metavar=say("meta.number"), help=say("help.errors"))
    _add_run(evaluate, wording, paths=False)
    components = command("components")
    components.add_argument("--config", type=Path, metavar=say("meta.file"), help=say("help.config"))
    components.add_argument("--json", action="store_true", help=say("help.json"))
    bench = command("bench")
    bench.add_argument("--texts", type=Path, metavar=say("meta.folder"), help=say("help.texts"))
    bench.add_argument("--seconds", type=_positive(wording), default=20, metavar=say("meta.number"), help=say("help.seconds"))
    bench.add_argument("--config", type=Path, metavar=say("meta.file"), help=say("help.config"))
    bench.add_argument("--json", action="store_true", help=say("help.json"))
    return parser


def _add_global(parser: Parser, wording: Wording, *, default: Any) -> None:
    parser.add_argument("--lang", choices=LANGUAGES, default=default, help=wording.say("help.lang"))
    parser.add_argument(
        "--data", type=Path, default=default, metavar=wording.say("meta.folder"), help=wording.say("help.data")
    )  # fmt: skip
    parser.add_argument("--database", default=default, metavar="URL", help=wording.say("help.database"))


def _add_analyze(parser: Parser, wording: Wording) -> None:
    say = wording.say
    _add_run(parser, wording)
    parser.add_argument("--out", type=Path, metavar=say("meta.file"), help=say("help.out"))
    parser.add_argument("--format", choices=FORMATS, help=say("help.format"))
    parser.add_argument("--resume", action="store_true", help=say("help.resume"))
    parser.add_argument("--graph", type=Path, metavar=say("meta.file"), help=say("help.graph"))
    parser.add_argument("--show-personal", action="store_true", help=say("help.show_personal"))


def _add_check(parser: Parser, wording: Wording) -> None:
    say = wording.say
    _add_run(parser, wording)
    parser.add_argument("--against", metavar=say("meta.file"), help=say("help.against"))
    parser.add_argument("--out", type=Path, metavar=say("meta.file"), help=say("help.check_out"))
    parser.add_argument("--json", action="store_true", help=say("help.json"))


def _add_run(parser: Parser, wording: Wording, *, paths: bool = True) -> None:
    """The options of a command that runs the pipeline."""
    say = wording.say
    if paths:
        parser.add_argument("paths", nargs="+", metavar=say("meta.path"), help=say("help.paths"))
    parser.add_argument("--as-of", type=_day(wording), metavar=say("meta.date"), help=say("help.as_of"))
    if paths:
        parser.add_argument(
            "--fact", action="append", default=[], type=_given(wording), metavar=say("meta.given"), help=say("help.fact")
        )  # fmt: skip
    parser.add_argument("--workers", type=_positive(wording), default=1, metavar=say("meta.number"), help=say("help.workers"))
    parser.add_argument("--ocr", choices=("auto", "never", "always"), help=say("help.ocr"))
    parser.add_argument("--config", type=Path, metavar=say("meta.file"), help=say("help.config"))


def _add_law(command: Callable[[str], Parser], wording: Wording) -> None:
    say = wording.say
    due = command("due")
    due.add_argument("rule", metavar=say("meta.rule"), help=say("help.rule"))
    due.add_argument("--from", dest="start", required=True, type=_day(wording), metavar=say("meta.date"), help=say("help.from"))
    due.add_argument(
        "--given", action="extend", nargs="+", default=[], type=_given(wording), metavar=say("meta.given"), help=say("help.given")
    )  # fmt: skip
    show = command("show")
    show.add_argument("number", metavar=say("meta.instrument"), help=say("help.number"))
    check = command("check")
    for parser in (show, check):
        parser.add_argument("--as-of", type=_day(wording), metavar=say("meta.date"), help=say("help.as_of"))
    for parser in (due, check):
        parser.add_argument("--config", type=Path, metavar=say("meta.file"), help=say("help.config"))
    for parser in (due, show, check):
        parser.add_argument("--json", action="store_true", help=say("help.json"))


def _add_store(command: Callable[[str], Parser], wording: Wording) -> None:
    say = wording.say
    backup, restore, verify, _ = (command(name) for name in ("backup", "restore", "verify", "migrate"))
    backup.add_argument("file", type=Path, metavar=say("meta.file"), help=say("help.store.backup.file"))
    restore.add_argument("file", type=Path, metavar=say("meta.file"), help=say("help.store.restore.file"))
    verify.add_argument("--anchor", action="append", default=[], metavar=say("meta.anchor"), help=say("help.anchor"))
    for parser in (restore, verify):
        parser.add_argument("--json", action="store_true", help=say("help.json"))


def _day(wording: Wording) -> Callable[[str], dt.date]:
    def parse_day(value: str) -> dt.date:
        try:
            if re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
                return dt.date.fromisoformat(value)
        except ValueError:
            pass
        raise argparse.ArgumentTypeError(wording.say("usage.date", value=value))

    return parse_day


def _positive(wording: Wording) -> Callable[[str], int]:
    def parse_positive(value: str) -> int:
        if value.isascii() and value.isdigit() and 0 < int(value) < 10**6:
            return int(value)
        raise argparse.ArgumentTypeError(wording.say("usage.positive", value=value))

    return parse_positive


def _count(wording: Wording) -> Callable[[str], int]:
    positive = _positive(wording)
    return lambda value: 0 if value == "0" else positive(value)


def _given(wording: Wording) -> Callable[[str], tuple[str, str]]:
    def parse_pair(value: str) -> tuple[str, str]:
        key, equals, word = value.partition("=")
        if not equals or not key.strip():
            raise argparse.ArgumentTypeError(wording.say("usage.given", value=value))
        return key.strip(), word.strip()

    return parse_pair
