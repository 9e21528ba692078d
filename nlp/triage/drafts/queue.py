"""Papers on a petition of the queue: its record as officers corrected it, its assessment, and what was decided on it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from nlp.errors import DraftError
from nlp.store.audit import Event
from nlp.store.engine import Store
from nlp.store.petitions import read_details, read_petition
from nlp.triage.drafts.office import Office
from nlp.triage.drafts.papers import Paper, PaperKind, papers_for
from nlp.triage.drafts.write import write_paper
from nlp.triage.reassess import read_corrected
from nlp.triage.secrecy import guarded_types, load_policy


def list_papers(store: Store, petition: str, *, lang: str = "vi") -> tuple[Paper, ...]:
    """The papers that follow what was decided on a petition, or what is proposed where nothing was. Raises StoreError."""
    standing = read_petition(store, petition).standing
    return papers_for(standing.action, standing.type, lang=lang)


def draft_paper(
    store: Store,
    petition: str,
    kind: str,
    *,
    office: Office,
    number: str | int | None = None,
    date: dt.date | None = None,
    extra: Mapping[str, Any],
    at: dt.datetime,
    actor: int | None,
) -> bytes:
    """A paper on a petition of the queue, as ``write_paper`` makes it; that it was drafted stands in the audit trail.

    Raises DraftError for a kind that does not follow the action, and as ``write_paper`` does; StoreError (``store.no_petition``).
    """
    follow = [paper.kind.value for paper in list_papers(store, petition)]
    if kind not in follow:
        raise DraftError(
            "drafts.kind", f"no paper {kind!r} follows the action on {petition}", f"those that do: {', '.join(follow)}"
        )
    found, record = read_petition(store, petition), read_corrected(store, petition)
    if record is None or record["petition"] is None:
        raise DraftError("drafts.no_record", f"{petition} has no analysis as a petition", "decide on it by hand")
    standing = found.standing
    guarded = load_policy().is_protected(guarded_types(store, [found])[petition])
    known = {
        "guarded": guarded,
        "type": standing.type,
        "action": standing.action,
        "fields": list(standing.fields),
        "received": found.received,
    }
    content = write_paper(
        PaperKind(kind),
        record=record,
        assessment={**read_details(store, petition), **known},
        office=office,
        number=number,
        date=date,
        extra=extra,
    )
    store.record_access(Event("petition.draft", petition, actor, at, {"kind": kind}))
    return content
