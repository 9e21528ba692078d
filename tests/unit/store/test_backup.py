from __future__ import annotations

import datetime as dt
import hashlib
import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import text

from nlp.errors import StoreError
from nlp.store.audit import read_trail
from nlp.store.backup import backup, restore
from nlp.store.decisions import decide, iterate_decisions
from nlp.store.documents import add_document, read_content
from nlp.store.engine import Store, open_store
from nlp.store.petitions import add_petitions, list_receipts, read_details
from nlp.store.place import Place, find_place
from nlp.store.queue import iterate_queue
from nlp.store.users import Role, add_user, list_users
from nlp.store.verify import verify_store
from tests.postgres import Server
from tests.unit.store.incoming import AT, DAY, incoming, source_of

LATER = AT + dt.timedelta(days=1)


@pytest.fixture
def filled(store: Store) -> Store:
    """A store with something in every table."""
    officer = add_user(store, "lan", Role.HEAD, at=AT, actor=None, password_hash="$argon2id$x")
    petition = add_petitions(store, [incoming("a", details={"x": "ừ"}), incoming("b")], at=AT, actor=officer.id)[0].id
    add_petitions(store, [incoming("a", received=DAY + dt.timedelta(days=1))], at=AT, actor=None)
    decide(store, petition, "thu_ly", version=1, note="đúng\nthẩm quyền\u2028", at=AT, actor=officer.id)
    add_document(store, source_of("chỉ thị"), at=AT, actor=None)
    return store


def contents(store: Store) -> list[object]:
    petitions = list(iterate_queue(store))
    return [
        petitions, list(iterate_decisions(store)), list_users(store),
        [(read_content(store, p.id), read_details(store, p.id), list_receipts(store, p.id)) for p in petitions],
    ]  # fmt: skip


def test_restored_store_is_the_same(filled: Store, new_place: Callable[[], Place], tmp_path: Path) -> None:
    backup(filled, tmp_path / "b.zip", at=LATER, actor=None)
    target = new_place()
    verification = restore(tmp_path / "b.zip", target, at=LATER, actor=None)
    assert (verification.faults, verification.documents, verification.petitions) == ((), 3, 2)
    with open_store(target) as restored:
        assert contents(restored) == contents(filled)
        with restored.read() as session:
            last = [link.event.action for link in read_trail(session)][-2:]
        assert last == ["store.backup", "store.restore"]
        assert add_petitions(restored, [incoming("c")], at=LATER, actor=None)[0].is_new
        assert verify_store(restored).faults == ()


def test_backup_of_one_engine_restores_into_the_other(
    filled: Store, engine_name: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    backup(filled, tmp_path / "b.zip", at=LATER, actor=None)
    url = None
    if engine_name == "sqlite":
        server: Server = request.getfixturevalue("postgres")
        url = server.create_database()
    target = find_place(tmp_path / "other", url)
    restore(tmp_path / "b.zip", target, at=LATER, actor=None)
    with open_store(target) as restored:
        assert contents(restored) == contents(filled)


def test_backup_is_for_its_owner_only(filled: Store, tmp_path: Path) -> None:
    backup(filled, tmp_path / "b.zip", at=LATER, actor=None)
    assert (tmp_path / "b.zip").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in tmp_path.glob("b.zip*")] == ["b.zip"]


def test_backup_writes_over_nothing(filled: Store, tmp_path: Path) -> None:
    (tmp_path / "b.zip").write_bytes(b"mine")
    with pytest.raises(StoreError, match=r"store\.backup_exists"):
        backup(filled, tmp_path / "b.zip", at=LATER, actor=None)
    assert (tmp_path / "b.zip").read_bytes() == b"mine"


def test_store_in_use_is_not_restored_into(filled: Store, new_place: Callable[[], Place], tmp_path: Path) -> None:
    backup(filled, tmp_path / "b.zip", at=LATER, actor=None)
    before = contents(filled)
    with pytest.raises(StoreError, match=r"store\.not_empty"):
        restore(tmp_path / "b.zip", filled.place, at=LATER, actor=None)
    assert contents(filled) == before


