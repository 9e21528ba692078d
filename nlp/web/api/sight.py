"""What a program sees of a petition: its record, masked by the role of its user and the type of the petition."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from nlp.document.masking import mask_beside
from nlp.document.personal.find import Personal
from nlp.store.petitions import Petition, read_petition
from nlp.triage.reassess import read_corrected
from nlp.triage.secrecy import Viewer, hidden_from, mask_for, unmask
from nlp.web.errors import WebError
from nlp.web.visit import Visit

Row = dict[str, Any]


@dataclass(frozen=True)
class Sight:
    """A petition, its record with what officers corrected (None: it has none), and what of its people is hidden."""

    petition: Petition
    plain: Mapping[str, Any] | None
    hidden: Personal

    @cached_property
    def record(self) -> Mapping[str, Any]:
        """The record as it may be seen; raises WebError (``web.no_record``) where there is none."""
        return mask_for(self.require_plain(), self.hidden)

    def require_plain(self) -> Mapping[str, Any]:
        """The record as it is; raises WebError (``web.no_record``) where there is none."""
        if self.plain is None:
            raise WebError("web.no_record", 404)
        return self.plain

    def mask(self, value: Row) -> Row:
        """What tells of the petition beside its record, masked alike; notes of one without a record are left out."""
        if not self.hidden:
            return value
        if self.plain is None:
            return {**value, "decisions": [{**row, "note": ""} for row in value["decisions"]]}
        return dict(mask_beside(value, self.plain, self.hidden))


def look(visit: Visit, petition: str, *, reason: str | None = None) -> Sight:
    """What the user sees of the petition; all of it for a ``reason``, which is in the audit trail before anything is shown.

    Raises StoreError (``store.no_petition``), DonthuError (``secrecy.not_allowed``, ``secrecy.no_reason``).
    """
    found, viewer = read_petition(visit.store, petition), Viewer(visit.user.role, visit.user.id)
    if reason is not None:
        unmask(visit.store, petition, viewer, reason=reason, at=visit.now)
    hidden = hidden_from(viewer, found.standing.type, unmasked=reason is not None)
    return Sight(found, read_corrected(visit.store, petition), hidden)
