"""Documents to spaCy and back."""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.document.annotation import Annotation, Provenance, Sentence
from nlp.document.document import Document, build_document
from nlp.document.record import encode_annotation
from nlp.errors import MissingExtra
from nlp.extract.citations.models import Citation, Provision
from nlp.extract.obligations.models import Assignee, Modality, Obligation
from nlp.extract.temporal.models import Bound, Deadline, DeadlineType
from nlp.ingest.reader import read_document
from nlp.ingest.settings import IngestSettings
from nlp.interop.spacy_bridge import (
    KINDS,
    AlignmentError,
    GuestSpan,
    displacy_data,
    read_doc,
    read_doc_bin,
    write_doc,
    write_doc_bin,
)
from nlp.pipeline.config import load_config
from nlp.pipeline.registry import COMPONENTS, load_component_class
from nlp.pipeline.runner import load_pipeline
from nlp.segment.models import Header, Signature
from nlp.text.span import Span

spacy = pytest.importorskip("spacy")

TEXT = "UBND xã báo cáo theo điểm đ khoản 2 Điều 12 Luật số\n02/2011/QH13, trước ngày 15/10/2024.\n"


def made(rule: str, *cues: Span) -> Provenance:
    return Provenance("test", 3, rule, cues=cues, confidence=0.5)


def span_of(words: str) -> Span:
    start = TEXT.index(words)
    return Span(start, start + len(words))


@pytest.fixture
def document() -> Document:
    citation = Citation(
        span=span_of("điểm đ khoản 2 Điều 12 Luật số\n02/2011/QH13"),
        provenance=made("number", span_of("Luật số")),
        kind="luat",
        number="02/2011/QH13",
        date=dt.date(2011, 11, 11),
        provisions=(Provision("12", "2", "đ"),),
    )
    deadline = Deadline(
        span=span_of("trước ngày 15/10/2024"),
        provenance=made("day"),
        type=DeadlineType.DATE,
        bound=Bound.BEFORE,
        due=(dt.date(2024, 10, 14),),
    )
    obligation = Obligation(
        span=span_of(TEXT.strip(" .\n")),
        provenance=made("order"),
        modality=Modality.MUST,
        assignees=(Assignee("UBND xã"),),
        deadlines=(deadline.id,),
    )
    header = Header(span=Span(0, 0), provenance=made("none"), signature=Signature(role="CHỦ TỊCH"), spans={"issuer": Span(0, 7)})
    return build_document(TEXT).with_layers(
        {"citations": [citation], "deadlines": [deadline], "obligations": [obligation], "header": [header]}
    )


def test_every_layer_is_a_group_with_the_same_texts(document: Document) -> None:
    doc = write_doc(document)
    assert doc.text == TEXT
    assert [span.text for span in doc.spans["citations"]] == ["điểm đ khoản 2 Điều 12 Luật số\n02/2011/QH13"]
    assert [span.label_ for span in doc.spans["deadlines"]] == ["date"]


def test_round_trip_keeps_layers_values_and_ids(document: Document) -> None:
    back = read_doc(write_doc(document), build_document(TEXT))
    assert dict(back.layers) == dict(document.layers)
    assert [a.id for a in back.layers["obligations"]] == [a.id for a in document.layers["obligations"]]


def test_doc_bin_keeps_order_and_values(document: Document) -> None:
    other = build_document("Một văn bản khác.")
    docs = list(read_doc_bin(write_doc_bin([document, other])))
    assert [doc.text for doc in docs] == [TEXT, "Một văn bản khác."]
    assert dict(read_doc(docs[0], build_document(TEXT)).layers) == dict(document.layers)


def test_edge_inside_a_token_raises_with_a_tokenizer_of_its_own(document: Document) -> None:
    # The blank model keeps the comma on the number: the citation ends inside the token.
    tokenizer = spacy.tokenizer.Tokenizer(spacy.vocab.Vocab())
    with pytest.raises(AlignmentError, match="inside a token"):
        write_doc(document, tokenizer=tokenizer)


def test_tokenizer_that_changes_the_text_raises(document: Document) -> None:
    with pytest.raises(AlignmentError, match="changed the text"):
        write_doc(document, tokenizer=lambda text: spacy.tokens.Doc(spacy.vocab.Vocab(), words=text.split()))


def test_doc_of_another_text_raises(document: Document) -> None:
    with pytest.raises(AlignmentError, match="another text"):
        read_doc(write_doc(document), build_document("khác"))


def test_group_changed_in_spacy_raises(document: Document) -> None:
    doc = write_doc(document)
    doc.spans["citations"].append(doc[0:1])
    with pytest.raises(AlignmentError, match="differ from their values"):
        read_doc(doc, document)


def test_groups_and_entities_of_spacy_come_back_as_guests(document: Document) -> None:
    doc = write_doc(document)
    doc.spans["parties"] = [doc.char_span(0, 7, label="AGENCY")]
    doc.ents = [doc.char_span(0, 4, label="ORG")]
    guests = read_doc(doc, document).layer(GuestSpan)
    assert {(g.group, g.label, g.span) for g in guests} == {("parties", "AGENCY", Span(0, 7)), ("ents", "ORG", Span(0, 4))}


def test_displacy_renders_overlapping_layers(document: Document) -> None:
    data = displacy_data(document, ["citations", "obligations"])
    html = spacy.displacy.render(data, style="span", manual=True, page=False)
    assert "luat" in html
    assert "must" in html


def test_without_spacy_the_error_names_the_extra(document: Document, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "spacy.tokens", None)
    with pytest.raises(MissingExtra, match=r"donthu\[spacy\]"):
        write_doc(document)


def test_every_layer_of_the_pipeline_is_known() -> None:
    assert {layer for name in COMPONENTS for layer in load_component_class(name).provides} <= set(KINDS)


@pytest.mark.parametrize("name", ["dispatches/dp001", "dispatches/ds030", "petitions/pa002"])
def test_analysed_document_survives_the_round_trip(name: str) -> None:
    path = Path(__file__).parents[3] / "corpora" / f"{name}.txt"
    document = read_document(path.read_bytes(), path=path.name, settings=IngestSettings())
    analysed = load_pipeline(load_config()).run(document)
    back = read_doc(next(read_doc_bin(write_doc_bin([analysed]))), document)
    assert {n: [encode_annotation(back, a) for a in layer] for n, layer in back.layers.items()} == {
        n: [encode_annotation(analysed, a) for a in layer] for n, layer in analysed.layers.items()
    }
    assert any(analysed.layers.values())


@given(st.text(alphabet="aĐệ .,\n12/-\t", min_size=1, max_size=60), st.data())
def test_any_spans_of_any_text_survive(text: str, data: st.DataObject) -> None:
    document = build_document(text)
    edges = st.integers(0, len(document.text))
    pairs = data.draw(st.lists(st.tuples(edges, edges).map(sorted), max_size=6))
    layer: list[Annotation] = [Sentence(span=Span(start, end), provenance=made("x")) for start, end in pairs]
    document = document.with_layers({"sentences": layer})
    doc = write_doc(document)
    assert doc.text == document.text
    assert read_doc(doc, document).layers["sentences"] == document.layers["sentences"]
