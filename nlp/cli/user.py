"""``donthu user``: who may sign in."""

from __future__ import annotations

import datetime as dt
import getpass
import os
import sys
from collections.abc import Callable

from nlp.cli.parser import Arguments, Parser, UsageError
from nlp.cli.terminal import OK, write, write_json
from nlp.errors import DonthuError, MissingExtra
from nlp.interop.wording import Wording

ROLES = ("reception", "handler", "head", "analyst", "administrator")


def run(options: Arguments, wording: Wording) -> int:
    """Runs the command that the options name; the exit status."""
    try:
        from nlp.interop import user_text
        from nlp.store import engine, place, users
        from nlp.web.security.names import check_name
        from nlp.web.security.passwords import Passwords
    except ModuleNotFoundError as error:
        raise MissingExtra("web.extra", f"{error.name} is not installed", "pip install 'donthu[app]'") from error
    where, at = place.find_place(options.data, options.database or os.environ.get("DONTHU_DATABASE")), dt.datetime.now(dt.UTC)
    with engine.open_store(where, create=False) as store:
        if options.user_command == "list":
            everybody = users.list_users(store)
            encoded = [user_text.encode_user(user) for user in everybody]
            write_json(encoded) if options.json else write(user_text.render_users(everybody, wording))
            return OK
        if options.user_command == "add":
            name = check_name(options.name)
            if users.find_user(store, name):
                raise DonthuError("store.user_exists", name, wording.say("user.other_name"))
            encoded_hash = Passwords().hash(_read_password(wording, name))
            users.add_user(store, name, users.Role(options.role), at=at, actor=None, password_hash=encoded_hash)
            key = "user.added"
        else:
            found = users.find_user(store, options.name)
            if found is None:
                raise DonthuError("store.no_user", options.name, wording.say("user.look_up"))
            name = found.name
            if options.user_command == "password":
                encoded_hash = Passwords().hash(_read_password(wording, name))
                users.change_user(store, found.id, at=at, actor=None, password_hash=encoded_hash)
                key = "user.password_set"
            else:
                users.change_user(store, found.id, at=at, actor=None, active=False)
                key = "user.disabled"
    write(wording.say(key, name=name) + "\n")
    return OK


def _read_password(wording: Wording, name: str) -> str:
    """The password from the terminal, typed twice, or the first line of standard input; raises UsageError for a weak one."""
    from nlp.web.security.passwords import MIN_LENGTH, find_weakness
    from nlp.web.wording import PageWording

    program, words = "donthu user", PageWording(wording.lang)
    if sys.stdin.isatty():
        password = getpass.getpass(wording.say("user.type_password", name=name, length=MIN_LENGTH))
        if getpass.getpass(wording.say("user.type_again")) != password:
            raise UsageError(words.say("password.differs"), program)
    else:
        password = sys.stdin.readline().rstrip("\r\n")
    if weakness := find_weakness(password, name):
        raise UsageError(words.say(f"password.{weakness}", length=MIN_LENGTH), program)
    return password


def add_options(command: Callable[[str], Parser], wording: Wording) -> None:
    """The commands of users and their options."""
    say = wording.say
    add, listing, password, disable = (command(name) for name in ("add", "list", "password", "disable"))
    for parser in (add, password, disable):
        parser.add_argument("name", metavar=say("meta.name"), help=say("help.user.name"))
    add.add_argument("--role", choices=ROLES, required=True, help=say("help.user.role"))
    listing.add_argument("--json", action="store_true", help=say("help.json"))
