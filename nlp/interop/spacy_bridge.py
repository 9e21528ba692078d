"""Documents to spaCy and back: every layer is a group of ``Doc.spans``, with its character offsets and values beside it.

spaCy binds spans to tokens, donthu to characters. ``write_doc`` cuts its tokens at every edge of an annotation, so that each
span is exact; with a tokenizer given, an edge inside a token raises ``AlignmentError`` instead of moving the span.

Needs the extra ``spacy``. Formats: spaCy 3 ``Doc``, ``SpanGroup.attrs``, ``DocBin``, displaCy's manual mode for spans.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, ClassVar

from nlp.classify.labels import PetitionLabels
from nlp.compliance.models import Finding, GivenFacts, ProposedHandling
from nlp.document.annotation import Annotation, Json, Provenance, Sentence, Word, to_json
from nlp.document.document import Document
from nlp.document.values import decode_annotation
from nlp.errors import DonthuError, MissingExtra
from nlp.extract.citations.models import Anaphor, Citation
from nlp.extract.obligations.models import Obligation
from nlp.extract.parties.models import PetitionFacts
from nlp.extract.temporal.models import Deadline
from nlp.segment.models import Header, Profile, Segment
from nlp.text.span import Span

if TYPE_CHECKING:
    from spacy.tokens import Doc

_PIECE = re.compile(r"\w+|[^\w\s]|\s")
# The field of a layer's value that displaCy shows; other layers show their own name.
_LABEL_FIELD = {"segments": "type", "citations": "kind", "deadlines": "type", "obligations": "modality", "findings": "rule"}


class AlignmentError(DonthuError):
    """Offsets of characters and of tokens that do not meet, or texts that differ."""


@dataclass(frozen=True, kw_only=True)
class GuestSpan(Annotation):
    """A span that a spaCy component made: the group that it stood in and its label."""

    LAYER: ClassVar[str] = "guest_spans"

    group: str
    label: str = ""


KINDS: Mapping[str, type[Annotation]] = MappingProxyType(
    {
        kind.LAYER: kind
        for kind in (
            Profile, Header, Segment, Sentence, Word, Citation, Anaphor, Deadline, Obligation, PetitionFacts, PetitionLabels,
            Finding, GivenFacts, ProposedHandling, GuestSpan,
        )
    }
)  # fmt: skip


def write_doc(document: Document, *, tokenizer: Callable[[str], Doc] | None = None) -> Doc:
    """A ``Doc`` with the document's text, one token group a layer, and the values of the annotations in ``SpanGroup.attrs``.

    Raises MissingExtra without spaCy; AlignmentError where ``tokenizer`` changes the text or puts an edge inside a token.

    >>> from nlp.document.document import build_document
    >>> sentence = Sentence(span=Span(0, 8), provenance=Provenance("sentences", 1, "line"))
    >>> document = build_document("Điều 12.").with_layers({"sentences": [sentence]})
    >>> doc = write_doc(document)
    >>> [span.text for span in doc.spans["sentences"]]
    ['Điều 12.']
    """
    tokens = _spacy("tokens")
    doc = _tokenize(document) if tokenizer is None else tokenizer(document.text)
    if doc.text != document.text:
        raise AlignmentError("interop.spacy.text", "the tokenizer changed the text", "use a tokenizer that keeps every character")
    doc.user_data["donthu.document"] = document.source.sha256[:16]
    for layer, items in document.layers.items():
        spans = [_token_span(doc, annotation.span, _label(annotation)) for annotation in items]
        attrs = {"donthu": [_write_annotation(annotation) for annotation in items]}
        doc.spans[layer] = tokens.SpanGroup(doc, name=layer, spans=spans, attrs=attrs)
    return doc


def read_doc(doc: Doc, document: Document) -> Document:
    """``document`` with the layers that ``doc`` carries; groups and entities of spaCy's own come as ``GuestSpan``.

    Raises AlignmentError where the texts differ or a group was changed after it was written.
    """
    if doc.text != document.text:
        raise AlignmentError("interop.spacy.text", "the Doc is of another text", "read it into the document it was written from")
    layers: dict[str, list[Annotation]] = {}
    guests: list[Annotation] = []
    for name, group in doc.spans.items():
        written = group.attrs.get("donthu")
        if written is None:
            guests += [_guest(name, span.label_, span.start_char, span.end_char) for span in group]
            continue
        offsets = [(span.start_char, span.end_char) for span in group if span.end > span.start]
        if offsets != [(row["start"], row["end"]) for row in written if row["end"] > row["start"]]:
            raise AlignmentError(
                "interop.spacy.changed", f"spans of {name!r} differ from their values", "put new spans into a group of their own"
            )
        layers[name] = [_read_annotation(name, row) for row in written]
    guests += [_guest("ents", entity.label_, entity.start_char, entity.end_char) for entity in doc.ents]
    if guests:
        layers[GuestSpan.LAYER] = [*layers.get(GuestSpan.LAYER, []), *guests]
    return document.with_layers(layers)


def write_doc_bin(documents: Iterable[Document]) -> bytes:
    """The documents as one ``DocBin``, values included."""
    return write_docs(map(write_doc, documents))


def write_docs(docs: Iterable[Doc]) -> bytes:
    """Docs as one ``DocBin`` with their user data."""
    bin_ = _spacy("tokens").DocBin(store_user_data=True)
    for doc in docs:
        bin_.add(doc)
    data: bytes = bin_.to_bytes()
    return data


def read_doc_bin(data: bytes) -> Iterator[Doc]:
    """The Docs of a ``DocBin``, in order; ``read_doc`` puts each back into its document."""
    yield from _spacy("tokens").DocBin(store_user_data=True).from_bytes(data).get_docs(_spacy("vocab").Vocab())


def displacy_data(document: Document, layers: Iterable[str], *, title: str | None = None) -> dict[str, Json]:
    """What ``displacy.render(data, style="span", manual=True)`` takes: overlapping layers over the same text."""
    doc = write_doc(document)
    spans: list[Json] = []
    for layer in layers:
        for span in doc.spans.get(layer, ()):
            if span.end > span.start:
                spans.append({"start_token": span.start, "end_token": span.end, "label": span.label_})
    tokens: list[Json] = [token.text for token in doc]
    return {"text": document.text, "tokens": tokens, "spans": spans, "title": title}


def _tokenize(document: Document) -> Doc:
    """Words, signs and white space, cut further at every edge of an annotation."""
    text = document.text
    spans = [a.span for layer in document.layers.values() for a in layer]
    cuts = {0, len(text)} | {s.start for s in spans} | {s.end for s in spans}
    # A blank that an annotation begins with, or ends in, has to be a token of its own.
    own = {s.start for s in spans if s} | {s.end - 1 for s in spans if s}
    cuts |= {match.start() for match in _PIECE.finditer(text)}
    words: list[str] = []
    spaces: list[bool] = []
    edges = sorted(cuts)
    for start, end in zip(edges, edges[1:], strict=False):
        piece = text[start:end]
        if piece == " " and words and not spaces[-1] and start not in own and not words[-1].isspace():
            spaces[-1] = True
        else:
            words.append(piece)
            spaces.append(False)
    doc: Doc = _spacy("tokens").Doc(_spacy("vocab").Vocab(), words=words, spaces=spaces)
    return doc


def _token_span(doc: Doc, span: Span, label: str) -> Any:
    if not span:
        index = next((token.i for token in doc if token.idx >= span.start), len(doc))
        return doc[index:index]
    found = doc.char_span(span.start, span.end, label=label)
    if found is None or (found.start_char, found.end_char) != (span.start, span.end):
        raise AlignmentError(
            "interop.spacy.edge", f"characters {span.start}..{span.end} begin or end inside a token", "leave out `tokenizer`"
        )
    return found


def _label(annotation: Annotation) -> str:
    if isinstance(annotation, GuestSpan):
        return annotation.label
    value = getattr(annotation, _LABEL_FIELD.get(annotation.LAYER, ""), None)
    return str(value) if value is not None else annotation.LAYER


def _write_annotation(annotation: Annotation) -> dict[str, Json]:
    provenance = to_json(annotation.provenance)
    start, end = annotation.span.start, annotation.span.end
    return {"start": start, "end": end, "value": dict(annotation.payload()), "provenance": provenance}


def _read_annotation(layer: str, row: Mapping[str, Any]) -> Annotation:
    kind = KINDS.get(layer)
    if kind is None:
        raise AlignmentError("interop.spacy.layer", f"no layer {layer!r} is known here", f"known: {', '.join(sorted(KINDS))}")
    given = dict(row["provenance"])
    given["cues"] = tuple(Span(*cue) for cue in given["cues"])
    return decode_annotation(kind, Span(row["start"], row["end"]), row["value"], Provenance(**given))


def _guest(group: str, label: str, start: int, end: int) -> GuestSpan:
    return GuestSpan(span=Span(start, end), provenance=Provenance("spacy", 1, group), group=group, label=label)


def _spacy(module: str) -> Any:
    from importlib import import_module

    try:
        return import_module(f"spacy.{module}")
    except ImportError as error:
        raise MissingExtra("interop.spacy.missing", "spaCy is not installed", "pip install 'donthu[spacy]'") from error
