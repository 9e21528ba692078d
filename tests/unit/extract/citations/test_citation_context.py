"""What a citation gets from its context: relation, issuer, registry, contradictions, aliases, anaphora."""

from __future__ import annotations

import datetime as dt

import pytest

from nlp.document.annotation import Provenance
from nlp.document.document import build_document
from nlp.extract.citations.component import CitationReader
from nlp.extract.citations.find import find_mentions
from nlp.extract.citations.models import Anaphor, Citation
from nlp.extract.citations.patterns import load_citation_data
from nlp.segment.models import Family, Header, Profile, Regime, Segment, SegmentType
from nlp.text.span import Span

PROVENANCE = Provenance("test", 1, "given")


def read(
    text: str, *, date: dt.date | None = None, issuer: str | None = None, place: str | None = None, number: str | None = None,
    family: Family | None = None, kind: str | None = None, zones: tuple[Segment, ...] = (),
) -> tuple[list[Citation], list[Anaphor]]:  # fmt: skip
    header = Header(span=Span(0, 0), provenance=PROVENANCE, date=date, issuer=issuer, place=place, number=number)
    layers: dict[str, list[object]] = {"header": [header], "segments": list(zones)}
    if family:
        layers["profile"] = [Profile(span=Span(0, 0), provenance=PROVENANCE, family=family, kind=kind, regime=Regime.STATE)]
    document = build_document(text).with_layers(layers)  # type: ignore[arg-type]
    found = list(CitationReader().annotate(document))
    return [c for c in found if isinstance(c, Citation)], [a for a in found if isinstance(a, Anaphor)]


@pytest.mark.parametrize(
    ("text", "relations"),
    [
        ("Căn cứ Luật Đất đai năm 2013;", ["basis"]),
        ("Căn cứ Luật Khiếu nại, Luật Tố cáo;", ["basis", "basis"]),
        ("Thực hiện Công văn số 245/TTr-NV2 của Thanh tra tỉnh", ["implements"]),
        ("thay thế Quyết định số 15/2019/QĐ-UBND ngày 22/3/2019", ["replaces"]),
        ("Bãi bỏ các Quyết định số 11/QĐ-UBND, số 12/QĐ-UBND", ["replaces", "replaces"]),
        ("Sửa đổi khoản 2 Điều 5 Quyết định số 15/2019/QĐ-UBND", ["amends"]),
        ("Nghị định 43/2014/NĐ-CP được sửa đổi, bổ sung bởi Nghị định 148/2020/NĐ-CP", ["cites", "cites"]),
        ("theo Nghị định số 30/2025/NĐ-CP sửa đổi, bổ sung một số điều của Nghị định số 07/2021/NĐ-CP", ["implements", "cites"]),
        ("Phụ lục I ban hành kèm theo Nghị định số 30/2020/NĐ-CP", ["attached"]),
        ("Tại Thông báo số 14/TB-UBND có nêu", ["cites"]),
        ("Việc cho thuê đất trái với Luật Đất đai năm 2013", ["contests"]),
        ("xử lý không đúng quy định tại Nghị định số 43/2014/NĐ-CP", ["contests"]),
        ("Ông Tạ không đồng ý với Quyết định số 17/QĐ-UBND", ["contests"]),
        ("Thực hiện chỉ đạo của Chủ tịch UBND tỉnh tại Công văn số 17/UBND-NC", ["implements"]),
        ("tạm đình chỉ thi hành Quyết định số 17/QĐ-UBND", ["cites"]),
        ("Tiếp theo Công văn số 17/UBND-NC", ["cites"]),
    ],
)
def test_relation(text: str, relations: list[str]) -> None:
    assert [c.relation.value for c in read(text)[0]] == relations


def test_challenged_decision_of_a_petition() -> None:
    text = "Tôi đề nghị hủy Quyết định số 3345/QĐ-UBND trái với Luật Đất đai"
    assert [c.relation.value for c in read(text, family=Family.PETITION)[0]] == ["contests", "contests"]


def test_issuer_by_code_with_level() -> None:
    (circular,), _ = read("Thông tư số 85/2019/TT-BTC")
    assert (circular.issuer, circular.issuer_level) == ("Bộ Tài chính", "central_ministry")


def test_code_of_the_central_party_leaves_the_body_open() -> None:
    (directive,), _ = read("Chỉ thị số 35-CT/TW")
    assert (directive.issuer, directive.issuer_level) == (None, "party_central")


def test_letterhead_completes_the_body_and_leaves_the_issuer_as_written() -> None:
    (plan,), _ = read("Kế hoạch số 49/KH-UBND ngày 13/8/2025 của UBND tỉnh", issuer="SỞ Y TẾ TỈNH ĐỒNG NAI")
    assert (plan.issuer, plan.issuer_level, plan.body) == ("UBND tỉnh", "local_province", "UBND tỉnh Đồng Nai")


