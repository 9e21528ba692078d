"""The classifier as a component."""

from __future__ import annotations

import pickle

import pytest

from nlp.classify.component import PetitionClassifier
from nlp.classify.labels import PetitionField, PetitionType
from nlp.document.annotation import Provenance
from nlp.document.document import build_document
from nlp.segment.models import Family, Profile
from nlp.text.fold import fold_diacritics
from nlp.text.span import Span

COMPLAINT = (
    "ĐƠN KHIẾU NẠI\nKính gửi: Chủ tịch UBND huyện Lâm Bình\nTôi là Hà Thị Yên, ở thôn Nà Đon.\n"
    "Tôi không đồng ý với Quyết định số 45/QĐ-UBND ngày 03/4/2021 của UBND huyện phê duyệt phương án bồi thường vì áp giá đất ở "
    "của gia đình tôi thành đất vườn.\nTôi đề nghị hủy quyết định trên và tính lại tiền bồi thường cho gia đình tôi."
)
REPORT = "Cử tri phản ánh tình trạng xe tải chở đất làm rơi vãi, bụi mù mịt, gây ô nhiễm. Đề nghị có biện pháp xử lý."
PROPOSAL = "Cử tri đề nghị Quốc hội sửa đổi Luật Bảo hiểm y tế, bổ sung quy định hỗ trợ 100% mức đóng cho hộ cận nghèo."
ACCUSATION = (
    "ĐƠN TỐ CÁO\nKính gửi: Thanh tra huyện\nTôi là Lê Văn Hà, ở ấp 2. Tôi tố cáo ông Trần Quốc Phú, Chủ tịch UBND xã, có hành vi "
    "lập khống chứng từ, chiếm đoạt tiền hỗ trợ của dân. Tôi có phiếu thu làm bằng chứng. Đề nghị thanh tra, xử lý kỷ luật "
    "ông Phú. Tôi xin chịu trách nhiệm trước pháp luật về nội dung tố cáo."
)


@pytest.fixture(scope="module")
def classifier() -> PetitionClassifier:
    return PetitionClassifier()


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (COMPLAINT, PetitionType.COMPLAINT),
        (ACCUSATION, PetitionType.DENUNCIATION),
        (PROPOSAL, PetitionType.RECOMMENDATION),
        (REPORT, PetitionType.REPORT),
    ],
)
def test_clear_types(classifier: PetitionClassifier, text: str, kind: PetitionType) -> None:
    assert classifier.classify(build_document(text)).type is kind


def test_content_decides_against_the_title(classifier: PetitionClassifier) -> None:
    wrong = COMPLAINT.replace("ĐƠN KHIẾU NẠI", "ĐƠN TỐ CÁO")
    assert classifier.classify(build_document(wrong)).type is PetitionType.COMPLAINT


def test_text_without_diacritics(classifier: PetitionClassifier) -> None:
    labels = classifier.classify(build_document(fold_diacritics(COMPLAINT)))
    assert (labels.type, labels.fields[0].code) == (PetitionType.COMPLAINT, PetitionField.CLEARANCE)


def test_main_field_stands_first(classifier: PetitionClassifier) -> None:
    assert classifier.classify(build_document(REPORT)).fields[0].code is PetitionField.ENVIRONMENT


def test_scores_are_probabilities(classifier: PetitionClassifier) -> None:
    scores = classifier.classify(build_document(PROPOSAL)).type_scores
    assert set(scores) == {kind.value for kind in PetitionType} and abs(sum(scores.values()) - 1) < 0.01


def test_abstains_below_the_threshold() -> None:
    labels = PetitionClassifier(abstain_below=1.01).classify(build_document(PROPOSAL))
    assert labels.type is None and labels.provenance.rule == "abstained" and labels.fields


@pytest.mark.parametrize("text", ["", "   ", "đơn", "1. 2. 3."])
def test_too_little_text_abstains(classifier: PetitionClassifier, text: str) -> None:
    labels = classifier.classify(build_document(text))
    assert labels.type is None and labels.fields == ()


def test_deciding_sentence_is_a_cue(classifier: PetitionClassifier) -> None:
    document = build_document(COMPLAINT)
    cues = [cue.of(document.text) for cue in classifier.classify(document).provenance.cues]
    assert any("Tôi đề nghị hủy quyết định" in cue or "Tôi không đồng ý" in cue for cue in cues)


def test_other_families_are_left_alone(classifier: PetitionClassifier) -> None:
    profile = Profile(span=Span(0, 0), provenance=Provenance("t", 1, "t"), family=Family.OTHER, kind=None, regime=None)
    assert list(classifier.annotate(build_document(REPORT).with_layers({"profile": [profile]}))) == []


def test_component_is_picklable_and_deterministic(classifier: PetitionClassifier) -> None:
    again = pickle.loads(pickle.dumps(classifier))
    assert again.classify(build_document(ACCUSATION)) == classifier.classify(build_document(ACCUSATION))
