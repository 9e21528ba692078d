"""Time limits and conditions of petitions, from layers made by hand."""

from __future__ import annotations

import datetime as dt

import pytest

from nlp.classify.labels import PetitionLabels, PetitionType
from nlp.compliance.component import ComplianceChecker
from nlp.compliance.models import Finding, ProposedHandling
from nlp.document.annotation import Provenance
from nlp.document.document import build_document
from nlp.errors import ConfigError, LawError
from nlp.extract.parties.models import PetitionFacts
from nlp.segment.models import Family, Header, Profile, Regime, Segment, SegmentType
from nlp.text.span import Span

MADE = Provenance("test", 1, "hand")
WHOLE = Span(0, 5)


def annotate(
    type_: PetitionType | None,
    *,
    text: str = "Kính gửi: UBND xã. Tôi trình bày sự việc.",
    date: dt.date | None = dt.date(2026, 8, 3),
    checker: ComplianceChecker | None = None,
    addressees: str = "",
    target: str = "",
    **facts: object,
) -> list[Finding | ProposedHandling]:
    def place(words: str) -> Span:
        return Span(text.index(words), text.index(words) + len(words))

    zones = [Segment(span=place(addressees), provenance=MADE, type=SegmentType.ADDRESSEES)] if addressees else []
    if target:
        facts |= {"target": target, "evidence": (("target", place(target)),)}
    document = build_document(text).with_layers(
        {
            "profile": [Profile(span=WHOLE, provenance=MADE, family=Family.PETITION, kind=None, regime=Regime.CITIZEN)],
            "header": [Header(span=WHOLE, provenance=MADE)],
            "petition_labels": [PetitionLabels(span=WHOLE, provenance=MADE, type=type_)],
            "petition_facts": [PetitionFacts(span=WHOLE, provenance=MADE, date=date, **facts)],  # type: ignore[arg-type]
            "segments": zones,
        }
    )
    return list((checker or ComplianceChecker()).annotate(document))


def check(type_: PetitionType | None, *, as_of: dt.date | None = None, **given: object) -> dict[str, Finding]:
    found = annotate(type_, checker=ComplianceChecker(as_of=as_of), **given)  # type: ignore[arg-type]
    return {item.rule: item for item in found if isinstance(item, Finding)}


def check_with(checker: ComplianceChecker, **given: object) -> dict[str, Finding]:
    found = annotate(PetitionType.COMPLAINT, checker=checker, **given)  # type: ignore[arg-type]
    return {item.rule: item for item in found if isinstance(item, Finding)}


def propose(type_: PetitionType | None, **given: object) -> ProposedHandling:
    return next(item for item in annotate(type_, **given) if isinstance(item, ProposedHandling))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("type_", "rule", "due", "basis"),
    [
        (PetitionType.COMPLAINT, "complaint.acceptance", dt.date(2026, 8, 12), "NĐ 155/2026"),
        (PetitionType.DENUNCIATION, "denunciation.initial_processing", dt.date(2026, 8, 12), "Điều 24 Luật Tố cáo"),
        (PetitionType.RECOMMENDATION, "petition.handling", dt.date(2026, 8, 13), "TT 05/2021"),
        (PetitionType.REPORT, "petition.handling", dt.date(2026, 8, 13), "TT 05/2021"),
    ],
)
def test_first_limit_from_the_date_of_the_petition(type_: PetitionType, rule: str, due: dt.date, basis: str) -> None:
    finding = check(type_)[rule]
    assert (finding.verdict, finding.severity, finding.due) == ("undetermined", "info", due)
    assert any(basis in item.replace("khoản 1 ", "") for item in finding.legal_basis), finding.legal_basis
    assert "tạm tính từ ngày ghi trên đơn 03/08/2026" in finding.message


def test_receipt_stamp_goes_before_the_date_of_the_petition() -> None:
    text = "CÔNG VĂN ĐẾN\nSố: 15\nNgày: 10/8/2026\nĐƠN KHIẾU NẠI"
    finding = check(PetitionType.COMPLAINT, text=text)["complaint.acceptance"]
    assert finding.due == dt.date(2026, 8, 19)
    assert finding.facts["ngay_nhan_da_biet"] is True


