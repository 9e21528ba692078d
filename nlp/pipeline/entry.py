"""One entry to its analysed document."""

from __future__ import annotations

from collections.abc import Callable

from nlp.compliance.models import GivenFacts
from nlp.document.annotation import Provenance
from nlp.document.document import Document, Source
from nlp.document.problem import Problem, Severity
from nlp.ingest.reader import read_document
from nlp.ingest.walk import Entry
from nlp.pipeline.config import PipelineConfig
from nlp.pipeline.runner import Pipeline
from nlp.text.alignment import Alignment
from nlp.text.span import Span

NO_DIGEST = "0" * 64


def analyze_entry(
    entry: Entry, config: PipelineConfig, pipeline: Pipeline, *, on_read: Callable[[bytes], object] | None = None
) -> Document:
    """The analysed document of one entry; one that cannot be read is a document with a problem.

    ``on_read`` is given the bytes before anything looks at them. Raises MemoryError where reading takes more than there is.
    """
    try:
        data = entry.read()
    except OSError as error:
        return failed_document(entry.path, "ingest.unreadable", f"Không đọc được tệp: {error.strerror or error}.")
    if on_read is not None:
        on_read(data)
    document = read_document(data, path=entry.path, settings=config.ingest)
    if entry.facts:
        given = GivenFacts(span=Span(0, 0), provenance=Provenance("entry", 1, "given"), facts=entry.facts)
        document = document.with_layers({GivenFacts.LAYER: [given]})
    return pipeline.run(document)


def failed_document(path: str, code: str, message: str, *, sha256: str = NO_DIGEST, size: int = 0) -> Document:
    """A document of which nothing could be read, with the problem that says why; its digest and size where they are known."""
    source = Source(path, sha256, "application/octet-stream", size, warnings=(message,))
    return Document(source, "", "", Alignment.identity(0), problems=(Problem(code, Severity.ERROR, "ingest", message),))
