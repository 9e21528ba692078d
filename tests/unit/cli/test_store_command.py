from __future__ import annotations

import builtins
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from nlp import cli
from nlp.store.engine import open_store
from nlp.store.petitions import add_petitions
from nlp.store.place import find_place
from tests.unit.store.incoming import AT, incoming

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs ``donthu store`` in English; gives exit status, standard output and standard error."""
    monkeypatch.delenv("DONTHU_DATABASE", raising=False)

    def call(*arguments: object) -> tuple[int, str, str]:
        status = cli.main(["store", *map(str, arguments), "--lang", "en"])
        captured = capsys.readouterr()
        return status, captured.out, captured.err

    return call


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """The data folder of a store with one petition."""
    with open_store(find_place(tmp_path / "data")) as store:
        add_petitions(store, [incoming("a")], at=AT, actor=None)
    return tmp_path / "data"


def test_migrate_makes_a_store(run: Run, tmp_path: Path) -> None:
    status, out, _ = run("migrate", "--data", tmp_path / "new")
    assert status == 0 and out.startswith("Made the store ") and (tmp_path / "new" / "donthu.sqlite").exists()


def test_database_comes_from_the_environment(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DONTHU_DATABASE", f"sqlite:///{tmp_path / 'office.db'}")
    assert run("migrate")[0] == 0 and (tmp_path / "office.db").exists()


def test_backup_goes_into_another_folder(run: Run, data: Path, tmp_path: Path) -> None:
    status, out, _ = run("backup", tmp_path / "b.zip", "--data", data)
    assert status == 0 and out.startswith("Backed up 1 documents, 1 petitions")
    status, out, _ = run("restore", tmp_path / "b.zip", "--data", tmp_path / "again", "--json")
    assert status == 0 and json.loads(out)["petitions"] == 1


def test_anchor_that_verify_prints_holds_later(run: Run, data: Path) -> None:
    status, out, _ = run("verify", "--data", data)
    assert status == 0 and out.startswith("The store is whole: 1 documents, 1 petitions, 4 entries")
    anchor = out.split()[-1]
    assert run("verify", "--data", data, "--anchor", anchor)[0] == 0
    number, _, value = anchor.partition(":")
    status, out, _ = run("verify", "--data", data, "--anchor", f"{number}:{value[::-1]}")
    assert status == 1 and "the audit trail differs from the anchor at entry: 4" in out


def test_store_that_is_not_there_is_not_made(run: Run, tmp_path: Path) -> None:
    status, _, err = run("verify", "--data", tmp_path / "none")
    assert status == 2 and "[store.missing]" in err and not (tmp_path / "none").exists()


def test_missing_extra_is_named(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without(name: str, *rest: object) -> object:
        if name in ("nlp.store", "nlp.interop"):
            raise ModuleNotFoundError(name="sqlalchemy")
        return real(name, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(builtins, "__import__", without)
    status, _, err = run("migrate", "--data", tmp_path)
    assert status == 2 and "donthu[app]" in err
