"""The graph of citations of a corpus: documents, the instruments they cite, and what they do with them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from nlp.errors import DonthuError
from nlp.extract.citations.parse import Number, parse_instrument_number
from nlp.text.fold import fold_all

Record = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Node:
    """A document of the corpus (``document`` is its record's id) or an instrument that is only cited (None)."""

    id: str
    kind: str | None
    number: str | None
    date: str | None
    issuer: str | None
    title: str | None
    document: str | None = None


@dataclass(frozen=True, slots=True)
class Edge:
    """``source`` cites ``target``; ``count`` mentions with that relation."""

    source: str
    target: str
    relation: str
    count: int = 1


@dataclass(frozen=True)
class CitationGraph:
    """Nodes and edges, each in a stable order."""

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]


class GraphBuilder:
    """Gathers a graph record by record; keeps nodes and edges, never the records.

    A cited instrument and a document of the corpus are one node where number, year and, for numbers that repeat from place to
    place, issuer agree. A citation that names neither number nor registry entry nor title gives no edge.
    """

    def __init__(self) -> None:
        self._nodes: dict[str, Node] = {}
        self._edges: dict[tuple[str, str, str], int] = {}

    def add(self, record: Record) -> None:
        """Takes in one analysis record (``donthu/1``) with what it cites."""
        own = _document_node(record)
        known = self._nodes.get(own.id)
        self._nodes[own.id] = _merge(own, known) if known else own
        for citation in record.get("citations") or ():
            target = _cited_node(citation, record)
            if target is None or target.id == own.id:
                continue
            known = self._nodes.get(target.id)
            self._nodes[target.id] = _merge(known, target) if known else target
            key = (own.id, target.id, str(citation.get("relation") or "cites"))
            self._edges[key] = self._edges.get(key, 0) + 1

    def build(self) -> CitationGraph:
        """The graph of all records so far."""
        nodes = tuple(sorted(self._nodes.values(), key=lambda node: node.id))
        return CitationGraph(nodes, tuple(Edge(*key, count) for key, count in sorted(self._edges.items())))


def build_graph(records: Iterable[Record]) -> CitationGraph:
    """The graph of analysis records (``donthu/1``).

    >>> graph = build_graph([{"id": "a", "kind": "cong_van", "header": {"number": "1/UBND-NC", "date": "2024-02-01"},
    ...     "citations": [{"kind": "luat", "number": "45/2013/QH13", "relation": "basis"}]}])
    >>> [(edge.source, edge.relation, edge.target) for edge in graph.edges]
    [('1/ubnd-nc|2024|', 'basis', '45/2013/qh13')]
    """
    builder = GraphBuilder()
    for record in records:
        builder.add(record)
    return builder.build()


def _document_node(record: Record) -> Node:
    header = record.get("header") or {}
    number, date = header.get("number"), header.get("date")
    issuer = header.get("issuer")
    key = _key(number, date, issuer) if number and number[0] not in "/-" else f"document:{record['id']}"
    return Node(key, record.get("kind"), number, date, issuer, header.get("subject"), str(record["id"]))


def _cited_node(citation: Mapping[str, Any], record: Record) -> Node | None:
    link = citation.get("instrument") or {}
    number = citation.get("number") or link.get("id")
    title = link.get("title") or citation.get("title")
    issuer = citation.get("body") or citation.get("issuer")
    if number:
        key = _key(number, citation.get("date"), issuer)
    elif title:
        key = "title:" + " ".join(fold_all(str(title)).split())
    else:
        return None
    return Node(key, citation.get("kind"), number, citation.get("date"), issuer, title)


def _key(number: str, date: str | None, issuer: str | None) -> str:
    """Numbers with a year of the central state stand alone; others repeat every year, and local ones in every place."""
    folded = number.casefold()
    try:
        parsed: Number | None = parse_instrument_number(number)
    except DonthuError:
        parsed = None
    local = parsed is None or parsed.party or parsed.tail_code.upper() in ("UBND", "HĐND", "CTUBND") or "UBND" in parsed.code
    if parsed and parsed.year and not local:
        return folded
    year = parsed.year if parsed and parsed.year else (date or "")[:4]
    place = " ".join(fold_all(issuer or "").split()) if local else ""
    for long, short in (("uy ban nhan dan", "ubnd"), ("hoi dong nhan dan", "hdnd")):
        place = place.replace(long, short)
    return f"{folded}|{year}|{place}"


def _merge(known: Node, found: Node) -> Node:
    """What one mention leaves out another may give; the first value stays."""
    return replace(
        known,
        kind=known.kind or found.kind,
        number=known.number or found.number,
        date=known.date or found.date,
        issuer=known.issuer or found.issuer,
        title=known.title or found.title,
        document=known.document or found.document,
    )


def format_json(graph: CitationGraph) -> str:
    """The graph as one JSON object: ``directed``, ``nodes``, ``edges``; keys as in ``Node`` and ``Edge``."""
    value = {"directed": True, "nodes": [asdict(n) for n in graph.nodes], "edges": [asdict(e) for e in graph.edges]}
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"


_NODE_KEYS = ("kind", "number", "date", "issuer", "title", "document")


def format_graphml(graph: CitationGraph) -> str:
    """The graph as GraphML, which Gephi, yEd, NetworkX and igraph read.

    Source: GraphML primer, graphml.graphdrawing.org.
    """
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">']
    lines += [f' <key id="{key}" for="node" attr.name="{key}" attr.type="string"/>' for key in _NODE_KEYS]
    lines.append(' <key id="relation" for="edge" attr.name="relation" attr.type="string"/>')
    lines.append(' <key id="count" for="edge" attr.name="count" attr.type="int"/>')
    lines.append(' <graph id="citations" edgedefault="directed">')
    for node in graph.nodes:
        data = "".join(f'<data key="{key}">{_text(getattr(node, key))}</data>' for key in _NODE_KEYS if getattr(node, key))
        lines.append(f"  <node id={quoteattr(node.id)}>{data}</node>")
    for edge in graph.edges:
        data = f'<data key="relation">{_text(edge.relation)}</data><data key="count">{edge.count}</data>'
        lines.append(f"  <edge source={quoteattr(edge.source)} target={quoteattr(edge.target)}>{data}</edge>")
    lines += [" </graph>", "</graphml>"]
    return "\n".join(lines) + "\n"


def _text(value: object) -> str:
    """Text for XML 1.0, which has no control characters."""
    return escape("".join(c for c in str(value) if c >= " " or c in "\t\n"))


#: How a graph is written, by the suffix of its file.
FORMATS: Mapping[str, Callable[[CitationGraph], str]] = {".graphml": format_graphml, ".json": format_json}
