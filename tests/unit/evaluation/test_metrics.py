from __future__ import annotations

from typing import Any

import pytest

from nlp.evaluation.metrics import Scores, Tally, fold_value, pair_items, score_document


def scored(gold: dict[str, Any], record: dict[str, Any] | None) -> dict[str, float]:
    scores = Scores()
    score_document(scores, {"file": "a.txt", **gold}, record)
    return {name: round(tally.value, 4) for name, tally in scores.tallies.items()}


def cited(start: int, end: int, **values: Any) -> dict[str, Any]:
    return {"start": start, "end": end, "kind": "luat", "number": None, **values}


def test_f1_from_counts() -> None:
    tally = Tally(hits=2, gold=4, system=3)
    assert (tally.precision, tally.recall) == (2 / 3, 0.5)
    assert tally.value == pytest.approx(4 / 7)


def test_nothing_to_find_and_nothing_found_is_right() -> None:
    assert (Tally().value, Tally(gold=1).value, Tally(system=1).value) == (1.0, 0.0, 0.0)


def test_document_without_record_is_all_missed() -> None:
    gold = {"family": "dispatch", "clauses": [{"start": 0, "label": "1"}], "citations": [cited(0, 5)]}
    assert scored(gold, None) == {"family": 0.0, "clauses": 0.0, "citations": 0.0}


def test_layer_that_the_gold_lacks_is_not_scored() -> None:
    assert scored({"kind": None}, {"kind": None, "citations": [cited(0, 5)]}) == {"kind": 1.0}


def test_header_values_are_folded_and_the_lead_in_does_not_count() -> None:
    header = {"issuer": "UBND  Huyện A", "number": "03/CT–UBND", "subject": "V/v: tăng cường", "date": None}
    found = {"issuer": "ubnd huyện a.", "number": "03/ct-ubnd", "subject": "Tăng cường", "date": None}
    assert set(scored({"header": header}, {"header": found}).values()) == {1.0}


def test_lead_in_counts_inside_the_subject() -> None:
    assert scored({"header": {"subject": "báo cáo về đất"}}, {"header": {"subject": "báo cáo đất"}}) == {"header.subject": 0.0}


def test_lists_of_the_header_are_bags() -> None:
    gold = {"header": {"recipients": ["Như trên;", "Lưu: VT", "Lưu: VT"]}}
    assert scored(gold, {"header": {"recipients": ["như trên", "Lưu: VT", "Khác"]}}) == {"header.recipients": 0.6667}


def test_signature_is_scored_by_part() -> None:
    gold = {"header": {"signature": {"authority": "KT", "name": "A B"}}}
    found = {"header": {"signature": {"authority": "TM", "name": "A B"}}}
    assert scored(gold, found) == {"header.signature.authority": 0.0, "header.signature.name": 1.0}


def test_clause_may_start_three_characters_off_with_the_same_label() -> None:
    def clause(start: int, label: str) -> dict[str, Any]:
        return {"type": "clause", "source_start": start, "source_end": 99, "start": 0, "end": 1, "label": label}

    gold = {"clauses": [{"start": 10, "label": "1"}]}
    values = [scored(gold, {"segments": [clause(start, label)]})["clauses"] for start, label in ((13, "1"), (14, "1"), (10, "2"))]
    assert values == [1.0, 0.0, 0.0]


def test_citation_with_number_needs_the_number_without_it_the_kind() -> None:
    numbered = cited(0, 20, number="68-KH/HU", date="2017-03-23", issuer="Huyện ủy")
    found = cited(5, 25, number="68- KH/hu", date="2017-03-23", issuer="Ban Thường vụ Huyện ủy")
    assert scored({"citations": [numbered]}, {"citations": [found]}) == {
        "citations": 1.0, "citations.kind": 1.0, "citations.date": 1.0, "citations.issuer": 1.0, "citations.span": 0.0,
    }  # fmt: skip
    assert scored({"citations": [cited(0, 9)]}, {"citations": [cited(9, 12)]}) == {"citations": 0.0}
    assert scored({"citations": [cited(0, 9)]}, {"citations": [cited(0, 9, kind="nghi_dinh")]}) == {"citations": 0.0}


