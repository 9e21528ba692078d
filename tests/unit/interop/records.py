"""Records built by hand, without running the pipeline."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from typing import Any

from nlp.classify.labels import FieldScore, PetitionField, PetitionLabels, PetitionType
from nlp.compliance.models import CompetentOffice, Finding, FindingSeverity, MissingFact, ProposedHandling, Reason, Verdict
from nlp.document.anchors import ByteAnchors
from nlp.document.annotation import Annotation, Provenance, Sentence
from nlp.document.document import Document, build_document
from nlp.document.problem import Problem, Severity
from nlp.document.record import encode_record
from nlp.extract.citations.models import Citation, InstrumentLink, Provision, Relation
from nlp.extract.obligations.models import Assignee, AssigneeRole, Modality, Obligation
from nlp.extract.parties.models import Petitioner, PetitionFacts
from nlp.extract.temporal.models import Bound, Deadline, DeadlineType
from nlp.law.handling import Action, Alternative
from nlp.law.parameters import Confidence
from nlp.segment.models import Family, Header, Profile, Regime, Segment, SegmentType, Signature
from nlp.text.span import Span

BY = Provenance("test", 1, "by.hand", confidence=0.5)
DISPATCH = (
    "ỦY BAN NHÂN DÂN\nSố: 03/CT-UBND\n\n"
    "1. Các xã báo cáo theo Luật Đất đai năm 2013 trước ngày 15/10 <b>&amp;\n"
    "a) Không được chậm trễ.\n\nNơi nhận:\n- Như trên.\n"
)
PETITION = "ĐƠN KHIẾU NẠI\nTôi tên là Lê Thị Ví Dụ, điện thoại 0912345678.\nĐề nghị xem lại.\nLê Thị\nVí Dụ\n"


def span_of(text: str, part: str) -> Span:
    start = text.index(part)
    return Span(start, start + len(part))


def with_annotations(document: Document, *annotations: Annotation) -> Document:
    layers: dict[str, list[Annotation]] = {}
    for annotation in annotations:
        layers.setdefault(annotation.LAYER, []).append(annotation)
    return document.with_layers(layers)


def to_record(document: Document) -> dict[str, Any]:
    """As a reader of the .jsonl gets it."""
    record: dict[str, Any] = json.loads(json.dumps(encode_record(document)))
    return record


def dispatch_record() -> dict[str, Any]:
    """A directive with a citation, a deadline and an obligation that overlap, a clause in a clause, findings, a problem."""
    text = DISPATCH
    document = replace(build_document(text, path="mau/chi-thi.txt"), anchors=ByteAnchors(text, "utf-8"))
    outer = Segment(
        span=Span(text.index("1. "), text.index("Nơi nhận")), provenance=BY, type=SegmentType.CLAUSE, label="1",
        content_start=text.index("1. ") + 3,
    )  # fmt: skip
    inner = Segment(
        span=Span(text.index("a) "), text.index("Nơi nhận")), provenance=BY, type=SegmentType.CLAUSE, label="a", level=1,
        parent=outer.id, content_start=text.index("a) ") + 3,
    )  # fmt: skip
    body = Segment(span=outer.span, provenance=BY, type=SegmentType.BODY)
    foot = Segment(span=Span(text.index("Nơi nhận"), len(text)), provenance=BY, type=SegmentType.RECIPIENTS)
    citation = Citation(
        span=span_of(text, "Luật Đất đai năm 2013"), provenance=BY, kind="luat", title="Luật Đất đai", relation=Relation.BASIS,
        provisions=(Provision("5", "2", "đ"),), urn="urn:lex:vn:quoc.hoi:luat:2013;45-2013-qh13",
        instrument=InstrumentLink("45/2013/QH13", "Luật Đất đai", "in_force", "31/2024/QH15"),
    )  # fmt: skip
    deadline = Deadline(
        span=span_of(text, "trước ngày 15/10"), provenance=BY, type=DeadlineType.RECURRING, bound=Bound.BEFORE,
        rrule="FREQ=YEARLY;BYMONTH=10;BYMONTHDAY=15", due=(dt.date(2024, 10, 14),),
    )  # fmt: skip
    duty = Obligation(
        span=Span(text.index("Các xã"), text.index(" <b>")), provenance=BY, modality=Modality.MUST, segment=outer.id,
        assignees=(Assignee("Các xã"), Assignee("@addressees", AssigneeRole.SUPPORT)), deadlines=(deadline.id,),
        citations=(citation.id,), report_to="UBND huyện",
    )  # fmt: skip
    ban = Obligation(span=span_of(text, "Không được chậm trễ"), provenance=BY, modality=Modality.MUST_NOT, segment=inner.id)
    crossing = Finding(
        span=Span(0, 0), provenance=BY, rule="dispatch.number", verdict=Verdict.VIOLATION, severity=FindingSeverity.ERROR,
        message="Thiếu <năm> trong số.", legal_basis=("Điều 8 Nghị định 30/2020/NĐ-CP",), due=dt.date(2024, 5, 1),
        spans=(Span(text.index("Đất đai"), text.index("15/10")), Span(16, 22)), facts={"co_nam": False, "ngay": "2024-01-02"},
    )  # fmt: skip
    profile = Profile(span=Span(0, 5), provenance=BY, family=Family.DISPATCH, kind="chi_thi", regime=Regime.STATE)
    header = Header(
        span=Span(0, 30), provenance=BY, issuer="ỦY BAN NHÂN DÂN", number="03/CT-UBND", date=dt.date(2023, 7, 12),
        recipients=("Như trên",), signature=Signature("KT", "PHÓ CHỦ TỊCH", "Nguyễn Văn Mẫu"), spans={"number": Span(16, 30)},
    )  # fmt: skip
    sentence = Sentence(span=duty.span, provenance=BY)
    made = with_annotations(
        document, outer, inner, body, foot, citation, deadline, duty, ban, crossing, profile, header, sentence
    )
    return to_record(made.with_problems([Problem("test.odd", Severity.WARNING, "test", "Chuyện lạ.", page_no=2)]))


def petition_record() -> dict[str, Any]:
    """A complaint with a person whose data is to be masked."""
    text = PETITION
    name = "Lê Thị Ví Dụ"
    profile = Profile(span=Span(0, 5), provenance=BY, family=Family.PETITION, kind="don_khieu_nai", regime=Regime.CITIZEN)
    header = Header(span=Span(0, 0), provenance=BY, signature=Signature(name="Lê Thị Ví Dụ"))
    facts = PetitionFacts(
        span=Span(0, len(text)), provenance=BY, petitioners=(Petitioner(name=name, phone="0912345678"),), signatories=1,
        requests=("Đề nghị xem lại",), flags=("khan_cap",), signed=None, evidence=(("petitioner", span_of(text, name)),),
    )  # fmt: skip
    labels = PetitionLabels(
        span=Span(0, len(text)), provenance=BY, type=PetitionType.COMPLAINT, type_scores={"khieu_nai": 0.9, "to_cao": 0.1},
        fields=(FieldScore(PetitionField.LAND, 0.75),),
    )  # fmt: skip
    handling = ProposedHandling(
        span=Span(0, 0), provenance=BY, action=Action.GUIDE,
        competent=CompetentOffice("chu_tich_xa", "Chủ tịch UBND cấp xã", ("Điều 17 Luật Khiếu nại",), Confidence.SEEN),
        reasons=(Reason("complaint_not_competent", Action.GUIDE, "Không thuộc thẩm quyền", ("Điều 26",), Confidence.SEEN),),
        missing_facts=(MissingFact("co_quan_chuyen_don", "đơn do cơ quan chuyển đến"),),
        alternatives=(Alternative("co_quan_chuyen_don", True, Action.GIVE_BACK),),
    )  # fmt: skip
    return to_record(with_annotations(build_document(text, path="don.txt"), profile, header, facts, labels, handling))


def failed_record() -> dict[str, Any]:
    """A file of which nothing could be read."""
    document = build_document("", path="hỏng.pdf")
    source = replace(document.source, media_type="application/pdf", encoding=None)
    problem = Problem("ingest.pdf.encrypted", Severity.ERROR, "ingest", "Tệp có mật khẩu.")
    return to_record(replace(document, source=source, problems=(problem,)))
