"""Every citation explains itself, and a number that had to be put right is never given as certain."""

from __future__ import annotations

from dataclasses import replace

import pytest

from nlp.document.annotation import Provenance
from nlp.document.document import Document, build_document
from nlp.extract.citations.certainty import CODE_RESTORED, CONFIRMED, FIGURES_RESTORED, RECOGNISED, is_recognised_print
from nlp.extract.citations.component import CitationReader
from nlp.extract.citations.models import Citation
from nlp.segment.models import Header
from nlp.text.span import Span


def read(document: Document) -> list[Citation]:
    return [item for item in CitationReader().annotate(document) if isinstance(item, Citation)]


def read_one(text: str, *, ocr: bool = False) -> Citation:
    document = build_document(text)
    (citation,) = read(replace(document, source=replace(document.source, ocr=ocr)))
    return citation


def parts(citation: Citation) -> list[str]:
    return citation.provenance.rule.split("+")


@pytest.mark.parametrize(
    ("text", "number", "confidence", "restored"),
    [
        ("Kế hoạch số 15/KH-UBND", "15/KH-UBND", 1.0, False),
        ("Nghị định số 43/2014/ND-CP", "43/2014/NĐ-CP", 1.0, False),  # a keyboard without đ
        ("Quyết định số 168a/QĐ-UBND", "168a/QĐ-UBND", 1.0, False),  # an inserted letter
        ("Kế hoạch số 68- KH/HU", "68-KH/HU", 1.0, False),
        ("Kế hoạch số l5/KH-UBND", "15/KH-UBND", FIGURES_RESTORED, True),
        ("Quyết định số 2O5/QĐ-UBND", "205/QĐ-UBND", FIGURES_RESTORED, True),
        ("Quy định số 8§97-QĐ/TU", "8897-QĐ/TU", FIGURES_RESTORED, True),
        ("Nghị định số 43/2O14/NĐ-CP", "43/2014/NĐ-CP", FIGURES_RESTORED, True),
        ("Công văn số 12/UBND-NC ngày l0/11/2014", "12/UBND-NC", FIGURES_RESTORED, True),
        ("Luật Thú y số 79/2015/QHI13", "79/2015/QH13", CODE_RESTORED, True),
        ("Quyết định số 14/2013/QĐ-TTs", "14/2013/QĐ-TTg", CODE_RESTORED, True),
        ("Luật Trồng nấm ngày 02/3/2031", None, 0.8, False),  # a title that no list has
    ],
)
def test_confidence(text: str, number: str | None, confidence: float, restored: bool) -> None:
    citation = read_one(text)
    assert (citation.number, citation.provenance.confidence) == (number, confidence)
    assert ("restored" in parts(citation)) is restored


@pytest.mark.parametrize("text", ["Căn cứ Công văn số 312/SNV-TCBC", "theo Kế hoạch số 45-KH/HU ngày 02/3/2019"])
def test_a_number_in_recognised_print_is_not_certain(text: str) -> None:
    assert read_one(text).provenance.confidence == 1.0
    assert read_one(text, ocr=True).provenance.confidence == RECOGNISED
    assert read_one(f"{text}. Các đơn vị giải quyêt dứt điểm.").provenance.confidence == RECOGNISED


def test_a_date_in_the_registry_confirms_a_number() -> None:
    known = "theo Nghị định số 43/2014/NĐ-CP ngày {} của Chính phủ. Các sở giải quyêt."
    assert read_one(known.format("15/5/2014")).provenance.confidence == CONFIRMED
    assert read_one(known.format("16/5/2014")).provenance.confidence == RECOGNISED


def test_recognised_print_shows_itself_by_syllables_that_nobody_writes() -> None:
    assert is_recognised_print(build_document("khắc phục kip thời, bảo đảm chât lượng"))
    assert not is_recognised_print(build_document("Quyết định, nghị quyết, luật, cấp, tất, xét; UBND xã Đăk Ơ"))


@pytest.mark.parametrize(
    ("text", "rules", "cues"),
    [
        ("Tại Quyết định số 33/QĐ-TTg có nêu", ["numbered", "issuer_by_code"], ["Quyết định", "33/QĐ-TTg"]),
        (
            "Căn cứ Quyết định số 7/QĐ-UBND của UBND huyện Tân Hưng;",
            ["numbered", "issuer_named", "relation_cue"],
            ["Căn cứ", "Quyết định", "7/QĐ-UBND", "UBND huyện Tân Hưng"],
        ),
        ("nêu tại Chỉ thị số 6/CT-UBND tỉnh ngày 19/02/2021", ["numbered", "issuer_glued"], ["Chỉ thị", "6/CT-UBND", "tỉnh"]),
        ("bãi bỏ Luật Thú y năm 2015", ["title", "relation_cue"], ["bãi bỏ", "Luật"]),
        ("nêu tại BLDS 2015", ["acronym"], ["BLDS 2015"]),
    ],
)
def test_a_citation_names_its_rules_and_cues(text: str, rules: list[str], cues: list[str]) -> None:
    citation = read_one(text)
    assert parts(citation) == rules
    assert [span.of(text) for span in citation.provenance.cues] == cues


def test_members_of_a_list_show_the_cue_and_the_issuer_of_the_list() -> None:
    text = "Bãi bỏ Quyết định số 11/QĐ-SYT, Quyết định số 12/QĐ-SYT của Sở Y tế tỉnh"
    first, second = read(build_document(text))
    assert parts(first) == ["numbered", "issuer_listed", "relation_cue"]
    assert parts(second) == ["numbered", "issuer_named", "relation_listed"]
    assert [span.of(text) for span in first.provenance.cues] == ["Bãi bỏ", "Quyết định", "11/QĐ-SYT", "Sở Y tế tỉnh"]
    assert [span.of(text) for span in second.provenance.cues] == ["Bãi bỏ", "Quyết định", "12/QĐ-SYT", "Sở Y tế tỉnh"]


def test_a_short_form_shows_the_full_one() -> None:
    text = "Quyết định số 17/QĐ-UBND của UBND xã An Bình. Nay Quyết định 17 hết hiệu lực."
    full, short = read(build_document(text))
    assert parts(short) == ["short_form", "issuer_of_full_form"]
    assert [span.of(text) for span in short.provenance.cues] == ["Quyết định số 17/QĐ-UBND", "Quyết định"]
    assert short.issuer == full.issuer


def test_a_body_that_the_letterhead_completes_says_so() -> None:
    document = build_document("Kế hoạch số 49/KH-UBND của UBND tỉnh")
    header = Header(span=Span(0, 0), provenance=Provenance("test", 1, "given"), issuer="SỞ Y TẾ TỈNH ĐỒNG NAI")
    (plan,) = read(document.with_layers({"header": [header]}))
    assert parts(plan) == ["numbered", "issuer_named", "body_by_letterhead"]


def test_every_citation_has_rule_cues_and_confidence() -> None:
    text = (
        "Căn cứ Luật Đất đai năm 2013; Nghị định số 43, 44 và 47/2014/NĐ-CP; NĐ 59/2019 của Chính phủ; BLDS 2015; Quyết định số "
        "225 ngày 11/4/2017; Hiến pháp năm 2013; Luật sửa đổi, bổ sung một số điều của Luật Thú y."
    )
    for citation in read(build_document(text)):
        confidence = citation.provenance.confidence
        assert citation.provenance.rule and citation.provenance.cues and confidence is not None and 0 < confidence <= 1
