"""Who may do what in an archive, and who looked into it: it holds names and addresses of those who petition."""

from __future__ import annotations

import datetime as dt

from nlp.annotate.archive.models import Archive
from nlp.store.archive.archives import require_archive, require_paper
from nlp.store.audit import Event, TrailFilter, search_trail
from nlp.store.engine import Store
from nlp.store.users import Role, User


def may_see(archive: Archive, user: User) -> bool:
    """Whether the user may open the archive: the head, its annotators, its adjudicators."""
    return user.role is Role.HEAD or user.id in (*archive.annotators, *archive.adjudicators)


def may_annotate(archive: Archive, user: User) -> bool:
    """Whether the user settles hits and annotates documents: an annotator, while the archive is open."""
    return archive.closed_at is None and user.id in archive.annotators


def may_adjudicate(archive: Archive, user: User) -> bool:
    """Whether the user adjudicates: the head and the adjudicators, while the archive is open."""
    return archive.closed_at is None and (user.role is Role.HEAD or user.id in archive.adjudicators)


def may_manage(user: User) -> bool:
    """Whether the user opens and closes archives and names who annotates: the head."""
    return user.role is Role.HEAD


def record_view(store: Store, name: str, user: int, *, document: int | None = None, at: dt.datetime) -> None:
    """Notes in the trail (``archive.view``) that the user looked at the archive, or at a document of it; once a day (UTC) each.

    Raises StoreError (``archive.none``, ``archive.no_document``).
    """
    subject = f"archive/{name}" if document is None else f"archive/{name}/{document}"
    day = at.astimezone(dt.UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    with store.read() as session:
        row = require_archive(session, name)
        if document is not None:
            require_paper(session, row, document)
        if search_trail(session, TrailFilter(user=user, action="archive.view", subject=subject, start=day), limit=1):
            return
    store.record_access(Event("archive.view", subject, user, at))
