"""What a program sees of a petition: its record, masked by the role of its user and the type of the petition."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from nlp.document.masking import mask_beside
from nlp.document.personal.find import Personal
from nlp.store.documents import read_record
from nlp.store.petitions import Petition, read_petition
from nlp.triage.reassess import read_corrected
from nlp.triage.secrecy import Viewer, guarded_types, hidden_from, join_people, mask_for, unmask
from nlp.web.errors import WebError
from nlp.web.visit import Visit

Row = dict[str, Any]
_PEOPLE = ("petitioners", "representatives", "evidence")


@dataclass(frozen=True)
class Sight:
    """A petition, the type by which its people are guarded, its record with what officers corrected (None: it has none), the
    same with whom was read before as well, and what of its people is hidden."""

    petition: Petition
    guarded: str | None
    plain: Mapping[str, Any] | None
    whole: Mapping[str, Any] | None
    hidden: Personal

    @cached_property
    def record(self) -> Mapping[str, Any]:
        """The record as it may be seen; raises WebError (``web.no_record``) where there is none."""
        plain = self.require_plain()
        if not self.hidden or self.whole is None:
            return plain
        masked = dict(mask_for(self.whole, self.hidden))
        if (own := plain["petition"]) is not None:
            # Those who were read before are masked in the text, and not told.
            petition = masked["petition"]
            masked["petition"] = {**petition, **{name: petition[name][: len(own[name])] for name in _PEOPLE}}
        return masked

    def require_plain(self) -> Mapping[str, Any]:
        """The record as it is; raises WebError (``web.no_record``) where there is none."""
        if self.plain is None:
            raise WebError("web.no_record", 404)
        return self.plain

    def mask(self, value: Row) -> Row:
        """What tells of the petition beside its record, masked alike; notes of one without a record are left out."""
        if not self.hidden:
            return value
        if self.whole is None:
            return {**value, "decisions": [{**row, "note": ""} for row in value["decisions"]]}
        return dict(mask_beside(value, self.whole, self.hidden))

    def mask_corrections(self, values: list[Any]) -> list[Any]:
        """What officers wrote, masked alike; nothing of it beside a petition without a record."""
        if not self.hidden:
            return values
        return [None] * len(values) if self.whole is None else list(mask_beside(values, self.whole, self.hidden))


def look(visit: Visit, petition: str, *, reason: str | None = None) -> Sight:
    """What the user sees of the petition; all of it for a ``reason``, which is in the audit trail before anything is shown.

    A reason holds for programs, by their token: a browser that is signed in would follow a link of another site, and its user
    would have given a reason unawares. Raises WebError (``web.masked``) then, and for a token that may not
    unmask (``web.unmask_scope``), StoreError (``store.no_petition``), DonthuError
    (``secrecy.not_allowed``, ``secrecy.no_reason``).
    """
    found, viewer = read_petition(visit.store, petition), Viewer(visit.user.role, visit.user.id)
    if reason is not None:
        if visit.visitor.scope is None:
            raise WebError("web.masked", 403)
        if not visit.visitor.unmasks:
            raise WebError("web.unmask_scope", 403)
        unmask(visit.store, petition, viewer, reason=reason, at=visit.now)
    guarded = guarded_types(visit.store, [found])[found.id]
    hidden = hidden_from(viewer, guarded, unmasked=reason is not None)
    stored, corrected = read_record(visit.store, petition), read_corrected(visit.store, petition)
    whole = join_people(stored.analysis.record, corrected) if stored and corrected else None
    return Sight(found, guarded, corrected, whole, hidden)
