from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from nlp.errors import LawError, StaleError, StoreError
from nlp.store.corrections import list_corrections
from nlp.store.engine import Store
from nlp.store.petitions import Petition, read_details, read_petition
from nlp.store.users import Role, add_user
from nlp.store.verify import verify_store
from nlp.triage.decisions import Decided, decide
from nlp.triage.intake import Intake
from nlp.triage.reassess import reassess
from tests.unit.triage.petitions import AT, CONFIG, DAY, DENUNCIATION, DISPATCH, analyze, complaint, entries

NEXT = DAY + dt.timedelta(days=3)
LATER = DAY + dt.timedelta(days=5)


def add(store: Store, *texts: str) -> list[str]:
    taker = Intake(store, CONFIG, as_of=DAY, analyze=analyze)
    return [str(one.id) for one in taker.add_many(entries(texts), received=DAY, now=lambda: AT, actor=None)]


def decide_on(store: Store, petition: str, action: str, **given: object) -> Decided:
    version = given.pop("version", None) or read_petition(store, petition).version
    return decide(
        store,
        petition,
        action,
        version=version,
        at=AT,
        actor=None,
        day=NEXT,
        config=CONFIG,
        **given,  # type: ignore[arg-type]
    )


def enter(store: Store, petition: str, actor: int | None = None, **facts: str | None) -> Petition:
    version = read_petition(store, petition).version
    return reassess(store, petition, facts=facts, version=version, at=AT, actor=actor, as_of=LATER, config=CONFIG)


def test_proposal_is_accepted_and_the_next_limit_runs(store: Store) -> None:
    [petition] = add(store, complaint())
    decided = decide_on(store, petition, "thu_ly", note="đúng thẩm quyền")
    assert decided.accepted and decided.petition.standing.status == "decided"
    due = {row["rule"]: row["date"] for row in read_details(store, petition)["due"]}
    # Accepted on the 23rd; that it was said to the petitioner is not known yet.
    assert due == {"complaint.acceptance": "2026-12-02", "complaint.first_resolution": "2026-12-23"}
    enter(store, petition, ngay_tra_loi_thu_ly="2026-11-24")
    assert read_petition(store, petition).standing.due == dt.date(2026, 12, 23)


def test_another_action_is_an_override(store: Store) -> None:
    [petition] = add(store, complaint())
    decided = decide_on(store, petition, "luu_don")
    assert not decided.accepted and decided.proposed == "thu_ly"
    assert (decided.petition.standing.status, decided.petition.standing.due) == ("closed", None)
    assert decided.decision.before["status"] == "waiting" and decided.decision.after["action"] == "luu_don"


def test_who_decides_what_was_expected_confirms_what_it_rested_on(store: Store) -> None:
    [petition] = add(store, complaint().replace("Chủ tịch Ủy ban nhân dân xã An Bình", "Quý cấp có thẩm quyền"))
    expected = read_details(store, petition)["expected"]
    assert expected["action"] == "thu_ly"
    decided = decide_on(store, petition, "thu_ly")
    assert decided.proposed is None
    facts = {row["name"]: row["value"] for row in read_details(store, petition)["facts"]}
    assert facts["thuoc_tham_quyen"] == "true"
    assert read_details(store, petition)["expected"] is None


def test_right_type_brings_the_law_of_that_type(store: Store) -> None:
    [petition] = add(store, complaint())
    decided = decide_on(store, petition, "thu_ly", type_="to_cao", fields=["can_bo", "dat_dai"])
    assert decided.petition.standing.type == "to_cao" and decided.petition.standing.fields == ("can_bo", "dat_dai")
    assert any(row["rule"].startswith("denunciation.") for row in read_details(store, petition)["due"])


def test_opened_again_it_waits_as_before(store: Store) -> None:
    [petition] = add(store, complaint())
    before = read_petition(store, petition).standing
    decide_on(store, petition, "thu_ly")
    after = decide_on(store, petition, "mo_lai").petition.standing
    assert after == replace(before, priority=after.priority)  # days have passed
    assert read_details(store, petition)["facts"] == []


def test_closing_keeps_what_was_decided(store: Store) -> None:
    [petition] = add(store, complaint())
    decide_on(store, petition, "thu_ly")
    after = decide_on(store, petition, "ket_thuc").petition.standing
    assert (after.status, after.action, after.due) == ("closed", "thu_ly", None)


@pytest.mark.parametrize(
    ("action", "given", "code"),
    [
        ("duyet", {}, "triage.action"),
        ("thu_ly", {"type_": "don_thu"}, "triage.label"),
        ("thu_ly", {"fields": ["nha_cua"]}, "triage.label"),
        ("tach", {}, "triage.no_group"),
    ],
)
def test_words_that_are_none_are_refused(store: Store, action: str, given: dict[str, object], code: str) -> None:
    [petition] = add(store, complaint())
    with pytest.raises(StoreError) as caught:
        decide_on(store, petition, action, **given)
    assert caught.value.code == code


