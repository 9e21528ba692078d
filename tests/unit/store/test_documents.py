from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import update

from nlp.errors import StoreError
from nlp.store import documents
from nlp.store.documents import add_document, add_record, read_content, read_document, read_record
from nlp.store.engine import Store
from nlp.store.tables import ContentRow, DocumentRow
from tests.unit.store.incoming import AT, analysis_of, source_of


def test_document_comes_back_byte_for_byte(store: Store) -> None:
    source = replace(source_of("a"), content=bytes(range(256)) * 300)
    document = add_document(store, source, at=AT, actor=None)
    assert read_content(store, document.id) == source.content
    assert read_document(store, document.id) == document
    assert (document.size, document.name, document.media_type, document.added_at) == (76800, "đơn.txt", "text/plain", AT)


def test_same_bytes_are_one_document_under_its_first_name(store: Store) -> None:
    first = add_document(store, source_of("a", "một.txt"), at=AT, actor=None)
    assert add_document(store, source_of("a", "hai.txt"), at=AT, actor=None) == first


def test_newest_analysis_is_the_one_that_holds(store: Store) -> None:
    document = add_document(store, source_of("a"), analysis=analysis_of(b"a", kind="cong_van"), at=AT, actor=None)
    newer = analysis_of(b"a", kind="chi_thi", text="có \x00 và \ud800")
    add_record(store, document.id, newer, at=AT, actor=None)
    stored = read_record(store, document.id)
    assert stored is not None and (stored.number, stored.analysis, stored.made_at) == (2, newer, AT)


def test_analysis_that_says_the_same_is_stored_once(store: Store) -> None:
    document = add_document(store, source_of("a"), analysis=analysis_of(b"a"), at=AT, actor=None)
    assert add_record(store, document.id, analysis_of(b"a"), at=AT, actor=None).number == 1


def test_document_without_analysis_has_none(store: Store) -> None:
    assert read_record(store, add_document(store, source_of("a"), at=AT, actor=None).id) is None


def test_record_of_another_document_is_refused(store: Store) -> None:
    with pytest.raises(StoreError, match=r"store\.foreign_record"):
        add_document(store, source_of("a"), analysis=analysis_of(b"b"), at=AT, actor=None)


def test_document_that_is_too_large_is_refused(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(documents, "MAX_BYTES", 3)
    with pytest.raises(StoreError, match=r"4 bytes, 3 at most.*store\.too_large"):
        add_document(store, source_of("abcd"), at=AT, actor=None)


def test_second_document_of_the_same_id_does_not_vanish_behind_the_first(store: Store) -> None:
    add_document(store, source_of("a"), at=AT, actor=None)
    with store.write() as (session, _):  # as if another file's digest began alike
        session.add(ContentRow(sha256="f" * 64, content=b"other"))
        session.flush()
        session.execute(update(DocumentRow).values(sha256="f" * 64))
    with pytest.raises(StoreError, match=r"store\.id_taken"):
        add_document(store, source_of("a"), at=AT, actor=None)


def test_bytes_that_changed_are_not_given_out(store: Store) -> None:
    document = add_document(store, source_of("a"), at=AT, actor=None)
    with store.write() as (session, _):
        session.execute(update(ContentRow).values(content=b"b"))
    with pytest.raises(StoreError, match=r"store\.damaged"):
        read_content(store, document.id)
