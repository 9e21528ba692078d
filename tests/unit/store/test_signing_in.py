"""Sessions, invitations, tokens, the search of the trail and the size, on both engines."""

from __future__ import annotations

import datetime as dt
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from nlp.errors import StoreError
from nlp.store.audit import TrailFilter, last_times, list_actions, search_trail
from nlp.store.backup import backup, restore
from nlp.store.engine import Store, open_store
from nlp.store.invitations import confirm_invitation, find_invitation, invite, list_invitations, void_invitation
from nlp.store.place import Place
from nlp.store.sessions import end_session, end_sessions, find_session, start_session, touch_session
from nlp.store.size import measure_store
from nlp.store.tokens import Scope, add_token, find_token, list_tokens, revoke_token
from nlp.store.users import Role, add_user, change_user, has_administrator
from tests.unit.store.incoming import AT

HOUR, IDLE = dt.timedelta(hours=1), dt.timedelta(minutes=30)
A, B = "a" * 64, "b" * 64


@pytest.fixture
def lan(store: Store) -> int:
    return add_user(store, "lan", Role.HEAD, at=AT, actor=None, password_hash="x").id


def test_session_is_found_until_it_is_idle_or_over(store: Store, lan: int) -> None:
    start_session(store, lan, A, at=AT, ends=AT + HOUR)
    found = find_session(store, A, at=AT + IDLE / 2, idle=IDLE)
    assert found is not None and (found.user.name, found.seen_at, found.ends_at) == ("lan", AT, AT + HOUR)
    assert find_session(store, A, at=AT + IDLE, idle=IDLE) is None
    touch_session(store, A, at=AT + IDLE)
    assert find_session(store, A, at=AT + IDLE, idle=IDLE) is not None
    assert find_session(store, A, at=AT + HOUR, idle=HOUR) is None
    assert find_session(store, B, at=AT, idle=IDLE) is None


def test_ended_sessions_are_gone(store: Store, lan: int) -> None:
    for digest in (A, B):
        start_session(store, lan, digest, at=AT, ends=AT + HOUR)
    end_session(store, A, at=AT)
    end_session(store, A, at=AT)
    assert find_session(store, A, at=AT, idle=IDLE) is None and find_session(store, B, at=AT, idle=IDLE) is not None
    end_sessions(store, lan, at=AT, actor=None)
    assert find_session(store, B, at=AT, idle=IDLE) is None
    with store.read() as session:
        assert len(search_trail(session, TrailFilter(action="session.end"))) == 1, "what is over ends once"


def test_change_of_a_user_ends_its_sessions(store: Store, lan: int) -> None:
    start_session(store, lan, A, at=AT, ends=AT + HOUR)
    change_user(store, lan, at=AT, actor=None, password_hash="y")
    assert find_session(store, A, at=AT, idle=IDLE) is None


def test_invitation_holds_until_a_password_is_set(store: Store, lan: int) -> None:
    invite(store, lan, A, at=AT, ends=AT + HOUR, actor=None)
    invite(store, lan, B, at=AT, ends=AT + HOUR, actor=None)
    with pytest.raises(StoreError, match=r"store\.no_invitation"):
        find_invitation(store, A, at=AT)
    assert find_invitation(store, B, at=AT).id == lan
    with pytest.raises(StoreError, match=r"store\.no_invitation"):
        find_invitation(store, B, at=AT + HOUR)
    change_user(store, lan, at=AT, actor=lan, password_hash="y")
    with pytest.raises(StoreError, match=r"store\.no_invitation"):
        find_invitation(store, B, at=AT)


def test_invitation_opens_once_somebody_else_confirmed_it(store: Store, lan: int) -> None:
    maker, other = (add_user(store, name, Role.ADMINISTRATOR, at=AT, actor=None).id for name in ("chi", "hoa"))
    invite(store, lan, A, at=AT, ends=AT + HOUR, actor=maker)
    with pytest.raises(StoreError, match=r"store\.unconfirmed"):
        find_invitation(store, A, at=AT)
    for nobody_else in (maker, lan):
        with pytest.raises(StoreError, match=r"store\.second_person"):
            confirm_invitation(store, lan, at=AT, actor=nobody_else)
    confirm_invitation(store, lan, at=AT, actor=other)
    assert find_invitation(store, A, at=AT).id == lan
    [told] = list_invitations(store, at=AT)
    assert (told.user.id, told.made_by, told.is_confirmed) == (lan, maker, True)
    with store.read() as session:
        [link] = search_trail(session, TrailFilter(action="user.confirm"))
    assert (link.event.user, link.event.details["made_by"]) == (other, maker)


def test_invitation_is_taken_back(store: Store, lan: int) -> None:
    invite(store, lan, A, at=AT, ends=AT + HOUR, actor=None)
    void_invitation(store, lan, at=AT, actor=lan)
    with pytest.raises(StoreError, match=r"store\.no_invitation"):
        find_invitation(store, A, at=AT)
    assert list_invitations(store, at=AT) == []


