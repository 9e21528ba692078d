"""Running many documents: one record each, in the order given, whatever happens to one of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

from nlp.document.annotation import Json
from nlp.document.record import encode_record
from nlp.ingest.walk import Entry
from nlp.pipeline.config import PipelineConfig
from nlp.pipeline.contained import ContainedAnalyzer, describe_loss
from nlp.pipeline.entry import analyze_entry, failed_document
from nlp.pipeline.runner import load_pipeline

Record = dict[str, Json]


def analyze_entries(
    entries: Iterable[Entry], config: PipelineConfig, *, as_of: dt.date | None = None, workers: int = 1
) -> Iterator[Record]:
    """A record for every entry, in order; with more than one worker, contained in processes of their own.

    One worker is this process: it starts at once and has no limits.
    """
    if workers > 1:
        with ContainedAnalyzer(config, as_of=as_of, workers=workers) as analyzer:
            for _, record in analyzer.analyze(entries):
                yield record
        return
    pipeline = load_pipeline(config, as_of=as_of)
    for entry in entries:
        try:
            document = analyze_entry(entry, config, pipeline)
        except MemoryError:
            document = failed_document(entry.path, "pipeline.memory", describe_loss("memory"))
        yield encode_record(document)
