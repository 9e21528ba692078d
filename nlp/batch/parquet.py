"""Results as Parquet: four tables that join on ``path``, with one schema in every shard of every run.

Analysts filter and count citations, deadlines and obligations by themselves; tables of their own are read without unnesting and a
column at a time. What belongs to one of them alone (provisions, assignees, due days) is a list inside its row.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from functools import lru_cache
from pathlib import Path
from types import ModuleType
from typing import Any

from nlp.batch.shard import Tables
from nlp.errors import MissingExtra
from nlp.pipeline.contained import Analysed

# Rows that are held before they are written; text and lists of so many documents fit in a few megabytes.
_HELD = 100
Row = dict[str, Any]
Record = dict[str, Any]


def load_pyarrow() -> ModuleType:
    """The package pyarrow with its module ``parquet``; raises MissingExtra where it is not installed."""
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError as error:
        raise MissingExtra("batch.no_pyarrow", "pyarrow", "pip install 'donthu[batch]'") from error
    return pyarrow  # type: ignore[no-any-return]


@lru_cache(maxsize=1)
def schemas() -> Mapping[str, Any]:
    """The pyarrow schema of each table by its name."""
    pa = load_pyarrow()
    text, number, day, texts = pa.string(), pa.int64(), pa.date32(), pa.list_(pa.string())

    def struct(**fields: Any) -> Any:
        return pa.struct(list(fields.items()))

    key = {"path": text, "document_id": text}
    span = {
        "id": text, "start": number, "end": number, "page": number, "text": text, "rule": text, "confidence": pa.float64(),
    }  # fmt: skip
    signature = struct(authority=text, role=text, name=text)
    finding = struct(rule=text, verdict=text, severity=text, message=text, legal_basis=texts, due=day)
    columns: dict[str, dict[str, Any]] = {
        "documents": {
            **key, "sha256": text, "media_type": text, "encoding": text, "bytes": number, "pages": number, "ocr": pa.bool_(),
            "status": text, "family": text, "kind": text, "regime": text, "issuer": text, "parent_issuer": text, "number": text,
            "date": day, "place": text, "subject": text, "addressees": texts, "recipients": texts, "signature": signature,
            "petition_type": text, "petition_fields": pa.list_(struct(code=text, score=pa.float64())), "petition_flags": texts,
            "proposed_action": text, "findings": pa.list_(finding),
            "problems": pa.list_(struct(code=text, severity=text, stage=text, message=text)), "text": text,
        },
        "citations": {
            **key, **span, "kind": text, "number": text, "date": day, "issuer": text, "title": text,
            "provisions": pa.list_(struct(article=text, clause=text, point=text)), "urn": text, "relation": text,
            "instrument": struct(id=text, title=text, status_on=text, replaced_by=texts),
        },
        "deadlines": {
            **key, **span, "type": text, "bound": text, "date": day, "rrule": text, "amount": number, "unit": text,
            "trigger": text, "due": pa.list_(day),
        },
        "obligations": {
            **key, **span, "segment": text, "modality": text, "assignees": pa.list_(struct(text=text, role=text)), "action": text,
            "report_to": text, "deadlines": texts, "citations": texts,
        },
    }  # fmt: skip
    return {name: pa.schema(list(fields.items())) for name, fields in columns.items()}


@contextmanager
def open_parquet(shard: int, folder: Path) -> Iterator[Tables]:
    """The tables of a shard, open for records."""
    pa = load_pyarrow()
    with ExitStack() as stack:
        writers = {}
        for table, schema in schemas().items():
            name = f"{table}/{shard:06d}.parquet"
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            writers[name] = stack.enter_context(pa.parquet.ParquetWriter(folder / name, schema, compression="zstd"))
        tables = _Parquet(writers, pa)
        yield tables
        tables.flush()


class _Parquet(Tables):
    def __init__(self, writers: Mapping[str, Any], pa: ModuleType) -> None:
        super().__init__()
        self._writers, self._pa = writers, pa
        self._held: dict[str, list[Row]] = {name: [] for name in writers}
        self.rows = dict.fromkeys(writers, 0)

    def add(self, found: Analysed) -> None:
        record = found.record()
        for name, held in self._held.items():
            rows = list(_ROWS[name.partition("/")[0]](record))
            held += rows
            self.rows[name] += len(rows)
        if len(next(iter(self._held.values()))) >= _HELD:
            self.flush()

    def flush(self) -> None:
        for name, held in self._held.items():
            if held:
                schema = schemas()[name.partition("/")[0]]
                self._writers[name].write_table(self._pa.Table.from_pylist(held, schema=schema))
                held.clear()


def _documents(record: Record) -> Iterator[Row]:
    source, header, petition = record["source"], record["header"], record["petition"] or {}
    flat = {name: record[name] for name in ("status", "family", "kind", "regime", "problems", "text")}
    yield {
        **_key(record), **source, **header, **flat, "path": _text(source["path"]), "date": _day(header["date"]),
        "petition_type": petition.get("type"), "petition_fields": petition.get("fields", []),
        "petition_flags": petition.get("flags", []), "proposed_action": (petition.get("proposed_action") or {}).get("action"),
        "findings": [{**finding, "due": _day(finding["due"])} for finding in record["findings"]],
    }  # fmt: skip


def _citations(record: Record) -> Iterator[Row]:
    for citation in record["citations"]:
        instrument = citation["instrument"]
        if instrument:
            successors = instrument["replaced_by"]
            instrument = {**instrument, "replaced_by": [successors] if isinstance(successors, str) else successors or []}
        yield {**citation, **_span(record, citation), "date": _day(citation["date"]), "instrument": instrument}


def _deadlines(record: Record) -> Iterator[Row]:
    for item in record["deadlines"]:
        yield {**item, **_span(record, item), "date": _day(item["date"]), "due": [_day(day) for day in item["due"]]}


def _obligations(record: Record) -> Iterator[Row]:
    for obligation in record["obligations"]:
        yield {**obligation, **_span(record, obligation)}


_ROWS: Mapping[str, Callable[[Record], Iterator[Row]]] = {
    "documents": _documents, "citations": _citations, "deadlines": _deadlines, "obligations": _obligations,
}  # fmt: skip


def _key(record: Record) -> Row:
    return {"path": _text(record["source"]["path"]), "document_id": record["id"]}


def _span(record: Record, item: Row) -> Row:
    return {**_key(record), "rule": item["provenance"]["rule"], "confidence": item["provenance"]["confidence"]}


def _text(value: str) -> str:
    """A name of a file as UTF-8; bytes that are none as escapes, as in JSON Lines."""
    return value.encode("utf-8", "backslashreplace").decode("utf-8")


def _day(iso: str | None) -> dt.date | None:
    return None if iso is None else dt.date.fromisoformat(iso)
