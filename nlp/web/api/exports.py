"""The queue as a file, for programs: tables without anything personal, and what officers corrected, masked."""

from __future__ import annotations

import json
from enum import StrEnum
from typing import Annotated

from fastapi import APIRouter, Query, Response

from nlp.document.masking import mask_people
from nlp.store.queue import Order
from nlp.store.spreadsheets import write_jsonl
from nlp.triage import export
from nlp.triage.listing import list_queue
from nlp.web.api.parameters import QueueFilter
from nlp.web.security.access import require
from nlp.web.security.roles import READERS
from nlp.web.sightings import record_taken
from nlp.web.visit import Visit

router = APIRouter(prefix="/api/v1/exports", tags=["exports"])


class TableFormat(StrEnum):
    """What a table is written as."""

    JSONL = "jsonl"
    CSV = "csv"
    XLSX = "xlsx"


class ExportQuery(QueueFilter):
    """The filters, the order and the format."""

    order: Order = Order.DUE
    format: TableFormat = TableFormat.JSONL


_TYPES = {
    TableFormat.JSONL: "application/jsonl",
    TableFormat.CSV: "text/csv; charset=utf-8",
    TableFormat.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_WRITERS = {TableFormat.JSONL: write_jsonl, TableFormat.CSV: export.write_csv, TableFormat.XLSX: export.write_xlsx}
_FILE = {"type": "string", "format": "binary"}


@router.get(
    "/queue", response_class=Response, responses={200: {"content": {name: {"schema": _FILE} for name in _TYPES.values()}}}
)
def export_queue(visit: Annotated[Visit, require(*READERS)], query: Annotated[ExportQuery, Query()]) -> Response:
    """The petitions that fit as one table. Ids, codes and days; nothing personal."""
    filters = query.read(visit)
    rows = list(list_queue(visit.store, filters, order=query.order))
    record_taken(visit, [row["id"] for row in rows], form=query.format.value, filters=filters)
    headers = {"content-disposition": f'attachment; filename="queue.{query.format.value}"'}
    return Response(_WRITERS[query.format](rows), media_type=_TYPES[query.format], headers=headers)


@router.get("/gold", response_class=Response, responses={200: {"content": {"application/jsonl": {"schema": _FILE}}}})
def export_gold(visit: Annotated[Visit, require(*READERS)]) -> Response:
    """What officers corrected or decided otherwise than was proposed, a petition a line: `name`, `text`, `annotation`; masked."""
    gold = list(export.collect_gold(visit.store, mask=mask_people))
    record_taken(visit, [one.name for one in gold], form="gold")
    lines = "".join(
        json.dumps({"name": one.name, "text": one.text, "annotation": one.annotation}, ensure_ascii=False) + "\n" for one in gold
    )
    headers = {"content-disposition": 'attachment; filename="gold.jsonl"'}
    return Response(lines.encode("utf-8", "replace"), media_type="application/jsonl", headers=headers)