@pytest.mark.parametrize(
    ("gold", "found", "same"),
    [
        ({"type": "date", "date": "2024-01-02"}, {"type": "date", "date": "2024-01-02"}, True),
        ({"type": "date", "date": "2024-01-02"}, {"type": "date", "date": "2024-02-01"}, False),
        ({"type": "recurring", "rrule": "FREQ=YEARLY;BYMONTH=1"}, {"type": "recurring", "rrule": "BYMONTH=1;FREQ=YEARLY"}, True),
        ({"type": "duration", "amount": 5, "unit": "day"}, {"type": "duration", "amount": 5, "unit": "working_day"}, False),
        ({"type": "frequency", "rrule": "FREQ=YEARLY", "amount": 1}, {"type": "frequency", "rrule": "FREQ=YEARLY"}, True),
        ({"type": "date", "date": None}, {"type": "recurring", "date": None}, False),
    ],
)
def test_deadlines_are_the_same_by_their_value(gold: dict[str, Any], found: dict[str, Any], same: bool) -> None:
    place = {"start": 3, "end": 9}
    values = scored({"deadlines": [{**gold, **place}]}, {"deadlines": [{**found, **place}]})
    assert values == {"deadlines": float(same), "deadlines.span": 1.0}


def test_obligation_needs_half_of_the_union() -> None:
    gold = {"obligations": [{"start": 0, "end": 10, "assignees": ["UBND xã"], "modality": "must"}]}
    half = {"start": 0, "end": 20, "assignees": [{"text": "UBND các xã; UBND xã", "role": "lead"}], "modality": "should"}
    assert scored(gold, {"obligations": [half]}) == {
        "obligations": 1.0, "obligations.assignees": 1.0, "obligations.modality": 0.0,
    }  # fmt: skip
    assert scored(gold, {"obligations": [{**half, "end": 21}]}) == {"obligations": 0.0}


def test_obligation_without_assignees_is_for_the_addressees() -> None:
    gold = {"obligations": [{"start": 0, "end": 10, "assignees": ["@addressees"]}]}
    assert scored(gold, {"obligations": [{"start": 0, "end": 10, "assignees": []}]})["obligations.assignees"] == 1.0


def test_petition_type_main_field_fields_and_flags() -> None:
    gold = {"petition": {"type": "khieu_nai", "fields": ["dat_dai", "can_bo"], "flags": ["khan_cap"]}}
    petition = {"type": None, "fields": [{"code": "can_bo", "score": 0.9}], "flags": ["khan_cap", "dong_nguoi"]}
    assert scored(gold, {"petition": petition}) == {
        "petition.type": 0.0, "petition.main_field": 0.0, "petition.fields": 0.6667, "petition.flags": 0.6667,
    }  # fmt: skip


def test_scope_leaves_out_what_starts_behind_it() -> None:
    gold = {"citations": [], "scope": {"end": 50}}
    assert scored(gold, {"citations": [cited(50, 60)]}) == {"citations": 1.0}
    assert scored(gold, {"citations": [cited(49, 60)]}) == {"citations": 0.0}


def test_source_offsets_come_before_those_of_the_text() -> None:
    found = cited(0, 1, source_start=10, source_end=20)
    assert scored({"citations": [cited(10, 20)]}, {"citations": [found]})["citations.span"] == 1.0


def test_pairs_are_one_to_one_the_nearest_first() -> None:
    gold, system = [{"n": 1}, {"n": 4}], [{"n": 3}, {"n": 9}]
    pairs = pair_items(gold, system, lambda g, s: abs(g["n"] - s["n"]) < 3, lambda g, s: -abs(g["n"] - s["n"]))
    assert pairs == [(1, 0)]


def test_folding_keeps_inner_punctuation() -> None:
    assert fold_value(" “Sở Y tế; Sở\nXây dựng”. ") == "sở y tế; sở xây dựng"
    assert fold_value(None) == ""


def test_spans_of_a_petition_are_compared_exactly_and_by_overlap() -> None:
    gold = {"file": "a", "petition": {"requests": [{"start": 10, "end": 20}, {"start": 30, "end": 40}]}}
    mentions = [
        {"layer": "request", "start": 10, "end": 20, "source_start": 10, "source_end": 20, "text": "sửa đường"},
        {"layer": "request", "start": 28, "end": 35, "source_start": 28, "source_end": 35, "text": "làm cống"},
        {"layer": "address", "start": 30, "end": 40, "source_start": 30, "source_end": 40, "text": "ấp 3"},
    ]
    scores = Scores()
    score_document(scores, gold, {"petition": {"mentions": mentions}})
    assert (scores.tallies["petition.requests"].hits, scores.tallies["petition.requests"].system) == (1, 2)
    assert scores.tallies["petition.requests.overlapping"].hits == 2
