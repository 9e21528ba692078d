"""The pages, a module each: ``router`` with its routes, ``ENTRIES`` of the menu, ``UPLOADS`` of large bodies, ``QUEUED``
that analyse.
"""

from __future__ import annotations

from types import ModuleType

from nlp.web.menu import Entry
from nlp.web.pages import account, dashboard, home, invitations, language, password, reference, sign_in
from nlp.web.pages.administration import audit, system, tokens, users
from nlp.web.pages.archive import adjudication, decisions, document, guidelines, hits, opening, progress, work
from nlp.web.pages.archive import home as archive_home
from nlp.web.pages.archive import listing as archives
from nlp.web.pages.archive import reading as archive_reading
from nlp.web.pages.inbox import bulk, intake, listing
from nlp.web.pages.petition import duplicates, edit, history, papers, reading, source
from nlp.web.pages.register import body, calendar, cascade, directive, feeds, search
from nlp.web.pages.register import intake as register_intake

# In the order of the menu.
PAGES: tuple[ModuleType, ...] = (
    home, listing, bulk, intake, reading, edit, duplicates, papers, history, source, search, register_intake, directive, cascade,
    body, calendar, feeds, dashboard, archives, opening, archive_home, hits, archive_reading, decisions, work,
    document, adjudication, progress, guidelines, users, tokens, audit, system, invitations, account, reference, sign_in,
    password, language,
)  # fmt: skip


def list_entries() -> tuple[Entry, ...]:
    """The entries of the menu."""
    return tuple(entry for page in PAGES for entry in getattr(page, "ENTRIES", ()))
