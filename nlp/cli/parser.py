"""A parser that speaks Vietnamese or English, the options that every command has, and the values that options take."""

from __future__ import annotations

import argparse
import datetime as dt
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NoReturn

from nlp.interop.wording import LANGUAGES, Wording

PROGRAM = "donthu"
Arguments = argparse.Namespace

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


def add_global_options(parser: Parser, wording: Wording, *, default: Any) -> None:
    """The options that hold for every command."""
    parser.add_argument("--lang", choices=LANGUAGES, default=default, help=wording.say("help.lang"))
    parser.add_argument(
        "--data", type=Path, default=default, metavar=wording.say("meta.folder"), help=wording.say("help.data")
    )  # fmt: skip
    parser.add_argument("--database", default=default, metavar="URL", help=wording.say("help.database"))


def parse_day(wording: Wording) -> Callable[[str], dt.date]:
    """Reads an ISO day."""

    def read(value: str) -> dt.date:
        try:
            if re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
                return dt.date.fromisoformat(value)
        except ValueError:
            pass
        raise argparse.ArgumentTypeError(wording.say("usage.date", value=value))

    return read


def parse_positive(wording: Wording) -> Callable[[str], int]:
    """Reads a number of 1 to 999,999."""

    def read(value: str) -> int:
        if value.isascii() and value.isdigit() and 0 < int(value) < 10**6:
            return int(value)
        raise argparse.ArgumentTypeError(wording.say("usage.positive", value=value))

    return read


def parse_count(wording: Wording) -> Callable[[str], int]:
    """Reads a number of 0 to 999,999."""
    positive = parse_positive(wording)
    return lambda value: 0 if value == "0" else positive(value)


def parse_given(wording: Wording) -> Callable[[str], tuple[str, str]]:
    """Reads KEY=VALUE."""

    def read(value: str) -> tuple[str, str]:
        key, equals, word = value.partition("=")
        if not equals or not key.strip():
            raise argparse.ArgumentTypeError(wording.say("usage.given", value=value))
        return key.strip(), word.strip()

    return read