def test_letterhead_of_another_level_decides_nothing() -> None:
    (plan,), _ = read("Kế hoạch số 49/KH-UBND của UBND tỉnh", issuer="UBND HUYỆN TÂN HƯNG")
    assert plan.body is None
    assert plan.urn is None


def test_registry_status_on_the_date_of_the_document() -> None:
    (before,), _ = read("theo Nghị định số 43/2014/NĐ-CP", date=dt.date(2020, 5, 4))
    (after,), _ = read("theo Nghị định số 43/2014/NĐ-CP", date=dt.date(2024, 9, 4))
    assert before.instrument and after.instrument
    assert (before.instrument.status_on, after.instrument.status_on) == ("in_force", "expired")
    assert after.instrument.replaced_by == ("101/2024/NĐ-CP", "102/2024/NĐ-CP")


@pytest.mark.parametrize(
    ("text", "date", "number"),
    [
        ("Luật Đất đai", dt.date(2012, 3, 1), "13/2003/QH11"),
        ("Luật Đất đai", dt.date(2020, 3, 1), "45/2013/QH13"),
        ("Luật Đất đai ngày 29 tháng 11 năm 2013", dt.date(2014, 1, 9), "45/2013/QH13"),
        ("Luật Đất đai 2024", None, "31/2024/QH15"),
        ("Nghị quyết số 18-NQ/TW ngày 16/6/2022", None, "18-NQ/TW"),
    ],
)
def test_title_and_date_choose_the_entry(text: str, date: dt.date | None, number: str) -> None:
    (law,), _ = read(f"theo {text}", date=date)
    assert law.instrument and law.instrument.id == number


def test_party_number_of_another_day_is_another_instrument() -> None:
    (resolution,), _ = read("Nghị quyết số 18-NQ/TW ngày 05/02/1994")
    assert resolution.instrument is None


def test_local_party_number_is_not_the_central_one() -> None:
    (resolution,), _ = read("Nghị quyết số 18-NQ/TU ngày 16/6/2022 của Tỉnh ủy")
    assert resolution.instrument is None


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Quyết định số 46/2002/QĐ-UBND ngày 12/09/2022", ["year_date"]),
        ("Nghị định số 43/2014/NĐ-CP ngày 16/5/2014", ["registry_date"]),
        ("Thông tư số 43/2014/NĐ-CP", ["kind_code"]),
        ("Luật Khiếu nại số 45/2013/QH13", ["title_number"]),
        ("Luật Xử lý vi phạm hành chính số 15/2021/QH13", ["year_term", "title_number"]),
        ("Chỉ thị số 14/CT-TTg ngày 18/5/2012 của Bộ Nội vụ", ["issuer_code"]),
        ("Nghị định số 43/2014/NĐ-CP ngày 15/5/2014 của Chính phủ", []),
        ("Thông tri số 37-TTr/TU", []),
        ("Quy định số 11-QĐ/TW", []),
        ("Công văn số 245/TTr-NV2", []),
    ],
)
def test_contradictions_are_values(text: str, codes: list[str]) -> None:
    (citation,), _ = read(text)
    assert [conflict.code.value for conflict in citation.conflicts] == codes


def test_cited_date_after_the_document() -> None:
    (citation,), _ = read("Công văn số 9/STP ngày 05/6/2024", date=dt.date(2024, 6, 1))
    assert [(c.code.value, c.found, c.expected) for c in citation.conflicts] == [("after_document", "2024-06-05", "2024-06-01")]


def test_alias_holds_from_its_definition_on() -> None:
    text = "Luật A; Quyết định số 17/QĐ-UBND (sau đây gọi tắt là Quyết định số 17). Theo khoản 1 Điều 2 Quyết định số 17 thì"
    citations, _ = read(text)
    assert [(c.number, c.provenance.rule) for c in citations] == [
        ("17/QĐ-UBND", "numbered+issuer_by_code"),
        ("17/QĐ-UBND", "alias+issuer_by_code+relation_cue"),
    ]
    assert citations[1].provisions[0].article == "2"


def test_name_of_a_body_is_no_alias() -> None:
    citations, _ = read("theo Công văn số 5/UBND-NC của UBND tỉnh (sau đây gọi tắt là UBND tỉnh); UBND tỉnh yêu cầu")
    assert len(citations) == 1


def test_this_document() -> None:
    _, (anaphor,) = read("giao Sở theo dõi việc thực hiện Kế hoạch này", family=Family.DISPATCH, kind="ke_hoach")
    assert (anaphor.target, anaphor.kind) == ("self", "ke_hoach")


