"""The list of archives: all of them for the head, their own for those who work in them."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Response

from nlp.annotate.archive.access import may_manage
from nlp.annotate.archive.open import list_archives
from nlp.web.menu import entry
from nlp.web.security.access import require
from nlp.web.security.roles import ARCHIVE_READERS
from nlp.web.visit import Visit

ENTRIES = (entry("/archives", "menu.archives", *ARCHIVE_READERS),)
router = APIRouter(prefix="/archives")


@router.get("")
def show_archives(visit: Annotated[Visit, require(*ARCHIVE_READERS)]) -> Response:
    """The archives, the newest first."""
    is_head = may_manage(visit.user)
    archives = list_archives(visit.store, None if is_head else visit.user.id)
    return visit.render("archive/list.html", archives=archives, is_head=is_head)
