"""Who sees what: by role and type, in records, lists and pictures of pages; and what unmasking leaves in the trail."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from nlp.classify.labels import PetitionType
from nlp.document.masking import MASK, mask_text
from nlp.document.personal.find import Personal
from nlp.document.record import encode_record
from nlp.errors import DonthuError, StoreError
from nlp.ingest.reader import read_document
from nlp.ingest.settings import IngestSettings
from nlp.store.audit import read_trail
from nlp.store.engine import Store
from nlp.store.petitions import add_petitions, read_petition, update_petition
from nlp.store.queue import Filters, read_page
from nlp.store.users import Role, add_user
from nlp.triage.assess import Assessment
from nlp.triage.reassess import keep_decision
from nlp.triage.secrecy import (
    NOTHING,
    Viewer,
    adds_rights,
    guarded_types,
    hidden_from,
    lift,
    list_names,
    load_policy,
    mask_for,
    may_read,
    may_unmask,
    unmask,
    unsearched_types,
    veil_page,
)
from tests.unit.interop.records import petition_record
from tests.unit.store.incoming import AT, WAITING, incoming

ASSESSMENT = Assessment("waiting")
BOTH = Personal.NAME | Personal.CONTACT
OFFICERS = (Role.RECEPTION, Role.HANDLER, Role.HEAD)
LETTER = (Path(__file__).parents[2] / "golden/ingest/letterhead.pdf").read_bytes()


@pytest.mark.parametrize(("role", "type_"), list(product(Role, [*PetitionType, None])))
def test_what_is_hidden_at_first_goes_by_role_and_type(role: Role, type_: str | None) -> None:
    if role is Role.ADMINISTRATOR:
        with pytest.raises(DonthuError, match="may not see"):
            hidden_from(Viewer(role), type_)
        return
    protected = type_ in (PetitionType.DENUNCIATION, PetitionType.MIXED, None)
    assert hidden_from(Viewer(role), type_) == (Personal.CONTACT if role in OFFICERS and not protected else BOTH)


@pytest.mark.parametrize("role", list(Role))
def test_only_officers_may_be_shown_a_petition_as_it_is(role: Role) -> None:
    assert may_unmask(role, "to_cao") == (role in OFFICERS)
    assert may_read(role) == (role is not Role.ADMINISTRATOR)
    if role in OFFICERS:
        assert hidden_from(Viewer(role), "to_cao", unmasked=True) == NOTHING
    else:
        with pytest.raises(DonthuError):
            hidden_from(Viewer(role), "to_cao", unmasked=True)


def test_policy_names_a_right_for_every_role_and_bases_by_day() -> None:
    policy = load_policy()
    assert set(policy.rights) == set(Role)
    assert policy.protected_types <= set(PetitionType)
    assert len(policy.bases_on(dt.date(2026, 6, 30))) == 1 and len(policy.bases_on(dt.date(2026, 7, 1))) == 2


def test_masked_record_keeps_lengths_and_loses_the_name_of_its_file() -> None:
    record = petition_record()
    record["source"]["path"] = "scan/Đơn bà Lê Thị Ví Dụ.PDF"
    masked = mask_for(record, BOTH)
    assert masked["source"]["path"] == f"{record['id']}.pdf"
    assert len(masked["text"]) == len(record["text"]) and "Ví Dụ" not in str(masked)
    assert mask_for(record, NOTHING) is record


def test_names_in_lists() -> None:
    names = ["Nguyễn Văn An"]
    assert list_names(names, "khieu_nai", Personal.CONTACT) == "Nguyễn Văn An"
    assert list_names(names, "khieu_nai", BOTH) == "N. V. A."
    assert list_names(names, "to_cao", BOTH) == "Người tố cáo"
    assert list_names(names, None, BOTH) == list_names([], "nhieu_noi_dung", BOTH) == "Người gửi đơn"
    assert list_names(names, "to_cao", BOTH, language="en") == "Denouncer"


def test_unmasking_is_in_the_trail_with_who_and_why(store: Store) -> None:
    [added] = add_petitions(store, [incoming("Đơn tố cáo.")], at=AT, actor=None)
    user = add_user(store, "An", Role.HANDLER, at=AT, actor=None)
    unmask(store, added.id, Viewer(Role.HANDLER, user.id), reason="xac_minh", at=AT)
    with store.read() as session:
        event = read_trail(session, subject=added.id, user=user.id)[-1].event
    assert (event.action, dict(event.details)) == ("petition.unmask", {"reason": "xac_minh", "role": "handler"})


@pytest.mark.parametrize(
    ("role", "reason", "code"),
    [
        (Role.ANALYST, "xac_minh", "secrecy.not_allowed"),
        (Role.ADMINISTRATOR, "xac_minh", "secrecy.not_allowed"),
        (Role.HEAD, "", "secrecy.no_reason"),
        (Role.HEAD, "vì tôi muốn", "secrecy.no_reason"),
    ],
)
def test_unmasking_that_is_refused_leaves_nothing(store: Store, role: Role, reason: str, code: str) -> None:
    [added] = add_petitions(store, [incoming("Đơn tố cáo.")], at=AT, actor=None)
    with pytest.raises(DonthuError) as raised:
        unmask(store, added.id, Viewer(role), reason=reason, at=AT)
    assert raised.value.code == code
    with store.read() as session:
        assert "petition.unmask" not in [link.event.action for link in read_trail(session)]


def test_unmasking_what_is_not_there_is_refused(store: Store) -> None:
    with pytest.raises(StoreError):
        unmask(store, "0" * 16, Viewer(Role.HEAD), reason="xac_minh", at=AT)


def relabelled(store: Store, *types: str) -> str:
    """The id of a petition that was read as a denunciation and given other types since, one behind the other."""
    [added] = add_petitions(store, [incoming("Đơn tố cáo.", standing=replace(WAITING, type="to_cao"))], at=AT, actor=None)
    for type_ in types:
        found = read_petition(store, added.id)
        standing = keep_decision(found.standing, replace(ASSESSMENT, type=type_))
        update_petition(store, added.id, standing, version=found.version, at=AT, actor=None)
    return str(added.id)


@pytest.mark.parametrize("types", [(), ("khieu_nai",), ("kien_nghi", "khieu_nai"), ("khieu_nai", "to_cao", "phan_anh")])
def test_people_of_a_denunciation_stay_secret_under_another_type(store: Store, types: tuple[str, ...]) -> None:
    found = read_petition(store, relabelled(store, *types))
    [guarded] = guarded_types(store, [found]).values()
    assert load_policy().is_protected(guarded) and hidden_from(Viewer(Role.HEAD), guarded) == BOTH


@pytest.mark.parametrize("role", list(Role))
def test_secrecy_that_stayed_is_lifted_by_whom_the_policy_names(store: Store, role: Role) -> None:
    petition = relabelled(store, "khieu_nai")
    user = add_user(store, "An", role, at=AT, actor=None)
    if not load_policy().rights[role].lifts:
        with pytest.raises(DonthuError, match="may not see"):
            lift(store, petition, Viewer(role, user.id), reason="doc_sai", version=2, at=AT)
        return
    lifted = lift(store, petition, Viewer(role, user.id), reason="doc_sai", version=2, at=AT)
    assert guarded_types(store, [lifted]) == {petition: "khieu_nai"} and lifted.version == 3
    with store.read() as session:
        event = read_trail(session, subject=petition, user=user.id)[-1].event
    assert (event.action, dict(event.details)) == ("petition.lift", {"reason": "doc_sai", "role": role.value, "version": 3})


@pytest.mark.parametrize(
    ("types", "reason", "code"),
    [
        ((), "doc_sai", "secrecy.not_kept"),
        (("khieu_nai",), "x", "secrecy.no_reason"),
        (("khieu_nai", "to_cao"), "doc_sai", "secrecy.not_kept"),
    ],
)
def test_lifting_that_is_refused(store: Store, types: tuple[str, ...], reason: str, code: str) -> None:
    petition = relabelled(store, *types)
    with pytest.raises(DonthuError) as raised:
        lift(store, petition, Viewer(Role.HEAD), reason=reason, version=1 + len(types), at=AT)
    assert raised.value.code == code


def test_secrecy_comes_back_with_the_type_that_makes_it(store: Store) -> None:
    petition = relabelled(store, "khieu_nai")
    lift(store, petition, Viewer(Role.HEAD), reason="doc_sai", version=2, at=AT)
    for type_ in ("to_cao", "khieu_nai"):
        found = read_petition(store, petition)
        standing = keep_decision(found.standing, replace(ASSESSMENT, type=type_))
        update_petition(store, petition, standing, version=found.version, at=AT, actor=None)
    assert guarded_types(store, [read_petition(store, petition)]) == {petition: None}


def test_what_stayed_secret_is_found_by_no_name(store: Store) -> None:
    petition = relabelled(store, "khieu_nai")
    find = Filters(text="don", hidden=unsearched_types(Role.HEAD))
    assert read_page(store, find).petitions == []
    lift(store, petition, Viewer(Role.HEAD), reason="doc_sai", version=2, at=AT)
    assert [one.id for one in read_page(store, find).petitions] == [petition]


@pytest.mark.parametrize(
    ("before", "after", "adds"),
    [
        (Role.ADMINISTRATOR, Role.HEAD, True), (Role.ADMINISTRATOR, Role.ANALYST, True), (Role.ANALYST, Role.HANDLER, True),
        (Role.RECEPTION, Role.HANDLER, True), (Role.HANDLER, Role.HEAD, False), (Role.HEAD, Role.ADMINISTRATOR, False),
    ],
)  # fmt: skip
def test_role_that_may_more(before: Role, after: Role, adds: bool) -> None:
    assert adds_rights(before, after) is adds


def printed() -> tuple[dict[str, Any], dict[str, Any], int]:
    """The record of a printed page, the same with three words masked, and where they begin."""
    record = encode_record(read_document(LETTER, path="a.pdf", settings=IngestSettings(ocr="never")))
    start = record["text"].index("đơn khiếu nại")
    text = record["text"]
    return record, {**record, "text": text[:start] + mask_text("đơn khiếu nại") + text[start + 13 :]}, start


def test_masked_words_are_barred_and_no_other() -> None:
    record, masked, start = printed()
    veil = veil_page(record, masked, 1, type_="khieu_nai", hidden=BOTH)
    assert veil is not None
    words = record["pages"][0]["words"]
    assert veil.barred == tuple(tuple(word[2:]) for word in words if word[0] < start + 13 and start < word[1])
    assert len(veil.barred) == 3 and len(veil.shown) == len(words) - 3


def test_who_may_see_all_sees_the_whole_page() -> None:
    record, masked, _ = printed()
    assert veil_page(record, masked, 1, type_="to_cao", hidden=NOTHING) is None


def test_a_scan_that_may_be_a_denouncers_hand_is_withheld() -> None:
    record, masked, _ = printed()
    record["source"] = {**record["source"], "ocr": True}
    for type_, hidden in (("to_cao", BOTH), (None, BOTH)):
        with pytest.raises(DonthuError) as raised:
            veil_page(record, masked, 1, type_=type_, hidden=hidden)
        assert raised.value.code == "secrecy.handwriting"
    assert veil_page(record, masked, 1, type_="kien_nghi", hidden=Personal.CONTACT) is not None


def test_print_alone_passes_where_a_hand_would_tell() -> None:
    record, masked, _ = printed()
    for type_, hidden, print_only in (("to_cao", BOTH, True), (None, BOTH, True), ("khieu_nai", BOTH, False)):
        veil = veil_page(record, masked, 1, type_=type_, hidden=hidden)
        assert veil is not None and veil.print_only is print_only


def test_a_page_on_which_a_masked_word_has_no_box_is_withheld() -> None:
    record, masked, start = printed()
    page = record["pages"][0]
    record["pages"] = [{**page, "words": [word for word in page["words"] if word[0] != start]}]
    with pytest.raises(DonthuError) as raised:
        veil_page(record, masked, 1, type_="khieu_nai", hidden=BOTH)
    assert raised.value.code == "secrecy.no_boxes"
    with pytest.raises(DonthuError):
        veil_page({**record, "pages": []}, masked, 1, type_="khieu_nai", hidden=BOTH)
    assert MASK in masked["text"]