def test_above_mentioned_with_one_candidate() -> None:
    citations, (anaphor,) = read("Theo Công văn số 5/UBND-NC của tỉnh. Nội dung Công văn nêu trên đã rõ.")
    assert anaphor.target == citations[0].id


def test_above_mentioned_with_two_candidates_stays_open() -> None:
    citations, (anaphor,) = read("Công văn số 5/UBND-NC và Công văn số 6/UBND-NC. Nội dung Công văn nêu trên đã rõ.")
    assert anaphor.target is None
    assert anaphor.candidates == tuple(c.id for c in citations)


def test_paper_by_its_serial_alone() -> None:
    citations, (anaphor,) = read("Công văn số 245/TTr-NV2 đã gửi; thực hiện văn bản số 245 của Thanh tra tỉnh")
    assert anaphor.target == citations[0].id


def test_recurring_party_number_stays_open_with_the_candidates_of_the_registry() -> None:
    _, (anaphor,) = read("học tập Nghị quyết 18 của Trung ương")
    assert anaphor.target is None
    assert len(anaphor.candidates) >= 2


def test_session_of_the_central_committee_is_a_reference_without_number() -> None:
    _, (anaphor,) = read("Nghị quyết Trung ương 4 khóa XII")
    assert (anaphor.provenance.rule, anaphor.target) == ("anaphor_session", None)


@pytest.mark.parametrize(
    "text", ["Số liệu báo cáo trên 90% hộ", "thông báo trên loa của thôn", "Kế hoạch 5 năm 2021-2025", "dự án nêu trên"]
)
def test_no_anaphor(text: str) -> None:
    assert read(text) == ([], [])


def test_own_number_is_no_citation_but_may_be_meant() -> None:
    citations, (anaphor,) = read("ban hành Công văn số 41/UBND-NC. Công văn nêu trên yêu cầu", number="41/UBND-NC")
    assert citations == []
    assert anaphor.target == "self"


def test_number_in_boilerplate_is_no_citation() -> None:
    text = "Giấy phép số 114/GP-BTTTT"
    zone = Segment(span=Span(0, len(text)), provenance=PROVENANCE, type=SegmentType.BOILERPLATE)
    assert read(text, zones=(zone,))[0] == []


def test_what_citizens_propose_to_amend_is_only_cited() -> None:
    (law,), _ = read("Tôi đề nghị sửa đổi Luật Đất đai", family=Family.PETITION)
    assert law.relation.value == "cites"


def test_laws_inside_titles_only_where_asked() -> None:
    document = build_document("Nghị định số 43/2014/NĐ-CP quy định chi tiết thi hành Luật Đất đai;")
    data = load_citation_data()
    assert [m.kind for m in find_mentions(document, data)] == ["nghi_dinh"]
    assert [m.kind for m in find_mentions(document, data, nested=True)] == ["nghi_dinh", "luat"]


@pytest.mark.parametrize(
    ("text", "date", "number"),
    [
        ("Luật sửa đổi, bổ sung một số điều của Luật Tiếp công dân, Luật Khiếu nại, Luật Tố cáo", 2026, "136/2025/QH15"),
        ("Luật sửa đổi, bổ sung một số điều của Luật Tiếp công dân, Luật Khiếu nại, Luật Tố cáo", 2020, None),
        ("Luật sửa đổi, bổ sung một số điều của Luật Xây dựng", 2021, None),  # there are several of one law
        ("Luật sửa đổi, bổ sung một số điều của Luật Xây dựng năm 2020", 2021, "62/2020/QH14"),
    ],
)
def test_an_amending_law_is_told_by_the_laws_it_amends(text: str, date: int, number: str | None) -> None:
    (citation,), _ = read(text, date=dt.date(date, 6, 1))
    assert (citation.instrument.id if citation.instrument else None) == number


@pytest.mark.parametrize(
    "text", ["theo Điều 5 Nghị định số 54 để xử lý", "Nghị quyết 18 để sắp xếp bộ máy", "trái với Nghị định 85 được ban hành"]
)
def test_a_bare_serial_is_an_anaphor_whatever_word_follows(text: str) -> None:
    citations, (anaphor,) = read(text)
    assert not citations and anaphor.provenance.rule == "anaphor_serial" and anaphor.target is None


def test_a_law_that_points_at_itself_is_one_anaphor() -> None:
    _, anaphora = read("Điều 5 của Luật này")
    assert [a.span.start for a in anaphora] == [0]


def test_only_so_many_candidates_are_named() -> None:
    text = "; ".join(f"Quyết định số {i}/QĐ-UBND" for i in range(1, 60)) + ". Quyết định nêu trên hết hiệu lực."
    _, (anaphor,) = read(text)
    assert anaphor.target is None and len(anaphor.candidates) == 20
