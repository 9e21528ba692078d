from __future__ import annotations

import datetime as dt
import json

import pytest

from nlp.triage.assess import Assessment, add_duplicates, assess, decode_link, describe_row, encode_link
from nlp.triage.duplicates.models import Link, LinkKind, Reason, Value
from nlp.triage.priority import find_next_change, rank_due
from nlp.triage.settings import load_settings
from tests.unit.triage.petitions import DAY, DENUNCIATION, DISPATCH, complaint, record_of


def assess_text(text: str, **given: object) -> Assessment:
    return assess(record_of(text), received=DAY, **given)  # type: ignore[arg-type]


def priority_of(found: Assessment) -> dict[str, int]:
    return {row["code"]: row["points"] for row in found.priority_reasons}


def test_complaint_against_the_receiver_is_to_be_accepted() -> None:
    found = assess_text(complaint())
    assert (found.status, found.type, found.action) == ("waiting", "khieu_nai", "thu_ly")
    assert found.competent is not None and found.competent["office"] == "chu_tich_xa"
    assert found.eligible == {"verdict": "yes", "reasons": []}
    assert found.reasons[0]["code"] == "complaint_accepted" and found.reasons[0]["legal_basis"]


def test_due_date_counts_from_the_day_of_receipt_with_its_steps() -> None:
    [row] = assess_text(complaint()).due
    assert (row["rule"], row["date"]) == ("complaint.acceptance", "2026-12-02")
    assert any("20/11/2026" in step for step in row["steps"])


def test_assessment_is_json() -> None:
    value = assess_text(DENUNCIATION).as_dict()
    assert json.loads(json.dumps(value)) == value
    assert value["priority"] == sum(row["points"] for row in value["priority_reasons"])


def test_denouncer_who_fears_revenge_comes_first_with_the_words_that_say_so() -> None:
    record = record_of(DENUNCIATION)
    found = assess(record, received=DAY)
    [risk] = [row for row in found.priority_reasons if row["code"] == "denunciation_risk"]
    assert {record["text"][start:end] for start, end in risk["spans"]} == {"dọa đánh", "trả thù"}
    assert risk["legal_basis"] == ["Điều 47 Luật Tố cáo 25/2018/QH14"]


@pytest.mark.parametrize(
    ("more", "code"),
    [
        (" Nếu không được giải quyết tôi sẽ tự thiêu trước trụ sở.", "self_harm"),
        (" Chồng tôi là thương binh hạng 2/4, đi lại khó khăn.", "vulnerable"),
        (" Tôi đã gửi đơn nhiều lần nhưng chưa được trả lời.", "sent_again"),
    ],
)
def test_what_the_text_says_gives_points(more: str, code: str) -> None:
    assert code not in priority_of(assess_text(complaint()))
    assert code in priority_of(assess_text(complaint(more=more)))


@pytest.mark.parametrize(
    "more",
    [
        " Nhà nước đã có nhiều chính sách đối với thương binh.",  # nobody of the writer's
        " Gia đình tôi không phải hộ nghèo.",
        " Tôi làm ruộng, không có thương tật gì.",
    ],
)
def test_what_is_not_said_of_the_writer_gives_none(more: str) -> None:
    assert "vulnerable" not in priority_of(assess_text(complaint(more=more)))


def test_year_of_birth_makes_elderly() -> None:
    assert priority_of(assess_text(complaint(born=1945)))["elderly"] == 10
    assert "elderly" not in priority_of(assess_text(complaint(born=1955)))


def test_dispatch_is_no_petition() -> None:
    found = assess_text(DISPATCH)
    assert (found.status, found.action, found.due) == ("not_petition", None, ())


def test_facts_of_an_officer_show_in_the_reasons() -> None:
    record = record_of(complaint())
    fact = {"name": "thuoc_tham_quyen", "value": "true", "user": 3, "at": "2026-11-21T02:00:00+00:00"}
    found = assess(record, received=DAY, facts=[fact])
    assert found.reasons[0]["given"] == ["thuoc_tham_quyen"] and found.facts == (fact,)


def link(kind: LinkKind) -> Link:
    value = Value("Lê Thị Ví Dụ", 10, 22)
    return Link("0844438153942a36", kind, 0.91, (Reason("near_text", 0.91), Reason("name_place", values=(value, value))))


def test_same_text_is_proposed_to_be_merged_and_the_law_stays_among_the_reasons() -> None:
    found = add_duplicates(assess_text(complaint()), [link(LinkKind.NEAR)], received=dt.date(2026, 5, 4))
    assert found.action == "gop"
    assert [row["code"] for row in found.reasons] == ["gan_trung", "complaint_accepted"]
    assert found.reasons[0]["legal_basis"] == ["Điều 6 TT 05/2021/TT-TTCP"]
    said = describe_row(found.reasons[0])
    assert said == "Gần trùng với đơn 0844438153942a36: nội dung gần như trùng nhau (91% số cụm từ); cùng họ tên và nơi ở"


def test_repeat_in_other_words_gives_priority_and_no_action() -> None:
    before = assess_text(complaint())
    found = add_duplicates(before, [link(LinkKind.REPEAT)], received=DAY)
    assert found.action == before.action and found.priority == before.priority + 10


def test_links_keep_places_and_no_words() -> None:
    row = encode_link(link(LinkKind.NEAR))
    assert "Ví Dụ" not in json.dumps(row, ensure_ascii=False)
    assert encode_link(decode_link(row)) == row


@pytest.mark.parametrize(
    ("as_of", "points", "code"),
    [
        ("2026-11-20", 0, None),
        ("2026-11-22", 5, "due"),
        ("2026-11-27", 10, "due"),
        ("2026-11-29", 20, "due"),
        ("2026-12-01", 25, "due"),
        ("2026-12-02", 25, "due"),
        ("2026-12-03", 30, "overdue"),
    ],
)
def test_days_left_give_points(as_of: str, points: int, code: str | None) -> None:
    due = [{"date": "2026-12-02", "spans": [], "legal_basis": []}]
    rows = rank_due(due, as_of=dt.date.fromisoformat(as_of), settings=load_settings())
    assert [(row["points"], row["code"]) for row in rows] == ([(points, code)] if code else [])


def test_next_change_is_the_first_day_of_other_points() -> None:
    due, settings = [{"date": "2026-12-02", "spans": [], "legal_basis": []}], load_settings()
    day = dt.date(2026, 11, 1)
    changes = []
    while (change := find_next_change(due, as_of=day, settings=settings)) is not None:
        changes.append(change.isoformat())
        day = change
    assert changes == ["2026-11-22", "2026-11-27", "2026-11-29", "2026-12-01", "2026-12-03"]
