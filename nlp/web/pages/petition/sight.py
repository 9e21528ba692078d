"""What a user sees of a petition: its record with corrections, masked as far as the user may not see."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from nlp.document.masking import mask_beside
from nlp.document.personal.find import Personal
from nlp.store.audit import TrailFilter, search_trail
from nlp.store.corrections import KeptCorrection, list_corrections, select_current
from nlp.store.documents import StoredDocument, read_document, read_record
from nlp.store.petitions import Petition, Receipt, list_receipts, read_details, read_petition
from nlp.triage.reassess import PART, apply_corrections
from nlp.triage.secrecy import (
    Viewer,
    guarded_types,
    hidden_from,
    is_kept_secret,
    join_people,
    load_policy,
    mask_file_name,
    mask_for,
    may_lift,
    may_unmask,
)  # fmt: skip
from nlp.web.visit import Visit

UNMASKED = dt.timedelta(minutes=30)
Row = dict[str, Any]


@dataclass
class Sight:
    """A petition as one user sees it. ``record`` is None where the document has no analysis.

    ``guarded`` is the type by which its people are guarded (``guarded_types``). ``record`` has the corrections of officers in
    it, ``read`` is its petition as the machine read it; in both, and in ``details`` and ``corrections``, what is ``hidden``
    is masked at the same length. ``until`` is when what a reason opened closes again; ``plain`` is the record without any
    mask, for what masks by itself.
    """

    visit: Visit
    petition: Petition
    guarded: str | None
    document: StoredDocument
    name: str
    receipts: list[Receipt]
    details: Row
    record: Row | None
    read: Row | None
    corrections: list[KeptCorrection]
    hidden: Personal
    until: dt.datetime | None
    hide: Callable[[Any], Any]
    queue: str = ""
    plain: Row | None = field(default=None, repr=False)

    @property
    def path(self) -> str:
        """The path of the petition's page."""
        return f"/petitions/{self.petition.id}"

    def link(self, below: str = "") -> str:
        """The path of a page of the petition that knows from which queue the user came."""
        return f"{self.path}{below}" + (f"?{urlencode({'queue': self.queue})}" if self.queue else "")

    @property
    def is_secret(self) -> bool:
        """Whether the identity of the writer is secret."""
        return load_policy().is_protected(self.guarded)

    @property
    def may_unmask(self) -> bool:
        """Whether the user may see what is masked by giving a reason."""
        return may_unmask(self.visit.user.role, self.guarded)

    @property
    def is_kept_secret(self) -> bool:
        """Whether the people are secret though the type is not, for it was changed."""
        return is_kept_secret(self.petition)

    @property
    def liftings(self) -> list[tuple[str, str]]:
        """The reasons, code and words, for which the user may end that; none where he may not."""
        if not may_lift(self.visit.user.role, self.petition):
            return []
        return [(code, words[self.visit.wording.lang]) for code, words in load_policy().lifting.items()]

    @property
    def is_whole(self) -> bool:
        """Whether nothing is masked."""
        return not self.hidden

    @property
    def shown(self) -> str:
        """What is shown of the people, for the trail: ``all``, ``names``, ``none``."""
        return "all" if self.is_whole else "none" if self.hidden & Personal.NAME else "names"

    @cached_property
    def current(self) -> dict[tuple[str, str], KeptCorrection]:
        """The corrections that hold, by kind and name."""
        return {(one.correction.kind, one.correction.name): one for one in select_current(self.corrections)}

    def corrected(self, name: str, kind: str = PART) -> KeptCorrection | None:
        """The correction that holds for a part or fact."""
        return self.current.get((kind, name))


def look(visit: Visit, petition: str, *, queue: str = "") -> Sight:
    """What the user sees of the petition; raises StoreError (``store.no_petition``)."""
    found, stored = read_petition(visit.store, petition), read_record(visit.store, petition)
    kept = list_corrections(visit.store, petition)
    document, receipts = read_document(visit.store, petition), list_receipts(visit.store, petition)
    guarded = guarded_types(visit.store, [found])[found.id]
    until = find_grant(visit, petition, guarded)
    hidden = hidden_from(make_viewer(visit), guarded, unmasked=until is not None)
    read = dict(stored.analysis.record) if stored else None
    corrected = apply_corrections(read, kept) if read else None
    whole = dict(join_people(read, corrected)) if read and corrected else None

    def hide(value: Any) -> Any:
        return value if whole is None or not hidden else mask_beside(value, whole, hidden)

    beside = hide(
        {
            "details": read_details(visit.store, petition), "petition": _without_units(corrected, hidden),
            "read": _without_units(read, hidden), "corrections": [one.correction.value for one in kept],
        }
    )  # fmt: skip
    record = {**mask_for(whole, hidden), "petition": beside["petition"]} if whole else None
    return Sight(
        visit=visit, petition=found, guarded=guarded, document=document,
        name=_bare(mask_file_name(document.name, petition, hidden)),
        receipts=[Receipt(one.received, _bare(mask_file_name(one.name, petition, hidden))) for one in receipts],
        details=beside["details"], record=record, read=beside["read"],
        corrections=[_with_value(one, value) for one, value in zip(kept, beside["corrections"], strict=True)],
        hidden=hidden, until=until, hide=hide, queue=queue, plain=whole,
    )  # fmt: skip


def see(visit: Visit, petition: str, *, queue: str = "") -> Sight:
    """The same, noted in the audit trail."""
    sight = look(visit, petition, queue=queue)
    visit.record("petition.view", petition, {"version": sight.petition.version, "shown": sight.shown})
    return sight


def make_viewer(visit: Visit) -> Viewer:
    """Who looks, as the rules of secrecy name it."""
    return Viewer(visit.user.role, visit.user.id)


def find_grant(visit: Visit, petition: str, type_: str | None) -> dt.datetime | None:
    """Until when the user, who gave a reason, sees the petition unmasked: the trail itself says so."""
    if not may_unmask(visit.user.role, type_):
        return None
    since = visit.now - UNMASKED
    which = TrailFilter(user=visit.user.id, action="petition.unmask", subject=petition, start=since)
    with visit.store.read() as session:
        links = search_trail(session, which, limit=1)
    return links[0].event.at + UNMASKED if links else None


def list_reasons(visit: Visit) -> list[tuple[str, str]]:
    """The reasons for which personal data is looked at: code and words."""
    return [(code, words[visit.wording.lang]) for code, words in load_policy().reasons.items()]


def _without_units(record: Row | None, hidden: Personal) -> Row | None:
    petition = record["petition"] if record else None
    if petition is None or not hidden & Personal.CONTACT:
        return petition
    return {**petition, "petitioners": [{**person, "unit": None} for person in petition["petitioners"]]}


def _bare(name: str) -> str:
    """The name of a file without its folders."""
    return name.replace("\\", "/").rpartition("/")[2]


def _with_value(one: KeptCorrection, value: Any) -> KeptCorrection:
    said = one.correction
    return KeptCorrection(one.number, type(said)(said.kind, said.name, value), one.user, one.made_at)
