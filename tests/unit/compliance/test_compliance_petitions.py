"""Time limits and conditions of petitions, from layers made by hand."""

from __future__ import annotations

import datetime as dt

import pytest

from nlp.classify.labels import PetitionLabels, PetitionType
from nlp.compliance.component import ComplianceChecker
from nlp.compliance.models import Finding
from nlp.document.annotation import Provenance
from nlp.document.document import build_document
from nlp.extract.parties.models import PetitionFacts
from nlp.segment.models import Family, Header, Profile, Regime
from nlp.text.span import Span

MADE = Provenance("test", 1, "hand")
WHOLE = Span(0, 5)


def check(
    type_: PetitionType | None,
    *,
    text: str = "Kính gửi: UBND xã. Tôi trình bày sự việc.",
    date: dt.date | None = dt.date(2026, 8, 3),
    as_of: dt.date | None = None,
    **facts: object,
) -> dict[str, Finding]:
    document = build_document(text).with_layers(
        {
            "profile": [Profile(span=WHOLE, provenance=MADE, family=Family.PETITION, kind=None, regime=Regime.CITIZEN)],
            "header": [Header(span=WHOLE, provenance=MADE)],
            "petition_labels": [PetitionLabels(span=WHOLE, provenance=MADE, type=type_)],
            "petition_facts": [PetitionFacts(span=WHOLE, provenance=MADE, date=date, **facts)],  # type: ignore[arg-type]
        }
    )
    return {finding.rule: finding for finding in ComplianceChecker(as_of=as_of).annotate(document)}


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