def changed(archive: Path, member: str, content: bytes | None) -> Path:
    """A copy of the archive with one member replaced, or left out."""
    copy = archive.with_name("changed.zip")
    with zipfile.ZipFile(archive) as old, zipfile.ZipFile(copy, "w") as new:
        for name in old.namelist():
            if name != member:
                new.writestr(name, old.read(name))
            elif content is not None:
                new.writestr(name, content)
    return copy


@pytest.mark.parametrize("kind", ["row", "no table", "content", "no content", "no manifest", "cut", "no zip"])
def test_damaged_backup_leaves_the_target_empty(filled: Store, new_place: Callable[[], Place], tmp_path: Path, kind: str) -> None:
    archive = tmp_path / "b.zip"
    backup(filled, archive, at=LATER, actor=None)
    with zipfile.ZipFile(archive) as whole:
        content = next(name for name in whole.namelist() if name.startswith("contents/"))
        users = whole.read("users.jsonl")
    cases = {
        "row": ("users.jsonl", users.replace(b"head", b"administrator")), "no table": ("users.jsonl", None),
        "content": (content, b"x"), "no content": (content, None), "no manifest": ("manifest.json", None),
    }  # fmt: skip
    if kind in cases:
        archive = changed(archive, *cases[kind])
    else:
        archive.write_bytes(archive.read_bytes()[:-300] if kind == "cut" else b"x" * 300)
    target = new_place()
    with pytest.raises(StoreError, match=r"store\.backup"):
        restore(archive, target, at=LATER, actor=None)
    with open_store(target) as empty:
        assert list(iterate_queue(empty)) == [] and list_users(empty) == []


def test_tampered_backup_that_agrees_with_itself_is_found_by_the_trail(
    filled: Store, new_place: Callable[[], Place], tmp_path: Path
) -> None:
    """Whoever changes a decision and puts the digest of the file right has still changed what the trail recorded."""
    archive = tmp_path / "b.zip"
    backup(filled, archive, at=LATER, actor=None)
    with zipfile.ZipFile(archive) as whole:
        manifest, decisions = json.loads(whole.read("manifest.json")), whole.read("decisions.jsonl")
    forged = decisions.replace(b"thu_ly", b"tra_lai")
    manifest["tables"]["decisions"]["sha256"] = hashlib.sha256(forged).hexdigest()
    changed(archive, "decisions.jsonl", forged).replace(archive)
    target = new_place()
    with pytest.raises(StoreError, match=r"decision.*store\.damaged"):
        restore(changed(archive, "manifest.json", json.dumps(manifest).encode()), target, at=LATER, actor=None)
    with open_store(target) as empty:
        assert list(iterate_queue(empty)) == []


def test_backup_of_a_newer_version_is_refused(filled: Store, new_place: Callable[[], Place], tmp_path: Path) -> None:
    archive = tmp_path / "b.zip"
    manifest = backup(filled, archive, at=LATER, actor=None) | {"revision": "9999"}
    with pytest.raises(StoreError, match=r"store\.new_schema"):
        restore(changed(archive, "manifest.json", json.dumps(manifest).encode()), new_place(), at=LATER, actor=None)


CHANGES = {
    "document": "UPDATE contents SET content = CAST('x' AS {blob})",
    "record": "UPDATE records SET record = '{{}}'",
    "petition": "UPDATE petitions SET number = number + 100 WHERE number = 2",
    "unrecorded": "INSERT INTO contents VALUES ('x', CAST('x' AS {blob})); "
    "INSERT INTO documents SELECT 'x', 'x', media_type, name, size, added_at FROM documents LIMIT 1",
}


@pytest.mark.parametrize("what", CHANGES)
def test_verification_finds_what_was_changed_behind_the_store(filled: Store, engine_name: str, what: str) -> None:
    with filled.engine.execution_options(donthu_write=True).begin() as connection:
        for table in ("petition_keys", "petition_details") if what == "petition" else ():
            connection.execute(text(f"DELETE FROM {table}"))
        if what == "petition":
            name = "receipts_append_only ON receipts" if engine_name == "postgresql" else "receipts_no_delete"
            connection.execute(text(f"DROP TRIGGER {name}"))
            connection.execute(text("DELETE FROM receipts"))
        for statement in CHANGES[what].format(blob="bytea" if engine_name == "postgresql" else "blob").split("; "):
            connection.execute(text(statement))
    assert {fault.what for fault in verify_store(filled).faults} == {what}
