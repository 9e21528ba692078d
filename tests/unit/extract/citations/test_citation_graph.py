"""The graph of a corpus: which mentions are one node, and the two formats."""

from __future__ import annotations

import json

from lxml import etree

from nlp.extract.citations.graph import build_graph, format_graphml, format_json

PLAN = {
    "id": "p1", "kind": "ke_hoach", "header": {"number": "7/KH-UBND", "date": "2024-03-01", "issuer": "UBND HUYỆN TÂN HƯNG"},
    "citations": [
        {"kind": "luat", "number": "45/2013/QH13", "relation": "basis", "title": "Đất đai"},
        {"kind": "luat", "number": None, "relation": "basis", "title": "Đất đai",
         "instrument": {"id": "45/2013/QH13", "title": "Luật Đất đai"}},
        {"kind": "ke_hoach", "number": "7/KH-UBND", "date": "2023-02-02", "relation": "replaces", "body": "UBND tỉnh Nghệ An"},
    ],
}  # fmt: skip
LETTER = {
    "id": "p2", "kind": "cong_van", "header": {"number": "9/UBND-NC", "date": "2024-04-01", "issuer": "UBND huyện Tân Hưng"},
    "citations": [
        {"kind": "ke_hoach", "number": "7/KH-UBND", "date": "2024-03-01", "relation": "implements",
         "issuer": "Ủy ban nhân dân huyện Tân Hưng"},
        {"kind": "cong_van", "number": None, "title": None, "relation": "cites"},
    ],
}  # fmt: skip


def test_mentions_of_one_instrument_are_one_edge_with_a_count() -> None:
    graph = build_graph([PLAN])
    assert [(e.target, e.count) for e in graph.edges if e.relation == "basis"] == [("45/2013/qh13", 2)]


def test_local_numbers_of_other_places_and_years_are_other_nodes() -> None:
    graph = build_graph([PLAN])
    assert len([node for node in graph.nodes if node.number == "7/KH-UBND"]) == 2


def test_a_citation_meets_the_document_it_means() -> None:
    graph = build_graph([LETTER, PLAN])
    (edge,) = [e for e in graph.edges if e.relation == "implements"]
    assert {node.id: node.document for node in graph.nodes}[edge.target] == "p1"


def test_a_citation_without_number_and_title_gives_no_edge() -> None:
    assert len(build_graph([LETTER]).edges) == 1


def test_json_holds_every_node_and_edge() -> None:
    graph = build_graph([PLAN, LETTER])
    value = json.loads(format_json(graph))
    assert (len(value["nodes"]), len(value["edges"])) == (len(graph.nodes), len(graph.edges))


def test_graphml_is_well_formed_and_escapes() -> None:
    record = {**PLAN, "header": {**PLAN["header"], "subject": "A & B <c>\x01"}}  # type: ignore[dict-item]
    root = etree.fromstring(format_graphml(build_graph([record])).encode())
    names = {"g": "http://graphml.graphdrawing.org/xmlns"}
    assert len(root.findall(".//g:edge", names)) == 2
    assert "A & B <c>" in [data.text for data in root.findall(".//g:data", names)]
