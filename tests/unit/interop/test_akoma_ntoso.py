from __future__ import annotations

from typing import Any

import pytest
from lxml import etree

from nlp.interop.akoma_ntoso import NAMESPACE, render_akoma_ntoso
from tests.unit.interop.records import dispatch_record, failed_record, petition_record

NS = {"a": NAMESPACE}


def parse(record: dict[str, Any], **options: Any) -> Any:
    return etree.fromstring(render_akoma_ntoso(record, **options).encode("utf-8"))


@pytest.mark.parametrize("make", [dispatch_record, petition_record, failed_record])
def test_every_record_has_metadata_and_a_body(make: Any) -> None:
    root = parse(make())
    document = root[0]
    assert [etree.QName(child).localname for child in document][0] == "meta"
    assert document.xpath("a:mainBody|a:body", namespaces=NS)
    for level in ("FRBRWork", "FRBRExpression", "FRBRManifestation"):
        part = root.find(f".//a:{level}", NS)
        names = [etree.QName(child).localname for child in part]
        assert names[:4] == ["FRBRthis", "FRBRuri", "FRBRdate", "FRBRauthor"]


def test_work_is_named_after_kind_date_and_number() -> None:
    root = parse(dispatch_record())
    assert root.find(".//a:FRBRWork/a:FRBRuri", NS).get("value") == "/akn/vn/doc/chi-thi/2023-07-12/03-ct-ubnd"
    assert root.find(".//a:FRBRnumber", NS).get("value") == "03/CT-UBND"


def test_clauses_nest_by_their_parents() -> None:
    root = parse(dispatch_record())
    outer = root.find(".//a:mainBody/a:paragraph", NS)
    inner = outer.find("a:point", NS)
    assert (outer.get("eId"), inner.get("eId")) == ("para_1", "para_1__point_a")
    assert (outer.find("a:num", NS).text, inner.find("a:num", NS).text) == ("1.", "a)")
    assert "Không được" in inner.find("a:content/a:p", NS).text


def test_decision_is_an_act_with_articles() -> None:
    record = dispatch_record()
    record["kind"] = "quyet_dinh"
    for segment in record["segments"]:
        if segment["label"] == "1":
            segment["label"] = "Điều 1"
    root = parse(record)
    assert root.find("a:act/a:body/a:article", NS).get("eId") == "art_1"


def test_citations_are_references_with_their_urn() -> None:
    reference = parse(dispatch_record()).find(".//a:ref", NS)
    assert reference.text == "Luật Đất đai năm 2013"
    assert reference.get("href") == "urn:lex:vn:quoc.hoi:luat:2013;45-2013-qh13"


def test_ids_are_unique_when_labels_repeat() -> None:
    record = dispatch_record()
    twin = dict(record["segments"][-1], type="clause", label="1", parent=None, id="f" * 12, level=0)
    record["segments"].append(twin)
    ids = parse(record).xpath("//@eId")
    assert len(ids) == len(set(ids)) and "para_1-2" in ids


def test_characters_that_xml_has_not_become_replacement_characters() -> None:
    record = dispatch_record()
    record["text"] = record["text"].replace("Các", "C\x0bc").replace("xã", "\ud800ã")
    assert "�" in "".join(parse(record).itertext())


def test_no_text_of_the_body_is_lost() -> None:
    record = dispatch_record()
    assert set(" ".join(parse(record).itertext()).split()) >= set(record["text"].split())


def test_personal_data_is_masked_unless_asked_for() -> None:
    assert "Ví Dụ" not in render_akoma_ntoso(petition_record())
    assert "Ví Dụ" in render_akoma_ntoso(petition_record(), show_personal=True)
