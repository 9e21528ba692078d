from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from nlp import cli
from nlp.cli.user import ROLES
from nlp.store.engine import open_store
from nlp.store.place import find_place
from nlp.store.users import Role, find_user
from nlp.web.security.passwords import Passwords

Run = Callable[..., tuple[int, str, str]]
PASSWORD = "ba con mèo ngủ trưa"


class Terminal(io.StringIO):
    """Standard input at a desk."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    """Runs ``donthu user`` in English on an empty store, with a line on standard input."""
    open_store(find_place(tmp_path)).close()

    def call(*arguments: str, typed: str = PASSWORD, stdin: io.StringIO | None = None) -> tuple[int, str, str]:
        monkeypatch.setattr("sys.stdin", stdin or io.StringIO(typed + "\n"))
        status = cli.main(["user", *arguments, "--data", str(tmp_path), "--lang", "en"])
        captured = capsys.readouterr()
        return status, captured.out, captured.err

    return call


def test_roles_are_those_of_the_store() -> None:
    assert tuple(Role) == ROLES


def test_user_is_added_with_the_password_of_standard_input(run: Run, tmp_path: Path) -> None:
    assert run("add", "Chi", "--role", "administrator")[:2] == (0, "Added the user chi.\n")
    with open_store(find_place(tmp_path)) as store:
        user = find_user(store, "chi")
    assert user is not None and user.role is Role.ADMINISTRATOR and Passwords().fits(PASSWORD, user.password_hash)


def test_password_is_asked_twice_on_a_terminal(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    typed = iter([PASSWORD, "something else"])
    monkeypatch.setattr("getpass.getpass", lambda _: next(typed))
    status, _, err = run("add", "chi", "--role", "head", stdin=Terminal())
    assert status == 2 and "The two differ." in err


@pytest.mark.parametrize(("name", "code"), [("Lê Thị", "web.user_name"), ("x", "web.user_name"), ("chi", "store.user_exists")])
def test_name_that_cannot_be_used(run: Run, name: str, code: str) -> None:
    run("add", "chi", "--role", "head")
    status, _, err = run("add", name, "--role", "head")
    assert status == 2 and code in err


def test_weak_password_is_refused(run: Run) -> None:
    status, _, err = run("add", "chi", "--role", "head", typed="matkhau123456")
    assert status == 2 and "guessed first" in err and run("list")[1].startswith("There are no users.")


def test_users_are_listed_without_their_hashes(run: Run) -> None:
    run("add", "chi", "--role", "administrator")
    assert run("list")[1].split() == ["1", "chi", "Administrator", "active"]
    listed = json.loads(run("list", "--json")[1])
    assert listed == [{"id": 1, "name": "chi", "role": "administrator", "active": True, "has_password": True}]


def test_password_is_set_anew(run: Run, tmp_path: Path) -> None:
    run("add", "chi", "--role", "administrator")
    assert run("password", "chi", typed="chiều nay trời lại mưa")[0] == 0
    with open_store(find_place(tmp_path)) as store:
        user = find_user(store, "chi")
    assert user is not None and Passwords().fits("chiều nay trời lại mưa", user.password_hash)


def test_disabled_user(run: Run) -> None:
    run("add", "chi", "--role", "administrator")
    run("add", "lan", "--role", "head")
    assert run("disable", "lan")[1] == "Disabled lan; all sessions of the user are ended.\n"
    assert run("list")[1].splitlines()[1].endswith("disabled")


def test_last_administrator_is_not_disabled(run: Run) -> None:
    run("add", "chi", "--role", "administrator")
    status, _, err = run("disable", "chi")
    assert status == 2 and "[store.last_administrator]" in err


def test_user_that_is_not_there(run: Run) -> None:
    status, _, err = run("password", "mai")
    assert status == 2 and "[store.no_user]" in err and "donthu user list" in err
