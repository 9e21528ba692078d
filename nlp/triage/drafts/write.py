"""Papers as DOCX: a template filled with what is known, blanks and remarks where something is not."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Mapping
from typing import Any

from nlp.ingest.package import restamp_package
from nlp.triage.drafts.comments import place_comments
from nlp.triage.drafts.marks import Remarks
from nlp.triage.drafts.office import Office
from nlp.triage.drafts.papers import PaperKind, load_settings
from nlp.triage.drafts.templates import fill_template, load_template
from nlp.triage.drafts.values import collect_values

_NO_EXTRA: Mapping[str, Any] = {}
# A document has to say when it was made; one without a date says nothing true.
_UNDATED = dt.date(2000, 1, 1)


def write_paper(
    kind: PaperKind | str,
    *,
    record: Mapping[str, Any],
    assessment: Mapping[str, Any],
    office: Office,
    number: str | int | None = None,
    date: dt.date | None = None,
    extra: Mapping[str, Any] = _NO_EXTRA,
) -> bytes:
    """A DOCX file: the paper on the petition of ``record``, the same bytes for the same arguments.

    ``assessment`` has the keys of a record's ``petition.proposed_action``, and ``type``, ``fields``, ``received`` (the day of
    receipt) and ``due`` where they are known better than from the record. ``number`` and ``date`` are those of the paper; without
    them it shows blanks. ``extra`` gives placeholders that an officer fills in (marked ``given`` in ``papers.yaml``). What is not
    known is a visible blank with a comment. Papers to others than who denounces do not say who that is.

    Raises DraftError for a template that is broken, a value that nobody may give, or one that tells who denounces.
    """
    kind = PaperKind(kind)
    content, name = load_template(kind, office.templates)
    values = collect_values(kind, record=record, assessment=assessment, office=office, number=number, day=date, extra=extra)
    remarks = Remarks()
    document = fill_template(content, name, values, remarks.mark)
    place_comments(document, remarks.texts)
    _describe(document, kind, office, date or _UNDATED)
    buffer = io.BytesIO()
    document.save(buffer)
    return restamp_package(buffer.getvalue())


def _describe(document: Any, kind: PaperKind, office: Office, day: dt.date) -> None:
    """The properties of the file: nothing of the petition, no clock, no name of a machine."""
    properties = document.core_properties
    properties.title = load_settings().papers[kind].title["vi"]
    properties.author = office.name[:255]
    properties.last_modified_by = ""
    properties.comments = ""
    properties.keywords = ""
    properties.subject = ""
    properties.revision = 1
    properties.created = properties.modified = dt.datetime(day.year, day.month, day.day)