@pytest.mark.parametrize("change", ["invitation", "password", "forget"])
def test_sessions_and_tokens_end_with_the_password(store: Store, lan: int, change: str) -> None:
    start_session(store, lan, A, at=AT, ends=AT + HOUR)
    add_token(store, lan, B, name="x", scope=Scope.READ, at=AT, ends=AT + HOUR, actor=lan)
    if change == "invitation":
        invite(store, lan, A, at=AT, ends=AT + HOUR, actor=None)
    elif change == "password":
        change_user(store, lan, at=AT, actor=lan, password_hash="y")
    else:
        assert change_user(store, lan, at=AT, actor=None, forget=True).password_hash is None
    assert find_session(store, A, at=AT, idle=IDLE) is None and find_token(store, B, at=AT) is None
    with store.read() as session:
        assert len(search_trail(session, TrailFilter(action="token.revoke"))) == 1


def test_tokens_stay_when_the_role_changes(store: Store, lan: int) -> None:
    add_token(store, lan, B, name="x", scope=Scope.READ, at=AT, ends=AT + HOUR, actor=lan)
    change_user(store, lan, at=AT, actor=None, role=Role.ANALYST)
    assert find_token(store, B, at=AT) is not None


def test_tokens(store: Store, lan: int) -> None:
    token = add_token(store, lan, A, name="Máy quét", scope=Scope.WRITE, at=AT, ends=AT + HOUR, actor=lan)
    found = find_token(store, A, at=AT)
    assert found is not None and found[0].scope is Scope.WRITE and found[1].name == "lan"
    assert list_tokens(store, lan)[0].used_at == AT and list_tokens(store, lan + 1) == []
    assert find_token(store, A, at=AT + HOUR) is None and find_token(store, B, at=AT) is None
    with pytest.raises(StoreError, match=r"store\.no_token"):
        revoke_token(store, token.number, at=AT, actor=None, user=lan + 1)
    revoke_token(store, token.number, at=AT, actor=lan)
    assert find_token(store, A, at=AT) is None


def test_use_of_a_token_is_noted_now_and_then(store: Store, lan: int) -> None:
    add_token(store, lan, A, name="x", scope=Scope.READ, at=AT, ends=AT + HOUR, actor=lan)
    for minutes, noted in ((0, 0), (9, 0), (11, 11)):
        find_token(store, A, at=AT + dt.timedelta(minutes=minutes))
        assert list_tokens(store)[0].used_at == AT + dt.timedelta(minutes=noted)


@pytest.mark.parametrize("change", [{"active": False}, {"role": Role.HEAD}])
def test_last_administrator_stays(store: Store, change: dict[str, object]) -> None:
    first = add_user(store, "chi", Role.ADMINISTRATOR, at=AT, actor=None, password_hash="x").id
    with pytest.raises(StoreError, match=r"store\.last_administrator"):
        change_user(store, first, at=AT, actor=None, **change)  # type: ignore[arg-type]
    assert has_administrator(store)
    add_user(store, "hoa", Role.ADMINISTRATOR, at=AT, actor=None)
    change_user(store, first, at=AT, actor=None, **change)  # type: ignore[arg-type]
    assert not has_administrator(store), "the other one has no password yet"


def test_trail_is_searched(store: Store, lan: int) -> None:
    start_session(store, lan, A, at=AT + HOUR, ends=AT + 2 * HOUR)
    end_session(store, A, at=AT + 2 * HOUR)
    with store.read() as session:

        def numbers(**values: object) -> list[int]:
            return [link.seq for link in search_trail(session, TrailFilter(**values))]  # type: ignore[arg-type]

        assert numbers() == [3, 2, 1] and numbers(user=lan) == [3, 2] and numbers(subject="user/1", action="user.add") == [1]
        assert numbers(start=AT + HOUR, end=AT + 2 * HOUR) == [2]
        assert [link.seq for link in search_trail(session, TrailFilter(), before=3, limit=1)] == [2]
        assert list_actions(session) == ["session.end", "session.start", "user.add"]
        assert last_times(session, "session.start") == {lan: AT + HOUR}


def test_size_counts_what_there_is(store: Store, lan: int, engine_name: str) -> None:
    size = measure_store(store)
    assert size.engine.lower().startswith(engine_name) and size.bytes > 10_000
    assert (size.users, size.petitions, size.documents, size.links) == (1, 0, 0, 1)


def test_backup_holds_tokens_and_no_sessions(store: Store, lan: int, new_place: Callable[[], Place], tmp_path: Path) -> None:
    start_session(store, lan, A, at=AT, ends=AT + HOUR)
    invite(store, lan, A, at=AT, ends=AT + HOUR, actor=None)
    add_token(store, lan, B, name="x", scope=Scope.READ, at=AT, ends=AT + HOUR, actor=lan)
    backup(store, tmp_path / "b.zip", at=AT, actor=None)
    with zipfile.ZipFile(tmp_path / "b.zip") as archive:
        assert not {"sessions.jsonl", "invitations.jsonl"} & set(archive.namelist())
    target = new_place()
    assert restore(tmp_path / "b.zip", target, at=AT, actor=None).faults == ()
    with open_store(target) as restored:
        assert find_session(restored, A, at=AT, idle=IDLE) is None and find_token(restored, B, at=AT) is not None
