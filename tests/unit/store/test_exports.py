"""What was exported: the trail names it, the ids are kept, and a change of them shows."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from nlp.errors import StoreError
from nlp.store.audit import TrailFilter, search_trail
from nlp.store.engine import Store
from nlp.store.exports import read_export, record_export
from nlp.store.verify import Fault, verify_store
from tests.unit.store.incoming import AT

IDS = ["0844438153942a36", "00aa11bb22cc33dd"]


def test_trail_names_the_ids_that_are_kept(store: Store) -> None:
    name = record_export(store, IDS, at=AT, actor=None, details={"format": "csv"})
    with store.read() as session:
        [link] = search_trail(session, TrailFilter(action="petition.export"))
    assert dict(link.event.details) == {"format": "csv", "count": 2, "ids": name}
    assert read_export(store, name) == IDS


def test_same_petitions_again_are_kept_once_and_told_twice(store: Store) -> None:
    names = [record_export(store, IDS, at=AT, actor=None, details={"format": "csv"}) for _ in range(2)]
    assert names[0] == names[1] != record_export(store, IDS[::-1], at=AT, actor=None, details={"format": "csv"})
    with store.read() as session:
        assert len(search_trail(session, TrailFilter(action="petition.export"))) == 3
        assert session.scalar(text("select count(*) from exports")) == 2
    assert verify_store(store).faults == ()


def test_changed_list_shows(store: Store) -> None:
    record_export(store, IDS, at=AT, actor=None, details={"format": "csv"})
    with store.write() as (session, _):
        session.execute(text("update exports set ids = '0844438153942a36'"))
    assert verify_store(store).faults == (Fault("export", "queue"),)


def test_export_that_is_none(store: Store) -> None:
    with pytest.raises(StoreError, match=r"store\.no_export"):
        read_export(store, "0" * 64)
