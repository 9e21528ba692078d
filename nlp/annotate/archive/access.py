"""Who may do what in an archive, and who looked into it: it holds names and addresses of those who petition."""

from __future__ import annotations

import datetime as dt

from nlp.annotate.archive.models import Archive
from nlp.store.engine import Store
from nlp.store.users import User


def may_see(archive: Archive, user: User) -> bool:
    """Whether the user may open the archive: the head, its annotators, its adjudicators."""
    raise NotImplementedError


def may_annotate(archive: Archive, user: User) -> bool:
    """Whether the user settles hits and annotates documents: an annotator, while the archive is open."""
    raise NotImplementedError


def may_adjudicate(archive: Archive, user: User) -> bool:
    """Whether the user adjudicates: the head and the adjudicators, while the archive is open."""
    raise NotImplementedError


def may_manage(user: User) -> bool:
    """Whether the user opens and closes archives and names who annotates: the head."""
    raise NotImplementedError


def record_view(store: Store, name: str, user: int, *, document: int | None = None, at: dt.datetime) -> None:
    """Notes in the trail (``archive.view``) that the user looked at the archive, or at a document of it; once a day each."""
    raise NotImplementedError
