"""spaCy's ``DocBin``: a group of ``Doc.spans`` for each layer, through ``nlp.interop.spacy_bridge``.

``DocBin`` keeps labels and places of spans; values, relations and the head of the task are in ``Doc.user_data``. Needs the extra
``spacy``.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from nlp.annotate.codec import FoundSpan, drop_dangling, dump_line, join_head, join_spans, read_relation, write_head, write_span
from nlp.annotate.layers import PETITION_LAYERS
from nlp.annotate.task import Refused, Returned, Task
from nlp.document.annotation import Provenance
from nlp.document.document import Document, Source
from nlp.errors import DonthuError
from nlp.interop.spacy_bridge import GuestSpan, read_doc_bin, write_doc, write_docs
from nlp.text.alignment import Alignment
from nlp.text.span import Span

if TYPE_CHECKING:
    from spacy.tokens import Doc

_DATA = "donthu.task"
#: Layers of people, places and bodies: their spans are the entities of the Doc too, which is what spaCy's ``ner`` learns from.
ENTITY_LAYERS = ("petitioners", "addresses", "targets", "bodies")
#: Documents a file: a DocBin is read as a whole.
DOCUMENTS_A_FILE = 1000


def write_tasks(tasks: Iterable[Task]) -> Iterator[tuple[str, bytes]]:
    """Files of up to ``DOCUMENTS_A_FILE`` documents, for ``spacy train`` and for ``read_tasks``."""
    waiting = iter(tasks)
    number = 0
    while batch := list(islice(waiting, DOCUMENTS_A_FILE)):
        yield f"tasks-{number:05d}.spacy", write_docs(map(build_doc, batch))
        number += 1


def read_tasks(path: Path) -> Iterator[Returned]:
    """The tasks of a file, or of the ``.spacy`` files of a folder; Docs that hold no task are refused."""
    for file in sorted(path.rglob("*.spacy")) if path.is_dir() else [path]:
        for number, doc in enumerate(read_doc_bin(file.read_bytes()), 1):
            try:
                yield read_task(doc)
            except DonthuError as error:
                yield Refused(str(doc.user_data.get("donthu.document", f"{file.name}:{number}")), error)


def build_doc(task: Task) -> Doc:
    """The task as a ``Doc``; its tokens are cut at every edge of a span.

    Of entities that overlap the longest stands. Where one of the layers that can hold some was not looked at, what is no entity
    counts as unknown.
    """
    source = Source(task.document, task.sha256, "text/plain", len(task.text.encode("utf-8", "surrogatepass")))
    by = Provenance("annotate", 1, "task")
    layers = {
        name: [
            GuestSpan(span=Span(span.start, span.end), provenance=by, group=name, label=span.label) for span in task.layer(name)
        ]
        for name in task.layers
    }
    document = Document(source=source, raw=task.text, text=task.text, alignment=Alignment.identity(len(task.text)))
    doc = write_doc(document.with_layers(layers))
    _set_entities(doc, task.layers)
    # As JSON: DocBin's own encoding turns lists into tuples.
    doc.user_data[_DATA] = dump_line(
        {
            "head": write_head(task),
            "spans": [write_span(span) for span in task.spans],
            "relations": [[link.kind, link.head, link.tail] for link in task.relations],
        }
    )
    return doc


def _set_entities(doc: Doc, layers: Iterable[str]) -> None:
    from spacy.util import filter_spans

    looked_at = [name for name in ENTITY_LAYERS if name in layers]
    if looked_at:
        petition = [name for name in ENTITY_LAYERS if name in PETITION_LAYERS]
        whole = looked_at == petition or "bodies" in looked_at
        spans = filter_spans([span for name in looked_at for span in doc.spans[name]])
        doc.set_ents(spans, default="outside" if whole else "missing")


def read_task(doc: Doc) -> Task:
    """The task of a ``Doc`` as its spans are now; raises DonthuError where it was made of none or its text is another."""
    if _DATA not in doc.user_data:
        raise DonthuError("annotate.head", "the Doc holds no task", "import what donthu annotate export wrote")
    kept = json.loads(doc.user_data[_DATA])
    document, layers = str(kept["head"]["document"]), kept["head"]["layers"]
    found = [FoundSpan(name, span.label_, span.start_char, span.end_char) for name in layers for span in doc.spans.get(name, ())]
    spans = join_spans(found, kept["spans"])
    relations = [read_relation(kind, head, tail, document) for kind, head, tail in kept["relations"]]
    return join_head(kept["head"], doc.text, spans, drop_dangling(relations, spans))
