"""Features: the title stays out, requests and signs come in."""

from __future__ import annotations

from nlp.classify.features import read_content, read_features, score_fields
from nlp.document.document import build_document


def test_title_is_no_term() -> None:
    features = read_features(read_content(build_document("ĐƠN TỐ CÁO\nĐường làng hư hỏng nặng, không ai sửa.")))
    assert "to cao" not in features.terms["bare"] and features.signs["title.to_cao"] > 0


def test_generic_request_is_told_from_a_specific_one() -> None:
    generic = read_features(read_content(build_document("Đề nghị các cấp quan tâm giải quyết."))).signs
    specific = read_features(read_content(build_document("Đề nghị xã xây dựng cầu dân sinh."))).signs
    assert (generic["request.only_generic"], specific["request.only_generic"]) == (1.0, 0.0)


def test_text_without_diacritics_has_no_marked_terms() -> None:
    assert not read_features(read_content(build_document("De nghi xa lam cong thoat nuoc o ap Bay"))).terms["marked"]


def test_field_words_are_weighed() -> None:
    scores = score_fields(read_content(build_document("Rác thải và nước thải gây ô nhiễm con kênh.")))
    assert max(scores, key=lambda code: scores[code]) == "moi_truong"


def test_empty_text_has_empty_features() -> None:
    assert not read_features(read_content(build_document(""))).terms["bare"]
