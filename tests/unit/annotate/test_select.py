"""What to annotate next: doubts read off records, near duplicates left out, the order explained."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from nlp.annotate.select import Selection, Strategy, read_doubt, select_documents
from nlp.annotate.select_text import encode_selection, render_selection
from nlp.errors import DonthuError
from nlp.interop.wording import Wording

pytest.importorskip("sklearn", reason="the extra annotate is not installed")

Record = dict[str, Any]
LAND = "Hộ tôi khiếu nại quyết định thu hồi đất vườn tại thôn Đông, đề nghị đo lại diện tích và bồi thường đủ."
SMOKE = "Lò gạch đầu làng đốt than suốt đêm, khói bụi bay vào nhà, trẻ con ho, mong xã xử lý."
SCHOOL = "Trường tiểu học thu nhiều khoản ngoài quy định, phụ huynh chúng tôi yêu cầu công khai sổ sách."
ROAD = "Cầu treo bắc qua suối đã mục ván, xe máy không qua được mùa lũ, kiến nghị huyện sửa chữa."
BOOK = "Cán bộ tư pháp hẹn cấp giấy khai sinh bốn lần vẫn chưa trả, tôi phải nghỉ làm đi lại."


def petition(name: str, text: str, high: float, *, main: float = 0.9) -> Record:
    scores = {"khieu_nai": high, "to_cao": 1 - high, "khac": 0.0}
    return {
        "id": name, "status": "ok", "source": {"path": f"{name}.txt"}, "family": "petition", "text": text,
        "petition": {"type_scores": scores, "fields": [{"code": "dat_dai", "score": main}]},
    }  # fmt: skip


RECORDS = [
    petition("land", LAND, 0.95),
    petition("smoke", SMOKE, 0.55, main=0.99),
    petition("school", SCHOOL, 0.6, main=0.4),
    petition("road", ROAD, 0.8),
    petition("book", BOOK, 0.99),
]


def names(found: Selection) -> list[str]:
    return [candidate.document for candidate, _ in found.chosen]


def test_the_least_margin_comes_first() -> None:
    assert names(select_documents(RECORDS, count=3, by=Strategy.UNCERTAINTY)) == ["smoke", "school", "road"]


def test_fields_are_judged_by_the_main_field() -> None:
    assert names(select_documents(RECORDS, count=1, layer="fields", by=Strategy.UNCERTAINTY)) == ["school"]


@pytest.mark.parametrize("by", Strategy)
def test_nearly_the_same_is_never_chosen_twice(by: Strategy) -> None:
    copies = [
        petition("copy", SMOKE, 0.5),
        petition("bare", "Lo gach dau lang dot than suot dem, khoi bui bay vao nha, tre con ho, mong xa xu ly", 0.5),
    ]
    found = select_documents([*RECORDS, *copies], count=7, by=by)
    assert len(found.chosen) == 5 and found.near == 2 and found.candidates == 7
    assert len({"smoke", "copy", "bare"} & set(names(found))) == 1


@pytest.mark.parametrize("by", Strategy)
def test_what_is_annotated_already_is_not_chosen(by: Strategy) -> None:
    found = select_documents(RECORDS, count=5, by=by, annotated=[SMOKE.upper(), SCHOOL])
    assert sorted(names(found)) == ["book", "land", "road"] and found.near == 2


def test_diversity_takes_what_is_farthest_from_all_before() -> None:
    kin = petition("kin", LAND + " Cán bộ địa chính xã không trả lời.", 0.5)
    found = select_documents([*RECORDS, kin], count=5, by=Strategy.DIVERSITY)
    distances = [choice.distance for _, choice in found.chosen]
    assert distances == sorted(distances, reverse=True)
    assert len({"land", "kin"} & set(names(found))) == 1


def test_both_takes_one_of_each_group_of_unsure_ones() -> None:
    kin = [petition(f"kin{i}", f"{LAND} Tôi {word} {word} và {word} thêm lần nữa.", 0.5) for i, word in enumerate(("gửi", "nộp"))]
    unsure = [*kin, petition("smoke", SMOKE, 0.6), petition("road", ROAD, 0.62)]
    sure = [petition("book", BOOK, 1.0)]
    chosen = names(select_documents([*unsure, *sure], count=3, by=Strategy.BOTH))
    assert {"smoke", "road"} <= set(chosen) and chosen[0].startswith("kin")


def test_the_same_records_give_the_same_choice() -> None:
    many = [petition(f"p{i}", f"{text} {i} {word}", 0.5 + i / 100) for i, (text, word) in enumerate(zip(
        [LAND, SMOKE, SCHOOL, ROAD, BOOK] * 2, ["một đoạn khác hẳn"] * 5 + ["lời kể dài hơn nhiều"] * 5, strict=True
    ))]  # fmt: skip
    assert select_documents(many, count=4) == select_documents(many, count=4)


def test_a_layer_of_spans_is_judged_by_its_least_sure_span() -> None:
    rows = [("c1", 5, 17, 0.9, "titled"), ("c2", 20, 30, 0.6, "bare")]
    citations = [
        {
            "id": key, "start": start, "end": end, "kind": "luat",
            "provenance": {"component": "citations", "version": 4, "rule": rule, "confidence": confidence},
        }
        for key, start, end, confidence, rule in rows
    ]  # fmt: skip
    record: Mapping[str, Any] = {
        "id": "d", "family": "other", "kind": None, "regime": None, "text": "theo Luật Đất đai và Luật Nhà ở", "petition": None,
        "segments": [], "citations": citations, "deadlines": [], "obligations": [],
    }  # fmt: skip
    doubt = read_doubt(record, "citations")
    assert doubt is not None and doubt.uncertainty == pytest.approx(0.4)
    assert doubt.values == ("citations/4:bare", 0.6, 2.0)


def test_without_any_confidence_there_is_a_way_out() -> None:
    dispatch = {
        "id": "d", "status": "ok", "source": {"path": "d.txt"}, "family": "petition", "kind": None, "regime": None, "text": LAND,
        "petition": {"type": None, "fields": [], "flags": [], "mentions": []},
        "segments": [], "citations": [], "deadlines": [], "obligations": [],
    }  # fmt: skip
    with pytest.raises(DonthuError, match="no|nothing") as caught:
        select_documents([dispatch], count=1, layer="requests")
    assert caught.value.code == "annotate.select" and "--by diversity" in caught.value.hint
    assert names(select_documents([dispatch], count=1, layer="requests", by=Strategy.DIVERSITY)) == ["d"]


def test_records_without_the_layer_are_an_error() -> None:
    with pytest.raises(DonthuError) as caught:
        select_documents(RECORDS, count=1, layer="obligations")
    assert caught.value.code == "annotate.select"


def test_the_reasons_are_told_in_vietnamese() -> None:
    found = select_documents(RECORDS, count=2, by=Strategy.UNCERTAINTY)
    text = render_selection(found, wording=Wording())
    assert "1. smoke.txt [smoke]  điểm 0,90" in text
    assert "loại đơn: Khiếu nại 55,0% hay Tố cáo 45,0%" in text
    first, second = encode_selection(found, wording=Wording())
    assert (first["document"], first["uncertainty"], second["score"]) == ("smoke", 0.9, 0.8)


def test_how_unlike_the_nearest_one_is_told_where_they_share_words() -> None:
    kin = petition("kin", "Khói lò gạch bay vào nhà tôi.", 0.6)
    first, second = encode_selection(select_documents([RECORDS[1], kin], count=2, by=Strategy.UNCERTAINTY), wording=Wording())
    assert len(first["reasons"]) == 1
    assert second["reasons"][1].startswith("khác văn bản gần nhất đã chọn")