def test_who_saw_an_older_version_decides_nothing(store: Store) -> None:
    [petition] = add(store, complaint())
    enter(store, petition, da_huong_dan="false")
    with pytest.raises(StaleError):
        decide_on(store, petition, "thu_ly", version=1)
    assert read_petition(store, petition).standing.status == "waiting"


def test_fact_changes_the_proposal_and_says_who_entered_it(store: Store) -> None:
    officer = add_user(store, "lan", Role.RECEPTION, at=AT, actor=None).id
    [petition] = add(store, complaint())
    after = enter(store, petition, officer, nguoi_bi_kien="chu_tich_tinh")
    assert after.standing.action == "huong_dan"
    details = read_details(store, petition)
    assert details["facts"] == [
        {"name": "nguoi_bi_kien", "value": "chu_tich_tinh", "user": officer, "at": "2026-11-20T08:30:00+00:00"}
    ]
    assert enter(store, petition, nguoi_bi_kien=None).standing.action == "thu_ly"
    assert [one.correction.value for one in list_corrections(store, petition)] == ["chu_tich_tinh", None]


def test_day_of_receipt_that_was_noted_wrong_moves_the_due_date(store: Store) -> None:
    [petition] = add(store, complaint())
    assert enter(store, petition, ngay_nhan="2026-11-16").standing.due == dt.date(2026, 11, 26)


def test_fact_that_is_none_is_refused_and_nothing_kept(store: Store) -> None:
    [petition] = add(store, complaint())
    with pytest.raises(LawError):
        enter(store, petition, ngay_gui="2026-11-16")
    assert list_corrections(store, petition) == [] and read_petition(store, petition).version == 1


def test_people_are_corrected_beside_the_analysis(store: Store) -> None:
    [petition] = add(store, complaint())
    person = {"name": "Lê Thị Đúng", "address": "thôn Đồi Cao, xã An Bình, tỉnh Phú Thọ"}
    parts = {"petitioners": [person]}
    reassess(store, petition, parts=parts, version=1, at=AT, actor=None, as_of=DAY, config=CONFIG)
    [kept] = list_corrections(store, petition)
    assert kept.correction.value == [person]
    assert read_petition(store, petition).standing.action == "thu_ly"


@pytest.mark.parametrize("parts", [{"text": "khác"}, {"petitioners": "Lê Thị Đúng"}])
def test_part_that_cannot_be_corrected(store: Store, parts: dict[str, object]) -> None:
    [petition] = add(store, complaint())
    with pytest.raises(StoreError) as caught:
        reassess(store, petition, parts=parts, version=1, at=AT, actor=None, as_of=DAY, config=CONFIG)
    assert caught.value.code == "triage.part"


def test_document_taken_for_no_petition_becomes_one(store: Store) -> None:
    [petition] = add(store, DISPATCH)
    after = enter(store, petition, loai_don="kien_nghi")
    assert (after.standing.status, after.standing.type) == ("waiting", "kien_nghi")
    assert after.standing.due is not None


def test_petition_taken_out_of_its_group_stays_out(store: Store) -> None:
    copies = [complaint(), complaint() + "\nBản hai.\n", complaint() + "\nBản ba.\n"]
    first, second, third = add(store, *copies)
    assert {read_petition(store, one).standing.group for one in (first, second, third)} == {first}
    decided = decide_on(store, first, "tach")
    assert decided.petition.standing.group is None
    # The group was named by who left it.
    assert {read_petition(store, one).standing.group for one in (second, third)} == {second}
    # A new intake builds its index anew: what is like all of them joins one side only.
    [fourth] = add(store, complaint() + "\nBản bốn.\n")
    groups = [read_petition(store, one).standing.group for one in (first, second, third, fourth)]
    assert groups[0] != groups[1] == groups[2] and groups[3] in (groups[0], groups[1])
    assert verify_store(store).faults == ()


def test_two_that_are_parted_have_no_group(store: Store) -> None:
    first, second = add(store, complaint(), complaint() + "\nBản hai.\n")
    after = decide_on(store, second, "tach").petition.standing
    assert after.group is None and after.action == "thu_ly"
    assert read_petition(store, first).standing.group is None
    assert enter(store, second, da_huong_dan="false").standing.action == "thu_ly"


def test_denunciation_elsewhere_is_passed_on(store: Store) -> None:
    [petition] = add(store, DENUNCIATION)
    assert enter(store, petition, thuoc_tham_quyen="false").standing.action == "chuyen_don"
