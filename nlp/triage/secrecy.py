"""Who may see what of the people who petition: the rows of ``nlp/resources/secrecy.yaml``, applied to records, lists and pages.

Everybody sees petitions masked at first. Who may see one as it is says why, and that is in the audit trail before it is shown.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import astuple, dataclass
from functools import lru_cache
from pathlib import PurePath
from typing import Any

from nlp.classify.labels import PetitionType
from nlp.document.masking import MASK, initials, mask_people
from nlp.document.pages import decode_pages
from nlp.document.personal.find import Personal
from nlp.errors import DonthuError
from nlp.ingest.pictures import Veil
from nlp.resources.load import load_resource
from nlp.store.audit import Event
from nlp.store.engine import Store
from nlp.store.guards import lift_guard
from nlp.store.petitions import Petition, read_petition
from nlp.store.queue import find_groups
from nlp.store.users import Role

Record = Mapping[str, Any]
NOTHING = Personal(0)


@dataclass(frozen=True)
class Viewer:
    """Who looks: the role, and the id of the user (None: the command line)."""

    role: Role
    user: int | None = None


@dataclass(frozen=True)
class Rights:
    """What a role may see; as in ``secrecy.yaml``."""

    reads: bool
    names: bool
    unmasks: bool
    lifts: bool


@dataclass(frozen=True)
class Policy:
    """``secrecy.yaml``, checked: rights by role, types whose people are secret, wording by code and language."""

    rights: Mapping[Role, Rights]
    protected_types: frozenset[str]
    reasons: Mapping[str, Mapping[str, str]]
    lifting: Mapping[str, Mapping[str, str]]
    names: Mapping[str, Mapping[str, str]]
    withheld: Mapping[str, Mapping[str, str]]
    bases: tuple[Mapping[str, Any], ...]

    def is_protected(self, type_: str | None) -> bool:
        """Whether the people of a petition of this type may be denouncers; of an open type they may."""
        return type_ is None or type_ in self.protected_types

    def bases_on(self, day: dt.date) -> tuple[str, ...]:
        """The legal bases of the secrecy that hold on a day."""
        return tuple(row["text"] for row in self.bases if row["since"] <= day and (row["until"] is None or day <= row["until"]))


@lru_cache(maxsize=1)
def load_policy() -> Policy:
    """The policy of the package."""
    data = load_resource("secrecy.yaml")
    return Policy(
        rights={role: Rights(**data["roles"][role.value]) for role in Role},
        protected_types=frozenset(data["protected_types"]),
        reasons=data["reasons"],
        lifting=data["lifting"],
        names=data["names"],
        withheld=data["withheld"],
        bases=tuple(data["bases"]),
    )


def may_read(role: Role) -> bool:
    """Whether the role reads petitions at all."""
    return load_policy().rights[role].reads


def may_unmask(role: Role, type_: str | None) -> bool:
    """Whether the role may be shown a petition of this type as it is, for a reason that is recorded."""
    return load_policy().rights[role].unmasks


def guarded_types(store: Store, petitions: Iterable[Petition]) -> dict[str, str | None]:
    """By the id of each petition, the type by which its people are guarded.

    That is its own. One whose secrecy stayed when its type was changed is guarded as one of an open type; so is one that is in a
    group with a petition of a protected type or such a one, whose people are the same: its names would tell who denounced.
    """
    petitions, policy = list(petitions), load_policy()
    plain = [one for one in petitions if not is_kept_secret(one) and not policy.is_protected(one.standing.type)]
    named = {one.standing.group for one in plain if one.standing.group}
    secret = find_groups(store, named, (*policy.protected_types, None)) if named else set()
    types = {one.id: one.standing.type for one in petitions}
    kept = {one.id for one in petitions if is_kept_secret(one)} | {one.id for one in plain if one.standing.group in secret}
    return types | dict.fromkeys(kept)


def is_kept_secret(petition: Petition) -> bool:
    """Whether the people of a petition are secret though its type is not, for its type was changed."""
    return petition.standing.guarded and not load_policy().is_protected(petition.standing.type)


def unsearched_types(role: Role) -> tuple[str | None, ...]:
    """The types of which the role may not look petitions up by the names and small places in them: ``hidden`` of Filters."""
    policy = load_policy()
    return (*sorted(policy.protected_types), None) if policy.rights[role].names else (*PetitionType, None)


def hidden_from(viewer: Viewer, type_: str | None, *, unmasked: bool = False) -> Personal:
    """What of a petition's people is masked for the viewer; ``unmasked`` where he gave a reason for this petition.

    ``type_`` is the one that ``guarded_types`` gives. Raises DonthuError (``secrecy.not_allowed``) for a role that reads no
    petitions, or that may not unmask.

    >>> hidden_from(Viewer(Role.HANDLER), "kien_nghi")
    <Personal.CONTACT: 2>
    """
    policy = load_policy()
    rights = policy.rights[viewer.role]
    if not rights.reads:
        raise _not_allowed(viewer.role)
    if unmasked:
        if not rights.unmasks:
            raise _not_allowed(viewer.role)
        return NOTHING
    return Personal.CONTACT if rights.names and not policy.is_protected(type_) else Personal.NAME | Personal.CONTACT


def adds_rights(before: Role, after: Role) -> bool:
    """Whether a role may see or do anything of ``secrecy.yaml`` that another one may not."""
    rights = load_policy().rights
    return any(new and not old for old, new in zip(astuple(rights[before]), astuple(rights[after]), strict=True))


def unmask(store: Store, petition: str, viewer: Viewer, *, reason: str, at: dt.datetime) -> None:
    """Records that the viewer is shown one petition as it is, and why (a code of ``reasons``).

    Raises DonthuError: ``secrecy.not_allowed``, ``secrecy.no_reason`` for a code that is none, ``store.no_petition``.
    """
    if not may_unmask(viewer.role, read_petition(store, petition).standing.type):
        raise _not_allowed(viewer.role)
    if reason not in (known := load_policy().reasons):
        raise DonthuError("secrecy.no_reason", f"{reason!r} is no reason to unmask", f"one of: {', '.join(known)}")
    store.record_access(Event("petition.unmask", petition, viewer.user, at, {"reason": reason, "role": viewer.role.value}))


def may_lift(role: Role, petition: Petition) -> bool:
    """Whether the role may end the secrecy that stayed with a petition when its type was changed."""
    return is_kept_secret(petition) and load_policy().rights[role].lifts


def lift(store: Store, petition: str, viewer: Viewer, *, reason: str, version: int, at: dt.datetime) -> Petition:
    """The petition, whose people are no more secret than its type says from now on; who lifted it and why (a code of ``lifting``)
    is in the audit trail.

    Raises DonthuError: ``secrecy.not_allowed``, ``secrecy.no_reason``, ``secrecy.not_kept`` where nothing is to be lifted;
    StaleError, StoreError (``store.no_petition``).
    """
    if not load_policy().rights[viewer.role].lifts:
        raise _not_allowed(viewer.role)
    if reason not in (known := load_policy().lifting):
        raise DonthuError("secrecy.no_reason", f"{reason!r} is no reason to lift secrecy", f"one of: {', '.join(known)}")
    if not is_kept_secret(read_petition(store, petition)):
        raise DonthuError("secrecy.not_kept", f"petition {petition} is as secret as its type says", "give it another type first")
    details = {"reason": reason, "role": viewer.role.value}
    return lift_guard(store, petition, version=version, at=at, actor=viewer.user, details=details)


def mask_for(record: Record, hidden: Personal) -> Record:
    """The record as it may be seen: lengths are kept, so spans hold.

    The file's name, which people name after people, becomes its id.
    """
    if not hidden:
        return record
    source = {**record["source"], "path": mask_file_name(record["source"]["path"], record["id"], hidden)}
    return {**mask_people(record, hidden), "source": source}


def mask_file_name(name: str, petition: str, hidden: Personal) -> str:
    """The name of a file as it may be shown: the petition's id with the suffix where anything is hidden.

    >>> mask_file_name("Đơn của bà Hoa.pdf", "00aa", Personal.CONTACT), mask_file_name("Đơn của bà Hoa.pdf", "00aa", NOTHING)
    ('00aa.pdf', 'Đơn của bà Hoa.pdf')
    """
    return f"{petition}{PurePath(name).suffix[:6].lower()}" if hidden else name


def list_names(names: Iterable[str], type_: str | None, hidden: Personal, *, language: str = "vi") -> str:
    """The petitioners for a list: their names, initials, or nothing but what they are where they may be denouncers.

    >>> list_names(["Nguyễn Văn An", "Lê Thị Bình"], "kien_nghi", Personal.NAME)
    'N. V. A.; L. T. B.'
    >>> list_names(["Nguyễn Văn An"], "to_cao", Personal.NAME)
    'Người tố cáo'
    """
    policy = load_policy()
    if not hidden & Personal.NAME:
        return "; ".join(names)
    if policy.is_protected(type_):
        return policy.names.get(type_ or "other", policy.names["other"])[language]
    return "; ".join(filter(None, map(initials, names)))


def join_people(read: Record, corrected: Record) -> Record:
    """The corrected record with the people of both: who was read and whom an officer put in the place are masked alike."""
    ours, theirs = corrected["petition"], read["petition"]
    if ours is None or theirs is None:
        return corrected
    people = [*ours["petitioners"], *(person for person in theirs["petitioners"] if person not in ours["petitioners"])]
    named = list(dict.fromkeys([*ours["representatives"], *theirs["representatives"]]))
    evidence = [*ours["evidence"], *(row for row in theirs["evidence"] if row not in ours["evidence"])]
    return {**corrected, "petition": {**ours, "petitioners": people, "representatives": named, "evidence": evidence}}


def veil_page(
    record: Record, masked: Record, page_no: int, *, type_: str | None, hidden: Personal, language: str = "vi"
) -> Veil | None:
    """What of the picture of a page may be seen by who sees ``masked`` of ``record``; None: all of it.

    Only words that were read are shown, those that are masked as bars. Raises DonthuError: ``secrecy.handwriting`` for a scan of
    people who may be denouncers, whose handwriting is secret too; ``secrecy.no_boxes`` where it is not known where a word stands.
    """
    if not hidden:
        return None
    policy = load_policy()
    if hidden & Personal.NAME and record["source"]["ocr"] and policy.is_protected(type_):
        raise DonthuError("secrecy.handwriting", policy.withheld["handwriting"][language])
    page = next((page for page in decode_pages(record).pages if page.page_no == page_no), None)
    if page is None or not page.words:
        raise DonthuError("secrecy.no_boxes", policy.withheld["no_boxes"][language])
    plain, veiled = record["text"], masked["text"]
    covered = {i for i in range(page.start, page.end) if veiled[i] == MASK and plain[i].isalnum()}
    if not covered <= {i for word in page.words for i in range(word.start, word.end)}:
        raise DonthuError("secrecy.no_boxes", policy.withheld["no_boxes"][language])
    barred = [word for word in page.words if not covered.isdisjoint(range(word.start, word.end))]
    # A scan that came with its text is known by the image alone, when it is drawn.
    shown = tuple(word.box for word in page.words if word not in barred)
    print_only = bool(hidden & Personal.NAME) and policy.is_protected(type_)
    return Veil(shown, tuple(word.box for word in barred), print_only)


def _not_allowed(role: Role) -> DonthuError:
    return DonthuError("secrecy.not_allowed", f"the role {role.value} may not see that", "ask the head of the office")