def test_passed_limit_is_a_warning_only_when_receipt_is_known() -> None:
    late = dt.date(2026, 10, 1)
    assert check(PetitionType.DENUNCIATION, as_of=late)["denunciation.initial_processing"].severity == "info"
    stamped = check(PetitionType.DENUNCIATION, text="Văn bản đến số 15 ngày 10/8/2026", as_of=late)
    assert stamped["denunciation.initial_processing"].severity == "warning"


def test_finding_on_a_flag_shows_its_words() -> None:
    evidence = (("flag.nac_danh.hidden", Span(5, 9)), ("target", Span(0, 3)))
    finding = check(PetitionType.DENUNCIATION, flags=("nac_danh",), evidence=evidence)["petition.anonymous_denunciation"]
    assert list(finding.spans) == [Span(5, 9)]


def test_many_people_stay_flagged_where_fewer_are_named() -> None:
    assert "petition.representatives" in check(PetitionType.COMPLAINT, flags=("dong_nguoi",), signatories=1)


def test_no_date_means_no_due_date() -> None:
    found = check(PetitionType.COMPLAINT, date=None)
    assert found["complaint.acceptance"].due is None
    assert "petition.undated" in found


def test_type_that_the_classifier_left_open_has_no_findings() -> None:
    assert check(None) == {}


def test_court_matters_have_no_findings() -> None:
    assert check(PetitionType.OTHER, flags=("nac_danh",)) == {}


def test_anonymous_denunciation() -> None:
    finding = check(PetitionType.DENUNCIATION, flags=("nac_danh",))["petition.anonymous_denunciation"]
    assert finding.severity == "warning"
    assert finding.legal_basis == ("Điều 25 Luật Tố cáo 25/2018/QH14",)


@pytest.mark.parametrize(
    ("people", "rule"),
    [(6, "petition.representatives_few"), (10, "petition.representatives_few"), (11, "petition.representatives_many")],
)
def test_many_people_need_representatives(people: int, rule: str) -> None:
    assert rule in check(PetitionType.RECOMMENDATION, signatories=people, flags=("dong_nguoi",))


def test_four_people_need_none() -> None:
    found = check(PetitionType.RECOMMENDATION, signatories=4)
    assert not [rule for rule in found if "representatives" in rule]


def test_unsigned_text_is_never_a_violation() -> None:
    finding = check(PetitionType.COMPLAINT, signed=False)["petition.unsigned_complaint"]
    assert finding.verdict == "undetermined"
    assert "bản gốc" in finding.message


def test_messages_hold_nothing_personal() -> None:
    text = "Tôi là Nguyễn Văn Bốn, CCCD 001099000123, tố cáo ông Trần Văn Sáu."
    found = check(PetitionType.DENUNCIATION, text=text, signatories=12, signed=False, flags=("nac_danh",))
    shown = " ".join(finding.message for finding in found.values())
    assert "Bốn" not in shown and "Sáu" not in shown and "001099000123" not in shown


COMMUNE = "Kính gửi: Chủ tịch UBND xã An Bình\nTôi khiếu nại Quyết định số 15/QĐ-UBND của UBND xã An Bình."


def test_complaint_to_the_head_whose_organ_decided_is_accepted() -> None:
    found = propose(
        PetitionType.COMPLAINT,
        text=COMMUNE,
        addressees="Chủ tịch UBND xã An Bình",
        target="Quyết định số 15/QĐ-UBND của UBND xã An Bình",
    )
    assert found.action == "thu_ly"
    assert found.competent is not None
    assert (found.competent.office, found.competent.name) == ("chu_tich_xa", "Chủ tịch UBND cấp xã")
    assert [COMMUNE[span.start : span.end] for span in found.competent.spans] == ["UBND xã"]
    assert found.reasons[0].rule == "complaint_accepted"
    assert "toa_an_thu_ly" in [item.fact for item in found.missing_facts]


def test_complaint_sent_past_the_competent_office_is_guided() -> None:
    text = COMMUNE.replace("Chủ tịch UBND xã An Bình", "Chủ tịch UBND tỉnh Bắc Hà")
    found = propose(PetitionType.COMPLAINT, text=text, addressees="Chủ tịch UBND tỉnh Bắc Hà", target="UBND xã An Bình")
    assert found.action == "huong_dan"
    assert any("Điều 26 Luật Tiếp công dân" in basis for basis in found.reasons[0].legal_basis)


