"""The archive that a page is about, for whoever may open it; the audit trail has the first opening of a day."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import Path

from nlp.annotate.archive.access import may_adjudicate, may_annotate, may_manage, may_see, record_view
from nlp.annotate.archive.models import Archive
from nlp.annotate.archive.open import load_archive
from nlp.annotate.layers import LAYERS, UNKNOWN
from nlp.errors import StoreError
from nlp.store.users import User, list_users
from nlp.web.errors import WebError
from nlp.web.visit import Visit
from nlp.web.wording import PageWording

ArchiveName = Annotated[str, Path(pattern=r"^[a-z0-9][a-z0-9_-]{0,39}$")]


@dataclass(frozen=True)
class Room:
    """An archive with the user who is in it."""

    archive: Archive
    user: User

    @property
    def path(self) -> str:
        """The path of the archive's home, which those of its other pages begin with."""
        return f"/archives/{self.archive.name}"

    @property
    def may_annotate(self) -> bool:
        """Whether the user settles hits and annotates documents."""
        return may_annotate(self.archive, self.user)

    @property
    def may_adjudicate(self) -> bool:
        """Whether the user adjudicates."""
        return may_adjudicate(self.archive, self.user)

    @property
    def may_decide(self) -> bool:
        """Whether the user decides on many hits at once."""
        return self.may_annotate or self.may_adjudicate

    @property
    def may_manage(self) -> bool:
        """Whether the user names annotators and closes the archive."""
        return may_manage(self.user)


def enter(visit: Visit, name: str) -> Room:
    """The archive for those who may see it; for others there is none (StoreError ``archive.none``)."""
    archive = load_archive(visit.store, name)
    if not may_see(archive, visit.user):
        raise StoreError("archive.none", f"there is no archive {name}", "look its name up in the list of archives")
    record_view(visit.store, name, visit.user.id, at=visit.now)
    return Room(archive, visit.user)


def enter_to_decide(visit: Visit, name: str) -> Room:
    """The archive for those who decide on hits; raises StoreError (``archive.closed``), WebError (``web.forbidden``)."""
    room = enter(visit, name)
    if room.archive.closed_at is not None:
        raise StoreError("archive.closed", f"the archive {name} is closed", "nothing is changed in it any more")
    if not room.may_decide:
        raise WebError("web.forbidden", 403)
    return room


def name_label(wording: PageWording, layer: str, label: str) -> str:
    """What a label of a layer is called."""
    group = LAYERS[layer].group
    return wording.label(group if group and label != UNKNOWN else "annotation", label)


def name_people(visit: Visit) -> dict[int | None, str]:
    """Names of users by id; of the command line too."""
    return {user.id: user.name for user in list_users(visit.store)} | {None: visit.wording.say("audit.nobody")}