def test_complaint_that_is_not_for_the_receiver_has_no_limit_of_acceptance() -> None:
    text = COMMUNE.replace("Chủ tịch UBND xã An Bình", "Chủ tịch UBND tỉnh Bắc Hà")
    found = check(PetitionType.COMPLAINT, text=text, addressees="Chủ tịch UBND tỉnh Bắc Hà", target="UBND xã An Bình")
    assert "petition.complaint_not_competent" in found
    assert "complaint.acceptance" not in found


def test_denunciation_that_is_not_for_the_receiver_has_the_limit_of_passing_it_on() -> None:
    text = "Kính gửi: Chủ tịch UBND xã An Bình\nTôi tố cáo Chủ tịch UBND xã An Bình."
    found = check(PetitionType.DENUNCIATION, text=text, addressees="Chủ tịch UBND xã An Bình", target="Chủ tịch UBND xã An Bình")
    assert "denunciation.initial_processing" not in found
    assert found["denunciation.transfer"].due == dt.date(2026, 8, 10)
    assert "nếu đơn thuộc thẩm quyền" not in found["denunciation.transfer"].message


def test_denunciation_that_went_to_the_competent_office_too_has_no_limit() -> None:
    text = "Kính gửi: Chủ tịch UBND xã An Bình; Chủ tịch UBND tỉnh Bắc Hà\nTôi tố cáo Phó Chủ tịch UBND xã An Bình."
    found = check(
        PetitionType.DENUNCIATION,
        text=text,
        addressees="Chủ tịch UBND xã An Bình; Chủ tịch UBND tỉnh Bắc Hà",
        target="Phó Chủ tịch UBND xã An Bình",
    )
    assert "petition.denunciation_sent_to_the_competent" in found
    assert not [rule for rule in found if rule.startswith("denunciation.")]


def test_what_a_limit_only_assumes_is_told() -> None:
    assert check(PetitionType.COMPLAINT)["complaint.acceptance"].facts["gia_dinh"] == ["thuoc_tham_quyen"]


def test_a_day_of_receipt_from_the_caller_is_shown_by_no_words_of_the_petition() -> None:
    checker = ComplianceChecker(facts={"ngay_nhan": "2026-08-05"})
    found = check_with(checker, text="Ngày nhận: 10/8/2026. Tôi khiếu nại.")["complaint.acceptance"]
    assert "tính từ ngày nhận 05/08/2026" in found.message
    assert found.spans == ()


def test_a_petition_whose_date_was_read_is_not_asked_for_it() -> None:
    assert "co_ngay_viet" not in [item.fact for item in propose(PetitionType.COMPLAINT).missing_facts]
    assert "co_ngay_viet" in [item.fact for item in propose(PetitionType.COMPLAINT, date=None).missing_facts]


def test_the_configured_receiver_goes_before_the_addressee() -> None:
    checker = ComplianceChecker(receiver="chu_tich_tinh")
    found = propose(
        PetitionType.COMPLAINT, text=COMMUNE, addressees="Chủ tịch UBND xã An Bình", target="UBND xã An Bình", checker=checker
    )
    assert found.action == "luu"
    assert found.reasons[0].rule == "sent_to_the_competent"


def test_unknown_competence_is_told_with_what_it_would_change() -> None:
    found = propose(PetitionType.RECOMMENDATION)
    assert found.action is None
    assert {("thuoc_tham_quyen", True, "thu_ly"), ("thuoc_tham_quyen", False, "chuyen")} <= {
        (item.fact, item.value, item.action.value) for item in found.alternatives
    }


def test_what_is_to_be_expected_rests_on_what_is_usual() -> None:
    found = propose(PetitionType.RECOMMENDATION)
    assert found.expected is not None
    assert found.expected.action == "thu_ly"
    assert [(item.fact, item.value) for item in found.expected.assumed] == [("thuoc_tham_quyen", True)]
    assert found.expected.rule == "recommendation_accepted"


def test_an_unsure_competence_is_expected_and_never_proposed() -> None:
    text = "Tôi khiếu nại quyết định của UBND huyện Phú Bình."
    found = propose(
        PetitionType.COMPLAINT, text=text, date=dt.date(2026, 8, 3), target="UBND huyện Phú Bình",
        checker=ComplianceChecker(receiver="chu_tich_tinh"),
    )  # fmt: skip
    assert found.action is None
    assert found.expected is not None
    assert [item.fact for item in found.expected.assumed] == ["thuoc_tham_quyen"]


def test_where_something_is_proposed_nothing_is_to_be_expected() -> None:
    checker = ComplianceChecker(facts={"thuoc_tham_quyen": "true"})
    found = propose(PetitionType.COMPLAINT, checker=checker)
    assert (found.action, found.expected) == ("thu_ly", None)


@pytest.mark.parametrize(("day", "office"), [(dt.date(2025, 6, 30), "chu_tich_huyen"), (dt.date(2025, 7, 1), "chu_tich_tinh")])
def test_second_complaint_went_to_the_district_until_it_ended(day: dt.date, office: str) -> None:
    text = "Khiếu nại lần hai. Tôi khiếu nại Chủ tịch UBND xã An Bình."
    found = propose(PetitionType.COMPLAINT, text=text, date=day, target="Chủ tịch UBND xã An Bình")
    assert found.competent is not None
    assert found.competent.office == office


def test_facts_of_the_caller_go_before_what_was_read() -> None:
    checker = ComplianceChecker(facts={"thuoc_tham_quyen": "true", "co_chu_ky_don": "true", "toa_an_thu_ly": "true"})
    found = propose(PetitionType.COMPLAINT, signed=False, checker=checker)
    assert found.action == "tra_lai"
    assert found.reasons[0].legal_basis == ("khoản 9 Điều 11 Luật Khiếu nại 02/2011/QH13",)


def test_a_limit_that_the_caller_decides_is_a_violation() -> None:
    facts = {
        "loai_don": "to_cao", "ngay_nhan": "2026-08-03", "thuoc_tham_quyen": "true", "xac_minh_nhieu_noi": "false",
        "ngay_xu_ly_ban_dau": "2026-08-20",
    }  # fmt: skip
    checker = ComplianceChecker(as_of=dt.date(2026, 9, 1), facts=facts)
    found = {item.rule: item for item in annotate(PetitionType.DENUNCIATION, checker=checker) if isinstance(item, Finding)}
    finding = found["denunciation.initial_processing"]
    assert (finding.verdict, finding.severity, finding.due) == ("violation", "error", dt.date(2026, 8, 12))


def test_a_limit_that_rests_on_an_assumption_is_none() -> None:
    facts = {"ngay_nhan": "2026-08-03", "ngay_xu_ly_ban_dau": "2026-08-20"}
    checker = ComplianceChecker(as_of=dt.date(2026, 9, 1), facts=facts)
    found = {item.rule: item for item in annotate(PetitionType.DENUNCIATION, checker=checker) if isinstance(item, Finding)}
    assert found["denunciation.initial_processing"].verdict == "undetermined"


def test_the_caller_may_give_the_type_that_the_classifier_left_open() -> None:
    checker = ComplianceChecker(facts={"loai_don": "to_cao", "thuoc_tham_quyen": "false"})
    assert propose(None, checker=checker).action == "chuyen"


def test_a_matter_for_a_court_is_guided_there() -> None:
    assert propose(PetitionType.OTHER, text="Tôi xin ly hôn với ông A.").action == "huong_dan"
    assert propose(PetitionType.OTHER, text="Thư cảm ơn quý cơ quan.").action == "luu"
    assert propose(PetitionType.OTHER, text="Thư gửi quý cơ quan.").action is None


def test_wrong_facts_and_offices_are_wrong_configurations() -> None:
    with pytest.raises(LawError, match="ngay_nhann"):
        ComplianceChecker(facts={"ngay_nhann": "2026-08-03"})
    with pytest.raises(LawError, match="ngày YYYY-MM-DD"):
        ComplianceChecker(facts={"ngay_nhan": "03/8/2026"})
    with pytest.raises(LawError, match="không phải loại đơn"):
        ComplianceChecker(facts={"loai_don": "don_khieu_nai"})
    with pytest.raises(ConfigError, match="chu_tich_thon"):
        ComplianceChecker(receiver="chu_tich_thon")
